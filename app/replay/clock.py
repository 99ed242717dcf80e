"""The replay's clock: a position that a wall clock carries forward, at a rate, inside of a range.

It must not know logs, and it must not look at any clock itself: `now_ns` is passed in. A position is reckoned from
where playing began and never added up, so that no error grows.
"""

from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A position in `[first_ns, last_ns]`, both included; `rate` is log time over wall time, backwards negative."""

    first_ns: int
    last_ns: int
    anchor_ns: int
    """Where it stood at `since_ns` of the wall clock."""
    since_ns: int | None = None
    """None: it stands still."""
    rate: Fraction = Fraction(1)
    loop: tuple[int, int] | None = None
    """`[in, out)`: playing goes round in it; seeking may leave it."""

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self.since_ns is not None

    def position(self, now_ns: int) -> int:
        """Where it stands at a time of the wall clock."""
        if self.since_ns is None:
            return self.anchor_ns
        # a wall clock that went back does not turn the replay round
        t_ns = self.anchor_ns + int(max(0, now_ns - self.since_ns) * self.rate)
        if self.loop is not None and self._goes_round:
            start, end = self.loop
            if t_ns >= end if self.rate > 0 else t_ns < start:
                return start + (t_ns - start) % (end - start)
        return self._clamped(t_ns)

    def ended(self, now_ns: int) -> bool:
        """Whether playing has come to the end of the range that lies in its direction."""
        if not self.playing or self._goes_round:
            return False
        return self.position(now_ns) == (self.last_ns if self.rate > 0 else self.first_ns)

    def play(self, now_ns: int) -> "Clock":
        """Run from here."""
        return replace(self, anchor_ns=self.position(now_ns), since_ns=now_ns)

    def pause(self, now_ns: int) -> "Clock":
        """Stand still here."""
        return replace(self, anchor_ns=self.position(now_ns), since_ns=None)

    def seek(self, t_ns: int, now_ns: int) -> "Clock":
        """Go to a time, clamped to the range, and go on as before."""
        return replace(self, anchor_ns=self._clamped(t_ns), since_ns=now_ns if self.playing else None)

    def at_rate(self, rate: Fraction, now_ns: int) -> "Clock":
        """Go on at another rate, from here; zero is no rate."""
        assert rate != 0
        return replace(self.seek(self.position(now_ns), now_ns), rate=rate)

    def in_loop(self, loop: tuple[int, int] | None, now_ns: int) -> "Clock":
        """Go round in a range from now on, or in none."""
        assert loop is None or loop[0] < loop[1]
        return replace(self.seek(self.position(now_ns), now_ns), loop=loop)

    @property
    def _goes_round(self) -> bool:
        """Whether playing on from the anchor comes to the end of the loop that sends it round."""
        if self.loop is None:
            return False
        return self.anchor_ns < self.loop[1] if self.rate > 0 else self.anchor_ns >= self.loop[0]

    def _clamped(self, t_ns: int) -> int:
        return min(max(t_ns, self.first_ns), self.last_ns)
