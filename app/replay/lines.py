"""The text lines of a whole log: their words kept together in memory, so that a million of them are looked through in
less than a second.

It must not know how they are read, nor how they are shown.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.kinds.text import Place, TextLine
from app.log.channel import Mode
from app.scene.level import Level, level_of
from app.scene.standing import Standing

LINE = np.dtype(
    [
        ("channel", np.int16),
        ("level", np.int8),
        ("standing", np.int8),
        ("readable", np.bool_),
        ("clipped", np.bool_),
        ("row", np.int64),
        ("capture_ns", np.int64),
        ("arrival_ns", np.int64),
    ]
)
"""A line: `channel` counts in the channels of its `Lines`, `row` in that channel; of one that is clipped not all is
looked through.
"""
CHUNK = 2_048
"""Lines that lie together: looking through them takes 2 ms at most, for which a window can wait."""
MOST_SIGNS, FEW_SIGNS = 65_536, 256
"""Of a line that are kept with all that is known of it; and when there are too many of them. The record has all."""
MOST_BYTES = 512 << 20
"""Of all lines together, before of each further one only few signs are kept."""
_MARK = "\x1f"
"""Between what was said and each further fact."""
_OWN = frozenset({*TextLine.__struct_fields__, *Place.__struct_fields__, "message"})
"""Names that stand for members of a line, and for nothing else."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """The words of some lines, in UTF-8, and where each one ends."""

    text: bytes
    ends: "array[int]"

    def line(self, at: int) -> bytes:
        """One line."""
        return self.text[self.ends[at - 1] if at else 0 : self.ends[at]]

    def having(self, needles: tuple[bytes, ...]) -> Iterator[int]:
        """The lines that have all of these, which are in small letters; of the line, ASCII letters are taken so."""
        folded, first, rest = self.text.lower(), needles[0], needles[1:]
        found = folded.find(first)
        while found >= 0:
            at = bisect_right(self.ends, found)
            start, end = self.ends[at - 1] if at else 0, self.ends[at]
            if found + len(first) <= end and all(folded.find(one, start, end) >= 0 for one in rest):
                yield at
            found = folded.find(first, end if found + len(first) <= end else found + 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """As far as they were read. Lines are counted as they were read."""

    channels: tuple[str, ...] = ()
    cells: npt.NDArray[np.void] = field(default_factory=lambda: np.zeros(0, dtype=LINE))
    """(n,) of `LINE`, read-only."""
    chunks: tuple[Chunk, ...] = ()
    records: int = 0
    """How many there are in the log."""
    complete: bool = False

    def __len__(self) -> int:
        return len(self.cells)

    def times_ns(self, mode: Mode) -> npt.NDArray[np.int64]:
        """When each line stands on a timeline."""
        return np.asarray(self.cells["arrival_ns" if mode is Mode.ARRIVAL else "capture_ns"])

    def said(self, at: int) -> str:
        """What a line says."""
        return self._parts(at)[0]

    def facts(self, at: int) -> tuple[str, ...]:
        """What is known of a line beside that, each as `name:value`."""
        return tuple(self._parts(at)[1:])

    def fact(self, at: int, name: str) -> str:
        """One of these facts; empty: it is not known."""
        return next((one.partition(":")[2] for one in self.facts(at) if one.startswith(f"{name}:")), "")

    def record(self, at: int) -> tuple[str, int]:
        """Channel and row of a line."""
        return self.channels[int(self.cells["channel"][at])], int(self.cells["row"][at])

    def _parts(self, at: int) -> list[str]:
        return self.chunks[at // CHUNK].line(at % CHUNK).decode().split(_MARK)


class LineWriter:
    """Gathers lines as they are read, channel by channel."""

    def __init__(self, records: int) -> None:
        self._records = records
        self._channels: list[str] = []
        self._cells = np.zeros(CHUNK, dtype=LINE)
        self._count = 0
        self._chunks: list[Chunk] = []
        self._text, self._ends = bytearray(), array("Q")
        self._bytes = 0

    def __len__(self) -> int:
        return self._count

    def begin(self, channel: str) -> None:
        """All further lines are of this one."""
        self._channels.append(channel)

    def add(
        self, row: int, line: TextLine | None, *, capture_ns: int, arrival_ns: int, standing: Standing, trace: bytes
    ) -> None:
        """One more line; None: its record cannot be read. `trace`: the id in its leaf."""
        if self._count == len(self._cells):
            # who has the old ones keeps them
            self._cells = np.concatenate([self._cells, np.zeros(len(self._cells), dtype=LINE)])
        level = Level.UNKNOWN if line is None else level_of(line.level)
        said = "" if line is None else _MARK.join(_words(line, trace))
        most = MOST_SIGNS if self._bytes < MOST_BYTES else FEW_SIGNS
        self._cells[self._count] = (
            len(self._channels) - 1, level, standing, line is not None, len(said) > most, row, capture_ns, arrival_ns,
        )  # fmt: skip
        self._count += 1
        added = said[:most].encode()
        self._text += added
        self._bytes += len(added)
        self._ends.append(len(self._text))
        if len(self._ends) == CHUNK:
            self._chunks.append(self._chunk())
            self._text, self._ends = bytearray(), array("Q")

    def lines(self, *, complete: bool) -> Lines:
        """All of them so far."""
        cells = self._cells[: self._count]
        cells.flags.writeable = False
        return Lines(
            channels=tuple(self._channels), cells=cells, chunks=(*self._chunks, self._chunk()),
            records=self._records, complete=complete,
        )  # fmt: skip

    def _chunk(self) -> Chunk:
        return Chunk(bytes(self._text), self._ends[:])


def _words(line: TextLine, trace: bytes) -> Iterator[str]:
    """What it says, then every fact as `name:value`: its own members, then further ones under other names."""
    yield _plain(line.message)
    own: dict[str, object] = {
        name: getattr(line, name) for name in ("level", "logger", "user", "action", "time", "confidence", "span")
    }
    own["trace"] = line.trace or (trace.hex() if any(trace) else None)
    own["model"] = None if line.model is None else f"{line.model.name} {line.model.version or ''}".rstrip()
    if line.source is not None:
        own |= {name: getattr(line.source, name) for name in line.source.__struct_fields__}
    own["exception"] = line.exception
    for name, value in own.items():
        if value is not None:
            yield _plain(f"{name}:{value}")
    for name, value in (line.fields or {}).items():
        taken = name in _OWN or ":" in name
        yield _plain(f"{'fields.' if taken else ''}{name.replace(':', ';')}:{value}")


def _plain(text: str) -> str:
    """Without the mark, and with nothing that UTF-8 has no bytes for."""
    return text.replace(_MARK, " ").encode(errors="replace").decode()
