"""What clicks on points measure, and what of it is drawn.

It must not know widgets, nor how distances are reckoned (`app.scene.picking`).
"""

from dataclasses import replace
from enum import Enum

from app.scene.drawn import Drawing, Label, Mark, Shape, Stroke
from app.scene.picking import Measured, PickedPoint, apart, apart_from_ego
from app.scene.placed import Ego, read_only
from app.ui.gl.facts import Fact
from app.ui.language.lower import from_below
from app.ui.language.words import tr


class Measuring(Enum):
    """What a click on a point measures."""

    OFF = "off"
    POINTS = "points"
    EGO = "ego"

    @property
    def next(self) -> "Measuring":
        """What comes after it, round and round."""
        every = list(Measuring)
        return every[(every.index(self) + 1) % len(every)]


class Ruler:
    """At most one distance at a time."""

    def __init__(self) -> None:
        self._measuring = Measuring.OFF
        self._from: PickedPoint | None = None
        self._result: Measured | None = None

    @property
    def measuring(self) -> Measuring:
        """What clicks measure."""
        return self._measuring

    @property
    def fact(self) -> Fact | None:
        """The distance, or what to click; None: nothing is measured."""
        if self._measuring is Measuring.OFF:
            return None
        if self._result is not None:
            return Fact(text=from_below(self._result.text), tone="t1", kept=True)
        if self._from is not None:
            text, short = tr("Click the second point"), tr("Click a point")
        elif self._measuring is Measuring.POINTS:
            text, short = tr("Click two points: how far they are apart"), tr("Click two points")
        else:
            text, short = tr("Click a point: how far it is from the vehicle"), tr("Click a point")
        return Fact(text=text, short=short, tone="t1", kept=True)

    def begin(self, measuring: Measuring) -> None:
        """Measure something else from now on."""
        self._measuring = measuring
        self.forget()

    def forget(self) -> None:
        """Points of another moment are no ends of this distance."""
        self._from, self._result = None, None

    def take(self, point: PickedPoint, ego: Ego) -> Measured | None:
        """A point was clicked; the distance if that makes one."""
        if self._measuring is Measuring.EGO:
            self._from, self._result = point, apart_from_ego(point, ego)
        elif self._measuring is Measuring.POINTS:
            if self._from is None or self._result is not None:
                self._from, self._result = point, None
            else:
                self._result = apart(self._from, point)
        return self._result

    def drawn_over(self, made: Drawing) -> Drawing:
        """A drawing with what is being measured."""
        if self._from is None:
            return made
        at = self._from.at if self._result is None else self._result.one
        first = Mark(at=at, shape=Shape.CROSS, ink="acc")
        if self._result is None:
            return replace(made, marks=(*made.marks, first))
        ends, text = read_only([self._result.one, self._result.other]), self._result.text
        return replace(
            made,
            lines=(*made.lines, Stroke(points=ends, ink="acc", width=1.6, cased=True)),
            marks=(*made.marks, first, Mark(at=self._result.other, shape=Shape.CROSS, ink="acc")),
            labels=(*made.labels, Label(at=read_only(ends.mean(axis=0)), text=text, ink="acc", weight=10.0)),
        )
