"""Writes a drive: segment after segment, checkpoints in their rhythm, GAP, CLOCK and FAULT where they belong.

It must not know threads or queues: one thread calls it, records come in order of arrival. Rules: sealed-log.md 7.5.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.kinds.quantity import decimal
from app.kinds.severity import Severity
from app.kinds.system import Clock, Fault
from app.record.checkpoint_policy import CheckpointPolicy
from app.record.clock import UTC_CLOCK, TimeSource, UtcEstimate
from app.record.container_source import ContainerSource
from app.record.entry import Entry, EntryError, system_entry
from app.record.failure import NoSegmentError, SegmentFailedError
from app.record.keys import Entropy, Signer
from app.record.losses import Losses
from app.record.place import Link, Place
from app.record.plan import Plan
from app.record.segment_writer import Opening, SegmentWriter

CLOCK_STEP_NS = 50_000_000
"""From this change of the offset to UTC on a CLOCK record is written; below, EPOCH tells it."""
_SALT_KEY_BYTES = 32
_FAULTS_KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """Which drive is recorded, and where it goes on: the number of the next segment and the checkpoint it continues."""

    drive_id: bytes
    boot: str
    number: int = 0
    previous: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a drive is written with.

    `present`: given the last arrival, the time of a record that the writer makes up; None: that last arrival.
    `proven` is told every durable checkpoint, on the writer's thread.
    """

    device: Signer
    containers: ContainerSource
    clock: TimeSource
    entropy: Entropy
    present: Callable[[int], int] | None = None
    proven: Callable[[Link], None] | None = None


class DriveWriter:
    """One drive, from the first GENESIS to the last END. Used by one thread."""

    def __init__(self, plan: Plan, drive: Drive, means: Means) -> None:
        """Begin the first segment.

        Raises:
            NoSegmentError: it cannot be made.
            ValueError: GENESIS is too large, or the capacity too small for the plan.
        """
        self._plan = plan
        self._drive = drive
        self._means = means
        self._number = drive.number
        self._previous = drive.previous
        self._last_ns = means.clock.now_ns()
        self._policy = CheckpointPolicy(plan, t_ns=self._last_ns)
        self._faults: deque[Fault] = deque(maxlen=_FAULTS_KEPT)
        self._dropped: dict[int, int] = {}
        self._begun_ns = self._last_ns
        self._has_records = False
        self._segment: SegmentWriter | None = None
        self._begin()

    @property
    def is_open(self) -> bool:
        """Whether a segment is open; if not, the next call tries to begin one."""
        return self._segment is not None

    @property
    def link(self) -> Link | None:
        """The last durable checkpoint of the drive."""
        return self._segment.link if self._segment is not None else self._previous

    @property
    def due_ns(self) -> int | None:
        """When `tick` should come at the latest; None: nothing is waiting."""
        return self._policy.due_ns() if self._segment is not None and self._segment.waiting else None

    def append(self, entry: Entry, *, t_arrival_ns: int, severity: Severity | None = None) -> None:
        """Record `entry`. An EVENT, which comes with its `severity`, is signed before this returns.

        Raises:
            EntryError: it would not fit an empty segment.
            NoSegmentError: nothing can be recorded for now; the entry is not.
        """
        try:
            self._append(entry, t_arrival_ns, severity)
        except SegmentFailedError as failure:
            self._bury(failure)
            try:
                # nothing is retried in the old file (step 8); the entry never was in it, or was never signed
                self._append(entry, t_arrival_ns, severity)
            except SegmentFailedError as again:
                self._bury(again)
                raise NoSegmentError(str(again)) from again

    def gap(self, losses: Losses) -> None:
        """Record what was lost; raises NoSegmentError."""
        self.append(system_entry(losses.gap()), t_arrival_ns=self._made_up_ns())
        for channel, records in losses.records().items():
            self._dropped[channel] = self._dropped.get(channel, 0) + records

    def tick(self, now_ns: int) -> None:
        """Do what is due at `now_ns`; raises NoSegmentError."""
        segment = self._segment
        if segment is None:
            self._begin()
            return
        try:
            if segment.waiting and now_ns >= self._policy.due_ns():
                self._checkpoint(segment)
            if self._must_rotate(segment, now_ns):
                self._rotate(segment)
        except SegmentFailedError as failure:
            self._bury(failure)
            self._begin()

    def close(self, reason: str) -> None:
        """Write END, if a segment is open, and let go of everything; raises NoSegmentError if END cannot be written."""
        segment, self._segment = self._segment, None
        try:
            if segment is not None:
                self._previous = segment.close(t_ns=self._made_up_ns(), reason=reason, dropped=self._dropped)
                self._proven(self._previous)
        except SegmentFailedError as failure:
            self._bury(failure)
            raise NoSegmentError(f"the last segment has no END: {failure}") from failure
        finally:
            self._means.containers.close()

    def _append(self, entry: Entry, t_arrival_ns: int, severity: Severity | None) -> None:
        segment = self._segment or self._begin()
        if self._must_rotate(segment, t_arrival_ns) or not segment.fits(entry):
            segment = self._rotate(segment)
            if not segment.fits(entry):
                raise EntryError(f"channel {entry.channel}: {len(entry.payload)} bytes do not fit an empty segment")
        if segment.must_checkpoint or (segment.waiting and t_arrival_ns >= self._policy.due_ns()):
            self._checkpoint(segment)
        self._put(segment, entry, t_arrival_ns)
        self._has_records = True
        if severity is not None:
            self._policy.event(severity, t_arrival_ns)
            self._checkpoint(segment)

    def _put(self, segment: SegmentWriter, entry: Entry, t_arrival_ns: int) -> None:
        if segment.must_checkpoint:
            self._checkpoint(segment)
        segment.append(entry, t_arrival_ns=t_arrival_ns)
        self._last_ns = t_arrival_ns

    def _checkpoint(self, segment: SegmentWriter) -> None:
        self._note_utc(segment)
        self._last_ns = self._made_up_ns()
        self._proven(segment.checkpoint(t_ns=self._last_ns, dropped=self._dropped))
        self._policy.signed(self._last_ns)

    def _note_utc(self, segment: SegmentWriter) -> None:
        """Write CLOCK if UTC stepped, was found or was lost; a drift goes into the next EPOCH without a word."""
        utc = self._means.clock.utc()
        step = utc.step_from(segment.utc)
        same = utc.offset_ns == segment.utc.offset_ns if step is None else abs(step) < CLOCK_STEP_NS
        if not same:
            if segment.must_checkpoint or segment.must_close:
                return  # no room before EPOCH: said at the next one, until when the old offset stands
            self._last_ns = self._made_up_ns()
            segment.append(system_entry(_clock_record(utc, step)), t_arrival_ns=self._last_ns)
        segment.utc = utc

    def _must_rotate(self, segment: SegmentWriter, t_ns: int) -> bool:
        late = t_ns - self._begun_ns >= self._plan.segment_ns
        return segment.must_close or (late and self._has_records)

    def _rotate(self, segment: SegmentWriter) -> SegmentWriter:
        # step 9: END and the last checkpoint come first, for the next GENESIS names that root
        self._last_ns = self._made_up_ns()
        self._previous = segment.close(t_ns=self._last_ns, reason="rotation", dropped=self._dropped)
        self._proven(self._previous)
        self._segment = None
        self._number += 1
        return self._begin()

    def _begin(self) -> SegmentWriter:
        """Begin the next segment, with FAULT if the one before failed; raises NoSegmentError."""
        means, entropy = self._means, self._means.entropy
        try:
            segment_id, container = means.containers.take(self._number)
        except OSError as error:
            raise NoSegmentError(f"no segment can be begun: {error}") from error
        place = Place(
            segment_id=segment_id,
            drive_id=self._drive.drive_id,
            number=self._number,
            boot=self._drive.boot,
            previous=self._previous,
        )
        opening = Opening(
            plan=self._plan,
            place=place,
            device=means.device,
            make_key=entropy.make_key,
            salt_key=entropy.random(_SALT_KEY_BYTES),
            clocks=means.clock.specs(),
            utc=means.clock.utc(),
        )
        self._last_ns = self._made_up_ns()
        try:
            segment = SegmentWriter(container, opening, t_ns=self._last_ns)
        except SegmentFailedError as failure:
            self._bury(failure)
            raise NoSegmentError(f"no segment can be begun: {failure}") from failure
        except ValueError:
            container.storage.discard()
            raise
        return self._enter(segment)

    def _enter(self, segment: SegmentWriter) -> SegmentWriter:
        if segment.must_close:
            segment.close(t_ns=self._last_ns, reason="capacity")
            raise ValueError("the capacity of a segment is too small for the largest records of the plan")
        self._segment = segment
        self._begun_ns = self._last_ns
        self._has_records = False
        self._dropped = {}
        self._policy.signed(self._last_ns)
        self._proven(segment.link)
        self._means.containers.prepare(self._number + 1)
        try:
            while self._faults:
                self._put(segment, system_entry(self._faults[0]), self._last_ns)
                self._faults.popleft()
        except SegmentFailedError as failure:
            self._bury(failure)
            raise NoSegmentError(f"no segment can be begun: {failure}") from failure
        return segment

    def _bury(self, failure: SegmentFailedError) -> None:
        """Step 8: leave the segment as it is; the next one begins with FAULT and continues the last durable root."""
        step, link = failure.step, failure.link
        if self._segment is not None:
            self._segment.abandon()
            self._segment = None
        if link is not None:
            self._previous = link
            self._number += 1
        text = f"{step.reason}; records without a signature at the end of that segment: {failure.unproven}"
        self._faults.append(
            Fault(
                component=step.component,
                code=step.code,
                text=text,
                errno=step.errno,
                segment=None if link is None else link.segment_id.hex(),
            )
        )
        self._means.containers.use_other_medium()

    def _made_up_ns(self) -> int:
        """The time of a record that the writer makes up (section 6)."""
        present = self._means.present
        return self._last_ns if present is None else max(self._last_ns, present(self._last_ns))

    def _proven(self, link: Link) -> None:
        if self._means.proven is not None:
            self._means.proven(link)


def _clock_record(utc: UtcEstimate, step_ns: int | None) -> Clock:
    known = utc.offset_ns is not None
    return Clock(
        clock=UTC_CLOCK,
        reason="stepped" if step_ns is not None else "synchronised" if known else "lost",
        step_ns=None if step_ns is None else decimal(step_ns),
        utc_offset_ns=None if utc.offset_ns is None else decimal(utc.offset_ns),
        utc_uncertainty_us=utc.uncertainty_us,
    )
