"""The words of the timeline.

It must not know what they are said of.
"""

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """A word of the timeline in the language of the user."""
    return QCoreApplication.translate("Timeline", text)
