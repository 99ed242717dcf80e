"""The window: what an investigator sees and presses. Qt is imported here and nowhere below.

It must not compute what it shows: `replay`, `scene` and `analysis` do. Its look comes from `theme`, its commands from
the one table in `keys`. `session` stands between the replay and the `views`; `desk` has them with the `timeline` and
lays them out as `layouts` say; `window` has the desk, `casework` the case of the log that is in it.
"""
