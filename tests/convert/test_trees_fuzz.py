"""Folders in which something was changed at random: each is taken in, with losses, or refused; nothing else happens.

Must not know what was changed. More rounds: INCIDENT_REPLAY_ROUNDS.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.convert.formats import format_of
from app.convert.recording import Choice, ConvertError
from app.log.source import SourceError
from tests.convert import kitti_tree, nuscenes_tree, pandaset_tree
from tests.convert.test_comma2k19 import DATA as COMMA
from tests.convert.test_mmdet3d import samples

ROUNDS = int(os.environ.get("INCIDENT_REPLAY_ROUNDS", "40"))
TREES: dict[str, Callable[[Path], Path]] = {
    "pandaset": pandaset_tree.sequence,
    "comma2k19": lambda folder: shutil.copytree(COMMA, folder),
    "nuscenes": nuscenes_tree.scenes,
    "kitti": kitti_tree.tracking,
    "kitti raw": kitti_tree.raw,
    "kitti object": kitti_tree.objects,
    "mmdet3d": samples,
}
"""The first word is the format."""
ODD: list[object] = [
    0,
    -1,
    1e300,
    -1e-300,
    2**53,
    2**70,
    None,
    True,
    "",
    "x",
    [],
    {},
    [[]],
    "\ud7ff",
    "../../etc/passwd",
]


def changed(raw: bytes, name: str, chance: random.Random) -> bytes:
    """A file in which something is otherwise."""
    if name.endswith(".json") and chance.random() < 0.7:
        document = json.loads(raw)
        at = document
        while isinstance(at, list | dict) and at:
            key = chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
            if chance.random() < 0.4 or not isinstance(at[key], list | dict) or not at[key]:
                at[key] = chance.choice(ODD)
                break
            at = at[key]
        return json.dumps(document).encode()
    if name.endswith(".txt") and chance.random() < 0.7:
        words = raw.split(b" ")
        words[chance.randrange(len(words))] = chance.choice([b"nan", b"inf", b"1e308", b"-1e308", b"", b"x", b"9" * 30])
        return b" ".join(words)
    way = chance.randrange(4)
    if way == 0:
        return raw[: chance.randrange(len(raw) + 1)]
    if way == 1:
        return raw + chance.randbytes(chance.randrange(40))
    made = bytearray(raw)
    for _ in range(chance.choice([1, 1, 8, 64])):
        made[chance.randrange(len(made))] = chance.choice([0, 1, 127, 128, 255, chance.randrange(256)])
    return bytes(made)


def outcome(source: Path, name: str) -> str:
    """Whether it was taken in; every payload is read."""
    try:
        return read(source, name)
    except (ConvertError, SourceError):
        return "refused"


def read(source: Path, name: str) -> str:
    with format_of(source, name).opened(source, Choice()) as recording:
        last = recording.span[0]
        for item in recording.items():
            assert item.t_arrival_ns >= last
            last = item.t_arrival_ns
        recording.oddities()
        assert json.dumps(recording.losses.document())
        return "with losses" if recording.losses.counts else "taken"


@pytest.mark.parametrize("name", TREES)
def test_anything_may_be_changed(tmp_path: Path, name: str) -> None:
    tree = TREES[name](tmp_path / "tree")
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    found: set[str] = set()
    for number in range(ROUNDS):
        chance = random.Random(f"{name} {number}")
        path = chance.choice(files)
        before = path.read_bytes()
        path.write_bytes(changed(before, path.name, chance))
        found.add(outcome(tree, name.split(maxsplit=1)[0]))
        path.write_bytes(before)
    assert "with losses" in found or "refused" in found
    assert outcome(tree, name.split(maxsplit=1)[0]) in ("taken", "with losses")
