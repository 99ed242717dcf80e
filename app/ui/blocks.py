"""How the C library keeps freed memory: pictures and sweeps come and go by megabytes, many times a second.

It must not know who uses memory. Only glibc is told; elsewhere nothing happens. Parameters: mallopt(3).
"""

import ctypes
import sys
from collections.abc import Callable

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
KEPT_BYTES = 16 << 20
"""So much that was freed stays at hand: every page that is given back and taken again is zeroed by the kernel, which
takes as long as decoding what is written to it.
"""
APART_BYTES = 7 << 20
"""What is larger has pages of its own and gives them back: decoded pictures, which the cache keeps for long, would
else leave holes that nothing else fits into.
"""
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


def _of_library(name: str) -> Callable[..., int] | None:
    """A function of the C library; None: this one has it not."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None
