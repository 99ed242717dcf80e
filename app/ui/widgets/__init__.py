"""Small widgets that several views share, painted with the tokens of the theme.

They must not know sessions, logs or moments: they are given words, numbers and marks.
"""
