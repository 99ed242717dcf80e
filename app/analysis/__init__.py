"""Derived facts: what can be reckoned from a log, each with its method, its parameters and its version.

It must not draw, nor read logs.
"""
