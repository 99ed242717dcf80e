"""What was seen before each zoom, so that it can be taken back.

It must not know Qt, nor what zooms.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

_TOGETHER_S = 0.6
"""Turns of a wheel that follow each other so fast are one zoom."""
_MOST = 100


@dataclass(frozen=True, slots=True)
class Zoom:
    """A visible stretch, and the values that plots show, by number, where they do not show all."""

    start_ns: int
    end_ns: int
    ranges: Mapping[int, tuple[float, float]] = field(default_factory=dict)


class Zooms:
    """The zooms so far."""

    def __init__(self) -> None:
        self._before: list[Zoom] = []
        self._last_s = -1e9
        self._paused = False

    def __len__(self) -> int:
        """How many can be taken back."""
        return len(self._before)

    def keep(self, zoom: Zoom, now_s: float) -> None:
        """Something is about to zoom: keep what is seen, unless that is the middle of a zoom."""
        if self._paused:
            return
        if now_s - self._last_s > _TOGETHER_S:
            self._before = [*self._before[1 - _MOST :], zoom]
        self._last_s = now_s

    def back(self) -> Zoom | None:
        """What was seen before the last zoom; None: nothing is left."""
        self._last_s = -1e9
        return self._before.pop() if self._before else None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While a zoom is taken back, nothing is kept."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False
