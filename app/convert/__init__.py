"""Other people's formats to sealed logs: one file a format, and the intake that seals what any of them found.

It must not know windows, cases or how a moment is shown.
"""
