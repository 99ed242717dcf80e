"""Images of a surface by all that they depend on: the one that is shown, and the one that is shown next.

It must not know what is drawn. Main thread only.
"""

import math
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

Key = TypeVar("Key")


class Stills(Generic[Key]):
    """Equal keys look alike: what was drawn of one is shown again."""

    def __init__(self) -> None:
        self._shown: tuple[Key, QImage] | None = None
        self._next: tuple[Key, QImage] | None = None

    def draw_ahead(self, key: Key, draw: Callable[[], QImage]) -> None:
        """Have what is shown next drawn, unless it is shown already."""
        if self._shown is None or self._shown[0] != key:
            self._next = key, draw()

    def image(self, key: Key, draw: Callable[[], QImage]) -> QImage:
        """What was drawn of it, or is now."""
        if self._next is not None and self._next[0] == key:
            self._shown, self._next = self._next, None
        elif self._shown is None or self._shown[0] != key:
            self._shown = key, draw()
        return self._shown[1]

    def forget(self) -> None:
        """Keep no image."""
        self._shown = self._next = None


def drawn(size: QSizeF, ratio: float, ground: QColor, paint: Callable[[QPainter], None]) -> QImage:
    """A surface of a size in pixels of the widget, for each of which the screen has `ratio`."""
    made = QImage(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio), QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(ratio)
    made.fill(ground)
    with QPainter(made) as painter:
        paint(painter)
    return made
