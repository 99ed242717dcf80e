"""Time: where the replay stands, what is current there, and what is read, checked and decoded for it, without Qt.

It must not know windows. A clock, a timeline, a loader with its cache, and the player that turns commands into moments.
"""
