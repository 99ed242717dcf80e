"""A line that tells how far a long job is, on a terminal only.

It must not know the job.
"""

import sys
import threading
import time
from types import TracebackType
from typing import Self

_EVERY_S = 0.1
_WIDTH = 30


class ProgressBar:
    """Counts bytes from several threads and redraws one line of standard error; silent where that is no terminal."""

    def __init__(self, label: str, *, pieces: int = 1) -> None:
        """Show `label` and how much is done of each of the `pieces`."""
        self._label = label
        self._pieces = pieces
        self._piece = 0
        self._total = 1
        self._done = 0
        self._drawn = 0.0
        self._lock = threading.Lock()
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Use as a context that wipes the line at its end."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wipe the line."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def expect(self, total: int) -> None:
        """The next piece begins; it has `total` bytes."""
        with self._lock:
            self._piece += 1
            self._total = max(1, total)
            self._done = 0

    def advance(self, done: int) -> None:
        """Count `done` more bytes."""
        with self._lock:
            self._done += done
            now = time.monotonic()
            if not self._shown or now - self._drawn < _EVERY_S:
                return
            self._drawn = now
            share = min(1.0, self._done / self._total)
        bar = "#" * int(share * _WIDTH)
        label = self._label if self._pieces == 1 else f"{self._label} {self._piece} of {self._pieces}"
        text = f"\r\x1b[K{label} [{bar:<{_WIDTH}}] {share:4.0%}  {self._done / 1e6:.0f} MB"
        print(text, end="", file=sys.stderr, flush=True)
