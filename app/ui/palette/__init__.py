"""The palette: one line in which one types what one wants, and the list of what that can be.

It must not know how views are laid out.
"""
