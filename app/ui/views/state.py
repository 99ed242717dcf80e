"""The vehicle at the instant, readable from two metres away: speed, who drives, pedals, steering, lights, motion.

It must not know the bus they came from. What the log does not say is left out, never shown as zero.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.replay.timeline import Timeline
from app.scene.content import Table
from app.scene.moment import Moment
from app.scene.wording import named, number, quantity
from app.ui.pane import Pane
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.theme.tokens import luminance
from app.ui.timeline.colours import of_mode
from app.ui.views.facts import pair

_LIGHTS = (
    ("low_beam", "Low beam"),
    ("high_beam", "High beam"),
    ("brake_light", "Brake lights"),
    ("daytime_light", "Daytime lights"),
    ("front_fog_light", "Front fog"),
    ("reversing_light", "Reversing lights"),
    ("horn", "Horn"),
    ("wiper", "Wipers"),
)


class StateView(Pane):
    """The state of the vehicle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.dial = StateDial()
        super().__init__(self.tr("Vehicle state"), self.dial, parent=parent)
        self._timeline: Timeline | None = None
        self.clear()

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Another log."""
        self._timeline = timeline

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels of kind state."""
        return [one.name for one in timeline.channels.values() if one.kind == "state"]

    def show_moment(self, moment: Moment) -> None:
        """Show the state that is current, or that none is."""
        found = list(moment.of_kind("state"))
        if not found and self._timeline is not None and self.wants(self._timeline):
            self.show_not_there(self.wants(self._timeline), self.tr("state"))
            return
        there = [(one, one.content) for one in found if one.current and isinstance(one.content, Table)]
        shown = [(sample, table) for sample, table in there if len(table.rows)]
        current = [one for one in found if one.current]
        # of several the oldest: nothing that is shown is older than its header says
        sample = max(
            (one for one, _ in shown),
            key=lambda one: one.lookup.age_ns or 0,
            default=next(iter(current or found), None),
        )
        if sample is None or self._timeline is None:
            self.show_absence(None, none=self.tr("No vehicle state in this log"), icon="gauge")
            return
        self.show_header(sample, self._timeline, moment.mode, noun=self.tr("row"))
        self.header.set_title(self.tr("Vehicle state"))
        if shown:
            self.dial.show_state(State([table for _, table in shown]))
            self.show_body()
        elif current:
            self.show_undecoded(sample, self.tr("this record"))
        else:
            self.show_absence(sample, none="", icon="gauge")

    def clear(self) -> None:
        """Nothing is open."""
        self.empty.show_none(self.tr("No vehicle state"), "", icon="gauge")
        self.show_reason()


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


class StateDial(QWidget):
    """Paints a row of kind state."""

    def __init__(self) -> None:
        super().__init__()
        self._state: State | None = None
        theme.changed.connect(self.update)

    def show_state(self, state: State) -> None:
        """Show this row."""
        self._state = state
        self.setAccessibleDescription(f"{self._speed()} km/h; {named(state.code('driving_mode') or '')}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the design."""
        return QSize(312, 190)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Speed and mode large, then bars, then small facts as far as there is room."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(theme.tokens.bg1))
            if self._state is None:
                return
            left, right, top = 12.0, self.width() - 12.0, 8.0
            top = self._paint_speed(painter, left, right, top)
            top = self._paint_tags(painter, left, top)
            for name, value, share in self._bars():
                if top + 20 > self.height():
                    return
                self._paint_bar(painter, QRectF(left, top, right - left, 20), name, value, share)
                top += 20
            for name, value in self._facts():
                if top + 20 > self.height():
                    return
                pair(painter, QRectF(left, top, right - left, 20), name, value)
                top += 20

    def _speed(self) -> str:
        assert self._state is not None
        speed = self._state.value("speed")
        return "–" if speed is None else number(speed * 3.6, 1)

    def _paint_speed(self, painter: QPainter, left: float, right: float, top: float) -> float:
        assert self._state is not None
        painter.setFont(theme.font(Role.SPEED))
        painter.setPen(QColor(theme.tokens.t1))
        text, high = self._speed(), 44.0
        painter.drawText(QRectF(left, top, right - left, high), Qt.AlignmentFlag.AlignVCenter, text)
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        painter.setFont(theme.font(Role.SENTENCE))
        painter.setPen(QColor(theme.tokens.t2))
        painter.drawText(QRectF(left + wide + 8, top, 80, high - 6), Qt.AlignmentFlag.AlignBottom, "km/h")
        angle = self._state.value("steering_wheel_angle")
        if angle is not None:
            self._paint_wheel(painter, QPointF(right - 26, top + 24), angle)
        return top + high + 22

    @staticmethod
    def _paint_wheel(painter: QPainter, middle: QPointF, angle: float) -> None:
        """The steering wheel as it is turned, to the left positive; its angle below."""
        painter.save()
        painter.translate(middle)
        painter.rotate(-math.degrees(angle))
        painter.setPen(QPen(QColor(theme.tokens.t2), 3))
        painter.drawEllipse(QPointF(0, 0), 20, 20)
        painter.setPen(QPen(QColor(theme.tokens.t2), 2))
        for x, y in ((-20, 0), (20, 0), (0, 20)):
            painter.drawLine(QPointF(0, 0), QPointF(x, y))
        painter.restore()
        painter.setFont(theme.font(Role.SECONDARY))
        painter.setPen(QColor(theme.tokens.t2))
        text = f"steering {quantity(math.degrees(angle), '°')}".replace(" °", "°")
        painter.drawText(QRectF(middle.x() - 120, middle.y() + 24, 146, 16), Qt.AlignmentFlag.AlignRight, text)

    def _paint_tags(self, painter: QPainter, left: float, top: float) -> float:
        assert self._state is not None
        painter.setFont(theme.font(Role.TITLE))
        mode = self._state.code("driving_mode")
        x = left
        if mode is not None:
            x = self._tag(painter, x, top, named(mode), theme.tokens[of_mode(mode)]) + 6
        gear = self._state.code("gear")
        if gear is not None:
            self._tag(painter, x, top, f"Gear {named(gear)}", theme.tokens.bg3)
        return top + 30

    @staticmethod
    def _tag(painter: QPainter, left: float, top: float, text: str, colour: str) -> float:
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 16
        box = QRectF(left, top, wide, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor("#14181B" if luminance(colour) > 0.25 else "#E9ECEF"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return box.right()

    def _bars(self) -> list[tuple[str, str, float]]:
        assert self._state is not None
        found = []
        pedal = self._state.value("accelerator_pedal")
        if pedal is not None:
            found.append((self.tr("Accelerator pedal"), quantity(pedal * 100, "%", 0), pedal))
        brake, pressure = self._state.value("brake_pedal"), self._state.value("brake_pressure")
        if brake is not None:
            found.append((self.tr("Brake pedal"), quantity(brake * 100, "%", 0), brake))
        if pressure is not None:
            found.append((self.tr("Brake pressure"), quantity(pressure / 1e5, "bar", 0), min(pressure / 1.6e7, 1.0)))
        return found

    @staticmethod
    def _paint_bar(painter: QPainter, rect: QRectF, name: str, value: str, share: float) -> None:
        pair(painter, rect, name, value)
        bar = QRectF(rect.left() + 124, rect.center().y() - 3, max(rect.width() - 124 - 60, 20), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.tokens.bg4))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(QColor(theme.tokens.acc))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * min(max(share, 0.0), 1.0), 6), 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _facts(self) -> list[tuple[str, str]]:
        assert self._state is not None
        state, found = self._state, []
        for field, words, unit, factor, digits in (
            ("acceleration_longitudinal", self.tr("Longitudinal"), "m/s²", 1.0, 2),
            ("acceleration_lateral", self.tr("Lateral"), "m/s²", 1.0, 2),
            ("yaw_rate", self.tr("Yaw rate"), "°/s", 180 / math.pi, 1),
        ):
            value = state.value(field)
            if value is not None:
                found.append((words, f"{'+' if value > 0 else ''}{quantity(value * factor, unit, digits)}"))
        on = [words for field, words in _LIGHTS if state.code(field) == "on"]
        if on:
            found.append((self.tr("On"), ", ".join(on)))
        indicator = state.code("indicator")
        if indicator is not None:
            found.append((self.tr("Indicators"), named(indicator)))
        belts = [state.code(f"belt_{seat}") for seat in ("driver", "passenger")]
        if belts[0] is not None:
            found.append((self.tr("Driver's belt"), named(belts[0])))
        return found
