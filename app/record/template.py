"""The empty container that all segments of a drive begin as: made once with libhdf5, then copied without it.

libhdf5 works under Python's one lock: while it makes a file no thread of the process runs, and a recorder that made
each container so would hold up those who record. It must not know what will be written into the areas, nor who copies
it. Profile: sealed-log.md section 12.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from app.log import container
from app.log.container import Layout
from app.log.directory import USER_BLOCK, Area, Directory


@dataclass(frozen=True, slots=True)
class Template:
    """An empty container but for its directory: `pieces` are the bytes outside the areas, each with its offset."""

    areas: dict[str, Area]
    size: int
    pieces: tuple[tuple[int, bytes], ...]

    @classmethod
    def make(cls, scratch: Path, layout: Layout) -> Self:
        """Let libhdf5 make one, sparse, at `scratch`, which must not exist and does not afterwards; raises OSError."""
        directory = container.create(scratch, layout, segment_id=bytes(16))
        try:
            return cls(directory.areas, scratch.stat().st_size, _outside(scratch, directory.areas))
        finally:
            scratch.unlink(missing_ok=True)

    def directory(self, segment_id: bytes) -> Directory:
        """The directory of the copy for a segment."""
        return Directory(segment_id, self.areas)


def _outside(path: Path, areas: dict[str, Area]) -> tuple[tuple[int, bytes], ...]:
    """What stands between the areas and behind them, where it is not zero: the metadata of HDF5."""
    pieces = []
    with path.open("rb") as file:
        at = USER_BLOCK
        for area in [*sorted(areas.values(), key=lambda one: one.offset), Area(path.stat().st_size, 0)]:
            file.seek(at)
            # an empty area has no place of its own, it may be named at the end of the user block
            raw = file.read(max(0, area.offset - at)).rstrip(b"\0")
            if raw:
                pieces.append((at, raw))
            at = max(at, area.offset + area.size)
    return tuple(pieces)
