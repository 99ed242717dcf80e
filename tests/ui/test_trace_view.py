"""The waterfall in the window: it follows the decision, leads to each step, and to the slowest cycle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.replay.reactions import Reactions
from app.scene.standing import Standing
from app.scene.traced import Traced, Untraced
from app.ui.layouts.shipped import STEP_DECISIONS
from app.ui.theme.theme import apply_theme, theme
from app.ui.views.trace import TraceView
from app.ui.views.trace_bars import BAR
from app.ui.views.trace_rows import COLUMNS, method, waterfall_of
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
CHAIN = [
    "lidar.sweep", "perception.detect", "perception.track", "prediction", "planner.cycle", "control.command",
    "actuation.command",
]  # fmt: skip


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as one:
        one.window.layouts.choose(STEP_DECISIONS)
        one.open(SAMPLES / "cut-in.h5")
        one.finish()
        reactions(one)
        yield one


def reactions(here: Seat) -> Reactions:
    here.wait(lambda: here.session.reactions is not None and here.session.reactions.complete)
    assert here.session.reactions is not None
    return here.session.reactions


def names(view: TraceView) -> list[str]:
    return [str(view.model.index(row, 0).data()) for row in range(view.model.rowCount())]


def choose(view: TraceView, row: int) -> None:
    place = view.table.visualRect(view.model.index(row, BAR)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))


def test_it_has_the_steps_of_the_present_decision(here: Seat) -> None:
    view = here.desk.trace
    here.go(7.43)
    assert view.isVisible()
    assert names(view) == CHAIN
    waterfall = view.model.waterfall
    planner = waterfall.rows[4]
    assert planner.waited_ns > 0
    # what was waited and worked is the whole time
    parts = sum(one.waited_ns + sum(own.took_ns for own in one.own) for one in waterfall.rows)
    assert parts == waterfall.span[1] - waterfall.span[0]
    assert waterfall.took_ns == parts - (waterfall.capture_ns - waterfall.span[0])
    assert view._whole.text().startswith(f"Capture to actuation {round((waterfall.took_ns or 0) / 1e6)} ms")
    assert "n\u00a093)" in view._whole.text()


def test_in_knew_then_there_is_nothing_that_was_yet_to_come(here: Seat) -> None:
    view = here.desk.trace
    here.session.set_mode(Mode.ARRIVAL)
    here.go(7.46)
    assert names(view) == CHAIN[:5]
    assert "not known yet" in view._whole.text()
    assert "had not arrived yet" in view._notes.text()


def test_a_step_is_gone_to_and_its_trace_stays_while_one_looks_about_in_it(here: Seat) -> None:
    view = here.desk.trace
    here.go(7.43)
    trace = view.model.waterfall.traced
    for row in (1, 6, 0):
        choose(view, row)
        here.settle()
        assert here.session.state.asked_ns == view.model.waterfall.rows[row].step.end_ns
        assert view.model.waterfall.traced == trace
        assert names(view) == CHAIN
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    here.settle()
    assert here.session.state.asked_ns == view.model.waterfall.rows[1].step.end_ns
    assert view.model.waterfall.traced == trace
    # whoever goes elsewhere sees what is current there
    here.go(5.0)
    here.wait(lambda: view.model.waterfall.traced != trace)
    assert view.pinned is None
    assert names(view) == CHAIN


def test_the_focus_leads_nobody_anywhere(here: Seat) -> None:
    view, asked = here.desk.trace, list[object]()
    view.time_asked.connect(asked.append)
    for at in (7.43, 5.0):
        here.go(at)
        here.desk.timeline.setFocus()
        view.take_keys()
        assert view.table.hasFocus()
        QTest.keyClick(view.table, Qt.Key.Key_Tab)
    assert asked == []
    assert view.pinned is None


def test_what_is_hidden_is_not_shown(here: Seat) -> None:
    view = here.desk.trace
    here.go(7.43)
    here.session.showing.hide_channels(frozenset({"/trace/spans"}))
    here.go(7.5)
    assert not view.shows_body
    here.session.showing.hide_channels(frozenset())
    here.go(7.43)
    assert names(view) == CHAIN


def test_the_slowest_comes_first_and_then_the_next_slowest(here: Seat) -> None:
    view, found = here.desk.trace, reactions(here)
    slowest = found.slowest().tolist()
    took = dict(zip(found.rows.tolist(), found.took_ns.tolist(), strict=True))
    assert [took[row] for row in slowest] == sorted((one for one in took.values() if one == one), reverse=True)
    for row in slowest[:3]:
        QTest.mouseClick(view.slowest, Qt.MouseButton.LeftButton)
        (sample,) = here.settle().of_kind("decision")
        assert sample.lookup.row == row
        assert view.model.waterfall.took_ns == took[row]
    assert "slower" not in view._whole.text()
    view.show_reactions(replace(found, took_ns=found.took_ns / 2))
    assert ", slower than usual" in view._whole.text()
    view.show_reactions(found)
    here.go(5.0)
    QTest.mouseClick(view.slowest, Qt.MouseButton.LeftButton)
    (sample,) = here.settle().of_kind("decision")
    assert sample.lookup.row == slowest[0]


def test_a_step_that_took_longer_than_usual_has_a_sign_and_says_so(here: Seat) -> None:
    view = here.desk.trace
    here.go(7.43)
    usual = view.model.waterfall.rows[1].usual
    assert usual is not None
    found = reactions(here)
    steps = {**found.steps, "perception.detect": found.steps["perception.detect"] // 2}
    before = view.grab().toImage()
    view.show_reactions(replace(found, steps=steps))
    row = view.model.waterfall.rows[1]
    assert row.slow
    assert "Usually" in row.account()
    assert "/trace/spans: intact" in row.account()
    name = view.table.visualRect(view.model.index(1, 0))
    bar = view.table.visualRect(view.model.index(1, BAR))
    for place in (name, bar):
        at = view.table.viewport().mapTo(view, place.topLeft())
        part = place.translated(at - place.topLeft())
        assert before.copy(part) != view.grab().toImage().copy(part)


def test_of_too_few_cycles_nothing_is_called_usual(here: Seat) -> None:
    here.go(7.43)
    found = reactions(here)
    few = replace(
        found, took_ns=found.took_ns[:5], rows=found.rows[:5],
        steps={name: those[:5] for name, those in found.steps.items()},
    )  # fmt: skip
    moment = here.session.moment
    assert moment is not None
    assert isinstance(moment.traced, Traced)
    waterfall = waterfall_of(moment.traced, few)
    assert all(one.usual is None and not one.slow for one in waterfall.rows)
    assert "not defined" in waterfall.usual_text()


def test_several_cycles_on_one_capture_are_told(here: Seat) -> None:
    here.open(SAMPLES / "stalled-truck.h5")
    here.wait(lambda: here.session.evidence.paths[0].name == "stalled-truck.h5")
    here.finish()
    view, told = here.desk.trace, set[str]()
    for t in range(0, 100, 5):
        here.go(t / 10)
        told.add(view._notes.text())
    assert any("more cycles rest on the same capture" in one for one in told)
    assert "" in told


def test_all_of_it_can_be_read_at_any_size(here: Seat, qapp: QApplication) -> None:
    view = here.desk.trace
    for scale, size in ((1.0, (1920, 1080)), (1.0, (1366, 768)), (1.5, (1920, 1080))):
        apply_theme(qapp, "dark", scale=scale)
        here.window.resize(*size)
        QApplication.processEvents()
        here.go(7.43)
        shown = [one for one in range(len(COLUMNS)) if not view.table.isColumnHidden(one)]
        assert sum(view.table.columnWidth(one) for one in shown) <= view.table.viewport().width()
        assert view.table.columnWidth(BAR) >= theme.px(100)
        for one in shown:
            if COLUMNS[one] in ("waited", "usual", "took"):
                assert view.table.columnWidth(one) >= view.table.sizeHintForColumn(one)
        assert view.slowest.width() >= view.slowest.minimumSizeHint().width()


@pytest.mark.parametrize(
    ("traced", "says"),
    [
        (Untraced.NO_ID, "No trace id"),
        (Untraced.FAILED, "Not shown"),
        (Traced(trace="ab" * 16, channel="", row=0, span="", capture_ns=0, steps=()), "No spans in this trace"),
        (Traced(trace="ab" * 16, channel="", row=0, span="", capture_ns=0, steps=(), later=3), "Not known yet"),
        (Traced(trace="ab" * 16, channel="", row=0, span="", capture_ns=0, steps=(), unreadable=1), "No steps"),
    ],
)
def test_what_has_no_steps_says_why(here: Seat, traced: Traced | Untraced, says: str) -> None:
    moment = here.go(7.43)
    view = here.desk.trace
    view.show_moment(replace(moment, traced=traced))
    assert not view.shows_body
    assert view.empty.accessibleName().startswith(says)


def test_while_it_is_asked_for_it_says_that_it_is_read(here: Seat) -> None:
    moment = here.go(7.43)
    here.desk.trace.show_moment(replace(moment, traced=None))
    assert not here.desk.trace.shows_body
    assert "trace" in here.desk.trace.empty.accessibleName().lower()


def test_what_is_not_proven_is_said_with_the_sum(here: Seat) -> None:
    moment = here.go(7.43)
    assert isinstance(moment.traced, Traced)
    steps = tuple(replace(one, standing=Standing.AFTER_BREAK) for one in moment.traced.steps)
    waterfall = waterfall_of(replace(moment.traced, steps=steps), here.session.reactions)
    assert waterfall.whole().endswith("not proven: after the break")


def test_nothing_stays_of_a_log_that_is_gone(here: Seat) -> None:
    here.go(7.43)
    here.window.set_session(None)
    assert not here.desk.trace.shows_body
    assert here.desk.trace.model.rowCount() == 0


def test_its_method_stands_with_it() -> None:
    assert "Method, version 2" in method()
    assert "percentiles 5 to 95" in method()
