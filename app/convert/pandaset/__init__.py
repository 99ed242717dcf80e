"""PandaSet.

It must not know other formats.
"""
