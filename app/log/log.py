"""One or more segments of a drive as one log: its channels on one time scale, and its records.

It must not know which segments belong together nor whether anything is true: it is given them in order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from app.log.channel import Channel
from app.log.leaf import SYSTEM_CHANNEL, UNKNOWN_TIME_NS, LeafArray, RecordType
from app.log.record import Record
from app.log.segment import Segment

_FARTHEST_NS = 2**62
Rows = npt.NDArray[np.int64]
"""Positions of records in a segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A segment as a part of a log: what its GENESIS says about time and channels."""

    segment: Segment
    number: int
    boot: str
    records: int
    """Covered records and the tail: those that are shown."""
    channels: Mapping[int, Mapping[str, Any]]
    """Entries of the channel table by id."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Time between two chapters whose segments are missing, `[start_ns, end_ns)`."""

    start_ns: int
    end_ns: int
    segments: int


class Log:
    """The segments of one drive as one. Reading is safe from several threads."""

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        """Join `chapters`, at least one, in the order of their numbers."""
        self.chapters = tuple(chapters)
        self.offsets_ns = _offsets_ns(self.chapters)
        """What each chapter's times are moved by to stand on the scale of the first."""
        self.channels: Mapping[str, Channel] = MappingProxyType(_channels(self.chapters, self.offsets_ns))
        self.system = _system(self.chapters, self.offsets_ns)
        """The system records of all chapters: what the recorder says of itself. Not one of `channels`."""
        self.holes = tuple(self._holes())

    @cached_property
    def span(self) -> tuple[int, int]:
        """The times of the first and behind the last arrival, `[start_ns, end_ns)`."""
        times = [self._arrivals(number) for number in range(len(self.chapters))]
        filled = [arrivals for arrivals in times if len(arrivals)]
        if not filled:
            return 0, 0
        return min(int(arrivals.min()) for arrivals in filled), max(int(a.max()) for a in filled) + 1

    def read(self, channel: Channel, row: int) -> Record:
        """The record in a row of a channel, unverified."""
        chapter = self.chapters[int(channel.segment[row])]
        return chapter.segment.read(int(channel.index[row]))

    def utc_offset_ns(self, utc_ns: int) -> int | None:
        """UTC minus the log's time around an instant of UTC, by the records' own estimates; None if there are none."""
        offset: int | None = None
        for number, chapter in enumerate(self.chapters):
            leaves = chapter.segment.leaves[: chapter.records]
            known = leaves[leaves["t_utc"] != UNKNOWN_TIME_NS]
            if not len(known):
                continue
            before = np.flatnonzero(known["t_utc"] <= utc_ns)
            if offset is not None and not len(before):
                break
            row = known[before[-1] if len(before) else 0]
            offset = int(row["t_utc"]) - int(row["t_arrival"]) - self.offsets_ns[number]
        return offset

    def close(self) -> None:
        """Close every segment."""
        for chapter in self.chapters:
            chapter.segment.close()

    def _arrivals(self, number: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        chapter = self.chapters[number]
        return chapter.segment.leaves["t_arrival"][: chapter.records] + self.offsets_ns[number]

    def _holes(self) -> list[Hole]:
        holes = []
        for number in range(1, len(self.chapters)):
            missing = self.chapters[number].number - self.chapters[number - 1].number - 1
            # their times are not looked at where nothing is missing between them
            before, after = (self._arrivals(at) if missing > 0 else _NO_ROWS for at in (number - 1, number))
            if len(before) and len(after):
                holes.append(Hole(int(before[-1]), int(after[0]), missing))
        return holes


def _offsets_ns(chapters: tuple[Chapter, ...]) -> tuple[int, ...]:
    """Chapters of one boot share a scale; others are laid out by UTC, or one behind the other where it is unknown."""
    offsets: list[int] = []
    first_utc = _utc_offset_ns(chapters[0].segment.leaves)
    for number, chapter in enumerate(chapters):
        same_boot = next((o for c, o in zip(chapters, offsets, strict=False) if c.boot == chapter.boot), None)
        if number == 0:
            offsets.append(0)
        elif same_boot is not None:
            offsets.append(same_boot)
        else:
            utc = _utc_offset_ns(chapter.segment.leaves)
            if utc is not None and first_utc is not None:
                offsets.append(utc - first_utc)
            else:
                before = chapters[number - 1]
                end = int(before.segment.leaves["t_arrival"][before.records - 1]) + offsets[-1]
                offsets.append(end + 1 - int(chapter.segment.leaves["t_arrival"][0]))
    # times in a log are hostile: what cannot be laid out stays where it is
    return tuple(offset if abs(offset) < _FARTHEST_NS else 0 for offset in offsets)


def _utc_offset_ns(leaves: LeafArray) -> int | None:
    """UTC minus the segment's own time at its first record."""
    utc = int(leaves["t_utc"][0]) if len(leaves) else UNKNOWN_TIME_NS
    return None if utc == UNKNOWN_TIME_NS else utc - int(leaves["t_arrival"][0])


def _channels(chapters: tuple[Chapter, ...], offsets_ns: tuple[int, ...]) -> dict[str, Channel]:
    """Every channel by its name; entries of one name, kind and codec are one channel over all chapters."""
    found: dict[tuple[str, str, str], dict[int, int]] = {}
    for number, chapter in enumerate(chapters):
        for identifier, entry in chapter.channels.items():
            key = (str(entry.get("name")), str(entry.get("kind")), str(entry.get("codec")))
            found.setdefault(key, {})[number] = identifier
    rows = [_data_rows(chapter) for chapter in chapters]
    taken = {name for name, _, _ in found}
    channels: dict[str, Channel] = {}
    for (name, kind, codec), ids in found.items():
        unique, count = name, 1
        while unique in channels or (unique != name and unique in taken):
            unique, count = f"{name} ({kind}, {codec})" + (f" {count}" if count > 1 else ""), count + 1
        places = {number: (identifier, rows[number].get(identifier, _NO_ROWS)) for number, identifier in ids.items()}
        number, identifier = next(iter(ids.items()))
        document = chapters[number].channels[identifier]
        channels[unique] = _channel(
            chapters, offsets_ns, places, name=unique, kind=kind, codec=codec, document=document
        )
    return channels


_MOST_OF_16_BITS = 0xFFFF
_NO_ROWS = np.empty(0, dtype=np.int64)


def sortable(channels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Ids of channels (n,), in 16 bits if these do: numpy sorts them by radix, an hour of them at once."""
    return channels.astype(np.uint16) if int(channels.max(initial=0)) <= _MOST_OF_16_BITS else channels


def distinct(channels: npt.NDArray[Any]) -> list[int]:
    """The ids of channels (n,), each once, in their order."""
    few = sortable(channels)
    # 16 bits are counted and not sorted
    return (np.flatnonzero(np.bincount(few)) if few.dtype == np.uint16 else np.unique(few)).tolist()


def _data_rows(chapter: Chapter) -> dict[int, Rows]:
    """The positions of the data records of a chapter by channel id."""
    leaves = chapter.segment.leaves[: chapter.records]
    data = np.flatnonzero(leaves["type"] == RecordType.DATA)
    channels = sortable(leaves["channel"][data])
    order = np.argsort(channels, kind="stable")
    if not len(data):
        return {}
    in_order = channels[order]
    starts = np.append(0, np.flatnonzero(in_order[1:] != in_order[:-1]) + 1)
    return dict(zip(in_order[starts].tolist(), np.split(data[order], starts[1:]), strict=True))


_SYSTEM_ENTRY: Mapping[str, Any] = MappingProxyType(
    {"id": SYSTEM_CHANNEL, "name": "system", "kind": "system", "codec": "json", "row_bytes": 1, "arrival": "measured"}
)


def _system(chapters: tuple[Chapter, ...], offsets_ns: tuple[int, ...]) -> Channel:
    places = {}
    for number, chapter in enumerate(chapters):
        leaves = chapter.segment.leaves[: chapter.records]
        of = (leaves["channel"] == SYSTEM_CHANNEL) & (leaves["type"] != RecordType.DATA)
        places[number] = (SYSTEM_CHANNEL, np.flatnonzero(of))
    return _channel(chapters, offsets_ns, places, name="system", kind="system", codec="json", document=_SYSTEM_ENTRY)


def _channel(
    chapters: tuple[Chapter, ...], offsets_ns: tuple[int, ...], places: Mapping[int, tuple[int, Rows]], *, name: str,
    kind: str, codec: str, document: Mapping[str, Any],
) -> Channel:  # fmt: skip
    """The channel over the chapters of `places`: of each its id there, and the positions of its records."""
    columns: dict[str, list[Any]] = {"segment": [], "index": [], "size": [], "arrival": [], "capture": []}
    for number, (_, at) in places.items():
        leaves = chapters[number].segment.leaves
        capture = leaves["t_capture"][at].astype(np.int64)
        known = capture != UNKNOWN_TIME_NS
        capture[known] += offsets_ns[number]
        columns["segment"].append(np.full(len(at), number, dtype=np.int32))
        columns["index"].append(at)
        columns["size"].append(leaves["payload_len"][at].astype(np.uint64))
        columns["arrival"].append(leaves["t_arrival"][at].astype(np.int64) + offsets_ns[number])
        columns["capture"].append(capture)
    joined = {column: np.concatenate(parts) for column, parts in columns.items()}
    known = joined["capture"] != UNKNOWN_TIME_NS
    by_capture = np.argsort(np.where(known, joined["capture"], joined["arrival"]), kind="stable")
    for array in (*joined.values(), by_capture):
        array.flags.writeable = False
    return Channel(
        ids=MappingProxyType({number: identifier for number, (identifier, _) in places.items()}),
        name=name,
        kind=kind,
        codec=codec,
        document=document,
        segment=joined["segment"],
        index=joined["index"],
        size=joined["size"],
        arrival_ns=joined["arrival"],
        capture_ns=joined["capture"],
        by_capture=by_capture,
    )
