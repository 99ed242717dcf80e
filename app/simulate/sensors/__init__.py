"""The sensors of the simulated vehicle.

It must not know what perception makes of what they measure.
"""
