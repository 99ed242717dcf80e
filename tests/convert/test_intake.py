"""Where an intake goes while it is made, what it leaves of free room, and when its sources are hashed.

Must not know formats.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from app.chain.finding import Effect
from app.chain.trust import TrustStore
from app.chain.verification import Options, verify
from app.convert import sources
from app.convert.hdf5 import reader as hdf5
from app.convert.recording import ConvertError
from app.convert.sources import Sources
from app.log.source import SourceError
from app.record.recorder import Recorder
from tests.cli.say import Say

pytestmark = pytest.mark.usefixtures("own_home")
DATA = Path(__file__).parent / "data"


def test_a_long_intake_can_be_watched_while_it_runs(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its second minute the first is sealed, and what follows is an open recording; both prove."""
    seen: list[list[tuple[str, bool]]] = []
    append, count = Recorder.append, 0

    def watching(self: Recorder, *given: Any, **named: Any) -> bool:
        nonlocal count
        count += 1
        if count == 1500:
            found = verify(sorted((tmp_path / "out").glob("*.h5")), Options(trust=TrustStore()))
            seen.append([(one.path.name, one.structure.complete) for one in found.segments])
            assert not any(finding.effect is Effect.BREAKS for one in found.segments for finding in one.findings)
        return append(self, *given, **named)

    monkeypatch.setattr(Recorder, "append", watching)
    assert say("convert", DATA / "canedge_gnss.hdf", "-o", tmp_path / "out")[0] == 0
    assert seen == [[("0001.h5", True), ("0002.h5", False)]]
    assert say.json("verify", tmp_path / "out")[1]["status"] == "SEALED"


def test_a_long_intake_that_fails_leaves_nothing(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append, count = Recorder.append, 0

    def failing(self: Recorder, *given: Any, **named: Any) -> bool:
        nonlocal count
        count += 1
        if count == 1500:
            raise SourceError("the disk was pulled out")
        return append(self, *given, **named)

    monkeypatch.setattr(Recorder, "append", failing)
    status, _, err = say("convert", DATA / "canedge_gnss.hdf", "-o", tmp_path / "out")
    assert (status, "pulled out" in err) == (66, True)
    assert not (tmp_path / "out").exists()


def test_an_intake_is_as_small_as_what_is_in_it(say: Say, tmp_path: Path) -> None:
    assert say("convert", DATA / "person.hdf5", "-o", tmp_path / "out")[0] == 0
    assert (tmp_path / "out.h5").stat().st_size < 300_000
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_digests_of_large_sources_stand_behind_the_records(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_HASHED_FIRST_BYTES", 100)
    assert say("convert", DATA / "person.hdf5", "-o", tmp_path / "out")[0] == 0
    system = [json.loads(line)["value"] for line in say("cat", tmp_path / "out.h5", "0", "--json")[1].splitlines()]
    assert system[0]["intake"]["sources"][0]["name"] == "person.hdf5"
    annex = next(one for one in system if one["record"] == "ANNEX" and one["name"] == "sources")
    raw = (DATA / "person.hdf5").read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    assert json.loads(annex["text"]) == [{"name": "person.hdf5", "bytes": str(len(raw)), "sha256": digest}]


def test_a_source_that_cannot_be_hashed_ends_the_intake(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1000)
    link = tmp_path / "link"
    link.symlink_to(path)
    with Sources() as found, pytest.raises(SourceError, match="is a symbolic link"), found.read((link,), tmp_path):
        pytest.fail("the files are small: they are hashed before anything is written")
    path.unlink()
    with Sources() as found, pytest.raises(SourceError, match="cannot be looked at"), found.read((path,), tmp_path):
        pytest.fail("it is gone")


def test_a_source_in_another_place_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    (tmp_path / "b").write_bytes(b"x")
    with Sources() as found, pytest.raises(ConvertError, match="was changed"), found.read((path,), tmp_path):
        (tmp_path / "b").replace(path)


def test_a_source_that_changed_since_its_reader_looked_is_refused(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source" / "person.hdf5"
    source.parent.mkdir()
    source.write_bytes((DATA / "person.hdf5").read_bytes())
    recorded = hdf5.recorded

    def touching(*given: Any, **named: Any) -> Any:
        time.sleep(0.02)  # clocks of files go in steps
        source.touch()
        return recorded(*given, **named)

    monkeypatch.setattr(hdf5, "recorded", touching)
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "was changed after it was looked at" in err) == (65, True)
    assert not (tmp_path / "out.h5").exists()


def test_an_annex_that_is_lost_ends_the_intake(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recorder, "annex", lambda *_, **__: False)
    status, _, err = say("convert", DATA / "person.hdf5", "-o", tmp_path / "out")
    assert (status, "no room" in err) == (65, True)


def test_what_is_no_file_is_refused(say: Say, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.h5")
    status, _, err = say("convert", tmp_path / "pipe.h5", "--dry-run")
    assert (status, "no regular file" in err) == (65, True)


def test_a_failed_conversion_does_not_wait_for_digests(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * (8 << 20))
    with pytest.raises(KeyError), Sources(path):
        raise KeyError
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("digests")] == []


def test_what_is_expected_is_hashed_once_and_only_if_it_is_read(tmp_path: Path) -> None:
    read, other = tmp_path / "read", tmp_path / "other"
    for path in (read, other):
        path.write_bytes(path.name.encode())
    with Sources(other, tmp_path / "missing", tmp_path) as found, found.read((read,), tmp_path):
        told = found.document()
    assert told == [{"name": "read", "bytes": "4", "sha256": hashlib.sha256(b"read").hexdigest()}]
