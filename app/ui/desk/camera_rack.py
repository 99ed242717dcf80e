"""The camera views of one desk: two from the beginning, each further one from when it is first to be in sight.

It must not lay anything out. A view that was built stays, with its parent, whatever log comes next.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from app.replay.timeline import Timeline
from app.ui.layouts.tile import CAMERAS, PartName
from app.ui.views.camera import CameraView


class CameraRack(QObject):
    """Their number is that of the cameras that a layout has in sight, and no log pays for more."""

    added = Signal(object)
    """A CameraView that was not there before; it shows its camera already."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first, self.second = CameraView(), CameraView()
        self._views: dict[PartName, CameraView] = {"camera": self.first, "second": self.second}
        self._cameras: tuple[str, ...] = ()
        self._timeline: Timeline | None = None
        self._master: str | None = None
        self._hidden: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[CameraView]:
        """All that are built, in their order."""
        return (self._views[name] for name in CAMERAS if name in self._views)

    def by_name(self) -> dict[PartName, CameraView]:
        """All that are built, as layouts call them, in their order."""
        return {name: self._views[name] for name in CAMERAS if name in self._views}

    @property
    def absent(self) -> frozenset[PartName]:
        """The parts that this log has no camera for."""
        return frozenset(CAMERAS[len(self._cameras) :])

    @property
    def looked_at(self) -> tuple[CameraView, ...]:
        """The first two, and of the further ones those that are in sight: what a bookmark remembers."""
        further = (view for view in self if view not in (self.first, self.second) and not view.isHidden())
        return (self.first, self.second, *further)

    def need(self, name: PartName) -> CameraView:
        """The view of that name, built now if it never was."""
        if name not in self._views:
            view = self._views[name] = CameraView()
            view.set_hidden(self._hidden)
            view.set_master(self._master)
            self._begin(name)
            self.added.emit(view)
        return self._views[name]

    def set_log(self, cameras: Sequence[str], timeline: Timeline | None) -> None:
        """Another log with these cameras, or none."""
        self._cameras, self._timeline = tuple(cameras), timeline
        for name in self._views:
            self._begin(name)

    def set_master(self, master: str | None) -> None:
        """The channel that one steps by."""
        self._master = master
        for view in self:
            view.set_master(master)

    def set_hidden(self, channels: frozenset[str]) -> None:
        """Somebody has asked not to see these."""
        self._hidden = channels
        for view in self:
            view.set_hidden(channels)

    def _begin(self, name: PartName) -> None:
        view, place = self._views[name], CAMERAS.index(name)
        view.tools.set_cameras(self._cameras)
        view.set_channel(self._cameras[place] if len(self._cameras) > place else None, self._timeline)
