"""What alembic runs to reach the database: it works on the connection it is given, inside its transaction.

It must not know where the database is, and sets up no logging. Only alembic imports it.
"""

from alembic import context

from app.case.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # `database` begins transactions itself, and SQLite then takes tables back, too
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
