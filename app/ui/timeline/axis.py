"""Between times and pixels: the visible stretch of a drive, its ticks, and how it is zoomed and moved.

It must not know Qt. Values are immutable; times are ns.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.replay.dial import Dial

LEAST_VISIBLE_NS = 1_000
"""Nearer one cannot look: a microsecond fills the width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """The stretch `[start_ns, end_ns)` over pixels `[left, left + width)` of the drive `[first_ns, last_ns]`."""

    first_ns: int
    last_ns: int
    start_ns: int
    end_ns: int
    left: float
    width: float

    @classmethod
    def whole(cls, first_ns: int, last_ns: int, *, left: float, width: float) -> "TimeAxis":
        """The whole drive, with a hundredth of it as margin on either side."""
        margin = max((last_ns - first_ns) // 100, LEAST_VISIBLE_NS)
        return cls(
            first_ns=first_ns, last_ns=last_ns, start_ns=first_ns - margin, end_ns=last_ns + margin, left=left,
            width=max(width, 1.0),
        )  # fmt: skip

    @property
    def visible_ns(self) -> int:
        """How much time is visible."""
        return self.end_ns - self.start_ns

    def x(self, t_ns: int) -> float:
        """Where a time is, in pixels; it may lie outside."""
        return self.left + (t_ns - self.start_ns) * self.width / self.visible_ns

    def time(self, x: float) -> int:
        """The time at a pixel."""
        return self.start_ns + round((x - self.left) * self.visible_ns / self.width)

    def placed(self, *, left: float, width: float) -> "TimeAxis":
        """The same stretch over other pixels."""
        return replace(self, left=left, width=max(width, 1.0))

    def zoomed(self, factor: float, around_ns: int) -> "TimeAxis":
        """Nearer (factor above 1) or further, keeping a time where it is."""
        most = 2 * (self.last_ns - self.first_ns) + LEAST_VISIBLE_NS
        visible = min(max(round(self.visible_ns / factor), LEAST_VISIBLE_NS), most)
        share = (around_ns - self.start_ns) / self.visible_ns
        start = around_ns - round(share * visible)
        return _inside(replace(self, start_ns=start, end_ns=start + visible))

    def moved(self, by_ns: int) -> "TimeAxis":
        """Later or earlier; something of the drive stays visible."""
        return _inside(replace(self, start_ns=self.start_ns + by_ns, end_ns=self.end_ns + by_ns))

    def over(self, start_ns: int, end_ns: int) -> "TimeAxis":
        """Another stretch."""
        visible = max(end_ns - start_ns, LEAST_VISIBLE_NS)
        return replace(self, start_ns=start_ns, end_ns=start_ns + visible)

    def showing(self, t_ns: int) -> "TimeAxis":
        """Moved on by pages until a time is visible."""
        if self.start_ns <= t_ns < self.end_ns:
            return self
        return self.moved(t_ns - self.start_ns - self.visible_ns // 10)

    def ticks(self, dial: Dial, *, least_px: float = 90.0) -> Iterator[tuple[int, int]]:
        """Times at which a clock shows round values, and the distance from one to the next, in ns."""
        step = self.step(dial, least_px)
        return ((t_ns, step) for t_ns in dial.ticks(self.start_ns, self.end_ns, step))

    def step(self, dial: Dial, least_px: float) -> int:
        """The smallest round distance on a clock that is at least so many pixels long."""
        return dial.step(least_px * self.visible_ns / self.width)


def _inside(axis: TimeAxis) -> TimeAxis:
    """The same length of time, moved so far that something of the drive is in it."""
    by = 0
    if axis.end_ns < axis.first_ns:
        by = axis.first_ns - axis.end_ns
    elif axis.start_ns > axis.last_ns:
        by = axis.last_ns - axis.start_ns
    return replace(axis, start_ns=axis.start_ns + by, end_ns=axis.end_ns + by) if by else axis
