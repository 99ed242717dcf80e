"""The start page: open something, the three sample incidents, and what was opened lately.

It must not open anything itself. Who sees it has a file, or wants to see what the program does.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.resource import resource
from app.scene.wording import file_size
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.recent import Recent
from app.ui.recent_list import RecentList
from app.ui.theme.fonts import Role
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme

SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
_SHAPE, _WORDS = 383 / 680, 112
"""Height over width of the pictures, and the room for words below them."""


class SampleCard(QWidget):
    """One sample incident: a picture of it, what happens, and how large it is."""

    opened = Signal(object)

    def __init__(self, path: Path, title: str, text: str) -> None:
        super().__init__()
        self._path, self._title, self._text = path, title, text
        self._picture = QImage.fromData(resource("pictures", f"{path.stem}.jpg").read_bytes())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._take_room)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The picture keeps its shape, the words below it their room: layouts ask for that too late."""
        super().resizeEvent(event)
        self._take_room()

    def _take_room(self) -> None:
        self.setFixedHeight(_height(self.width()))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the design."""
        return QSize(340, _height(340))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Picture, title, text, size."""
        tokens = theme.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            edge = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            shape = QPainterPath()
            shape.addRoundedRect(edge, 6, 6)
            painter.fillPath(shape, QColor(tokens.bg3 if self.underMouse() else tokens.bg1))
            painter.save()
            painter.setClipPath(shape)
            picture = QRectF(edge.left(), edge.top(), edge.width(), edge.width() * _SHAPE)
            painter.drawImage(picture, self._picture)
            painter.restore()
            painter.setPen(QPen(QColor(tokens.acc if self.hasFocus() else tokens.line), 2 if self.hasFocus() else 1))
            painter.drawPath(shape)
            inner = QRectF(
                edge.left() + 16, picture.bottom() + 10, edge.width() - 32, edge.bottom() - picture.bottom() - 20
            )
            painter.setFont(theme.font(Role.SENTENCE))
            painter.setPen(QColor(tokens.t1))
            painter.drawText(inner, Qt.AlignmentFlag.AlignTop, self._title)
            painter.setFont(theme.font(Role.BODY))
            painter.setPen(QColor(tokens.t2))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(inner.adjusted(0, 24, 0, -18), flags, self._text)
            painter.setFont(theme.font(Role.SECONDARY))
            painter.setPen(QColor(tokens.t3))
            size = file_size(self._path.stat().st_size) if self._path.exists() else self.tr("not installed")
            painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, filled(self.tr("%1 · simulated and sealed"), size))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open it."""
        if self.rect().contains(event.position().toPoint()):
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return opens it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if self._path.exists():
            self.opened.emit([self._path])


def _cards() -> tuple[tuple[str, str, str], ...]:
    """File, title and story of each sample."""
    return (
        (
            "crossing",
            tr("Crossing"),
            tr("Dusk, 50 km/h. A person pushing a bicycle comes from behind a parked van. Contact."),
        ),
        (
            "cut-in",
            tr("Cut-in"),
            tr("Motorway. A car cuts in, a lane change left is rejected. Model update mid-drive, no contact."),
        ),
        (
            "stalled-truck",
            tr("Stalled truck"),
            tr("Camera drop-outs, a clock step, driver override. The recording ends by power loss."),
        ),
    )


def _height(width: int) -> int:
    """The picture at that width, and the words below."""
    return round(width * _SHAPE) + theme.px(_WORDS)


class StartPage(QWidget):
    """What one sees before a log is open."""

    open_asked = Signal(object)
    action_asked = Signal(str)
    """An action of the table."""
    tour_declined = Signal()
    """Whoever is here for the first time wants no tour."""
    intake_asked = Signal(object)
    """A foreign recording is to be inspected and sealed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._foreign: Path | None = None
        self._name = QLabel("Incident Replay")
        self._version = QLabel(__version__)
        self._version.setProperty("tone", "t2")
        self._links: dict[str, tuple[QPushButton, str]] = {}
        self._open = self._link(self.tr("Open log"), "open_log")
        self._open.setProperty("primary", "true")
        self._message = QLabel()
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._head = QLabel(self.tr("Sample incidents, simulated and sealed, each with something to find"))
        self._tour = self._tour_offer()
        left = QVBoxLayout()
        left.setContentsMargins(24, 28, 24, 24)
        left.setSpacing(10)
        folder = self._link(self.tr("Open folder"), "open_folder")
        take_in = self._link(self.tr("Import another format"), "import_format")
        take_in_folder = self._link(self.tr("Import a folder"), "import_folder")
        keys = self._link(self.tr("Keyboard shortcuts"), "shortcuts")
        log_format = self._link(self.tr("Log format specification"), "log_format")
        for part in (self._name, self._version, self._open, folder, take_in, take_in_folder, keys, log_format):
            left.addWidget(part)
        left.addStretch(1)
        self._side = QWidget()
        self._side.setLayout(left)
        self._side.setFixedWidth(316)
        right = QVBoxLayout()
        right.setContentsMargins(40, 28, 40, 24)
        right.setSpacing(16)
        right.addWidget(self._tour)
        right.addWidget(self._head)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        for name, title, text in _cards():
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
        self.recent = RecentList()
        self.recent.chosen.connect(self.open_asked)
        right.addWidget(self.recent, 1)
        right.addStretch()
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

    def take_keys(self) -> None:
        """Get the focus."""
        self._open.setFocus()

    def offer_tour(self, *, there: bool) -> None:
        """To who is here for the first time."""
        self._tour.setVisible(there)

    def _tour_offer(self) -> QFrame:
        offer, text = QFrame(), QLabel(self.tr("New here? Five steps on the sample Crossing show what there is."))
        offer.setProperty("mark", "popover")
        begin, skip = QPushButton(self.tr("Take the tour")), QPushButton(self.tr("Skip"))
        begin.setProperty("primary", "true")
        begin.clicked.connect(lambda: self.action_asked.emit("tour"))
        skip.clicked.connect(self.tour_declined)
        row = QHBoxLayout(offer)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(text, 1)
        row.addWidget(skip)
        row.addWidget(begin)
        offer.hide()
        return offer

    def show_recent(self, listed: Sequence[Recent]) -> None:
        """List what was opened lately."""
        self.recent.show_list(listed)
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

    def show_keys(self, key_of: Callable[[str], str]) -> None:
        """Say by which keys the same can be done; of an action without one there is nothing to say."""
        for action, (button, text) in self._links.items():
            button.setText(f"{text}    {key_of(action)}".rstrip())

    def _link(self, text: str, action: str) -> QPushButton:
        button = QPushButton(text)
        self._links[action] = (button, text)
        button.clicked.connect(lambda: self.action_asked.emit(action))
        return button

    def say(self, text: str) -> None:
        """Why something could not be opened, and what to do."""
        self._message.setText("\n".join(from_below(line) for line in text.splitlines()))

    def _on_theme_changed(self) -> None:
        clock, bold = Role.CLOCK.value
        self._name.setStyleSheet(f"font-size: {theme.px(clock)}px; font-weight: {bold.value};")
        for head in (self._head, self._recent_head):
            size, weight = Role.SENTENCE.value
            head.setStyleSheet(f"font-size: {theme.px(size)}px; font-weight: {weight.value};")
        self._open.setIcon(icon("file", "on_acc"))

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground, and the side at the left."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.tokens.bg0))
            painter.fillRect(self._side.geometry(), QColor(theme.tokens.bg1))
