"""What tests of the window begin with: the theme as the program starts with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.theme.theme import apply_theme


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    apply_theme(qapp, "dark", scale=1.0)
    yield qapp
    apply_theme(qapp, "dark", scale=1.0)
