"""The start page: open something, the three sample incidents, and what was opened lately.

It must not open anything itself. Who sees it has a file, or wants to see what the program does.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.ui.recent import Recent
from app.ui.theme.fonts import Role
from app.ui.theme.icons import icon
from app.ui.theme.lucide import draw_icon
from app.ui.theme.theme import theme

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
_CARDS = (
    ("crossing", "Crossing", "Dusk, 50 km/h. A person pushing a bicycle comes from behind a parked van. Contact."),
    (
        "cut-in",
        "Cut-in",
        "Motorway. A car cuts in, a lane change left is rejected. Model update mid-drive, no contact.",
    ),
    (
        "stalled-truck",
        "Stalled truck",
        "Camera drop-outs, a clock step, driver override. The recording ends by power loss.",
    ),
)


class SampleCard(QWidget):
    """One sample incident."""

    opened = Signal(object)

    def __init__(self, path: Path, title: str, text: str) -> None:
        super().__init__()
        self._path, self._title, self._text = path, title, text
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the design."""
        return QSize(340, 132)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Title, text, size."""
        tokens = theme.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setBrush(QColor(tokens.bg3 if self.underMouse() else tokens.bg1))
            painter.setPen(QColor(tokens.acc if self.hasFocus() else tokens.line))
            painter.drawRoundedRect(edge, 6, 6)
            inner = edge.adjusted(16, 14, -16, -12)
            draw_icon(painter, QRectF(inner.left(), inner.top() + 1, 16, 16), "car", tokens.acc)
            painter.setFont(theme.font(Role.SENTENCE))
            painter.setPen(QColor(tokens.t1))
            painter.drawText(inner.adjusted(26, -2, 0, 0), Qt.AlignmentFlag.AlignTop, self._title)
            painter.setFont(theme.font(Role.BODY))
            painter.setPen(QColor(tokens.t2))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(inner.adjusted(0, 26, 0, -20), flags, self._text)
            painter.setFont(theme.font(Role.SECONDARY))
            painter.setPen(QColor(tokens.t3))
            size = f"{self._path.stat().st_size / 1e6:.1f} MB" if self._path.exists() else self.tr("not installed")
            painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, f"{size} · {self.tr('simulated and sealed')}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open it."""
        if self.rect().contains(event.position().toPoint()) and self._path.exists():
            self.opened.emit([self._path])


class StartPage(QWidget):
    """What one sees before a log is open."""

    open_asked = Signal(object)
    choose_asked = Signal()
    intake_asked = Signal(object)
    """A foreign recording is to be inspected and sealed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._foreign: Path | None = None
        self._name = QLabel("Incident Replay")
        self._version = QLabel(__version__)
        self._version.setProperty("tone", "t2")
        self._open = QPushButton(self.tr("Open log or folder") + "    Ctrl+O")
        self._open.setProperty("primary", "true")
        self._open.clicked.connect(self.choose_asked)
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._head = QLabel(self.tr("Sample incidents, simulated and sealed, each with something to find"))
        left = QVBoxLayout()
        left.setContentsMargins(24, 28, 24, 24)
        left.setSpacing(10)
        for part in (self._name, self._version, self._open):
            left.addWidget(part)
        left.addStretch(1)
        self._side = QWidget()
        self._side.setLayout(left)
        self._side.setFixedWidth(316)
        right = QVBoxLayout()
        right.setContentsMargins(40, 28, 40, 24)
        right.setSpacing(16)
        right.addWidget(self._head)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        for name, title, text in _CARDS:
            card = SampleCard(SAMPLES / f"{name}.h5", title, text)
            card.opened.connect(self.open_asked)
            cards.addWidget(card, 1)
        right.addLayout(cards)
        right.addWidget(self._message)
        self._seal = QPushButton(self.tr("Inspect and seal at intake …"))
        self._seal.hide()
        self._seal.clicked.connect(self._on_seal_clicked)
        right.addWidget(self._seal, 0, Qt.AlignmentFlag.AlignLeft)
        self._recent_head = QLabel(self.tr("Recent"))
        right.addWidget(self._recent_head)
        self.recent = QTreeWidget()
        self.recent.setHeaderLabels(
            [self.tr("Name"), self.tr("Contents"), self.tr("Last result"), self.tr("Last opened"), self.tr("Location")]
        )
        self.recent.setRootIsDecorated(False)
        self.recent.setAccessibleName(self.tr("Recent"))
        self.recent.itemActivated.connect(self._on_recent_activated)
        for column, width in ((0, 220), (1, 230), (2, 150), (3, 160)):
            self.recent.setColumnWidth(column, width)
        right.addWidget(self.recent, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addLayout(right, 1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def message(self) -> str:
        """What was said last."""
        return self._message.text()

    def show_recent(self, listed: Sequence[Recent]) -> None:
        """List what was opened lately; what is gone is grey, and stays listed."""
        self.recent.clear()
        for one in listed:
            result = one.result if one.there else self.tr("Not found")
            item = QTreeWidgetItem([one.title, one.contents, result, one.opened, str(Path(one.path).parent)])
            item.setData(0, Qt.ItemDataRole.UserRole, one.path)
            item.setDisabled(not one.there)
            self.recent.addTopLevelItem(item)
        self._recent_head.setVisible(bool(listed))
        self.recent.setVisible(bool(listed))

    def offer_intake(self, path: Path | None) -> None:
        """Offer to take in a foreign recording; None: no such offer."""
        self._foreign = path
        self._seal.setVisible(path is not None)

    @property
    def offered(self) -> Path | None:
        """What is offered to be taken in."""
        return self._foreign

    def _on_seal_clicked(self) -> None:
        if self._foreign is not None:
            self.intake_asked.emit(self._foreign)

    def _on_recent_activated(self, item: QTreeWidgetItem) -> None:
        self.open_asked.emit([Path(item.data(0, Qt.ItemDataRole.UserRole))])

    def say(self, text: str) -> None:
        """Why something could not be opened, and what to do."""
        self._message.setText(text)

    def _on_theme_changed(self) -> None:
        clock, bold = Role.CLOCK.value
        self._name.setStyleSheet(f"font-size: {theme.px(clock)}px; font-weight: {bold.value};")
        for head in (self._head, self._recent_head):
            size, weight = Role.SENTENCE.value
            head.setStyleSheet(f"font-size: {theme.px(size)}px; font-weight: {weight.value};")
        self._open.setIcon(icon("folder-open", "on_acc"))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground, and the side at the left."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.bg0))
            painter.fillRect(self._side.geometry(), QColor(theme.tokens.bg1))
