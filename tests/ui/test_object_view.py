"""The biography of the selected object in the window: it follows selection and instant, and leads to each turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.scene.life import Life
from app.ui.layouts.shipped import STEP_DECISIONS
from app.ui.theme.theme import apply_theme, theme
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.lanes import lanes_for
from app.ui.timeline.object_lane import paint_object, say_object
from app.ui.views.object import ObjectView
from app.ui.widgets.rows import AT_PLAYHEAD
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
PERSON = "36"
"""Of `crossing`: who is hit."""


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as one:
        one.window.layouts.choose(STEP_DECISIONS)
        one.open(SAMPLES / "crossing.h5")
        one.finish()
        yield one


def chosen(here: Seat, track: str) -> Life:
    here.desk.selection.select(track)
    view = here.desk.object
    here.wait(lambda: view._life is not None and view._life.complete)
    assert view._life is not None
    return view._life


def told(view: ObjectView) -> list[str]:
    return [str(view.model.index(row, 1).data()) for row in range(view.model.rowCount())]


def test_it_tells_the_life_of_the_object_that_is_selected_anywhere(here: Seat) -> None:
    view = here.desk.object
    here.go(7.0)
    assert (view.isVisible(), view.shows_body) == (True, False)
    # by key, in a view
    here.desk.space.take_keys()
    here.do("next_object")
    assert view.track is not None
    here.wait(lambda: view._life is not None and view._life.complete)
    life = chosen(here, PERSON)
    assert view.isVisible()
    rows = told(view)
    assert rows[0] == "First reported: Unknown"
    assert "Pedestrian → Bicycle" in rows
    assert sum(" → " in row for row in rows) == (life.likeliest[1:] != life.likeliest[:-1]).sum()
    assert any(row.startswith("Decided: ") for row in rows)
    assert any(row.startswith("Nearest: 3.0 m") for row in rows)
    # what happened last is in sight
    assert view.table.visualRect(view.model.index(view.model.present, 0)).intersects(view.table.viewport().rect())
    here.do("clear_selection")
    assert not view.shows_body
    assert not view.track
    # and the same one again
    chosen(here, PERSON)
    assert told(view) == rows


def test_a_turn_that_is_clicked_or_reached_by_key_is_gone_to(here: Seat) -> None:
    view = here.desk.object
    here.go(3.0)
    chosen(here, PERSON)
    row = told(view).index("Vehicle → Pedestrian")
    view.table.scrollTo(view.model.index(row, 0))
    place = view.table.visualRect(view.model.index(row, 1)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    here.settle()
    assert here.session.state.asked_ns == view.model.rows[row].t_ns
    assert [at for at in range(view.model.rowCount()) if view.model.index(at, 0).data(AT_PLAYHEAD)] == [row]
    assert view.header._sample.startswith("Pedestrian")
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    here.settle()
    assert here.session.state.asked_ns == view.model.rows[row + 1].t_ns


def test_in_knew_then_it_has_only_what_was_known(here: Seat) -> None:
    view = here.desk.object
    life = chosen(here, PERSON)
    here.session.set_mode(Mode.ARRIVAL)
    first = int(life.cells["arrival_ns"][0])
    here.session.seek(first - 1_000_000)
    here.settle()
    assert told(view) == []
    assert view.header._sample == "not reported yet"
    here.session.seek(first)
    here.settle()
    assert told(view) == ["First reported: Unknown", "Nearest: 48.8 m"]
    # the nearest by then, and no last one
    here.session.seek(int(life.cells["arrival_ns"][5]))
    here.settle()
    nearest = min(float(one) for one in life.cells["distance"][:6])
    assert f"Nearest: {nearest:.1f} m" in told(view)
    here.do("go_end")
    here.settle()
    assert len(told(view)) > 10
    assert not any(row.startswith("Last") for row in told(view))


def test_the_charts_show_its_classes_and_lead_to_a_time(here: Seat) -> None:
    view = here.desk.object
    here.go(3.0)
    life = chosen(here, PERSON)
    charts = view.charts
    picture = charts.grab().toImage()
    strip = next(iter(charts._strips(charts._inside())))
    seen = {
        picture.pixelColor(x, round(strip.center().y())).name()
        for x in range(round(strip.left()), round(strip.right()))
    }
    tokens = theme.tokens
    assert {QColor(one).name() for one in (tokens.ped_fill, tokens.bic_fill, tokens.veh_fill, tokens.unk)} <= seen
    QTest.mouseClick(charts, Qt.MouseButton.LeftButton, pos=QPointF(strip.center()).toPoint())
    here.settle()
    times = life.cells["capture_ns"]
    assert times[0] < here.session.state.asked_ns < times[-1]


def test_it_can_be_read_at_any_size_and_in_every_theme(here: Seat, qapp: QApplication) -> None:
    view = here.desk.object
    here.go(6.53)
    chosen(here, PERSON)
    for name, scale, size in (
        ("dark", 1.0, (1920, 1080)), ("light", 1.0, (1366, 768)), ("contrast", 1.5, (1920, 1080)),
    ):  # fmt: skip
        apply_theme(qapp, name, scale=scale)  # type: ignore[arg-type]
        here.window.resize(*size)
        QApplication.processEvents()
        here.go(6.53)
        assert view.table.columnWidth(0) >= view.table.sizeHintForColumn(0)
        assert view.table.viewport().height() >= 2 * view.table.rowHeight(0)
        strips = list(view.charts._strips(view.charts._inside()))
        assert len(strips) >= (2 if scale == 1.0 else 1)
        assert min(strip.height() for strip in strips) >= theme.px(16)


def test_an_object_that_no_record_has_says_so(here: Seat) -> None:
    here.go(3.0)
    assert len(chosen(here, "nobody")) == 0
    assert not here.desk.object.shows_body
    assert told(here.desk.object) == []


def test_another_log_has_other_objects(here: Seat) -> None:
    chosen(here, PERSON)
    here.open(SAMPLES / "cut-in.h5")
    here.wait(lambda: here.session.evidence.paths[0].name == "cut-in.h5")
    here.settle()
    assert here.desk.object.track is None
    assert here.desk.object.model.rowCount() == 0


def test_the_timeline_has_a_lane_of_it(here: Seat) -> None:
    bar = here.desk.timeline
    here.go(0.0)
    place = bar._places.row("object")
    assert place is not None
    assert bar.content is not None
    assert say_object(bar.content, bar.content.span[0]) == "none selected"

    def colours() -> set[str]:
        picture = bar.grab().toImage()
        line = range(round(place.left()), round(place.right()))
        return {picture.pixelColor(x, round(place.center().y())).name() for x in line}

    before = colours()
    life = chosen(here, PERSON)
    tokens = theme.tokens
    wanted = {QColor(one).name() for one in (tokens.ped_fill, tokens.bic_fill, tokens.veh_fill, tokens.unk)}
    assert wanted <= colours() - before
    content = bar.content
    assert content is not None
    for at in range(0, len(life), 7):
        name = life.class_at(at)
        assert name is not None
        assert say_object(content, int(life.cells["capture_ns"][at])).startswith(name.capitalize())
    assert say_object(content, int(life.cells["capture_ns"][0]) - 1) == "not reported"
    assert f"Object {PERSON}" in [lane.title for lane in lanes_for(content, compact=False)]
    assert "object" not in [lane.id for lane in lanes_for(content, compact=True)]
    here.do("clear_selection")
    assert colours() == before


def test_of_a_hidden_channel_nothing_is_told(here: Seat) -> None:
    view = here.desk.object
    here.go(6.5)
    chosen(here, PERSON)
    here.session.showing.hide_channels(frozenset({"/perception/objects"}))
    here.go(6.6)
    assert not view.shows_body
    assert told(view) == []
    content = here.desk.timeline.content
    assert content is not None
    assert content.life is None
    assert "object" not in [lane.id for lane in lanes_for(content, compact=False)]
    here.session.showing.hide_channels(frozenset())
    here.wait(lambda: view._life is not None and view._life.complete)
    here.go(6.5)
    assert len(told(view)) > 10


def test_a_long_stretch_behind_a_short_one_is_painted(here: Seat) -> None:
    bar = here.desk.timeline
    life = chosen(here, PERSON)
    here.go(0.0)
    content = bar.content
    assert content is not None
    # of one class for long, but for its first record
    likeliest = np.where(np.arange(len(life)) == 0, 0, 1).astype(np.int32)
    found = replace(life, likeliest=likeliest, classes=("unknown", "car"))
    picture = QImage(400, 22, QImage.Format.Format_RGB32)
    picture.fill(0)
    axis = TimeAxis.whole(int(life.cells["capture_ns"][0]), content.span[1] + 10**11, left=0, width=400)
    narrow = axis.over(int(life.cells["capture_ns"][0]) - 10**10, int(life.cells["capture_ns"][-1]) + 10**11)
    with QPainter(picture) as painter:
        paint_object(painter, narrow, QRectF(0, 0, 400, 22), replace(content, life=found))
    wide = narrow.x(int(life.cells["capture_ns"][-1])) - narrow.x(int(life.cells["capture_ns"][0]))
    filled = sum(picture.pixelColor(x, 3) == QColor(theme.tokens.veh_fill) for x in range(400))
    assert abs(filled - wide) <= 2


def test_the_inspector_tells_of_it_where_no_other_part_does_and_goes_back(qtbot: QtBot) -> None:
    with seat(qtbot, 1366, 768) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.go(6.9)
        desk = here.desk

        def page() -> str:
            return desk.inspector.page

        desk.inspector.show_named("evidence")
        desk.selection.select("36")
        assert page() == "object"
        here.wait(lambda: "predicted: wait 0.90, cross 0.10" in desk.selected._facts.text())
        desk.selection.select("31")
        here.do("clear_selection")
        assert page() == "evidence"
        desk.selection.select("36")
        desk.inspector.show_named("record")
        here.do("clear_selection")
        # somebody has chosen that page
        assert page() == "record"
        here.window.layouts.choose(STEP_DECISIONS)
        desk.selection.select("36")
        assert desk.object.isVisible()
        assert page() != "object"


def test_all_pages_of_the_inspector_have_their_tabs_in_sight(qtbot: QtBot) -> None:
    for width, height in ((1366, 768), (1920, 1080)):
        with seat(qtbot, width, height) as here:
            here.open(SAMPLES / "crossing.h5")
            tabs = here.desk.inspector.tabs
            assert tabs.tabRect(tabs.count() - 1).right() <= tabs.width()
