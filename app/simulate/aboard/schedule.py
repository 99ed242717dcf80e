"""What is to happen when in the simulated vehicle: a queue of calls by time.

It must not know what is called. Calls at one time run in the order in which they were asked for.
"""

import heapq
from collections.abc import Callable
from itertools import count

Call = Callable[[int], None]


class Schedule:
    """Calls that are due at times on the scale of the log, in ns."""

    def __init__(self) -> None:
        self._queue: list[tuple[int, int, Call]] = []
        self._numbers = count()

    def at(self, t_ns: int, call: Call) -> None:
        """Let `call(t_ns)` happen at that time."""
        heapq.heappush(self._queue, (t_ns, next(self._numbers), call))

    def every(self, period_ns: int, call: Call, *, first_ns: int) -> None:
        """Let `call` happen again and again."""

        def again(t_ns: int) -> None:
            self.at(t_ns + period_ns, again)
            call(t_ns)

        self.at(first_ns, again)

    def next_ns(self) -> int:
        """When the next call is due; raises IndexError if there is none."""
        return self._queue[0][0]

    def run_next(self) -> None:
        """Run the next call."""
        t_ns, _, call = heapq.heappop(self._queue)
        call(t_ns)
