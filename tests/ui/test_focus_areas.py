"""F6 goes through the areas of the window, with a ring; Ctrl+F leads to the filter of the channels."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.layouts.shipped import SHIPPED, STEP_DECISIONS
from app.ui.theme.theme import theme
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def wide(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(6.0)
        yield here


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)
    now = QApplication.focusWidget()
    assert now is not None
    return now


def areas(here: Seat) -> list[QWidget]:
    desk = here.desk
    return [
        here.window._tabs, desk.channels, desk.camera, desk.space, desk.second, desk.map, desk.plots, desk.timeline,
        desk.transport, desk.inspector, desk.state,
        *(one for one in (desk.ledger, desk.trace, desk.object) if one.isVisible()),
    ]  # fmt: skip


def test_f6_goes_through_all_areas_in_sight_and_round_and_back(wide: Seat) -> None:
    there = areas(wide)
    wide.window._tabs.take_keys()
    for area in (*there[1:], there[0]):
        focused = press(Qt.Key.Key_F6)
        assert focused is area or area.isAncestorOf(focused), area
        assert wide.window.finding.areas.ring.around is area
    for area in reversed(there):
        focused = press(Qt.Key.Key_F6, SHIFT)
        assert focused is area or area.isAncestorOf(focused), area


@pytest.mark.parametrize("name", SHIPPED)
def test_f6_goes_as_the_layout_has_the_areas(wide: Seat, name: str) -> None:
    wide.window.layouts.choose(name)
    QApplication.processEvents()
    wide.window._tabs.take_keys()
    seen: list[QWidget] = []
    for _ in range(sum(area.isVisible() for area in areas(wide)) - 1):
        focused = press(Qt.Key.Key_F6)
        seen.append(next(area for area in areas(wide) if area is focused or area.isAncestorOf(focused)))
    assert len(set(seen)) == len(seen)
    # nothing stands to the left of, or above, what came before it
    places = [QRect(area.mapTo(wide.window, QPoint()), area.size()) for area in seen]
    for one, other in pairwise(places):
        assert other.top() >= one.bottom() or other.left() >= one.right() or one.top() > other.bottom(), seen
        assert not (other.right() < one.left() and other.bottom() < one.top())
    if name == STEP_DECISIONS:
        desk = wide.desk
        assert seen == [
            desk.ledger, desk.inspector, desk.space, desk.object, desk.camera, desk.trace, desk.timeline,
            desk.transport,
        ]  # fmt: skip


def test_arrows_go_through_the_tabs_that_f6_leads_to(wide: Seat) -> None:
    wide.desk.channels.tree.setFocus()
    press(Qt.Key.Key_F6, SHIFT)
    press(Qt.Key.Key_Right)
    assert wide.window.layouts.name == STEP_DECISIONS


def test_areas_that_are_hidden_are_passed_over(qtbot: QtBot) -> None:
    with seat(qtbot, 1366, 768) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(6.0)
        seen = []
        for _ in areas(here):
            focused = press(Qt.Key.Key_F6)
            seen.append(next(area for area in areas(here) if area is focused or area.isAncestorOf(focused)))
        hidden = {here.desk.channels, here.desk.second, here.desk.map}
        assert set(seen) == set(areas(here)) - hidden


def test_the_ring_lies_on_the_edges_of_the_area_and_goes_with_the_focus(wide: Seat) -> None:
    wide.desk.camera.picture.setFocus()
    press(Qt.Key.Key_F6)
    ring, space = wide.window.finding.areas.ring, wide.desk.space
    assert ring.isVisible()
    at = space.mapTo(wide.window, QPoint())
    drawn = wide.window.grab().toImage()
    for x, y in ((0, 0), (space.width() - 1, space.height() - 1), (space.width() // 2, 1)):
        assert drawn.pixelColor(at.x() + x, at.y() + y).name().upper() == theme.tokens.acc
    assert drawn.pixelColor(at.x() + space.width() // 2, at.y() + 2).name().upper() != theme.tokens.acc
    # it follows, and lets the mouse through
    wide.window.resize(1800, 1000)
    wide.wait(lambda: ring.size() == space.size() and ring.pos() == space.mapTo(wide.window, QPoint()))
    wide.desk.timeline.setFocus()
    assert not ring.isVisible()


def test_keys_act_in_the_3d_view_that_f6_leads_to(wide: Seat) -> None:
    wide.desk.camera.picture.setFocus()
    space = press(Qt.Key.Key_F6)
    assert wide.desk.space.isAncestorOf(space)
    press(Qt.Key.Key_Tab)
    assert wide.desk.camera.picture.shown.selected is not None
    assert QApplication.focusWidget() is space


def test_the_transport_is_reached_and_its_buttons_pressed_by_the_keyboard(wide: Seat) -> None:
    wide.desk.timeline.setFocus()
    assert press(Qt.Key.Key_F6) is wide.desk.transport.play
    played = []
    for _ in range(2):
        press(Qt.Key.Key_Space)
        played.append(wide.session.state.playing)
    assert played == [True, False]
    # and a click does not take the keys away from where they are
    wide.desk.timeline.setFocus()
    QTest.mouseClick(wide.desk.transport.play, Qt.MouseButton.LeftButton)
    wide.do("play_pause")
    assert wide.desk.timeline.hasFocus()


def test_the_start_page_is_one_area(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.do("next_area")
        focused = QApplication.focusWidget()
        assert here.window.start.isAncestorOf(focused)  # type: ignore[arg-type]
        assert here.window.finding.areas.ring.around is here.window.start


def rows(here: Seat) -> list[str]:
    tree = here.desk.channels.tree
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None and not item.isHidden()]


def test_ctrl_f_filters_the_channels_says_how_many_and_esc_shows_all(wide: Seat) -> None:
    panel = wide.desk.channels
    whole = rows(wide)
    assert not panel.filter.isVisible()
    wide.desk.camera.picture.setFocus()
    assert press(Qt.Key.Key_F, CTRL) is panel.filter.edit
    QTest.keyClicks(panel.filter.edit, "camera")
    assert rows(wide) == ["camera/front", "camera/rear"]
    assert panel.filter.told.text() == f"2 of {len(whole)} shown"
    assert panel.filter.edit.property("filter") == "ok"
    QTest.keyClicks(panel.filter.edit, " zebra")
    assert rows(wide) == []
    assert panel.filter.told.text() == f"0 of {len(whole)} shown"
    assert panel.filter.edit.property("filter") == "warn"
    assert press(Qt.Key.Key_Escape) is panel.tree
    assert rows(wide) == whole
    assert not panel.filter.isVisible()


def test_a_filter_finds_kinds_and_leads_into_what_it_shows(wide: Seat) -> None:
    panel = wide.desk.channels
    wide.do("find")
    QTest.keyClicks(panel.filter.edit, "IMAGE rear")
    assert rows(wide) == ["camera/rear"]
    assert press(Qt.Key.Key_Down) is panel.tree
    current = panel.tree.currentItem()
    assert current is not None
    assert current.text(0) == "camera/rear"
    # what is asked for by name is in sight, whatever the filter hides
    panel.show_channel("/imu")
    current = panel.tree.currentItem()
    assert current is not None
    assert (current.text(0), current.isHidden()) == ("imu", False)


def test_a_filter_stays_in_force_for_the_next_log(wide: Seat) -> None:
    wide.do("find")
    QTest.keyClicks(wide.desk.channels.filter.edit, "radar")
    wide.desktop.open([SAMPLES / "cut-in.h5"])
    wide.wait(lambda: wide.window.windowTitle().startswith("cut-in"))
    assert wide.desk.channels.filter.isVisible()
    assert rows(wide)
    assert all("radar" in name for name in rows(wide))


def test_where_no_filter_is_in_sight_the_palette_finds_channels(qtbot: QtBot) -> None:
    with seat(qtbot, 1366, 768) as here:
        here.open(SAMPLES / "crossing.h5")
        press(Qt.Key.Key_F, CTRL)
        palette = here.window.finding.palette
        assert palette is not None
        assert palette.edit.hasFocus()
        QTest.keyClicks(palette.edit, "camera/rear")
        press(Qt.Key.Key_Return)
        assert here.desk.camera.channel == "/camera/rear"
