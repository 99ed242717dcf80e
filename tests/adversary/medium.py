"""A medium that fails where a test says so.

Must not know how reads are made beyond the one function that fails.
"""

from collections.abc import Callable

import pytest

from app.log import positioned

Break = Callable[[int, int], None]
"""Makes the device fail for the bytes `[first, first + size)`, and for those only."""


def breaker(monkeypatch: pytest.MonkeyPatch) -> Break:
    """What makes the device fail until the test is over."""

    def breaks(first: int, size: int) -> None:
        real = positioned.read_into

        def read_into(fd: int, target: memoryview, offset: int) -> int:
            if offset < first + size and offset + len(target) > first:
                raise OSError(5, "Input/output error")
            return real(fd, target, offset)

        monkeypatch.setattr(positioned, "read_into", read_into)

    return breaks
