"""Simulated drives as sealed logs: what verifying says, equal bytes, loss of power, pictures, records laid end to end.

Must not know the stories.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from app.chain.keys import fingerprint
from app.chain.structure import open_segment
from app.chain.trust import Role, TrustedKey, TrustStore
from app.chain.verdict import Status
from app.chain.verification import Options, Verification, verify
from app.kinds.actuation import ACTUATION_LAYOUT
from app.kinds.candidates import CANDIDATES_LAYOUT
from app.kinds.gnss import GNSS_LAYOUT
from app.log.leaf import RecordType
from app.log.segment import Segment
from app.log.source import Source
from app.record.keys import demonstration_key
from app.record.plan import POLICY
from app.simulate.aboard.tape import Draft
from app.simulate.picture.origin import Given, PicturesError, Rendered, write_stages
from app.simulate.samples import making
from app.simulate.samples.making import Simulated, run, sealing, write, write_repeated
from app.simulate.sealing.identity import parameter_sets
from app.simulate.sealing.numbering import Numbering
from app.simulate.sealing.repeating import Repeating
from app.simulate.sealing.seal import seal
from app.simulate.sealing.thin import thin, thin_rig
from app.simulate.sensors.rig import compact
from app.simulate.world.stage import Shot
from tests.simulate.drives import dying_scenario, flat, short_drive

FLAT = Rendered(60, renderer=flat, processes=1)


def silent(done: int, planned: int) -> None:
    assert 0 <= done <= planned


def verified(paths: list[Path]) -> Verification:
    key = demonstration_key()
    trusted = TrustedKey(
        name=key.name, fingerprint=fingerprint(key.public_key), role=Role.DEMONSTRATION, origin="test",
        added_by="test", added_utc="2026-01-01T00:00:00Z",
    )  # fmt: skip
    return verify(paths, Options(trust=TrustStore().pinned(trusted)))


@pytest.fixture(scope="module")
def drive() -> Simulated:
    return short_drive()


@pytest.fixture(scope="module")
def log(drive: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = write(drive, tmp_path_factory.mktemp("short") / "work", pictures=FLAT, progress=silent)
    return path


def test_drive_is_sealed_and_says_that_it_is_simulated(drive: Simulated, log: Path) -> None:
    outcome = verified([log])
    assert outcome.verdict.status is Status.SEALED
    segment, structure = open_segment(log)
    assert segment is not None
    assert structure.genesis is not None
    with segment:
        assert structure.genesis.provenance == "simulated"
        types = segment.leaves["type"][: structure.records]
        assert int((types == RecordType.DATA).sum()) == sum(1 for draft in drive.drafts if draft.channel)
        assert int((types == RecordType.ANNEX).sum()) == len(parameter_sets(drive.scenario))


def test_stamps_and_traces_are_those_of_the_drive(drive: Simulated, log: Path) -> None:
    with Segment(Source(log)) as segment:
        leaves = segment.leaves[segment.leaves["type"] == RecordType.DATA]
    expected = [draft for draft in drive.drafts if draft.channel]
    assert leaves["t_arrival"].tolist() == [draft.t_arrival_ns for draft in expected]
    assert leaves["t_capture"].tolist() == [draft.t_capture_ns for draft in expected]
    assert [bytes(one) for one in leaves["trace_id"]] == [draft.trace.trace_id for draft in expected]


def test_equal_drives_are_equal_files(log: Path, tmp_path: Path) -> None:
    (again,) = write(short_drive(), tmp_path / "work", pictures=FLAT, progress=silent)
    assert again.read_bytes() == log.read_bytes()


def test_loss_of_power_leaves_an_open_log_with_a_tail(tmp_path: Path) -> None:
    dying = run(dying_scenario(), compact(), seed=1)
    assert dying.power_lost
    (path,) = write(dying, tmp_path / "work", pictures=FLAT, progress=silent)
    outcome = verified([path])
    assert outcome.verdict.status is Status.OPEN_PREFIX
    structure = outcome.segments[0].structure
    assert structure.tail > 0
    assert not structure.complete
    assert not [finding for finding in outcome.segments[0].findings if finding.effect.value == "breaks"]


def test_pictures_made_elsewhere_are_taken_unaltered(drive: Simulated, tmp_path: Path) -> None:
    stages, made = tmp_path / "stages", tmp_path / "made"
    write_stages(drive.shots, stages)
    made.mkdir()
    for path in stages.glob("*.json"):
        shot = Shot.from_document(json.loads(path.read_text()))
        (made / f"{path.stem}.jpg").write_bytes(flat(shot, 55))
    given = Given(made, FLAT)
    assert given.take(drive.shots, silent) == [flat(shot, 55) for shot in drive.shots]
    (made / "00001.jpg").write_bytes(b"no picture")
    with pytest.raises(PicturesError, match=r"00001\.jpg: is no picture of"):
        given.take(drive.shots, silent)
    (made / "00001.jpg").unlink()
    with pytest.raises(PicturesError, match=r"00001\.jpg: is missing"):
        given.take(drive.shots, silent)


def test_pictures_of_one_camera_may_be_made_here(drive: Simulated, tmp_path: Path) -> None:
    for number, shot in enumerate(drive.shots):
        if shot.camera.width == 960:
            (tmp_path / f"{number:05d}.jpg").write_bytes(flat(shot, 55))
    expected = [flat(shot, 55 if shot.camera.width == 960 else FLAT.quality) for shot in drive.shots]
    assert Given(tmp_path, FLAT).take(drive.shots, silent) == expected
    with pytest.raises(PicturesError, match="has no picture of this drive"):
        Given(tmp_path / "elsewhere", FLAT).take(drive.shots, silent)


def test_rendered_pictures_are_kept_and_taken_up_again(drive: Simulated, tmp_path: Path) -> None:
    asked = []

    def counted(shot: Shot, quality: int) -> bytes:
        asked.append(shot)
        return flat(shot, quality)

    source = Rendered(60, cache=tmp_path / "cache", renderer=counted, processes=1)
    first = source.take(drive.shots[:4], silent)
    assert source.take(drive.shots[:6], silent)[:4] == first
    assert len(asked) == 6


def rounds(drive: Simulated, count: int, tmp_path: Path, *, segment_ms: int) -> list[Path]:
    """A thin drive laid end to end, in segments that are soon over."""
    thinned = replace(drive, rig=thin_rig(drive.rig))
    how = sealing(thinned, "test")
    policy = msgspec.structs.replace(POLICY, segment_ms=segment_ms)
    plan = replace(how.plan, policy=policy)
    drafts = list(thin(thinned.drafts, plan.channels))
    repeating = Repeating(drafts, plan.channels, period_ns=round(drive.scenario.seconds * 1e9))
    numbering = Numbering(begin_ns=how.begin_ns, segment_ns=plan.segment_ns)
    how = replace(how, plan=plan, proven=numbering.proven)
    return seal(repeating.rounds(count, numbering), how, tmp_path / "work")


class Whole:
    """All records of a drive of several segments."""

    def __init__(self, paths: list[Path]) -> None:
        self.segments = [Segment(Source(path)) for path in paths]
        self.ids = [bytes(one.leaves["segment_id"][0]).hex() for one in self.segments]

    def close(self) -> None:
        for one in self.segments:
            one.close()

    def records(self, channel: int) -> Iterator[tuple[int, int, bytes]]:
        """Segment, index and payload."""
        for number, one in enumerate(self.segments):
            for index in np.flatnonzero(one.leaves["channel"] == channel):
                payload = one.read(int(index)).payload
                assert payload is not None
                yield number, int(index), payload

    def trace(self, number: int, index: int) -> bytes:
        return bytes(self.segments[number].leaves["trace_id"][index])

    def find(self, number: int, reference: dict[str, Any]) -> tuple[int, int]:
        """Segment and index of what a reference in segment `number` points to."""
        at = number if reference.get("segment") is None else self.ids.index(reference["segment"])
        leaves = self.segments[at].leaves
        match = (leaves["channel"] == reference["channel"]) & (leaves["channel_seq"] == int(reference["sequence"]))
        (index,) = np.flatnonzero(match)
        return at, int(index)


@pytest.fixture(scope="module")
def repeated(drive: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Path], Whole]]:
    paths = rounds(drive, 5, tmp_path_factory.mktemp("rounds"), segment_ms=1000)
    whole = Whole(paths)
    yield paths, whole
    whole.close()


def test_rounds_are_one_drive_that_verifies(drive: Simulated, repeated: tuple[list[Path], Whole]) -> None:
    paths, whole = repeated
    assert len(paths) >= 4
    assert verified(paths).verdict.status is Status.SEALED
    leaves = np.concatenate([one.leaves for one in whole.segments])
    data = leaves[leaves["type"] == RecordType.DATA]
    assert len(data) == 5 * sum(1 for draft in drive.drafts if draft.channel)
    assert np.all(np.diff(leaves["t_arrival"]) >= 0)


def test_trace_ids_are_new_in_each_round_and_still_join(drive: Simulated, repeated: tuple[list[Path], Whole]) -> None:
    _, whole = repeated
    traces = {
        bytes(leaf["trace_id"])
        for one in whole.segments
        for leaf in one.leaves
        if leaf["type"] == RecordType.DATA and any(bytes(leaf["trace_id"]))
    }
    once = {draft.trace.trace_id for draft in drive.drafts if any(draft.trace.trace_id)}
    assert len(traces) == 5 * len(once)
    for one in whole.segments:
        traced = np.any(one.leaves["trace_id"] != 0, axis=1)
        assert np.all(traced == np.isin(one.leaves["type"], [RecordType.DATA, RecordType.EVENT]))
    channels = {one.name: one.id for one in sealing(drive).plan.channels}
    spans = [
        (bytes(whole.segments[number].leaves["span_id"][index]).hex(), json.loads(payload))
        for number, index, payload in whole.records(channels["/trace/spans"])
    ]
    known = {span for span, _ in spans}
    assert len(known) == len(spans)
    assert all(document["parent"] in known for _, document in spans if "parent" in document)


def test_references_point_to_the_same_records_over_segments(
    drive: Simulated, repeated: tuple[list[Path], Whole]
) -> None:  # fmt: skip
    _, whole = repeated
    channels = {one.name: one.id for one in sealing(drive).plan.channels}
    checked, across = 0, 0
    for number, index, payload in whole.records(channels["/planner/decision"]):
        decision = json.loads(payload)
        began = int(decision["cycle_start_ns"])
        for used in decision["inputs"]:
            if "age_ns" not in used:
                continue
            at, found = whole.find(number, used["record"])
            leaf = whole.segments[at].leaves[found]
            assert int(leaf["t_capture"]) == began - used["age_ns"]
            checked += 1
            across += at != number
        at, found = whole.find(number, decision["trajectories"])
        own = whole.segments[number].leaves[index]
        assert bytes(whole.segments[at].leaves[found]["trace_id"]) == bytes(own["trace_id"])
        rows = np.frombuffer(whole.segments[at].read(found).payload or b"", CANDIDATES_LAYOUT.dtype)
        assert int(rows["cycle"][0]) == decision["cycle"]
    assert checked > 60
    assert across > 0


def test_inputs_of_every_round_have_the_trace_that_their_work_goes_on_with(
    drive: Simulated, repeated: tuple[list[Path], Whole]
) -> None:
    _, whole = repeated
    channels = {one.name: one.id for one in sealing(drive).plan.channels}
    checked = linked = 0
    for number, index, payload in whole.records(channels["/perception/objects"]):
        first, *others = (whole.find(number, one["record"]) for one in json.loads(payload)["inputs"])
        own = whole.trace(number, index)
        assert whole.trace(*first) == own
        assert all(whole.trace(*other) != own for other in others)
        checked += 1
    known = {bytes(leaf) for one in whole.segments for leaf in one.leaves["trace_id"]}
    for _, _, payload in whole.records(channels["/trace/spans"]):
        for link in json.loads(payload).get("links", ()):
            assert bytes.fromhex(link["trace"]) in known
            linked += 1
    assert checked > 20
    assert linked > 100


def test_cycles_and_satellite_time_go_on(drive: Simulated, repeated: tuple[list[Path], Whole]) -> None:
    _, whole = repeated
    channels = {one.name: one.id for one in sealing(drive).plan.channels}
    cycles = [json.loads(payload)["cycle"] for _, _, payload in whole.records(channels["/planner/decision"])]
    assert cycles == sorted(set(cycles))
    for number, index, payload in whole.records(channels["/gnss"]):
        leaf = whole.segments[number].leaves[index]
        row = np.frombuffer(payload, GNSS_LAYOUT.dtype)[0]
        scenario = drive.scenario
        assert int(row["utc_ns"]) - int(leaf["t_capture"]) == scenario.utc_ns - scenario.boot_ns


def test_actuations_name_the_commands_of_their_own_segment(
    drive: Simulated, repeated: tuple[list[Path], Whole]
) -> None:  # fmt: skip
    _, whole = repeated
    channels = {one.name: one.id for one in sealing(drive).plan.channels}
    sequences = []
    for number, index, payload in whole.records(channels["/actuation"]):
        (row,) = np.frombuffer(payload, ACTUATION_LAYOUT.dtype)
        command = {"channel": channels["/control"], "sequence": int(row["command_sequence"])}
        there = [whole.find(at, command) for at in (number, number - 1) if at >= 0 and _has(whole, at, command)]
        assert whole.trace(number, index) in [whole.trace(*one) for one in there]
        sequences.append(command["sequence"])
    # they begin anew in each segment
    assert sequences.count(0) == len(whole.segments)


def _has(whole: Whole, number: int, command: dict[str, int]) -> bool:
    leaves = whole.segments[number].leaves
    return bool(np.any((leaves["channel"] == command["channel"]) & (leaves["channel_seq"] == command["sequence"])))


def test_thin_payloads_are_small_and_still_of_their_kind(drive: Simulated, tmp_path: Path) -> None:
    paths = write_repeated(drive, tmp_path / "work", count=2, thinned=True, pictures=FLAT, progress=silent)
    kinds = {one.id: one.kind for one in sealing(drive).plan.channels}
    with Segment(Source(paths[0])) as segment:
        sizes = segment.leaves["payload_len"]
        for channel, kind in kinds.items():
            most = int(sizes[segment.leaves["channel"] == channel].max(initial=0))
            assert most < (4000 if kind == "map" else 1500), kind
    per_hour = sum(path.stat().st_size for path in paths) / (2 * drive.scenario.seconds) * 3600
    # GENESIS, map and annexes weigh more in two seconds than in a minute
    assert per_hour < 1.7e9
    assert verified(paths).verdict.status is Status.SEALED


def test_every_sample_has_a_short_and_a_long_version() -> None:
    for name, (short, whole) in making.SAMPLES.items():
        assert short().name == whole().name == name
        assert 10 <= short().seconds < whole().seconds
        assert whole().seconds >= 20
        users = short().users()
        assert len({user.id for user in users}) == len(users)
        assert min(user.id for user in users) > 1


def test_drafts_are_in_order(drive: Simulated) -> None:
    times = [draft.t_arrival_ns for draft in drive.drafts]
    assert times == sorted(times)
    assert all(isinstance(draft, Draft) for draft in drive.drafts)
