"""Structured text logs: lines of JSON in the dialects that are in use.

It must not know pictures, points or vehicles.
"""
