"""The rows of a table that is one JSON array of objects, one at a time: never the whole table in memory.

It must not know what a row means. JSON: RFC 8259.
"""

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from app.log.source import Source

T = TypeVar("T")
_BLOCK = 8 << 20
_MOST_OF_A_ROW = 1 << 20
_MOST_BRACES = 256
"""Closing braces in one row, in texts and objects within: rows of tables have few."""
_SPACE = b" \t\r\n"


class RowsError(ValueError):
    """The file is no array of such objects; the text says which row is wrong, and how."""


def rows_of(source: Source, of: type[T]) -> Iterator[T]:
    """The objects of an array as `of`, in the order of the file.

    Raises:
        RowsError: it is none; what came before was right.
        UnreadableError: the device failed.
    """
    window = _Window(source)
    if window.next() != b"[":
        raise RowsError("does not begin as an array")
    decoder = msgspec.json.Decoder(of)
    number = 0
    sign = window.next()
    while sign != b"]":
        if sign != b"{":
            raise RowsError(f"row {number}: an object belongs here")
        yield _row(window, decoder, number)
        number += 1
        sign = window.next()
        if sign == b",":
            sign = window.next()
            if sign == b"]":
                raise RowsError(f"row {number}: a row belongs behind a comma")
        elif sign != b"]":
            raise RowsError(f"row {number}: a comma or the end belongs here: the file was cut or changed")
    if window.next():
        raise RowsError("something stands behind the end of the array")


def _row(window: "_Window", decoder: "msgspec.json.Decoder[T]", number: int) -> T:
    """The row that begins before where the window stands. A brace may close a text or an inner object: then on."""
    end = 0
    for _ in range(_MOST_BRACES):
        end = window.brace(end)
        if end == 0:
            break
        try:
            row = decoder.decode(window.peek(end))
        except msgspec.ValidationError as error:
            raise RowsError(f"row {number}: {error}") from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        window.skip(end)
        return row
    raise RowsError(f"row {number}: is no object, or one of more than {_MOST_OF_A_ROW} bytes or {_MOST_BRACES} braces")


class _Window:
    """A part of the file that moves on. Used by one thread."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._offset = 0
        self._held = b""
        self._at = 0

    def next(self) -> bytes:
        """The next character that is no space, which is behind then; empty at the end of the file."""
        while True:
            rest = self._held[self._at : self._at + 64].lstrip(_SPACE)
            if rest:
                self._at = self._held.index(rest[:1], self._at) + 1
                return rest[:1]
            self._at = min(self._at + 64, len(self._held))
            if self._at == len(self._held) and not self._more():
                return b""

    def brace(self, behind: int) -> int:
        """How far the next closing brace reaches, counted from the opening one; 0: there is none in a row's length."""
        begin = self._at - 1
        found = self._held.find(b"}", begin + behind, begin + _MOST_OF_A_ROW)
        while found < 0 and len(self._held) - begin < _MOST_OF_A_ROW and self._more():
            begin = self._at - 1
            found = self._held.find(b"}", begin + behind, begin + _MOST_OF_A_ROW)
        return found + 1 - begin if found >= 0 else 0

    def peek(self, size: int) -> bytes:
        """So many bytes from the opening brace on."""
        return self._held[self._at - 1 : self._at - 1 + size]

    def skip(self, size: int) -> None:
        """Go behind them."""
        self._at += size - 1

    def _more(self) -> bool:
        """Read on, keeping the last character and what is still to come; whether there was more."""
        block = self._source.read(self._offset, _BLOCK)
        self._offset += len(block)
        kept = max(0, self._at - 1)
        self._held = self._held[kept:] + block
        self._at -= kept
        return bool(block)
