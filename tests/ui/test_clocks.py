"""The clocks: which is read on the big clock, the ruler and the hand, in which zone, and what is remembered of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QMenu
from pytestqt.qtbot import QtBot

from app.chain import trust
from app.replay import dial as dials
from app.replay.dial import Offsets
from app.replay.face import Face
from app.replay.timeline import Timeline
from app.scene.zone import Zone
from app.ui.clock.choice import ClockChoice
from app.ui.clock.time_dialog import TimeDialog
from app.ui.clock.typed_time import typed_time
from app.ui.clock.view import ClockView
from app.ui.clock.zone_dialog import ZoneDialog
from app.ui.keys.keymap import keys_path
from app.ui.theme.theme import theme
from app.ui.theme.tokens import mixed
from app.ui.timeline.axis import TimeAxis
from app.ui.timeline.labels import visible_texts
from tests.adversary.attack import Scene
from tests.adversary.base import KeyRing
from tests.replay.test_dial import BACK, S, begun, made
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
LEFT = Qt.MouseButton.LeftButton
BERLIN = Zone.of("Europe/Berlin")


@pytest.fixture
def crossing(crossing: Seat) -> Seat:
    crossing.go(6.35)
    return crossing


def clock(here: Seat) -> tuple[str, str, str]:
    return here.desk.transport.clock.lines()


def hand(here: Seat) -> str:
    return here.desk.timeline.accessibleDescription().split("; ")[0]


def ruler(here: Seat) -> list[str]:
    bar = here.desk.timeline
    assert bar.axis is not None
    assert bar.content is not None
    dial = bar.content.dial
    return [dial.tick_text(t_ns, step) for t_ns, step in bar.axis.ticks(dial)]


def action(here: Seat, name: str) -> QAction:
    return here.window.actions_.action(name)


def test_clock_ruler_hand_and_hover_follow_the_choice(crossing: Seat) -> None:
    assert clock(crossing)[0] == "\u22121.300 s"
    assert "\u22121 s" in ruler(crossing)
    crossing.desk.clocks.choice.set_zone(BERLIN)
    crossing.do("clock_elapsed")
    assert clock(crossing)[:2] == ("6.350 s", "")
    assert clock(crossing)[2].startswith("T0 \u22121.300 s · 16:18:06.350 UTC")
    assert hand(crossing) == "6.350 s"
    assert ruler(crossing)[:3] == ["0 s", "1 s", "2 s"]
    crossing.do("clock_utc")
    assert clock(crossing)[:2] == ("16:18:06.350", "UTC")
    assert ruler(crossing)[:3] == ["16:18:00", "16:18:01", "16:18:02"]
    crossing.do("clock_local")
    assert clock(crossing) == ("18:18:06.350", "CEST (+02:00)", "T0 \u22121.300 s · 16:18:06.350 UTC")
    assert hand(crossing) == "18:18:06.350 CEST (+02:00)"
    assert ruler(crossing)[:2] == ["18:18:00", "18:18:01"]
    bar, popover = crossing.desk.timeline, crossing.desk.hover.popover
    assert bar.axis is not None
    at = QPoint(round(bar.axis.x(crossing.session.timeline.span[0] + 3_000_000_000)), 60)
    crossing.point(bar, at, lambda: popover.isVisible() and popover.peek is not None)
    assert popover.peek is not None
    assert popover.peek.time.startswith("18:18:0")
    assert popover.peek.time.endswith(" CEST (+02:00)")
    assert [action(crossing, f"clock_{face}").isChecked() for face in Face] == [False, False, False, True]
    # chosen once more it stays chosen
    crossing.do("clock_local")
    assert action(crossing, "clock_local").isChecked()


def grid(here: Seat) -> list[int]:
    """The columns of the first plot in which a faint line goes from top to bottom."""
    stack = here.desk.plots.stack
    _, rect = stack.places()[0]
    image = stack.grab().toImage()
    wanted = QColor(mixed(theme.tokens.line, theme.tokens.canvas, share=0.7)).rgb()
    rows = range(round(rect.top()) + 1, round(rect.bottom()) - 1)
    columns = range(round(rect.left()) + 1, round(rect.right()) - 1)
    return [x for x in columns if sum(image.pixel(x, y) == wanted for y in rows) > 0.6 * len(rows)]


def test_plots_have_their_grid_at_the_ticks_of_the_ruler(crossing: Seat) -> None:
    bar = crossing.desk.timeline
    found = []
    for name in ("clock_t0", "clock_elapsed", "clock_local"):
        crossing.do(name)
        assert bar.axis is not None
        assert bar.content is not None
        ticks = [round(bar.axis.x(t_ns)) for t_ns, _ in bar.axis.ticks(bar.content.dial)]
        found.append(grid(crossing))
        assert len(found[-1]) > 4
        assert set(found[-1]) <= set(ticks)
        assert len(found[-1]) >= len(ticks) - 3
    # T0 is no round time from the start
    assert found[0] != found[1]


def test_the_tooltip_of_the_clock_says_the_day(crossing: Seat) -> None:
    crossing.do("clock_local")
    crossing.desk.clocks.choice.set_zone(Zone.of("Asia/Tokyo"))
    lines = crossing.desk.transport.clock.toolTip().splitlines()
    assert lines[0] == "2026-10-24 01:18:06.350 JST (+09:00)"
    assert "2026-10-23 16:18:06.350 UTC" in lines


def test_a_log_that_goes_on_behind_midnight_says_the_day_with_every_time(themed: object, qtbot: QtBot) -> None:
    log = begun(BACK - 3 * 3600 * S - 300 * S, length_s=900)
    local, utc = made(log, Face.LOCAL), made(log, Face.UTC)
    assert (local.dated, utc.dated) == (True, False)
    view = ClockView()
    qtbot.addWidget(view)
    view.resize(600, 52)
    view.show_time(log.span[0], [local, utc])
    assert view.lines() == ("23:55:00.000", "CEST (+02:00)", "2026-10-24 · 21:55:00.000 UTC")
    view.show_time(log.span[1], [utc, local])
    assert view.lines()[2] == "2026-10-25 00:10:00.000 CEST (+02:00)"
    assert view.toolTip().startswith("2026-10-24 22:10:00.000 UTC\n2026-10-25 00:10:00.000 CEST")
    axis = TimeAxis.whole(*log.span, left=0, width=100)
    # a hundredth of it at each side
    assert visible_texts(local, axis)[0] == "2026-10-24 23:54:51.0 … 2026-10-25 00:10:09.0 CEST (+02:00)"
    assert visible_texts(utc, axis)[0] == "21:54:51.0 … 22:10:09.0 UTC"


def test_local_time_that_is_utc_is_told_once(crossing: Seat) -> None:
    crossing.do("clock_utc")
    for zone, again in (("Europe/London", True), ("UTC", False), ("Africa/Abidjan", False)):
        crossing.desk.clocks.choice.set_zone(Zone.of(zone))
        assert ("(+0" in crossing.desk.transport.clock.toolTip()) == again
    crossing.do("clock_local")
    assert "UTC" not in clock(crossing)[2]
    crossing.desk.clocks.choice.set_zone(BERLIN)
    assert "16:18:06.350 UTC" in clock(crossing)[2]


def test_t0_that_is_moved_moves_the_clock(crossing: Seat) -> None:
    crossing.do("set_t0")
    assert clock(crossing)[0] == "0.000 s"
    crossing.go(6.85)
    assert clock(crossing)[0] == "+0.500 s"
    assert "0 s" in ruler(crossing)


def test_utc_is_not_reckoned_again_for_another_t0(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    crossing.do("clock_local")
    known, reckoned = dials.wall_offsets, list[str]()

    def wall_offsets(timeline: Timeline, zone: Zone) -> Offsets | None:
        reckoned.append(zone.name)
        return known(timeline, zone)

    monkeypatch.setattr(dials, "wall_offsets", wall_offsets)
    for at in (3.0, 4.0):
        crossing.go(at)
        crossing.do("set_t0")
    assert crossing.session.state.t0_ns == crossing.session.state.asked_ns
    assert reckoned == []
    crossing.desk.clocks.choice.set_zone(Zone.of("+05:30"))
    assert reckoned == ["+05:30"]
    assert clock(crossing)[1] == "(+05:30)"


def test_a_click_on_the_clock_offers_all_of_them(crossing: Seat) -> None:
    view = crossing.desk.transport.clock
    QTest.mouseClick(view, LEFT, pos=QPoint(30, 20))
    crossing.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [entry.text() for entry in menu.actions()]
    assert texts == [
        "Clock from T0", "Clock from the start", "Clock in UTC", "Clock in local time", "Zone of local time",
    ]  # fmt: skip
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[2]).center())
    assert clock(crossing)[:2] == ("16:18:06.350", "UTC")


def test_clock_and_zone_are_remembered(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.desk.clocks.choice.set_zone(Zone.of("-03:30"))
        here.do("clock_local")
    assert json.loads(trust.default_path().with_name("clock.json").read_text()) == {
        "version": 1, "clock": "local", "zone": "-03:30",
    }  # fmt: skip
    with seat(qtbot) as here:
        here.open(SAMPLES / "cut-in.h5")
        here.do("go_start")
        here.settle()
        assert clock(here)[0] == "13:01:00.000"
        assert "(\u221203:30)" in (clock(here)[1], clock(here)[2].split(" · ")[0])


def test_a_log_without_utc_has_neither_utc_nor_local_time(qtbot: QtBot, tmp_path: Path) -> None:
    scene = Scene(tmp_path / "made", tmp_path / "work", KeyRing("no utc"))
    forgery = scene.forgery()
    for index in range(len(forgery.pieces)):
        forgery.edit(index, t_utc=-(2**63))
    forgery.recompute()
    forgery.write(tmp_path / "log.h5")
    with seat(qtbot) as here:
        here.open(tmp_path / "log.h5")
        for name, text in (("clock_utc", "Clock in UTC"), ("clock_local", "Clock in local time")):
            assert not action(here, name).isEnabled()
            assert action(here, name).text() == f"{text} (not in this log)"
            here.do(name)
        assert here.desk.clocks.dial.face in (Face.ELAPSED, Face.T0)
        assert "no UTC in this log" in clock(here)[2]
        assert here.desk.clocks.typed_zone is None
        # what was chosen before comes back with a log that has it
        here.desktop.open([SAMPLES / "crossing.h5"])
        here.wait(lambda: here.session.evidence.paths[0].name == "crossing.h5")
        here.settle()
        assert action(here, "clock_utc").isEnabled()
        assert action(here, "clock_utc").text() == "Clock in UTC"


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 9999, b'{"version": 2, "clock": null, "zone": ""}',
                                 b'{"version": 1, "clock": "moon", "zone": ""}',
                                 b'{"version": 1, "clock": null, "zone": "../x"}'])  # fmt: skip
def test_a_damaged_choice_is_said_and_not_used(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "clock.json"
    path.write_bytes(raw)
    choice = ClockChoice(path=path)
    assert str(path) in choice.problem
    assert (choice.face, choice.zone) == (None, Zone())
    choice.choose(Face.UTC)
    assert choice.problem == ""
    assert ClockChoice(path=path).face is Face.UTC


def test_a_damaged_choice_is_said_where_one_begins(qtbot: QtBot) -> None:
    keys_path().parent.mkdir(parents=True)
    damaged = keys_path().with_name("clock.json")
    damaged.write_text('{"version": 1, "clock": "moon", "zone": ""}')
    with seat(qtbot) as here:
        assert f"the clock chosen in {damaged} cannot be used" in here.window.start.message
    keys_path().write_text("{")
    with seat(qtbot) as here:
        # of several files each is said
        first, second = here.window.start.message.splitlines()
        assert str(keys_path()) in first
        assert str(damaged) in second


def test_a_choice_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    choice = ClockChoice(path=tmp_path / "file" / "clock.json")
    choice.choose(Face.UTC)
    assert choice.face is Face.UTC
    assert "cannot be kept" in choice.problem


def test_a_narrow_clock_leaves_out_whole_times_and_never_the_zone(crossing: Seat) -> None:
    crossing.desk.clocks.choice.set_zone(BERLIN)
    crossing.do("clock_local")
    view: ClockView = crossing.desk.transport.clock
    view.setFixedWidth(176)
    assert clock(crossing) == ("18:18:06.350", "", "CEST (+02:00) · T0 \u22121.300 s")
    assert "16:18:06.350 UTC" in view.toolTip()
    assert "6.350000000 s since the start" in view.toolTip()


def test_zones_are_found_by_part_of_their_name_and_offsets_typed(crossing: Seat, qtbot: QtBot) -> None:
    utc_ns = crossing.session.timeline.utc_ns(crossing.session.state.asked_ns)
    assert utc_ns is not None
    dialog = ZoneDialog(Zone(), utc_ns)
    qtbot.addWidget(dialog)
    given: list[Zone] = []
    dialog.zone_given.connect(given.append)
    dialog.show()
    ok = dialog.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Ok)

    def type_in(text: str) -> str:
        dialog.edit.selectAll()
        QTest.keyClicks(dialog.edit, text)
        return dialog.answer.text()

    assert type_in("new york") == "Local time: America/New_York, 12:18:06 EDT (\u221204:00)"
    assert type_in("+5:30") == "Local time: +05:30, 21:48:06 (+05:30)"
    assert "Europe/Berlin" in type_in("atlantis")
    assert not ok.isEnabled()
    assert "18 hours" in type_in("+29:00")
    assert not ok.isEnabled()
    type_in("berlin")
    assert ok.isEnabled()
    QTest.mouseClick(ok, LEFT)
    assert given == [BERLIN]


def test_the_zone_that_is_asked_for_is_the_one_shown(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(dialog: QDialog) -> int:
        assert isinstance(dialog, ZoneDialog)
        dialog.show()
        QTest.keyClicks(dialog.edit, "tokyo")
        QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
        return 0

    monkeypatch.setattr(QDialog, "exec", answer)
    crossing.do("clock_local")
    crossing.do("clock_zone")
    assert clock(crossing)[:2] == ("01:18:06.350", "JST (+09:00)")


def test_an_exact_local_time_is_typed_and_reached(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def answer(dialog: QDialog) -> int:
        assert isinstance(dialog, TimeDialog)
        dialog.show()
        said.append(dialog.answer.text())
        QTest.keyClicks(dialog.edit, "18:18:03.25")
        said.append(dialog.answer.text())
        QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
        return 0

    monkeypatch.setattr(QDialog, "exec", answer)
    crossing.do("go_to_time")
    assert "has no time zone" in said[1] or "no time" in said[1]
    crossing.desk.clocks.choice.set_zone(BERLIN)
    crossing.do("clock_local")
    crossing.do("go_to_time")
    assert said[2].endswith("Times of day are meant in Europe/Berlin CEST (+02:00)")
    assert said[3].endswith("16:18:03.250000 UTC, 18:18:03.250000 CEST (+02:00)")
    assert crossing.settle().t_ns == crossing.session.timeline.span[0] + 3_250_000_000


@pytest.mark.parametrize(
    ("typed", "name"),
    [("gmt+2", "+02:00"), ("utc +2", "+02:00"), ("UTC\u22122", "-02:00"), ("UTC-2", "-02:00"), ("this sys", "")],
)
def test_what_is_typed_as_an_offset_means_that_offset(qtbot: QtBot, typed: str, name: str) -> None:
    dialog = ZoneDialog(Zone(), 1_790_000_000 * 10**9)
    qtbot.addWidget(dialog)
    given: list[Zone] = []
    dialog.zone_given.connect(given.append)
    dialog.show()
    dialog.edit.insert(typed)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert given == [Zone(name)]


@pytest.mark.parametrize(
    "text", ["999999999999", "T0+999999999999", "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59Z"]
)
def test_a_time_off_the_calendar_is_refused_in_words_while_it_is_typed(crossing: Seat, text: str) -> None:
    crossing.desk.clocks.choice.set_zone(Zone.of("Asia/Tokyo"))
    crossing.do("clock_local")
    zone = crossing.desk.clocks.typed_zone
    found = [typed_time(text[:end], crossing.session, zone=zone) for end in range(1, len(text) + 1)]
    assert all(one.said for one in found)
    assert found[-1].t_ns is None
    assert "lies outside of all times that a log can have" in found[-1].said
