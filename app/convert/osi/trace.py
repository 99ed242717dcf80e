"""Bare traces of ASAM OSI as a source: messages one after another, each behind its length.

It must not know what is made of a message. Layout: OSI trace file formats, single-channel binary (`.osi`): uint32
little-endian, then a message of protobuf; its type stands in the file's name, if at all, and is found by trial here.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.convert.messages.carrier import (
    MOST_MESSAGE_BYTES,
    Buffer,
    CarrierError,
    Findings,
    Message,
    MessageError,
    Topic,
    Window,
    require_content,
)
from app.convert.messages.decompression import Pieces
from app.convert.messages.horizon import MOST_TIME_NS, Horizon
from app.convert.messages.places import OUTSIDE, Places
from app.convert.messages.protobuf_types import ProtobufType
from app.convert.osi.schema import descriptors
from app.convert.other_files import count_beside
from app.convert.recording import Choice, Losses
from app.convert.streams import StreamRecording
from app.convert.topics.recording import recorded
from app.log.source import Source

SUFFIX = ".osi"
_LENGTH = struct.Struct("<I")
_TRIED = 16


def recognised(source: Path) -> bool:
    """Whether this is called as a trace is: there is nothing in its bytes to tell by.

    A folder is none by itself: what its traces are of, a recording in another format beside them mostly says.
    """
    return source.is_file() and source.suffix.lower() == SUFFIX


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in one trace, or in the one of a folder that --part names.

    Raises:
        ConvertError: it is none, or there are several and none was chosen, or nothing of it can be taken.
        SourceError: it cannot be opened.
    """
    findings = Findings(losses=Losses(), arrival_assumed=True)
    findings.assume("the time of the simulation is taken for the time of arrival: a trace has no other")
    names = {path.name: path for path in sorted(source.iterdir()) if recognised(path)} if source.is_dir() else {}
    path = names[choice.the_part(source, list(names))] if source.is_dir() else source
    for text in count_beside(source, path, names.values(), findings.losses, what="OSI trace"):
        findings.assume(text)
    trace = TraceFile(path, findings)
    try:
        yield recorded([trace], choice, source_format="osi trace", root=path.parent, findings=findings)
    finally:
        trace.close()


class TraceFile:
    """One trace as a carrier. Used by one thread."""

    def __init__(self, path: Path, findings: Findings) -> None:
        """Open it; raises SourceError."""
        self._source = Source(path)
        self._window = Window(self._source)
        self._findings = findings
        self._places = Places(self._source, Pieces(), lambda _: b"")
        self._place = 0
        """Behind the message that was given last."""

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._source.path

    @property
    def place(self) -> int:
        """See Carrier."""
        return self._place

    @property
    def passed(self) -> float:
        """See Carrier."""
        return min(1.0, self._place / self._source.size)

    def horizon(self) -> Horizon | None:
        """See Carrier: a trace has no index."""
        return None

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def beside(self) -> Iterator[Message]:
        """See Carrier: there is nothing of that."""
        yield from ()

    def read(self, row: int) -> Buffer:
        """The message of a row."""
        return self._places.read(row)

    def scan(self) -> Iterator[Message]:
        """Every message; it arrived when the latest stamp before it in the file was reached. Raises CarrierError."""
        require_content(self._source)
        schema = descriptors()
        topic = Topic(name=self.path.stem, type_name=self._type(schema), encoding="protobuf",
                      schema_encoding="protobuf", schema=schema)  # fmt: skip
        stamped, latest = ProtobufType("osi3.Stamped", schema), 0
        for start, size in self._messages(self._findings.losses):
            raw, self._place = self._window.at(start, size), start + size
            try:
                stamp = stamped.decode(raw).get("timestamp", latest)
            except MessageError:
                stamp = latest  # it is counted when it is looked at
            latest = max(latest, stamp if stamp < MOST_TIME_NS else latest)
            yield Message(self._places.add(OUTSIDE, start, size), topic, latest, None, None, raw)

    def _messages(self, losses: Losses) -> Iterator[tuple[int, int]]:
        """Place and size of each; a cut end is added to the losses."""
        at = 0
        while at < self._source.size:
            head = self._window.at(at, _LENGTH.size)
            size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else MOST_MESSAGE_BYTES + 1
            at += _LENGTH.size
            if size > min(MOST_MESSAGE_BYTES, self._source.size - at):
                why = f"ends in the middle of the message at byte {at - _LENGTH.size}, or is damaged there"
                losses.add(self.path.name, f"{why}; nothing behind it")
                return
            yield at, size
            at += size

    def _type(self, schema: bytes) -> str:
        """What the first messages are: raises CarrierError if they are nothing that is known."""
        view, truth = (ProtobufType(f"osi3.{name}", schema) for name in ("SensorView", "GroundTruth"))
        for number, (start, size) in enumerate(self._messages(Losses())):
            raw = self._window.at(start, size)
            try:
                if view.decode(raw).get("global_ground_truth", {}).get("moving_object"):
                    return "osi3.SensorView"
                if truth.decode(raw).get("moving_object"):
                    return "osi3.GroundTruth"
            except MessageError:
                continue
            if number == _TRIED:
                break
        raise CarrierError(
            f"{self.path}: is no trace of osi3.SensorView or osi3.GroundTruth with moving objects; others are taken "
            "from MCAP, which says what they are"
        )
