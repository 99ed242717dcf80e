"""A cell of a table for other programs, by RFC 4180.

Texts in a log are hostile: a spreadsheet takes a text that begins like a formula for one and runs it (OWASP, CSV
injection), so none begins so. It must not know what is in the table.
"""

import re
import unicodedata

_MOST_OF_A_TEXT = 2000
# at the beginning, and behind what parts cells where a decimal comma is usual: spreadsheets there heed no other quotes
_FORMULA = re.compile(r"(^|;)([\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def text_cell(text: str, most: int | None = _MOST_OF_A_TEXT) -> str:
    """A text of the log as a cell: one line, nothing in it that cannot be seen, never a formula, quoted; clipped to
    `most` characters, None: whole.
    """
    clipped = most is not None and len(text) > most
    line = " ".join(text[:most].split()) + (" ..." if clipped else "")
    if not (line.isascii() and line.isprintable()):
        line = "".join("?" if unicodedata.category(one) in _UNSEEN else one for one in line)
    return '"' + _FORMULA.sub(r"\1\2'", line).replace('"', '""') + '"'
