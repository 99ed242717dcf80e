"""How long a call takes, for every benchmark."""

import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
