"""Which rows of a dataset are one record: each by itself, those with one stamp, or those from one start to the next.

It must not know times or payloads.
"""

from typing import NamedTuple

import numpy as np

from app.convert.hdf5.files import MOST_ROWS, Files
from app.convert.hdf5.mapping import ChannelMap
from app.convert.recording import ConvertError
from app.convert.streams import Rows


class Records(NamedTuple):
    """Rows `[starts[i], stops[i])` are record i, (n,). `named`: where the dataset of starts names them, (n,)."""

    starts: Rows
    stops: Rows
    named: Rows

    @property
    def single(self) -> bool:
        """Whether every record is the row of its number."""
        return bool((self.stops - self.starts == 1).all()) and len(self.starts) == int(self.stops[-1:].sum())


def records(files: Files, channel: ChannelMap, count: int) -> Records:
    """The records in `count` rows. Raises ConvertError, AnswerError and WorkerError."""
    if channel.joined and channel.starts is not None:
        raise ConvertError(f"channel {channel.name!r}: rows are joined by stamp or by starts, not both")
    if channel.starts is not None:
        starts = files.all(channel.starts)
        if starts.dtype.kind not in "iu":
            raise ConvertError(f"channel {channel.name!r}: {channel.starts.dataset!r} holds {starts.dtype} and no rows")
        inside = np.flatnonzero((starts >= 0) & (starts < count))
        files.losses.add(channel.name, "starts that name no row", len(starts) - len(inside))
        # of several that name one row the last has it: the others are empty
        behind, last = np.unique(starts[inside].astype(np.int64)[::-1], return_index=True)
        whole, named = behind[:: channel.every], inside[::-1][last][:: channel.every]
        files.losses.add(channel.name, "rows before the first start", int(whole[0]) if len(whole) else count)
        return Records(whole, np.append(whole[1:], count)[: len(whole)], named)
    if channel.joined and channel.time is not None:
        stamps = files.all(channel.time)[:count]
        starts = np.flatnonzero(np.append(True, stamps[1:] != stamps[:-1])) if len(stamps) else np.zeros(0, np.int64)
        return Records(starts, np.append(starts[1:], len(stamps))[: len(starts)], starts)
    if count > MOST_ROWS:
        raise ConvertError(f"channel {channel.name!r}: {count} rows, a record each; at most {MOST_ROWS} are taken")
    each = np.arange(count, dtype=np.int64)
    return Records(each, each + 1, each)
