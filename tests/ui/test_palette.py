"""The palette as its users have it: opened, typed into, walked through, and what each row does."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.replay.lanes import Occurrence
from app.scene.standing import Standing
from app.ui.keys.action_table import ACTIONS
from app.ui.palette.offer import Group
from app.ui.palette.popup import Palette
from app.ui.theme.theme import apply_theme, theme
from tests.ui.calls import calls_in
from tests.ui.test_palette_ranking import event
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
MANY = 10_000
"""Events, which is not many for an hour."""
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.go(6.7)
        yield here


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def opened(here: Seat, typed: str = "") -> Palette:
    press(Qt.Key.Key_K, CTRL)
    palette = here.window.finding.palette
    assert palette is not None
    assert palette.isVisible()
    assert palette.edit.hasFocus()
    QTest.keyClicks(palette.edit, typed)
    return palette


def listed(palette: Palette, group: Group) -> list[str]:
    return [row.text for row in palette.model.rows if row.group is group and row.offer is not None]


def chosen(palette: Palette) -> str:
    return palette.model.rows[palette.list.currentIndex().row()].text


@pytest.mark.parametrize(("key", "modifiers"), [(Qt.Key.Key_K, CTRL), (Qt.Key.Key_P, CTRL | SHIFT)])
def test_its_keys_open_it_and_esc_gives_the_focus_back(
    crossing: Seat, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    picture = crossing.desk.camera.picture
    picture.setFocus()
    press(key, modifiers)
    palette = crossing.window.finding.palette
    assert palette is not None
    assert palette.edit.hasFocus()
    press(Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert picture.hasFocus()
    opened(crossing)
    press(Qt.Key.Key_K, CTRL)
    assert not palette.isVisible()


def test_the_box_in_the_title_row_opens_it_and_a_click_beside_closes_it(crossing: Seat) -> None:
    crossing.desk.timeline.setFocus()
    box = crossing.window.search
    assert box.isVisible()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    palette = crossing.window.finding.palette
    assert palette is not None
    assert palette.isVisible()
    before = crossing.session.state.asked_ns
    # where the timeline lies
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(700, 760))
    assert not palette.isVisible()
    assert crossing.session.state.asked_ns == before
    assert crossing.desk.timeline.hasFocus()


def test_without_a_log_there_are_the_actions_that_can_be_given(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.window.start.take_keys()
        palette = opened(here)
        assert {row.group for row in palette.model.rows} == {Group.ACTION}
        able = {row.text for row in ACTIONS if here.window.actions_.action(row.id).isEnabled() and row.number is None}
        assert set(listed(palette, Group.ACTION)) >= able - {"Find action, object, event or time"}
        assert len(listed(palette, Group.ACTION)) < 25
        QTest.keyClicks(palette.edit, "theme light")
        press(Qt.Key.Key_Return)
        assert theme.tokens.name == "light"
        # no log, no time
        palette = opened(here, "12.5")
        assert not listed(palette, Group.TIME)
        QTest.keyClicks(palette.edit, " nothing")
        assert [row.text for row in palette.model.rows] == ["Nothing has all these words: 12.5 nothing"]
        press(Qt.Key.Key_Return)
        assert palette.isVisible()


def test_an_action_is_done_where_the_focus_was(crossing: Seat) -> None:
    second = crossing.desk.second
    second.picture.setFocus()
    opened(crossing, "channel as master")
    press(Qt.Key.Key_Return)
    assert crossing.session.state.master == second.channel


def test_enter_goes_to_an_event_a_bookmark_and_a_time(crossing: Seat) -> None:
    span = crossing.session.timeline.span
    crossing.window.bookmark_asked.emit("first returns")
    crossing.wait(lambda: crossing.desk.marks != ())
    crossing.go(1.0)
    palette = opened(crossing, "first returns")
    assert listed(palette, Group.BOOKMARK) == ["first returns"]
    press(Qt.Key.Key_Return)
    assert crossing.settle().t_ns == span[0] + 6_700_000_000

    palette = opened(crossing, "override")
    (said,) = [row for row in palette.model.rows if row.group is Group.EVENT and row.offer is not None][:1]
    assert "T0" in palette.model.data(palette.model.index(palette.model.rows.index(said)))  # type: ignore[operator]
    press(Qt.Key.Key_Enter)
    wanted = {one.start_ns for one in crossing.session.lanes.happened if one.kind == "override"}
    assert crossing.settle().t_ns in wanted

    t0_ns = crossing.session.state.t0_ns
    assert t0_ns is not None
    for typed, t_ns in (("T0-1.3", t0_ns - 1_300_000_000), ("2.5", span[0] + 2_500_000_000), (f"{span[0]}ns", span[0])):
        palette = opened(crossing, typed)
        assert "since the start" in chosen(palette)
        press(Qt.Key.Key_Return)
        assert crossing.settle().t_ns == t_ns


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12.5.1", "'12.5.1' is no time"), ("2026-10-23T16:18:07", "has no time zone"), ("#99999", "no frame 99999"),
        ("T0-x", "write T0-1.3"), ("900", "outside of this log"),
    ],
)  # fmt: skip
def test_what_looks_like_a_time_and_is_none_says_why(crossing: Seat, typed: str, said: str) -> None:
    palette = opened(crossing, typed)
    before = crossing.session.state.asked_ns
    (row,) = listed(palette, Group.TIME)
    assert said in row
    # and Enter does not go to what else has these digits
    assert not palette.list.currentIndex().isValid()
    press(Qt.Key.Key_Return)
    assert palette.isVisible()
    assert crossing.session.state.asked_ns == before


def test_one_can_still_go_down_to_what_else_has_the_digits_of_a_wrong_time(crossing: Seat) -> None:
    palette = opened(crossing, "12.5.1")
    able = [at for at, row in enumerate(palette.model.rows) if row.can_be_chosen]
    assert able
    press(Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == able[0]


def test_words_are_not_scolded_for_being_no_time(crossing: Seat) -> None:
    for typed in ("3D", "brake", "camera", "-", "t"):
        palette = opened(crossing, typed)
        assert not listed(palette, Group.TIME), typed
        press(Qt.Key.Key_Escape)


def test_a_road_user_is_found_by_number_and_class_and_selected(crossing: Seat) -> None:
    scene = crossing.desk.space.space.scene
    assert scene is not None
    walker = next(box for box in scene.boxes if box.name == "pedestrian")
    for typed in (f"object {walker.id}", f"pedestrian {walker.id}", walker.id):
        crossing.do("clear_selection")
        palette = opened(crossing, typed)
        at = next(
            at for at, row in enumerate(palette.model.rows) if row.group is Group.OBJECT and row.offer is not None
        )
        row = palette.model.rows[at]
        assert row.text == f"{walker.id} · Pedestrian"
        assert palette.model.aside(row).endswith(" m")
        while palette.list.currentIndex().row() != at:
            press(Qt.Key.Key_Down)
        press(Qt.Key.Key_Return)
        assert crossing.desk.camera.picture.shown.selected == walker.id


def test_how_sure_and_how_far_does_not_find_a_road_user(crossing: Seat) -> None:
    palette = opened(crossing, "vehicle")
    (first, *_) = [row for row in palette.model.rows if row.group is Group.OBJECT and row.offer is not None]
    certain = palette.model.aside(first).split(" · ")[0]
    assert 0 < float(certain) <= 1
    palette.edit.clear()
    QTest.keyClicks(palette.edit, f"vehicle {certain}")
    assert listed(palette, Group.OBJECT) == []


def test_a_camera_is_shown_and_another_channel_is_selected_with_its_record(crossing: Seat) -> None:
    assert crossing.desk.camera.channel == "/camera/front"
    opened(crossing, "camera/rear")
    press(Qt.Key.Key_Return)
    assert crossing.desk.camera.channel == "/camera/rear"
    opened(crossing, "imu")
    press(Qt.Key.Key_Return)
    current = crossing.desk.channels.tree.currentItem()
    assert current is not None
    assert current.text(0) == "imu"
    assert crossing.desk.record.channel == "/imu"
    assert crossing.desk.record.isVisible()


def test_arrows_pages_and_tab_walk_over_what_can_be_chosen_and_round(crossing: Seat) -> None:
    palette = opened(crossing)
    able = [at for at, row in enumerate(palette.model.rows) if row.can_be_chosen]
    assert palette.list.currentIndex().row() == able[0]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Tab)
    assert palette.list.currentIndex().row() == able[2]
    press(Qt.Key.Key_Backtab, SHIFT)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == able[-1]
    press(Qt.Key.Key_PageDown)
    assert palette.list.currentIndex().row() == able[-1]
    press(Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == able[0]
    press(Qt.Key.Key_PageDown)
    assert palette.list.currentIndex().row() in able[5:]
    assert palette.edit.hasFocus()


def test_a_group_is_listed_whole_when_that_is_asked_for(crossing: Seat) -> None:
    scene = crossing.desk.space.space.scene
    assert scene is not None
    palette = opened(crossing)
    assert len(listed(palette, Group.OBJECT)) == 6 < len(scene.boxes)
    more = next(at for at, row in enumerate(palette.model.rows) if row.more and row.group is Group.OBJECT)
    assert palette.model.rows[more].text == f"Show all {len(scene.boxes)}"
    QTest.mouseClick(
        palette.list.viewport(), Qt.MouseButton.LeftButton,
        pos=palette.list.visualRect(palette.model.index(more)).center(),
    )  # fmt: skip
    assert palette.isVisible()
    assert len(listed(palette, Group.OBJECT)) == len(scene.boxes)
    # the next word begins anew
    QTest.keyClicks(palette.edit, "v")
    assert len(listed(palette, Group.OBJECT)) == 6


def test_a_click_takes_a_row_and_heads_take_none(crossing: Seat) -> None:
    palette = opened(crossing, "go to start")
    rows = palette.model.rows
    head, row = 0, next(at for at, row in enumerate(rows) if row.text == "Go to start")
    assert not rows[head].can_be_chosen
    QTest.mouseClick(
        palette.list.viewport(), Qt.MouseButton.LeftButton,
        pos=palette.list.visualRect(palette.model.index(row)).center(),
    )  # fmt: skip
    assert not palette.isVisible()
    assert crossing.settle().t_ns == crossing.session.timeline.span[0]


def test_a_key_press_looks_once_at_each_of_ten_thousand_events(crossing: Seat) -> None:
    first = crossing.session.timeline.span[0]
    many = tuple(event(first + at, f"object {at} lost <img src=x>") for at in range(MANY))
    crossing.session._on_lanes_read(replace(crossing.session.lanes, events=many))
    palette = opened(crossing)
    for key in "object 99 lost":
        # each is looked at once, and only what is listed costs more
        assert calls_in(lambda key=key: QTest.keyClicks(palette.edit, key)) < 1.2 * MANY, key  # type: ignore[misc]
    assert listed(palette, Group.EVENT)[0] == "object 99 lost <img src=x>"


def test_what_is_read_meanwhile_is_found_too(crossing: Seat) -> None:
    palette = opened(crossing, "zebra")
    assert not listed(palette, Group.EVENT)
    lanes = crossing.session.lanes
    crossing.session._on_lanes_read(replace(lanes, events=(*lanes.events, event(lanes.events[0].start_ns, "zebra"))))
    assert listed(palette, Group.EVENT) == ["zebra"]


def test_what_was_chosen_stays_chosen_when_more_is_read(crossing: Seat) -> None:
    palette = opened(crossing)
    able = [at for at, row in enumerate(palette.model.rows) if row.can_be_chosen]
    for _ in range(len(able) - 2):
        press(Qt.Key.Key_Down)
    before, place = chosen(palette), palette.list.verticalScrollBar().value()
    assert place > 0
    lanes = crossing.session.lanes
    crossing.session._on_lanes_read(replace(lanes, events=(*lanes.events, event(lanes.events[0].start_ns, "zebra"))))
    assert chosen(palette) == before
    assert palette.list.verticalScrollBar().value() >= place
    row = palette.list.visualRect(palette.list.currentIndex())
    assert palette.list.viewport().rect().contains(row)


def test_enter_does_nothing_when_what_was_chosen_has_gone(crossing: Seat) -> None:
    palette = opened(crossing, "zebra")
    lanes = crossing.session.lanes
    crossing.session._on_lanes_read(replace(lanes, events=(event(lanes.events[0].start_ns, "zebra"),)))
    assert chosen(palette) == "zebra"
    crossing.wait(lambda: not palette._pause.isActive())
    crossing.session._on_lanes_read(replace(lanes, events=(event(lanes.events[0].start_ns + 5, "zebra two"),)))
    assert listed(palette, Group.EVENT) == ["zebra two"]
    before = crossing.session.state.asked_ns
    press(Qt.Key.Key_Return)
    assert palette.isVisible()
    assert crossing.session.state.asked_ns == before


def test_lanes_that_come_fast_are_all_found_in_the_end(crossing: Seat) -> None:
    palette = opened(crossing, "zebra")
    lanes = crossing.session.lanes
    for number in range(5):
        more = tuple(event(lanes.events[0].start_ns + at, f"zebra {at}") for at in range(number + 1))
        crossing.session._on_lanes_read(replace(lanes, events=(*lanes.events, *more)))
    crossing.wait(lambda: len(listed(palette, Group.EVENT)) == 5, 10)


def test_of_many_events_only_those_that_are_new_are_made(crossing: Seat) -> None:
    first, lanes = crossing.session.timeline.span[0], crossing.session.lanes
    many = tuple(event(first + at, f"object {at} lost") for at in range(20_000))
    index = crossing.window.finding
    index.open_palette()
    assert index.palette is not None
    events = index.palette._sources._events

    def took(there: tuple[Occurrence, ...]) -> float:
        began = time.perf_counter()
        events.index(replace(lanes, events=there), Mode.CAPTURE)
        return time.perf_counter() - began

    whole = took(many)
    later = [took((*many, *(event(first + at, f"zebra {at}") for at in range(step)))) for step in (512, 1024)]
    assert max(later) < whole / 2
    found = events.index(replace(lanes, events=(*many, event(first, "zebra"))), Mode.CAPTURE).hits("zebra")
    assert found is not None
    assert [one.text for one in found.offers] == ["zebra"]
    # the same events stand elsewhere by when they were known
    known = events.index(replace(lanes, events=many), Mode.ARRIVAL).hits("object 7 lost")
    assert known is not None
    assert known.offers[0].t_ns == many[7].arrival_ns


def test_road_users_are_those_of_the_instant_that_is_shown(crossing: Seat) -> None:
    palette = opened(crossing)

    def seen() -> list[str]:
        return [row.offer.target for row in palette.model.rows if row.group is Group.OBJECT and row.offer is not None]

    before = seen()
    crossing.go(2.0)
    scene = crossing.desk.space.space.scene
    assert scene is not None
    there = {box.id for box in scene.boxes}
    assert set(seen()) <= there
    assert seen() != before
    while palette.model.rows[palette.list.currentIndex().row()].group is not Group.OBJECT:
        press(Qt.Key.Key_Down)
    picked = palette.model.rows[palette.list.currentIndex().row()].offer
    assert picked is not None
    press(Qt.Key.Key_Return)
    assert crossing.desk.camera.picture.shown.selected == picked.target


def test_it_says_that_events_are_still_being_read_and_how_many_records_cannot_be(crossing: Seat) -> None:
    lanes = crossing.session.lanes
    palette = opened(crossing, "nothing of it")
    assert [row.text for row in palette.model.rows] == ["Nothing has all these words: nothing of it"]
    crossing.session._on_lanes_read(replace(lanes, events=(), complete=False, unreadable=3))
    assert [row.text for row in palette.model.rows][1:] == [
        "Events are still being read: there may be more", "3 records cannot be read",
    ]  # fmt: skip
    assert not any(row.can_be_chosen for row in palette.model.rows)
    crossing.session._on_lanes_read(lanes)
    crossing.wait(lambda: len(palette.model.rows) == 1, 10)


def test_a_time_stands_there_as_the_clock_says_it(crossing: Seat) -> None:
    for clock in ("clock_utc", "clock_elapsed", "clock_t0"):
        crossing.do(clock)
        palette = opened(crossing)
        row = next(row for row in palette.model.rows if row.group is Group.EVENT and row.offer is not None)
        assert row.offer is not None
        assert row.offer.t_ns is not None
        assert palette.model.aside(row) == crossing.desk.clocks.text(row.offer.t_ns)
        press(Qt.Key.Key_Escape)


def test_an_event_that_cannot_be_relied_on_is_marked_so(crossing: Seat) -> None:
    lanes = crossing.session.lanes

    def drawn(standing: Standing) -> tuple[str, QImage]:
        events = tuple(replace(one, standing=standing) for one in lanes.events)
        crossing.session._on_lanes_read(replace(lanes, events=events))
        palette = opened(crossing, "override")
        at = next(at for at, row in enumerate(palette.model.rows) if row.group is Group.EVENT and row.offer is not None)
        index = palette.model.index(at)
        picture = palette.list.viewport().grab(palette.list.visualRect(index)).toImage()
        said = str(palette.model.data(index))
        press(Qt.Key.Key_Escape)
        return said, picture

    intact, broken, after = (drawn(one) for one in (Standing.INTACT, Standing.BROKEN, Standing.AFTER_BREAK))
    assert "Broken" in broken[0]
    assert "After the break" in after[0]
    assert "Intact" not in intact[0]
    assert len({intact[0], broken[0], after[0]}) == 3
    assert intact[1] != broken[1] != after[1] != intact[1]


def test_by_what_was_known_then_events_of_later_are_marked_as_not_arrived(crossing: Seat) -> None:
    crossing.session.set_mode(Mode.ARRIVAL)
    shown = crossing.go(5.0).t_ns
    palette = opened(crossing)
    rows = [row for row in palette.model.rows if row.group is Group.EVENT and row.offer is not None]
    marks = {palette.model.aside(row).startswith("not arrived yet · ") for row in rows}
    assert marks == {True, False}
    for row in rows:
        assert row.offer is not None
        assert row.offer.t_ns is not None
        assert palette.model.aside(row).startswith("not arrived yet · ") == (row.offer.t_ns > shown)
    crossing.session.set_mode(Mode.CAPTURE)
    assert not any("not arrived" in palette.model.aside(row) for row in rows)


def test_opening_it_on_the_start_page_needs_none_of_what_a_desk_needs() -> None:
    script = (
        "import sys, app.ui.window, app.ui.palette.popup, app.ui.palette.sources\n"
        "print([one for one in ('cv2', 'pyqtgraph', 'scipy', 'OpenGL', 'app.ui.desk.desk') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=SAMPLES.parent, check=True
    )
    assert done.stdout.strip() == "[]"


def test_it_is_as_high_as_what_it_finds(crossing: Seat) -> None:
    palette = opened(crossing)
    heights = []
    for typed in ("b", "brak", ""):
        palette.edit.setText(typed)
        # events of the layout are under way
        QApplication.processEvents()
        assert palette.card.height() == palette.card.sizeHint().height()
        heights.append(palette.card.height())
    assert heights[1] < min(heights[0], heights[2])


def test_it_closes_when_another_log_is_shown(crossing: Seat) -> None:
    palette = opened(crossing, "b")
    crossing.desktop.open([SAMPLES / "cut-in.h5"])
    crossing.wait(lambda: crossing.window.windowTitle().startswith("cut-in"))
    assert not palette.isVisible()


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_it_fits_into_small_windows_and_follows_theme_and_scale(crossing: Seat, qapp: QApplication, name: str) -> None:
    palette = opened(crossing)
    for width, height, scale in ((1366, 768, 1.0), (1024, 640, 1.5), (1920, 1080, 2.0)):
        crossing.window.resize(width, height)
        apply_theme(qapp, name, scale=scale)  # type: ignore[arg-type]
        crossing.wait(lambda width=width: palette.width() == crossing.window.width() and palette.width() >= width)  # type: ignore[misc]
        assert palette.rect().contains(palette.card.geometry())
        assert palette.list.height() >= 3 * theme.px(28)
        drawn = palette.card.grab().toImage()
        assert drawn.pixelColor(drawn.width() // 2, drawn.height() - 4).name().upper() == theme.tokens.bg1
