"""How the desk is laid out: trees of tiles, named layouts and the files that they are kept in.

It must not know sessions, views or the window: `arrangement`, `desk_layout` and `layout_choice` join it to them.
"""
