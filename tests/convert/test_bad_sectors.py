"""Sources on a failing disk: what can be read of them is taken, and what cannot is named.

Must not know formats beyond making a file of each.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from mcap.reader import make_reader

from app.log import positioned
from tests.cli.say import Say
from tests.convert.intakes import lost, taken
from tests.convert.part_logs import as_mcap
from tests.convert.test_bags import as_bag

pytestmark = pytest.mark.usefixtures("own_home")
SECTOR = 4096
Break = Callable[[Path, int], None]


@pytest.fixture
def damage(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Makes a sector of a file one that the device cannot read."""
    broken: dict[int, tuple[int, int]] = {}
    read_into = positioned.read_into

    def failing(fd: int, target: memoryview, offset: int) -> int:
        start, end = broken.get(os.fstat(fd).st_ino, (0, 0))
        if offset < end and start < offset + len(target):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read_into(fd, target, offset)

    def at(path: Path, offset: int) -> None:
        start = offset - offset % SECTOR
        broken[path.stat().st_ino] = start, start + SECTOR

    monkeypatch.setattr(positioned, "read_into", failing)
    return at


@pytest.mark.parametrize("kind", ["mcap", "bag"])
def test_one_sector_costs_the_messages_in_it(say: Say, tmp_path: Path, damage: Break, kind: str) -> None:
    source = tmp_path / f"x.{kind}"
    if kind == "mcap":
        as_mcap(source, compression=0)
    else:
        as_bag(source, threshold=20_000)
    half = source.stat().st_size // 2
    damage(source, half)
    status, facts, log = taken(say, source, tmp_path / "out")
    assert status == 3
    name = source.name
    assert any(why.startswith("has no SHA-256: the device cannot read byte") for why, _ in lost(facts)[name])
    assert len(log.payloads("/imu_data")) > 320  # of 356: a chunk or two are lost
    (source_file,) = log.genesis["intake"]["sources"]
    assert (source_file["name"], source_file["sha256"]) == (name, None)
    (annex,) = [one for one in log.system if one["record"] == "ANNEX" and one["name"] == "sources"]
    assert f"the device cannot read byte {half - half % SECTOR}: Input/output error" in annex["text"]


@pytest.mark.parametrize("kind", ["mcap", "bag"])
def test_a_sector_with_the_head_of_a_record_costs_no_more(say: Say, tmp_path: Path, damage: Break, kind: str) -> None:
    source = tmp_path / f"x.{kind}"
    if kind == "mcap":
        as_mcap(source, compression=0)
        with source.open("rb") as file:
            chunks = [chunk.chunk_start_offset for chunk in make_reader(file).get_summary().chunk_indexes]  # type: ignore[union-attr]
    else:
        as_bag(source, threshold=20_000)
        raw = source.read_bytes()
        chunks = [match.start() - 40 for match in re.finditer(b"compression=none", raw)]
    damage(source, chunks[len(chunks) // 2])
    status, facts, log = taken(say, source, tmp_path / "out")
    assert status == 3
    assert any("goes on at byte" in why for found in lost(facts).values() for why, _ in found)
    assert len(log.payloads("/imu_data")) > 320  # of 356


def test_a_sector_of_the_footer_costs_nothing(say: Say, tmp_path: Path, damage: Break) -> None:
    source = as_mcap(tmp_path / "x.mcap")
    damage(source, source.stat().st_size - 10)
    status, facts, log = taken(say, source, tmp_path / "out")
    assert (status, len(log.payloads("/imu_data"))) == (3, 356)
    assert any(why.startswith("the footer: ") for why, _ in lost(facts)["x.mcap"])


def test_a_sector_of_the_head_is_said(say: Say, tmp_path: Path, damage: Break) -> None:
    source = as_mcap(tmp_path / "x.mcap")
    damage(source, 0)
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "the device cannot read byte 0" in err) == (65, True)
