"""What the index of a file says of the times of its messages, so that nobody has to wait until all of them were seen.

It must not know formats. An index is hostile: what it says is a promise, and whoever relies on it has to see it broken.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MOST_TIME_NS = 2**62
"""A stamp from here on is no time: the year 2116."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Log times in nanoseconds by place in the file: of a chunk its offset, of a row of a table its number.

    `first_ns`, `last_ns`: of all messages. `places` (n,), ascending; `floors_ns` (n,): the earliest from there on.
    """

    first_ns: int
    last_ns: int
    places: npt.NDArray[np.int64]
    floors_ns: npt.NDArray[np.int64]

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int, int]]) -> "Horizon | None":
        """Of place, first and last log time of each piece, in any order; None: there is none, or a time is none."""
        known = list(spans)
        if not known or not all(0 <= first <= last < MOST_TIME_NS for _, first, last in known):
            return None
        places, starts, ends = np.array(sorted(known), dtype=np.int64).T
        floors = np.minimum.accumulate(starts[::-1])[::-1]
        return cls(int(starts.min()), int(ends.max()), places.copy(), floors.copy())

    def rest_from_ns(self, place: int) -> int:
        """No message of the piece at `place`, nor of any behind it, has an earlier log time."""
        piece = int(np.searchsorted(self.places, place, side="left"))
        return int(self.floors_ns[min(piece, len(self.places) - 1)])

    def passed(self, place: int) -> float:
        """Which share of the pieces begins at `place` or before: 0 to 1."""
        return int(np.searchsorted(self.places, place, side="right")) / len(self.places)
