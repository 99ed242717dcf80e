"""Where the pixels of a stored picture are shown: the whole of it as large as there is room, or a part enlarged.

It must not know the widget. Places of the stored picture are counted from the outer corner of its first pixel.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from app.scene.placed import Array

MOST_ZOOM = 64.0
ToWidget = Callable[[Array], Array]
"""Takes pixels (n, 2) of the stored picture, (0, 0) the middle of the first, to where they are shown: a new array."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How a picture lies in the room that there is for it."""

    width: int
    height: int
    """Of the stored picture, in its pixels."""
    room: QRectF
    zoom: float | None = None
    """Screen pixels a stored pixel; None: the whole picture fits."""
    middle: tuple[float, float] = (0.0, 0.0)
    """The place of the stored picture in the middle of the room, where it is enlarged."""

    @property
    def fitting(self) -> float:
        """Screen pixels a stored pixel at which the whole picture fits."""
        return min(self.room.width() / self.width, self.room.height() / self.height)

    @property
    def scale(self) -> float:
        """Screen pixels a stored pixel."""
        return self.fitting if self.zoom is None else self.zoom

    def place(self) -> QRectF:
        """Where the whole picture is."""
        scale, centre = self.scale, self.room.center()
        x, y = (self.width / 2, self.height / 2) if self.zoom is None else self.middle
        return QRectF(centre.x() - x * scale, centre.y() - y * scale, self.width * scale, self.height * scale)

    def stored(self, at: QPointF) -> QPointF:
        """The place of the stored picture that is shown there."""
        place = self.place()
        return QPointF((at.x() - place.left()) / self.scale, (at.y() - place.top()) / self.scale)

    def pixel(self, at: QPointF) -> tuple[int, int] | None:
        """Column and row of the pixel that is shown there; None: it is beside the picture."""
        place = self.stored(at)
        column, row = math.floor(place.x()), math.floor(place.y())
        return (column, row) if 0 <= column < self.width and 0 <= row < self.height else None

    def to_widget(self) -> ToWidget:
        """What says where pixels are shown."""
        place, scale = self.place(), self.scale
        first = np.array([place.left(), place.top()]) + 0.5 * scale

        def to_widget(pixels: Array) -> Array:
            # in place: a sweep has many
            places = np.asarray(pixels * scale)
            places += first
            return places

        return to_widget

    def zoomed(self, scale: float, around: QPointF) -> "Sight":
        """So many screen pixels a stored pixel, keeping the place under `around`; never smaller than the whole."""
        zoom = min(max(scale, self.fitting), MOST_ZOOM)
        if zoom <= self.fitting:
            return replace(self, zoom=None)
        kept = self.stored(around) - (around - self.room.center()) / zoom
        return replace(self, zoom=zoom, middle=(kept.x(), kept.y()))

    def dragged(self, by: QPointF) -> "Sight":
        """Moved with the hand, where it is enlarged."""
        if self.zoom is None:
            return self
        return replace(self, middle=(self.middle[0] - by.x() / self.zoom, self.middle[1] - by.y() / self.zoom))
