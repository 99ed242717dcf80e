"""How everything looks: colours, type, icons, state glyphs and the style of Qt's own widgets, from one table of tokens.

It must not know what is shown. `theme` holds what is in force now and says when it changes.
"""
