"""How much work something is, by what does not depend on the machine: how often Python calls a function."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def calls_in(do: Callable[[], object]) -> int:
    """Functions that are called while something is done."""
    calls = 0

    def count(frame: FrameType, what: str, _: object) -> None:
        nonlocal calls
        calls += what == "call"

    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(None)
    return calls
