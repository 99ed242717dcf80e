"""Text from a log as a terminal may see it: nothing in it can move the cursor, turn the reading direction or hide.

It must not know where the text comes from.
"""

import unicodedata

MAX_SHOWN = 2_000
# control, format (bidi, zero width), surrogates, private use, unassigned, line and paragraph separators
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str) -> str:
    """`text` in one line, every character that cannot be seen written as its escape, clipped to 2 000 characters."""
    shown = "".join(_visible(character) for character in text[:MAX_SHOWN])
    return shown if len(text) <= MAX_SHOWN else f"{shown}... ({len(text) - MAX_SHOWN} more characters)"


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
