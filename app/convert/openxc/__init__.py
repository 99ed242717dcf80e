"""Traces of OpenXC.

It must not know other formats.
"""
