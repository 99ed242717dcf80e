"""The simulated vehicle at work: what runs when, what it reports, and the tape that takes it all.

It must not know pictures, seals or files.
"""
