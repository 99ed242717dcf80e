"""The decision ledger in the window: it follows the instant, leads to each cycle, and is filtered by typing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.scene.standing import Standing
from app.ui.layouts.shipped import COMPARE_SENSORS, INVESTIGATE, STEP_DECISIONS
from app.ui.theme.theme import apply_theme, theme
from app.ui.views.ledger import LedgerView
from app.ui.views.ledger_model import STANDING
from app.ui.views.ledger_words import COLUMNS
from app.ui.widgets.rows import AT_PLAYHEAD
from tests.replay.altering import altered
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as one:
        one.window.layouts.choose(STEP_DECISIONS)
        one.open(SAMPLES / "cut-in.h5")
        one.finish()
        yield one


def marked(view: LedgerView) -> list[int]:
    return [row for row in range(view.model.rowCount()) if view.model.index(row, 0).data(AT_PLAYHEAD)]


def test_it_follows_the_instant_in_both_modes(here: Seat) -> None:
    view = here.desk.ledger
    assert view.isVisible()
    assert view.model.counted == (118, 118)
    for mode in (Mode.CAPTURE, Mode.ARRIVAL):
        here.session.set_mode(mode)
        for at in (3.0, 8.3, 5.0):
            (sample,) = here.go(at).of_kind("decision")
            row = sample.lookup.row
            assert marked(view) == [row]
            assert view.table.currentIndex().row() == row
            assert view.table.visualRect(view.model.index(row or 0, 0)).intersects(view.table.viewport().rect())


def test_a_cycle_that_is_clicked_or_reached_by_key_is_gone_to(here: Seat) -> None:
    view = here.desk.ledger
    here.go(5.0)
    before = marked(view)[0]
    place = view.table.visualRect(view.model.index(before + 1, 2)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    here.settle()
    assert here.session.state.asked_ns == view.model.time_ns(before + 1)
    assert marked(view) == [before + 1]
    view.table.setFocus()
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    here.settle()
    assert marked(view) == [before + 2]


def test_nobody_is_led_anywhere_by_what_the_table_does_itself(here: Seat) -> None:
    view, asked = here.desk.ledger, list[object]()
    view.cycle_asked.connect(lambda *record: asked.append(record))
    here.go(8.3)
    view.filter.setText("manoeuvre = brake")
    view.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    here.go(5.0)
    here.session.set_mode(Mode.ARRIVAL)
    here.settle()
    # the present cycle is not among them, and Qt makes the first one current where none is
    view.filter.setText("cost > 5")
    here.go(5.0)
    view.table.setFocus()
    here.desk.timeline.setFocus()
    view.take_keys()
    view.filter.clear()
    assert asked == []


def test_what_is_typed_filters_and_what_is_no_filter_changes_nothing(here: Seat) -> None:
    view = here.desk.ledger
    width = view.width()
    view.filter.setText("manoeuvre = brake and cost > 3")
    shown = view.model.counted[0]
    assert 0 < shown < 118
    assert view._counted.text() == f"{shown} of 118 cycles"
    view.filter.setText("speed > 3")
    assert view.model.counted[0] == shown
    assert view._wrong.text().startswith("there is no column speed")
    assert view.filter.property("filter") == "broken"
    here.go(5.0)
    # more cycles were read meanwhile, and it is no filter yet
    view.show_ledger(replace(view.model.words.ledger), complete=True)
    assert view.model.counted[0] == shown
    assert view._wrong.text().startswith("there is no column speed")
    assert view.width() == width
    view.filter.clear()
    assert view.model.counted[0] == 118
    assert not view.filter.property("filter")


def test_columns_are_there_whole_or_not_at_all(here: Seat, qapp: QApplication) -> None:
    view = here.desk.ledger
    head = view.table.horizontalHeader()

    def fits(scale: float, size: tuple[int, int]) -> int:
        apply_theme(qapp, "dark", scale=scale)
        here.window.resize(*size)
        QApplication.processEvents()
        # the present cycle, in bold, is among those in sight
        here.go(8.9)
        shown = [one for one in range(view.model.columnCount()) if not head.isSectionHidden(one)]
        widths = {COLUMNS[one]: (view.table.columnWidth(one), view.table.sizeHintForColumn(one)) for one in shown}
        assert {name: both for name, both in widths.items() if both[0] < both[1]} == {}
        assert sum(view.table.columnWidth(one) for one in shown) <= view.table.viewport().width()
        assert {COLUMNS[one] for one in shown} >= {"time", "manoeuvre", "total", "second", "standing"}
        return len(shown)

    assert fits(1.0, (1920, 1080)) == len(COLUMNS)
    assert fits(1.0, (1366, 768)) < len(COLUMNS)
    assert fits(1.5, (1920, 1080)) < len(COLUMNS)
    assert fits(1.0, (1920, 1080)) == len(COLUMNS)


@pytest.mark.parametrize("name", [INVESTIGATE, COMPARE_SENSORS])
def test_where_it_is_asked_for_it_has_room_for_some_cycles(here: Seat, name: str) -> None:
    here.window.layouts.choose(name)
    assert not here.desk.ledger.isVisible()
    here.do("part_ledger")
    here.go(5.0)
    table = here.desk.ledger.table
    assert table.viewport().height() >= 3 * table.rowHeight(0)


def test_another_log_has_its_own_cycles(here: Seat) -> None:
    view = here.desk.ledger
    here.open(SAMPLES / "crossing.h5")
    here.wait(lambda: here.session.evidence.paths[0].name == "crossing.h5")
    here.finish()
    here.settle()
    assert view.model.counted == (104, 104)
    here.window.set_session(None)
    assert view.model.counted == (0, 0)


def test_the_cycles_that_answer_are_stepped_to_from_anywhere_and_marked_in_the_timeline(here: Seat) -> None:
    view = here.desk.ledger
    here.desk.timeline.setFocus()
    view.filter.setText("rejected = lane_change and cost > 3")
    kept = [view.model.time_ns(row) for row in range(view.model.rowCount())]
    assert 1 < len(kept) < 118
    content = here.desk.timeline.content
    assert content is not None
    assert content.hits is not None
    assert content.cycle_times[content.hits].tolist() == sorted(kept)
    here.do("go_start")
    reached = []
    for _ in kept:
        QTest.keyClick(here.desk.timeline, Qt.Key.Key_F3)
        here.settle()
        reached.append(here.session.state.asked_ns)
    assert reached == sorted(kept)
    QTest.keyClick(here.desk.timeline, Qt.Key.Key_F3)
    assert here.session.state.asked_ns == max(kept)
    QTest.keyClick(here.desk.timeline, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert here.session.state.asked_ns == sorted(kept)[-2]


def test_a_line_beneath_the_cells_of_the_timeline_says_which_cycles_answer(here: Seat) -> None:
    bar = here.desk.timeline

    def beneath() -> int:
        place = bar._places.row("decisions")
        assert place is not None
        picture = bar.grab().toImage()
        line = range(round(place.left()), round(place.right()))
        return sum(picture.pixelColor(x, round(place.bottom()) - 2) == QColor(theme.tokens.t1) for x in line)

    here.go(0.0)
    hand = beneath()
    here.desk.ledger.filter.setText("cost > 3")
    assert 20 < beneath() - hand < bar.width() / 2
    here.desk.ledger.filter.setText("cost > 1000")
    assert beneath() == hand
    here.desk.ledger.filter.clear()
    assert beneath() == hand


def test_the_keys_of_the_filter_lead_to_the_cycles_and_back(here: Seat) -> None:
    view = here.desk.ledger
    here.desk.timeline.setFocus()
    here.do("find")
    view.take_keys()
    assert view.table.hasFocus()
    here.do("find")
    assert view.filter.hasFocus()
    QTest.keyClicks(view.filter, "brake")
    QTest.keyClick(view.filter, Qt.Key.Key_Return)
    assert view.table.hasFocus()
    view.filter.setFocus()
    QTest.keyClick(view.filter, Qt.Key.Key_Escape)
    assert view.filter.text() == ""
    assert view.filter.hasFocus()
    QTest.keyClick(view.filter, Qt.Key.Key_Escape)
    assert view.table.hasFocus()


def test_what_is_sought_stays_sought_in_the_next_log(here: Seat) -> None:
    here.desk.ledger.filter.setText("brake")
    here.open(SAMPLES / "crossing.h5")
    here.wait(lambda: here.session.evidence.paths[0].name == "crossing.h5")
    assert here.session.showing.sought == here.desk.ledger.model.sought


def test_a_cycle_that_was_clicked_can_be_gone_back_to(here: Seat) -> None:
    view = here.desk.ledger
    view.filter.setText("cost > 5")
    here.go(0.0)
    place = view.table.visualRect(view.model.index(1, 2)).center()
    for _ in range(2):
        QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
        here.settle()
        assert here.session.state.asked_ns == view.model.time_ns(1)
        # one that is filtered out
        here.go(1.0)
        assert not view.table.currentIndex().isValid()


def test_a_record_is_gone_to_by_its_row_and_not_by_its_stamp_alone(here: Seat) -> None:
    channel = here.session.timeline.channels["/planner/decision"]
    times = channel.time_ns(Mode.CAPTURE)
    here.session.seek_record("/planner/decision", 41)
    assert here.session.state.pins == {"/planner/decision": 41}
    assert here.session.state.asked_ns == times[41]
    here.settle()
    assert here.desk.ledger.table.currentIndex().row() == 41


def test_a_record_that_fails_its_check_stands_in_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    with seat(qtbot, 1920, 1080) as one:
        one.window.layouts.choose(STEP_DECISIONS)
        one.open(altered(tmp_path / "altered.h5", 12, 60))
        one.wait(lambda: one.session.lanes.complete)
        view = one.desk.ledger
        assert view.model.counted == (104, 104)
        assert view.model.index(60, COLUMNS.index("manoeuvre")).data() == "cannot be read"
        assert view.model.index(60, COLUMNS.index("total")).data() == ""
        assert view.model.index(60, len(COLUMNS) - 1).data(STANDING) is Standing.BROKEN
        view.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
        assert view.model.index(103, COLUMNS.index("manoeuvre")).data() == "cannot be read"


def test_a_change_of_the_model_can_be_found(here: Seat) -> None:
    view, column = here.desk.ledger, COLUMNS.index("model")
    assert not view.table.isColumnHidden(column)
    cells = [str(view.model.index(row, column).data()) for row in range(view.model.rowCount())]
    (change,) = [row for row, said in enumerate(cells) if said.startswith("→")]
    assert (cells[change - 1], cells[change]) == ("4.1.2", "→ 4.2.0")
    view.filter.setText("model = 4.2.0")
    here.do("go_start")
    here.do("next_hit")
    (sample,) = here.settle().of_kind("decision")
    assert sample.lookup.row == change
    # where it is the same in all cycles there is no such column
    here.open(SAMPLES / "crossing.h5")
    here.wait(lambda: here.session.evidence.paths[0].name == "crossing.h5")
    here.finish()
    assert view.table.isColumnHidden(column)
