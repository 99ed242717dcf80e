"""The sample incidents: a small deterministic world whose sensors, pictures and decisions are sealed like real ones.

`samples` run a `drive` of a `scenario` and seal it: the vehicle at work is `aboard`, how it thinks is `driving`, what
it measures with is `sensors`, all of it in a `world`; `picture` draws what cameras see, `sealing` makes a log of it.

It must not know windows, cases, nor how a log is checked or shown.
"""
