"""Foreign HDF5 files altered at random, each through a worker: we live, we wait no longer than the watchdog, and what
is read is of that file alone. FUZZ=n, or CAMPAIGN=full for 50 000; FUZZ_FROM=m begins with file m.

Must not know what h5py makes of any of them.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import suppress
from operator import le
from pathlib import Path

import h5py
import pytest

from app.convert.hdf5.files import Files
from app.convert.recording import ConvertError
from app.log.foreign_hdf5 import ForeignFile
from app.log.hdf5_worker import AnswerError, Worker, WorkerError
from app.log.source import sha256_of
from app.log.worker_process import ForkServer
from tests.log import hostile

FIRST = int(os.environ.get("FUZZ_FROM", "0"))
FILES = int(os.environ.get("FUZZ", "50000" if os.environ.get("CAMPAIGN") == "full" else "200"))
TIMEOUT_S = 5.0
MARGIN_S = 5.0
"""For what was answered before the question that was not."""
ATTEMPTS = 5
"""A file that hangs does so each time; a machine that stalls does not."""
BATCH = 1000
"""Files to one process that forks their workers."""
CANARY = b"what only the other file says"


def seeds(folder: Path) -> list[bytes]:
    """Files to alter: old and new format of HDF5, with doors to another file that only the preflight keeps shut."""
    other = folder / "other.bin"
    other.write_bytes(CANARY * 8)
    made = []
    for number, version in enumerate(("earliest", "latest")):
        path = hostile.sample(folder / f"seed{number}.h5", libver=version)
        with h5py.File(path, "r+", libver=version) as file:
            file.create_dataset("door", shape=(len(CANARY) * 8,), dtype="u1", external=[(str(other), 0, 512)])
            file["link"] = h5py.ExternalLink(str(other), "/x")
            layout = h5py.VirtualLayout(shape=(4,), dtype="u1")
            layout[:] = h5py.VirtualSource(str(other), "x", shape=(4,))
            file.create_virtual_dataset("mirror", layout)
            file["round"] = h5py.SoftLink("/round")
        made.append(path.read_bytes())
    return made


def altered(raw: bytes, chance: random.Random) -> bytes:
    """One to eight bytes changed, most of them where the metadata is, or the end cut off."""
    out = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(out) if chance.random() < 0.5 else min(len(out), 8192))
        out[at] = chance.choice((0, 0xFF, out[at] ^ (1 << chance.randrange(8)), chance.randrange(256)))
    return bytes(out[: chance.randrange(len(out))]) if chance.random() < 0.02 else bytes(out)


def read_all(path: Path, server: ForkServer) -> tuple[str, bytes]:
    """What became of it, and everything that was read."""
    got = bytearray()
    try:
        with ForeignFile(path, timeout_s=TIMEOUT_S, server=server) as file:
            for name, dataset in file.datasets.items():
                sizes = None
                if dataset.lists:
                    with suppress(AnswerError):
                        sizes = file.list_sizes(name)
                for start, stop in file.blocks(name):
                    try:
                        if dataset.lists:
                            lists = file.read_lists(name, start, stop)
                            # or a payload were larger than its channel says
                            assert sizes is None or all(map(le, map(len, lists), sizes[start:stop].tolist()))
                            got += b"".join(lists)
                        else:
                            got += file.read(name, start, stop).tobytes()
                    except AnswerError:
                        break
                    if len(got) > 64 << 20:
                        return "large", bytes(got)
            return "refused in part" if file.refused else "read", bytes(got)
    except AnswerError:
        return "refused", bytes(got)
    except WorkerError as error:
        return error.code, bytes(got)


def altered_file(path: Path, originals: list[bytes], number: int) -> None:
    """Write the altered file of a number."""
    path.write_bytes(altered(originals[number % len(originals)], random.Random(number)))


@pytest.mark.parametrize("number", [302, 484, 848])
def test_files_that_brought_the_library_down(tmp_path: Path, number: int) -> None:
    """C-07, C-08: with the HDF5 library that the program ships, each of these ends its process."""
    originals = seeds(tmp_path)
    path = tmp_path / "altered.h5"
    altered_file(path, originals, number)
    with ForkServer() as server:
        outcome, got = read_all(path, server)
        assert outcome in ("READER_CRASH", "READER_TIMEOUT", "refused", "refused in part")
        assert CANARY not in got
        path.write_bytes(originals[0])
        assert read_all(path, server)[0] == "refused in part"


def test_a_file_that_brings_its_reader_down_is_named_by_its_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C-07: whoever has the file can tell it again; and nobody says that it is not whole."""
    ask = Worker.ask

    def dying(self: Worker, question: str, **members: object) -> object:
        if question == "inspect":
            self._dialogue.kill()
        return ask(self, question, **members)  # type: ignore[arg-type]

    monkeypatch.setattr(Worker, "ask", dying)
    path = hostile.sample(tmp_path / "drive.h5")
    with pytest.raises(ConvertError) as caught:
        Files(path)
    assert f"READER_CRASH: the HDF5 library did not survive this file (SHA-256 {sha256_of(path)})" in str(caught.value)
    assert "codes READER_CRASH" in str(caught.value)
    assert "whole HDF5" not in str(caught.value)
    (tmp_path / "text.h5").write_text("hello")
    monkeypatch.undo()
    with pytest.raises(ConvertError, match="give a whole HDF5 file"):
        Files(tmp_path / "text.h5")


def timed(path: Path, server: ForkServer) -> tuple[str, float]:
    """What became of a file, and in which time; nothing but itself was read."""
    outcome, took = "", TIMEOUT_S + MARGIN_S
    for _ in range(ATTEMPTS):
        began = time.monotonic()
        outcome, got = read_all(path, server)
        took = min(took, time.monotonic() - began)
        assert CANARY not in got
        if took < TIMEOUT_S + MARGIN_S:
            break
    return outcome, took


@pytest.mark.timeout(4 * 3600)
def test_random_alterations(tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    originals = seeds(tmp_path)
    path = tmp_path / "altered.h5"
    for begin in range(FIRST, FIRST + FILES, BATCH):
        with ForkServer() as server:
            for number in range(begin, min(begin + BATCH, FIRST + FILES)):
                altered_file(path, originals, number)
                outcome, took = timed(path, server)
                slowest = max(slowest, took)
                outcomes[outcome] += 1
            path.write_bytes(originals[0])
            assert timed(path, server)[0] == "refused in part"  # a sound file is read as ever
        told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
        print(
            f"\n{outcomes.total()} files altered: {told}; the slowest took {slowest:.1f} s of {TIMEOUT_S + MARGIN_S:g}"
        )
    assert outcomes["refused in part"] > FILES / 20
    assert slowest < TIMEOUT_S + MARGIN_S
