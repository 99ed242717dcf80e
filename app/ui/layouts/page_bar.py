"""The names of the parts that share one place, above the one in front.

It must not know where the place is, nor what the parts show.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from app.ui.layouts.tile import PartName


class PageBar(QTabBar):
    """A tab a part."""

    asked = Signal(str)
    """The PartName that is to come to the front."""

    def __init__(self, titles: Mapping[PartName, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._titles = titles
        self._names: tuple[PartName, ...] = ()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setAccessibleName(self.tr("Views in this place"))
        self.currentChanged.connect(self._on_current_changed)

    def show_pages(self, names: Sequence[PartName], front: PartName) -> None:
        """Name these."""
        with QSignalBlocker(self):
            if tuple(names) != self._names:
                self._names = tuple(names)
                while self.count():
                    self.removeTab(0)
                for name in names:
                    self.addTab(self._titles[name])
            self.setCurrentIndex(self._names.index(front))

    def _on_current_changed(self, at: int) -> None:
        self.asked.emit(self._names[at])
