"""When each of many keys came first: cycles and trace ids, of which a log may have a million.

It must not know what they are keys of.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.chain.opening import CheckedLog
from app.log.channel import Channel

NEVER_NS = 2**63 - 1
ALWAYS_NS = -(2**63)
Keys = npt.NDArray[Any]
Times = npt.NDArray[np.int64]


class Firsts:
    """Of keys (n,) and the times (n,) at which they came."""

    def __init__(self, keys: Keys, times: Times) -> None:
        by_time = np.argsort(times, kind="stable")
        self._keys, first = np.unique(keys[by_time], return_index=True)
        self._times = times[by_time][first]

    def of(self, keys: Keys) -> Times:
        """When each of the keys (n,) came first; `NEVER_NS`: it did not."""
        if not len(self._keys):
            return np.full(len(keys), NEVER_NS, dtype=np.int64)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._times[at], NEVER_NS)


def traces(log: CheckedLog, channel: Channel) -> Keys:
    """The trace ids of all rows of a channel, (n,); empty where there is none. Only ids are compared: all have 16
    bytes, so that it does not matter that numpy does without zeros at the end.
    """
    return np.ascontiguousarray(log.leaf_field(channel, "trace_id")).reshape(-1, 16).view("S16")[:, 0]


def spans(log: CheckedLog, channel: Channel) -> Keys:
    """The span ids of all rows of a channel, (n,)."""
    return np.ascontiguousarray(log.leaf_field(channel, "span_id")).reshape(-1, 8).view("S8")[:, 0]


def arrivals(channel: Channel, *, assumed_ns: int) -> Times:
    """When the records of a channel arrived, (n,); `assumed_ns` stands where nobody measured it."""
    return np.full(len(channel), assumed_ns, dtype=np.int64) if channel.assumed_arrival else channel.arrival_ns
