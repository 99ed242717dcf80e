"""The part table as a hostile file may have it.

Must not know hashes.
"""

from pathlib import Path

import numpy as np
import pytest

from app.log import positioned
from app.log.directory import PART_SIZE, Area
from app.log.part_table import PART_DTYPE, PartTable, read_part_table
from app.log.source import Source


def rows(*numbers: tuple[int, int]) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
    table = np.zeros(len(numbers), dtype=PART_DTYPE)
    table["index"], table["part"] = zip(*numbers, strict=True)
    table["length"] = 1
    return table


def test_rows_are_found_up_to_the_largest_index() -> None:
    """The index of a row is hostile and has 64 bits: one more than the largest is 0."""
    last = 2**64 - 1
    table = PartTable(rows((3, 0), (3, 1), (last, 0), (last, 1), (last, 2)))
    assert [len(table.of(index)) for index in (0, 3, 4, last - 1, last)] == [0, 2, 0, 0, 3]


def test_a_file_that_became_shorter_has_fewer_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between opening and reading, another program cuts the file: at a row, and in the midst of one."""
    path = tmp_path / "table"
    path.write_bytes(rows((1, 0), (1, 1), (2, 0), (2, 1)).tobytes())
    real = positioned.read_into
    for left in (0, 2 * PART_SIZE, 2 * PART_SIZE + 7):

        def cut(fd: int, target: memoryview, offset: int, left: int = left) -> int:
            return real(fd, target[: max(0, left - offset)], offset)

        monkeypatch.setattr(positioned, "read_into", cut)
        with Source(path) as source:
            table = read_part_table(source, Area(0, 4 * PART_SIZE))
        assert len(table.rows) == left // PART_SIZE
        assert not table.unreadable


def test_no_more_rows_than_wanted(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_bytes(rows((0, 0), (1, 0), (1, 1)).tobytes())
    with Source(path) as source:
        assert len(read_part_table(source, Area(0, 3 * PART_SIZE), most=1).rows) == 1
        assert len(read_part_table(source, Area(0, 3 * PART_SIZE)).rows) == 3
        assert len(read_part_table(source, None).rows) == 0
