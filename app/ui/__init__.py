"""The window: what an investigator sees and presses. Qt is imported here and nowhere below.

It must not compute what it shows: `replay`, `scene` and `analysis` do. Its look comes from `theme`, its commands from
the one table in `actions`.
"""
