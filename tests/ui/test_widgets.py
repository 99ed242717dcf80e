"""The shared widgets say everything at any width, follow the theme, and can be used without a mouse or eyes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.fonts import Role
from app.ui.theme.theme import apply_theme
from app.ui.theme.tokens import DARK, LIGHT, THEME_NAMES, ThemeName
from app.ui.widgets.empty_pane import EmptyPane
from app.ui.widgets.filter_edit import FilterEdit
from app.ui.widgets.info_strip import InfoStrip, StripPart
from app.ui.widgets.painted import draw_text, in_words, width_of
from app.ui.widgets.pane_header import PaneHeader
from app.ui.widgets.rows import AT_PLAYHEAD, as_rows
from app.ui.widgets.segmented_toggle import SegmentedToggle
from app.ui.widgets.tag import Tag
from app.ui.widgets.tool_button import ToolButton
from app.ui.widgets.words import milliseconds
from tests.ui.picture import colours


def _header() -> PaneHeader:
    header = PaneHeader("camera/front")
    header.set_verdict("intact")
    header.set_sample("frame 254", short="254")
    header.set_age(38, 150)
    header.set_rule("≤ t, max 150 ms", short="≤ t")
    header.add_tool(ToolButton("layers", "Overlays"))
    return header


def _shown(qtbot: QtBot, widget: QWidget, width: int | None = None) -> QImage:
    qtbot.addWidget(widget)
    if width is not None:
        widget.resize(width, widget.height())
    widget.show()
    QApplication.processEvents()
    return widget.grab().toImage()


@pytest.mark.parametrize(
    ("room", "sample", "rule", "bar"),
    [
        (500, "frame 254", "≤ t, max 150 ms", True),
        (280, "frame 254", "≤ t", True),
        (232, "254", "≤ t", True),
        (190, "254", "≤ t", True),
        (160, "254", "≤ t", False),
        (120, "", "≤ t", False),
        (90, "", "", False),
    ],
)
def test_a_narrow_header_shortens_before_it_leaves_out(
    themed: QApplication, qtbot: QtBot, room: int, sample: str, rule: str, bar: bool
) -> None:
    header = _header()
    qtbot.addWidget(header)
    fits = header._fitted(room)
    assert (fits.sample, fits.rule, fits.bar) == (sample, rule, bar)
    assert fits.title + header._width_behind(fits.sample, fits.rule, bar=fits.bar) <= room


def test_a_header_says_all_of_it_to_who_points_or_listens(themed: QApplication, qtbot: QtBot) -> None:
    header = _header()
    _shown(qtbot, header, 160)
    assert header.toolTip() == "camera/front · frame 254 · Intact · 38 ms · ≤ t, max 150 ms"
    assert (header.accessibleName(), header.accessibleDescription()) == ("camera/front", header.toolTip())
    assert header.height() == 28


@pytest.mark.parametrize(("age", "warns"), [(38, False), (90, False), (91, True), (400, True)])
def test_an_age_above_60_percent_of_its_maximum_is_a_warning(
    themed: QApplication, qtbot: QtBot, age: float, warns: bool
) -> None:
    header = _header()
    header.set_age(age, 150)
    assert (DARK.warn in colours(_shown(qtbot, header, 440))) is warns


def test_a_header_without_a_sample_has_no_age_and_no_verdict(themed: QApplication, qtbot: QtBot) -> None:
    header = _header()
    header.set_age(None)
    header.set_verdict(None)
    seen = colours(_shown(qtbot, header, 440))
    assert DARK.ok not in seen
    assert DARK.bg4 not in seen
    assert "ms" not in header.toolTip().replace("max 150 ms", "")


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("width", [40, 160, 480])
def test_painted_widgets_take_any_width_in_any_theme(
    themed: QApplication, qtbot: QtBot, name: ThemeName, width: int
) -> None:
    apply_theme(themed, name, scale=1.25)
    strip = InfoStrip()
    strip.set_left(StripPart(text="Chosen", candidate="chosen"), "Boxes 62 ms old")
    strip.set_right(StripPart(text="leaf 3F9A … D421", verdict="intact"))
    empty = EmptyPane()
    empty.show_reading("frame 254")
    for widget in (_header(), strip, empty):
        assert _shown(qtbot, widget, width).width() == width


def test_a_painted_widget_follows_theme_and_scale(themed: QApplication, qtbot: QtBot) -> None:
    header = _header()
    assert _shown(qtbot, header, 440).pixelColor(2, 2).name().upper() == DARK.bg2
    apply_theme(themed, "light", scale=1.5)
    assert header.grab().toImage().pixelColor(2, 2).name().upper() == LIGHT.bg2
    assert header.height() == 42


def test_a_strip_says_all_of_it(themed: QApplication, qtbot: QtBot) -> None:
    strip = InfoStrip()
    strip.set_left("Captured 16:22:04.700 000 UTC", "arrived +31 ms")
    strip.set_right("1920 × 1080 JPEG · 39 %")
    _shown(qtbot, strip, 100)
    assert strip.accessibleName() == "Captured 16:22:04.700 000 UTC · arrived +31 ms · 1920 × 1080 JPEG · 39 %"
    assert strip.toolTip() == strip.accessibleName()
    assert strip.height() == 24


def test_tags_differ_without_colour_and_word(themed: QApplication, qtbot: QtBot) -> None:
    recorded, derived, opinion = (Tag(basis, "same") for basis in ("recorded", "derived", "opinion"))
    pictures = [_shown(qtbot, tag) for tag in (recorded, derived, opinion)]
    assert pictures[0] != pictures[1]
    assert opinion.sizeHint().width() > recorded.sizeHint().width()
    derived.set_basis("opinion")
    assert derived.accessibleName() == "opinion"
    assert Tag("recorded").accessibleName() == "recorded"


def _toggle() -> SegmentedToggle:
    toggle = SegmentedToggle()
    toggle.add("capture", "Capture time", icon="aperture")
    toggle.add("knew", "Knew then", icon="brain")
    return toggle


def test_a_toggle_tells_only_what_somebody_chose(themed: QApplication, qtbot: QtBot) -> None:
    toggle = _toggle()
    told: list[str] = []
    toggle.chosen.connect(told.append)
    before = _shown(qtbot, toggle)
    toggle.choose("knew")
    assert (toggle.choice, told) == ("knew", [])
    assert toggle.grab().toImage() != before
    assert toggle.grab().toImage().size() == before.size()
    QTest.mouseClick(toggle._segments["capture"], Qt.MouseButton.LeftButton)
    assert (toggle.choice, told) == ("capture", ["capture"])


def test_a_toggle_is_used_by_keys_and_takes_no_focus_by_click(themed: QApplication, qtbot: QtBot) -> None:
    toggle = _toggle()
    _shown(qtbot, toggle)
    segment = toggle._segments["knew"]
    QTest.mouseClick(toggle._segments["capture"], Qt.MouseButton.LeftButton)
    assert not toggle._segments["capture"].hasFocus()
    toggle.activateWindow()
    qtbot.waitUntil(toggle.isActiveWindow)
    segment.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(segment, Qt.Key.Key_Space)
    assert toggle.choice == "knew"
    assert segment.accessibleName() == "Knew then"


@pytest.mark.parametrize(
    ("show", "title", "line"),
    [
        (lambda p: p.show_reading("frame 254"), "Reading frame 254", "checked before it is shown"),
        (lambda p: p.show_absent(412), "Absent", "last sample 412 ms ago"),
        (lambda p: p.show_absent(None), "Absent", "no sample at or before this time"),
        (lambda p: p.show_undecodable("frame 254", "bytes intact"), "Cannot decode frame 254", "bytes intact"),
        (lambda p: p.show_none("No camera in this log", "", icon="camera-off"), "No camera in this log", ""),
    ],
)
def test_a_pane_says_why_it_is_empty(themed: QApplication, qtbot: QtBot, show: object, title: str, line: str) -> None:
    pane = EmptyPane()
    assert callable(show)
    show(pane)
    _shown(qtbot, pane, 220)
    assert (pane.accessibleName(), pane.accessibleDescription()) == (title, line)


def test_numbers_are_written_as_designed() -> None:
    assert [milliseconds(value) for value in (0, 38.4, 8080, -5)] == ["0 ms", "38 ms", "8\u202f080 ms", "\u22125 ms"]


def test_a_tool_button_is_24_px_and_takes_no_focus_by_click(themed: QApplication, qtbot: QtBot) -> None:
    button = ToolButton("layers", "Overlays", checkable=True)
    _shown(qtbot, button)
    assert (button.width(), button.height(), button.iconSize().width()) == (24, 24, 16)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.isChecked()
    assert not button.hasFocus()
    assert (button.toolTip(), button.accessibleName()) == ("Overlays", "Overlays")
    apply_theme(themed, "dark", scale=1.5)
    assert (button.width(), button.iconSize().width()) == (36, 24)


@pytest.mark.parametrize("state", ["ok", "warn", "broken"])
def test_a_filter_is_tinted_by_its_state(themed: QApplication, qtbot: QtBot, state: str) -> None:
    edit = FilterEdit()
    edit.setText("rejected = brak")
    edit.set_state(state, reason="because", span=(11, 15))  # type: ignore[arg-type]
    seen = colours(_shown(qtbot, edit, 280))
    assert DARK.tint(state) in seen
    assert DARK[state] in seen
    assert (edit.text(), edit.toolTip()) == ("rejected = brak", "because")
    edit.set_state("")
    assert DARK.tint(state) not in colours(edit.grab().toImage())


def _model(view: QWidget) -> QStandardItemModel:
    model = QStandardItemModel(view)
    for row in range(3):
        items = [QStandardItem(text) for text in ("−1.340 s", "Ease off")]
        for item in items:
            item.setData(row == 1, AT_PLAYHEAD)
        model.appendRow(items)
    return model


@pytest.mark.parametrize("kind", [QTableView, QTreeView])
def test_rows_are_24_px_and_the_one_at_the_playhead_has_a_bar(
    themed: QApplication, qtbot: QtBot, kind: type[QTableView | QTreeView]
) -> None:
    view = kind()
    view.setModel(_model(view))
    as_rows(view)
    _shown(qtbot, view, 300)
    places = [view.visualRect(view.model().index(row, 0)) for row in range(3)]
    assert [place.height() for place in places] == [24, 24, 24]
    picture = view.viewport().grab().toImage()
    left = places[1].left()
    assert picture.pixelColor(left, places[1].center().y()).name().upper() == DARK.acc
    assert picture.pixelColor(left, places[0].center().y()).name().upper() == DARK.bg1


def test_the_whole_row_under_the_mouse_is_lit_and_the_one_with_the_keyboard_ringed(
    themed: QApplication, qtbot: QtBot
) -> None:
    view = QTableView()
    view.setModel(_model(view))
    as_rows(view)
    _shown(qtbot, view, 300)
    second = view.visualRect(view.model().index(0, 1)).center()
    port = view.viewport()
    QApplication.sendEvent(port, QEnterEvent(QPointF(second), QPointF(second), QPointF(port.mapToGlobal(second))))
    port.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QTest.mouseMove(port, second)
    view.entered.emit(view.model().index(0, 1))
    first = view.visualRect(view.model().index(0, 0))
    assert port.grab().toImage().pixelColor(first.left() + 3, first.top() + 3).name().upper() == DARK.bg3
    QApplication.sendEvent(port, QEvent(QEvent.Type.Leave))

    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.setFocus()
    view.setCurrentIndex(view.model().index(2, 1))
    ringed = view.visualRect(view.model().index(2, 0))
    corner = QPoint(ringed.left(), ringed.top() + 8)
    assert port.grab().toImage().pixelColor(corner).name().upper() == DARK.acc


@pytest.mark.parametrize(
    "text", ["Boxes 50 ms old", "Captured 16:18:06.850000 UTC", "512 × 288 JPEG · 40 %", "Decisions"]
)
def test_a_fact_is_never_shortened_to_another_one(themed: QApplication, text: str) -> None:
    whole = width_of(text, Role.SECONDARY)
    assert in_words(text, Role.SECONDARY, whole) == text
    for room in range(int(whole) - 1, 12, -1):
        said = in_words(text, Role.SECONDARY, room)
        assert width_of(said, Role.SECONDARY) <= room
        assert said.endswith("…")
        # what is left ends with a word, and the text begins with it
        assert text.startswith(said[:-1].strip())
        assert said == "…" or said[:-1].split(" ")[-1][0].isalpha()


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\n"])
def test_no_text_of_a_log_leaves_its_row(themed: QApplication, sign: str) -> None:
    image = QImage(300, 120, QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as painter:
        text = sign.join(("a", "b", "c", "SEALED"))
        draw_text(painter, QRectF(10, 40, 280, 20), text, role=Role.BODY, colour="#FFFFFF")
    inked = {y for y in range(120) for x in range(300) if image.pixel(x, y) & 0xFFFFFF}
    assert inked
    assert inked <= set(range(38, 62))
