"""MCAP.

It must not know what a message is about.
"""
