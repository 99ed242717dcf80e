"""Tests of the case do not wait for the medium, but those that ask to; children of tests always do."""

import pytest

from app.case import database


@pytest.fixture
def synced() -> None:
    """For a test that syncs as the program does."""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "synced" not in request.fixturenames:
        quick = [pragma for pragma in database._PRAGMAS if not pragma.startswith("synchronous")]
        monkeypatch.setattr(database, "_PRAGMAS", (*quick, "synchronous = OFF"))
