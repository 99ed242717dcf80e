"""When a checkpoint is due and when a segment is: sealed-log.md section 7.5, steps 6 and 9, on the scale of the log.

It must not know the present: every time is passed in, so equal records give equal checkpoints.
"""

from app.kinds.severity import Severity, triggers_burst
from app.record.plan import Plan


class CheckpointPolicy:
    """The rhythm of one drive. Used by one thread."""

    def __init__(self, plan: Plan, *, t_ns: int) -> None:
        self._interval_ns = plan.interval_ns
        self._burst_interval_ns = plan.burst_interval_ns
        self._burst_ns = plan.burst_ns
        self._segment_ns = plan.segment_ns
        self._begun_ns = self._last_ns = self._burst_until_ns = t_ns
        self._has_records = False

    def begun(self, t_ns: int) -> None:
        """A segment was begun, and signed for the first time, at `t_ns`."""
        self._begun_ns = self._last_ns = t_ns
        self._has_records = False

    def recorded(self) -> None:
        """The segment got a record that is not the writer's own."""
        self._has_records = True

    def signed(self, t_ns: int) -> None:
        """A checkpoint was made at `t_ns`."""
        self._last_ns = t_ns

    def event(self, severity: Severity, t_ns: int) -> None:
        """An EVENT was recorded at `t_ns`."""
        if triggers_burst(severity):
            self._burst_until_ns = t_ns + self._burst_ns

    def due_ns(self) -> int:
        """When the next checkpoint is due if records are waiting."""
        regular = self._last_ns + self._interval_ns
        if self._last_ns < self._burst_until_ns:
            return min(regular, self._last_ns + self._burst_interval_ns)
        return regular

    def is_over(self, t_ns: int) -> bool:
        """Whether the segment is old enough to be closed; an empty one never is."""
        return self._has_records and t_ns - self._begun_ns >= self._segment_ns
