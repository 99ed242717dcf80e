"""PCD files: rows come out as they stand, and what is no such file is told.

Must not know sensors.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.convert.encodings.pcd import PcdError, cloud_bytes, cloud_of, floats_of

PLAIN = {"VERSION": ".7", "FIELDS": "x y id", "SIZE": "4 8 2", "TYPE": "F F U", "COUNT": "1 1 1", "WIDTH": "2",
         "HEIGHT": "1", "VIEWPOINT": "0 0 0 1 0 0 0", "POINTS": "2", "DATA": "binary"}  # fmt: skip
ROWS = np.array([(1.5, -2.5, 7), (np.nan, 1e300, 65535)], dtype=[("x", "<f4"), ("y", "<f8"), ("id", "<u2")])


def made(content: bytes = ROWS.tobytes(), **changed: str | None) -> bytes:
    lines = [f"{word} {rest}" for word, rest in (PLAIN | changed).items() if rest is not None]
    return ("# .PCD\n" + "\n".join(lines) + "\n").encode() + content


def test_binary_is_unchanged() -> None:
    found = cloud_of(made())
    assert found.columns == (("x", "<f4"), ("y", "<f8"), ("id", "<u2"))
    assert (found.rows, found.row_bytes) == (ROWS.tobytes(), 14)
    # as the library's own writer leaves it
    assert cloud_of(made(ROWS.tobytes() + bytes(3906))).rows == ROWS.tobytes()
    assert cloud_of(made(POINTS=None)).rows == ROWS.tobytes()
    assert cloud_of(made(COUNT=None)).rows == ROWS.tobytes()


def test_ascii() -> None:
    found = cloud_of(made(b"1.5 -2.5 7\nnan 1e300 65535\n", DATA="ascii"))
    assert found.rows[:14] == ROWS.tobytes()[:14]
    again = np.frombuffer(found.rows, dtype=ROWS.dtype)
    assert (again["id"].tolist(), again["y"].tolist(), bool(np.isnan(again["x"][1]))) == (
        [7, 65535],
        [-2.5, 1e300],
        True,
    )


def test_ascii_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks end between words, in the middle of a point."""
    rows = [(n / 7, -n, n % 65536) for n in range(1000)]
    text = "".join(f"{x} {y}  {number}\n" for x, y, number in rows).encode()
    wanted = np.array(rows, dtype=ROWS.dtype).tobytes()
    for block in (1, 7, 1000, 1 << 20):
        monkeypatch.setattr("app.convert.encodings.pcd._TEXT_BLOCK", block)
        assert cloud_of(made(text, DATA="ascii", POINTS="1000")).rows == wanted
        assert floats_of(b" 1 2.5\n-3e2") == np.array([1, 2.5, -300], dtype="<f4").tobytes()
    with pytest.raises(PcdError, match="something else"):
        floats_of(b"1 two")


def test_a_text_that_is_too_short_for_its_points_is_not_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.encodings.pcd._words", None)
    with pytest.raises(PcdError, match="bytes of text"):
        cloud_of(made(b"1 " * 3, DATA="ascii", POINTS="50000000"))


def test_numbers_as_text_may_need_more_room_than_their_text() -> None:
    raw = made(b"1 2 3\n4 5 6\n", DATA="ascii")
    assert cloud_bytes(12, raw) == len(cloud_of(raw).rows) == 28
    assert cloud_bytes(5, b"none") == 5


def test_a_column_of_several() -> None:
    found = cloud_of(
        made(bytes(44), FIELDS="x n", SIZE="4 4", TYPE="F F", COUNT="1 4", WIDTH="1", POINTS="1", HEIGHT="1")[:-24]
    )
    assert [name for name, _ in found.columns] == ["x", "n[0]", "n[1]", "n[2]", "n[3]"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no DATA line"),
        (b"hello\n" * 10_000, "no DATA line"),
        (made(DATA="binary_compressed"), "binary_compressed"),
        (made(ROWS.tobytes()[:-1]), "says 2 points of 14 bytes and has 27"),
        (made(ROWS.tobytes() + b"x"), "has 29 bytes"),
        (made(POINTS="99999999999"), "says 99999999999 points"),
        (made(POINTS="-1"), "how many points"),
        (made(POINTS=None, WIDTH=None), "how many points"),
        (made(FIELDS="x y"), "do not agree"),
        (made(TYPE="F F F"), "unknown type F 2"),
        (made(SIZE="4 8 3"), "unknown type U 3"),
        (made(COUNT="1 1 9999"), "unknown type U 2 x 9999"),
        (made(FIELDS="x x id"), "two of one name"),
        (made(b"1.5 2 3\n4 5\n", DATA="ascii"), "has 5 numbers"),
        (made(b"1 2 3\n4 5 6 7\n", DATA="ascii"), "and has more"),
        (made(b"1 2\n", DATA="ascii"), "has 4 bytes of text"),
        (made(b"1 2 3\n4 5 " + b"6" * 41, DATA="ascii"), "a word of more than 40"),
        (made(b"1 2 3\n4 5 six\n", DATA="ascii"), "something else than numbers"),
        (made(b"1 2 3\n4 5 99999999999999999999\n", DATA="ascii"), "something else than numbers"),
    ],
)
def test_what_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(PcdError, match=said):
        cloud_of(raw)


@given(st.integers(0, 150), st.integers(0, 255))
def test_a_changed_byte_gives_a_cloud_or_a_refusal(at: int, byte: int) -> None:
    raw = bytearray(made())
    raw[at] = byte
    try:
        cloud_of(bytes(raw))
    except PcdError:
        return
