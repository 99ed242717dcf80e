"""A window that has the right of way while it is painted.

It must not know what is in it.
"""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMainWindow

from app.replay.priority import right_of_way


class PaintedAtOnce(QMainWindow):
    """Threads in the background wait until all that changed in it is painted."""

    def event(self, event: QEvent) -> bool:
        """Qt's: an UpdateRequest paints everything within it."""
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        with right_of_way.taken():
            return super().event(event)
