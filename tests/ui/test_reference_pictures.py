"""Every view looks as it did when somebody last looked at it: compared with the pictures in `reference/`.

The tolerance leaves room for other hinting of letters and for JPEG. That it leaves none for what matters is tested,
too: an overlay that is a little off, another colour map, the frame before. A picture that differs is left beside the
reference's name in the folder that the failure names; if somebody looked at it and it is right, it takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.replay import stager
from app.scene.colour import ColourBy
from app.scene.overlay import DrawnLine, Overlay, overlay
from app.ui.desk.desk import Desk
from app.ui.gl.backend import FORCE
from app.ui.rendering import settled
from app.ui.theme.theme import apply_theme
from tests.ui.picture import unlike
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")

REFERENCE = Path(__file__).with_name("reference")
MOST = 0.002
"""The share of cells that may differ."""
AT_S = 7.0
"""The vehicle brakes, and what it will hit is in every view."""
SHIFT_PX = 3
VIEWS: dict[str, Callable[[Desk], QWidget]] = {
    "camera": lambda desk: desk.camera,
    "space": lambda desk: desk.space,
    "map": lambda desk: desk.map,
    "state": lambda desk: desk.state,
    "decision": lambda desk: desk.decision,
    "record": lambda desk: desk.record,
    "evidence": lambda desk: desk.evidence,
    "plots": lambda desk: desk.plots,
    "timeline": lambda desk: desk.timeline,
    "transport": lambda desk: desk.transport,
    "channels": lambda desk: desk.channels,
}


@pytest.fixture
def here(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    """The window as `render` makes it, at an instant with everything in it."""
    monkeypatch.setenv(FORCE, "cpu")
    with seat(qtbot, 1920, 1080) as one:
        one.window.move(0, 0)
        screen = one.window.screen().geometry()
        # nothing lies under the mouse
        QCursor.setPos(screen.bottomRight() - QPoint(1, 1))
        one.open(SAMPLES / "crossing.h5")
        one.go(AT_S)
        one.desk.channels.record_asked.emit("/vehicle/state")
        rest(one)
        yield one


def rest(here: Seat) -> None:
    here.settle()
    here.wait(lambda: here.session.idle and settled(here.desk))
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def seen(here: Seat, name: str) -> QImage:
    view = VIEWS[name](here.desk)
    if here.desk.inspector.stack.indexOf(view) >= 0:
        here.desk.inspector.show_page(view)
        rest(here)
    return view.grab().toImage()


def differs(here: Seat, name: str, of: str = "dark") -> float:
    return unlike(seen(here, name), QImage(str(REFERENCE / f"{name}-{of}.jpg")))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_view_looks_as_it_did(here: Seat, qapp: QApplication, theme: Any, tmp_path: Path) -> None:
    apply_theme(qapp, theme, scale=1.0)
    rest(here)
    wrong = {}
    for name in VIEWS:
        if (share := differs(here, name, theme)) > MOST:
            seen(here, name).save(str(tmp_path / f"{name}-{theme}.jpg"), quality=92)
            wrong[name] = share
    assert not wrong, f"look at what is in {tmp_path}"


def test_an_overlay_that_is_a_little_off_is_seen(here: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(lines: tuple[DrawnLine, ...]) -> tuple[DrawnLine, ...]:
        return tuple(replace(line, pieces=tuple(piece + SHIFT_PX for piece in line.pieces)) for line in lines)

    def shifted(*given: Any, **more: Any) -> Overlay:
        found = overlay(*given, **more)
        return replace(
            found, boxes=moved(found.boxes), paths=moved(found.paths), candidates=moved(found.candidates),
            lanes=moved(found.lanes),
        )  # fmt: skip

    monkeypatch.setattr(stager, "overlay", shifted)
    # the overlay of an instant is reckoned once
    here.go(AT_S + 1)
    here.go(AT_S)
    rest(here)
    assert differs(here, "camera") > 2 * MOST


@pytest.mark.parametrize("by", [ColourBy.INTENSITY, ColourBy.RANGE])
def test_another_colour_map_is_seen(here: Seat, by: ColourBy) -> None:
    space = here.desk.space.space
    space.set_look(replace(space.look, by=by))
    rest(here)
    assert differs(here, "space") > 2 * MOST


@pytest.mark.parametrize("name", ["camera", "space", "decision", "record", "state", "plots", "timeline", "transport"])
def test_the_frame_before_is_seen(here: Seat, name: str) -> None:
    here.do("step_back")
    rest(here)
    assert differs(here, name) > MOST
