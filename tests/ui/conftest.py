"""What tests of the window begin with: the theme as the program starts with it, and no case but their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.garbage import collect_here
from app.ui.theme.theme import apply_theme


@pytest.fixture(autouse=True, scope="session")
def collected_here(qapp: QApplication) -> None:
    """As in the program: no widget dies on the thread of a loader."""
    collect_here(qapp)


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    apply_theme(qapp, "dark", scale=1.0)
    yield qapp
    apply_theme(qapp, "dark", scale=1.0)


@pytest.fixture
def own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test writes into the cases of who runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
