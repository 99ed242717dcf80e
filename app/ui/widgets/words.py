"""The words for the states that glyphs show, for tool tips and for who hears the window instead of seeing it.

It must not know widgets.
"""

from PySide6.QtCore import QCoreApplication

from app.scene.wording import count
from app.ui.theme.glyphs import VerdictMark


def verdict_word(state: VerdictMark) -> str:
    """The state of a record in a word or three."""
    match state:
        case "intact":
            return QCoreApplication.translate("words", "Intact")
        case "broken":
            return QCoreApplication.translate("words", "Broken")
        case "after":
            return QCoreApplication.translate("words", "After the break")
        case "missing":
            return QCoreApplication.translate("words", "Missing")
        case "unchecked":
            return QCoreApplication.translate("words", "Unchecked")


def milliseconds(value: float) -> str:
    """`38 ms`, thousands apart by a narrow space that does not break: `8 080 ms`."""
    return QCoreApplication.translate("words", "%1 ms").replace("%1", count(round(value)))
