"""When the rows of a channel were captured and when they arrived, as a mapping says it.

It must not know payloads. Values and order stay; what has no arrival is assumed to arrive when captured.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.hdf5.files import Files
from app.convert.hdf5.mapping import ChannelMap, Place, Time
from app.convert.hdf5.records import Records
from app.convert.recording import ConvertError
from app.convert.stamps import Nanoseconds, to_ns
from app.convert.streams import Rows


def times(files: Files, channel: ChannelMap, found: Records) -> tuple[Rows, Nanoseconds, Nanoseconds]:
    """The numbers of the records, when each was captured, and when it arrived, in order of arrival."""
    count = len(found.starts)
    if channel.time is None:
        if channel.rate_hz is None:
            raise ConvertError(f"channel {channel.name!r} has neither a time nor a rate_hz; give one of them")
        rows = np.arange(count, dtype=np.int64)
        capture = np.rint(rows * (1e9 / channel.rate_hz)).astype(np.int64)
    else:
        rows, capture = _stamps(files, channel, channel.time, found)
    if channel.arrival is None:
        return rows, capture, np.maximum.accumulate(capture) if len(capture) else capture
    arrived_rows, arrived = _stamps(files, channel, channel.arrival, found)
    rows, here, there = np.intersect1d(rows, arrived_rows, return_indices=True)
    capture, arrived = capture[here], arrived[there]
    order = np.argsort(arrived, kind="stable")
    return rows[order], capture[order], arrived[order]


def _stamps(files: Files, channel: ChannelMap, time: Time, found: Records) -> tuple[Rows, Nanoseconds]:
    count = len(found.starts)
    raw = _raw(files, channel, time, found)
    if raw.dtype.kind not in "iuf":
        raise ConvertError(f"channel {channel.name!r}: {time.dataset!r} holds {raw.dtype} and no stamps")
    if channel.padded:
        used = np.flatnonzero(raw)
        raw = raw[: int(used[-1]) + 1 if len(used) else 0]
    stamps, good = to_ns(raw, time.ns)
    if time.origin is not None:
        stamps = stamps + _origin_ns(files, channel, time)
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


def _raw(files: Files, channel: ChannelMap, time: Time, found: Records) -> "npt.NDArray[Any]":
    """The stamps as the file has them: of each row, or of the first row of each record."""
    if channel.starts is not None:
        if files.require(time).rows == files.require(channel.starts).rows:
            return files.all(time)[found.named]  # the stamps of the starts themselves
        # a few of very many: reading all would be the larger part of the file
        firsts = [files.rows(time, start, start + 1) for start in found.starts.tolist()]
        return np.concatenate(firsts) if firsts else np.zeros(0)
    raw = files.all(time)
    if channel.joined:
        return raw[found.starts[found.starts < len(raw)]]
    return raw


def _origin_ns(files: Files, channel: ChannelMap, time: Time) -> int:
    """What the stamps count from."""
    assert time.origin is not None
    file, dataset = files.find(time.origin)
    if dataset.lists or dataset.rows != 1 or dataset.dtype.kind not in "iuf":
        raise ConvertError(f"channel {channel.name!r}: {time.origin!r} of shape {dataset.shape} is not one number")
    origin, good = to_ns(file.read(dataset.path, 0, 1).reshape(-1), time.ns)
    if not good.all():
        raise ConvertError(f"channel {channel.name!r}: {time.origin!r} is no number that fits")
    return int(origin[0])
