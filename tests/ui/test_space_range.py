"""Between which numbers colours run: as usual, as the points have it, or as somebody sets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.scene.colour import ColourBy, Range, fitting_range, usual_range
from app.scene.placed import PlacedPoints
from app.scene.placing import placed
from app.ui.desk.range_box import RangeBox
from app.ui.desk.space_pane import SpacePane
from app.ui.gl.backend import FORCE
from app.ui.layouts.layout import ColourRange, LayoutError, SpaceLook, read, written
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from tests.scene.moments import cloud, moment, sample
from tests.scene.test_placing import ROOF
from tests.ui.layout_hands import captured
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seat]:
    monkeypatch.setenv(FORCE, "cpu")
    with seat(qtbot, 1920, 1080) as one:
        one.open(SAMPLES / "crossing.h5")
        one.go(7.0)
        yield one


def sweep(count: int) -> tuple[PlacedPoints, ...]:
    """Points 5 to 6 m away, from the ground up to 3 m, of rings 0 to 15."""
    points = [(5 + place / count, 0.0, 3 * place / count - 2) for place in range(count)]
    return placed(moment(sample("cloud", cloud(*points), entry=ROOF))).points


def box_of(pane: SpacePane) -> RangeBox:
    box = pane.findChild(RangeBox)
    assert isinstance(box, RangeBox)
    return box


def opened_box(here: Seat) -> RangeBox:
    """By a click on the legend."""
    strip = here.desk.space.space.strip
    QApplication.processEvents()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.legend_rect.center().toPoint())
    box = box_of(here.desk.space)
    here.wait(box.isVisible)
    return box


@pytest.mark.parametrize(("rings", "high"), [(16, 15), (4, 7), (17, 23), (64, 63), (128, 127), (256, 255)])
def test_rings_run_to_the_last_one_that_there_is(rings: int, high: int) -> None:
    (one,) = sweep(300)
    one.points.table.rows["ring"] = np.arange(300) % rings
    assert usual_range([one], ColourBy.RING) == Range(0, high)


def test_a_range_that_fits_shows_all_but_a_few() -> None:
    points = sweep(1_000)
    height = fitting_range(points, ColourBy.HEIGHT)
    assert height is not None
    # what is ground is grey, and counts for nothing
    assert 0.1 <= height.low <= 0.2
    assert 2.9 <= height.high <= 3.0
    assert fitting_range(points, ColourBy.RING) == Range(0, 15)
    # of very many an even share says the same
    assert fitting_range(sweep(450_000), ColourBy.HEIGHT) == height
    assert fitting_range(points, ColourBy.CLASS) is None
    assert fitting_range((), ColourBy.RANGE) is None
    (one,) = points
    still = replace(one, points=cloud((5.0, 0.0, 0.0)))
    assert fitting_range([still], ColourBy.RING) == Range(0, 1)


def test_the_range_is_set_beside_the_legend_and_the_numbers_follow(crossing: Seat) -> None:
    pane = crossing.desk.space
    strip, before = pane.space.strip, pane.space.canvas.grab().toImage()
    box = opened_box(crossing)
    assert (box.low.text(), box.high.text()) == ("0.0 m", "5.0 m")
    assert not box.usual.isEnabled()
    box.low.setFocus()
    box.low.selectAll()
    QTest.keyClicks(box.low, "-1.5")
    QTest.keyClick(box.low, Qt.Key.Key_Return)
    assert box.low.text() == "\u22121.5 m"
    assert (strip.facts.low, strip.facts.high) == ("\u22121.5", "5 m")
    assert pane.space.canvas.grab().toImage() != before
    QTest.mouseClick(box.fit, Qt.MouseButton.LeftButton)
    assert pane.space.over == pane.space.fitting()
    assert strip.facts.high == "2.8 m"
    QTest.mouseClick(box.usual, Qt.MouseButton.LeftButton)
    assert (strip.facts.low, strip.facts.high) == ("0", "5 m")
    # neither end goes beyond the other
    box.low.setValue(70)
    assert box.low.value() < box.high.value()
    assert pane.space.over == Range(4.9, 5)


def test_every_way_to_colour_has_a_range_of_its_own_but_classes(crossing: Seat) -> None:
    pane = crossing.desk.space
    pane.tools.choose_colour("RANGE")
    pane.tools.range_entry.trigger()
    box = box_of(pane)
    assert box.isVisible()
    box.high.setValue(25)
    assert pane.space.strip.facts.high == "25 m"
    pane.tools.choose_colour("RING")
    assert pane.space.strip.facts.high == "23"
    pane.tools.choose_colour("RANGE")
    assert pane.space.strip.facts.high == "25 m"
    pane.tools.choose_colour("CLASS")
    assert not pane.tools.range_entry.isEnabled()
    assert pane.space.strip.facts.high == ""


def test_a_layout_remembers_ranges_and_older_ones_have_none(crossing: Seat) -> None:
    pane = crossing.desk.space
    with_changed: list[None] = []
    pane.look_changed.connect(lambda: with_changed.append(None))
    opened_box(crossing).high.setValue(3)
    assert with_changed
    layout = captured(crossing)
    assert layout.space.ranges == (ColourRange(of="height", low=0, high=3),)
    assert read(written(layout)) == layout
    old = json.loads(written(SHIPPED[INVESTIGATE]))
    del old["space"]["ranges"]
    assert read(json.dumps(old).encode()).space == SpaceLook()
    pane.tools.set_look(SpaceLook())
    assert pane.space.over == Range(0, 5)
    pane.tools.set_look(layout.space)
    assert pane.space.over == Range(0, 3)


@pytest.mark.parametrize("ends", [(5, 5), (6, 5), (0, 1e400)])
def test_a_range_that_is_none_is_refused(ends: tuple[float, float]) -> None:
    document = json.loads(written(SHIPPED[INVESTIGATE]))
    document["space"]["ranges"] = [{"of": "height", "low": ends[0], "high": ends[1]}]
    with pytest.raises(LayoutError):
        read(json.dumps(document).encode())
