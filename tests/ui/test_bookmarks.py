"""Bookmarks on the timeline, and undo and redo of what was written in the case, as somebody does it at the window."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QInputDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from app.case.place import default_path
from app.case.store import CaseStore
from app.ui.theme.theme import theme
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
LEFT = Qt.MouseButton.LeftButton


def mark(here: Seat, seconds: float, text: str = "") -> None:
    before = len(here.desk.marks)
    here.go(seconds)
    here.window.bookmark_asked.emit(text)
    here.wait(lambda: len(here.desk.marks) == before + 1)


def box(here: Seat, number: int) -> QPoint:
    """Where the box of a bookmark is."""
    bar = here.desk.timeline
    return next(rect.center().toPoint() for one, rect in bar.marks() if one.number == number)


def selected(here: Seat) -> int | None:
    content = here.desk.timeline.content
    return None if content is None else content.selected_mark


def ledger(here: Seat) -> list[tuple[str, dict[str, object]]]:
    """All entries that tell of bookmarks and T0, read when the program has let go of the case."""
    path = default_path(here.session.evidence.genesis.drive)
    here.window.close()
    with CaseStore.open(path) as store:
        assert store.custody.verify().holds
        entries = [(one.action, json.loads(one.subject)) for one in store.custody.entries()]
    return [one for one in entries if one[0] in ("bookmark", "t0")]


def question(here: Seat) -> QInputDialog:
    """The one that is open."""
    here.wait(lambda: isinstance(QApplication.activeModalWidget(), QInputDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QInputDialog)
    return dialog


def type_into(dialog: QInputDialog, text: str) -> None:
    fields = [*dialog.findChildren(QLineEdit), *dialog.findChildren(QPlainTextEdit)]
    QTest.keyClicks(next(one for one in fields if one.isVisible()), text)


def confirm(dialog: QInputDialog) -> None:
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClick(field, Qt.Key.Key_Return)


def button(dialog: QInputDialog, text: str) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == text)


def menu_of(here: Seat, number: int) -> QMenu:
    """The menu that opens on a bookmark."""
    bar, at = here.desk.timeline, box(here, number)
    QTest.mouseMove(bar, at)
    bar.menu_asked.emit("bookmarks", bar.axis.time(at.x()) if bar.axis else None, bar.mapToGlobal(at))
    here.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(here: Seat, entry: QAction) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())


def open_other(here: Seat, name: str) -> None:
    here.desktop.open([SAMPLES / name])
    here.wait(lambda: here.session.evidence.paths[0].name == name)
    here.finish()


def text(here: Seat, action: str) -> str:
    return here.window.actions_.action(action).text()


def test_there_is_nothing_to_undo_at_first(crossing: Seat) -> None:
    for action, told in (("undo", "Undo"), ("redo", "Redo")):
        assert not crossing.window.actions_.action(action).isEnabled()
        assert text(crossing, action) == told


def test_a_bookmark_is_undone_and_made_again_by_keys_and_the_menu_says_what(crossing: Seat) -> None:
    mark(crossing, 6.35, "first returns")
    crossing.wait(lambda: text(crossing, "undo") == "Undo bookmark at T0 \u22121.300 s")
    picture = crossing.desk.camera.picture
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    crossing.wait(lambda: crossing.desk.marks == ())
    assert text(crossing, "redo") == "Redo bookmark at T0 \u22121.300 s"
    assert not crossing.window.actions_.action("undo").isEnabled()
    QTest.keyClick(picture, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    crossing.wait(lambda: [one.text for one in crossing.desk.marks] == ["first returns"])
    entries = [subject for action, subject in ledger(crossing) if action == "bookmark"]
    assert len(entries) == 3
    assert "undoes" in entries[1]
    assert "redoes" in entries[2]
    assert entries[1]["old"] == entries[0]["new"]


def test_t0_that_was_set_is_undone_and_the_proposed_one_is_not(crossing: Seat) -> None:
    proposed = crossing.session.state.t0_ns
    assert not crossing.window.actions_.action("undo").isEnabled()
    crossing.go(3.0)
    crossing.do("set_t0")
    crossing.wait(lambda: text(crossing, "undo") == "Undo T0")
    crossing.do("undo")
    crossing.wait(lambda: crossing.session.state.t0_ns == proposed)
    crossing.wait(crossing.window.actions_.action("redo").isEnabled)
    crossing.do("redo")
    crossing.wait(lambda: crossing.session.state.t0_ns == crossing.session.timeline.span[0] + 3_000_000_000)


def test_a_click_selects_a_bookmark_goes_there_and_shows_its_text(crossing: Seat) -> None:
    mark(crossing, 3.25, "first\nreturns")
    mark(crossing, 6.35)
    crossing.go(0.0)
    bar = crossing.desk.timeline
    QTest.mouseClick(bar, LEFT, pos=box(crossing, 1))
    assert crossing.settle().t_ns == crossing.session.timeline.span[0] + 3_250_000_000
    assert crossing.desk.bookmarks.current == crossing.desk.marks[0]
    assert selected(crossing) == crossing.desk.marks[0].id
    QTest.keyClick(bar, Qt.Key.Key_Delete)
    crossing.wait(lambda: len(crossing.desk.marks) == 1)
    assert selected(crossing) is None
    assert text(crossing, "undo") == "Undo deletion of the bookmark at T0 \u22124.400 s"
    # nothing is selected any more
    QTest.keyClick(bar, Qt.Key.Key_Delete)
    crossing.do("undo")
    crossing.wait(lambda: [one.text for one in crossing.desk.marks] == ["first\nreturns", ""])


def test_the_text_is_changed_by_double_click_and_menu(crossing: Seat) -> None:
    mark(crossing, 3.25, "old")
    bar = crossing.desk.timeline
    QTest.mouseDClick(bar, LEFT, pos=box(crossing, 1))
    dialog = question(crossing)
    assert dialog.textValue() == "old"
    field = dialog.findChild(QPlainTextEdit)
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    type_into(dialog, " & new")
    QTest.mouseClick(button(dialog, "OK"), LEFT)
    crossing.wait(lambda: crossing.desk.marks[0].text == "old & new")
    entries = menu_of(crossing, 1).actions()[:4]
    assert [one.text() for one in entries] == [
        "Show bookmark 1 as it was looked at", "Set T0 at bookmark 1", "Text of bookmark 1…", "Delete bookmark 1",
    ]  # fmt: skip
    choose(crossing, entries[3])
    crossing.wait(lambda: crossing.desk.marks == ())
    crossing.do("undo")
    crossing.wait(lambda: len(crossing.desk.marks) == 1)
    crossing.do("undo")
    crossing.wait(lambda: crossing.desk.marks[0].text == "old")


def test_a_bookmark_with_text_lies_where_it_was_asked_for_however_long_one_types(crossing: Seat, qtbot: QtBot) -> None:
    crossing.go(2.0)
    loop = crossing.session.state.asked_ns + 500_000_000, crossing.session.state.asked_ns + 4_000_000_000
    for looping in (False, True):
        crossing.session.player.set_loop(loop, crossing.session.now_ns(), looping=looping)
        crossing.go(2.6)
        crossing.do("play_pause")
        crossing.do("bookmark_with_text")
        asked = crossing.session.state.asked_ns
        dialog = question(crossing)
        type_into(dialog, "slow")
        qtbot.wait(700)
        assert crossing.session.state.asked_ns > asked + 400_000_000
        crossing.session.player.set_loop(None, crossing.session.now_ns(), looping=False)
        confirm(dialog)
        crossing.wait(lambda many=1 + looping: len(crossing.desk.marks) == many)  # type: ignore[misc]
        crossing.do("play_pause")
        made = max(crossing.desk.marks, key=lambda one: one.id)
        assert made.text == "slow"
        if looping:
            assert (made.start_ns, made.end_ns) == loop
        else:
            assert (abs(made.start_ns - asked) < 100_000_000, made.end_ns) == (True, None)


def test_no_text_goes_to_the_case_of_another_log(crossing: Seat, qtbot: QtBot) -> None:
    for number in range(3):
        mark(crossing, 1.0 + number, f"mine {number}")
    open_other(crossing, "cut-in.h5")
    for number in range(3):
        mark(crossing, 1.0 + number, f"other {number}")
    others = {one.id for one in crossing.desk.marks}
    open_other(crossing, "crossing.h5")
    crossing.wait(lambda: len(crossing.desk.marks) == 3)
    # the numbers of bookmarks are those of ledger entries: other cases have them, too
    alike = next(one for one in crossing.desk.marks if one.id in others)
    QTest.mouseDClick(crossing.desk.timeline, LEFT, pos=box(crossing, alike.number))
    dialog = question(crossing)
    type_into(dialog, "meant for crossing")
    open_other(crossing, "cut-in.h5")
    crossing.wait(lambda: len(crossing.desk.marks) == 3)
    # what was typed can still be copied, and nothing else
    assert dialog.textValue() == "meant for crossing"
    assert "Another log was opened" in dialog.labelText()
    assert [one.text().replace("&", "") for one in dialog.findChildren(QPushButton)] == ["Close"]
    QTest.mouseClick(button(dialog, "Close"), LEFT)
    crossing.wait(lambda: QApplication.activeModalWidget() is None)
    qtbot.wait(300)
    assert [one.text for one in crossing.desk.marks] == ["other 0", "other 1", "other 2"]


@pytest.mark.parametrize("typed", ["", "of crossing"])
def test_no_bookmark_goes_to_the_case_of_another_log(crossing: Seat, qtbot: QtBot, typed: str) -> None:
    crossing.go(2.0)
    crossing.do("bookmark_with_text")
    dialog = question(crossing)
    type_into(dialog, typed)
    open_other(crossing, "cut-in.h5")
    if typed:
        QTest.mouseClick(button(dialog, "Close"), LEFT)
    crossing.wait(lambda: QApplication.activeModalWidget() is None)
    qtbot.wait(300)
    assert crossing.desk.marks == ()


def test_the_menu_of_a_bookmark_goes_with_its_log(crossing: Seat) -> None:
    mark(crossing, 3.25, "mine")
    menu_of(crossing, 1)
    open_other(crossing, "cut-in.h5")
    assert QApplication.activePopupWidget() is None


def test_the_number_of_a_bookmark_is_painted_in_its_box(crossing: Seat) -> None:
    mark(crossing, 3.25)
    crossing.go(0.0)
    at = box(crossing, 1)
    image = crossing.desk.timeline.grab(QRect(at.x() - 6, at.y() - 6, 12, 12)).toImage()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert QColor(theme.tokens.acc).rgb() in colours
    assert len(colours) > 3


def test_in_a_small_window_bookmarks_stand_on_the_ruler(qtbot: QtBot) -> None:
    with seat(qtbot, 1366, 768) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        mark(here, 3.25, "here")
        here.go(0.0)
        at = box(here, 1)
        assert at.y() < 28
        assert here.desk.timeline.mark_at(QPointF(at)) == here.desk.marks[0].id
        QTest.mouseClick(here.desk.timeline, LEFT, pos=at)
        assert here.settle().t_ns == here.session.timeline.span[0] + 3_250_000_000


def test_nothing_of_the_log_before_can_be_undone(crossing: Seat) -> None:
    mark(crossing, 3.25)
    crossing.wait(crossing.window.actions_.action("undo").isEnabled)
    crossing.desktop.open([SAMPLES / "cut-in.h5"])
    crossing.wait(lambda: crossing.session.evidence.paths[0].name == "cut-in.h5")
    crossing.finish()
    assert not crossing.window.actions_.action("undo").isEnabled()
    assert text(crossing, "undo") == "Undo"
    assert crossing.desk.marks == ()


def test_what_would_be_undone_is_told_on_the_clock_that_is_read(crossing: Seat) -> None:
    mark(crossing, 2.0)
    crossing.wait(crossing.window.actions_.action("undo").isEnabled)
    before = text(crossing, "undo")
    crossing.do("clock_utc")
    assert text(crossing, "undo") != before
    assert crossing.desk.clocks.text(crossing.desk.marks[0].start_ns) in text(crossing, "undo")


def test_esc_lets_go_of_a_bookmark_and_delete_takes_none_that_is_out_of_sight(crossing: Seat, qtbot: QtBot) -> None:
    mark(crossing, 2.0)
    bar = crossing.desk.timeline
    QTest.mouseClick(bar, LEFT, pos=box(crossing, 1))
    crossing.settle()
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert (crossing.desk.bookmarks.current, selected(crossing)) == (None, None)
    QTest.keyClick(bar, Qt.Key.Key_Delete)
    QTest.mouseClick(bar, LEFT, pos=box(crossing, 1))
    crossing.settle()
    start = crossing.session.timeline.span[0]
    crossing.go(7.0)
    bar.show_stretch(start + 6_000_000_000, start + 8_000_000_000)
    QTest.keyClick(bar, Qt.Key.Key_Delete)
    assert "not in sight" in crossing.window.status.said.text()
    qtbot.wait(300)
    assert len(crossing.desk.marks) == 1
    crossing.do("previous_bookmark")
    crossing.settle()
    QTest.keyClick(bar, Qt.Key.Key_Delete)
    crossing.wait(lambda: crossing.desk.marks == ())


def test_keys_select_the_bookmark_that_they_lead_to_one_after_another(crossing: Seat) -> None:
    for seconds, words in ((1.0, "a"), (2.0, "b"), (2.0, "c"), (4.0, "d")):
        mark(crossing, seconds, words)
    crossing.go(0.0)
    bar, found = crossing.desk.timeline, list[str]()
    bar.setFocus()
    for key in (Qt.Key.Key_B,) * 5:
        QTest.keyClick(bar, key)
        crossing.settle()
        assert crossing.desk.bookmarks.current is not None
        found.append(crossing.desk.bookmarks.current.text)
        assert selected(crossing) == crossing.desk.bookmarks.current.id
        assert crossing.session.state.asked_ns == crossing.desk.bookmarks.current.start_ns
    assert found == ["a", "b", "c", "d", "d"]
    for expected in "cba":
        crossing.do("previous_bookmark")
        crossing.settle()
        now = crossing.desk.bookmarks.current
        assert now is not None
        assert now.text == expected
    QTest.keyClick(bar, Qt.Key.Key_Delete)
    crossing.wait(lambda: [one.text for one in crossing.desk.marks] == ["b", "c", "d"])


def test_a_range_is_shown_again_as_it_was_looked_at(crossing: Seat) -> None:
    crossing.window.layouts.choose("Compare sensors")
    cameras = crossing.desk.cameras
    span = crossing.session.timeline.span[0] + 2 * 10**9, crossing.session.timeline.span[0] + 4 * 10**9
    crossing.session.player.set_loop(span, crossing.session.now_ns(), looping=True)
    mark(crossing, 3.0, "range")
    crossing.session.player.set_loop(None, crossing.session.now_ns(), looping=False)
    crossing.window.layouts.choose("Investigate")
    crossing.desk.camera.channel_asked.emit(cameras[1])
    crossing.go(9.0)
    choose(crossing, menu_of(crossing, 1).actions()[0])
    assert crossing.settle().t_ns == span[0]
    assert crossing.window.layouts.name == "Compare sensors"
    assert crossing.desk.cameras == cameras
    assert (crossing.session.state.loop, crossing.session.state.looping) == (span, True)
