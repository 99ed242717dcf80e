"""The problems of a log in the window: counted at the bottom, listed by how grave they are, each led to by a click."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.replay.problems import Trouble
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import THEME_NAMES
from app.ui.views.problems import GRAVITY, ProblemsView
from tests.analysis.driving_log import TEXT, Line, of, recorded
from tests.replay.altering import altered
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


def looked_through(here: Seat) -> ProblemsView:
    view = here.desk.problems
    here.finish()
    here.wait(lambda: here.window.status.problems.toolTip() == "" and here.window.status.problems.text() != "")
    return view


@pytest.fixture
def stalled(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "stalled-truck.h5")
        looked_through(here)
        yield here


def texts(view: ProblemsView) -> list[str]:
    return [str(view.model.index(row, 0).data()) for row in range(view.model.rowCount())]


def test_the_bottom_of_the_window_says_how_many_and_how_grave_and_leads_to_them(stalled: Seat) -> None:
    button, view = stalled.window.status.problems, stalled.desk.problems
    assert button.isVisible()
    assert button.text() == f"{len(view.model.problems)} problems"
    assert view.worst == "warning"
    assert not view.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.isVisible()
    assert texts(view)[0] == f"Warnings · {sum(one.severity == 'warning' for one in view.model.problems)}"
    assert "Worth a look · 1" in texts(view)


def test_a_click_leads_to_each_and_heads_lead_nowhere(stalled: Seat) -> None:
    view = stalled.desk.problems
    stalled.do("problems")
    before = stalled.go(1.0).t_ns
    head = view.table.visualRect(view.model.index(0, 0)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, head)
    assert stalled.settle().t_ns == before
    rows = [row for row in range(view.model.rowCount()) if view.model.problem(row) is not None]
    for row in rows[:12]:
        problem = view.model.problem(row)
        assert problem is not None
        assert view.model.index(row, 0).data(GRAVITY) == problem.severity
        view.table.scrollTo(view.model.index(row, 0))
        place = view.table.visualRect(view.model.index(row, 0)).center()
        QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        if problem.t_ns is not None:
            assert stalled.settle().t_ns == problem.t_ns


def test_the_gap_of_a_channel_brings_its_records_before_the_reader(stalled: Seat) -> None:
    view = stalled.desk.problems
    stalled.do("problems")
    row = next(
        row for row in range(view.model.rowCount())
        if (one := view.model.problem(row)) is not None and one.trouble is Trouble.GAP and one.channel == "/prediction"
    )  # fmt: skip
    view.table.row_chosen.emit(row)
    stalled.settle()
    stalled.desk.inspector.show_named("record")
    assert stalled.desk.record.channel == "/prediction"


def test_what_is_hidden_takes_no_problem_out(stalled: Seat) -> None:
    before = texts(stalled.desk.problems)
    stalled.session.showing.hide_channels(frozenset({"/camera/front", "/camera/rear", "/perception/objects"}))
    stalled.session.showing.hide_kinds(frozenset({"sensor_dropout", "clock"}))
    assert texts(stalled.desk.problems) == before


def test_a_broken_record_is_critical_and_said_in_every_theme(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    with seat(qtbot, 1366, 768) as here:
        here.open(altered(tmp_path / "altered.h5"))
        view = looked_through(here)
        assert view.worst == "critical"
        for name in THEME_NAMES:
            apply_theme(qapp, name)
            assert not here.window.status.problems.icon().isNull()
        here.do("problems")
        assert texts(view)[:2] == ["Critical · 1", "camera/front: a record's payload was altered"]


def test_a_record_that_cannot_be_decoded_is_gone_to(qtbot: QtBot, tmp_path: Path) -> None:
    def change(lines: list[Line]) -> None:
        of(lines, TEXT)[0].raw = b'{"message": 3}'

    (path,) = recorded(tmp_path, change)
    with seat(qtbot) as here:
        here.open(path)
        view = looked_through(here)
        (row,) = (row for row in range(view.model.rowCount()) if texts(view)[row].startswith("log: cannot be decoded"))
        here.do("problems")
        view.table.row_chosen.emit(row)
        here.settle()
        assert here.desk.record.channel == "/log"


def test_a_log_without_any_says_so_and_none_is_left_of_the_log_before(qtbot: QtBot, tmp_path: Path) -> None:
    (path,) = recorded(tmp_path)
    with seat(qtbot) as here:
        here.open(SAMPLES / "stalled-truck.h5")
        looked_through(here)
        here.open(path)
        view = looked_through(here)
        # nobody trusts its key, which is one
        assert [one.code for one in view.model.problems] == ["UNTRUSTED_DEVICE_KEY"]
        assert here.window.status.problems.text() == "1 problem"
        here.window.set_session(None)
        assert not here.window.status.problems.isVisible()
        assert not view.model.problems
