"""A recording whose channels have all their stamps at hand: they are merged by arrival, and payloads read as they come.

It must not know any format. Rules of intake: sealed-log.md section 6.
"""

import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from app.convert.recording import ConvertError, Item, Losses, Setting
from app.convert.stamps import Nanoseconds, Oddities
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.log.leaf import UNKNOWN_TIME_NS
from app.record.entry import Payload, Trace

Rows = npt.NDArray[np.int64]
Read = Callable[[Rows], Iterator[Payload | None]]
"""The payload of each of these rows of the source, in that order; None: the row has none, which it counted itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One channel in order of arrival: `rows` of the source (n,), the stamps of each, and how to read them.

    `spec.id` must be the place of the stream in its recording, counted from 1. A capture of `UNKNOWN_TIME_NS`: that
    record has none. `sizes`: bytes of each payload (n,), at most; None: `spec.max_bytes` for each. `traces`: for each
    position, or nothing. `key_frames` (n,): where decoding can begin.
    """

    spec: ChannelSpec
    rows: Rows
    capture_ns: Nanoseconds
    arrival_ns: Nanoseconds
    oddities: Oddities
    read: Read
    sizes: Rows | None = None
    traces: Sequence[Trace | None] | None = None
    key_frames: npt.NDArray[np.bool_] | None = None

    def between(self, start_ns: int, end_ns: int) -> "Stream":
        """The part that arrived in `[start, end)`."""
        first, behind = np.searchsorted(self.arrival_ns, [start_ns, end_ns]).tolist()
        kept = slice(first, behind)
        return replace(
            self,
            rows=self.rows[kept],
            capture_ns=self.capture_ns[kept],
            arrival_ns=self.arrival_ns[kept],
            sizes=None if self.sizes is None else self.sizes[kept],
            traces=None if self.traces is None else self.traces[kept],
            key_frames=None if self.key_frames is None else self.key_frames[kept],
        )

    def most_bytes(self, span_ns: int) -> int:
        """How many bytes its records have in any span of that length, at most."""
        behind = np.searchsorted(self.arrival_ns, self.arrival_ns + span_ns)
        if self.sizes is None:
            return int((behind - np.arange(len(behind))).max(initial=0)) * self.spec.max_bytes
        total = np.concatenate([[0], np.cumsum(self.sizes)])
        return int((total[behind] - total[:-1]).max(initial=0))

    def items(self) -> Iterator[Item]:
        """Its records."""
        none = self.spec.capture == "none"
        traces = self.traces if self.traces is not None else [None] * len(self.rows)
        keys = [False] * len(self.rows) if self.key_frames is None else self.key_frames.tolist()
        stamps = zip(self.arrival_ns.tolist(), self.capture_ns.tolist(), traces, keys, strict=True)
        for (arrival, capture, trace, key), raw in zip(stamps, self.read(self.rows), strict=True):
            if raw is not None:
                unknown = none or capture == UNKNOWN_TIME_NS
                yield Item(arrival, self.spec.id, None if unknown else capture, raw, key_frame=key, trace=trace)


def arrived(capture_ns: Nanoseconds, arrival_ns: Nanoseconds | None = None) -> tuple[Rows, Nanoseconds, Nanoseconds]:
    """Rows, capture and arrival in order of arrival, each (n,).

    Without arrival of its own, a record arrived when the latest capture before it in the source had come.
    """
    if arrival_ns is None:
        running = np.maximum.accumulate(capture_ns) if len(capture_ns) else capture_ns
        return np.arange(len(capture_ns)), capture_ns, running
    order = np.argsort(arrival_ns, kind="stable")
    return order, capture_ns[order], arrival_ns[order]


class Rest(Protocol):
    """What comes behind the streams of a recording that is looked at piece by piece, while it is sealed."""

    @property
    def exact(self) -> bool:
        """Whether it is known when the source ends, by an index; if not, that is estimated."""

    @property
    def span(self) -> tuple[int, int]:
        """That of all of the source: first arrival, and the first nanosecond behind the last."""

    @property
    def seen(self) -> float:
        """Which share of the source was looked at: more than 0, 1 at most."""

    @property
    def expected(self) -> tuple[int, int]:
        """About how many bytes of payload and how many records all parts will have, by the first."""

    def keep(self, start_ns: int, end_ns: int) -> None:
        """As of a recording."""

    def next(self) -> "StreamRecording | None":
        """The next part: all that arrived before what was not looked at yet; None: there is nothing more.

        Channels keep their numbers, and new ones come behind them. Raises ConvertError.
        """

    def whole(self) -> "StreamRecording":
        """All parts together, to tell of them; asked when there is nothing more."""


@dataclass(slots=True, kw_only=True)
class StreamRecording:
    """An opened source, as the streams that it makes together. Used by one thread.

    Of the source: `source_format`, format and layout, for people; `clocks` that its stamps came from; `sources`, the
    files that are read, their names told from the folder `root`; `setting`, what it says once for all; `losses`, what
    could not be taken, which grows while items are taken; `assumptions` that had to be made, a sentence each;
    `epoch_is_unix`, whether t_arrival counts from 1970 in UTC, so that UTC is known; `rest`, where this is the first
    part only.
    """

    source_format: str
    streams: tuple[Stream, ...]
    clocks: tuple[ClockSpec, ...]
    sources: tuple[Path, ...]
    root: Path
    losses: Losses
    assumptions: tuple[str, ...] = ()
    setting: Setting = field(default_factory=Setting)
    epoch_is_unix: bool = False
    utc_minus_stamps_ns: int | None = None
    """Where the stamps count from something else, and the source says how far that is from 1970."""
    extra: dict[str, object] = field(default_factory=dict)
    rest: Rest | None = None
    source_span: tuple[int, int] | None = None
    """That of the source, where only some channels of it are taken: times are told from its start."""

    def __post_init__(self) -> None:
        assert [stream.spec.id for stream in self.streams] == list(range(1, len(self.streams) + 1))
        if not any(len(stream.rows) for stream in self.streams):
            (where, why), *_ = [*self.losses.counts, ("the source", "it has no record at all")]
            raise ConvertError(f"nothing can be taken in: {where}: {why}")

    @property
    def channels(self) -> tuple[ChannelSpec, ...]:
        """The channel table; ids count from 1."""
        return tuple(stream.spec for stream in self.streams)

    @property
    def span(self) -> tuple[int, int]:
        """First arrival, and the first nanosecond behind the last: of the source, unless a part of it is kept."""
        if self.rest is not None:
            return self.rest.span
        return self.filled if self.source_span is None else self.source_span

    @property
    def exact(self) -> bool:
        """Whether the end of the span is known, and no estimate."""
        return self.rest is None or self.rest.exact

    @property
    def filled(self) -> tuple[int, int]:
        """As `span`, of what is taken."""
        filled = [stream.arrival_ns for stream in self.streams if len(stream.rows)]
        return min(int(a[0]) for a in filled), max(int(a[-1]) for a in filled) + 1

    def utc_offset_ns(self, utc_ns: int) -> int | None:
        """UTC minus t_arrival: nothing where stamps count from 1970, else what the source says, None if nothing."""
        del utc_ns  # the offset is the same at all times
        return 0 if self.epoch_is_unix else self.utc_minus_stamps_ns

    def keep(self, start_ns: int, end_ns: int) -> None:
        """Take only what arrived in `[start, end)`; raises ConvertError if it is known that that is nothing."""
        kept = tuple(stream.between(start_ns, end_ns) for stream in self.streams)
        if self.rest is None:
            nothing = not any(len(stream.rows) for stream in kept)
        else:
            self.rest.keep(start_ns, end_ns)
            first, behind = self.rest.span
            nothing = behind <= first
        if nothing:
            raise ConvertError("nothing arrived in that span; --dry-run without --from and --to shows what there is")
        self.streams = kept
        self.source_span = None

    def records(self, channel: int) -> int:
        """How many records a channel will have, at most."""
        return len(self.streams[channel - 1].rows)

    def most_bytes(self, channel: int, span_ns: int) -> int:
        """How many bytes of payload the channel's records have in any span of that length, at most."""
        return self.streams[channel - 1].most_bytes(span_ns)

    def oddities(self) -> dict[str, dict[str, int | None]]:
        """The stamps of each channel by its name, in the order of the source; complete once all items were taken."""
        return {stream.spec.name: stream.oddities.document() for stream in self.streams}

    def notes(self) -> dict[str, object]:
        """What else the log shall say of how the source was read, as JSON."""
        return self.extra

    def items(self) -> Iterator[Item]:
        """All records in order of arrival; of equal ones, in the order of the channels."""
        return heapq.merge(*(stream.items() for stream in self.streams), key=lambda item: item.t_arrival_ns)


def area(name: str, number: int, used: set[str]) -> str:
    """A name for the group of a channel that every system can show, added to those that are `used`."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("_.")[:48] or f"channel_{number}"
    chosen = plain if plain not in used else f"{plain}_{number}"
    used.add(chosen)
    return chosen


def nominal_hz(odd: Oddities) -> float | None:
    """The rate that GENESIS calls nominal."""
    return round(odd.rate_hz, 3) if odd.rate_hz else None
