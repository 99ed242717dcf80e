"""Point clouds in PCD files: their columns and their rows, as the file has them.

It must not know sensors, nor what a column means. Format: Point Cloud Library, "The PCD file format", version .7.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.kinds.field import MAX_NAME
from app.kinds.row_layout import MAX_FIELDS

MOST_HEADER = 16_384
"""Bytes."""
_TEXT_BLOCK = 1 << 20
_MOST_WORD = 40
_MOST_POINTS = 50_000_000
_TYPES = {
    ("F", 4): "<f4", ("F", 8): "<f8", ("I", 1): "|i1", ("I", 2): "<i2", ("I", 4): "<i4", ("I", 8): "<i8",
    ("U", 1): "|u1", ("U", 2): "<u2", ("U", 4): "<u4", ("U", 8): "<u8",
}  # fmt: skip


class PcdError(ValueError):
    """The bytes are no point cloud that is read here; the text says why."""


@dataclass(frozen=True, slots=True)
class PointCloud:
    """A cloud: its columns, names and types as numpy spells them, and its packed rows, little-endian."""

    columns: tuple[tuple[str, str], ...]
    rows: bytes

    @property
    def row_bytes(self) -> int:
        """Bytes of a point."""
        return sum(int(kind[2:]) for _, kind in self.columns)


def cloud_of(raw: bytes) -> PointCloud:
    """The cloud in a file: `DATA binary` unchanged, but for zeros behind the last point, `DATA ascii` as numbers.

    A column of several numbers is one for each.

    Raises:
        PcdError: it is none, compressed, or not as long as it says.
    """
    said, start = _header(raw)
    columns = _columns(said)
    points = _count(said)
    size = sum(int(kind[2:]) for _, kind in columns)
    coding = said.get("DATA", ["?"])[0].lower()
    if coding == "binary":
        rows = raw[start:]
        # the library's own writer fills the file up with zeros
        if len(rows) < points * size or rows[points * size :].strip(b"\0"):
            raise PcdError(f"says {points} points of {size} bytes and has {len(rows)} bytes of them")
        return PointCloud(columns, rows[: points * size])
    if coding == "ascii":
        return PointCloud(columns, _numbers(raw, start, columns, points))
    raise PcdError(f"has its points as {coding[:40]!r}; binary and ascii are read: save it as one of these")


def cloud_bytes(size: int, head: bytes) -> int:
    """Bytes of the rows of a cloud, at most: of a file of so many bytes that begins with `head`.

    Numbers written as text may need fewer characters than bytes.
    """
    try:
        said, _ = _header(head)
        return max(size, _count(said) * sum(int(kind[2:]) for _, kind in _columns(said)))
    except PcdError:
        return size  # it is refused when it is read


def _header(raw: bytes) -> tuple[dict[str, list[str]], int]:
    """The lines of the header by their first word, and where the points begin."""
    said: dict[str, list[str]] = {}
    at = 0
    while "DATA" not in said:
        end = raw.find(b"\n", at, MOST_HEADER)
        if end < 0:
            raise PcdError("is no PCD file: its header has no DATA line")
        word, *rest = raw[at:end].decode("latin-1").split() or ["#"]
        if not word.startswith("#"):
            said.setdefault(word.upper(), rest)
        at = end + 1
    return said, at


def _columns(said: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    names, sizes, types = said.get("FIELDS", []), said.get("SIZE", []), said.get("TYPE", [])
    counts = said.get("COUNT", ["1"] * len(names))
    if not names or not len(names) == len(sizes) == len(types) == len(counts):
        raise PcdError("is no PCD file: FIELDS, SIZE, TYPE and COUNT do not agree")
    columns: list[tuple[str, str]] = []
    for name, size, kind, count in zip(names, sizes, types, counts, strict=True):
        spelled = _TYPES.get((kind.upper(), int(size) if size.isdecimal() and len(size) < 3 else 0))
        many = int(count) if count.isdecimal() and len(count) < 5 else 0
        if spelled is None or not 1 <= many <= MAX_FIELDS:
            raise PcdError(f"has a column {name[:40]!r} of unknown type {kind[:8]} {size[:8]} x {count[:8]}")
        columns += [(name if many == 1 else f"{name}[{number}]", spelled) for number in range(many)]
    if strange := [name for name, _ in columns if not name.isprintable() or len(name) > MAX_NAME]:
        raise PcdError(f"has a column that is named {strange[0][:40]!r}")
    if len(columns) > MAX_FIELDS or len({name for name, _ in columns}) != len(columns):
        raise PcdError(f"has {len(columns)} columns, or two of one name")
    return tuple(columns)


def _count(said: dict[str, list[str]]) -> int:
    words = said.get("POINTS") or [*said.get("WIDTH", ["?"])[:1], *said.get("HEIGHT", ["1"])[:1]]
    if not all(word.isdecimal() and len(word) < 12 for word in words):
        raise PcdError("is no PCD file: it does not say how many points it has")
    points = math.prod(map(int, words))
    if points > _MOST_POINTS:
        raise PcdError(f"says {points} points; at most {_MOST_POINTS} are read")
    return points


def _numbers(raw: bytes, start: int, columns: tuple[tuple[str, str], ...], points: int) -> bytes:
    """The rows of a cloud whose numbers stand as text behind its header, read in blocks of whole words."""
    wanted = points * len(columns)
    # a number has at least one character, and one between it and the next
    if len(raw) - start + 1 < 2 * wanted:
        raise PcdError(f"says {points} points of {len(columns)} numbers and has {len(raw) - start} bytes of text")
    made = np.zeros(points, dtype=np.dtype(list(columns)))
    found = 0
    for words in _words(raw, start):
        found += len(words)
        if found > wanted:
            break
        _fill(made, columns, found - len(words), words)
    if found != wanted:
        many = f"has {found} numbers" if found < wanted else "has more"
        raise PcdError(f"says {points} points of {len(columns)} numbers and {many}")
    return made.tobytes()


def floats_of(raw: bytes) -> bytes:
    """The numbers of a text as float32, one behind the other, read in blocks; raises PcdError."""
    made: list[bytes] = []
    for words in _words(raw, 0):
        if any(len(word) > _MOST_WORD for word in words):
            raise PcdError(f"has a word of more than {_MOST_WORD} characters")
        try:
            made.append(np.array(words, dtype=f"S{_MOST_WORD}").astype("<f4").tobytes())
        except ValueError as error:
            raise PcdError("has something else than numbers") from error
    return b"".join(made)


def _words(raw: bytes, start: int) -> Iterator[list[bytes]]:
    """The words of a text, a block at a time."""
    while start < len(raw):
        end = min(len(raw), start + _TEXT_BLOCK)
        while end < len(raw) and not raw[end : end + 1].isspace():
            end += 1
            if end - start > _TEXT_BLOCK + _MOST_WORD:
                raise PcdError(f"has a word of more than {_MOST_WORD} characters")
        yield raw[start:end].split()
        start = end


def _fill(made: npt.NDArray[np.void], columns: tuple[tuple[str, str], ...], first: int, words: list[bytes]) -> None:
    """Put the numbers from number `first` of the cloud on into its rows."""
    for place, (name, kind) in enumerate(columns):
        skipped = (place - first) % len(columns)
        some = words[skipped :: len(columns)]
        row = (first + skipped) // len(columns)
        if any(len(word) > _MOST_WORD for word in some):
            raise PcdError(f"has a word of more than {_MOST_WORD} characters in column {name[:40]!r}")
        try:
            made[name][row : row + len(some)] = np.array(some, dtype=f"S{_MOST_WORD}").astype(kind)
        except (ValueError, OverflowError) as error:
            raise PcdError(f"has something else than numbers in column {name[:40]!r}") from error
