"""What perception said of one object in a whole log, record by record.

It must not know how that is read, nor what any of it means.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.log.channel import Mode

MEASURED = np.dtype(
    [
        ("row", np.int64),
        ("place", np.int64),
        ("capture_ns", np.int64),
        ("arrival_ns", np.int64),
        ("confidence", np.float32),
        ("distance", np.float32),
        ("speed", np.float32),
        ("points", np.float32),
        ("state", np.int8),
        ("standing", np.int8),
    ]
)
"""A record that has the object: NaN is what it does not say. `place` counts all records of the channel in the order of
capture; `distance` is in m, horizontally from the origin of the vehicle to the centre of the box; `speed` in m/s,
horizontally over ground; `points` of LiDAR in the box, as perception counted them; `state` counts in STATES.
"""
_FARTHEST_NS, _LONGEST_NS = 1 << 61, 3_600_000_000_000
_USUAL_NS = 100_000_000
"""Of one record alone."""
STATES = ("unknown", "tentative", "confirmed", "coasted", "lost")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Life:
    """Of one object; the first axis of all arrays counts the records that have it, in the order of capture."""

    channel: str
    track: str
    cells: npt.NDArray[np.void]
    """(n,) of `MEASURED`, read-only."""
    classes: tuple[str, ...]
    """All names that it was given."""
    probabilities: npt.NDArray[np.float32]
    """(n, the first ones of the classes), NaN where a class was not given or its probability is not said."""
    likeliest: npt.NDArray[np.int32]
    """(n,) the class that was given first, -1: none."""
    records: int
    """How many the channel has."""
    unread: npt.NDArray[np.int64]
    """Places of records that cannot be read, ascending: whether they have it nobody knows."""
    parent: str | None
    """The track that it came from, as it says."""
    parent_at: int
    """In which record first."""
    complete: bool

    def __len__(self) -> int:
        return len(self.cells)

    def times_ns(self, mode: Mode) -> npt.NDArray[np.int64]:
        """When each record stands on a timeline."""
        return np.asarray(self.cells["arrival_ns" if mode is Mode.ARRIVAL else "capture_ns"])

    def ends_ns(self, mode: Mode) -> npt.NDArray[np.int64]:
        """Until when each record holds: the next one, or as long as is usual where the next of the channel lacks it."""
        # hostile stamps may lie further apart than int64 can say
        times = np.clip(self.times_ns(mode), -_FARTHEST_NS, _FARTHEST_NS)
        if len(times) < 2:
            return times + _USUAL_NS
        usual = int(min(np.median(np.abs(np.diff(times.astype(np.float64)))), _LONGEST_NS))
        follows = np.append(np.diff(self.cells["place"]) == 1, False)
        return np.where(follows, np.append(times[1:], 0), times + usual)

    def last_at(self, t_ns: int, mode: Mode) -> int | None:
        """The last record at or before a time; None: it comes later."""
        past = np.flatnonzero(self.times_ns(mode) <= t_ns)
        return int(past[-1]) if len(past) else None

    def probability_at(self, at: int) -> float:
        """Of the class that was given first; NaN: it is not said."""
        which = int(self.likeliest[at])
        return float(self.probabilities[at, which]) if 0 <= which < self.probabilities.shape[1] else float("nan")

    def known(self, t_ns: int) -> "Life":
        """What of it had arrived by a time: nobody knew then that there would be no more."""
        kept = np.flatnonzero(self.cells["arrival_ns"] <= t_ns)
        told = self.parent is not None and bool(np.isin(self.parent_at, kept))
        return replace(
            self, cells=self.cells[kept], probabilities=self.probabilities[kept], likeliest=self.likeliest[kept],
            parent=self.parent if told else None, complete=False,
        )  # fmt: skip

    def class_at(self, at: int) -> str | None:
        """The class that was given first."""
        which = int(self.likeliest[at])
        return None if which < 0 else self.classes[which]
