"""One named series of records over all segments of a drive: when each was captured and when it arrived.

It must not know payloads. A lookup is the latest at or before t, not older than its maximum age; of equal stamps the
last in index is current.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from app.log.leaf import UNKNOWN_TIME_NS

Times = npt.NDArray[np.int64]

SPORADIC = frozenset({"map", "event", "text", "span"})
"""Kinds whose records mostly come whenever something happens: unless they are steady they have no rate, and no gaps."""


class Mode(Enum):
    """What a time means: when something happened, or when the system knew of it."""

    CAPTURE = "capture"
    ARRIVAL = "arrival"

    def known_ns(self, t_ns: int) -> int | None:
        """What came later than this (ns) was not known at that time; None: what the system knew is not asked for."""
        return t_ns if self is Mode.ARRIVAL else None


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel of a drive. Rows count its records in the order of segments and positions, from 0.

    Arrays have shape (rows,) and are read-only; times are ns on the time scale of the drive's first segment.
    """

    ids: Mapping[int, int]
    """Its id in each segment that declares it, by the segment's number in the log."""
    name: str
    kind: str
    codec: str
    document: Mapping[str, Any]
    """Its entry of the channel table."""
    segment: npt.NDArray[np.int32]
    """Number of the segment in the log that has the row."""
    index: npt.NDArray[np.int64]
    """Position of the record in its segment."""
    size: npt.NDArray[np.uint64]
    """Bytes of the payload."""
    arrival_ns: Times
    capture_ns: Times
    """As recorded; -2^63 where unknown."""
    by_capture: npt.NDArray[np.int64]
    """Rows in the order of their capture, arrival standing in where it is unknown; stable."""

    @property
    def id(self) -> int:
        """Its id in the first segment that declares it."""
        return next(iter(self.ids.values()))

    @property
    def declared_name(self) -> str:
        """Its name in the channel table; `name` may have its kind and codec too, to tell it from another."""
        return str(self.document.get("name"))

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.index)

    def by_segment(self) -> Iterator[tuple[int, slice]]:
        """The number of each segment that declares the channel, and the rows that it has there."""
        for number in self.ids:
            first, last = np.searchsorted(self.segment, [number, number + 1])
            yield number, slice(first, last)

    @property
    def assumed_arrival(self) -> bool:
        """Whether arrivals were never measured, so that nobody can say what was known when."""
        return self.document.get("arrival") == "assumed"

    def time_ns(self, mode: Mode) -> Times:
        """The times of the rows, in row order, by which `mode` looks them up."""
        return self._arrived if mode is Mode.ARRIVAL else self._captured

    @cached_property
    def _arrived(self) -> Times:
        # a broken log may run backwards; what has arrived stays so
        return _read_only(np.maximum.accumulate(self.arrival_ns))

    @cached_property
    def _captured(self) -> Times:
        return _read_only(np.where(self.capture_ns == UNKNOWN_TIME_NS, self.arrival_ns, self.capture_ns))

    @cached_property
    def _captured_in_order(self) -> Times:
        return _read_only(self._captured[self.by_capture])

    def row_at(self, t_ns: int, mode: Mode, max_age_ns: int | None = None) -> int | None:
        """The row that is current at `t_ns`: the latest not after it; None if there is none or it is too old."""
        times = self.times_in_order(mode)
        position = int(np.searchsorted(times, t_ns, side="right")) - 1
        if position < 0 or (max_age_ns is not None and t_ns - int(times[position]) > max_age_ns):
            return None
        return position if mode is Mode.ARRIVAL else int(self.by_capture[position])

    def rows_between(self, start_ns: int, end_ns: int, mode: Mode) -> npt.NDArray[np.int64]:
        """The rows in `[start_ns, end_ns)`, in the order of time."""
        first, last = np.searchsorted(self.times_in_order(mode), [start_ns, end_ns], side="left")
        return np.arange(first, last, dtype=np.int64) if mode is Mode.ARRIVAL else self.by_capture[first:last]

    def times_in_order(self, mode: Mode) -> Times:
        """The times by which `mode` looks rows up, ascending."""
        return self._arrived if mode is Mode.ARRIVAL else self._captured_in_order

    def rows_in_order(self, mode: Mode) -> npt.NDArray[np.int64]:
        """The rows in the order of `times_in_order`."""
        return np.arange(len(self), dtype=np.int64) if mode is Mode.ARRIVAL else self.by_capture


def _read_only(times: Times) -> Times:
    times.flags.writeable = False
    return times
