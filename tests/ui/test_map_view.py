"""The map in a real window: what it shows of the samples, in both time modes and themes, and what the mouse does."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.cli import main
from app.kinds import registry
from app.kinds.code import FixType
from app.log.channel import Mode
from app.log.segment import Segment
from app.log.source import Source
from app.replay.chart import Chart
from app.replay.way import Way
from app.scene.content import Table
from app.scene.geodesy import Geodetic
from app.scene.plane import Plane
from app.scene.sample import Presence
from app.scene.standing import Standing
from app.ui.gl.colours import channels
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import ThemeName
from app.ui.views.map import MapView
from app.ui.views.map_canvas import MapCanvas
from app.ui.views.map_ground import Pointed
from app.ui.views.map_shown import MapShown, shown_at
from app.ui.widgets.tool_button import ToolButton
from tests.replay.opening import SAMPLES, opened
from tests.scene.moments import assumed
from tests.ui.space import Pixels
from tests.ui.windows import Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")

VECTORS = SAMPLES.parent / "tests" / "vectors"


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        charted(here)
        yield here


def charted(here: Seat) -> None:
    here.finish()
    here.wait(lambda: here.desk.map.settled)
    here.settle()


def view(here: Seat) -> MapView:
    return here.desk.map


def canvas(here: Seat) -> MapCanvas:
    return here.desk.map.canvas


def way(here: Seat, channel: str) -> Way:
    shown = canvas(here).shown
    assert shown is not None
    return next(one.way for one in shown.ways if one.way.channel == channel)


def pixel(here: Seat, x: float, y: float) -> QPoint:
    return QPointF(*canvas(here).sheet.pixels(np.array([[x, y]]))[0].tolist()).toPoint()


def picture(here: Seat) -> Pixels:
    QApplication.processEvents()
    image = canvas(here).grab().toImage().convertToFormat(canvas(here).grab().toImage().Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def like(here: Seat, ink: str, at: QPoint, within: int = 4, tolerance: int = 40) -> bool:
    found = picture(here)[max(at.y() - within, 0) : at.y() + within + 1, max(at.x() - within, 0) : at.x() + within + 1]
    return bool((np.abs(found.astype(int) - channels(ink)) <= tolerance).all(axis=2).any())


def hover(here: Seat, at: QPoint) -> Pointed:
    """What the map says is under the pointer there; the pointer of the screen may take it away meanwhile."""
    found: list[Pointed] = []

    def there() -> bool:
        QTest.mouseMove(canvas(here), at + QPoint(1, 0))
        QTest.mouseMove(canvas(here), at)
        pointed = canvas(here).pointed()
        found.extend([] if pointed is None else [pointed])
        return bool(found)

    here.wait(there)
    return found[-1]


def wheel(here: Seat, at: QPoint, steps: int) -> None:
    where = QPointF(at)
    event = QWheelEvent(
        where, QPointF(canvas(here).mapToGlobal(at)), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas(here), event)


def drag(here: Seat, begin: QPoint, end: QPoint) -> None:
    QTest.mousePress(canvas(here), Qt.MouseButton.LeftButton, pos=begin)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(canvas(here), begin + (end - begin) * share)
    QTest.mouseRelease(canvas(here), Qt.MouseButton.LeftButton, pos=end)


def menu(here: Seat) -> dict[str, QAction]:
    found = [one for one in view(here).findChildren(QMenu, "map menu") if one.isVisible()]
    return {action.text(): action for action in found[-1].actions() if action.text()}


def test_the_vehicle_is_in_the_middle_and_points_where_it_drives(crossing: Seat) -> None:
    crossing.go(6.5)
    shown = canvas(crossing).shown
    assert shown is not None
    assert shown.vehicle is shown.pose
    assert shown.pose is not None
    assert math.degrees(shown.pose.bearing or 0) % 360 == pytest.approx(268, abs=0.5)
    assert (canvas(crossing).sheet.x, canvas(crossing).sheet.y) == (shown.pose.x, shown.pose.y)
    assert like(crossing, "ego", canvas(crossing).rect().center(), within=3)
    assert view(crossing).strip.sure == "1σ 0.60 m"
    assert view(crossing).header.accessibleDescription().startswith("Map · gnss fix 65")


def test_what_is_driven_is_solid_and_what_comes_is_not_so_bright(crossing: Seat) -> None:
    crossing.go(6.5)
    view(crossing).canvas.zoom(0.5)
    fixes = way(crossing, "/gnss")
    at = int(np.searchsorted(fixes.times_ns, crossing.session.state.asked_ns)) - 12
    behind, ahead = (pixel(crossing, *fixes.places[row].tolist()) for row in (at, at + 22))
    assert like(crossing, "acc", behind, within=2, tolerance=12)
    assert not like(crossing, "acc", ahead, within=2, tolerance=12)


def test_in_knew_then_only_what_had_arrived_is_there(crossing: Seat) -> None:
    crossing.session.set_mode(Mode.ARRIVAL)
    crossing.go(6.5)
    shown = canvas(crossing).shown
    assert shown is not None
    fixes, now = way(crossing, "/gnss"), crossing.session.state.asked_ns
    last = fixes.places[np.flatnonzero(fixes.arrival_ns <= now)[-1]]
    # the next one that the pointer can tell from it
    apart = np.hypot(*(fixes.places - last).T) > 14 * canvas(crossing).sheet.metres
    next_ = int(np.flatnonzero(apart & (fixes.arrival_ns > now))[0])
    assert fixes.arrival_ns[next_] - now < 10**9
    assert hover(crossing, pixel(crossing, *fixes.places[next_].tolist())).way is None
    assert "only what had arrived by then" in [one.text for one in view(crossing).strip.facts]
    # T0 lies in the future of who is at this time
    assert shown.marks == ()
    crossing.session.set_mode(Mode.CAPTURE)
    crossing.wait(lambda: canvas(crossing).shown.mode is Mode.CAPTURE)  # type: ignore[union-attr]
    assert [mark.text for mark in canvas(crossing).shown.marks] == ["T0"]  # type: ignore[union-attr]


def test_t0_and_bookmarks_are_where_the_vehicle_was_then(crossing: Seat) -> None:
    t0 = crossing.session.state.t0_ns
    assert t0 is not None
    crossing.go(6.0)
    crossing.do("bookmark_now")
    crossing.wait(lambda: len(canvas(crossing).shown.marks) == 2)  # type: ignore[union-attr]
    shown = canvas(crossing).shown
    assert shown is not None
    poses = way(crossing, "/localisation/pose")
    for mark, when in zip(shown.marks, (crossing.session.state.asked_ns, t0), strict=True):
        row = max(at for at, time_ns in enumerate(poses.times_ns.tolist()) if time_ns <= when)
        assert (mark.x, mark.y) == tuple(poses.places[row].tolist())
    assert [mark.text for mark in shown.marks] == ["1", "T0"]
    crossing.session.seek(t0)
    crossing.settle()
    canvas(crossing).zoom(0.5)
    crossing.go(5.0)
    assert like(crossing, "t0", pixel(crossing, shown.marks[1].x, shown.marks[1].y), within=4)


def test_a_cross_stands_at_no_place_that_had_not_arrived(crossing: Seat) -> None:
    crossing.session.set_mode(Mode.ARRIVAL)
    poses, chart = way(crossing, "/localisation/pose"), canvas(crossing).shown.chart  # type: ignore[union-attr]
    early = 0
    for step in range(40):
        moment = crossing.go(3.0 + step * 0.007)
        (cross,) = shown_at(moment, chart, (), moment.t_ns).marks
        rows = [at for at in range(len(poses.rows)) if max(poses.times_ns[at], poses.arrival_ns[at]) <= moment.t_ns]
        assert (cross.x, cross.y) == tuple(poses.places[rows[-1]].tolist())
        early += int(poses.times_ns[rows[-1] + 1]) <= moment.t_ns
    # there were places that had been captured and not arrived
    assert early >= 5


def test_the_pointer_reads_coordinates_and_a_click_goes_to_the_instant(crossing: Seat) -> None:
    crossing.go(6.5)
    fixes = way(crossing, "/gnss")
    row = 58
    at = pixel(crossing, *fixes.places[row].tolist())
    pointed = hover(crossing, at)
    words = view(crossing).words.described(pointed)
    latitude, longitude = (float(one.strip("°").replace("−", "-")) for one in words[0].split("  "))
    assert (latitude, longitude) == pytest.approx((49.7943247, 9.9270), abs=2e-3)
    assert words[1].startswith("E ")
    assert "gnss fix" in words[2] or "localisation/pose row" in words[2]
    assert pointed.way is not None
    asked = int(pointed.way.times_ns[pointed.record])
    QTest.mouseClick(canvas(crossing), Qt.MouseButton.LeftButton, pos=at)
    crossing.wait(lambda: crossing.session.state.asked_ns == asked)


def test_the_card_tells_times_by_the_clock_that_is_read(crossing: Seat) -> None:
    crossing.go(6.5)
    fixes = way(crossing, "/gnss")
    pointed = Pointed(float(fixes.places[58][0]), float(fixes.places[58][1]), fixes, 58)
    for name, told in (
        ("clock_t0", "T0 \u22121.790 s"), ("clock_elapsed", "5.860 s"), ("clock_utc", "16:18:05.860 UTC"),
    ):  # fmt: skip
        crossing.do(name)
        said = view(crossing).words.described(pointed)[2].split(" · ")[1]
        assert said == crossing.desk.clocks.text(int(fixes.times_ns[58]))
        assert said == told


def test_a_double_click_centres_and_moves_no_time(crossing: Seat, qtbot: QtBot) -> None:
    before = crossing.go(6.5).t_ns
    fixes = way(crossing, "/gnss")
    x, y = fixes.places[60].tolist()
    at = pixel(crossing, x, y)
    QTest.mouseClick(canvas(crossing), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(canvas(crossing), Qt.MouseButton.LeftButton, pos=at)
    qtbot.wait(QApplication.doubleClickInterval() + 100)
    assert crossing.session.state.asked_ns == before
    sheet = canvas(crossing).sheet
    assert math.dist((sheet.x, sheet.y), (x, y)) < 2 * sheet.metres
    assert not view(crossing).follow.isChecked()


def test_wheel_and_hand_move_the_paper(crossing: Seat) -> None:
    crossing.go(6.5)
    before = canvas(crossing).sheet
    drag(crossing, QPoint(100, 60), QPoint(140, 80))
    dragged = canvas(crossing).sheet
    assert not canvas(crossing).following
    assert dragged.place(140, 80) == pytest.approx(before.place(100, 60), abs=before.metres)
    corner = QPoint(30, 20)
    held = dragged.place(30, 20)
    wheel(crossing, corner, 3)
    assert canvas(crossing).sheet.metres == pytest.approx(dragged.metres / 1.25**3)
    assert canvas(crossing).sheet.place(30, 20) == pytest.approx(held, abs=1e-6)
    # another instant leaves the paper where the hand put it
    crossing.go(3.0)
    assert canvas(crossing).sheet.place(30, 20) == pytest.approx(held, abs=1e-6)


def test_the_paper_stays_where_it_was_put_while_no_position_is_current(crossing: Seat) -> None:
    moment, chart = crossing.go(6.5), canvas(crossing).shown.chart  # type: ignore[union-attr]
    old = {
        name: replace(one, lookup=replace(one.lookup, presence=Presence.TOO_OLD, age_ns=412_000_000))
        for name, one in moment.samples.items()
        if one.lookup.kind in ("gnss", "pose")
    }
    nowhere = replace(moment, samples={**moment.samples, **old})
    view(crossing).clear()
    view(crossing).show_chart(chart)
    view(crossing).show_moment(nowhere)
    first = way(crossing, "/gnss").places[0].tolist()
    assert (canvas(crossing).sheet.x, canvas(crossing).sheet.y) == tuple(first)
    moves: tuple[Callable[[], None], ...] = (
        lambda: drag(crossing, QPoint(100, 60), QPoint(140, 80)),
        canvas(crossing).show_all,
        lambda: canvas(crossing).centre_on(*way(crossing, "/gnss").places[40].tolist()),
    )
    for later, move in enumerate(moves, start=1):
        before = canvas(crossing).sheet
        move()
        put = canvas(crossing).sheet
        assert (put.x, put.y) != (before.x, before.y)
        view(crossing).show_moment(replace(nowhere, t_ns=moment.t_ns + later))
        assert canvas(crossing).sheet == put
    # whoever wants it back has it as soon as the vehicle is known again
    canvas(crossing).set_following(True)
    view(crossing).show_moment(moment)
    vehicle = canvas(crossing).shown.vehicle  # type: ignore[union-attr]
    assert vehicle is not None
    assert (canvas(crossing).sheet.x, canvas(crossing).sheet.y) == (vehicle.x, vehicle.y)


def test_a_click_goes_with_its_log(crossing: Seat, qtbot: QtBot) -> None:
    crossing.go(6.5)
    asked: list[int] = []
    view(crossing).time_asked.connect(asked.append)
    QTest.mouseClick(
        canvas(crossing), Qt.MouseButton.LeftButton, pos=pixel(crossing, *way(crossing, "/gnss").places[60].tolist())
    )
    shown = canvas(crossing).shown
    view(crossing).clear()
    canvas(crossing).show_map(shown)
    qtbot.wait(QApplication.doubleClickInterval() + 100)
    assert asked == []


def test_f_follows_on_the_map_when_it_has_the_focus(crossing: Seat) -> None:
    crossing.go(6.5)
    space = crossing.desk.space.space.eye.followed
    canvas(crossing).setFocus()
    QTest.keyClick(crossing.window, Qt.Key.Key_F)
    assert not canvas(crossing).following
    assert not view(crossing).follow.isChecked()
    assert crossing.desk.space.space.eye.followed == space
    QTest.keyClick(crossing.window, Qt.Key.Key_F)
    assert canvas(crossing).following
    crossing.desk.camera.take_keys()
    QTest.keyClick(crossing.window, Qt.Key.Key_F)
    assert crossing.desk.space.space.eye.followed != space
    assert canvas(crossing).following


def test_heading_up_turns_the_map_and_not_the_places(crossing: Seat) -> None:
    crossing.go(6.5)
    fixes = way(crossing, "/gnss")
    canvas(crossing).set_heading_up(True)
    shown = canvas(crossing).shown
    assert shown is not None
    ahead = fixes.places[80]
    at = canvas(crossing).sheet.pixels(ahead[None])[0]
    middle = canvas(crossing).rect().center()
    assert at[1] < middle.y()
    assert abs(at[0] - middle.x()) < 12
    canvas(crossing).set_heading_up(False)
    assert canvas(crossing).sheet.up == 0


def altered(path: Path, row: int) -> Path:
    """The sample, with one byte of a fix another."""
    raw = bytearray((SAMPLES / "crossing.h5").read_bytes())
    with opened(SAMPLES / "crossing.h5") as log:
        index = int(log.log.channels["/gnss"].index[row])
    with Segment(Source(SAMPLES / "crossing.h5")) as segment:
        extent = segment.extent(index)
    raw[extent.offset + extent.length // 2] ^= 1
    path.write_bytes(raw)
    return path


def test_a_fix_that_was_altered_is_marked_and_nothing_is_drawn_from_it(qtbot: QtBot, tmp_path: Path) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(altered(tmp_path / "altered.h5", 60))
        charted(here)
        timeline = here.session.timeline
        here.session.seek(int(timeline.channels["/gnss"].capture_ns[60]) + 1_000_000)
        moment = here.settle()
        assert moment.samples["/gnss"].standing is Standing.BROKEN
        fixes = way(here, "/gnss")
        assert 60 not in fixes.rows.tolist()
        after = fixes.rows.tolist().index(61)
        assert fixes.losses.records.tolist() == [after - 1]
        assert not fixes.joined[after]
        assert canvas(here).shown.fixes == ()  # type: ignore[union-attr]
        texts = [one.text for one in view(here).strip.facts]
        assert "1 fail their check" in texts
        assert any(text.startswith("gnss: ") for text in texts)
        # the octagon stands where the last fix before it was
        assert like(here, "broken", pixel(here, *fixes.places[after - 1].tolist()), within=5)


def test_a_receiver_of_an_unknown_codec_is_named_and_nobody_waits_for_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = registry.codec

    def codec(kind: str, name: str) -> object:
        if kind == "gnss":
            raise ValueError(f"codec {name} of kind {kind} is not known")
        return known(kind, name)

    monkeypatch.setattr("app.scene.decode.codec", codec)
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        charted(here)
        here.go(6.5)
        texts = [one.text for one in view(here).strip.facts]
        assert "gnss: none of its records can be decoded" in texts
        assert "still being read" not in texts
        assert [one.way.channel for one in canvas(here).shown.ways] == ["/localisation/pose"]  # type: ignore[union-attr]


def test_a_current_position_without_a_fix_says_so(crossing: Seat) -> None:
    moment = crossing.go(6.5)
    fix = moment.samples["/gnss"]
    assert isinstance(fix.content, Table)
    rows = fix.content.rows.copy()
    rows["fix"] = FixType.NO_FIX
    doubtful = replace(fix, content=Table(rows=rows, layout=fix.content.layout))
    texts = [one.text for one in view(crossing).strip.facts]
    assert not any("no fix" in text for text in texts)
    view(crossing).show_moment(replace(moment, samples={**moment.samples, "/gnss": doubtful}))
    (at,) = canvas(crossing).shown.fixes  # type: ignore[union-attr]
    assert at.no_fix
    assert "gnss says that it has no fix" in [one.text for one in view(crossing).strip.facts]


def test_what_is_too_old_is_absent_and_the_way_stays(crossing: Seat) -> None:
    moment = crossing.go(6.5)
    old = {
        name: replace(one, lookup=replace(one.lookup, presence=Presence.TOO_OLD, age_ns=412_000_000))
        for name, one in moment.samples.items()
        if one.lookup.kind in ("gnss", "pose")
    }
    view(crossing).show_moment(replace(moment, samples={**moment.samples, **old}))
    shown = canvas(crossing).shown
    assert shown is not None
    assert shown.vehicle is None
    assert shown.ways
    assert view(crossing).strip.facts[0].text == "Absent, last sample 412 ms ago"
    assert view(crossing).strip.sure == ""


def test_channels_that_are_hidden_are_not_drawn(crossing: Seat) -> None:
    moment = crossing.go(6.5)
    without = {name: one for name, one in moment.samples.items() if one.lookup.kind != "pose"}
    view(crossing).show_moment(replace(moment, samples=without))
    shown = canvas(crossing).shown
    assert shown is not None
    assert [one.way.channel for one in shown.ways] == ["/gnss"]
    # without a pose the arrow is that of the fix, by its course
    assert shown.vehicle is shown.fixes[0]
    assert shown.vehicle.by_course
    view(crossing).show_moment(replace(moment, samples={}))
    assert view(crossing).empty.isVisible()
    # nobody has hidden it: it was not asked for
    assert view(crossing).empty.accessibleName() == "Reading positions"
    view(crossing).set_hidden(frozenset(moment.samples))
    view(crossing).show_moment(replace(moment, samples={}))
    assert view(crossing).empty.accessibleName() == "Hidden"


def test_arrivals_that_were_never_measured_are_grey_and_named(crossing: Seat) -> None:
    moment = crossing.go(6.5)
    told = replace(assumed(moment, "/gnss"), mode=Mode.ARRIVAL)
    view(crossing).show_moment(told)
    shown = canvas(crossing).shown
    assert shown is not None
    assert [one.grey for one in shown.ways] == [True, False]
    assert "grey: arrival of gnss assumed" in [one.text for one in view(crossing).strip.facts]


def test_a_log_without_any_position_gives_its_room_to_others(qtbot: QtBot) -> None:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        assert view(here).isVisible()
        with_map = here.desk.second.width()
        here.open(VECTORS / "A-00-sound" / "log.h5")
        here.finish()
        assert view(here).isHidden()
        assert view(here).settled
        assert view(here).wants(here.session.timeline) == []
        here.open(SAMPLES / "crossing.h5")
        assert view(here).isVisible()
        assert abs(here.desk.second.width() - with_map) < 3


def test_positions_that_are_withheld_are_said_to_be_none(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "excerpt.h5"
    channels_without = ["--without", "/gnss", "--without", "/localisation/pose"]
    assert (
        main(["excerpt", str(SAMPLES / "crossing.h5"), "--from", "0", "--to", "9", *channels_without, "-o", str(path)])
        == 0
    )
    with seat(qtbot, 1920, 1080) as here:
        here.open(path)
        charted(here)
        here.go(3)
        assert view(here).empty.isVisible()
        assert view(here).empty.accessibleName() == "No position in this log"
        assert view(here).empty.accessibleDescription() == "636 withheld"


@pytest.mark.parametrize("name", ["light", "contrast"])
def test_the_map_is_dark_in_every_theme_and_grows_with_the_interface(crossing: Seat, name: ThemeName) -> None:
    crossing.go(6.5)
    least = canvas(crossing).minimumWidth()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, name, scale=1.5)
    found = picture(crossing)
    assert np.median(found) < 40
    assert view(crossing).strip.height() == 36
    assert canvas(crossing).minimumWidth() == least * 3 // 2


def test_at_a_small_window_it_hides_as_the_second_camera_does(qtbot: QtBot) -> None:
    with seat(qtbot, 1366, 768) as here:
        here.open(SAMPLES / "crossing.h5")
        assert view(here).isHidden()
        here.window.resize(1920, 1080)
        here.wait(view(here).isVisible)


def test_coordinates_are_copied_from_the_menu(crossing: Seat) -> None:
    crossing.go(6.5)
    fixes = way(crossing, "/gnss")
    at = pixel(crossing, *fixes.places[58].tolist())
    QTest.mouseMove(canvas(crossing), at)
    QApplication.sendEvent(canvas(crossing), _context(crossing, at))
    entries = menu(crossing)
    place = next(text for text in entries if text == "Copy the coordinates")
    entries[place].trigger()
    text = QGuiApplication.clipboard().text()
    latitude, longitude = (float(one) for one in text.split(", "))
    assert len(text.split(", ")[0].partition(".")[2]) == 7
    lone = [np.array([latitude]), np.array([longitude]), np.array([np.nan])]
    shown = canvas(crossing).shown
    assert shown is not None
    east, north, _ = shown.chart.plane.places(*lone)[0].tolist()
    assert math.dist((east, north), fixes.places[58].tolist()) < 2 * canvas(crossing).sheet.metres
    next(action for text, action in entries.items() if text.startswith("Copy the coordinates of ")).trigger()
    assert QGuiApplication.clipboard().text().count(",") == 1


def test_the_menu_comes_by_key_and_by_button_and_shows_the_whole_way(crossing: Seat) -> None:
    crossing.go(6.5)
    centre = canvas(crossing).rect().center()
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(-1, -1), QPoint(-1, -1))
    QApplication.sendEvent(canvas(crossing), by_key)
    assert "Copy the coordinates" in menu(crossing)
    before = canvas(crossing).sheet.metres
    menu(crossing)["Nearer"].trigger()
    assert canvas(crossing).sheet.metres == pytest.approx(before / 2)
    # the vehicle stays in the middle
    assert like(crossing, "ego", centre, within=4)
    menu(crossing)["The whole way"].trigger()
    pixels = canvas(crossing).sheet.pixels(way(crossing, "/gnss").places)
    assert (pixels >= 0).all()
    assert (pixels <= (canvas(crossing).width(), canvas(crossing).height())).all()
    assert not view(crossing).follow.isChecked()
    for one in view(crossing).findChildren(QMenu, "map menu"):
        one.close()
    (more,) = [one for one in view(crossing).findChildren(ToolButton) if one.toolTip() == "More"]
    more.click()
    assert "Copy the coordinates" not in menu(crossing)
    menu(crossing)["Keep the vehicle in the middle"].trigger()
    assert view(crossing).follow.isChecked()


def test_another_plane_leaves_the_same_place_in_the_middle(qtbot: QtBot) -> None:
    made = MapCanvas(lambda _: [])
    qtbot.addWidget(made)
    made.resize(300, 200)
    one = Chart(plane=Plane(origin=Geodetic(48.0, 9.0, 400.0)), ways=(), frames={})
    other = Chart(plane=Plane(origin=Geodetic(48.01, 9.02, 400.0)), ways=(), frames={})
    made.show_map(MapShown(chart=one, t_ns=0, mode=Mode.CAPTURE))
    made.centre_on(120.0, -40.0)
    before = one.plane.geodetic(made.sheet.x, made.sheet.y)
    made.show_map(MapShown(chart=other, t_ns=0, mode=Mode.CAPTURE))
    after = other.plane.geodetic(made.sheet.x, made.sheet.y)
    assert before is not None
    assert after is not None
    assert after.latitude_deg == pytest.approx(before.latitude_deg, abs=1e-7)
    assert after.longitude_deg == pytest.approx(before.longitude_deg, abs=1e-7)
    assert made.sheet.x < -1_000


def _context(here: Seat, at: QPoint) -> QContextMenuEvent:
    return QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas(here).mapToGlobal(at))
