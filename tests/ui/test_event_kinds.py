"""Which kinds of events are shown: the list, its keys and ticks; lanes, keys, hover and menu follow one choice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.replay.event_kinds import EventKind, kinds_of
from app.ui.theme.theme import apply_theme
from app.ui.timeline.event_kinds_list import EventKindsList
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        yield here


def rows(found: EventKindsList) -> list[tuple[str, ...]]:
    tree = found.tree
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return [(item.text(0), item.text(1), item.text(2)) for item in items if item is not None and not item.isHidden()]


def click(found: EventKindsList, text: str) -> None:
    (item,) = found.tree.findItems(text, Qt.MatchFlag.MatchExactly)
    QTest.mouseClick(found.tree.viewport(), LEFT, pos=found.tree.visualItemRect(item).center())


def said(here: Seat) -> str:
    """What the lane's label says."""
    words = dict(part.split(": ") for part in here.desk.timeline.accessibleDescription().split("; ")[1:])
    return words["Events"]


def drawn(here: Seat) -> list[str]:
    content = here.desk.timeline.content
    assert content is not None
    return [one.kind for one in content.events]


def open_menu(here: Seat, kind: str) -> QMenu:
    """The context menu at the glyph of the first event of that kind."""
    bar = here.desk.timeline
    cell = bar.cell("events")
    assert bar.axis is not None
    assert cell is not None
    event = next(one for one in here.session.lanes.events if one.kind == kind)
    at = QPoint(round(bar.axis.x(event.start_ns)), round(cell.center().y()))
    bar.menu_asked.emit("events", bar.axis.time(at.x()), bar.mapToGlobal(at))
    here.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    (entry,) = [one for one in menu.actions() if one.text() == text]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())


def test_the_list_has_every_kind_in_the_order_of_its_first_event_with_count_and_key(crossing: Seat) -> None:
    tools = crossing.desk.events
    assert tools.button.isVisible()
    QTest.mouseClick(tools.button, LEFT)
    crossing.wait(tools.list.isVisible)
    found = rows(tools.list)
    happened = [one for one in crossing.session.lanes.events if one.phase != "end"]
    order = list(dict.fromkeys(one.kind for one in happened))
    assert [name for name, _, _ in found] == [kind.replace("_", " ").capitalize() for kind in order]
    assert [int(number) for _, number, _ in found] == [[one.kind for one in happened].count(kind) for kind in order]
    assert [key for _, _, key in found] == [f"Alt+{number}" for number in range(1, len(order) + 1)]
    assert said(crossing) == str(len(happened))


def test_what_is_not_ticked_is_not_drawn_nor_stepped_to_and_the_label_says_so(crossing: Seat) -> None:
    tools = crossing.desk.events
    every = len(drawn(crossing))
    QTest.mouseClick(tools.button, LEFT)
    QTest.mouseClick(tools.list.none, LEFT)
    assert drawn(crossing) == []
    assert said(crossing) == f"0 of {every}"
    before = crossing.session.state.asked_ns
    crossing.do("next_event")
    assert crossing.session.state.asked_ns == before
    click(tools.list, "Collision")
    click(tools.list, "Near miss")
    assert drawn(crossing) == ["near_miss", "collision"]
    assert said(crossing) == f"2 of {every}"
    assert tools.button.isChecked()
    tools.list.hide()
    crossing.go(0.0)
    kinds = []
    for _ in range(2):
        crossing.do("next_event")
        t_ns = crossing.settle().t_ns
        kinds.append({one.kind for one in crossing.session.lanes.events if one.start_ns == t_ns})
    assert "near_miss" in kinds[0]
    assert "collision" in kinds[1]
    # the key names its kind, ticked or not
    crossing.go(0.0)
    crossing.do("next_event_1")
    first = crossing.session.lanes.events[0]
    assert crossing.settle().t_ns == first.start_ns
    assert first.kind == "activation"
    tools.choose()
    QTest.mouseClick(tools.list.all, LEFT)
    assert len(drawn(crossing)) == every
    assert said(crossing) == str(every)
    assert not tools.button.isChecked()


def test_events_of_one_instant_are_each_stepped_to_whatever_else_is_hidden(crossing: Seat) -> None:
    shown = sorted(crossing.session.lanes.happened, key=lambda one: one.start_ns)[1:]
    instants = [one.start_ns for one in shown]
    assert len(set(instants)) < len(instants)
    crossing.session.showing.hide_kinds(frozenset({"activation"}))
    contact = next(at for at, one in enumerate(shown) if one.kind == "collision")
    assert instants.count(instants[contact]) > 1
    number = [kind.kind for kind in kinds_of(crossing.session.lanes.events)].index("collision") + 1
    crossing.go(0.0)
    crossing.do(f"next_event_{number}")
    ahead = [crossing.settle().t_ns]
    while ahead[-1] != instants[-1] or len(ahead) < len(instants) - contact:
        crossing.do("next_event")
        ahead.append(crossing.settle().t_ns)
        assert len(ahead) <= len(instants)
    assert ahead == instants[contact:]
    crossing.do("next_event")
    assert crossing.settle().t_ns == instants[-1]
    crossing.go(0.0)
    crossing.do("next_event")
    steps = [crossing.settle().t_ns]
    for _ in instants[1:]:
        crossing.do("next_event")
        steps.append(crossing.settle().t_ns)
    # every glyph of the lane, and no end of an event, which has none
    assert steps == instants
    back = []
    for _ in instants[1:]:
        crossing.do("previous_event")
        back.append(crossing.settle().t_ns)
    assert back == instants[-2::-1]


def test_a_place_in_one_list_means_nothing_in_another(crossing: Seat) -> None:
    contact = next(one for one in crossing.session.lanes.events if one.kind == "collision")
    crossing.session.seek(contact.start_ns)
    for _ in range(2):
        crossing.do("bookmark_now")
    crossing.wait(lambda: len(crossing.desk.marks) == 2)
    crossing.go(0.0)
    # on the second bookmark of the instant, which is no second event
    for action in ("next_bookmark", "next_bookmark"):
        crossing.do(action)
        crossing.settle()
    assert crossing.session.state.pins == {"\0bookmarks": crossing.desk.marks[1].id}
    crossing.do("previous_bookmark")
    assert crossing.session.state.pins == {"\0bookmarks": crossing.desk.marks[0].id}
    crossing.do("previous_event")
    assert crossing.settle().t_ns == contact.start_ns
    assert crossing.session.state.pins == {"\0events": contact.number}


def test_the_hover_names_only_what_is_drawn(crossing: Seat) -> None:
    bar = crossing.desk.timeline
    assert bar.axis is not None
    contact = next(one for one in crossing.session.lanes.events if one.kind == "collision")
    popover = crossing.desk.hover.popover
    crossing.session.showing.hide_kinds(frozenset(one.kind for one in crossing.session.lanes.events))
    at = QPoint(round(bar.axis.x(contact.start_ns)), 60)
    crossing.point(bar, at, lambda: popover.isVisible() and popover.peek is not None)
    assert popover.peek is not None
    assert popover.peek.event is None


def test_the_menu_of_the_lane_shows_one_kind_alone_or_hides_it(crossing: Seat) -> None:
    every = drawn(crossing)
    choose(open_menu(crossing, "override"), "Only Override")
    assert set(drawn(crossing)) == {"override"}
    choose(open_menu(crossing, "activation"), "Show all events")
    assert drawn(crossing) == every
    # of several under one glyph the gravest is meant
    choose(open_menu(crossing, "near_miss"), "Hide Collision")
    assert drawn(crossing) == [kind for kind in every if kind != "collision"]
    choose(open_menu(crossing, "activation"), "Show no events")
    assert drawn(crossing) == []


def test_another_log_begins_with_all_kinds(crossing: Seat) -> None:
    crossing.session.showing.hide_kinds(frozenset({"collision"}))
    crossing.desktop.open([SAMPLES / "cut-in.h5"])
    crossing.wait(lambda: crossing.session.evidence.paths[0].name == "cut-in.h5")
    crossing.finish()
    assert said(crossing) == str(len(drawn(crossing)))
    assert not crossing.desk.events.button.isChecked()
    assert next(kind.kind for kind in kinds_of(crossing.session.lanes.events)) == "activation"


def test_a_thousand_hostile_kinds_are_listed_filtered_and_ticked_by_keys(qtbot: QtBot) -> None:
    found = EventKindsList()
    qtbot.addWidget(found)
    hostile = ["<b>bold</b>", "line\nbreak", "\u202eturned", "&amp", "x" * 5000, "a%1"]
    kinds = [EventKind(name, 1, "notice") for name in (*hostile, *(f"kind {n}" for n in range(994)))]
    asked: list[frozenset[str]] = []
    found.hidden_changed.connect(asked.append)
    found.show_kinds(kinds, frozenset(), ["Alt+1"])
    found.open_at(QPoint(100, 900))
    qtbot.waitUntil(found.isVisible)
    names = [name for name, _, _ in rows(found)]
    assert len(names) == 1000
    assert names[:4] == ["<b>bold</b>", "Line\ufffdbreak", "\ufffdturned", "&amp"]
    assert found.screen().availableGeometry().contains(found.geometry())
    assert found.told.text() == "1\u202f000 of 1\u202f000 events shown"
    QTest.keyClick(found.tree, Qt.Key.Key_Down)
    QTest.keyClick(found.tree, Qt.Key.Key_Space)
    assert asked.pop() == {"line\nbreak"}
    QTest.keyClicks(found.filter, "kind 99")
    assert [name for name, _, _ in rows(found)] == ["Kind 99", *(f"Kind 99{n}" for n in range(4))]
    QTest.mouseClick(found.none, LEFT)
    assert asked.pop() == {"kind 99", "kind 990", "kind 991", "kind 992", "kind 993"}


def test_what_is_looked_for_stays_while_kinds_are_found_and_the_theme_changes(qtbot: QtBot, qapp: QApplication) -> None:
    found = EventKindsList()
    qtbot.addWidget(found)
    asked: list[frozenset[str]] = []
    found.hidden_changed.connect(asked.append)
    kinds = [EventKind(f"kind {n}", 1, "notice") for n in range(30)]
    found.show_kinds(kinds, frozenset(), [])
    found.open_at(QPoint(100, 900))
    qtbot.waitUntil(found.isVisible)
    QTest.keyClicks(found.filter, "kind 2")
    found.tree.setFocus()
    for _ in range(3):
        QTest.keyClick(found.tree, Qt.Key.Key_Down)
    before, current = rows(found), found.tree.currentItem()
    assert len(before) == 11
    assert current is not None
    chosen = current.text(0).lower()
    assert chosen.startswith("kind 2")
    found.show_kinds([*kinds, EventKind("kind 299", 1, "notice")], frozenset(), [])
    assert [name for name, _, _ in rows(found)] == [*(name for name, _, _ in before), "Kind 299"]
    apply_theme(qapp, "light")
    QTest.keyClick(found.tree, Qt.Key.Key_Space)
    assert asked.pop() == {chosen}
    QTest.mouseClick(found.none, LEFT)
    assert asked.pop() == {"kind 2", "kind 299", *(f"kind 2{n}" for n in range(10))}


@pytest.mark.parametrize("name", ["light", "contrast"])
def test_the_button_follows_theme_scale_and_a_small_window(crossing: Seat, qapp: QApplication, name: str) -> None:
    bar, button = crossing.desk.timeline, crossing.desk.events.button
    apply_theme(qapp, name, scale=1.5)  # type: ignore[arg-type]
    for size in ((1920, 1080), (1366, 768)):
        crossing.window.resize(*size)
        QApplication.processEvents()
        cell = bar.cell("events")
        assert cell is not None
        assert cell.left() <= button.x()
        assert button.geometry().right() <= cell.right()
        assert abs(button.geometry().center().y() - cell.center().y()) < 2
