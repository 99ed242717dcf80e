"""Simulated drives as sealed logs: identity, repeated and thin drives, the demonstration key.

It must not know how anything moves, nor how pictures are drawn.
"""
