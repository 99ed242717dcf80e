"""The time scale of an open log for times that are typed: from the steps of its UTC, which are known already.

It must not know texts. `Log` says the same from its records alone, and reads all of them for it.
"""

import numpy as np

from app.replay.timeline import Timeline


class Scale:
    """Of one timeline."""

    def __init__(self, timeline: Timeline) -> None:
        """Of this log."""
        first, last = timeline.span
        self.span = first, last + 1
        """First arrival, and the first nanosecond behind the last."""
        from_ns, self._offset_ns = timeline.utc_steps
        self._utc_ns = from_ns + self._offset_ns

    def utc_offset_ns(self, utc_ns: int) -> int | None:
        """UTC minus the log's time around an instant of UTC; None: the log knows no UTC."""
        if not len(self._utc_ns):
            return None
        # UTC may jump back: the last time that it was so counts
        before = np.flatnonzero(self._utc_ns <= utc_ns)
        return int(self._offset_ns[before[-1] if len(before) else 0])
