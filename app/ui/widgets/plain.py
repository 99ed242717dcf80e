"""Text from a log as text: Qt takes what looks like markup for markup, in tool tips and labels alike.

In menus it takes & for the sign that underlines a letter.

It must not know where the text stands.
"""

import html

from app.scene.wording import NARROW


def plain(text: str) -> str:
    """The text for a tool tip, of which nothing is markup but the line breaks."""
    if "<" not in text and "&" not in text:
        return text
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"


def one_line(text: str) -> str:
    """The text for a row of a list: signs that are not seen, break lines or turn the direction stand as U+FFFD."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == NARROW else "\ufffd" for sign in text)


def menu_text(text: str, *, most: int = 48) -> str:
    """The text for an entry of a menu, its end left out if it is long."""
    line = one_line(text)
    return (line if len(line) <= most else f"{line[: most - 1]}…").replace("&", "&&")
