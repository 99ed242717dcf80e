"""Makes the streams of a recording of what was seen of its messages; a channel keeps its number.

It must not know files or types of messages.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.convert.messages.carrier import Buffer, CarrierError, MessageError, Topic, one_message, printable
from app.convert.recording import Losses
from app.convert.stamps import oddities
from app.convert.streams import Rows, Stream, area, arrived, nominal_hz
from app.convert.takers.rows import VEHICLE_FRAMES
from app.convert.takers.taker import Outlet, Taker
from app.convert.topics.clock_findings import is_unix, middle
from app.convert.topics.scan import PUBLISHED, Column, Published, Scan
from app.kinds.channel_spec import ChannelSpec, FieldSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.genesis import MAX_CHANNELS
from app.log.leaf import UNKNOWN_TIME_NS

_MOST_NAME = 200
_LAST = 1000
_PUBLISHED_ROW = np.dtype([("topic", "<u2"), ("sequence", "<u4"), ("publish_ns", "<i8")])
_CLOCKS = {
    True: ClockSpec(name="header", role="source", epoch="unix_utc", description="stamps in the headers of messages"),
    False: ClockSpec(
        name="header (arbitrary)", role="source", epoch="arbitrary",
        description="stamps in the headers of messages that do not count from 1970: of a simulation, or since a start",
    ),
}  # fmt: skip
"""By whether stamps are dates."""


@dataclass(slots=True)
class Numbers:
    """The number and the area of each channel by its name, which it keeps."""

    _known: dict[str, tuple[int, str]] = field(default_factory=dict)
    _areas: set[str] = field(default_factory=set)

    def of(self, name: str) -> tuple[int, str] | None:
        """Those of a channel; None: the channel table has no room for one more."""
        if name not in self._known:
            number = len(self._known) + 1
            if number > MAX_CHANNELS:
                return None
            self._known[name] = number, area(name, number, self._areas)
        return self._known[name]


@dataclass(slots=True)
class StreamMaker:
    """Makes streams of what was seen so far. `sensors`: names of those that are described."""

    scan: Scan
    sensors: set[str]
    numbers: Numbers
    _clocked: dict[bool, list[str]] = field(default_factory=lambda: {True: [], False: []})
    """Channels by whether their stamps are dates."""

    def made(self, topic: Topic, column: Column, at: Rows) -> Stream | None:
        """The stream of the records of a column at some positions; None: there is no room for it."""
        numbered = self.numbers.of(column.name)
        if numbered is None:
            return None
        count = len(column.rows)
        # of a channel that has no record in a part, what the last ones were like
        like = at if len(at) else np.arange(max(0, count - _LAST), count)
        known = _array(column.capture_ns)[like]
        known = known[known != UNKNOWN_TIME_NS]
        odd = oddities(known if len(known) else _array(column.log_ns)[like])
        outlet = column.taker.outlet()
        frame = "vehicle" if outlet.frame in VEHICLE_FRAMES else outlet.frame
        spec = ChannelSpec(
            id=numbered[0], name=column.name, area=numbered[1], kind=outlet.kind, codec=outlet.codec,
            stamp=outlet.stamp,
            arrival="assumed" if self.scan.findings.arrival_assumed or column.arrival_assumed else "measured",
            capture=self._capture(known=bool(len(known))), row_bytes=outlet.row_bytes,
            max_bytes=max(1, int(_array(column.sizes)[like].max())), rate_hz=nominal_hz(odd), fields=outlet.fields,
            frame=None if outlet.kind == "gnss" else frame,
            sensor=outlet.frame if outlet.frame in self.sensors else None,
            clock=self._clock(column.name, known),
            description=_description(topic, outlet),
        )  # fmt: skip
        reader = _Reader(self.scan, column.name, column.taker, self.scan.findings.losses)
        order, captured, arrival = arrived(_array(column.capture_ns)[at], _array(column.log_ns)[at])
        order = at[order]
        keys = np.frombuffer(column.keys, dtype=np.bool_)
        return Stream(spec=spec, rows=_array(column.rows)[order], capture_ns=captured, arrival_ns=arrival, oddities=odd,
                      read=reader.read, sizes=_array(column.sizes)[order],
                      key_frames=keys[order] if keys.any() else None)  # fmt: skip

    def clocks(self) -> tuple[tuple[ClockSpec, ...], list[str]]:
        """Those that the streams came from, and a sentence if some are no dates."""
        texts: list[str] = []
        if others := self._clocked[False]:
            many = f" and of {len(others) - 1} channels more" if len(others) > 1 else ""
            texts.append(
                f"the stamps of {others[0]!r:.100}{many} do not count from 1970: their clock is {_CLOCKS[False].name!r}"
            )
        return tuple(_CLOCKS[dates] for dates in (True, False) if self._clocked[dates]), texts

    def published(self, at: Rows) -> Stream | None:
        """Publish times that are not the log times, so that none is lost, as `made`."""
        numbered = self.numbers.of(PUBLISHED)
        if numbered is None:
            return None
        published = self.scan.published
        rows, log = _published_rows(published, at), _array(published.log_ns)[at]
        names = {str(place): topic.name[:256] for place, topic in enumerate(self.scan.topics)}
        spec = ChannelSpec(
            id=numbered[0], name=PUBLISHED, area=numbered[1], kind="signals", codec="rows", stamp="instant",
            arrival="assumed" if published.arrival_assumed else "measured", capture="none",
            row_bytes=_PUBLISHED_ROW.itemsize, max_bytes=_PUBLISHED_ROW.itemsize,
            fields=(
                FieldSpec(name="topic", type="<u2", unit="1", codes=names, description="whose message it was"),
                FieldSpec(name="sequence", type="<u4", unit="1", description="number that its publisher gave, or 0"),
                FieldSpec(name="publish_ns", type="<i8", unit="ns", description="when it was published, says the file"),
            ),
            description="publish times of the messages whose publish time is not their log time",
        )  # fmt: skip

        def read(wanted: Rows) -> Iterator[bytes | None]:
            for row in wanted.tolist():
                yield rows[row : row + 1].tobytes()

        order, capture, arrival = arrived(np.full(len(at), UNKNOWN_TIME_NS), log)
        return Stream(spec=spec, rows=order, capture_ns=capture, arrival_ns=arrival, oddities=oddities(log), read=read)

    def _clock(self, name: str, known: npt.NDArray[np.int64]) -> str | None:
        """The clock of stamps (n,): what the recorder's own times count from says nothing of it."""
        if self._capture(known=bool(len(known))) != "measured":
            return None
        dates = is_unix(middle(known))
        self._clocked[dates].append(name)
        return _CLOCKS[dates].name

    def _capture(self, *, known: bool) -> Literal["measured", "synthesised", "none"]:
        return "synthesised" if self.scan.findings.capture_synthesised else "measured" if known else "none"


@dataclass(slots=True)
class _Reader:
    """Reads the records of one channel again; what cannot be had any more is counted."""

    scan: Scan
    name: str
    taker: Taker
    losses: Losses

    def read(self, rows: Rows) -> Iterator[Buffer | None]:
        """The payloads of rows."""
        for row in rows.tolist():
            try:
                raw = self.scan.read(row)
                with one_message():
                    payload = self.taker.payload(raw)
            except (CarrierError, MessageError) as error:
                self.losses.add(self.name, f"cannot be read: {error}"[:300])
                payload = None
            yield payload


def _published_rows(published: Published, at: Rows) -> "npt.NDArray[np.void]":
    rows = np.empty(len(at), dtype=_PUBLISHED_ROW)
    rows["topic"] = np.frombuffer(published.topics, dtype=np.uint16)[at]
    rows["sequence"] = np.frombuffer(published.sequence, dtype=np.uint32)[at]
    rows["publish_ns"] = np.frombuffer(published.publish_ns, dtype=np.int64)[at]
    return rows


def _description(topic: Topic, outlet: Outlet) -> str:
    """The type of the messages, and what is to be said of the channel."""
    type_ = printable(topic.type_name[:_MOST_NAME]) or "a message"
    return f"{type_}: {outlet.description}" if outlet.description else type_


def _array(values: "array[int]") -> Rows:
    """A view, as long as which lives the array cannot grow."""
    return np.frombuffer(values, dtype=np.int64)
