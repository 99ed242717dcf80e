"""Append, crash, reopen, verify, excerpt, redact, in any order: what was acknowledged stays proven, nothing breaks.

Must not know how any of it is written. CAMPAIGN=full lives 300 lives.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.chain.opening import open_drives
from app.chain.trust import TrustStore
from app.chain.verification import Options as Checks
from app.chain.verification import Verification, verify
from app.kinds.event import Event
from app.record.clock import ManualClock, UtcEstimate
from app.record.container_source import DiskOptions
from app.record.derive import Withheld, write_copy
from app.record.place import Link
from app.record.recorder import Options, Recorder
from app.record.sink import DirectSink
from tests.record.worlds import CAMERA, STATE, STATE_ROW, TEXT, counted_entropy, device, payload, plan, segments

LIVES = 300 if os.environ.get("CAMPAIGN") == "full" else 15
MAY_BE_SAID = {"UNTRUSTED_DEVICE_KEY", "UNSEALED_TAIL", "SEGMENT_MISSING", "SEGMENT_ALONE"}


class RecordingLife(RuleBasedStateMachine):
    """One drive through a hard life."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ManualClock(10**9, utc_offset_ns=10**18)
        self.recorder: Recorder | None = None
        self.acknowledged: dict[bytes, Link] = {}
        self.number = 0
        self.lives = 0

    def teardown(self) -> None:
        if self.recorder is not None:
            self.recorder.close()
        self._check(payloads=True)
        shutil.rmtree(self.folder)

    def _options(self) -> Options:
        self.lives += 1
        return Options(
            synchronous=True,
            entropy=counted_entropy(f"life {self.lives}"),
            disk=DiskOptions(reserve=False, durable=False, ahead=False),
            proven=self._prove,
            boot="b",
        )

    def _prove(self, link: Link) -> None:
        self.acknowledged[link.segment_id] = link

    @initialize()
    def begin(self) -> None:
        small = plan(segment_records=60, max_interval=16)
        self.recorder = Recorder.open(
            self.folder / "drive", small, device=device(), clock=self.clock, options=self._options()
        )

    @precondition(lambda self: self.recorder is not None)
    @rule(channel=st.sampled_from((CAMERA, STATE, TEXT)), count=st.integers(1, 12), step_ms=st.integers(0, 700))
    def append(self, channel: int, count: int, step_ms: int) -> None:
        assert self.recorder is not None
        for _ in range(count):
            self.number += 1
            now = self.clock.now_ns() + step_ms * 1_000_000
            self.clock.set(now)
            size = STATE_ROW.itemsize * 3 if channel == STATE else 90
            parts = (30, 60) if channel == CAMERA and self.number % 3 == 0 else None
            data = payload(self.number, size)
            self.recorder.append(channel, data, t_capture_ns=now - 5, t_arrival_ns=now, parts=parts)

    @precondition(lambda self: self.recorder is not None)
    @rule(severity=st.sampled_from(("info", "warning")))
    def event(self, severity: str) -> None:
        assert self.recorder is not None
        event = Event(event="e" * 32, kind="hard_braking", severity=severity)  # type: ignore[arg-type]
        self.recorder.event(event, t_arrival_ns=self.clock.now_ns())

    @rule(hours=st.sampled_from((-1, 1)))
    def step_the_clock(self, hours: int) -> None:
        offset = self.clock.estimate.offset_ns
        assert offset is not None
        self.clock.estimate = UtcEstimate(offset + hours * 3_600_000_000_000)

    @precondition(lambda self: self.recorder is not None)
    @rule()
    def crash(self) -> None:
        """The process is gone: nothing more is written, and no END."""
        assert self.recorder is not None
        with self.recorder._held:
            sink = self.recorder._sink
            assert isinstance(sink, DirectSink)
            segment = sink._drive._segment
            assert segment is not None
            segment._medium.storage.close()
        self.recorder = None

    @precondition(lambda self: self.recorder is not None)
    @rule()
    def close(self) -> None:
        assert self.recorder is not None
        self.recorder.close()
        self.recorder = None

    @precondition(lambda self: self.recorder is None and self.lives > 0)
    @rule()
    def resume(self) -> None:
        small = plan(segment_records=60, max_interval=16)
        self.recorder = Recorder.resume(
            self.folder / "drive", small, device=device(), clock=self.clock, options=self._options()
        )

    @precondition(lambda self: self.lives > 0)
    @rule(data=st.data())
    def derive(self, data: st.DataObject) -> None:
        """An excerpt with a redaction of one segment proves what the segment proves."""
        path = data.draw(st.sampled_from(segments(self.folder / "drive")))
        (drive,), _ = open_drives([path], TrustStore())
        opened = drive.open(0)
        target = self.folder / "copy.h5"
        target.unlink(missing_ok=True)
        structure, segment = opened.structure, opened.segment  # type: ignore[union-attr]
        leaves = segment.leaves[: structure.records]
        candidates = [int(index) for index in range(len(leaves)) if leaves["channel"][index] != 0]
        hidden = frozenset(data.draw(st.sets(st.sampled_from(candidates)))) if candidates else frozenset()
        redacted = {CAMERA: frozenset({1})} if data.draw(st.booleans()) else {}
        write_copy(
            segment, opened.genesis, target, records=structure.records,  # type: ignore[union-attr]
            withheld=Withheld(records=hidden, parts=redacted),
        )  # fmt: skip
        drive.close()
        copy = verify([target], Checks()).segments[0]
        assert not {finding.code for finding in copy.findings} - MAY_BE_SAID
        assert (copy.structure.root, copy.structure.proven) == (structure.root, structure.proven)
        assert copy.withheld >= len(hidden)

    def wrong(self, found: Verification) -> set[str]:
        every = [*found.findings, *(finding for one in found.segments for finding in one.findings)]
        return {finding.code for finding in every} - MAY_BE_SAID

    @invariant()
    def check(self) -> None:
        """Every file verifies at any moment, also while it is written; what was acknowledged is proven."""
        self._check(payloads=False)

    def _check(self, *, payloads: bool) -> None:
        found = segments(self.folder / "drive") if (self.folder / "drive").exists() else []
        if not found:
            return
        result = verify(found, Checks(payloads=payloads))
        assert not self.wrong(result) - {"UNSEALED_BYTES"}
        proven = {one.structure.genesis.segment_id: one.structure for one in result.segments if one.structure.genesis}
        assert set(proven) == set(self.acknowledged)
        for segment_id, link in self.acknowledged.items():
            assert proven[segment_id].proven == link.size
            assert proven[segment_id].root == link.root
            assert proven[segment_id].tail <= 16


TestRecordingLife = pytest.mark.timeout(3600)(RecordingLife.TestCase)
TestRecordingLife.settings = settings(
    max_examples=LIVES, stateful_step_count=15, suppress_health_check=list(HealthCheck)
)
