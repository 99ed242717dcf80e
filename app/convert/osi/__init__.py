"""Bare traces of ASAM OSI.

It must not know what is made of their messages.
"""
