"""The 3D view: the points of all LiDARs and radars with what the vehicle believed and planned among them.

It must not reckon where things are (`app.scene.placing`), nor draw them (`app.ui.gl`): it turns what the mouse and the
window want into a picture, and says in the strip below what is and what is not to be seen. Main thread only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.replay.timeline import Timeline
from app.scene.colour import Range, fitting_range, tells
from app.scene.moment import Moment
from app.scene.picking import Measured, PickedPoint, object_on_ray, picked
from app.scene.placed import Ego, Placed
from app.scene.placing import SWEPT
from app.scene.pointing import Pointed, drawn_in_space, pointed_in_space
from app.scene.sample import Lookup
from app.scene.staging import SEEN_KINDS, SPACE_KINDS
from app.scene.view import Viewpoint
from app.ui.gl.backend import Backend, chosen_backend, prepare_gl
from app.ui.gl.composing import Composition, Usual, composed
from app.ui.gl.cpu_canvas import CpuCanvas
from app.ui.gl.eye import EGO, Eye
from app.ui.gl.facts_strip import FactsStrip
from app.ui.gl.history import History
from app.ui.gl.look import Look
from app.ui.gl.ruler import Measuring, Ruler
from app.ui.gl.scene_facts import facts_of, following
from app.ui.gl.shown import EMPTY, Shown
from app.ui.keys.focus import take_viewer_keys
from app.ui.language.lower import from_below
from app.ui.scene_account import account

if TYPE_CHECKING:
    from app.ui.gl.gl_canvas import GlCanvas

_PICK_PX = 6
_REST_MS = 150


class SpaceView(QWidget):
    """Shows moments in space."""

    title = "3D"
    point_picked = Signal(PickedPoint)
    object_picked = Signal(str)
    measured = Signal(Measured)
    wants_changed = Signal()
    """It wants other records than before."""
    hover_changed = Signal()
    """Another place is under the pointer, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("3D view"))
        self.setMinimumSize(320, 240)
        take_viewer_keys(self)
        self._placed: Placed | None = None
        self._carried: Placed | None = None
        """The last scene that there was: what the eye stood in."""
        self._waiting, self._draft = 0, False
        self._absent: tuple[Lookup, ...] = ()
        self._known_ns: int | None = None
        """What had not arrived by then was not known; None: what is shown is what happened."""
        self._assumed: frozenset[str] = frozenset()
        self._look, self._selected, self._usual = Look(), "", Usual()
        self._picked: int | None = None
        self._history: History | None = None
        self._ruler = Ruler()
        self._shown = Shown()
        self._ahead: tuple[Composition, Shown] | None = None
        """What was composed for what is shown next."""
        self.eye = Eye(self)
        self.backend = chosen_backend()
        self.canvas = self._make_canvas()
        self.strip = FactsStrip()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.strip)
        self._moving = QTimer(self, singleShot=True, interval=_REST_MS)
        self._moving.timeout.connect(self._on_at_rest)
        self.canvas.painted.connect(self._say)
        self.eye.watch(self.canvas)
        self.eye.moved.connect(self._on_eye_moved)
        self.eye.clicked.connect(self._on_eye_clicked)
        self._hover: QPointF | None = None
        self._hover_late = False
        self.eye.hovered.connect(self._on_eye_hovered)
        self._show()

    # -- of every view

    def wants(self, timeline: Timeline) -> list[str]:
        """The channels that it shows."""
        return [name for name, one in timeline.channels.items() if one.kind in SPACE_KINDS and len(one)]

    def wants_back(self, timeline: Timeline) -> dict[str, int]:
        """Of which channels it shows so many records before the current one as well."""
        there = timeline.channels.values()
        return {one.name: self._look.sweeps - 1 for one in there if one.kind in SWEPT} if self._look.sweeps > 1 else {}

    def show_moment(self, moment: Moment) -> None:
        """Show another moment."""
        scene = moment.scene
        if scene is not None and scene is self._placed:
            # only pictures have become finer
            if moment.draft != self._draft:
                self._draft = moment.draft
                self._say()
            return
        before, self._placed = self._carried, scene
        kinds = {name: one.lookup.kind for name, one in moment.samples.items()}
        self._waiting = sum(count for name, count in moment.waiting.items() if kinds.get(name) in SWEPT)
        self._draft, self._absent = moment.draft, moment.absent(SEEN_KINDS)
        self._known_ns, self._assumed = _knowledge(moment)
        self.setAccessibleDescription(account(scene))
        if scene is not None:
            self.eye.carry(before, scene)
            self._carried = scene
        if before is not None and before.t_ns != moment.t_ns:
            self._moving.start()
            self._ruler.forget()
        self.canvas.show_over(EMPTY)
        self._show()

    def draw_ahead(self, moment: Moment) -> Iterator[None]:
        """Draw a moment that is shown next, a part at a time. Where something else is wanted of it by then, it is drawn
        anew.
        """
        scene, before = moment.scene, self._carried
        if scene is None or scene is self._placed:
            return
        if self._moving.isActive() or (before is not None and before.t_ns != moment.t_ns):
            # until it is shown
            self._moving.start()
        what = self._composition(scene, self.eye.carried(before, scene), *_knowledge(moment))
        shown = composed(what, self._usual)
        self._ahead = what, shown
        yield
        yield from self.canvas.draw_ahead(shown)

    def put_off(self) -> None:
        """Another moment is on its way: what makes this picture finer must not keep it waiting."""
        self.canvas.put_off()

    def clear(self) -> None:
        """Show nothing."""
        self._placed = self._carried = None
        self.setAccessibleDescription("")
        if not self.goes_with_vehicle and self.eye.followed is not None:
            # in another log its id is somebody else's
            self.eye.follow(EGO, None)
        self._usual, self._ahead = Usual(), None
        self.canvas.show_over(EMPTY)
        self._ruler.forget()
        self._moving.stop()
        self._show()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Qt's."""
        return QSize(640, 400)

    # -- what is under the pointer

    def pointed(self) -> Pointed | None:
        """The point under the pointer; None: none, or the picture has not come to rest."""
        if self._hover is None or self._placed is None:
            return None
        self._hover_late = not self.canvas.ready
        hit = None if self._hover_late else self.canvas.hover(self._hover.x(), self._hover.y(), within=_PICK_PX)
        if hit is None:
            return None
        return pointed_in_space(self._shown.points[hit.layer], hit.row, self._placed.reference)

    def show_pointed(self, pointed: Pointed | None) -> None:
        """Draw the ray of a pixel, and the point that is meant."""
        if pointed is None or self._placed is None:
            self.canvas.show_over(EMPTY)
        else:
            self.canvas.show_over(drawn_in_space(pointed, self._placed.reference))

    # -- commands

    @property
    def scene(self) -> Placed | None:
        """What it shows."""
        return self._placed

    @property
    def look(self) -> Look:
        """How it is drawn."""
        return self._look

    def set_look(self, look: Look) -> None:
        """Draw it another way."""
        before, self._look = self._look, look
        if look.sweeps != before.sweeps:
            self.wants_changed.emit()
        self._show()

    @property
    def over(self) -> Range:
        """Between which numbers colours run."""
        return self._shown.over

    @property
    def fits(self) -> bool:
        """Whether there are current points that say what they are coloured by."""
        return any(tells(one, self._look.by) and len(one.points.xyz) for one in self._shown.points if not one.back)

    def fitting(self) -> Range | None:
        """Between which numbers colours would show the current points best; None: they do not say what it takes."""
        return fitting_range([one for one in self._shown.points if not one.back], self._look.by)

    def set_preset(self, name: str) -> None:
        """Look from one of the places chase, top, driver and free."""
        self.eye.set_preset(name, self._placed)

    @property
    def goes_with_vehicle(self) -> bool:
        """Whether it goes with the vehicle, and neither with an object nor with nothing."""
        return self.eye.followed == EGO

    def follow(self, who: str | None) -> None:
        """Go with this from now on: the vehicle (`EGO`), an object by its id, or nothing."""
        self.eye.follow(who, self._placed)
        self._say()

    @property
    def selected(self) -> str:
        """Id of the object that is marked; empty: none."""
        return self._selected

    def set_picked(self, candidate: int | None) -> None:
        """Mark the candidate that somebody looks at."""
        self._picked = candidate
        self._show()

    def set_selected(self, object_id: str | None) -> None:
        """Mark the object that is selected everywhere."""
        self._selected = object_id or ""
        self._show()

    @property
    def history(self) -> History | None:
        """Where vehicle and objects have been."""
        return self._history

    def set_history(self, history: History | None) -> None:
        """Draw where the vehicle and the objects have been."""
        self._history = history
        self._show()

    @property
    def measuring(self) -> Measuring:
        """What clicks on points measure."""
        return self._ruler.measuring

    def set_measuring(self, measuring: Measuring) -> None:
        """Let clicks on points measure."""
        self._ruler.begin(measuring)
        self.canvas.setCursor(Qt.CursorShape.ArrowCursor if measuring is Measuring.OFF else Qt.CursorShape.CrossCursor)
        self._show()

    # -- inside

    def _on_at_rest(self) -> None:
        self._shown = replace(self._shown, moving=False)
        self.canvas.show_at_rest(self._shown)
        self._say()

    def _on_eye_moved(self) -> None:
        self._moving.start()
        self._show()

    def _on_eye_clicked(self, at: QPointF) -> None:
        """Pick: the object of a label, else a point, else the object behind."""
        if self._placed is None:
            return
        named = next((one.label.object for one in self.canvas.placards if one.rect.contains(at)), None)
        hit = None if named else self.canvas.pick(at.x(), at.y(), within=_PICK_PX)
        if hit is not None:
            point = picked(self._shown.points[hit.layer], hit.row, self._placed.boxes)
            self.point_picked.emit(point)
            self._measure(point, self._placed.ego)
            named = point.objects[0] if point.objects else None
        elif not named:
            box = object_on_ray(self._placed.boxes, *self.canvas.projection().ray(at.x(), at.y()))
            named = None if box is None else box.id
        if named and self._ruler.measuring is Measuring.OFF:
            self.object_picked.emit(named)

    def _on_eye_hovered(self, at: QPointF | None) -> None:
        if at is not None or self._hover is not None:
            self._hover = at
            self.hover_changed.emit()

    def _make_canvas(self) -> CpuCanvas | GlCanvas:
        if self.backend.backend is Backend.CPU:
            return CpuCanvas(self)
        prepare_gl()
        from app.ui.gl.gl_canvas import GlCanvas  # pyqtgraph takes its time

        return GlCanvas(self)

    def _show(self) -> None:
        """Hand everything to the canvas; what it has not drawn ahead it draws when Qt asks it to."""
        what = self._composition(self._placed, self.eye.viewpoint, self._known_ns, self._assumed)
        if self._ahead is not None and self._ahead[0] == what:
            shown, self._ahead = self._ahead[1], None
        else:
            shown = composed(what, self._usual)
        drawing = self._ruler.drawn_over(shown.drawing)
        self._shown = shown if drawing is shown.drawing else replace(shown, drawing=drawing)
        self.canvas.show_scene(self._shown)
        self._say()

    def _composition(
        self, scene: Placed | None, viewpoint: Viewpoint, known_ns: int | None, assumed: frozenset[str]
    ) -> Composition:
        return Composition(
            scene=scene, look=self._look, past=self._history, viewpoint=viewpoint, moving=self._moving.isActive(),
            selected=self._selected, picked=self._picked, known_ns=known_ns, assumed=assumed,
        )  # fmt: skip

    def _measure(self, point: PickedPoint, ego: Ego) -> None:
        result = self._ruler.take(point, ego)
        if result is not None:
            self.measured.emit(result)
        if self._ruler.measuring is not Measuring.OFF:
            self._show()

    def _say(self) -> None:
        if self._hover_late and self.canvas.ready:
            self._hover_late = False
            self.hover_changed.emit()
        told = (following(self.eye.followed, self._placed, draft=self._draft), self._ruler.fact)
        self.strip.show_facts(
            facts_of(
                self._placed, self._shown, drawn=self.canvas.drawn[0], backend=from_below(self.backend.text),
                told=[fact for fact in told if fact is not None], asked=self._look.sweeps, waiting=self._waiting,
                absent=self._absent,
            )
        )  # fmt: skip


def _knowledge(moment: Moment) -> tuple[int | None, frozenset[str]]:
    """What had not arrived by then was not known, None: it does not matter; and channels whose arrival is assumed."""
    assumed = frozenset(name for name, one in moment.samples.items() if one.lookup.assumed)
    return moment.mode.known_ns(moment.t_ns), assumed
