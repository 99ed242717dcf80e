"""What holds for every intake that a test of a converter makes: it took no more room than was said beforehand.

Must not know any format.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.convert import intake
from app.convert.intake_plan import estimated_bytes, payload_bytes

_UNEXPLAINED_BYTES = 1 << 20
"""Of the room that is asked for whatever the source is, so much may be used; the rest is for very long lists."""
_FIXED_BYTES = 8 << 20


@pytest.fixture(autouse=True)
def no_more_than_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is sealed is measured before it is packed."""
    seal, finish = intake.seal, intake._finish
    used: list[int] = []

    def measured(path: Path) -> None:
        used.append(512 * path.stat().st_blocks)
        finish(path)

    def watched(recording: Any, folder: Path, *, progress: Any, **named: Any) -> intake.Sealed:
        used.clear()
        known, most, payload, taken = recording.rest is None, estimated_bytes(recording), payload_bytes(recording), 0

        def counted(size: int) -> None:
            nonlocal taken
            taken += size
            progress(size)

        sealed = seal(recording, folder, progress=counted, **named)
        if known:
            assert taken <= payload
            assert sum(used) <= most - _FIXED_BYTES + _UNEXPLAINED_BYTES
        return sealed

    monkeypatch.setattr(intake, "_finish", measured)
    monkeypatch.setattr(intake, "seal", watched)
