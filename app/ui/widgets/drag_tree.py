"""A tree whose rows can be dragged: a channel, or one signal of it.

It must not know where they are dropped.
"""

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

MIME = "application/x-incident-replay-signal"
NAMED = int(Qt.ItemDataRole.UserRole)
"""Role of column 0: the name of a channel, or that and a field as a list; nothing: it cannot be dragged."""


class DragTree(QTreeWidget):
    """Drags copies of what its rows name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """The one of this program."""
        return [MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:  # noqa: N802 - Qt's name
        """What the first row names."""
        named = items[0].data(0, NAMED) if items else None
        return QMimeData() if named is None else packed([named] if isinstance(named, str) else list(named))


def packed(named: list[str]) -> QMimeData:
    """A channel, or a channel and a field, to be dragged."""
    data = QMimeData()
    data.setData(MIME, json.dumps(named).encode())
    return data


def dropped(data: QMimeData) -> list[str] | None:
    """What was dragged: a channel, or a channel and a field; None: something else."""
    if not data.hasFormat(MIME):
        return None
    try:
        named = json.loads(bytes(data.data(MIME).data()))
    except ValueError:
        return None
    fits = isinstance(named, list) and 1 <= len(named) <= 2 and all(isinstance(one, str) for one in named)
    return named if fits else None
