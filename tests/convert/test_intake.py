"""Where an intake goes while it is made, what it leaves of free room, and when its sources are hashed.

Must not know formats.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from app.chain.finding import Effect
from app.chain.trust import TrustStore
from app.chain.verification import Options, verify
from app.convert import intake, sources
from app.convert.channels import Channels, Stamps
from app.convert.hdf5 import reader as hdf5
from app.convert.intake_plan import estimated_bytes
from app.convert.recording import Choice, ConvertError, Losses
from app.convert.sources import Sources
from app.convert.streams import StreamRecording
from app.log.source import Source, SourceError, UnreadableError
from app.record.keys import create_device_key
from app.record.recorder import Recorder
from tests.cli.say import Say

pytestmark = pytest.mark.usefixtures("own_home")
DATA = Path(__file__).parent / "data"


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


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


def test_room_is_said_first_and_too_little_refused(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: _Usage(100_000_000, 0, 100_000_000))
    status, _, err = say("convert", DATA / "person.hdf5", "-o", tmp_path / "out")
    assert (status, "needs       up to 9 MB; 100 MB are free" in err) == (0, True)
    monkeypatch.setattr("shutil.disk_usage", lambda _: _Usage(100_000_000, 95_000_000, 5_000_000))
    status, _, err = say("convert", DATA / "person.hdf5", "-o", tmp_path / "other")
    assert (status, "bytes are needed and 5000000 free; give another -o" in err) == (74, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "out.h5"]


def test_many_small_channels_need_what_their_checkpoints_cost(tmp_path: Path) -> None:
    """Of each channel a sector a second, hundreds of times what is in it."""
    stamps = Stamps(capture_ns=np.arange(240, dtype=np.int64) * 1_000_000_000)
    channels = Channels(choice=Choice(), losses=Losses())
    for number in range(24):
        channels.add(
            f"/part{number}", "raw", "bytes", stamps, lambda rows: iter([b"well"] * len(rows)), sizes=[4] * 240
        )
    source = tmp_path / "source"
    source.write_bytes(b"x")
    recording = StreamRecording(
        source_format="a test", streams=tuple(channels.streams), clocks=(), sources=(source,), root=tmp_path,
        losses=Losses(),
    )  # fmt: skip
    (tmp_path / "log").mkdir()
    device = create_device_key(tmp_path / "intake.key", name="intake/test")
    with Sources(source) as sources:  # that no more is used than was said is seen for every intake
        sealed = intake.seal(
            recording, tmp_path / "log", sources=sources, device=device, progress=lambda _: None, notes={}
        )  # fmt: skip
    assert sum(path.stat().st_size for path in sealed.paths) < estimated_bytes(recording) / 4


def test_no_room_to_pack_is_no_failure(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.record.derive._Plan.write", full)
    assert say("convert", DATA / "person.hdf5", "-o", tmp_path / "out")[0] == 0
    assert (tmp_path / "out.h5").stat().st_size > 1_000_000
    assert say.json("verify", tmp_path / "out.h5")[1]["status"] == "SEALED"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "out.h5"]


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
    """C-24 as well: a link is no evidence."""
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
    """C-24."""
    os.mkfifo(tmp_path / "pipe.h5")
    status, _, err = say("convert", tmp_path / "pipe.h5", "--dry-run")
    assert (status, "no regular file" in err) == (65, True)


def test_a_failed_conversion_does_not_wait_for_digests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * (8 << 20))
    read_into = Source.read_into
    blocks: list[int] = []
    reading = threading.Event()
    found = Sources(path)

    def slow(self: Source, offset: int, target: memoryview) -> int:
        blocks.append(offset)
        reading.set()
        assert found._stop.wait(10)
        return read_into(self, offset, target)

    monkeypatch.setattr(Source, "read_into", slow)
    with pytest.raises(KeyError), found:
        raise KeyError(reading.wait(10))
    assert blocks == [0]
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("digests")] == []


def test_what_is_expected_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, more = tmp_path / "read", tmp_path / "more"
    for path in (read, more):
        path.write_bytes(path.name.encode())
    opened: list[Path] = []
    digest = Sources._digest

    def counted(self: Sources, path: Path) -> Any:
        opened.append(path)
        return digest(self, path)

    monkeypatch.setattr(Sources, "_digest", counted)
    with Sources(read, tmp_path / "missing", tmp_path) as found:
        found._digests[read].result(10)
        assert opened == [read]
        with found.read((read, more), tmp_path):
            told = found.document()
    assert opened == [read, more]
    sums = [hashlib.sha256(name).hexdigest() for name in (b"read", b"more")]
    assert told == [{"name": name, "bytes": "4", "sha256": sums[at]} for at, name in enumerate(("read", "more"))]
    with Sources(read) as found, found.read((more,), tmp_path):
        assert [one["name"] for one in found.document()] == ["more"]


def test_what_was_hashed_is_what_is_read(tmp_path: Path) -> None:
    """A folder that is put in the place of another changes no file of either."""
    for name in ("now", "then"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_bytes(name.encode())
    path = tmp_path / "now" / "a"
    with Sources(path) as found:
        (tmp_path / "now").rename(tmp_path / "before")
        (tmp_path / "then").rename(tmp_path / "now")
        with pytest.raises(ConvertError, match="was changed after"), found.read((path,), tmp_path):
            pytest.fail("another file is there")


def test_what_was_hashed_is_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another folder was in its place just while the file was hashed."""
    for name in ("now", "then"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_bytes(name.encode())
    path = tmp_path / "now" / "a"
    digest = Sources._digest

    def swapped(self: Sources, path: Path) -> Any:
        (tmp_path / "now").rename(tmp_path / "before")
        (tmp_path / "then").rename(tmp_path / "now")
        try:
            return digest(self, path)
        finally:
            (tmp_path / "now").rename(tmp_path / "then")
            (tmp_path / "before").rename(tmp_path / "now")

    monkeypatch.setattr(Sources, "_digest", swapped)
    with Sources(path) as found:
        found._digests[path].result(10)
        with pytest.raises(ConvertError, match="is another file"), found.read((path,), tmp_path):
            pytest.fail("another file was hashed")


def test_a_file_that_the_device_cannot_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")

    def failing(self: Source, offset: int, target: memoryview) -> int:
        raise UnreadableError(offset, "Input/output error")

    monkeypatch.setattr(Source, "read_into", failing)
    with Sources() as found, found.read((path,), tmp_path):
        assert found.unreadable() == [("a", "the device cannot read byte 0: Input/output error")]
        assert not found.told


def test_a_folder_in_the_way_is_refused_before_the_source_is_read(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.convert.formats.format_of", lambda *_: pytest.fail("the source was looked at"))
    (tmp_path / "out").mkdir()
    status, _, err = say("convert", DATA / "canedge_gnss.hdf", "-o", tmp_path / "out")
    assert (status, f"{tmp_path / 'out'} exists; give another -o" in err) == (65, True)


def test_a_format_that_nobody_knows_is_wrong_usage(say: Say, tmp_path: Path) -> None:
    status, out, err = say("convert", DATA / "person.hdf5", "-o", tmp_path / "out", "--format", "foo")
    assert (status, out) == (64, "")
    assert "there is no format 'foo'. Known are av2: " in err


def test_a_log_may_lie_beside_a_folder_of_its_name(say: Say, tmp_path: Path) -> None:
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "person.hdf5").write_bytes((DATA / "person.hdf5").read_bytes())
    assert say("convert", tmp_path / "drive", "-o", tmp_path / "drive.h5")[0] == 0
    status, _, err = say("convert", tmp_path / "drive", "-o", tmp_path / "other", "--from", "9999")
    assert (status, "has only" in err) == (65, True)
