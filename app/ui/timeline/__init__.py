"""The timeline: ruler, lanes, overview, and the hand that moves through them.

It must not know views. It shows what the session has and asks for times; it decides nothing.
"""
