"""Point clouds in PCD files: their columns and their rows, as the file has them.

It must not know sensors, nor what a column means. Format: Point Cloud Library, "The PCD file format", version .7.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.kinds.field import MAX_NAME
from app.kinds.row_layout import MAX_FIELDS

_MOST_HEADER = 16_384
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
        return PointCloud(columns, _numbers(raw[start:], columns, points))
    raise PcdError(f"has its points as {coding[:40]!r}; binary and ascii are read: save it as one of these")


def _header(raw: bytes) -> tuple[dict[str, list[str]], int]:
    """The lines of the header by their first word, and where the points begin."""
    said: dict[str, list[str]] = {}
    at = 0
    while "DATA" not in said:
        end = raw.find(b"\n", at, _MOST_HEADER)
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


def _numbers(text: bytes, columns: tuple[tuple[str, str], ...], points: int) -> bytes:
    words = text.split()
    if len(words) != points * len(columns):
        raise PcdError(f"says {points} points of {len(columns)} numbers and has {len(words)} numbers")
    made = np.zeros(points, dtype=np.dtype(list(columns)))
    for number, (name, kind) in enumerate(columns):
        try:
            made[name] = np.array(words[number :: len(columns)], dtype="S40").astype(kind)
        except (ValueError, OverflowError) as error:
            raise PcdError(f"has something else than numbers in column {name[:40]!r}") from error
    return made.tobytes()
