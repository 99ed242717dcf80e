"""Writes a drive: segment after segment, checkpoints in their rhythm, GAP, CLOCK and FAULT where they belong.

It must not know threads or queues: one thread calls it, records come in order of arrival. Rules: sealed-log.md 7.5.
"""

from contextlib import suppress

from app.kinds.quantity import decimal
from app.kinds.severity import Severity
from app.kinds.system import Clock
from app.record.checkpoint_policy import CheckpointPolicy
from app.record.clock import UTC_CLOCK, UtcEstimate
from app.record.entry import Entry, EntryError, system_entry
from app.record.failure import NoSegmentError, SegmentFailedError
from app.record.losses import STORAGE_LOST, Losses
from app.record.place import Drive, Link
from app.record.plan import Plan
from app.record.segment_writer import SegmentWriter
from app.record.succession import Means, Succession

_MOST_COUNTED = 2**64 - 1

CLOCK_STEP_NS = 50_000_000
"""From this change of the offset to UTC on a CLOCK record is written; below, EPOCH tells it."""


class DriveWriter:
    """One drive, from the first GENESIS to the last END. Used by one thread."""

    def __init__(self, plan: Plan, drive: Drive, means: Means) -> None:
        """Begin the first segment.

        Raises:
            NoSegmentError: it cannot be made.
            ValueError: GENESIS is too large, or the capacity too small for the plan.
        """
        self._means = means
        self._segments = Succession(plan, drive, means)
        self._news = self._segments.news
        self._last_ns = means.clock.now_ns()
        self._policy = CheckpointPolicy(plan, t_ns=self._last_ns)
        self._dropped: dict[int, int] = {}
        # the callers' records since the last checkpoint: lost if the medium takes none of their leaves
        self._unproven = Losses(STORAGE_LOST)
        self.lost = 0
        """Records that were appended and then lost; to be read from any thread."""
        self._segment: SegmentWriter | None = None
        self._utc: UtcEstimate | None = None
        self._begin()

    @property
    def waiting(self) -> int | None:
        """How many records no checkpoint covers yet; None if no segment is open: the next call tries to begin one."""
        return None if self._segment is None else self._segment.waiting

    @property
    def due_ns(self) -> int:
        """When `tick` should come at the latest, if records are waiting."""
        return self._policy.due_ns()

    def append(self, entry: Entry, *, t_arrival_ns: int, severity: Severity | None = None, hold: bool = False) -> None:
        """Record `entry`. An EVENT, which comes with its `severity`, is signed before this returns.

        `hold`: the next entry is there already and is an EVENT too, so that one checkpoint serves both.

        Raises:
            EntryError: it would not fit an empty segment.
            NoSegmentError: nothing can be recorded for now; the entry is not.
        """
        try:
            self._append(entry, t_arrival_ns, severity, hold=hold)
        except SegmentFailedError as failure:
            self._bury(failure)
            try:
                # nothing is retried in the old file (step 8); the entry never was in it, or was never signed
                self._append(entry, t_arrival_ns, severity, hold=hold)
            except SegmentFailedError as again:
                self._bury(again)
                raise NoSegmentError(str(again)) from again

    def gap(self, losses: Losses) -> None:
        """Record what was lost: now, or when a segment has room for it again."""
        self._news.lost(losses)
        with suppress(NoSegmentError):
            try:
                self._tell(self._segment or self._begin())
            except SegmentFailedError as failure:
                self._bury(failure)
                self._begin()

    def tick(self, now_ns: int) -> None:
        """Do what is due at `now_ns`; raises NoSegmentError."""
        segment = self._segment
        if segment is None:
            self._begin()
            return
        try:
            if segment.waiting and now_ns >= self._policy.due_ns():
                self._checkpoint(segment)
            if segment.must_close or self._policy.is_over(now_ns):
                self._rotate(segment)
        except SegmentFailedError as failure:
            self._bury(failure)
            self._begin()

    def close(self, reason: str) -> None:
        """Write END and let go of everything; raises NoSegmentError if END cannot be written."""
        try:
            segment = self._segment
            if self._news:
                # no segment is open, or a full one: what was lost is still to be said
                segment = self._begin() if segment is None else self._rotate(segment)
            if segment is not None:
                self._end(segment, reason)
        except SegmentFailedError as failure:
            self._bury(failure)
            self._close_elsewhere(reason)
        finally:
            self._segments.close()

    def _close_elsewhere(self, reason: str) -> None:
        """The last segment failed: another one says so, and what was lost with it."""
        try:
            self._end(self._begin(), reason)
        except SegmentFailedError as failure:
            self._bury(failure)
            raise NoSegmentError(f"the last segment has no END: {failure}") from failure
        except NoSegmentError as error:
            raise NoSegmentError(f"the last segment has no END: {error}") from error

    def abandon(self) -> None:
        """Nobody will write any more: what no checkpoint covers is lost. Never raises."""
        self.lost += self._unproven.total
        if self._segment is not None:
            self._segment.abandon()
        with suppress(Exception):
            self._segments.close()

    def _append(self, entry: Entry, t_arrival_ns: int, severity: Severity | None, *, hold: bool) -> None:
        segment = self._segment or self._begin()
        over = self._policy.is_over(t_arrival_ns)
        due = segment.must_checkpoint or (segment.waiting and t_arrival_ns >= self._policy.due_ns())
        if due and not over and not segment.must_close:
            self._checkpoint(segment)
        if not segment.could_ever_fit(entry):
            raise EntryError(f"channel {entry.channel}: {len(entry.payload)} bytes do not fit an empty segment")
        # asked after the checkpoint, which takes room itself
        if over or segment.must_close or not segment.fits(entry):
            segment = self._rotate(segment)
            if not segment.fits(entry):
                raise EntryError(f"channel {entry.channel}: {len(entry.payload)} bytes do not fit an empty segment")
        self._put(segment, entry, t_arrival_ns)
        self._policy.recorded()
        if severity is not None:
            self._policy.event(severity, t_arrival_ns)
        if severity is not None and not hold:
            self._checkpoint(segment)
        else:
            self._unproven.add(entry.channel, size=len(entry.payload), t_ns=t_arrival_ns)

    def _put(self, segment: SegmentWriter, entry: Entry, t_arrival_ns: int | None = None) -> None:
        """Without a time, the writer makes the record up: its time is taken behind the checkpoint that may be due."""
        if segment.must_checkpoint:
            self._checkpoint(segment)
        self._last_ns = self._made_up_ns() if t_arrival_ns is None else t_arrival_ns
        segment.append(entry, t_arrival_ns=self._last_ns)
        for channel, records in entry.lost:
            # what a source says of itself may be anything: a counter that is full stays so
            self._dropped[channel] = min(self._dropped.get(channel, 0) + records, _MOST_COUNTED)

    def _tell(self, segment: SegmentWriter) -> None:
        """Record the news, as far as there is room: the next segment goes on with it."""
        while self._news and not segment.must_close:
            if segment.must_checkpoint:
                self._checkpoint(segment)
                continue  # which took room itself
            news = self._news.first
            if isinstance(news, Losses):
                self._put(segment, system_entry(news.gap()))
            else:
                self._put(segment, system_entry(news))
            self._news.told()

    def _checkpoint(self, segment: SegmentWriter) -> None:
        utc = self._means.clock.utc()
        news = _clock_record(utc, segment.utc)
        # a full segment has no room for it: its old offset stands to the end, and the next segment says the step
        if news is not None and not segment.must_close:
            self._last_ns = self._made_up_ns()
            segment.append(system_entry(news), t_arrival_ns=self._last_ns)
            news = None
        if news is None:
            segment.utc = utc
        self._last_ns = self._made_up_ns()
        link = segment.checkpoint(t_ns=self._last_ns, dropped=self._dropped)
        self._policy.signed(self._last_ns)
        self._proven(segment, link)

    def _proven(self, segment: SegmentWriter, link: Link) -> None:
        self._utc = segment.utc
        self._unproven = Losses(STORAGE_LOST)
        self._news.settled()
        self._means.proven(link)

    def _rotate(self, segment: SegmentWriter) -> SegmentWriter:
        # no record waits for a container without a signature
        if segment.waiting and not self._segments.ready:
            self._checkpoint(segment)
        # step 9: END and the last checkpoint come first, for the next GENESIS names that root; yet END with the reason
        # `rotation` promises a next segment (section 11), so there must be room for one
        self._end(segment, "rotation" if self._segments.secure() else "storage_full")
        return self._begin()

    def _end(self, segment: SegmentWriter, reason: str) -> None:
        self._last_ns = self._made_up_ns()
        link = segment.close(t_ns=self._last_ns, reason=reason, dropped=self._dropped)
        self._segments.ended(link)
        self._segment = None
        self._proven(segment, link)

    def _begin(self) -> SegmentWriter:
        """Begin the next segment, with FAULT if the one before failed; raises NoSegmentError."""
        self._last_ns = self._made_up_ns()
        segment = self._segment = self._segments.begin(self._last_ns)
        self._dropped = {}
        self._policy.begun(self._last_ns)
        self._means.proven(segment.link)
        self._utc = self._utc or segment.utc
        news = _clock_record(segment.utc, self._utc)
        try:
            if news is not None:  # UTC stepped since the last checkpoint of the segment before
                self._put(segment, system_entry(news))
            self._tell(segment)
        except SegmentFailedError as failure:
            self._bury(failure)
            raise NoSegmentError(f"no segment can be begun: {failure}") from failure
        return segment

    def _bury(self, failure: SegmentFailedError) -> None:
        self._segment = None
        if failure.lost:
            self.lost += self._unproven.total
            self._news.lost_again()
            self._news.lost(self._unproven)
        self._news.settled()
        self._unproven = Losses(STORAGE_LOST)
        self._segments.failed(failure)

    def _made_up_ns(self) -> int:
        """The time of a record that the writer makes up (section 6)."""
        return max(self._last_ns, self._means.present(self._last_ns))


def _clock_record(utc: UtcEstimate, before: UtcEstimate) -> Clock | None:
    """CLOCK if UTC stepped, was found or was lost; None for a drift, which goes into the next EPOCH without a word."""
    step_ns = utc.step_from(before)
    if utc.offset_ns == before.offset_ns or (step_ns is not None and abs(step_ns) < CLOCK_STEP_NS):
        return None
    known = utc.offset_ns is not None
    return Clock(
        clock=UTC_CLOCK,
        reason="stepped" if step_ns is not None else "synchronised" if known else "lost",
        step_ns=None if step_ns is None else decimal(step_ns),
        utc_offset_ns=None if utc.offset_ns is None else decimal(utc.offset_ns),
        utc_uncertainty_us=utc.uncertainty_us,
    )
