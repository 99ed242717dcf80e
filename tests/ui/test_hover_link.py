"""What is hovered in one view is marked in all, once a turn of the event loop, and nothing is done while nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.scene.placed import Reference
from app.scene.pointing import Pointed
from app.ui.desk.hover_link import HoverLink
from app.ui.gl.cpu_canvas import CpuCanvas
from tests.ui.windows import SAMPLES, Seat, seat

HERE = Pointed(source="/a", reference=Reference(time_ns=0, age_ns=0))


class Fake(QObject):
    hover_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.at: Pointed | None = None
        self.asked = 0
        self.told: list[Pointed | None] = []

    def pointed(self) -> Pointed | None:
        self.asked += 1
        return self.at

    def show_pointed(self, pointed: Pointed | None) -> None:
        self.told.append(pointed)

    def point(self, at: Pointed | None) -> None:
        self.at = at
        self.hover_changed.emit()


def test_many_moves_of_a_turn_are_one_and_a_leave_clears(qapp: QApplication) -> None:
    one, other = Fake(), Fake()
    link = HoverLink((one, other))
    for _ in range(20):
        one.point(HERE)
    assert one.asked == 0
    qapp.processEvents()
    assert (one.asked, other.asked) == (1, 0)
    assert one.told == other.told == [HERE]
    # over to the other view: that the first was left, told late, clears nothing
    other.point(HERE)
    qapp.processEvents()
    one.point(None)
    qapp.processEvents()
    assert other.told == [HERE, HERE]
    other.point(None)
    qapp.processEvents()
    assert one.told == other.told == [HERE, HERE, None]
    link.renew()
    other.point(None)
    qapp.processEvents()
    assert len(one.told) == 3


def test_nothing_is_asked_or_told_while_nothing_is_hovered(qapp: QApplication) -> None:
    one = Fake()
    link = HoverLink((one,))
    for _ in range(5):
        link.renew()
        qapp.processEvents()
    assert (one.asked, one.told) == (0, [])


@pytest.fixture
def crossing(
    qtbot: QtBot, themed: QApplication, own_home: None, own_data: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Seat]:
    monkeypatch.setenv("INCIDENT_REPLAY_3D", "cpu")
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(6.5)
        yield here


def test_a_pixel_shows_its_ray_and_a_point_its_pixel(crossing: Seat) -> None:
    desk = crossing.desk
    picture, canvas = desk.camera.picture, desk.space.space.canvas
    assert isinstance(canvas, CpuCanvas)
    overlay = desk.camera._overlay
    assert overlay is not None
    pixel = next(one for one in overlay.points if one.channel == "/lidar/top").pixels[100]
    assert picture.plate is not None
    x, y = picture._sight(picture.plate).to_widget()(pixel[None])[0].tolist()
    QTest.mouseMove(picture, QPoint(round(x), round(y)))
    crossing.wait(lambda: picture._pointed is not None)
    assert np.hypot(*np.subtract(picture._pointed[0], pixel)) < 6  # type: ignore[index]
    assert [len(part) for part in (canvas._over.lines, canvas._over.marks, canvas._over.labels)] == [1, 1, 1]
    # another moment: what is under the pointer now
    crossing.do("step_forward")
    crossing.settle()
    assert len(canvas._over.lines) == 1
    crossing.wait(lambda: canvas.ready)
    scene = desk.space.space.scene
    assert scene is not None
    points = next(one for one in scene.points if one.channel == "/lidar/top").xyz()
    where, depth = canvas.projection().project(points)
    shown = np.flatnonzero((depth > 1) & (np.abs(where - (canvas.width() / 2, canvas.height() / 2)) < 80).all(axis=1))
    overlay = desk.camera._overlay
    assert overlay is not None
    seen = set(next(one for one in overlay.points if one.channel == "/lidar/top").rows.tolist())
    row = next(row for row in shown.tolist() if row in seen)
    canvas.mapToGlobal(QPoint(0, 0))
    QTest.mouseMove(canvas, QPoint(*where[row].astype(int).tolist()))
    crossing.wait(lambda: picture._pointed is not None and len(canvas._over.lines) == 0)
    assert len(canvas._over.marks) == 1
    QTest.mouseMove(desk.timeline, QPoint(600, 40))
    crossing.wait(lambda: picture._pointed is None and not canvas._over.marks)
