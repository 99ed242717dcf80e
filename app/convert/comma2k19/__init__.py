"""comma2k19.

It must not know other formats.
"""
