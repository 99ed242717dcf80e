"""Argoverse 2.

It must not know other formats.
"""
