"""CommonRoad scenarios.

It must not know other formats.
"""
