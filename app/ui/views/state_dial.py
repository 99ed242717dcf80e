"""The vehicle at the instant, readable from two metres away: speed, who drives, pedals, steering, lights, motion.

It must not know moments. What the log does not say is left out, never shown as zero. In little room pedals and steering
become words of one line; whatever finds no room is counted, and stands in the tool tip.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.scene.content import Table
from app.scene.wording import named, number, quantity
from app.ui.filling import filled
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.theme.tokens import luminance
from app.ui.timeline.colours import of_mode
from app.ui.widgets.painted import draw_text, width_of
from app.ui.widgets.plain import plain

_EDGE, _GAP = 12.0, 6.0
_ROW, _CHIP, _SPEED = 20, 22, 48
"""Heights."""
_ROOMY = 200
"""From this height on there are bars and a steering wheel."""


class State:
    """The rows of several channels as one: of each number the first that says it."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables

    def value(self, name: str) -> float | None:
        """One number; None: no channel knows it."""
        return next((value for table in self._tables if (value := table.value(name)) is not None), None)

    def code(self, name: str) -> str | None:
        """The meaning of a coded number in words; None: no channel knows it."""
        return next((code for table in self._tables if (code := table.code(name)) is not None), None)


@dataclass(frozen=True, slots=True)
class _Chip:
    """Something that is so, in a word; `colour`: what it stands on."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class _Fact:
    """A quantity with its name; `share`: how much of the most it can be, None: nobody knows."""

    name: str
    short: str
    value: str
    share: float | None = None


class StateDial(QWidget):
    """Paints a row of kind state."""

    def __init__(self) -> None:
        super().__init__()
        self._state: State | None = None
        self._greyed = False
        theme.changed.connect(self.update)

    def show_state(self, state: State, *, greyed: bool = False) -> None:
        """Show this row; `greyed`: nobody knows whether it was known then."""
        self._state, self._greyed = state, greyed
        facts = [f"{fact.name} {fact.value}" for fact in (*self._controls(), *self._motion())]
        said = [f"{self._speed()} km/h", *(chip.text for chip in (*self._driving(), *self._lit())), *facts]
        self.setAccessibleDescription("; ".join(said))
        self.setToolTip(plain("\n".join(said)))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the design."""
        return QSize(312, 190)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Speed and who drives large, then pedals and motion, then what is on."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(theme.tokens.bg1))
            if self._state is None:
                return
            self._paint_speed(painter)
            if self.height() >= theme.px(_ROOMY):
                self._paint_roomy(painter)
            else:
                self._paint_low(painter)

    # -- what there is to say

    def _speed(self) -> str:
        assert self._state is not None
        speed = self._state.value("speed")
        return "–" if speed is None else number(speed * 3.6, 1)

    def _driving(self) -> list[_Chip]:
        assert self._state is not None
        mode, gear = self._state.code("driving_mode"), self._state.code("gear")
        chips = [] if mode is None else [_Chip(named(mode), theme.tokens[of_mode(mode)])]
        return chips if gear is None else [*chips, _Chip(filled(self.tr("Gear %1"), named(gear)), theme.tokens.bg3)]

    def _lit(self) -> list[_Chip]:
        assert self._state is not None
        state, found = self._state, [words for field, words in self._lights() if self._state.code(field) == "on"]
        if state.code("low_beam") == "off" and state.code("high_beam") != "on":
            found.append(self.tr("Low beam off"))
        indicator, belt = state.code("indicator"), state.code("belt_driver")
        if indicator is not None:
            found.append(filled(self.tr("Indicators %1"), named(indicator).lower()))
        if belt is not None:
            found.append(filled(self.tr("Belt %1"), named(belt).lower()))
        return [_Chip(text, theme.tokens.bg3) for text in found]

    def _lights(self) -> tuple[tuple[str, str], ...]:
        """What can be on, in the order of what matters most."""
        return (
            ("low_beam", self.tr("Low beam")),
            ("high_beam", self.tr("High beam")),
            ("brake_light", self.tr("Brake lights")),
            ("daytime_light", self.tr("Daytime lights")),
            ("position_light", self.tr("Position lights")),
            ("front_fog_light", self.tr("Front fog")),
            ("rear_fog_light", self.tr("Rear fog")),
            ("reversing_light", self.tr("Reversing lights")),
            ("horn", self.tr("Horn")),
            ("wiper", self.tr("Wipers")),
        )

    def _controls(self) -> list[_Fact]:
        assert self._state is not None
        value, found = self._state.value, []
        for name, short, pedal in (
            (self.tr("Accelerator"), self.tr("Accelerator"), value("accelerator_pedal")),
            (self.tr("Brake pedal"), self.tr("Brake"), value("brake_pedal")),
        ):
            if pedal is not None:
                found.append(_Fact(name, short, quantity(pedal * 100, "%", 0), pedal))
        if (pressure := value("brake_pressure")) is not None:
            name, said = self.tr("Brake pressure"), quantity(pressure / 1e5, "bar", 0)
            found.append(_Fact(name, "" if value("brake_pedal") is not None else name, said, pressure / 1.6e7))
        if (angle := value("steering_wheel_angle")) is not None:
            name, said = self.tr("Steering wheel"), quantity(math.degrees(angle), "°").replace(" °", "°")
            found.append(_Fact(name, self.tr("Steering"), said))
        return found

    def _motion(self) -> list[_Fact]:
        assert self._state is not None
        found = []
        for field, words, short, unit, factor, digits in (
            ("acceleration_longitudinal", self.tr("Longitudinal"), self.tr("Long."), "m/s²", 1.0, 2),
            ("acceleration_lateral", self.tr("Lateral"), self.tr("Lat."), "m/s²", 1.0, 2),
            ("yaw_rate", self.tr("Yaw rate"), self.tr("Yaw"), "°/s", 180 / math.pi, 1),
        ):
            value = self._state.value(field)
            if value is not None:
                said = f"{'+' if value > 0 else ''}{quantity(value * factor, unit, digits)}"
                found.append(_Fact(words, short, said))
        return found

    # -- how it is painted

    def _ink(self, token: str) -> str:
        return theme.tokens.unchecked if self._greyed else theme.tokens[token]

    def _paint_speed(self, painter: QPainter) -> None:
        text, high = self._speed(), theme.px(_SPEED)
        wide = width_of(text, Role.SPEED)
        draw_text(painter, QRectF(_EDGE, 4, wide, high), text, role=Role.SPEED, colour=self._ink("t1"))
        unit = QRectF(_EDGE + wide + 8, 4 + high * 0.2, 80, high * 0.8)
        draw_text(painter, unit, "km/h", role=Role.SENTENCE, colour=self._ink("t2"))

    def _paint_roomy(self, painter: QPainter) -> None:
        """A wheel, bars for pedals, motion in two columns."""
        assert self._state is not None
        angle, row = self._state.value("steering_wheel_angle"), float(theme.px(_ROW))
        if angle is not None:
            self._paint_wheel(painter, angle)
        top, more = self._flow(painter, self._driving(), 4.0 + theme.px(_SPEED) + 2, self.width() - 96)
        wide = self.width() - 2 * _EDGE
        for fact in self._controls():
            if fact.share is not None:
                self._paint_bar(painter, QRectF(_EDGE, top, wide, row), fact)
                top += row
        half = (wide - 16) / 2
        for at, fact in enumerate(self._motion()):
            left = _EDGE + (half + 16) * (at % 2)
            self._paint_pair(painter, QRectF(left, top + row * (at // 2), half, row), fact.name, fact.value)
        top += row * -(-len(self._motion()) // 2) + 4
        self._paint_more(painter, more + self._flow(painter, self._lit(), top, self.width() - _EDGE - 24)[1])

    def _paint_low(self, painter: QPainter) -> None:
        """Who drives beside the speed; all else one behind the other."""
        right = self.width() - _EDGE
        chips = [*self._driving(), *self._lit()]
        for first in chips[:1]:
            wide = width_of(first.text, Role.TITLE) + 16
            self._paint_chip(painter, QRectF(right - wide, 16, wide, theme.px(_CHIP)), first)
        top, left, row = float(4 + theme.px(_SPEED)), _EDGE, float(theme.px(_ROW))
        facts = (*self._controls(), *self._motion())
        for at, fact in enumerate(facts):
            wide = width_of(fact.short, Role.BODY) + (6 if fact.short else 0) + width_of(fact.value, Role.TITLE)
            if left > _EDGE and left + wide > right:
                left, top = _EDGE, top + row
            if top + row > self.height():
                self._paint_more(painter, len(facts) - at + len(chips[1:]))
                return
            self._paint_pair(painter, QRectF(left, top, min(wide, right - left), row), fact.short, fact.value)
            left += wide + 12
        self._paint_more(painter, self._flow(painter, chips[1:], top + row + 2, right - 24)[1])

    def _flow(self, painter: QPainter, chips: Sequence[_Chip], top: float, right: float) -> tuple[float, int]:
        """Chips one behind the other in as many lines as there is room for: where what comes next can begin, and how
        many found none.
        """
        left, high = _EDGE, float(theme.px(_CHIP))
        for at, chip in enumerate(chips):
            wide = width_of(chip.text, Role.TITLE) + 16
            if left > _EDGE and left + wide > right:
                left, top = _EDGE, top + high + _GAP
            if top + high > self.height():
                return top, len(chips) - at
            self._paint_chip(painter, QRectF(left, top, wide, high), chip)
            left += wide + _GAP
        return top + (high + _GAP if chips else 0.0), 0

    def _paint_more(self, painter: QPainter, many: int) -> None:
        """How much more there is, in the corner: the tool tip has it."""
        if many:
            said, high = filled(self.tr("+%1"), str(many)), float(theme.px(_ROW))
            wide = width_of(said, Role.BODY)
            place = QRectF(self.width() - _EDGE - wide, self.height() - high - 2, wide, high)
            painter.fillRect(place.adjusted(-6, 0, 0, 0), QColor(theme.tokens.bg1))
            draw_text(painter, place, said, role=Role.BODY, colour=theme.tokens.t2)

    def _paint_wheel(self, painter: QPainter, angle: float) -> None:
        """The steering wheel as it is turned, to the left positive; its angle below."""
        middle = QPointF(self.width() - _EDGE - 30, 32)
        painter.save()
        painter.translate(middle)
        painter.rotate(-math.degrees(angle))
        painter.setPen(QPen(QColor(self._ink("t2")), 3))
        painter.drawEllipse(QPointF(0, 0), 20, 20)
        painter.setPen(QPen(QColor(self._ink("t2")), 2))
        for x, y in ((-20, 0), (20, 0), (0, 20)):
            painter.drawLine(QPointF(0, 0), QPointF(x, y))
        painter.restore()
        text = filled(self.tr("steering %1"), quantity(math.degrees(angle), "°").replace(" °", "°"))
        place = QRectF(self.width() - _EDGE - 160, middle.y() + 22, 160, 16)
        draw_text(painter, place, text, role=Role.SECONDARY, colour=self._ink("t2"), align=Qt.AlignmentFlag.AlignRight)

    def _paint_chip(self, painter: QPainter, box: QRectF, chip: _Chip) -> None:
        colour = theme.tokens.bg3 if self._greyed else chip.colour
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink = self._ink("t1") if self._greyed else "#14181B" if luminance(colour) > 0.25 else "#E9ECEF"
        draw_text(painter, box.adjusted(8, 0, -7, 0), chip.text, role=Role.TITLE, colour=ink)

    def _paint_bar(self, painter: QPainter, rect: QRectF, fact: _Fact) -> None:
        self._paint_pair(painter, rect, fact.name, fact.value)
        assert fact.share is not None
        bar = QRectF(rect.left() + 112, rect.center().y() - 3, max(rect.width() - 112 - 60, 20), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens.bg4))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(QColor(self._ink("acc")))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * min(max(fact.share, 0.0), 1.0), 6), 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_pair(self, painter: QPainter, rect: QRectF, name: str, value: str) -> None:
        wide = width_of(value, Role.TITLE)
        there = QRectF(rect.right() - wide, rect.top(), wide, rect.height())
        draw_text(painter, there, value, role=Role.TITLE, colour=self._ink("t1"))
        draw_text(painter, rect.adjusted(0, 0, -wide - 6, 0), name, role=Role.BODY, colour=self._ink("t2"))
