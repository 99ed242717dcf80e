"""When a checkpoint is due: the intervals of sealed-log.md section 7.5, step 6, on the scale of the log.

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
        self._last_ns = t_ns
        self._burst_until_ns = t_ns

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
