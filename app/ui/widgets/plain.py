"""Text from a log as text: Qt takes what looks like markup for markup, in tool tips and labels alike.

It must not know where the text stands.
"""

import html


def plain(text: str) -> str:
    """The text for a tool tip, of which nothing is markup but the line breaks."""
    if "<" not in text and "&" not in text:
        return text
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"
