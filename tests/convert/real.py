"""Real recordings that may not be copied into the project: where they lie, if they do.

`INCIDENT_REPLAY_DATA` names a folder with them; without it the tests of their numbers are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_DATA = os.environ.get("INCIDENT_REPLAY_DATA")


def folder(name: str) -> Path:
    """The folder of a recording; skips the test if it is not there."""
    if not _DATA or not (Path(_DATA) / name).is_dir():
        pytest.skip(
            f"INCIDENT_REPLAY_DATA names no folder with {name}; its licence or size keeps it out of the project"
        )
    return Path(_DATA) / name
