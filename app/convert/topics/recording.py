"""The recording that the topics of some files make together: its channels, calibration, clocks, and what was found.

It must not know files or types of messages.
"""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.convert.messages.carrier import (
    Buffer,
    Carrier,
    CarrierError,
    Findings,
    MessageError,
    Topic,
    one_message,
    printable,
)
from app.convert.recording import Choice, ConvertError, Losses
from app.convert.stamps import oddities
from app.convert.streams import Rows, Stream, StreamRecording, area, arrived, nominal_hz
from app.convert.takers.rows import VEHICLE_FRAMES
from app.convert.takers.taker import Outlet, Taker
from app.convert.topics.arrival_times import settle_arrival
from app.convert.topics.bag_metadata import BagMetadata
from app.convert.topics.clock_findings import is_unix, log_findings, middle, pair_findings, publish_findings
from app.convert.topics.scan import PUBLISHED, Column, Published, Scan, TopicScan, scanned
from app.convert.topics.setting import setting_of
from app.kinds.channel_spec import ChannelSpec, FieldSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.genesis import MAX_CHANNELS
from app.log.leaf import UNKNOWN_TIME_NS

_MOST_ASSUMPTIONS = 256
_MOST_OF_A_SENTENCE = 400
_MOST_NAME = 200
_PUBLISHED_ROW = np.dtype([("topic", "<u2"), ("sequence", "<u4"), ("publish_ns", "<i8")])
Notes = dict[str, object]
_CLOCKS = {
    True: ClockSpec(name="header", role="source", epoch="unix_utc", description="stamps in the headers of messages"),
    False: ClockSpec(
        name="header (arbitrary)", role="source", epoch="arbitrary",
        description="stamps in the headers of messages that do not count from 1970: of a simulation, or since a start",
    ),
}  # fmt: skip
"""By whether stamps are dates."""


def recorded(carriers: Sequence[Carrier], choice: Choice, *, source_format: str, root: Path,
             findings: Findings, metadata: BagMetadata | None = None) -> StreamRecording:  # fmt: skip
    """The recording in these files. `metadata`: what says that they belong together, whatever their times, and
    how many messages there should be.

    Raises:
        ConvertError: nothing can be taken, a channel asked for is not there, or the files are several recordings.
    """
    if choice.mapping is not None:
        raise ConvertError(f"{root}: a mapping says what datasets of HDF5 mean; {source_format} says that itself")
    try:
        scan, cameras = scanned(carriers, findings, choice)
    except CarrierError as error:
        raise ConvertError(str(error)) from error
    if metadata is not None:
        _compare(scan, metadata)
    else:
        _require_one_after_another(scan)
    channels = [(topic, column) for topic in scan.topics for column in topic.filled()]
    choice.require_known([column.name for _, column in channels] + [PUBLISHED])
    for what, unit in (("log times", choice.log_unit_ns), ("stamps in messages", choice.stamp_unit_ns)):
        if unit != 1:
            findings.assume(f"{what} were taken as counts of {unit} ns, as the one who converted them said")
    unix = settle_arrival([column for _, column in channels], scan.published, findings)
    setting, sensors = setting_of(scan, cameras)
    maker = _Streams(scan, sensors, findings.losses)
    streams = [
        maker.made(topic.topic, column)
        for topic, column in channels
        if choice.takes(column.name) and maker.room(column)
    ]
    _find_oddities(scan, channels, findings)
    published = len(scan.published.log_ns)
    if published and choice.takes(PUBLISHED) and len(streams) < MAX_CHANNELS:
        streams.append(_publish_stream(scan, number=len(streams) + 1, areas=maker.areas))
    elif published and choice.takes(PUBLISHED):
        findings.losses.add(PUBLISHED, f"a log has at most {MAX_CHANNELS} channels", published)
    _find_clocks(maker, findings)
    return StreamRecording(
        source_format=source_format,
        streams=tuple(streams),
        clocks=tuple(_CLOCKS[dates] for dates in (True, False) if maker.clocked[dates]),
        sources=(*(carrier.path for carrier in carriers), *(() if metadata is None else (metadata.path,))),
        root=root,
        losses=findings.losses,
        assumptions=tuple(text[:_MOST_OF_A_SENTENCE] for text in findings.assumptions)[:_MOST_ASSUMPTIONS],
        setting=setting,
        epoch_is_unix=unix,
        extra={"topics": _described(scan), **findings.facts},
    )  # fmt: skip


def _compare(scan: Scan, metadata: BagMetadata) -> None:
    """The messages that there are with those that there should be."""
    found: Counter[str] = Counter()
    for topic in scan.topics:
        found[topic.topic.name] += topic.seen
    for name, promised in metadata.counts.items():
        if found[name] < promised:
            why = "messages that metadata.yaml counts and the files do not have"
            scan.findings.losses.add(name[:200], why, promised - found[name])
        elif found[name] > promised:
            scan.findings.assume(f"metadata.yaml counts {promised} messages of {name!r:.100}; there are {found[name]}")


def _require_one_after_another(scan: Scan) -> None:
    """Refuse files that cover the same time: they are no pieces of one recording; raises ConvertError."""
    for (start, end, path), (other_start, other_end, other) in pairwise(sorted(scan.spans)):
        shorter = min(end - start, other_end - other_start)
        if shorter and end - other_start > shorter / 2:
            raise ConvertError(
                f"{path.name} and {other.name} cover the same time, so they are not pieces of one recording; "
                "name the one that is to be taken"
            )


def _find_clocks(maker: "_Streams", findings: Findings) -> None:
    """Say it if stamps are no dates: that is time of a simulation, or since a system was started."""
    if others := maker.clocked[False]:
        many = f" and of {len(others) - 1} channels more" if len(others) > 1 else ""
        findings.assume(
            f"the stamps of {others[0]!r:.100}{many} do not count from 1970: their clock is {_CLOCKS[False].name!r}"
        )


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


class _Streams:
    """Makes streams of columns, numbering them."""

    def __init__(self, scan: Scan, sensors: set[str], losses: Losses) -> None:
        self._scan = scan
        self._sensors = sensors
        self._losses = losses
        self._count = 0
        self.areas: set[str] = set()
        self.clocked: dict[bool, list[str]] = {True: [], False: []}
        """Channels by whether their stamps are dates."""

    def room(self, column: Column) -> bool:
        """Whether the channel table has room for one more; if not, its records are counted as lost."""
        if self._count < MAX_CHANNELS:
            return True
        self._losses.add(column.name, f"a log has at most {MAX_CHANNELS} channels", len(column.rows))
        return False

    def _clock(self, name: str, known: npt.NDArray[np.int64]) -> str | None:
        """The clock of stamps (n,): what the recorder's own times count from says nothing of it."""
        if self._capture(known=bool(len(known))) != "measured":
            return None
        dates = is_unix(middle(known))
        self.clocked[dates].append(name)
        return _CLOCKS[dates].name

    def _capture(self, *, known: bool) -> Literal["measured", "synthesised", "none"]:
        return "synthesised" if self._scan.findings.capture_synthesised else "measured" if known else "none"

    def made(self, topic: Topic, column: Column) -> Stream:
        """The stream of a column."""
        self._count += 1
        log, capture = (np.frombuffer(one, dtype=np.int64) for one in (column.log_ns, column.capture_ns))
        sizes = np.frombuffer(column.sizes, dtype=np.int64)
        known = capture[capture != UNKNOWN_TIME_NS]
        odd = oddities(known if len(known) else log)
        order, captured, arrival = arrived(capture, log)
        outlet = column.taker.outlet()
        frame = "vehicle" if outlet.frame in VEHICLE_FRAMES else outlet.frame
        spec = ChannelSpec(
            id=self._count, name=column.name, area=area(column.name, self._count, self.areas), kind=outlet.kind,
            codec=outlet.codec, stamp=outlet.stamp,
            arrival="assumed" if self._scan.findings.arrival_assumed or column.arrival_assumed else "measured",
            capture=self._capture(known=bool(len(known))), row_bytes=outlet.row_bytes,
            max_bytes=max(1, int(sizes.max())), rate_hz=nominal_hz(odd), fields=outlet.fields,
            frame=None if outlet.kind == "gnss" else frame,
            sensor=outlet.frame if outlet.frame in self._sensors else None,
            clock=self._clock(column.name, known),
            description=_description(topic, outlet),
        )  # fmt: skip
        reader = _Reader(self._scan, column.name, column.taker, self._losses)
        keys = np.frombuffer(column.keys, dtype=np.bool_)[order] if any(column.keys) else None
        rows = np.frombuffer(column.rows, dtype=np.int64)[order]
        return Stream(spec=spec, rows=rows, capture_ns=captured, arrival_ns=arrival, oddities=odd, read=reader.read,
                      sizes=sizes[order], key_frames=keys)  # fmt: skip


def _description(topic: Topic, outlet: Outlet) -> str:
    """The type of the messages, and what is to be said of the channel."""
    type_ = printable(topic.type_name[:_MOST_NAME]) or "a message"
    return f"{type_}: {outlet.description}" if outlet.description else type_


def _find_oddities(scan: Scan, channels: list[tuple[TopicScan, Column]], findings: Findings) -> None:
    logs = [np.frombuffer(column.log_ns, dtype=np.int64) for _, column in channels]
    if logs:
        for text in log_findings(np.array([log.min() for log in logs])):
            findings.assume(text)
    told: set[str] = set()
    for (topic, column), log in zip(channels, logs, strict=True):
        capture = np.frombuffer(column.capture_ns, dtype=np.int64)
        known = capture != UNKNOWN_TIME_NS
        if topic.name in told:
            continue
        told.add(topic.name)
        if known.any():
            for text in pair_findings(topic.name, "stamps", capture[known], log[known]):
                findings.assume(text)
        if topic.type is not None and 0 < known.sum() < len(known):
            findings.assume(f"{int((~known).sum())} of {len(known)} messages of {topic.name!r:.100} have no stamp")
    published = scan.published
    if len(published.log_ns):
        late = np.frombuffer(published.publish_ns, dtype=np.int64) - np.frombuffer(published.log_ns, dtype=np.int64)
        for text in publish_findings(int((late > 0).sum()), int((late < 0).sum()), scan.messages, int(late.max())):
            findings.assume(text)


def _publish_stream(scan: Scan, *, number: int, areas: set[str]) -> Stream:
    """The publish times that are not the log times, so that none is lost."""
    published: Published = scan.published
    log = np.frombuffer(published.log_ns, dtype=np.int64)
    rows = np.empty(len(log), dtype=_PUBLISHED_ROW)
    rows["topic"] = np.frombuffer(published.topics, dtype=np.uint16)
    rows["sequence"] = np.frombuffer(published.sequence, dtype=np.uint32)
    rows["publish_ns"] = np.frombuffer(published.publish_ns, dtype=np.int64)
    order, capture, arrival = arrived(np.full(len(log), UNKNOWN_TIME_NS), log)
    names = {str(place): topic.name[:256] for place, topic in enumerate(scan.topics)}
    odd = oddities(log)
    spec = ChannelSpec(
        id=number, name=PUBLISHED, area=area(PUBLISHED, number, areas), kind="signals", codec="rows", stamp="instant",
        arrival="assumed" if published.arrival_assumed else "measured", capture="none",
        row_bytes=_PUBLISHED_ROW.itemsize, max_bytes=_PUBLISHED_ROW.itemsize,
        fields=(
            FieldSpec(name="topic", type="<u2", unit="1", codes=names, description="whose message it was"),
            FieldSpec(name="sequence", type="<u4", unit="1", description="number that its publisher gave, or 0"),
            FieldSpec(name="publish_ns", type="<i8", unit="ns", description="when it was published, as the file says"),
        ),
        description="publish times of the messages whose publish time is not their log time",
    )  # fmt: skip

    def read(wanted: Rows) -> Iterator[bytes | None]:
        for row in wanted.tolist():
            yield rows[row : row + 1].tobytes()

    return Stream(spec=spec, rows=order, capture_ns=capture, arrival_ns=arrival, oddities=odd, read=read)


def _described(scan: Scan) -> list[Notes]:
    """The topics with the definitions of their types, each definition once."""
    told: set[bytes] = set()
    found: list[Notes] = []
    for topic in scan.topics:
        one = topic.topic
        note: Notes = {"name": topic.name, "type": one.type_name, "encoding": one.encoding}
        if topic.name != one.name:
            note["name_in_file"] = one.name[:4096]
        if one.schema and one.schema not in told:
            told.add(one.schema)
            text = one.schema_encoding in ("ros1msg", "ros2msg", "ros2idl", "jsonschema", "omgidl")
            said = one.schema.decode("utf-8", "replace") if text else base64.b64encode(one.schema).decode()
            note |= {"schema_encoding": one.schema_encoding, "schema" if text else "schema_base64": said}
        found.append(note)
    return found
