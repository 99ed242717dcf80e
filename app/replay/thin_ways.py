"""Keeps what is drawn of each way for as long as it serves: the scale and the part of the plane hardly ever change.

It must not know pixels beyond how many metres one is, nor threads.
"""

import math
from dataclasses import dataclass

from app.log.channel import Mode
from app.replay.thin_way import ThinWay, thinned
from app.replay.way import Way
from app.scene.sheet import Sheet

_AROUND = 0.5
"""Of the width and height: so much more is kept ready at each side."""
Window = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Ready:
    """Of one way, for a part of the plane at one scale."""

    way: Way
    mode: Mode
    cell: float
    window: Window
    thin: ThinWay


class ThinWays:
    """The ways of one chart, by channel."""

    def __init__(self) -> None:
        self._ready: dict[str, _Ready] = {}

    def of(self, way: Way, sheet: Sheet, mode: Mode, *, ratio: float, dot_px: int) -> ThinWay:
        """What is drawn of a way. `ratio`: device pixels a pixel; `dot_px`: between two records that are told apart."""
        # by powers of two, so that what is kept serves several scales
        cell = 2.0 ** math.floor(math.log2(sheet.metres / ratio))
        ready = self._ready.get(way.channel)
        if (
            ready is None
            or (ready.way is not way or ready.mode is not mode or ready.cell != cell)
            or not _covers(ready.window, sheet.window())
        ):
            around = sheet.window(_AROUND)
            ready = _Ready(way, mode, cell, around, thinned(way, around, cell, dot_px * ratio * cell, mode))
            self._ready[way.channel] = ready
        return ready.thin

    def forget(self) -> None:
        """Another log."""
        self._ready.clear()


def _covers(window: Window, seen: Window) -> bool:
    return window[0] <= seen[0] and window[1] <= seen[1] and window[2] >= seen[2] and window[3] >= seen[3]
