"""How the C library keeps freed memory: pictures and sweeps come and go by megabytes, many times a second.

It must not know who uses memory. Only glibc is told; elsewhere nothing happens. Parameters: mallopt(3).
"""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
KEPT_BYTES = 16 << 20
"""So much that was freed stays at hand: every page that is given back and taken again is zeroed by the kernel, which
takes as long as decoding what is written to it.
"""
APART_BYTES = 7 << 20
"""What is larger has pages of its own and gives them back: decoded pictures, which the cache keeps for long, would
else leave holes that nothing else fits into.
"""
STEP_BYTES = 64 << 20
"""What is in use stays: to look for freed memory again takes 10 ms in vain, until as much more is held."""
ARENAS = 2
"""Each thread would have one, with freed memory in it that no other thread can use."""


def keep_blocks() -> bool:
    """To be called once, before the window is there; whether the C library knows of it."""
    mallopt = _of_library("mallopt")
    if mallopt is None:
        return False
    asked = ((_M_TRIM_THRESHOLD, KEPT_BYTES), (_M_MMAP_THRESHOLD, APART_BYTES), (_M_ARENA_MAX, ARENAS))
    return all(mallopt(parameter, value) == 1 for parameter, value in asked)


def give_back() -> None:
    """Give what was freed back to the system, from between what is in use, too: when much was freed for good."""
    trim = _of_library("malloc_trim")
    if trim is not None:
        trim(0)


class Allowance:
    """What the process may hold: where it comes to hold more, what was freed is given back."""

    def __init__(self, most_bytes: int) -> None:
        self._most = self._next = most_bytes

    def look(self) -> None:
        """To be called often: it costs nothing as long as all is well."""
        held = resident_bytes()
        if held > self._next:
            give_back()
            held = resident_bytes()
            self._next = held + STEP_BYTES
        self._next = max(self._most, min(self._next, held + STEP_BYTES))


def resident_bytes() -> int:
    """Memory that the process has by now; 0: the system does not say."""
    if not sys.platform.startswith("linux"):
        return 0
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _of_library(name: str) -> Callable[..., int] | None:
    """A function of the C library; None: this one has it not."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None
