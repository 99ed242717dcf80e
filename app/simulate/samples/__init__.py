"""The sample incidents and their scenarios.

It must not know how a sensor or a planner works.
"""
