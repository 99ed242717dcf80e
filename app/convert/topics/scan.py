"""What the messages of a recording become: which channels there will be, and the stamps and sizes of each record.

It must not know files or types. Everything here is held in memory: some 40 bytes for each record.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.convert.messages.carrier import (
    ATTACHMENT,
    MOST_NAME,
    Buffer,
    Carrier,
    Findings,
    Message,
    MessageError,
    Topic,
    called,
    one_message,
)
from app.convert.messages.horizon import MOST_TIME_NS
from app.convert.messages.message_type import MessageType, Plain, message_type
from app.convert.takers.by_type import CAMERAS, TRANSFORMS, is_static, is_vehicle_pose, raw_taker, takers_of
from app.convert.takers.taker import Size, Taker
from app.convert.takers.transforms import Transforms
from app.convert.topics.camera_info import Cameras
from app.log.leaf import UNKNOWN_TIME_NS

FILE_SHIFT = 40
_MOST_REASONS = 16
MESSAGES_SUFFIX = " (messages)"
_Looked = tuple[Size | None, int | None]
"""What a message becomes in one channel, and its stamp there in nanoseconds."""
PUBLISHED = "publish times"


@dataclass(slots=True)
class Column:
    """What becomes one channel: its taker, and of each record the row to read, the stamps and the size."""

    name: str
    taker: Taker
    rows: "array[int]" = field(default_factory=lambda: array("q"))
    log_ns: "array[int]" = field(default_factory=lambda: array("q"))
    capture_ns: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    keys: "array[int]" = field(default_factory=lambda: array("B"))
    beside: bool = False
    """Of no messages, but of files that were recorded along: their times are no guide to those of the drive."""
    arrival_assumed: bool = False
    """Some of its log times were none."""

    def add(self, row: int, log_ns: int, capture_ns: int | None, size: Size) -> None:
        """One more record."""
        self.rows.append(row)
        self.log_ns.append(log_ns)
        self.capture_ns.append(UNKNOWN_TIME_NS if capture_ns is None else capture_ns)
        self.sizes.append(size.bytes)
        self.keys.append(size.key_frame)


class TopicScan:
    """All messages of one topic."""

    def __init__(self, topic: Topic, names: set[str], scan: "Scan", cameras: Cameras, *, stamp_unit_ns: int) -> None:
        """`names` are those that channels have already; what this topic will need is added to them."""
        self.topic = topic
        self.name = called(topic.name, names, fallback=f"topic {len(scan.topics) + 1}")
        self._names = names
        self._findings = scan.findings
        self._cameras = cameras
        self._transforms = scan.transforms
        self._stamp_unit_ns = stamp_unit_ns
        self._reasons: set[str] = set()
        self._refusals = 0
        self.type: MessageType | None = None
        takers: list[Taker] = []
        try:
            with one_message():
                self.type = message_type(topic)
                takers = takers_of(topic, self.type)
        except MessageError as error:
            if topic.encoding != ATTACHMENT:
                self._findings.assume(f"{self.name!r:.100} is kept as bytes: {error}"[:400])
        if self.type is not None and is_vehicle_pose(topic, self.type):
            self._findings.assume(f"{self.name!r:.100} is taken for the pose of the vehicle, as its name says")
        # they are named when all messages were looked at: some suffixes are known only then
        self.columns = [Column("", taker) for taker in takers]
        self._raw_name = self._called(MESSAGES_SUFFIX)
        self.raw = Column(self._raw_name, raw_taker(topic, suffix=MESSAGES_SUFFIX))
        self.raw.beside = topic.encoding == ATTACHMENT
        self._watched = self.type is not None and self.type.name in (*CAMERAS, *TRANSFORMS)
        self.seen = 0

    def take(self, row: int, message: Message) -> None:
        """Look at one message."""
        self.seen += 1
        data = message.data
        capture = None
        sizes: Sequence[_Looked] = ()
        refusals = self._refusals
        if self.type is not None:
            try:
                capture, sizes = self._understood(data, self.type)
            except MessageError as error:
                self._refuse(str(error))
        for column, (size, its_capture) in zip(self.columns, sizes, strict=False):
            if size is not None:
                column.add(row, message.log_ns, its_capture, size)
        if self._refusals > refusals or not self.columns or not all(column.taker.whole for column in self.columns):
            size = self.raw.taker.look({}, data)
            assert size is not None
            self.raw.add(row, message.log_ns, capture, size)

    def _understood(self, data: Buffer, type_: MessageType) -> tuple[int | None, Sequence[_Looked]]:
        """The stamp of a message, and of each record that it becomes the size and the stamp.

        Raises MessageError: the message is none of its type, so that nothing of it is believed, nor its stamp.
        """
        with one_message():
            capture = self._in_ns(type_.stamp(data))
            if not self.columns and not self._watched:
                if capture is not None and type_.check is not None:
                    type_.check(data)
                return capture, ()
            plain = type_.decode(data)
        refused = self._watch(plain, type_) if self._watched else ""
        found: list[_Looked] = []
        for column in self.columns:
            try:
                with one_message():
                    size = column.taker.look(plain, data)
                    own = size is not None and size.own_stamp
                    found.append((size, self._in_ns(size.stamp) if size is not None and own else capture))
            except MessageError as error:
                # what one channel cannot say takes nothing from the others
                found.append((None, None))
                refused = refused or str(error)
        if refused:
            self._refuse(refused)
        return capture, found

    def _watch(self, plain: Plain, type_: MessageType) -> str:
        """Remember what holds for all of the recording; what cannot be said of it."""
        try:
            with one_message():
                if type_.name in TRANSFORMS:
                    self._transforms.see(plain, static=is_static(self.topic))
                else:
                    self._cameras.see(self.name, plain)
        except MessageError as error:
            return str(error)
        return ""

    def _in_ns(self, stamp: int | None) -> int | None:
        """A stamp in nanoseconds; raises MessageError."""
        if stamp is None:
            return None
        if not isinstance(stamp, int):
            raise MessageError(f"its stamp {stamp!r:.40} is no whole number")
        if abs(stamp) >= MOST_TIME_NS // self._stamp_unit_ns:
            raise MessageError("its stamp lies beyond the year 2116")
        return stamp * self._stamp_unit_ns

    def _refuse(self, reason: str) -> None:
        """A message that cannot become what its type says: it is kept as bytes, and that is counted."""
        self._refusals += 1
        if reason not in self._reasons and len(self._reasons) >= _MOST_REASONS:
            reason = "further reasons"
        self._reasons.add(reason)
        kept = f"; kept as bytes in {self.raw.name!r}" if any(len(c.rows) for c in self.columns) else "; kept as bytes"
        self._findings.losses.add(self.name, f"not understood: {reason[:200]}{kept}")

    def filled(self) -> Iterator[Column]:
        """The channels that have records so far. Messages that nothing else was made of have the name of the topic."""
        typed = [column for column in self.columns if len(column.rows)]
        for column in typed:
            column.name = column.name or (self._called(column.taker.suffix) if column.taker.suffix else self.name)
            yield column
        if len(self.raw.rows):
            self.raw.name = self._raw_name if typed else self.name
            yield self.raw

    def _called(self, suffix: str) -> str:
        """A name of its own for what is not mainly what the topic is about."""
        short = suffix[: MOST_NAME // 2]
        return called(self.name[: MOST_NAME - len(short)] + short, self._names, fallback=self.name)


@dataclass(slots=True)
class Published:
    """Publish times that differ from log times, with the number of their topic and the sequence."""

    topics: "array[int]" = field(default_factory=lambda: array("H"))
    log_ns: "array[int]" = field(default_factory=lambda: array("q"))
    publish_ns: "array[int]" = field(default_factory=lambda: array("q"))
    sequence: "array[int]" = field(default_factory=lambda: array("I"))
    arrival_assumed: bool = False
    """Some of the log times were none."""


@dataclass(slots=True)
class Scan:
    """What the look at all messages brought up."""

    carriers: Sequence[Carrier]
    findings: Findings
    topics: list[TopicScan] = field(default_factory=list)
    published: Published = field(default_factory=Published)
    transforms: Transforms = field(default_factory=Transforms)
    spans: list[tuple[int, int, Path]] = field(default_factory=list)
    """First and last log time of the messages of each file that has any."""
    messages: int = 0

    def read(self, row: int) -> Buffer:
        """The message of a row; raises CarrierError."""
        return self.carriers[row >> FILE_SHIFT].read(row & (1 << FILE_SHIFT) - 1)
