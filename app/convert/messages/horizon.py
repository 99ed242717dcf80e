"""What the index of a file says of the times of its messages, so that nobody has to wait until all of them were seen.

It must not know formats. An index is hostile: what it says is a promise, and whoever relies on it has to see it broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.convert.recording import ConvertError

MOST_TIME_NS = 2**62
"""A stamp from here on is no time: the year 2116."""


class BrokenPromiseError(ConvertError):
    """A file is not as it promised: nothing that was sealed by that may stay, and all is to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Log times in nanoseconds by place in the file: of a chunk its offset, of a row of a table its number.

    `first_ns`, `last_ns`: of all messages. `places` (n,), ascending; `floors_ns` (n,): the earliest from there on.
    `messages`: how many there are, 0: that is not said.
    """

    first_ns: int
    last_ns: int
    places: npt.NDArray[np.int64]
    floors_ns: npt.NDArray[np.int64]
    messages: int

    @classmethod
    def of(
        cls, places: Sequence[int], firsts_ns: Sequence[int], lasts_ns: Sequence[int], *, end: int, messages: int = 0
    ) -> "Horizon | None":
        """Of pieces in any order: where each begins, first and last log time. None: there is none, or it is absurd.

        `end`: the place behind all.
        """
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
            first_ns=int(first.min()), last_ns=int(last.max()), places=at[order], floors_ns=floors.copy(),
            messages=messages,
        )  # fmt: skip

    def in_ns(self, unit_ns: int) -> "Horizon | None":
        """The same, where its times are counts of so many nanoseconds; None: some are none then."""
        if unit_ns == 1:
            return self
        if self.last_ns >= MOST_TIME_NS // unit_ns:
            return None
        return replace(
            self, first_ns=self.first_ns * unit_ns, last_ns=self.last_ns * unit_ns, floors_ns=self.floors_ns * unit_ns
        )

    def rest_from_ns(self, place: int) -> int:
        """No message of the piece at `place`, nor of any behind it, has an earlier log time."""
        piece = int(np.searchsorted(self.places, place, side="left"))
        return int(self.floors_ns[min(piece, len(self.places) - 1)])

    def behind(self, place: int) -> int | None:
        """Where the next piece begins; None: there is none."""
        piece = int(np.searchsorted(self.places, place, side="right"))
        return int(self.places[piece]) if piece < len(self.places) else None
