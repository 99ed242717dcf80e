"""The bags of ROS 1 and the databases of ROS 2.

It must not know what a message is about.
"""
