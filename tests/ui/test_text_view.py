"""The text lines in the window: they follow the instant, lead to each line, and are filtered by words and level."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.scene.standing import Standing
from app.ui.views.text import TextView
from app.ui.views.text_model import COLUMNS
from tests.cli.say import Say
from tests.replay.altering import altered
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")

_LOG = 19
"""The channel of text of the sample."""


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as one:
        one.open(SAMPLES / "crossing.h5")
        one.do("part_text")
        read(one)
        yield one


def read(here: Seat) -> TextView:
    """Wait until all lines were looked through as they are asked for."""
    view = here.desk.text

    def done() -> bool:
        hits = view.model.hits
        asked = hits is not None and (hits.filter.words, hits.filter.level) == (
            view.filter.text(),
            view.level.currentData(),
        )
        return (
            asked
            and hits is not None
            and hits.lines.complete
            and hits.complete
            and hits.mode is here.session.state.mode
        )

    here.wait(done)
    return view


def said(view: TextView) -> list[str]:
    return [view.model.cell(row, COLUMNS.index("message")).text for row in range(view.model.rowCount())]


def marked(view: TextView) -> list[int]:
    return [row for row in range(view.model.rowCount()) if view.model.cell(row, 0).present]


def test_it_follows_the_instant_in_both_modes(here: Seat) -> None:
    view = here.desk.text
    channel = here.session.timeline.channels["/log"]
    assert view.model.rowCount() == len(channel) == 16
    for mode in (Mode.CAPTURE, Mode.ARRIVAL):
        here.session.set_mode(mode)
        for at in (1.0, 7.2, 9.9):
            moment = here.go(at)
            read(here)
            row = int((channel.time_ns(mode) <= moment.t_ns).sum()) - 1
            assert marked(view) == [row]
            assert view.table.currentIndex().row() == row
            assert [view.model.cell(one, 0).later for one in range(16)] == [one > row for one in range(16)]


def test_a_line_that_is_clicked_or_reached_by_key_is_gone_to_and_stands_in_the_inspector(here: Seat) -> None:
    view = here.desk.text
    here.go(1.0)
    view.table.setFocus()
    place = view.table.visualRect(view.model.index(4, 3)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    channel = here.session.timeline.channels["/log"]
    assert here.settle().t_ns == channel.time_ns(Mode.CAPTURE)[4]
    assert here.desk.inspector.page == "record"
    fields = here.desk.record.tree

    def values() -> list[str]:
        items = (fields.topLevelItem(at) for at in range(fields.topLevelItemCount()))
        return [item.text(1) for item in items if item is not None]

    here.wait(lambda: "emergency_manoeuvre end" in values())

    def reached(row: int) -> bool:
        return marked(view) == [row]

    # several lines were written in one instant: each of them is gone to for itself
    for row in range(4, 15):
        assert marked(view) == [row]
        assert view.table.currentIndex().row() == row
        assert here.settle().t_ns == channel.time_ns(Mode.CAPTURE)[row]
        QTest.keyClick(view.table, Qt.Key.Key_Down)
        here.wait(partial(reached, row + 1))


def test_it_is_filtered_by_words_and_level_and_counts_what_is_left(here: Seat) -> None:
    view = here.desk.text
    view.open_filter()
    QTest.keyClicks(view.filter, "emergency begin")
    read(here)
    assert said(view)
    assert all("emergency" in one and "begin" in one for one in said(view))
    assert view.filter.property("filter") == "ok"
    few = len(said(view))
    assert view._counted.text() == f"{few} of 16 lines"
    view.level.setCurrentIndex(3)
    read(here)
    assert len(said(view)) < few
    view.look_for("no such word")
    read(here)
    assert not said(view)
    assert view.filter.property("filter") == "warn"
    QTest.keyClick(view.filter, Qt.Key.Key_Escape)
    read(here)
    assert len(said(view)) == 16


def test_the_menu_of_a_line_leads_to_all_lines_of_its_trace(here: Seat) -> None:
    view = here.desk.text
    lines = view.model.hits
    assert lines is not None
    place = view.table.visualRect(view.model.index(2, 3)).center()
    view.table.customContextMenuRequested.emit(place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = menu.actions()
    assert [one.isEnabled() for one in actions if not one.isSeparator()] == [True, True, True]
    actions[-1].trigger()
    assert said(view)[2] in QApplication.clipboard().text()
    trace = lines.lines.fact(view.model.line(2), "trace")
    told = lines.lines
    actions[0].trigger()
    menu.close()
    read(here)
    assert {told.fact(view.model.line(row), "trace") for row in range(view.model.rowCount())} == {trace}
    assert view.model.rowCount() >= 2


def test_what_is_hidden_says_so(here: Seat) -> None:
    view = here.desk.text
    here.session.showing.hide_channels(frozenset({"/log"}))
    assert view.empty.isVisible()
    here.session.showing.hide_channels(frozenset())
    read(here)
    assert not view.empty.isVisible()
    assert view.model.rowCount() == 16


def test_nothing_is_read_before_somebody_looks(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        assert here.desk.text.model.hits is None
        here.do("part_text")
        read(here)
        assert here.desk.text.model.rowCount() == 16


def test_a_line_that_fails_its_check_keeps_its_place(qtbot: QtBot, tmp_path: Path) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(altered(tmp_path / "altered.h5", _LOG, 5))
        here.do("part_text")
        view = read(here)
        assert view.model.rowCount() == 16
        assert said(view)[5] == "cannot be read"
        assert view.model.hits is not None
        assert np.flatnonzero(~view.model.hits.lines.cells["readable"]).tolist() == [5]


def test_lines_that_were_withheld_keep_their_places(qtbot: QtBot, say: Say, tmp_path: Path) -> None:
    made = tmp_path / "excerpt.h5"
    say("excerpt", SAMPLES / "crossing.h5", "--from", 0, "--to", 9, "--without", "/log", "-o", made)
    with seat(qtbot) as here:
        here.open(made)
        here.do("part_text")
        view = read(here)
        assert set(said(view)) == {"cannot be read"}
        assert {view.model.cell(row, COLUMNS.index("standing")).standing for row in range(len(said(view)))} == {
            Standing.MISSING
        }


def test_a_log_without_text_says_so(qtbot: QtBot, say: Say, tmp_path: Path) -> None:
    trace, made = tmp_path / "drive.json", tmp_path / "log.h5"
    trace.write_text(
        "".join(f'{{"name": "vehicle_speed", "value": {at}, "timestamp": {1.4e9 + at / 10}}}\n' for at in range(20))
    )
    assert say("convert", trace, "-o", made)[0] in (0, 3)
    with seat(qtbot) as here:
        here.open(made)
        here.do("part_text")
        assert "No text in this log" in here.desk.text.empty.accessibleName()
        assert not here.desk.text.shows_body


def test_a_wheel_over_it_and_a_click_beside_all_lines_lead_nowhere(here: Seat) -> None:
    view = here.desk.text
    before = here.go(1.0).t_ns
    view.look_for("activation")
    read(here)
    QTest.mouseClick(
        view.table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(40, view.table.viewport().height() - 3),
    )
    assert here.settle().t_ns == before
