"""The sample incidents: a small deterministic world whose sensors, pictures and decisions are sealed like real ones.

It must not know windows, cases, nor how a log is checked or shown.
"""
