"""The window as its users drive it: opening, every action, what each view shows, broken logs, keys, themes, closing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QDesktopServices, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from app.chain.verdict import Status
from app.log.channel import Mode
from app.replay.beginning import beginning_ns
from app.scene.content import Table
from app.scene.sample import Presence
from app.scene.standing import Standing
from app.ui.desk.saving import save_as_shown, save_stored
from app.ui.desk.stamp import stamp, stamped
from app.ui.intake.dialog import IntakeDialog
from app.ui.keys.action_table import ACTIONS
from app.ui.theme.theme import apply_theme, theme
from app.ui.views.record import ABSENT, change_text, fields_of
from app.ui.widgets.plain import plain
from tests.replay.altering import altered
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        yield here


def test_an_opened_log_shows_its_first_moment_and_does_not_play(crossing: Seat) -> None:
    state = crossing.session.state
    assert not state.playing
    assert state.shown_ns == beginning_ns(crossing.session.timeline)
    moment = crossing.settle()
    assert all(sample.current for kind in ("image", "cloud") for sample in moment.of_kind(kind))
    assert crossing.window.windowTitle().startswith("crossing.h5")
    crossing.finish()
    # the published key is in nobody's trust store
    assert crossing.window.banner.status is Status.UNTRUSTED
    assert [fact.word for fact in crossing.window.banner.facts()] == [
        "Intact",
        "Complete",
        "Signed",
        "Key not trusted",
    ]


_OPENED = """
from PySide6.QtWidgets import QApplication
from app import desktop
from app.ui.window import Window

def shown():
    (window,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, Window))
    print(*window.size().toTuple())
    return 0

QApplication.exec = staticmethod(shown)
desktop.main([])
"""


@pytest.mark.parametrize(("screen", "window"), [((1366, 768), "1366 768"), ((1920, 1080), "1600 900")])
def test_the_first_window_is_no_larger_than_the_screen(tmp_path: Path, screen: tuple[int, int], window: str) -> None:
    screens = tmp_path / "screens.json"
    screens.write_text(json.dumps({"screens": [{"x": 0, "y": 0, "width": screen[0], "height": screen[1]}]}))
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={screens}"}
    done = subprocess.run(
        [sys.executable, "-c", _OPENED], cwd=SAMPLES.parent, env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.split("\n")[-2] == window


def test_times_are_counted_from_the_recorded_trigger(crossing: Seat) -> None:
    crossing.finish()
    t0 = crossing.session.state.t0_ns
    assert t0 is not None
    assert (t0 - crossing.session.timeline.span[0]) / 1e9 == pytest.approx(7.65)


@pytest.mark.parametrize("mode", Mode)
def test_a_record_is_compared_with_the_one_before_it_in_the_time_that_counts(crossing: Seat, mode: Mode) -> None:
    session, record = crossing.session, crossing.desk.record
    channel = session.timeline.channels["/trace/spans"]
    order = channel.rows_in_order(mode)
    # spans arrive in another order than they began in
    number = next(at for at in range(300, len(order)) if channel.by_capture[at - 1] != channel.by_capture[at] - 1)
    session.set_mode(mode)
    crossing.desk.channels.record_asked.emit(channel.name)
    session.seek(int(channel.time_ns(mode)[order[number]]))
    shown = crossing.settle().samples[channel.name]
    assert shown.lookup.row is not None
    before = order[session.timeline.frame(channel.name, shown.lookup.row, mode) - 1]
    crossing.wait(record.tree.isVisible)
    values = {name: value for name, value, _ in fields_of(session.sampler.load(channel, int(before)).content)}
    items = [record.tree.topLevelItem(at) for at in range(record.tree.topLevelItemCount())]
    told = {item.text(0): item.text(2) for item in items if item is not None}
    now = {name: value for name, value, _ in fields_of(shown.content)}
    units = {name: unit for name, _, unit in fields_of(shown.content)}
    assert any(told.values())
    assert told.keys() >= values.keys()
    for name, change in told.items():
        old, new = values.get(name, ABSENT), now.get(name, ABSENT)
        assert change == ("" if old == new else change_text(old, new, units.get(name, "")))


def test_a_change_is_a_difference_or_what_it_was() -> None:
    assert change_text("13.5", "-1.25") == "−14.75"
    assert change_text("0.001", "0.0011") == "+0.0001"
    assert change_text("drive (1)", "reverse (2)") == "was drive (1)"
    assert change_text(ABSENT, "3") == "was —"
    assert change_text("nan", "3") == "nan"
    assert change_text("1761234567890123456", "1761234567890123500", "ns") == "+44 ns"
    assert change_text("3000", "1", "1") == "−2\u202f999"
    assert change_text("1.5", "2.5", "m/s^2") == "+1 m/s²"


def test_marks_in_lists_follow_the_theme(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    with seat(qtbot) as here:
        here.open(altered(tmp_path / "altered.h5"))
        here.finish()
        here.desk.inspector.show_page(here.desk.evidence)
        trees = here.desk.channels.tree, here.desk.evidence.findings

        def drawn() -> list[bytes]:
            items = [tree.topLevelItem(at) for tree in trees for at in range(tree.topLevelItemCount())]
            icons = [item.icon(column) for item in items if item is not None for column in range(item.columnCount())]
            return [bytes(icon.pixmap(12, 12).toImage().constBits()) for icon in icons if not icon.isNull()]

        dark = drawn()
        apply_theme(qapp, "light", scale=1.0)
        assert len(drawn()) == len(dark)
        assert all(one != other for one, other in zip(drawn(), dark, strict=True))


def test_what_changed_in_a_record_has_the_accent_of_the_theme(crossing: Seat, qapp: QApplication) -> None:
    crossing.desk.channels.record_asked.emit("/vehicle/state")
    crossing.go(7.0)
    tree = crossing.desk.record.tree
    crossing.wait(tree.isVisible)
    for name in ("dark", "light"):
        apply_theme(qapp, name, scale=1.0)
        changed = [item for item in tree.findItems("*", Qt.MatchFlag.MatchWildcard) if item.text(2)]
        assert changed
        assert {item.foreground(1).color().name() for item in changed} == {QColor(theme.tokens.acc).name()}


def test_nothing_of_a_record_stays_where_there_is_none(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "stalled-truck.h5")
        record, stops = here.desk.record, here.session.timeline.stops("/camera/front", Mode.CAPTURE)
        here.desk.channels.record_asked.emit("/camera/front")
        gap = next(at for at in range(1, len(stops)) if stops[at].row < 0)
        for at in (gap - 1, gap, gap + 1):
            here.session.seek(stops[at].t_ns)
            here.settle()
            assert bool(record.facts.accessibleDescription()) == (at != gap)
            assert bool(record.tree.topLevelItemCount()) == (at != gap)


def test_every_action_can_be_given_at_any_time(crossing: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDialog, "exec", lambda _: 0)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("something", True))
    monkeypatch.setattr(QInputDialog, "open", lambda _: None)
    for asks in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, asks, lambda *_, **__: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    # another language has another window: see test_language
    for action in (row.id for row in ACTIONS if row.id != "quit" and not row.id.startswith("language_")):
        crossing.go(5.0)
        crossing.do(action)
        crossing.do(action)
        if crossing.session.state.playing:
            crossing.do("play_pause")
        crossing.settle()


def test_the_key_the_menu_and_the_button_shade_alike(crossing: Seat) -> None:
    crossing.go(5.0)
    space, action = crossing.desk.space, crossing.window.actions_.action("shade")
    assert (space.space.look.shaded, action.isChecked()) == (False, False)
    crossing.desk.camera.picture.setFocus()
    QTest.keyClick(crossing.desk.camera.picture, Qt.Key.Key_E)
    assert (space.space.look.shaded, space.tools.shade.isChecked(), action.isChecked()) == (True, True, True)
    space.tools.shade.click()
    assert (space.space.look.shaded, action.isChecked()) == (False, False)
    crossing.do("shade")
    assert space.space.look.shaded


def test_keys_act_from_the_start_and_over_a_gap(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "stalled-truck.h5")
        picture = here.desk.camera.picture
        assert QApplication.focusWidget() is picture
        # before the first frame the reason has the keys
        here.do("go_start")
        here.settle()
        assert QApplication.focusWidget() is here.desk.camera.empty
        stops = here.session.timeline.stops("/camera/front", Mode.CAPTURE)
        gap = next(at for at in range(1, len(stops)) if stops[at].row < 0)
        here.session.seek(stops[gap - 1].t_ns)
        here.settle()
        for at, shown in ((gap, False), (gap + 1, True)):
            held = QApplication.focusWidget()
            assert held is not None
            QTest.keyClick(held, Qt.Key.Key_Right)
            assert here.settle().t_ns == stops[at].t_ns
            assert picture.isVisible() == shown
        assert QApplication.focusWidget() is picture


def test_keys_step_by_frames_and_back(crossing: Seat) -> None:
    crossing.go(5.07)
    picture = crossing.desk.camera.picture
    picture.setFocus()
    before = crossing.desk.camera.sample
    assert before is not None
    rows = []
    for key in (Qt.Key.Key_Period, Qt.Key.Key_Right, Qt.Key.Key_Comma, Qt.Key.Key_Left):
        QTest.keyClick(picture, key)
        moment = crossing.settle()
        rows.append(moment.samples["/camera/front"].lookup.row)
    start = before.lookup.row or 0
    assert rows == [start + 1, start + 2, start + 1, start]


def test_playing_goes_on_in_time_and_stops(crossing: Seat, qtbot: QtBot) -> None:
    crossing.go(2.0)
    crossing.do("play_pause")
    begun = crossing.session.state.asked_ns
    crossing.wait(
        lambda: crossing.session.state.shown_ns is not None and crossing.session.state.shown_ns > begun + 300_000_000
    )
    crossing.do("play_pause")
    moment = crossing.settle()
    assert not crossing.session.state.playing
    assert moment.t_ns > begun + 300_000_000


def test_the_timeline_is_clicked_and_dragged(crossing: Seat) -> None:
    crossing.finish()
    bar = crossing.desk.timeline
    assert bar.axis is not None
    wanted = crossing.session.timeline.span[0] + 6_000_000_000
    at = bar.rect().center()
    at.setX(round(bar.axis.x(wanted)))
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    moment = crossing.settle()
    assert abs(moment.t_ns - wanted) <= bar.axis.visible_ns / bar.axis.width


def test_a_picture_that_was_altered_is_shown_as_found_and_marked(qtbot: QtBot, tmp_path: Path) -> None:
    with seat(qtbot) as here:
        here.open(altered(tmp_path / "altered.h5"))
        moment = here.go(6.06)
        sample = moment.samples["/camera/front"]
        assert sample.standing is Standing.BROKEN
        assert here.desk.camera.strips.warning.isVisible()
        here.go(6.16)
        assert not here.desk.camera.strips.warning.isVisible()
        here.finish()
        assert here.window.banner.status is Status.BROKEN
        here.do("go_start")
        here.do("next_break")
        assert here.settle().samples["/camera/front"].standing is Standing.BROKEN


def test_what_is_too_old_is_absent(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "stalled-truck.h5")
        moment = here.go(9.0)
        assert moment.samples["/camera/front"].lookup.presence is Presence.TOO_OLD
        assert here.desk.camera.empty.isVisible()
        assert not here.desk.camera.picture.isVisible()


def test_bookmarks_and_t0_are_in_the_case_when_the_log_is_opened_again(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.go(3.25)
        here.window.bookmark_asked.emit("first returns")
        here.do("set_t0")
        here.wait(lambda: here.desk.marks != ())
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.wait(lambda: here.desk.marks != ())
        (mark,) = here.desk.marks
        assert (mark.text, mark.start_ns) == ("first returns", here.session.timeline.span[0] + 3_250_000_000)
        here.wait(lambda: here.session.state.t0_ns == mark.start_ns)
        here.do("go_start")
        here.do("next_bookmark")
        assert here.settle().t_ns == mark.start_ns


def test_what_is_no_log_is_said_and_nothing_changes(qtbot: QtBot, tmp_path: Path) -> None:
    empty = tmp_path / "empty.h5"
    empty.write_bytes(b"")
    with seat(qtbot) as here:
        for path in (empty, tmp_path / "gone.h5"):
            here.desktop.open([path])
            here.wait(lambda name=path.name: name in here.window.start.message)  # type: ignore[misc]
        assert here.window.session is None


@pytest.mark.parametrize("name", ["light", "contrast", "dark"])
def test_themes_and_sizes_change_while_a_log_is_open(crossing: Seat, qapp: QApplication, name: str) -> None:
    crossing.go(6.0)
    for width, height in ((1366, 768), (1024, 640), (1920, 1080)):
        crossing.window.resize(width, height)
        apply_theme(qapp, name)  # type: ignore[arg-type]
        crossing.settle()
        assert crossing.window.banner.isVisible()
        assert crossing.desk.transport.clock.isVisible()
    for action in ("interface_larger", "interface_larger", "interface_normal"):
        crossing.do(action)


def test_a_window_is_closed_while_it_loads(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.desktop.open([SAMPLES / "crossing.h5"])
    with seat(qtbot) as here:
        here.open(SAMPLES / "cut-in.h5")
        for share in range(10):
            here.session.scrub(here.session.timeline.span[0] + share * 10**9)


def test_another_log_replaces_the_first(crossing: Seat) -> None:
    crossing.go(4.0)
    before = crossing.session
    crossing.desktop.open([SAMPLES / "cut-in.h5"])
    crossing.wait(lambda: crossing.session is not before)
    crossing.settle()
    assert crossing.window.windowTitle().startswith("cut-in.h5")


def test_the_start_page_is_painted_before_anything_slow_is_imported() -> None:
    script = (
        "import sys\n"
        "from app.desktop import Desktop, prepare\n"
        "app = prepare()\n"
        "desktop = Desktop()\n"
        "desktop.window.show()\n"
        "app.processEvents()\n"
        "slow = ['numpy', 'cv2', 'scipy', 'open3d', 'pyqtgraph', 'h5py', 'sqlalchemy', 'cryptography']\n"
        "print([name for name in slow if name in sys.modules])\n"
        "desktop.window.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=SAMPLES.parent, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_stored_picture_is_saved_as_it_stands_in_the_log(crossing: Seat, tmp_path: Path) -> None:
    moment = crossing.go(6.0)
    checked = moment.samples["/camera/front"].checked
    assert checked is not None
    save_stored(crossing.desk.camera, tmp_path / "stored.jpg")
    assert (tmp_path / "stored.jpg").read_bytes() == checked.record.payload


@pytest.mark.parametrize("name", ["camera", "second", "space", "map", "plots", "decision"])
def test_a_view_is_saved_as_shown_with_a_stamp_that_says_all(crossing: Seat, tmp_path: Path, name: str) -> None:
    crossing.finish()
    crossing.go(6.0)
    view = getattr(crossing.desk, name)
    path = save_as_shown(view, crossing.session, tmp_path / "shown.png")
    image = QImage(str(path))
    assert image.width() == max(view.width(), 640)
    assert image.height() > view.height() + 60
    above = image.copy(0, 0, view.width(), view.height())
    assert above == view.grab().toImage().convertToFormat(above.format())
    said = "\n".join(stamp(view, crossing.session))
    for part in (
        "crossing.h5",
        "2026-",
        "UTC",
        "6.000000 s from the start",
        "T0 −",
        "UNTRUSTED",
        "Intact 5",
        "drive 99b252e5",
    ):
        assert part in said
    if name in ("camera", "second"):
        assert "frame " in said
        assert "≤ t" in said or "exact frame" in said
        assert "Captured 16:18:" in said


@pytest.mark.parametrize("mode", Mode)
def test_driven_path_and_trails_come_from_the_whole_log(crossing: Seat, mode: Mode) -> None:
    crossing.session.set_mode(mode)
    view = crossing.desk.space.space
    crossing.wait(lambda: view.history is not None and view.history.vehicle is not None and bool(view.history.objects))
    moment = crossing.go(6.0)
    assert "driven" in {one.ink for one in view._shown.drawing.lines}
    assert view.history is not None
    known = moment.t_ns if mode is Mode.ARRIVAL else None
    assert view.scene is not None
    trails = view.history.trails(view.scene.reference.time_ns, known_ns=known)
    box = next(one for one in view.scene.boxes if ("/perception/objects", one.id) in trails)
    trail = trails["/perception/objects", box.id]
    # the last place of a trail is where the object is shown
    pose = view.scene.reference.world_from_vehicle
    assert pose is not None
    assert trail[-1] == pytest.approx((pose @ [*box.centre.tolist(), 1.0])[:3], abs=1e-6)


@pytest.mark.parametrize("mode", Mode)
def test_more_sweeps_are_read_where_the_3d_view_wants_them(crossing: Seat, mode: Mode) -> None:
    crossing.session.set_mode(mode)
    assert crossing.go(6.0).earlier == {}
    crossing.desk.space.tools.choose_sweeps("5")
    crossing.wait(lambda: crossing.settle().earlier != {})
    moment = crossing.settle()
    assert {name: len(those) for name, those in moment.earlier.items()} == {
        "/lidar/top": 4, "/radar/front": 4, "/radar/rear": 4,
    }  # fmt: skip
    crossing.wait(lambda: crossing.desk.space.space.strip.facts.left[0].text == "5 sweeps, 0.4 s, motion compensated")
    # the pictures have what they had
    overlay = crossing.desk.camera._overlay
    assert overlay is not None
    assert overlay.placed is not None
    assert overlay.placed.earlier == ()
    assert len(overlay.points) == 3
    crossing.do("step_back")
    crossing.do("time_mode")
    assert len(crossing.settle().earlier["/lidar/top"]) == 4
    crossing.desk.space.tools.choose_sweeps("1")
    crossing.wait(lambda: crossing.settle().earlier == {})


def test_objects_are_selected_one_after_another_in_every_view(crossing: Seat) -> None:
    crossing.go(7.0)
    crossing.do("next_object")
    first = crossing.desk.camera.picture.shown.selected
    crossing.do("next_object")
    second = crossing.desk.camera.picture.shown.selected
    assert None not in (first, second)
    assert first != second
    crossing.do("previous_object")
    assert crossing.desk.second.picture.shown.selected == first
    crossing.do("clear_selection")
    assert crossing.desk.camera.picture.shown.selected is None


def test_a_foreign_recording_is_inspected_sealed_and_opened(qtbot: QtBot, tmp_path: Path) -> None:
    source = tmp_path / "drive.jsonl"
    source.write_text(
        "".join(
            f'{{"timestamp": "2026-01-31T10:15:{second:02}Z", "level": "info", "message": "line {second}"}}\n'
            for second in range(30)
        )
    )
    with seat(qtbot) as here:
        here.desktop.open([source])
        here.wait(lambda: here.window.start.offered == source)
        dialog = IntakeDialog(source, here.window)
        dialog.sealed.connect(lambda made: here.desktop.open([made]))
        dialog.show()
        here.wait(dialog.seal.isEnabled)
        dialog.seal.click()
        here.wait(lambda: here.window.session is not None)
        here.finish()
        assert here.window.session is not None
        assert here.session.evidence.log.opened[0].genesis.provenance == "intake"


def test_folders_can_be_chosen(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Path] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    with seat(qtbot) as here:
        asked: list[list[Path]] = []
        here.window.open_asked.disconnect(here.desktop.open)
        here.window.open_asked.connect(asked.append)
        monkeypatch.setattr(here.window, "take_in", taken.append)
        here.do("open_folder")
        here.do("import_folder")
    assert (asked, taken) == ([[tmp_path]], [tmp_path])


def test_what_was_named_and_is_not_open_is_said_in_the_banner_with_what_to_do(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign, damaged = tmp_path / "foreign.h5", tmp_path / "damaged.h5"
    foreign.write_text("hello")
    raw = bytearray((SAMPLES / "crossing.h5").read_bytes())
    raw[64] ^= 1
    damaged.write_bytes(raw)
    named = [SAMPLES / "crossing.h5", SAMPLES / "cut-in.h5", foreign, damaged]
    with seat(qtbot) as here:
        taken: list[Path] = []
        monkeypatch.setattr(here.window, "take_in", taken.append)
        here.desktop.open(named)
        here.wait(lambda: here.window.session is not None)
        assert "cut-in.h5: another drive; open it by itself" in here.window.status.said.text()
        here.finish()
        assert here.window.banner.facts()[0].word == "3 not opened"
        said = here.window.banner.toolTip()
        assert "cut-in.h5: another drive; open it by itself" in said
        assert "foreign.h5: the file does not begin with a seal directory. It is no sealed log, but can be" in said
        assert "damaged.h5: the directory does not match its digest. Nothing of it can be shown; compare" in said
        assert taken == [foreign]
        # the next one was named alone
        here.desktop.open([SAMPLES / "cut-in.h5"])
        here.wait(lambda: here.session.evidence.title == "cut-in.h5")
        assert "not opened" not in " ".join(word for word in (fact.word for fact in here.window.banner.facts()))


@pytest.mark.parametrize("name", ["missing.h5", "text.h5"])
def test_a_file_that_cannot_be_opened_is_named_once_with_what_to_do(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    (tmp_path / "text.h5").write_text("hello")
    with seat(qtbot) as here:
        here.desktop.open([tmp_path / name])
        here.wait(lambda: bool(here.window.start.message))
        for said in (here.window.start.message, here.window.status.said.text()):
            assert said.count(name) == 1
            assert ("is that its path?" in said) or ("can be imported" in said)


def test_a_mistake_of_the_program_takes_one_line_at_the_bottom(crossing: Seat) -> None:
    line = crossing.window.status
    high, wide = line.height(), crossing.window.minimumSizeHint().width()
    crossing.session._failed.emit(ValueError("very wrong " * 60))
    crossing.wait(lambda: line.said.text().startswith("Internal error: ValueError: very wrong"))
    assert "\n" not in line.said.text()
    assert line.said.toolTip().startswith("ValueError")
    # how far checking has come is news every second, and does not displace it
    line.show_trust(crossing.session.trust)
    crossing.finish()
    assert line.said.text().startswith("Internal error")
    crossing.window.layout().activate()  # type: ignore[union-attr]
    assert (line.height(), crossing.window.minimumSizeHint().width()) == (high, wide)
    line.say("Something else")
    line.show_trust(crossing.session.trust)
    assert line.said.text().startswith("Chain walk finished")


def test_what_was_opened_lately_is_listed_and_what_is_gone_too(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "here.h5"
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    with seat(qtbot) as here:
        here.open(path)
        here.finish()
        here.wait(lambda: here.window.start.recent.topLevelItemCount() == 1)
    path.unlink()
    with seat(qtbot) as here:
        item = here.window.start.recent.topLevelItem(0)
        assert item is not None
        assert item.text(0) == "here.h5"
        here.wait(item.isDisabled)
        assert item.text(2) == "Not found"


def test_nothing_of_the_log_before_stays_when_another_is_opened(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        for name in ("cut-in", "stalled-truck", "crossing"):
            here.desktop.open([SAMPLES / f"{name}.h5"])
            here.wait(lambda name=name: here.window.windowTitle().startswith(name))  # type: ignore[misc]
            here.settle()
            here.finish()
            here.do("go_end")
            moment = here.settle()
            assert here.desk.camera.sample is moment.samples["/camera/front"]
            history = here.desk.space.space.history
            driven = None if history is None else history.vehicle
            assert driven is None or driven.times_ns[0] >= here.session.timeline.span[0]


def test_what_a_log_says_is_never_taken_for_markup() -> None:
    assert plain("a < b\n<img src=x>") == "<qt>a &lt; b<br>&lt;img src=x&gt;</qt>"
    assert plain("as it stands") == "as it stands"


def test_channels_are_marked_by_the_worst_of_their_own_records(qtbot: QtBot, tmp_path: Path) -> None:
    path = altered(tmp_path / "altered.h5")
    with seat(qtbot) as here:
        here.open(path)
        here.finish()
        worst = here.session.trust.by_channel
        channels = here.session.timeline.channels
        assert worst[0, channels["/camera/front"].id] is Standing.BROKEN
        assert worst[0, channels["/camera/rear"].id] is Standing.INTACT


def test_a_number_is_written_as_short_as_leads_back_to_the_stored_bits(crossing: Seat) -> None:
    session = crossing.session
    for name, digits in (("/vehicle/state", 4), ("/localisation/pose", 8)):
        channel = session.timeline.channels[name]
        content = session.sampler.load(channel, 40).content
        assert isinstance(content, Table)
        types = {field.name: field.type for field in content.layout.fields if field.type[1] == "f"}
        written = {path: value for path, value, _ in fields_of(content) if path in types and value != "unknown"}
        assert any(types[path] == f"<f{digits}" for path in written)
        for path, text in written.items():
            stored = content.column(path)
            assert stored is not None
            kind = np.dtype(types[path]).type
            assert kind(text) == kind(stored[0])
            assert len(text) <= len(f"{kind(stored[0]):.{9 if kind is np.float32 else 17}g}") + 2  # of 5 it says 5.0


def test_only_what_somebody_looks_at_is_reckoned(crossing: Seat) -> None:
    camera, second = crossing.desk.camera, crossing.desk.second
    assert crossing.go(5.0).overlays.keys() == {camera.channel, second.channel}
    second.overlays.setChecked(False)
    crossing.wait(lambda: crossing.settle().overlays.keys() == {camera.channel})
    assert second.picture.overlay is None
    assert camera.picture.overlay is crossing.settle().overlays[str(camera.channel)]
    second.overlays.setChecked(True)
    crossing.wait(lambda: second.picture.overlay is not None)
    assert second.picture.overlay is crossing.settle().overlays[str(second.channel)]


def test_a_view_is_saved_as_it_was_when_that_was_asked_for(
    crossing: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossing.finish()
    crossing.go(6.0)
    camera = crossing.desk.camera
    wanted, name = stamped(camera, crossing.session), ""

    def ask(_parent: object, _title: str, proposed: str) -> tuple[str, str]:
        nonlocal name
        name = proposed
        crossing.go(7.5)
        return str(tmp_path / "shown"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    path = save_as_shown(camera, crossing.session)
    assert name.startswith("camera_front_")
    assert path is not None
    assert QImage.fromData(path.read_bytes()).convertToFormat(wanted.format()) == wanted


def test_a_channel_of_the_log_before_does_not_become_master(crossing: Seat) -> None:
    crossing.desk.inspector.show_page(crossing.desk.record)
    crossing.desk.record.set_channel("/of/another/log")
    crossing.desk.record.take_keys()
    before = crossing.session.state.master
    crossing.do("view_as_master")
    assert crossing.session.state.master == before
    assert "no single channel" in crossing.window.status.said.text()
