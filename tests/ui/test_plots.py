"""The plots in a real window: what they show at an instant is what the records say, on the axis of the timeline."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDropEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.chain.trust import TrustStore
from app.kinds.channel_spec import ChannelSpec
from app.kinds.state import STATE_LAYOUT
from app.log.channel import Mode
from app.record.keys import demonstration_key
from app.record.plan import POLICY, Plan
from app.record.recorder import Recorder
from app.replay.evidence import open_evidence
from app.replay.signals import Derived, Plotted, Signal
from app.replay.trace import Column, Trace
from app.scene.content import Table
from app.scene.standing import Standing
from app.ui.session import Session
from app.ui.theme.theme import apply_theme, theme
from app.ui.timeline.axis import TimeAxis
from app.ui.views import plot_canvas
from app.ui.views.plot_ground import PlotsContent
from app.ui.views.plot_rows import Plot
from app.ui.views.plot_stack import PlotStack
from app.ui.views.plot_words import reading_text
from app.ui.views.plots import PlotsView
from app.ui.widgets.drag_tree import dropped, packed
from app.ui.window import Window
from tests.replay.opening import SAMPLES
from tests.replay.test_first_rows import altered

MS = 1_000_000


@contextmanager
def window_of(path: Path, qtbot: QtBot, size: tuple[int, int] = (1920, 1080)) -> Iterator[Window]:
    window = Window()
    window.resize(*size)
    window.show()
    window.set_session(Session(open_evidence([path], TrustStore())))
    try:
        view = view_of(window)
        session = window.session
        assert session is not None
        qtbot.waitUntil(lambda: ready(view) and session.lanes.complete and session.moment is not None, timeout=30_000)
        yield window
    finally:
        window.close()


def view_of(window: Window) -> PlotsView:
    assert window.desk is not None
    return window.desk.plots


def ready(view: PlotsView) -> bool:
    every = [one for plot in view.board.plots for one in plot.signals]
    traces = [view.board.traces.trace(one) for one in every]
    return all(trace is not None and trace.complete for trace in traces)


def seek(window: Window, t_ns: int, qtbot: QtBot) -> None:
    session = window.session
    assert session is not None
    session.seek(t_ns)
    qtbot.waitUntil(lambda: session.state.shown_ns == t_ns and session.moment is not None, timeout=20_000)


def signal_of(view: PlotsView, channel: str, field: str) -> Signal:
    return next(one for one in view.board.traces.signals_there if (one.channel, one.field) == (channel, field))


@pytest.fixture
def crossing(themed: QApplication, qtbot: QtBot) -> Iterator[Window]:
    with window_of(SAMPLES / "crossing.h5", qtbot) as window:
        yield window


def axes(window: Window) -> tuple[TimeAxis | None, TimeAxis | None]:
    assert window.desk is not None
    return window.desk.timeline.axis, window.desk.plots.stack._axis


def wheel(stack: PlotStack, at: QPointF, turns: int, modifiers: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        at, stack.mapToGlobal(at), QPoint(), QPoint(0, 120 * turns), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(stack, event)


def test_the_axis_is_always_that_of_the_timeline(crossing: Window, qtbot: QtBot) -> None:
    desk = crossing.desk
    assert desk is not None
    stack, timeline, tiling = desk.plots.stack, desk.timeline, desk._arrangement._tiling
    same: list[Callable[[], object]] = [
        lambda: timeline.zoom(4.0),
        lambda: wheel(stack, QPointF(900, 30), 3, Qt.KeyboardModifier.NoModifier),
        lambda: wheel(stack, QPointF(900, 30), 2, Qt.KeyboardModifier.ShiftModifier),
        lambda: crossing.resize(1700, 950),
        lambda: crossing.resize(1366, 768),
        lambda: crossing.resize(1920, 1080),
        lambda: tiling.drag(tiling._plan.gaps[0], 400),
        lambda: timeline.show_stretch(*timeline.content.span) if timeline.content else None,
    ]
    for does in same:
        does()
        QApplication.processEvents()
        one, other = axes(crossing)
        assert one is not None
        assert one == other
        assert stack.mapToGlobal(QPoint(0, 0)).x() == timeline.mapToGlobal(QPoint(0, 0)).x()
        assert stack._label_px == timeline._label_px
        assert stack.width() == timeline.width()


@pytest.mark.parametrize("mode", Mode)
def test_values_at_the_hand_are_those_of_the_records(crossing: Window, qtbot: QtBot, mode: Mode) -> None:
    session, view = crossing.session, view_of(crossing)
    assert session is not None
    session.set_mode(mode)
    speed, asked = view.board.plots[0].signals
    qtbot.waitUntil(lambda: ready(view), timeout=10_000)
    times = random.Random(3)
    first, last = session.timeline.span
    for _ in range(200):
        t_ns = times.randint(first - 10**8, last + 10**8)
        for one in (speed, asked):
            assert isinstance(one, Signal)
            channel = session.timeline.channels[one.channel]
            row = channel.row_at(t_ns, mode, session.timeline.rule(one.channel).max_age_ns)
            reading = view.stack.reading(one, t_ns)
            assert reading is not None
            assert reading.absent == (row is None)
            if row is not None:
                content = session.sampler.load(channel, row).content
                assert isinstance(content, Table)
                assert reading.value == content.value(one.field)


def test_the_hand_follows_what_is_shown(crossing: Window, qtbot: QtBot) -> None:
    session, view = crossing.session, view_of(crossing)
    assert session is not None
    t_ns = session.timeline.span[0] + 7_300 * MS
    seek(crossing, t_ns, qtbot)
    assert view.stack._shown_ns == t_ns
    reading = view.stack.reading(view.board.plots[0].signals[0])
    assert reading_text(view.board.plots[0].signals[0], reading) == "42.6 km/h"
    assert "vehicle/state 50 Hz" in view.header.accessibleDescription()
    assert "max 100 ms, nothing interpolated" in view.header.accessibleDescription()
    qtbot.waitUntil(lambda: "530 samples" in view._told.text(), timeout=5_000)


def test_dragging_moves_the_time_and_not_the_stretch(crossing: Window, qtbot: QtBot) -> None:
    session, stack = crossing.session, view_of(crossing).stack
    before, _ = axes(crossing)
    assert session is not None
    assert before is not None
    QTest.mousePress(stack, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(700, 40))
    assert session.state.asked_ns == before.time(700)
    QTest.mouseMove(stack, QPoint(900, 90))
    assert session.state.asked_ns == before.time(900)
    QTest.mouseMove(stack, QPoint(20, 90))
    QTest.mouseRelease(stack, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(1000, 40))
    qtbot.waitUntil(lambda: session.state.shown_ns == before.time(1000), timeout=10_000)
    assert axes(crossing)[0] == before
    QTest.mouseClick(stack, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(50, 40))
    assert session.state.asked_ns == before.time(1000)


def range_of(view: PlotsView, at: int) -> tuple[float, float] | None:
    return view.board.plots[at].range


def test_zooms_of_time_and_of_values_are_taken_back(crossing: Window, qtbot: QtBot) -> None:
    view = view_of(crossing)
    stack, start = view.stack, axes(crossing)[0]
    assert start is not None
    wheel(stack, QPointF(900, 30), 4, Qt.KeyboardModifier.NoModifier)
    near, _ = axes(crossing)
    assert near is not None
    assert near.visible_ns < start.visible_ns
    assert near.time(900) == pytest.approx(start.time(900), abs=MS)
    assert all(plot.range is None for plot in view.board.plots)
    view.board._zooms._last_s = -1e9
    wheel(stack, QPointF(900, 30), 2, Qt.KeyboardModifier.ControlModifier)
    assert axes(crossing)[0] == near
    assert range_of(view, 0) is not None
    assert range_of(view, 1) is None
    view.board._zooms._last_s = -1e9
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mousePress(stack, Qt.MouseButton.LeftButton, control, QPoint(600, 70))
    QTest.mouseMove(stack, QPoint(800, 90))
    stack.grab()
    QTest.mouseRelease(stack, Qt.MouseButton.LeftButton, control, QPoint(800, 90))
    boxed, _ = axes(crossing)
    assert boxed is not None
    assert (boxed.start_ns, boxed.end_ns) == (near.time(600), near.time(800))
    assert range_of(view, 1) is not None
    stack.setFocus()
    QTest.keyClick(stack, Qt.Key.Key_Backspace)
    assert axes(crossing)[0] == near
    assert range_of(view, 1) is None
    assert range_of(view, 0) is not None
    QTest.keyClick(stack, Qt.Key.Key_Backspace)
    assert range_of(view, 0) is None
    QTest.keyClick(stack, Qt.Key.Key_Backspace)
    assert axes(crossing)[0] == start
    QTest.keyClick(stack, Qt.Key.Key_Backspace)
    assert axes(crossing)[0] == start


def test_cursors_are_put_by_the_actions_and_compared(crossing: Window, qtbot: QtBot) -> None:
    session, view = crossing.session, view_of(crossing)
    assert session is not None
    first = session.timeline.span[0]
    seek(crossing, first + 6_000 * MS, qtbot)
    crossing.actions_.action("cursor_a").trigger()
    seek(crossing, first + 8_000 * MS, qtbot)
    crossing.actions_.action("cursor_b").trigger()
    assert view.board.cursors == (first + 6_000 * MS, first + 8_000 * MS)
    qtbot.waitUntil(lambda: "B − A +2.000 s" in view._told.text(), timeout=5_000)
    view.show_statistics()
    qtbot.waitUntil(lambda: view.table.table.rowCount() == 6, timeout=5_000)
    texts = [view.table.table.item(0, at) for at in range(11)]
    said = [one.text() for one in texts if one is not None]
    assert said[:4] == ["Speed, measured", "km/h", "530", "0"]
    assert said[8].endswith("km/h")
    assert said[10].startswith("−")
    view.stack.grab()


def test_what_fails_its_check_is_a_gap_that_says_so(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    with window_of(altered(tmp_path, *range(200, 300)), qtbot) as window:
        session, view = window.session, view_of(window)
        assert session is not None
        channel = session.timeline.channels["/vehicle/state"]
        t_ns = int(channel.times_in_order(Mode.CAPTURE)[250])
        seek(window, t_ns, qtbot)
        plot, rect = view.stack.places()[0]
        speed, asked = plot.signals
        assert reading_text(speed, view.stack.reading(speed)) == "fails its check"
        assert "km/h" in reading_text(asked, view.stack.reading(asked))
        assert "fails" in view.header.accessibleDescription() or "broken" in view.header.accessibleDescription().lower()
        axis, _ = axes(window)
        assert axis is not None
        image = view.stack.grab().toImage()
        x = round(axis.x(t_ns)) + 12
        assert not column_has(image, x, rect.top(), rect.bottom() - 6, theme.tokens.acc)
        assert column_has(image, x, rect.bottom() - 6, rect.bottom(), theme.tokens.broken, within=6)
        sound = round(axis.x(int(channel.times_in_order(Mode.CAPTURE)[100])))
        assert column_has(image, sound, rect.top(), rect.bottom() - 6, theme.tokens.acc)


def column_has(image: QImage, x: int, top: float, bottom: float, colour: str, within: int = 1) -> bool:
    """Whether a colour, more or less, is in a column of pixels."""
    wanted = QColor(colour)
    for at in range(x, x + within):
        for y in range(int(top), int(bottom)):
            found = image.pixelColor(at, y)
            if abs(found.hue() - wanted.hue()) < 14 and found.saturation() > 90 and found.value() > 110:
                return True
    return False


def test_behind_a_break_nothing_is_drawn_until_asked_for(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "behind.h5"
    path.write_bytes((SAMPLES / "crossing.h5").read_bytes())
    evidence = open_evidence([path], TrustStore())
    one = evidence.log.opened[0]
    place = one.segment.directory.areas["seal/leaf"].offset + one.structure.records // 2 * 192 + 40
    evidence.log.close()
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1]))
    with window_of(path, qtbot) as window:
        view = view_of(window)
        session = window.session
        assert session is not None
        speed = view.board.plots[0].signals[0]
        late = session.timeline.span[1] - 2 * 10**9
        reading = view.stack.reading(speed, late)
        assert reading is not None
        assert (reading.value, reading.standing) == (None, Standing.AFTER_BREAK)
        view.board.set_unproven(True)
        qtbot.waitUntil(lambda: (found := view.stack.reading(speed, late)) is not None and found.value is not None)
        view.stack.grab()


def test_signals_are_dropped_onto_plots(crossing: Window, qtbot: QtBot) -> None:
    view = view_of(crossing)
    drop(view.stack, ["/imu", "temperature"], QPointF(900, 20))
    assert [one.field for one in view.board.plots[0].signals if isinstance(one, Signal)][-1] == "temperature"
    drop(view.stack, ["/vehicle/state", "yaw_rate"], QPointF(50, 20))
    assert len(view.board.plots) == 4
    said: list[str] = []
    view.said.connect(said.append)
    drop(view.stack, ["/camera/front"], QPointF(900, 20))
    assert said
    drop(view.stack, ["/imu"], QPointF(900, 20))
    qtbot.waitUntil(lambda: any(menu.isVisible() for menu in view.findChildren(QMenu)), timeout=3_000)
    menu = next(menu for menu in view.findChildren(QMenu) if menu.isVisible())
    assert [action.text() for action in menu.actions()][:2] == ["rate_x", "rate_y"]
    menu.actions()[0].trigger()
    menu.close()
    assert view.board.plots[0].signals[-1] == signal_of(view, "/imu", "rate_x")
    qtbot.waitUntil(lambda: ready(view), timeout=10_000)
    view.stack.grab()


def drop(stack: PlotStack, named: list[str], at: QPointF) -> None:
    data = packed(named)
    stack.dropEvent(
        QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )


def test_a_signal_is_derived_by_an_expression(crossing: Window, qtbot: QtBot) -> None:
    view = view_of(crossing)
    view.pick()
    picker = view.picker
    picker.filter.setText("yaw")
    assert "shown" in picker.hint.text()
    picker.filter.clear()
    picker.expression.setText("derivative(speed) + nothing")
    assert not picker.add.isEnabled()
    assert picker.problem.text() == "no signal is called nothing"
    picker.expression.setText("derivative(speed)")
    picker.name.setText("Slope")
    picker.unit.setText("m/s²")
    assert picker.add.isEnabled()
    QTest.mouseClick(picker.add, Qt.MouseButton.LeftButton)
    made = view.board.plots[-1].signals[0]
    assert made == Derived(name="Slope", text="derivative(speed)", unit="m/s²")
    qtbot.waitUntil(lambda: ready(view), timeout=10_000)
    session = crossing.session
    assert session is not None
    trace = view.board.traces.trace(made)
    speed = view.board.traces.trace(signal_of(view, "/vehicle/state", "speed"))
    assert trace is not None
    assert speed is not None
    expected = np.diff(speed.values) / (np.diff(speed.times_ns) * 1e-9)
    np.testing.assert_allclose(trace.values[1:], expected)
    view.picker.close()
    view.stack.grab()


def test_a_table_is_written_beside_the_window(crossing: Window, qtbot: QtBot, tmp_path: Path) -> None:
    view = view_of(crossing)
    said: list[str] = []
    view.said.connect(said.append)
    axis, _ = axes(crossing)
    assert axis is not None
    view.export(view.board.plots[0].signals[0], tmp_path / "speed.csv")
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert said == ["speed.csv: written"]
    text = (tmp_path / "speed.csv").read_text()
    assert '# channel,"/vehicle/state"\n' in text
    assert '# unit,"m/s"\n' in text
    assert '# provenance,"simulated"\n' in text
    rows = list(csv.DictReader([line for line in text.splitlines() if not line.startswith("#")]))
    assert len(rows) == 530
    assert all(axis.start_ns <= int(row["time_ns"]) < axis.end_ns for row in rows)
    assert [path.name for path in tmp_path.iterdir()] == ["speed.csv"]
    said.clear()
    view.export(view.board.plots[0].signals[0], tmp_path / "none" / "speed.csv")
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert "cannot be written" in said[0]


def test_menus_do_what_they_say(crossing: Window, qtbot: QtBot) -> None:
    view = view_of(crossing)

    def do(text: str, plot: int | None = None, plotted: Plotted | None = None) -> None:
        view._on_menu_asked(plot, plotted, QPoint(200, 200))
        menu = next(menu for menu in view.findChildren(QMenu) if menu.isVisible())
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()
        QApplication.processEvents()

    do("Give set speed its own plot", 0, view.board.plots[0].signals[1])
    assert [len(plot.signals) for plot in view.board.plots] == [1, 1, 2, 2]
    do("Move down", 0)
    assert view.board.plots[1].number == 0
    do("Remove plot Brake pressure", 2)
    assert len(view.board.plots) == 3
    do("Back to the usual plots")
    assert [len(plot.signals) for plot in view.board.plots] == [2, 2, 2]
    do("Remove commanded", 1, view.board.plots[1].signals[1])
    assert [len(plot.signals) for plot in view.board.plots] == [2, 1, 2]
    crossing.actions_.action("cursor_a").trigger()
    do("Clear cursors A and B")
    assert view.board.cursors == (None, None)
    do("Show values behind a break")
    assert view.board.unproven
    view._on_export()
    menu = next(menu for menu in view.findChildren(QMenu) if menu.isVisible())
    assert [action.text() for action in menu.actions()][:2] == ["Speed, measured", "Speed, set speed"]
    menu.close()


def test_a_small_window_shows_one_plot(themed: QApplication, qtbot: QtBot) -> None:
    with window_of(SAMPLES / "cut-in.h5", qtbot, (1366, 768)) as window:
        view = view_of(window)
        assert len(view.stack.visible_plots()) == 1
        assert not view.header.isVisible()
        assert 44 <= view.height() <= 64
        for name in ("light", "contrast", "dark"):
            apply_theme(themed, name, scale=1.25 if name == "contrast" else 1.0)
            QApplication.processEvents()
            assert not view.stack.grab().isNull()


def test_closing_while_columns_are_read_ends_at_once(themed: QApplication, qtbot: QtBot) -> None:
    window = Window()
    window.resize(1600, 900)
    window.show()
    window.set_session(Session(open_evidence([SAMPLES / "crossing.h5"], TrustStore())))
    view = view_of(window)
    view.board.traces.begin()
    QApplication.processEvents()
    window.set_session(Session(open_evidence([SAMPLES / "cut-in.h5"], TrustStore())))
    qtbot.waitUntil(lambda: ready(view), timeout=20_000)
    window.close()
    assert view.board.plots == ()


def intact(times: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> Column:
    """A column that arrived as it was captured."""
    return Column(
        rows=times, times_ns=times, arrival_ns=times, values=values, standing=np.zeros(len(times), dtype=np.int8),
        max_age_ns=100 * MS,
    )  # fmt: skip


def test_one_peak_among_a_million_samples_is_painted(themed: QApplication, qtbot: QtBot) -> None:
    values = np.zeros(1_000_000)
    values[400_000] = 5.0
    values[700_000:750_000] = np.nan
    times = np.arange(len(values), dtype=np.int64) * MS
    column = intact(times, values)
    one = Signal(channel="/a", field="b", kind="state", unit="m")
    stack = PlotStack()
    qtbot.addWidget(stack)
    stack.set_content(
        PlotsContent(plots=(Plot(number=0, subject="", signals=(one,)),), traces={one: Trace(column, Mode.CAPTURE)})
    )
    stack.set_label_width(100)
    stack.resize(1100, 60)
    stack.set_time(-(10**15))
    axis = TimeAxis.whole(0, int(times[-1]), left=100, width=1000).over(0, 10**12)
    stack.set_axis(axis)
    image = stack.grab().toImage()
    assert any(column_has(image, x, 2, 40, theme.tokens.acc) for x in range(498, 503))
    assert not any(column_has(image, x, 2, 40, theme.tokens.acc) for x in (*range(200, 490), *range(510, 800)))
    assert not any(column_has(image, x, 0, 59, theme.tokens.acc) for x in range(802, 848))
    assert all(column_has(image, x, 40, 59, theme.tokens.acc) for x in (300, 780, 870))


def test_what_nobody_measured_is_grey_and_says_why(themed: QApplication, qtbot: QtBot) -> None:
    times = np.arange(100, dtype=np.int64) * 10 * MS
    column = intact(times, np.sin(times * 1e-8))
    one = Signal(channel="/a", field="b", kind="state", unit="m")
    stack = PlotStack()
    qtbot.addWidget(stack)
    plots = (Plot(number=0, subject="", signals=(one,)),)
    for greyed in (frozenset[Plotted](), frozenset[Plotted]({one})):
        traces: dict[Plotted, Trace] = {one: Trace(column, Mode.ARRIVAL)}
        stack.set_content(PlotsContent(plots=plots, traces=traces, greyed=greyed))
        stack.set_label_width(100)
        stack.resize(1100, 60)
        stack.set_time(-(10**15))
        stack.set_axis(TimeAxis.whole(0, int(times[-1]), left=100, width=1000))
        image = stack.grab().toImage()
        assert any(column_has(image, x, 2, 58, theme.tokens.acc) for x in range(300, 310)) == (not greyed)
        assert ("assumed" in stack._note(plots[0])) == bool(greyed)


@pytest.mark.parametrize("recorded", [True, False])
def test_what_was_not_recorded_says_so_and_has_no_scale(
    themed: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, recorded: bool
) -> None:
    scaled: list[object] = []
    monkeypatch.setattr(plot_canvas, "paint_values", lambda *given: scaled.append(given))
    times = np.arange(100, dtype=np.int64) * 10 * MS
    values = np.sin(times * 1e-8) if recorded else np.full(len(times), np.nan)
    column = intact(times, values)
    one = Signal(channel="/a", field="b", kind="state", unit="m")
    stack = PlotStack()
    qtbot.addWidget(stack)
    plots = (Plot(number=0, subject="", signals=(one,)),)
    traces: dict[Plotted, Trace] = {one: Trace(column, Mode.ARRIVAL)}
    stack.set_content(PlotsContent(plots=plots, traces=traces, greyed=frozenset[Plotted]({one})))
    stack.set_label_width(100)
    stack.resize(1100, 60)
    stack.set_time(-(10**15))
    stack.set_axis(TimeAxis.whole(0, int(times[-1]), left=100, width=1000))
    stack.grab()
    assert ("not recorded" in stack._note(plots[0])) != recorded
    assert bool(scaled) == recorded


def log_of_states(folder: Path, **values: float) -> Path:
    """Half a second of a vehicle of which only these fields are recorded."""
    spec = ChannelSpec(
        id=1, name="/vehicle", area="vehicle", kind="state", codec="rows", stamp="instant", arrival="measured",
        capture="measured", row_bytes=STATE_LAYOUT.row_bytes, max_bytes=STATE_LAYOUT.row_bytes, rate_hz=100.0,
    )  # fmt: skip
    plan = Plan(provenance="simulated", channels=(spec,), policy=POLICY)
    with Recorder.open(folder, plan, device=demonstration_key()) as recorder:
        for number in range(50):
            row = STATE_LAYOUT.unknown(1)
            for field, value in values.items():
                row[field] = value + number
            recorder.append(1, STATE_LAYOUT.encode(row), t_capture_ns=time.time_ns())
    return folder


def subjects(view: PlotsView) -> list[str]:
    return [plot.subject for plot in view.board.plots]


def test_what_a_log_never_says_gives_its_place_to_what_it_says(
    themed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with window_of(log_of_states(tmp_path / "drive", steering_wheel_angle=1.0), qtbot) as window:
        view = view_of(window)
        qtbot.waitUntil(lambda: subjects(view) == ["steering"], timeout=5_000)
        # it can still be asked for, and says then that there is nothing
        view.board.add(signal_of(view, "/vehicle", "speed"))
        qtbot.waitUntil(lambda: ready(view))
        assert subjects(view) == ["steering", ""]
        view.board.set_plots(None)
        assert subjects(view) == ["steering"]


@pytest.mark.parametrize("mode", Mode)
def test_who_has_chosen_plots_keeps_them(themed: QApplication, qtbot: QtBot, tmp_path: Path, mode: Mode) -> None:
    window = Window()
    window.show()
    try:
        window.set_session(
            Session(open_evidence([log_of_states(tmp_path / "drive", steering_wheel_angle=1.0)], TrustStore()))
        )
        view = view_of(window)
        # as a layout has them: what is usual in a log that says all of it
        chosen = view.board.usual
        assert subjects(view) == ["speed", "acceleration", "brake"]
        view.board.set_plots(chosen)
        assert window.session is not None
        window.session.set_mode(mode)
        qtbot.waitUntil(lambda: ready(view), timeout=20_000)
        assert view.board.plots == chosen
        view.board.set_plots(None)
        assert subjects(view) == ["steering"]
    finally:
        window.close()


def test_where_records_cannot_be_used_nothing_gives_way() -> None:
    times = np.arange(10, dtype=np.int64) * 10 * MS
    column = intact(times, np.full(10, np.nan))
    assert Trace(column, Mode.CAPTURE).silent
    for less in (replace(column, sound=False), replace(column, complete=False)):
        assert not Trace(less, Mode.CAPTURE).silent
    behind = replace(column, standing=np.full(10, Standing.AFTER_BREAK, dtype=np.int8))
    assert not Trace(behind, Mode.CAPTURE).silent
    assert not Trace(replace(column, values=np.append(np.full(9, np.nan), 1.0)), Mode.CAPTURE).silent


def test_channels_and_signals_can_be_dragged(crossing: Window) -> None:
    desk = crossing.desk
    assert desk is not None
    tree = desk.channels.tree
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    state = next(item for item in items if item is not None and item.text(0) == "vehicle/state")
    assert dropped(tree.mimeData([state])) == ["/vehicle/state"]
    group = desk.plots.picker.tree.topLevelItem(0)
    assert group is not None
    assert dropped(desk.plots.picker.tree.mimeData([group])) is None
    leaf = group.child(1)
    assert leaf is not None
    assert dropped(desk.plots.picker.tree.mimeData([leaf])) == ["/vehicle/state", "speed"]


def test_without_signals_it_says_so(themed: QApplication, crossing: Window) -> None:
    view = view_of(crossing)
    view.board.set_plots(())
    assert view.stack.places() == []
    assert not view.stack.grab().isNull()
    view._on_menu_asked(None, None, QPoint(100, 100))
    QApplication.processEvents()
    next(menu for menu in view.findChildren(QMenu) if menu.isVisible()).close()


def test_nothing_slow_is_imported_for_plots() -> None:
    code = "import sys, app.ui.views.plots; print([m for m in ('pyqtgraph', 'scipy', 'cv2') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_no_record_holds_it_does_not_say_that_none_was_made(
    themed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    evidence = open_evidence([SAMPLES / "crossing.h5"], TrustStore())
    rows = len(evidence.timeline.channels["/vehicle/state"])
    evidence.log.close()
    with window_of(altered(tmp_path, *range(rows)), qtbot) as window:
        stack = view_of(window).stack
        plot, _ = stack.places()[0]
        of_state = [one for one in plot.signals if isinstance(one, Signal) and one.channel == "/vehicle/state"]
        alone = replace(plot, signals=tuple(of_state))
        assert alone.signals
        assert stack._note(alone) == "fails its check"
