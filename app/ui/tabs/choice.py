"""Which layout is in force, going from one to another, and whether the desk has come away from it.

It must not ask anybody anything, nor know widgets. What somebody changes without saving it stays with its layout until
the program ends, so that one can go to another layout and come back.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.layouts.layout import Layout, LayoutError
from app.ui.layouts.shelf import LayoutShelf
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED

if TYPE_CHECKING:
    from app.ui.desk.layout import DeskLayout


class LayoutChoice(QObject):
    """The layouts of one window."""

    changed = Signal()
    """Other names, another one in force, or changed and not saved."""
    said = Signal(str)
    """Why something could not be done, or that it was."""

    def __init__(self, shelf: LayoutShelf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._desk: DeskLayout | None = None
        self.saved = SHIPPED[INVESTIGATE]
        """What the layout in force was saved as."""
        self.changes: dict[str, Layout] = {}
        """What layouts have become and were not saved as."""
        self.name = INVESTIGATE
        self._kept: tuple[str, ...] = shelf.names

    @property
    def names(self) -> tuple[str, ...]:
        """What can be chosen; the one in force is among them, wherever it comes from."""
        return self._kept if self.name in self._kept else (*self._kept, self.name)

    @property
    def title(self) -> str:
        """How the desk is laid out, in words."""
        return self.titled(self.name)

    def titled(self, name: str) -> str:
        """A layout in words: its name, and whether it has become something else."""
        return self._come_away(name) if self.modified(name) else name

    def named(self, title: str) -> str | None:
        """The layout that was told in these words; None: it is not there any more."""
        return next((name for name in self.names if title in (name, self._come_away(name))), None)

    @staticmethod
    def _come_away(name: str) -> str:
        # cases keep these words with a bookmark: the same in every language
        return f"{name}, modified"

    def restore(self) -> None:
        """Begin with the layout that was chosen last."""
        self._put(self._shelf.last)

    def set_desk(self, desk: "DeskLayout") -> None:
        """There is a desk to be laid out."""
        self._desk = desk
        desk.apply(self.saved)
        desk.changed.connect(self._on_desk_changed)

    def show(self, name: str, layout: Layout) -> None:
        """Lay the desk out like this, under that name."""
        self.name, self.saved = name, layout
        if self._desk is not None:
            self._desk.apply(self.changes.get(name, layout))
        self.changed.emit()

    def show_alone(self, name: str, layout: Layout) -> None:
        """The same, and offer none of the user's own: a picture of it is the same whoever draws it."""
        self._kept = tuple(SHIPPED)
        self.show(name, layout)

    def choose(self, name: str) -> bool:
        """Take another layout, as it was left; False: it is not in force, why was said."""
        if name == self.name:
            return True
        self.settle()
        if not self._put(name):
            return False
        self._shelf.note_last(self.name)
        return True

    def step(self, by: int) -> None:
        """Take the next layout, or the one before, past those that cannot be read."""
        names = self.names
        at = names.index(self.name)
        for further in range(1, len(names)):
            if self.choose(names[(at + further * by) % len(names)]):
                return

    def reset(self) -> None:
        """Lay the desk out again as the layout says."""
        self.forget(self.name)
        self.show(self.name, self.saved)

    def modified(self, name: str) -> bool:
        """Whether it has become something else that was not saved."""
        return name in self.changes

    # -- for `LayoutFiles`

    def captured(self) -> Layout:
        """What the desk has come to."""
        assert self._desk is not None
        return self._desk.captured()

    def be_called(self, name: str, saved: Layout | None = None) -> None:
        """The layout in force has this name from now on, and was saved like this."""
        self.name, self.saved = name, saved or self.saved
        self._shelf.note_last(name)

    def move_changes(self, name: str, new: str) -> None:
        """What a layout has become goes with it to its new name."""
        if name in self.changes:
            self.changes[new] = self.changes.pop(name)

    def forget(self, *names: str | None) -> None:
        """What these had become."""
        for name in names:
            if name is not None:
                self.changes.pop(name, None)

    def settle(self) -> None:
        """What was changed just now belongs to the layout that was in force then."""
        if self._desk is not None:
            self._desk.tell_pending()

    def look_again(self) -> None:
        """Which layouts there are."""
        self._kept = self._shelf.names
        self.changed.emit()

    # -- inside

    def _put(self, name: str) -> bool:
        try:
            layout = self._shelf.get(name)
        except LayoutError as error:
            self.said.emit(str(error))
            # a tab may show already what was not done, or a layout that is no more
            self.look_again()
            return False
        self.show(name, layout)
        return True

    def _on_desk_changed(self) -> None:
        assert self._desk is not None
        before, now = self.changes.get(self.name), self._desk.captured()
        if now == self.saved:
            self.changes.pop(self.name, None)
        else:
            self.changes[self.name] = now
        if (before is None) != (now == self.saved):
            self.changed.emit()
