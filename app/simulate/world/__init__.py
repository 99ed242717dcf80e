"""The simulated world: what stands and moves in it, of what material, in which light, and what rays through it hit.

It must not know sensors, perception or records.
"""
