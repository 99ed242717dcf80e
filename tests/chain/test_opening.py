"""Opening drives: order from GENESIS, one segment at a time, one time scale, records read and checked in one step.

Must not know the command line.
"""

import threading
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.chain.opening import CheckedLog, Drive, NoLogError, Opened, Refused, open_drives
from app.chain.payload_plan import plan_payloads
from app.chain.structure import open_segment
from app.chain.trust import TrustStore
from app.chain.verdict import Status
from app.chain.verification import Options, verify
from app.chain.walk import CancelledError, Walk, walk_payloads
from app.log.channel import Mode
from app.log.leaf import UNKNOWN_TIME_NS
from app.log.log import Chapter, Log
from app.log.segment import Segment
from app.log.source import Source, SourceError
from app.record.derive import Withheld, write_copy
from tests.adversary.attack import Scene, directory_of, flip, nth
from tests.adversary.base import CAMERA, SECOND, STATE, T0, UTC_OFFSET, KeyRing, picture, record
from tests.adversary.forgery import Forgery
from tests.adversary.vectors import TRUST


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("opening")
    return Scene(folder / "made", folder, KeyRing("opening"))


def one(paths: list[Path], trust: TrustStore = TRUST) -> Drive:
    drives, refused = open_drives(paths, trust)
    assert refused == []
    (drive,) = drives
    return drive


def test_the_order_comes_from_genesis(scene: Scene) -> None:
    paths = scene.drive()
    drive = one(paths[::-1])
    assert drive.paths == tuple(paths)
    assert drive.numbers == (0, 1, 2)
    drive.close()


def test_opening_reads_one_segment_at_a_time(scene: Scene) -> None:
    drive = one(scene.drive())
    assert drive._opened == {}
    opened = drive.open(1)
    assert isinstance(opened, Opened)
    assert drive.open(1) is opened
    assert set(drive._opened) == {1}
    assert opened.decision.trusted
    drive.close()


def test_several_threads_open_a_segment_once(scene: Scene) -> None:
    drive = one(scene.drive())
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(drive.open(0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1
    drive.close()


def test_a_log_is_one_over_its_segments(scene: Scene) -> None:
    drive = one(scene.drive())
    log = drive.log()
    channel = log.log.channels["/camera/front"]
    assert len(channel) == 25
    assert log.log.span[0] == T0
    assert channel.arrival_ns.tolist() == [T0 + n * SECOND // 5 for n in range(25)]
    assert set(channel.segment.tolist()) == {0, 1, 2}
    for row in (0, 11, 24):
        checked = log.read(channel, row)
        assert checked.usable
        assert checked.record.payload == picture(2 * row)
        assert checked.verdict.status.name == "SEALED"
        assert checked.verdict.signed.value == "yes"
    assert log.log.holes == ()
    assert drive.findings() == []
    assert log.log.utc_offset_ns(T0 + UTC_OFFSET + 3 * SECOND) == UTC_OFFSET
    assert log.log.utc_offset_ns(0) == UTC_OFFSET
    row_at = channel.row_at(T0 + SECOND, Mode.ARRIVAL)
    assert row_at == 5
    log.close()
    drive.close()


def test_a_hole_is_said(scene: Scene) -> None:
    paths = scene.drive()
    drive = one([paths[0], paths[2]])
    log = drive.log()
    (hole,) = log.log.holes
    assert hole.segments == 1
    assert T0 + SECOND < hole.start_ns < hole.end_ns
    assert [finding.code for finding in drive.findings()] == ["SEGMENT_MISSING"]
    drive.close()


def test_files_that_are_no_part_of_it(scene: Scene, tmp_path: Path) -> None:
    plain = tmp_path / "plain.h5"
    plain.write_bytes(b"no seal")
    cut = tmp_path / "cut.h5"
    cut.write_bytes(scene.sound().read_bytes()[:70_000])
    drives, refused = open_drives([plain, cut, scene.sound()], TRUST)
    assert len(drives) == 1
    assert [(one.path, one.finding.code) for one in refused] == [(plain, "NOT_SEALED"), (cut, "GENESIS")]
    with pytest.raises(SourceError):
        open_drives([tmp_path / "missing.h5"], TRUST)
    drives[0].close()


def test_a_segment_that_breaks_after_its_place_was_known(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "log.h5"
    path.write_bytes(scene.sound().read_bytes())
    drive = one([path])
    flip(path, directory_of(path).areas["seal/salt"].offset)
    refused = drive.open(0)
    assert isinstance(refused, Refused)
    assert refused.finding.code == "GENESIS"
    with pytest.raises(NoLogError):
        drive.log()
    assert drive.findings() == []
    drive.close()
    drive = one([scene.sound()])
    assert isinstance(drive.open(0), Opened)
    path.write_bytes(b"")
    drive.close()


def test_a_file_whose_directory_breaks_later(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "log.h5"
    path.write_bytes(scene.sound().read_bytes())
    drive = one([path])
    flip(path, 40)
    refused = drive.open(0)
    assert isinstance(refused, Refused)
    assert refused.finding.code == "DIR_DIGEST"
    drive.close()


def test_another_log_at_the_path_of_a_segment(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "log.h5"
    path.write_bytes(scene.sound().read_bytes())
    drive = one([path])
    path.write_bytes(scene.drive()[0].read_bytes())
    refused = drive.open(0)
    assert isinstance(refused, Refused)
    assert refused.finding.code == "FILE_CHANGED"
    assert drive.refused() == [refused]
    drive.close()


def test_a_segment_given_twice_is_there_once(scene: Scene, tmp_path: Path) -> None:
    """Of a log and its derived copy it is the log, whichever comes first."""
    log = tmp_path / "m.h5"
    log.write_bytes(scene.sound().read_bytes())
    segment, structure = open_segment(log)
    assert segment is not None
    assert structure.genesis is not None
    hidden = Withheld(records=frozenset({nth(Forgery(log), CAMERA, 0)}))
    write_copy(segment, structure.genesis, tmp_path / "a.h5", records=structure.records, withheld=hidden)
    (tmp_path / "z.h5").write_bytes((tmp_path / "a.h5").read_bytes())
    segment.close()
    drive = one([tmp_path / "a.h5", log, tmp_path / "z.h5"])
    joined = drive.log()
    assert [opened.path.name for opened in joined.opened] == ["m.h5"]
    assert len(joined.log.channels["/camera/front"]) == 20
    assert [finding.code for finding in drive.findings()] == ["SEGMENT_TWICE"]
    drive.close()


def test_names_that_collide_lose_no_channel(scene: Scene) -> None:
    """A later segment may give a name to another kind, and choose names that look like ours."""
    segments = [Segment(Source(path)) for path in scene.drive()]
    entry = {"name": "/a", "kind": "state", "codec": "rows"}
    tables = [{1: entry}, {1: {**entry, "kind": "gnss"}, 2: {**entry, "name": "/a (gnss, rows)"}}, {3: entry}]
    log = Log(
        [
            Chapter(segment=segment, number=number, boot="b", records=len(segment), channels=table)
            for number, (segment, table) in enumerate(zip(segments, tables, strict=True))
        ]
    )
    assert {name: dict(channel.ids) for name, channel in log.channels.items()} == {
        "/a": {0: 1, 2: 3}, "/a (gnss, rows) 2": {1: 1}, "/a (gnss, rows)": {1: 2},
    }  # fmt: skip
    counts = [np.count_nonzero(segments[number].leaves["channel"] == i) for number, i in ((0, 1), (2, 3))]
    assert len(log.channels["/a"]) == sum(counts)
    log.close()


def test_interrupting_the_walk_stops_all_its_threads(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C reaches the waiting thread only; the walkers end with the piece that they are at."""
    segment, structure = open_segment(scene.sound())
    assert segment is not None
    done: list[int] = []
    busy, go_on = threading.Semaphore(0), threading.Event()

    def progress(size: int) -> None:
        done.append(size)
        busy.release()
        assert go_on.wait(30)

    def interrupted(_: Future[object]) -> None:
        assert all(busy.acquire(timeout=30) for _ in range(2))
        # long behind the moment in which the walk is told to stop
        threading.Timer(0.3, go_on.set).start()
        raise KeyboardInterrupt

    monkeypatch.setattr(Future, "result", interrupted)
    plan = plan_payloads(segment, structure)
    plan = replace(plan, runs=(), singles=tuple(index for run in plan.runs for index in run.indices))
    with pytest.raises(KeyboardInterrupt):
        walk_payloads(segment, plan, Walk(threads=2, progress=progress))
    assert len(done) == 2
    segment.close()


def test_a_walk_is_cancelled_in_the_midst_of_a_large_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sparse file of a few KB may hold a record that takes hours to hash."""
    for module, name in (("walk", "RUN_BYTES"), ("walk", "CHUNK"), ("payload_plan", "RUN_BYTES")):
        monkeypatch.setattr(f"app.chain.{module}.{name}", 16)
    path = record(tmp_path / "drive", KeyRing("midst"), seconds=1)[0]
    cancelled = threading.Event()
    done: list[int] = []

    def progress(size: int) -> None:
        done.append(size)
        cancelled.set()

    with pytest.raises(CancelledError):
        verify([path], Options(trust=TRUST, walk=Walk(threads=1, progress=progress, cancelled=cancelled)))
    assert done == [16]


def test_interrupting_the_walk_stops_it_in_the_midst_of_a_large_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in (("walk", "RUN_BYTES"), ("walk", "CHUNK"), ("payload_plan", "RUN_BYTES")):
        monkeypatch.setattr(f"app.chain.{module}.{name}", 16)
    path = record(tmp_path / "drive", KeyRing("leaving"), seconds=1)[0]
    segment, structure = open_segment(path)
    assert segment is not None
    done: list[int] = []
    busy, go_on = threading.Event(), threading.Event()

    def progress(size: int) -> None:
        done.append(size)
        busy.set()
        assert go_on.wait(30)

    def interrupted(_: Future[object]) -> None:
        assert busy.wait(30)
        threading.Timer(0.3, go_on.set).start()
        raise KeyboardInterrupt

    monkeypatch.setattr(Future, "result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        walk_payloads(segment, plan_payloads(segment, structure), Walk(threads=1, progress=progress))
    assert done == [16]
    segment.close()


def test_files_on_two_drives_of_windows_have_their_whole_names(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> str:
        raise ValueError("Paths don't have the same drive")

    monkeypatch.setattr("os.path.commonpath", refuse)
    found = verify([scene.sound(), scene.sound()], Options(trust=TRUST))
    assert scene.sound().as_posix() in found.findings[0].text


def test_records_behind_a_break_are_marked(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    index = nth(forgery, STATE, 15)
    forgery.edit(index, t_capture=0)
    forgery.rechain()
    path = tmp_path / "log.h5"
    forgery.write(path)
    drive = one([path])
    log = drive.log()
    channel = log.log.channels["/vehicle/state"]
    early, late = log.read(channel, 0), log.read(channel, 15)
    assert (early.verdict.intact.value, early.verdict.signed.value) == ("yes", "yes")
    assert (late.verdict.intact.value, late.verdict.signed.value) == ("no", "no")
    assert late.verdict.status.name == "BROKEN"
    assert late.usable
    drive.close()


def test_a_refuted_leaf_is_marked(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "log.h5"
    path.write_bytes(scene.sound().read_bytes())
    forgery = Forgery(path)
    index = nth(forgery, STATE, 15)
    flip(path, directory_of(path).areas["seal/leaf"].offset + 192 * index + 6, bit=1)
    drive = one([path])
    log = drive.log()
    checked = log.check_at(0, index)
    assert checked.verdict.intact.value == "no"
    assert "refuted" in checked.verdict.reason
    drive.close()


def test_the_tail_is_not_covered(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    forgery.slots = forgery.slots[:4]
    path = tmp_path / "log.h5"
    forgery.write(path)
    drive = one([path])
    log = drive.log()
    checked = log.check_at(0, len(forgery.pieces) - 2)
    assert checked.verdict.intact.value == "yes"
    assert checked.verdict.signed.value == "no"
    assert checked.verdict.status.name == "OPEN_PREFIX"
    assert checked.usable
    drive.close()


def test_an_untrusted_record_says_so(scene: Scene) -> None:
    drive = one([scene.sound()], TrustStore())
    checked = drive.log().check_at(0, 5)
    assert checked.verdict.status.name == "UNTRUSTED"
    assert checked.verdict.trusted.value == "no"
    drive.close()


def test_a_record_from_elsewhere_is_refused(scene: Scene) -> None:
    """A record read before the file was exchanged does not pass for one of the file that was checked."""
    from app.chain.check import Checked, check

    drive = one([scene.sound()])
    opened = drive.open(0)
    assert isinstance(opened, Opened)
    record_ = opened.segment.read(nth(scene.forgery(), CAMERA, 2))
    other = Scene(scene.folder, scene.work / "elsewhere", KeyRing("elsewhere"))
    foreign = one([other.sound()]).open(0)
    assert isinstance(foreign, Opened)
    checked = check(record_, structure=foreign.structure, trusted=True)
    assert checked.finding is not None
    assert checked.finding.code == "CHAIN_BREAK"
    with pytest.raises(AssertionError, match="only"):
        Checked(record_, checked.verdict, None, object())
    drive.close()


def test_a_payload_too_large_to_show(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = one([scene.sound()])
    log = drive.log()
    index = nth(scene.forgery(), CAMERA, 0)
    monkeypatch.setattr("app.log.segment.MAX_SHOWN_BYTES", 10)
    checked = log.check_at(0, index)
    assert not checked.usable
    assert checked.verdict.intact.value == "not yet"
    drive.close()


def test_reboots_are_laid_out_by_utc(scene: Scene, tmp_path: Path) -> None:
    first, second, _ = scene.drive()
    drive = one([first, second])
    opened = [drive.open(0), drive.open(1)]
    chapters = []
    for number, member in enumerate(opened):
        assert isinstance(member, Opened)
        channels = {c.id: c.document for c in member.genesis.channels.values()}
        chapters.append(
            Chapter(
                segment=member.segment, number=number, boot=f"boot {number}", records=member.shown, channels=channels
            )
        )
    assert Log(chapters).offsets_ns == (0, 0)
    leaves = chapters[1].segment.leaves.copy()
    leaves["t_utc"][0] += 5 * SECOND
    chapters[1].segment.leaves = leaves
    assert Log(chapters).offsets_ns == (0, 5 * SECOND)
    leaves["t_utc"][0] = UNKNOWN_TIME_NS
    behind = Log(chapters)
    end = int(chapters[0].segment.leaves["t_arrival"][-1])
    assert behind.offsets_ns[1] == end + 1 - int(leaves["t_arrival"][0])
    leaves["t_utc"][0] = 2**63 - 1
    assert Log(chapters).offsets_ns[1] == 0
    assert behind.system.kind == "system"
    drive.close()


def test_channels_of_one_name_and_other_kind_stay_apart(scene: Scene) -> None:
    first, second, _ = scene.drive()
    drive = one([first, second])
    chapters = []
    for number in range(2):
        member = drive.open(number)
        assert isinstance(member, Opened)
        channels = {c.id: dict(c.document) for c in member.genesis.channels.values()}
        channels[STATE]["kind"] = ("state", "raw")[number]
        chapters.append(
            Chapter(segment=member.segment, number=number, boot="b", records=member.shown, channels=channels)
        )
    log = Log(chapters)
    assert {"/vehicle/state", "/vehicle/state (raw, rows)"} <= set(log.channels)
    drive.close()


def test_an_empty_log(scene: Scene) -> None:
    drive = one([scene.sound()])
    opened = drive.open(0)
    assert isinstance(opened, Opened)
    log = Log([Chapter(segment=opened.segment, number=0, boot="b", records=0, channels={})])
    assert log.span == (0, 0)
    drive.close()


def test_records_are_read_unverified_by_the_log_itself(scene: Scene) -> None:
    drive = one([scene.sound()])
    log = drive.log().log
    assert log.read(log.channels["/camera/front"], 3).payload == picture(6)
    drive.close()


def test_nothing_to_open() -> None:
    with pytest.raises(NoLogError):
        CheckedLog([])


def test_walks_are_watched_and_cancelled(scene: Scene) -> None:
    seen: list[int] = []
    lengths = sum(len(p.payload) for p in scene.forgery().pieces if p.leaf.channel)
    for threads in (1, 3, 99):
        seen.clear()
        outcome = verify([scene.sound()], Options(trust=TRUST, walk=Walk(threads=threads, progress=seen.append)))
        assert outcome.verdict.status.name == "SEALED"
        assert sum(seen) == lengths
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError):
        verify([scene.sound()], Options(trust=TRUST, walk=Walk(cancelled=cancelled)))


def test_a_large_payload_is_hashed_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.chain.walk.RUN_BYTES", 16)
    monkeypatch.setattr("app.chain.walk.CHUNK", 16)
    monkeypatch.setattr("app.chain.payload_plan.RUN_BYTES", 16)
    path = record(tmp_path / "drive", KeyRing("pieces"), seconds=1)[0]
    assert verify([path], Options(trust=TRUST)).verdict.status.name == "SEALED"
    flip(path, directory_of(path).areas[f"channel/{STATE}"].offset + 100)
    found = verify([path], Options(trust=TRUST))
    assert [finding.code for finding in found.segments[0].findings] == ["PAYLOAD"]


def test_a_sketched_drive_checks_a_segment_when_something_of_it_is_read(scene: Scene) -> None:
    sketched, whole = one(scene.drive()).sketched(), one(scene.drive()).log()
    assert [part.known for part in sketched.opened] == [True, False, False]
    for name, channel in whole.log.channels.items():
        assert sketched.log.channels[name].arrival_ns.tolist() == channel.arrival_ns.tolist()
    channel = next(found for found in sketched.log.channels.values() if len(found))
    last = len(channel) - 1
    verdict = sketched.read(channel, last).verdict
    assert verdict == whole.read(whole.log.channels[channel.name], last).verdict
    assert verdict.status is Status.SEALED
    assert [part.known for part in sketched.opened] == [True, False, True]
    sketched.close()
    whole.close()


def test_every_record_of_a_sketched_segment_without_a_sound_delegation_is_broken(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "forged.h5"
    raw = bytearray(scene.drive()[0].read_bytes())
    at = raw.find(b'"delegation":"') + len(b'"delegation":"')
    raw[at] = ord("B") if raw[at] != ord("B") else ord("C")
    path.write_bytes(raw)
    drives, _ = open_drives([path], TRUST)
    for drive in drives:  # GENESIS fails its own hash, or its delegation: nothing is shown as sound
        log = drive.sketched()
        for channel in log.log.channels.values():
            for row in range(len(channel)):
                assert log.read(channel, row).verdict.status is Status.BROKEN
        log.close()


def copies(scene: Scene, folder: Path) -> list[Path]:
    made = [folder / path.name for path in scene.drive()]
    for path, source in zip(made, scene.drive(), strict=True):
        path.write_bytes(source.read_bytes())
    return made


def test_a_sketched_drive_checks_a_segment_when_it_is_needed(scene: Scene) -> None:
    drive = one(scene.drive())
    log = drive.sketched()
    assert [opened.known for opened in log.opened] == [True, False, False]
    assert log.opened[1].structure.records > 0
    assert log.opened[1].structure is log.opened[1].structure
    assert [opened.known for opened in log.opened] == [True, True, False]
    assert drive.known_refused() == []
    drive.close()


def test_of_two_copies_a_sketch_shows_what_counts(scene: Scene, tmp_path: Path) -> None:
    paths = copies(scene, tmp_path)
    again = tmp_path / "again.h5"
    again.write_bytes(paths[1].read_bytes())
    drive = one([*paths, again])
    assert [opened.known for opened in drive.sketched().opened] == [True] * len(drive.log().opened)
    drive.close()


def test_a_sketch_refuses_what_is_no_segment_of_the_drive_any_more(scene: Scene, tmp_path: Path) -> None:
    paths = copies(scene, tmp_path)
    drive = one(paths)
    paths[1].write_bytes(b"")
    paths[2].write_bytes(scene.sound().read_bytes())
    assert [opened.path for opened in drive.sketched().opened] == paths[:1]
    assert [refused.path for refused in drive.known_refused()] == paths[1:]
    drive.close()


def test_nobody_is_trusted_for_a_sketch_whose_genesis_is_altered_before_it_is_checked(
    scene: Scene, tmp_path: Path
) -> None:
    paths = copies(scene, tmp_path)
    drive = one(paths)
    altered = drive.sketched().opened[1]
    with paths[1].open("r+b") as file:
        file.seek(paths[1].read_bytes().find(b'"boot":"') + 8)
        file.write(b"\x00")
    assert altered.structure.genesis is None
    assert not altered.decision.trusted
    drive.close()
