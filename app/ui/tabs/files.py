"""Layouts as one's own files: saving, renaming, deleting, giving them away and taking them in.

It must not know widgets, nor ask anybody anything. What cannot be done is said by the choice of layouts, and changes
nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.ui.language.lower import from_below
from app.ui.layouts.layout import LayoutError
from app.ui.layouts.shelf import LayoutShelf, read_file, write_file
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.tabs.choice import LayoutChoice


class LayoutFiles:
    """The files of one window's layouts."""

    def __init__(self, choice: LayoutChoice, shelf: LayoutShelf) -> None:
        self._choice, self._shelf = choice, shelf

    def owned(self, name: str) -> bool:
        """Whether the user can rename, overwrite and delete it."""
        return name not in SHIPPED

    def taken(self, name: str) -> str | None:
        """The own layout that has this name, in capitals or not."""
        return self._shelf.own(name)

    def refused(self, name: str) -> str | None:
        """Why no own layout can be called that; None: one can."""
        try:
            self._shelf.free_name(name)
        except LayoutError as error:
            return from_below(str(error))
        return None

    def save(self, name: str) -> None:
        """Keep the desk as it is under a name, in place of what has it."""
        choice = self._choice
        with self._told():
            layout, replaced = choice.captured(), self._shelf.own(name)
            kept = self._shelf.keep(name, layout)
            choice.forget(replaced, kept, choice.name)
            choice.be_called(kept, layout)

    def rename(self, name: str, new: str) -> None:
        """Call an own layout otherwise."""
        choice = self._choice
        with self._told():
            kept = self._shelf.rename(name, new)
            choice.move_changes(name, kept)
            if name == choice.name:
                choice.be_called(kept)

    def delete(self, name: str) -> None:
        """Forget an own layout; where it is in force, the first one takes its place."""
        choice = self._choice
        with self._told():
            self._shelf.delete(name)
            choice.forget(name)
            if name == choice.name:
                choice.show(INVESTIGATE, SHIPPED[INVESTIGATE])
                choice.be_called(INVESTIGATE)

    def export(self, name: str, path: Path) -> None:
        """Write a layout, as it is now, to a file for somebody else."""
        with self._told():
            write_file(path, self._choice.changes.get(name) or self._shelf.get(name))

    def take_in(self, path: Path, name: str | None = None) -> None:
        """Keep the layout of a file among the own ones, called like the file, and take it."""
        choice = self._choice
        with self._told():
            choice.settle()
            name = self._shelf.free_name(path.stem if name is None else name)
            replaced, layout = self._shelf.own(name), read_file(path)
            kept = self._shelf.keep(name, layout)
            choice.forget(replaced, kept)
            choice.show(kept, layout)
            choice.be_called(kept)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say why something could not be done; look again which layouts there are, whatever became of it."""
        try:
            yield
        except LayoutError as error:
            self._choice.said.emit(str(error))
        self._choice.look_again()
