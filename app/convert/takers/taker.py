"""What takes the messages of one topic and makes the records of one channel of them.

It must not know which types there are, nor how records are sealed.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from app.convert.messages.carrier import Buffer, MessageError, one_message
from app.convert.messages.message_type import MessageType, Plain, frame_of
from app.kinds.channel_spec import FieldSpec, Stamp
from app.kinds.document import Document, encode_document
from app.kinds.row_layout import RowLayout, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What the channel table says of the channel, but for times and sizes."""

    kind: str
    codec: str
    row_bytes: int = 1
    fields: tuple[FieldSpec, ...] = ()
    frame: str | None = None
    stamp: Stamp = "instant"
    description: str | None = None
    fixed_frame: str | None = None
    """A frame that its payloads name, and that is no sensor's."""
    vehicle_origin: str | None = None
    """What the origin of the vehicle is, where this channel decides it."""


class Size(NamedTuple):
    """Of the record that a message will become: bytes, at most; whether decoding can begin there; its stamp."""

    bytes: int
    key_frame: bool = False
    own_stamp: bool = False
    """Whether `stamp` is that of the record; otherwise it has the stamp of its message."""
    stamp: int | None = None
    """In the unit that stamps in messages have; None: nobody set it."""


class Taker(Protocol):
    """Looks at every message once, and then makes records of them."""

    @property
    def suffix(self) -> str:
        """Stands behind the name of the topic; empty for what the topic is mainly about."""

    @property
    def whole(self) -> bool:
        """Whether its records say all that the messages say; otherwise these are kept beside them."""

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """What the message will become, None: nothing here; raises MessageError: it cannot become that."""

    def payload(self, raw: Buffer) -> Buffer | None:
        """The record of a message; None or MessageError as `look`."""

    def outlet(self) -> Outlet:
        """The channel; asked when all messages were looked at."""


class FrameWatch:
    """The frame of a channel is that of its first message."""

    def __init__(self) -> None:
        self.frame: str | None = None

    def see(self, plain: Plain) -> None:
        """Remember it, or raise MessageError if it is another one."""
        found = frame_of(plain)
        if self.frame is None:
            self.frame = found
        elif found != self.frame:
            raise MessageError(f"its frame is {found!r:.60}, that of the channel {self.frame!r:.60}")


Fill = Callable[[Plain, Rows], None]
"""Fills one row from a message; raises MessageError."""


class RowTaker:
    """One row of a fixed layout a message."""

    def __init__(self, type_: MessageType, kind: str, layout: RowLayout, fill: Fill, *, description: str) -> None:
        self._type = type_
        self._kind = kind
        self._layout = layout
        self._fill = fill
        self._description = description
        self._unknown = layout.unknown(1)
        self._watch = FrameWatch()
        self.suffix = ""
        self.whole = False

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        self._row(plain)
        return Size(self._layout.row_bytes)

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        return self._row(self._type.decode(raw))

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(
            kind=self._kind, codec="rows", row_bytes=self._layout.row_bytes, frame=self._watch.frame,
            description=self._description,
        )  # fmt: skip

    def _row(self, plain: Plain) -> bytes:
        self._watch.see(plain)
        rows = self._unknown.copy()
        with one_message(), np.errstate(over="ignore"):
            self._fill(plain, rows)
        return rows.tobytes()


class DocumentTaker(ABC):
    """One JSON document a message."""

    suffix = ""
    whole = False
    refusal = "it cannot be taken"
    """What is said of a message that cannot become one, before why."""

    def __init__(self, type_: MessageType) -> None:
        self._type = type_

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        return Size(len(self._encoded(plain)))

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        return self._encoded(self._type.decode(raw))

    @abstractmethod
    def outlet(self) -> Outlet:
        """See Taker."""

    @abstractmethod
    def _document(self, plain: Plain) -> Document:
        """What a message says; an error over its values is one of the message."""

    def _encoded(self, plain: Plain) -> bytes:
        try:
            found = self._document(plain)
            return encode_document(found, of=type(found))
        except (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError) as error:
            raise MessageError(f"{self.refusal}: {error!r:.160}") from error


class RawTaker:
    """The messages as they are: of types that have no kind, or beside what was made of them."""

    def __init__(self, *, suffix: str, codec: str, description: str) -> None:
        self.suffix = suffix
        self.whole = True
        self._codec = codec
        self._description = description

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del plain
        if self._codec == "text" and not _is_text(raw):
            self._codec = "bytes"
        return Size(len(raw))

    def payload(self, raw: Buffer) -> Buffer | None:
        """See Taker."""
        return raw

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="raw", codec=self._codec, description=self._description)


def _is_text(raw: Buffer) -> bool:
    try:
        bytes(raw).decode()
    except UnicodeDecodeError:
        return False
    return True
