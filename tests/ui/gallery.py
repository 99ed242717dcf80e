"""Draws the shared widgets and glyphs as the design's page of components does, for looking at: not collected.

QT_QPA_PLATFORM=offscreen python -m tests.ui.gallery FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMenuBar,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QTabBar,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import (
    CandidateMark,
    ClassMark,
    VerdictMark,
    draw_candidate,
    draw_class,
    draw_severity,
    draw_verdict,
)
from app.ui.theme.hatch import draw_hatched
from app.ui.theme.theme import apply_theme, theme
from app.ui.theme.tokens import THEME_NAMES, Tokens, mixed
from app.ui.widgets.empty_pane import EmptyPane
from app.ui.widgets.filter_edit import FilterEdit
from app.ui.widgets.info_strip import InfoStrip, StripPart
from app.ui.widgets.pane_header import PaneHeader
from app.ui.widgets.rows import AT_PLAYHEAD, as_rows
from app.ui.widgets.segmented_toggle import SegmentedToggle
from app.ui.widgets.tag import Tag
from app.ui.widgets.tool_button import ToolButton
from app.ui.widgets.words import verdict_word

Draw = Callable[[QPainter, QRectF, Tokens], None]


class Mark(QWidget):
    """One glyph or fill."""

    def __init__(self, draw: Draw, width: int = 16, height: int = 16) -> None:
        super().__init__()
        self.setFixedSize(width, height)
        self._draw = draw

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        with QPainter(self) as painter:
            self._draw(painter, QRectF(self.rect()), theme.tokens)


def label(text: str, role: Role = Role.SECONDARY, tone: str = "t2") -> QLabel:
    made = QLabel(text)
    made.setFont(theme.font(role))
    made.setProperty("tone", tone)
    return made


def row(*widgets: QWidget, spacing: int = 8) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(spacing)
    for widget in widgets:
        made.addWidget(widget)
    made.addStretch(1)
    return made


def header(width: int, *, age: float = 38, verdict: VerdictMark = "intact") -> QFrame:
    pane = QFrame()
    pane.setFixedWidth(width)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    top = PaneHeader("camera/front")
    top.set_verdict(verdict)
    top.set_sample("frame 254", short="254")
    top.set_age(age, 150)
    top.set_rule("≤ t, max 150 ms", short="≤ t")
    layers = ToolButton("layers", "Overlays", checkable=True)
    layers.setChecked(True)
    top.add_tool(layers)
    top.add_tool(ToolButton("maximize-2", "Maximise"))
    above, below = InfoStrip(), InfoStrip()
    above.set_left("Captured 16:22:04.700 000 UTC", "arrived +31 ms")
    above.set_right("1920 × 1080 JPEG · 39 %")
    below.set_left(StripPart(text="Chosen", candidate="chosen"), "Boxes 62 ms old")
    below.set_right(StripPart(text="leaf 3F9A … D421", verdict="intact"))
    for widget in (top, above, below):
        column.addWidget(widget)
    return pane


def buttons() -> QHBoxLayout:
    made = [QPushButton(text) for text in ("Show record", "Pressed", "Keyboard focus", "Disabled", "Sign report")]
    made[1].setDown(True)
    made[2].setObjectName("focused")
    made[3].setEnabled(False)
    made[4].setProperty("primary", True)
    return row(*made)


def rows() -> QTableView:
    view = QTableView()
    model = QStandardItemModel(0, 3, view)
    for what in ("row, 24 px", "selected", "selected and at the playhead", "older than maximum age: absent"):
        items = [QStandardItem(text) for text in ("−1.340 s", "Ease off", what)]
        for item in items:
            item.setData("playhead" in what, AT_PLAYHEAD)
            if "absent" in what:
                item.setForeground(QColor(theme.tokens.unchecked))
        items[0].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        items[2].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        model.appendRow(items)
    model.setHorizontalHeaderLabels(["Time", "Manoeuvre", "State"])
    view.setModel(model)
    as_rows(view)
    view.horizontalHeader().setStretchLastSection(True)
    view.setSelectionMode(QTableView.SelectionMode.MultiSelection)
    view.selectRow(1)
    view.selectRow(2)
    view.setFixedSize(430, 124)
    return view


def filters() -> QVBoxLayout:
    column = QVBoxLayout()
    for text, state, reason, span in (
        ("rejected = brake and object = 31", "ok", "valid, 12 of 200 shown", None),
        ("rejected = ", "warn", "incomplete", None),
        ("rejected = brak", "broken", "unknown word, error span", (11, 15)),
        ("", "", "nothing typed", None),
    ):
        edit = FilterEdit()
        edit.setText(text)
        edit.setPlaceholderText("Filter")
        edit.setFixedWidth(280)
        edit.set_state(state, reason=reason, span=span)  # type: ignore[arg-type]
        column.addLayout(row(edit, label(reason)))
    toggle = SegmentedToggle()
    toggle.add("capture", "Capture time", icon="aperture")
    toggle.add("knew", "Knew then", icon="brain")
    column.addLayout(row(toggle, label("time mode, always in sight")))
    return column


def panes() -> QHBoxLayout:
    made = [EmptyPane() for _ in range(4)]
    made[0].show_reading("frame 254")
    made[1].show_absent(412)
    made[2].show_undecodable("frame 254", "bytes intact, JPEG ends early")
    made[3].show_none("No camera in this log", "Import lists what was found", icon="camera-off")
    for pane in made:
        pane.setFixedSize(212, 100)
    return row(*made)


def controls() -> QGridLayout:
    combo, spin, slider, tree = QComboBox(), QSpinBox(), QSlider(Qt.Orientation.Horizontal), QTreeWidget()
    combo.addItems(["Chase", "Top"])
    slider.setValue(40)
    as_rows(tree)
    tree.setHeaderLabels(["Channel", "Rate"])
    parent = QTreeWidgetItem(["camera", ""])
    parent.addChildren([QTreeWidgetItem([f"camera/{name}", "20 Hz"]) for name in ("front", "rear", "left", "right")])
    tree.addTopLevelItem(parent)
    parent.setExpanded(True)
    tree.setFixedSize(200, 130)
    tree.setColumnWidth(0, 140)
    check, radio, progress, tabs = QCheckBox("Loop"), QRadioButton("Height"), QProgressBar(), QTabBar()
    check.setChecked(True)
    radio.setChecked(True)
    progress.setValue(40)
    for text in ("Investigate", "Step decisions"):
        tabs.addTab(text)
    menus = QMenuBar()
    for text in ("File", "Edit", "View"):
        menus.addMenu(text)
    menu = QMenu()
    menu.addAction("Play or pause").setShortcut("Space")
    loop = menu.addAction("Loop")
    loop.setCheckable(True)
    loop.setChecked(True)
    menu.addSeparator()
    menu.addAction("Clear the loop").setEnabled(False)
    menu.setFixedSize(menu.sizeHint())
    menu.setWindowFlags(Qt.WindowType.Widget)
    grid = QGridLayout()
    for place, widget in enumerate((combo, spin, check, radio, QCheckBox("Follow"), slider, progress, tabs, menus)):
        grid.addWidget(widget, place // 3, place % 3)
    grid.addWidget(tree, 0, 3, 3, 1)
    grid.addWidget(menu, 0, 4, 3, 1)
    return grid


def left() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setSpacing(12)
    for title, content in (
        ("Pane header and strips", row(header(440), header(300, age=120, verdict="after"))),
        ("At the minimum", row(header(250), header(190, verdict="broken"))),
        ("States", buttons()),
        ("Rows, filters, time mode", None),
        ("Pane without a picture", panes()),
        ("Qt's own", controls()),
    ):
        column.addWidget(label(title, Role.SENTENCE, "t1"))
        if content is None:
            both = QHBoxLayout()
            both.addWidget(rows(), 0, Qt.AlignmentFlag.AlignTop)
            both.addLayout(filters())
            column.addLayout(both)
        else:
            column.addLayout(content)
    column.addStretch(1)
    return page


def family(column: QVBoxLayout, title: str, marks: list[tuple[QWidget, str]], across: int) -> None:
    column.addWidget(label(title, Role.SECONDARY))
    grid = QGridLayout()
    for place, (mark, word) in enumerate(marks):
        grid.addLayout(row(mark, label(word, Role.BODY, "t1")), place // across, place % across)
    column.addLayout(grid)


def fill(token: str) -> Draw:
    return lambda painter, rect, tokens: painter.fillRect(rect, QColor(tokens[token]))


def emergency(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
    draw_hatched(painter, rect, tokens.brake, under=mixed(tokens.brake, tokens.bg1, share=0.25))
    painter.setPen(QColor(tokens.brake))
    painter.drawRect(rect.adjusted(0, 0, -1, -1))


def after(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
    draw_hatched(painter, rect, tokens.after, under=mixed(tokens.after, tokens.bg1, share=0.25), counter=True)


def right() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(16, 16, 16, 16)
    column.addWidget(label(theme.tokens.name.capitalize(), Role.TITLE, "t1"))
    family(column, "Verdict", [
        (Mark(lambda p, r, t, s=state: draw_verdict(p, r, s, t), 12, 12), verdict_word(state))  # type: ignore[misc]
        for state in get_args(VerdictMark)
    ], 2)  # fmt: skip
    family(column, "Severity", [
        (Mark(lambda p, r, t, s=state: draw_severity(p, r, s, t), 12, 12), state.capitalize())  # type: ignore[misc]
        for state in ("critical", "warning", "notice", "info")
    ], 4)  # fmt: skip
    family(column, "Candidate", [
        (Mark(lambda p, r, t, s=state: draw_candidate(p, r, s, t), 28, 8), state.capitalize())  # type: ignore[misc]
        for state in get_args(CandidateMark)
    ], 3)  # fmt: skip
    family(column, "Object class", [
        (Mark(lambda p, r, t, s=state: draw_class(p, r, s, t)), state.capitalize())  # type: ignore[misc]
        for state in get_args(ClassMark)
    ], 2)  # fmt: skip
    family(column, "Who drives", [
        (Mark(fill("auto"), 28, 14), "Automated"), (Mark(fill("driver"), 28, 14), "Driver"),
        (Mark(emergency, 28, 14), "Emergency"), (Mark(fill("mrm"), 28, 14), "Risk hold"),
        (Mark(after, 28, 14), "After the break"), (Mark(fill("ok_band"), 28, 14), "Intact"),
    ], 2)  # fmt: skip
    family(column, "Manoeuvre", [(Mark(fill(token), 28, 14), word) for token, word in (
        ("keep", "Keep lane"), ("ease", "Ease off"), ("brake", "Brake"), ("hold", "Hold"), ("change", "Lane change"),
    )], 2)  # fmt: skip
    family(column, "Cost term, always in this order", [(Mark(fill(f"cost_{n}"), 14, 14), word) for n, word in enumerate(
        ("Collision", "Comfort", "Progress", "Lane", "Rule"), start=1)], 3)  # fmt: skip
    column.addWidget(label("Basis of a statement"))
    column.addLayout(row(Tag("recorded"), Tag("derived"), Tag("opinion"), spacing=40))
    column.addStretch(1)
    return page


def main() -> None:
    folder = Path(sys.argv[1])
    app = QApplication(sys.argv[:1])
    for name in THEME_NAMES:
        apply_theme(app, name, scale=float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
        for part, build, size in (("widgets", left, QSize(960, 900)), ("glyphs", right, QSize(340, 700))):
            page = build()
            page.resize(size)
            page.show()
            focused = page.findChild(QPushButton, "focused")
            if isinstance(focused, QPushButton):
                page.activateWindow()
                focused.setFocus()
            app.processEvents()
            page.grab().save(str(folder / f"{part}-{name}.png"))
            page.close()


if __name__ == "__main__":
    main()
