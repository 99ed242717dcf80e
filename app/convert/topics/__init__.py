"""The recording that the topics of some files make together.

It must not know the containers that carry the messages.
"""
