"""What carries messages under topics: a file of MCAP, of a ROS 1 bag, of a ROS 2 database.

It must not know any of these formats, nor what a message says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from app.convert.messages.horizon import Horizon
from app.convert.recording import Losses
from app.log.source import Source, UnreadableError

Buffer = bytes | memoryview
MOST_MESSAGES = 1 << 24
"""Of a recording: some 40 bytes of each are held in memory."""
MOST_MESSAGE_BYTES = 1 << 30
"""A message above is not taken: a record has to be held in memory several times."""
ATTACHMENT = "attachment"
"""The encoding of what is no message, but a file that was recorded along."""
MOST_NAME = 240
"""Of a channel, before a number that tells it from another."""
_MOST_ASSUMPTIONS = 512
_MOST_FACTS = 4096
_WINDOW_BYTES = 1 << 20


class CarrierError(ValueError):
    """Bytes of a file are not what its format allows; the text says where and why."""


class MessageError(ValueError):
    """One message is not what its type allows, or cannot become what it was to become; the text says why."""


@contextmanager
def one_message() -> Iterator[None]:
    """What goes wrong over the values of one message is a MessageError, whatever raised it.

    Members of another type than their names promise, numbers beyond any column, texts where numbers should be: the
    readers of kinds take them as they come, for each would otherwise have to ask of every member what it is.
    """
    try:
        yield
    except (MessageError, CarrierError):
        raise
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise MessageError(f"has not the members of its type: {error!r:.100}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A series of messages of one type. `schema`: the definition of that type as the file has it, or nothing.

    `encoding` is that of the messages, as MCAP names them: cdr, ros1, json, protobuf; `schema_encoding` likewise:
    ros2msg, ros1msg, jsonschema, protobuf.
    """

    name: str
    type_name: str
    encoding: str
    schema_encoding: str = ""
    schema: bytes = b""


class Message(NamedTuple):
    """One message as a scan finds it. `data` is valid until the next one is asked for; `row` reads it again.

    `publish_ns` and `sequence` are None where the file has none, or the same as everybody's: 0.
    """

    row: int
    topic: Topic
    log_ns: int
    publish_ns: int | None
    sequence: int | None
    data: Buffer


@dataclass(slots=True, kw_only=True)
class Findings:
    """What reading a file brought up beside its messages: losses, sentences for people, and facts as JSON."""

    losses: Losses
    assumptions: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    arrival_assumed: bool = False
    """The files have no time of arrival of their own."""
    capture_synthesised: bool = False
    """Nor has any message a stamp."""

    def assume(self, text: str) -> None:
        """Say it once, of so many as a log can say."""
        if len(self.assumptions) < _MOST_ASSUMPTIONS and text not in self.assumptions:
            self.assumptions.append(text)

    def tell(self, name: str, fact: dict[str, object]) -> None:
        """Add to a list of facts; what is too much for it is counted."""
        facts = self.facts.setdefault(name, [])
        assert isinstance(facts, list)
        if len(facts) < _MOST_FACTS:
            facts.append(fact)
        else:
            self.losses.add(name, f"more than {_MOST_FACTS}")


class Carrier(Protocol):
    """One opened file."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def place(self) -> int:
        """Where the scan is, in the terms of the horizon."""

    @property
    def passed(self) -> float:
        """Which share of the file the scan has passed, all of the piece that it is in with it: 1 at most."""

    def horizon(self) -> Horizon | None:
        """What the file says beforehand of the times of its messages; None: nothing. Asked before the scan, if ever."""

    def beside(self) -> Iterator[Message]:
        """What was recorded along, where the horizon was asked for and leaves that out; asked before the scan."""

    def scan(self) -> Iterator[Message]:
        """Every message in the order of the file, and what was recorded along, once each; rows count from 0.

        Raises:
            CarrierError: it is not in this format at all.
        """

    def read(self, row: int) -> Buffer:
        """The message of a row that the scan gave; raises CarrierError."""

    def close(self) -> None:
        """Let go of the file."""


def read(source: Source, offset: int, size: int) -> bytes:
    """Up to `size` bytes from `offset`, fewer at the end of the file; raises CarrierError if the device fails."""
    return bytes(view(source, offset, size))


def view(source: Source, offset: int, size: int) -> memoryview:
    """As `read`, of what need not be kept as bytes of its own."""
    try:
        return source.view(offset, size)
    except UnreadableError as error:
        raise CarrierError(f"{source.path.name}: {error}") from error


class Window:
    """Reads a file from front to back in large pieces, and anywhere in small ones."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._start = 0
        self._held = memoryview(b"")

    def at(self, offset: int, size: int) -> memoryview:
        """Up to `size` bytes from `offset`, fewer at the end of the file; raises CarrierError."""
        begin = offset - self._start
        if begin < 0 or begin + size > len(self._held):
            try:
                self._held = view(self._source, offset, max(size, _WINDOW_BYTES))
            except CarrierError:
                if size >= _WINDOW_BYTES:
                    raise
                # what is asked for may lie before the sector that cannot be read
                self._held = view(self._source, offset, size)
            self._start, begin = offset, 0
        return self._held[begin : begin + size]


def printable(text: str) -> str:
    """The text with a question mark for whatever nobody can print, NUL and line breaks among it."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in text)


def called(name: str, taken: set[str], *, fallback: str) -> str:
    """A name that no other topic has and that a channel can have, added to those `taken`."""
    plain = printable(name[:MOST_NAME]).strip() or fallback
    chosen, number = plain, 2
    while chosen in taken:
        chosen, number = f"{plain}#{number}", number + 1
    taken.add(chosen)
    return chosen


_LFS = b"version https://git-lfs.github.com/spec/"


def missing_content(begin: bytes) -> str | None:
    """What is to be said of a file that is not there but for its name, by its first bytes; None: it is there."""
    if not begin:
        return "is empty; nothing can be taken of it"
    if begin.startswith(_LFS):
        return "is a pointer of Git LFS and not the file itself; fetch that first (git lfs pull)"
    return None


def require_content(source: Source) -> None:
    """Raise CarrierError if a file is empty, or a pointer to what it should be."""
    said = missing_content(read(source, 0, len(_LFS)))
    if said is not None:
        raise CarrierError(f"{source.path}: {said}")
