"""The text of a checkpoint: a C2SP signed note with origin, size and root, in a slot of 4 096 bytes.

It must not know which keys may sign it, nor the tree. Form: sealed-log.md section 7.4.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from app.chain.hashes import HASH_SIZE
from app.chain.keys import SIGNATURE_SIZE
from app.log.directory import SLOT_SIZE

MAX_LINES = 8
_KEY_ID_SIZE = 4
_ED25519 = b"\x01"
_EM_DASH = "\u2014".encode()
_SIZE = re.compile(rb"[1-9][0-9]{0,18}\Z")
_KEY_NAME = re.compile(rb"[^\x00-\x20+\x7f]{1,160}\Z")


class NoteError(ValueError):
    """The slot holds no checkpoint as the format describes it; `code` is the finding code."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as text: what it says and who says so. Nothing is verified here."""

    origin: str
    size: int
    root: bytes
    signatures: dict[str, bytes]
    """Key name to the 64 signature bytes."""
    signed: bytes
    """The bytes that the signatures cover."""


def epoch_key_name(origin: str, epoch: int) -> str:
    """The key name of an epoch's signature line."""
    return f"{origin}/e{epoch}"


def note_text(*, origin: str, size: int, root: bytes) -> bytes:
    """The three lines that are signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n".encode()


def signature_line(*, name: str, public_key: bytes, signature: bytes) -> bytes:
    """One signature line of a note, with its newline."""
    key_id = sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:_KEY_ID_SIZE]
    return f"\u2014 {name} {base64.b64encode(key_id + signature).decode()}\n".encode()


def slot(text: bytes, lines: list[bytes]) -> bytes:
    """The slot of a checkpoint: text, empty line, signature lines, zero bytes."""
    note = text + b"\n" + b"".join(lines)
    assert len(note) <= SLOT_SIZE
    return note.ljust(SLOT_SIZE, b"\0")


def canonical_base64(text: str | bytes, size: int) -> bytes:
    """The `size` bytes that `text` encodes in canonical base64 (RFC 4648 section 4); raises ValueError."""
    encoded = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(raw) != size:
        raise ValueError(f"{len(raw)} bytes where {size} belong")
    if base64.b64encode(raw) != encoded:
        raise ValueError("base64 that is not canonical")
    return raw


def parse_slot(raw: bytes) -> Note:
    """The checkpoint in the 4 096 bytes of a slot; raises NoteError."""
    body = raw.rstrip(b"\0")
    if not body:
        raise NoteError("CHECKPOINT_FORMAT", "the slot is empty")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("CHECKPOINT_FORMAT", f"not UTF-8: {error.reason} at byte {error.start}") from error
    if b"\0" in body:
        raise NoteError("CHECKPOINT_FORMAT", "there are bytes behind the end of the note")
    lines = body.split(b"\n")
    if len(lines) < 6 or lines[-1] or lines[3]:
        raise NoteError(
            "CHECKPOINT_FORMAT", "not the lines of a checkpoint: origin, size, root, empty line, signatures"
        )
    origin, size, root, signature_lines = lines[0], lines[1], lines[2], lines[4:-1]
    if not _SIZE.match(size):
        raise NoteError("CHECKPOINT_FORMAT", f"the size {size[:40]!r} is no decimal number from 1")
    if len(signature_lines) > MAX_LINES:
        raise NoteError("CHECKPOINT_FORMAT", f"{len(signature_lines)} signature lines; at most {MAX_LINES} are allowed")
    named = _signature_texts(signature_lines)
    try:
        root_bytes = canonical_base64(root, HASH_SIZE)
        decoded = {name: canonical_base64(text, _KEY_ID_SIZE + SIGNATURE_SIZE) for name, text in named.items()}
    except ValueError as error:
        raise NoteError("BASE64", f"root or signature line: {error}") from error
    signatures = {name.decode(): signature[_KEY_ID_SIZE:] for name, signature in decoded.items()}
    return Note(origin.decode(), int(size), root_bytes, signatures, b"\n".join(lines[:3]) + b"\n")


def _signature_texts(lines: list[bytes]) -> dict[bytes, bytes]:
    named: dict[bytes, bytes] = {}
    for line in lines:
        fields = line.split(b" ", 2)
        if len(fields) != 3 or fields[0] != _EM_DASH or not _KEY_NAME.match(fields[1]):
            raise NoteError("CHECKPOINT_FORMAT", "a signature line is not an em dash, a key name and base64")
        if fields[1] in named:
            raise NoteError("CHECKPOINT_FORMAT", f"two signature lines are named {fields[1]!r}")
        named[fields[1]] = fields[2]
    return named
