"""The object and the candidate that are selected: for all views, whichever of them they were picked in.

It must not know which views there are, nor how they mark it.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from app.scene.placed import PlacedBox


class Selecting(Protocol):
    """A view in which objects are picked and marked."""

    object_picked: SignalInstance

    def select(self, track: str | None) -> None:
        """Mark this one; None: none."""


class Weighing(Protocol):
    """A view in which candidates are marked."""

    def pick(self, candidate: int | None) -> None:
        """Mark this one; None: none."""


class Selection(QObject):
    """Listens to views, and tells all of them."""

    changed = Signal(object)
    """The id of the object that is selected now, where it is another one than before; None: none."""

    def __init__(
        self, views: Sequence[Selecting], *, weighing: Sequence[Weighing] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._views: list[Selecting] = []
        self._weighing = list(weighing)
        self._selected: str | None = None
        self._picked: int | None = None
        for view in views:
            self.add(view)

    @property
    def selected(self) -> str | None:
        """The object; None: none is."""
        return self._selected

    @property
    def picked(self) -> int | None:
        """The candidate; None: none is."""
        return self._picked

    def add(self, view: Selecting) -> None:
        """One more view; it marks what is selected already."""
        self._views.append(view)
        view.object_picked.connect(self.select)
        if self._selected is not None:
            view.select(self._selected)

    def add_weighing(self, view: Weighing) -> None:
        """One more view; it marks the candidate that is picked already."""
        self._weighing.append(view)
        view.pick(self._picked)

    def pick(self, candidate: int | None) -> None:
        """Mark a candidate everywhere: what it would have done is seen beside what was done; once more: none."""
        self._picked = None if candidate == self._picked else candidate
        for view in self._weighing:
            view.pick(self._picked)

    def step_candidate(self, ids: Sequence[int], by: int) -> None:
        """Mark another of these candidates; before the first comes the last."""
        if ids:
            at = ids.index(self._picked) + by if self._picked in ids else (0 if by > 0 else -1)
            following = ids[at % len(ids)]
            if following != self._picked:
                self.pick(following)

    def clear(self) -> None:
        """Nothing is selected any more."""
        self.select("")
        self.pick(None)

    def select(self, track: str) -> None:
        """Select an object everywhere; empty: none."""
        before, self._selected = self._selected, track or None
        for view in self._views:
            view.select(self._selected)
        if self._selected != before:
            self.changed.emit(self._selected)

    def step(self, boxes: Sequence[PlacedBox], by: int) -> None:
        """Select another of these, by their distance; before the first comes the last."""
        ids = [box.id for box in sorted(boxes, key=lambda box: float((box.centre[:2] ** 2).sum()))]
        if ids:
            at = ids.index(self._selected) + by if self._selected in ids else (0 if by > 0 else -1)
            self.select(ids[at % len(ids)])
