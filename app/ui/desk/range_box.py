"""Between which numbers the colours of points run: two numbers, and two ways to have them found.

The box must not know points: it says what was asked for; its control asks the view.
"""

import math

from PySide6.QtCore import QLocale, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QGridLayout, QLabel, QPushButton, QWidget

from app.scene.colour import COLOUR_MAPS, ColourMap, Range
from app.scene.wording import MINUS
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.theme.theme import theme
from app.ui.views.space import SpaceView

_FARTHEST = 1e6
_MOST_DIGITS = 9
"""Behind the point: two of the span are written."""


class _Number(QDoubleSpinBox):
    """Written as numbers are everywhere here."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setLocale(QLocale.c())
        # a range is changed when a number is whole, not at each of its digits
        self.setKeyboardTracking(False)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setAccessibleName(words)

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """Qt's."""
        return super().textFromValue(value).replace("-", MINUS)

    def valueFromText(self, text: str) -> float:  # noqa: N802
        """Qt's."""
        return super().valueFromText(text.replace(MINUS, "-"))

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Qt's."""
        state, _, at = super().validate(text.replace(MINUS, "-"), pos)
        return state, text, at


class RangeBox(QFrame):
    """Opens over the legend of the 3D view, and goes with the next click elsewhere."""

    changed = Signal(Range)
    fit_asked = Signal()
    usual_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("mark", "card")
        self._over = Range(0.0, 1.0)
        self._title = QLabel()
        self.low, self.high = _Number(self.tr("Lower end")), _Number(self.tr("Upper end"))
        self.fit = QPushButton(self.tr("Fit to what is shown"))
        self.fit.setToolTip(self.tr("From the least to the largest, without outliers"))
        self.usual = QPushButton(self.tr("Usual"))
        note = QLabel(self.tr("Below: the first colour. Above: dimmed."))
        note.setProperty("tone", "t2")
        grid = QGridLayout(self)
        px = theme.px
        grid.setContentsMargins(px(12), px(12), px(12), px(12))
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(8))
        grid.addWidget(self._title, 0, 0, 1, 2)
        for column, number in enumerate((self.low, self.high)):
            number.setMinimumWidth(px(112))
            number.valueChanged.connect(lambda value, number=number: self._on_number_changed(number, value))
            grid.addWidget(number, 1, column)
        grid.addWidget(self.fit, 2, 0)
        grid.addWidget(self.usual, 2, 1)
        grid.addWidget(note, 3, 0, 1, 2)
        self.fit.clicked.connect(self.fit_asked)
        self.usual.clicked.connect(self.usual_asked)

    def show_range(self, colours: ColourMap, over: Range, *, usual: bool, fits: bool) -> None:
        """Offer this range for a change. `usual`: nobody has set it; `fits`: there are points to fit it to."""
        self._over, span = over, over.high - over.low
        whole = colours.unit != "m" and span >= 2 and all(float(end).is_integer() for end in (over.low, over.high))
        digits = 0 if whole else min(max(1 - math.floor(math.log10(span)), 0), _MOST_DIGITS)
        least = 10.0**-digits
        farthest = max(_FARTHEST, 10 * abs(over.low), 10 * abs(over.high))
        suffix = f" {colours.unit}" if colours.unit else ""
        unit = colours.unit or self.tr("as logged")
        self._title.setText(filled(self.tr("Colours by %1, %2"), from_below(colours.by.value), unit))
        for number, value, low, high in (
            (self.low, over.low, -farthest, over.high - least),
            (self.high, over.high, over.low + least, farthest),
        ):
            number.blockSignals(True)  # noqa: FBT003
            number.setDecimals(digits)
            number.setSuffix(suffix)
            number.setRange(low, high)
            number.setValue(value)
            number.blockSignals(False)  # noqa: FBT003
        self.usual.setEnabled(not usual)
        self.fit.setEnabled(fits)

    def open_over(self, corner: QPoint) -> None:
        """Stand with its lower left corner there, on the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = max(screen.left(), min(corner.x(), screen.right() - self.width()))
        self.move(x, max(screen.top(), corner.y() - self.height() - theme.px(4)))
        self.show()
        self.low.setFocus()
        self.low.selectAll()

    def _on_number_changed(self, number: QDoubleSpinBox, value: float) -> None:
        # the other end stays as it is, and not as it is written
        low, high = (value, self._over.high) if number is self.low else (self._over.low, value)
        if low < high:
            self.changed.emit(Range(low, high))


class RangeControl(QObject):
    """The box of one 3D view, made when it is first asked for."""

    changed = Signal()
    """Colours run between other numbers."""

    def __init__(self, space: SpaceView, parent: QWidget) -> None:
        super().__init__(parent)
        self._space, self._parent = space, parent
        self._box: RangeBox | None = None
        space.strip.range_asked.connect(self.open)

    def open(self) -> None:
        """Offer another range, over the legend."""
        if self._box is None:
            self._box = RangeBox(self._parent)
            self._box.changed.connect(self._set)
            self._box.usual_asked.connect(lambda: self._set(None))
            self._box.fit_asked.connect(lambda: self._set(self._space.fitting()))
        self._renew(self._box)
        strip = self._space.strip
        self._box.open_over(strip.mapToGlobal(QPoint(round(strip.legend_rect.left()), 0)))

    def _set(self, over: Range | None) -> None:
        self._space.set_look(self._space.look.ranging(over))
        if self._box is not None:
            self._renew(self._box)
        self.changed.emit()

    def _renew(self, box: RangeBox) -> None:
        look = self._space.look
        box.show_range(COLOUR_MAPS[look.by], self._space.over, usual=look.by not in look.ranges, fits=self._space.fits)
