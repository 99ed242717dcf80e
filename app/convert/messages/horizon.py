"""What the index of a file says of the times of its messages, so that nobody has to wait until all of them were seen.

It must not know formats. An index is hostile: what it says is a promise, and whoever relies on it has to see it broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.convert.recording import ConvertError

MOST_TIME_NS = 2**62
"""A stamp from here on is no time: the year 2116."""


class BrokenPromiseError(ConvertError):
    """A file is not as its index says: nothing that was sealed by the index may stay, and all is to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Log times in nanoseconds by place in the file: of a chunk its offset, of a row of a table its number.

    `first_ns`, `last_ns`: of all messages. `places` (n,), ascending; `floors_ns` (n,): the earliest from there on.
    `end`: the place behind all; `messages`: how many there are, 0: that is not said; `beside`: whether there is what
    was recorded along.
    """

    first_ns: int
    last_ns: int
    places: npt.NDArray[np.int64]
    floors_ns: npt.NDArray[np.int64]
    end: int
    messages: int
    beside: bool

    @classmethod
    def of(
        cls, places: Sequence[int], firsts_ns: Sequence[int], lasts_ns: Sequence[int], *, end: int, messages: int = 0,
        beside: bool = False,
    ) -> "Horizon | None":  # fmt: skip
        """Of pieces in any order: where each begins, first and last log time. None: there is none, or it is absurd."""
        try:
            at, first, last = (np.asarray(one, dtype=np.int64) for one in (places, firsts_ns, lasts_ns))
        except OverflowError:
            return None
        if not len(at) or int(at.min()) < 0 or int(at.max()) >= end or bool((first > last).any()):
            return None
        if int(first.min()) < 0 or int(last.max()) >= MOST_TIME_NS:
            return None
        order = np.argsort(at, kind="stable")
        floors = np.minimum.accumulate(first[order][::-1])[::-1]
        return cls(
            first_ns=int(first.min()), last_ns=int(last.max()), places=at[order], floors_ns=floors.copy(), end=end,
            messages=messages, beside=beside,
        )  # fmt: skip

    def rest_from_ns(self, place: int) -> int:
        """No message of the piece at `place`, nor of any behind it, has an earlier log time."""
        piece = int(np.searchsorted(self.places, place, side="left"))
        return int(self.floors_ns[min(piece, len(self.places) - 1)])

    def behind(self, place: int) -> int | None:
        """Where the next piece begins; None: there is none."""
        piece = int(np.searchsorted(self.places, place, side="right"))
        return int(self.places[piece]) if piece < len(self.places) else None

    def passed(self, place: int) -> float:
        """Which share of the file lies before the piece behind that at `place`: more than 0, 1 at most."""
        behind = self.behind(place)
        return min(1.0, max(self.end if behind is None else behind, 1) / self.end)
