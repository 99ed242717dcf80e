"""The sample incidents: who is on which road and means to do what, and the making of a log of them.

It must not know how sensors, perception or planner work, only what can be set about them.
"""
