"""The recording that the topics of some files make together, and what stands beside the files of a ROS 2 bag.

It must not know how a file holds its messages.
"""
