"""Messages under topics, as files of MCAP, ROS and OSI carry them: where they lie, their types, and their plain values.

It must not know what a message is about.
"""
