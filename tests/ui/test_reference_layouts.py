"""Every layout in every theme, and in Japanese, looks as it did when somebody last looked at it.

Compared at half size with the pictures in `reference/`, as `test_reference_pictures` compares single views.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.gl.backend import FORCE
from app.ui.layouts.shipped import COMPARE_SENSORS, INVESTIGATE, STEP_DECISIONS
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import THEME_NAMES, ThemeName
from tests.ui.picture import unlike
from tests.ui.test_reference_pictures import AT_S, MOST, REFERENCE, rest
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
SIZE = QSize(960, 540)
LAYOUTS = {"investigate": INVESTIGATE, "step-decisions": STEP_DECISIONS, "compare-sensors": COMPARE_SENSORS}
SELECTED = "36"


@pytest.fixture
def here(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    monkeypatch.setenv(FORCE, "cpu")
    with seat(qtbot, 1920, 1080) as one:
        one.window.move(0, 0)
        # nothing lies under the mouse
        QCursor.setPos(one.window.screen().geometry().bottomRight() - QPoint(1, 1))
        one.open(SAMPLES / "crossing.h5")
        one.finish()
        one.go(AT_S)
        yield one


def seen(here: Seat, layout: str) -> QImage:
    """The desk: what stands around it tells the time of day."""
    here.window.layouts.choose(LAYOUTS[layout])
    desk = here.desk
    desk.selection.select(SELECTED)
    if layout == "investigate":
        # a page of the inspector, and the lines beneath the views
        here.do("part_text")
        desk.inspector.show_named("problems")
    rest(here)
    here.wait(lambda: here.session.reactions is not None and here.session.reactions.complete)
    here.wait(lambda: desk.object._life is not None and desk.object._life.complete)
    here.wait(lambda: desk.text.model.hits is None or desk.text.model.hits.lines.complete)
    here.wait(lambda: here.window.status.problems.toolTip() == "")
    rest(here)
    made = desk.grab().toImage().scaled(
        SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )  # fmt: skip
    if layout == "investigate":
        here.do("part_text")
    return made


def compared(here: Seat, layout: str, of: str, folder: Path) -> float:
    made = seen(here, layout)
    share = unlike(made, QImage(str(REFERENCE / f"layout-{layout}-{of}.jpg")))
    if share > MOST:
        made.save(str(folder / f"layout-{layout}-{of}.jpg"), quality=88)
    return share


@pytest.mark.parametrize("theme", THEME_NAMES)
def test_every_layout_looks_as_it_did(here: Seat, qapp: QApplication, theme: ThemeName, tmp_path: Path) -> None:
    apply_theme(qapp, theme, scale=1.0)
    found = {layout: compared(here, layout, theme, tmp_path) for layout in LAYOUTS}
    assert not {layout: share for layout, share in found.items() if share > MOST}, f"look at what is in {tmp_path}"


def test_every_layout_looks_as_it_did_in_japanese(here: Seat, tmp_path: Path) -> None:
    here.do("language_ja")
    QApplication.processEvents()
    here.window = here.desktop.window
    try:
        found = {layout: compared(here, layout, "ja", tmp_path) for layout in LAYOUTS}
    finally:
        here.do("language_en")
        QApplication.processEvents()
        here.window = here.desktop.window
    assert not {layout: share for layout, share in found.items() if share > MOST}, f"look at what is in {tmp_path}"
