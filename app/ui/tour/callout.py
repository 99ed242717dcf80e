"""What a step of the tour says, beside what it speaks of, with a frame around that: everything can still be used.

It must not know the steps.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.filling import filled
from app.ui.theme.theme import theme

_WIDTH, _GAP, _LINE = 320, 10, 2


class Outline(QWidget):
    """A frame around a part of the window; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The frame."""
        with QPainter(self) as painter:
            painter.setPen(QPen(QColor(theme.tokens.acc), theme.px(_LINE)))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))


class Callout(QFrame):
    """Title, text, and the way on."""

    back_asked = Signal()
    on_asked = Signal()
    end_asked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._within = window
        self.setProperty("mark", "popover")
        self.setAutoFillBackground(True)
        self._title, self._text, self._number = QLabel(), QLabel(), QLabel()
        self.back, self.on, self.end = QPushButton(self.tr("Back")), QPushButton(), QPushButton(self.tr("Skip"))
        self.on.setProperty("primary", "true")
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._number.setProperty("tone", "t2")
        self.back.clicked.connect(self.back_asked)
        self.on.clicked.connect(self.on_asked)
        self.end.clicked.connect(self.end_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._number, 1)
        for button in (self.end, self.back, self.on):
            buttons.addWidget(button)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(buttons)
        self._follow_theme()
        theme.changed.connect(self._follow_theme)

    def show_step(self, title: str, text: str, *, number: int, of: int) -> None:
        """Say this."""
        self._title.setText(title)
        self._text.setText(text)
        self._number.setText(filled(self.tr("%1 of %2"), str(number), str(of)))
        self.setAccessibleName(f"{title}. {text}")
        self.back.setEnabled(number > 1)
        last = number == of
        self.on.setText(self.tr("Done") if last else self.tr("Next"))
        self.end.setVisible(not last)
        self._fit()

    def place(self, around: QRect) -> None:
        """Beside a rectangle of the window, where there is room: beneath, above, at a side, or within it."""
        self._fit()
        gap, room, size = theme.px(_GAP), self._within.rect(), self.size()
        left = min(max(around.left(), gap), room.width() - size.width() - gap)
        top = min(max(around.top(), gap), room.height() - size.height() - gap)
        places = (
            QPoint(left, around.bottom() + gap), QPoint(left, around.top() - gap - size.height()),
            QPoint(around.left() - gap - size.width(), top), QPoint(around.right() + gap, top),
        )  # fmt: skip
        inside = (place for place in places if room.contains(QRect(place, size)))
        self.move(next(inside, QPoint(left, top)))

    def event(self, event: QEvent) -> bool:
        """Esc is its own, and no command of the window, as long as the focus is within it."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc ends it."""
        if event.key() == Qt.Key.Key_Escape:
            self.end_asked.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(_WIDTH))
        high = self._column.totalHeightForWidth(theme.px(_WIDTH))
        self.setFixedHeight(high if high >= 0 else self._column.totalSizeHint().height())

    def _follow_theme(self) -> None:
        self._title.setStyleSheet(f"font-size: {theme.px(14)}px; font-weight: 600;")
        self._fit()
