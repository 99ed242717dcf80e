"""The steps from one form of a case's tables to the next, run by alembic without an ini file (see app/case/schema.py).

They must not know today's tables or classes: a step that was released is never changed again.
"""
