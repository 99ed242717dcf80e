"""Checkpoint texts: what is written is read again, and nothing else is.

Must not know keys or trees.
"""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chain.note import Note, NoteError, canonical_base64, note_text, parse_slot, signature_line, slot

ROOT = bytes(range(32))
TEXT = note_text(origin="vehicle/1", size=7, root=ROOT)
LINE = signature_line(name="vehicle/1/e0", public_key=bytes(32), signature=bytes(range(64)))
SOUND = slot(TEXT, [LINE])


def code(raw: bytes) -> str:
    with pytest.raises(NoteError) as error:
        parse_slot(raw)
    return error.value.code


def test_what_is_written_is_read() -> None:
    note = parse_slot(SOUND)
    assert note == Note("vehicle/1", 7, ROOT, {"vehicle/1/e0": bytes(range(64))}, TEXT)
    assert len(SOUND) == 4096


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (bytes(4096), "CHECKPOINT_FORMAT"),
        (TEXT, "CHECKPOINT_FORMAT"),
        (TEXT + b"\n", "CHECKPOINT_FORMAT"),
        (TEXT + LINE, "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + LINE[:-1], "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + LINE * 2, "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + b"".join(LINE.replace(b"e0", b"e%d" % n) for n in range(9)), "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + LINE + b"\0\0x", "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + LINE.replace("\u2014".encode(), b"-"), "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + LINE.replace(b"/e0", b"+e0"), "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + LINE.replace(b"vehicle/1/e0", b"n" * 161), "CHECKPOINT_FORMAT"),
        (TEXT.replace(b"\n7\n", b"\n07\n") + b"\n" + LINE, "CHECKPOINT_FORMAT"),
        (TEXT.replace(b"\n7\n", b"\n0\n") + b"\n" + LINE, "CHECKPOINT_FORMAT"),
        (TEXT.replace(b"\n7\n", b"\n" + b"9" * 20 + b"\n") + b"\n" + LINE, "CHECKPOINT_FORMAT"),
        (TEXT.replace(b"vehicle", b"v\xff") + b"\n" + LINE, "CHECKPOINT_FORMAT"),
        (TEXT + b"\n" + LINE.replace(b"=\n", b"==\n"), "BASE64"),
        (TEXT + b"\n" + LINE[:-1] + b" \n", "BASE64"),
        (TEXT.replace(base64.b64encode(ROOT), base64.b64encode(ROOT[:31])) + b"\n" + LINE, "BASE64"),
        (TEXT.replace(base64.b64encode(ROOT), b"!" * 44) + b"\n" + LINE, "BASE64"),
    ],
)  # fmt: skip
def test_everything_else_is_refused(raw: bytes, wanted: str) -> None:
    assert code(raw.ljust(4096, b"\0")) == wanted


@given(st.binary(max_size=600))
def test_no_bytes_crash_it(body: bytes) -> None:
    try:
        note = parse_slot(body.ljust(4096, b"\0"))
    except NoteError:
        return
    assert note.signed in body


@given(st.integers(0, len(TEXT + LINE)), st.integers(0, 255))
def test_a_changed_byte_never_reads_as_the_same_note(position: int, byte: int) -> None:
    raw = bytearray(SOUND)
    raw[position] = byte
    if bytes(raw) == SOUND:
        return
    try:
        note = parse_slot(bytes(raw))
    except NoteError:
        return
    sound = parse_slot(SOUND)
    key_id = SOUND.index(b"e0 ") + 3
    # the key id is a hint: it is no part of the note
    assert note != sound or key_id <= position < key_id + 6


@pytest.mark.parametrize("text", ["QQ=", "QR==", "QQ==\n", " QQ==", "QQ", "Q Q==", "QQ==QQ==", "\ud800"])
def test_base64_is_canonical(text: str) -> None:
    assert canonical_base64("QQ==", 1) == b"A"
    with pytest.raises(ValueError):  # noqa: PT011
        canonical_base64(text, 1)
