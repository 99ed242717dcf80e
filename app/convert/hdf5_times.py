"""When the rows of a channel were captured and when they arrived, as a mapping says it.

It must not know payloads. Values and order stay; what has no arrival is assumed to arrive when captured.
"""

import numpy as np
import numpy.typing as npt

from app.convert.hdf5_files import Files
from app.convert.hdf5_mapping import ChannelMap, Place, Time
from app.convert.recording import ConvertError
from app.convert.stamps import Nanoseconds, to_ns


def times(files: Files, channel: ChannelMap, count: int) -> tuple[npt.NDArray[np.int64], Nanoseconds, Nanoseconds]:
    """Rows, when each was captured, and when it arrived, in order of arrival."""
    if channel.time is None:
        if channel.rate_hz is None:
            raise ConvertError(f"channel {channel.name!r} has neither a time nor a rate_hz; give one of them")
        rows = np.arange(count, dtype=np.int64)
        capture = np.rint(rows * (1e9 / channel.rate_hz)).astype(np.int64)
    else:
        rows, capture = _stamps(files, channel, channel.time, count)
    if channel.arrival is None:
        return rows, capture, np.maximum.accumulate(capture) if len(capture) else capture
    arrived_rows, arrived = _stamps(files, channel, channel.arrival, count)
    rows, here, there = np.intersect1d(rows, arrived_rows, return_indices=True)
    capture, arrived = capture[here], arrived[there]
    order = np.argsort(arrived, kind="stable")
    return rows[order], capture[order], arrived[order]


def _stamps(files: Files, channel: ChannelMap, time: Time, count: int) -> tuple[npt.NDArray[np.int64], Nanoseconds]:
    raw = files.all(time)
    if raw.dtype.kind not in "iuf":
        raise ConvertError(f"channel {channel.name!r}: {time.dataset!r} holds {raw.dtype} and no stamps")
    if channel.padded:
        used = np.flatnonzero(raw)
        raw = raw[: int(used[-1]) + 1 if len(used) else 0]
    stamps, good = to_ns(raw, time.ns)
    rows = np.arange(len(stamps), dtype=np.int64)
    if time.pointer is not None:
        pointers = files.all(Place(dataset=time.pointer))[: len(stamps)]
        good = good[: len(pointers)] & np.isfinite(pointers)
        # the first stamp that names a row is when it was there
        rows, first = np.unique(np.where(good, pointers, -1).astype(np.int64), return_index=True)
        stamps, good = stamps[first], rows >= 0
    elif len(stamps) > count or not channel.padded:
        files.losses.add(channel.name, "rows without a stamp, or stamps without a row", abs(len(stamps) - count))
    inside = good & (rows < count)
    if time.pointer is None:
        files.losses.add(channel.name, "the stamp is no number, or none that fits", int((~good).sum()))
    else:
        files.losses.add(channel.name, "rows that no stamp names", count - int(inside.sum()))
    return rows[inside], stamps[inside]
