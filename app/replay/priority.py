"""How much of the processors a thread gets beside the one that draws: on few of them, decoding would keep it from that.

It must not know what the threads do.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

DECODING, BACKGROUND = 7, 12
"""Niceness of what is waited for, and of what is not."""


def give_way(by: int) -> None:
    """Give the calling thread less of the processors than the program's first one has, as long as it lives.

    Only Linux has a priority for every thread (setpriority(2), "C library/kernel differences"): elsewhere nothing is
    changed.
    """
    if sys.platform != "linux":
        return
    # where a sandbox refuses that, it is as it was before
    with suppress(OSError):
        first = os.getpriority(os.PRIO_PROCESS, os.getpid())
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(first + by, 19))


class RightOfWay:
    """Whoever has it goes on without Python's lock being taken from it by threads on which nobody waits.

    A window is drawn by thousands of calls, and each gives the lock away: with two threads at work beside it, that
    takes fifty times as long as alone.
    """

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()
        self._depth = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have it, as often as one likes within each other. Only the one thread that draws may call this."""
        self._depth += 1
        self._free.clear()
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self._free.set()

    def let_pass(self) -> None:
        """To be called often, by threads on which nobody waits: wait as long as somebody has it, and not for ever."""
        if not self._free.is_set():
            self._free.wait(_LONGEST_S)


_LONGEST_S = 0.1
right_of_way = RightOfWay()
"""Of the one thread that draws."""
