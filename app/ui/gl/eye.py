"""What the mouse makes of a viewpoint, and what the eye goes with while time passes.

It must not know what is seen. Left turns, seen from above it shifts; middle, and the other of left and right, shift;
with Shift left and right change places; the wheel goes nearer, and what is under the cursor stays there.
"""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.scene.frames import display_from_display
from app.scene.placed import Array, Placed, Reference
from app.scene.rigid import moved
from app.scene.view import PRESETS, Projection, Viewpoint, driver_view

EGO = "ego"
"""What is followed unless something else is."""
_CLICK_PX = 3
_TURN_PER_PX = 0.005
_NEARER = 0.85
"""Of the distance, for one step of the wheel."""
_FROM_OBJECT_M = 12.0
"""The eye of the driver would be inside of an object that is put in the middle."""


class Eye(QObject):
    """One viewpoint that people move. Positions are those of the canvas."""

    moved = Signal()
    clicked = Signal(QPointF)
    hovered = Signal(object)
    """Where the pointer is, a QPointF, while no button is held; None: it left."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.viewpoint, self.preset = PRESETS["chase"], "chase"
        self.followed: str | None = EGO
        """The vehicle (`EGO`), an object by its id, or nothing: then the eye stays in the world."""
        self._seen: tuple[Reference, Array] | None = None
        """Where the object that is followed was last."""
        self._pressed: tuple[QPointF, QPointF, Qt.MouseButton] | None = None
        self._dragging = False
        self._canvas: QWidget | None = None

    def look(self, viewpoint: Viewpoint) -> None:
        """Look from there."""
        self.viewpoint = viewpoint
        self.moved.emit()

    def set_preset(self, name: str, scene: Placed | None) -> None:
        """Look from behind (chase), from above (top), from the driver's seat (driver) or from the side (free)."""
        self.preset, viewpoint = name, PRESETS[name]
        ego = None if scene is None else scene.ego
        if name == "driver" and ego is not None and ego.size is not None and ego.rear_to_origin is not None:
            length, _, height = ego.size.tolist()
            viewpoint = driver_view(length=length, height=height, rear_to_origin=ego.rear_to_origin)
        self.look(viewpoint)

    def follow(self, who: str | None, scene: Placed | None) -> None:
        """Go with this from now on: `EGO`, an object by its id, or nothing."""
        self.followed, self._seen = who, None
        if scene is not None:
            self._see(scene)

    def centre(self, scene: Placed | None) -> None:
        """Have what is followed in the middle, and look at it as before."""
        if self.followed == EGO and self.preset == "driver":
            self.set_preset(self.preset, scene)
            return
        if self.followed == EGO:
            focus, least = PRESETS[self.preset].focus, 0.0
        elif self._seen is not None:
            focus, least = self._seen[1].tolist(), _FROM_OBJECT_M
        else:
            return
        x, y, z = (to - at for to, at in zip(focus, self.viewpoint.focus, strict=True))
        self.look(replace(self.viewpoint.shifted((x, y, z)), distance=max(self.viewpoint.distance, least)))

    def carry(self, before: Placed | None, after: Placed) -> None:
        """Go with what is followed from one scene to the next; with nothing, and with an object that is lost, stay in
        the world. An object that is found again is seen as it was.
        """
        self.viewpoint = self.carried(before, after)
        if self.followed not in (None, EGO):
            self._see(after)

    def carried(self, before: Placed | None, after: Placed) -> Viewpoint:
        """Where it looks from when it is carried from one scene to the next."""
        if before is None or self.followed == EGO:
            return self.viewpoint
        viewpoint = self.viewpoint.moved(display_from_display(before.reference, after.reference))
        now, was = self._place(after), self._seen
        if now is None or was is None:
            return viewpoint
        there = moved(display_from_display(was[0], after.reference), was[1][None])[0]
        x, y, z = (now - there).tolist()
        return viewpoint.shifted((x, y, z))

    def _place(self, scene: Placed) -> Array | None:
        """Where the object that is followed is; None: it is not there."""
        return next((box.centre for box in scene.boxes if box.id == self.followed), None)

    def _see(self, scene: Placed) -> None:
        """Note where the object that is followed is."""
        place = self._place(scene)
        if place is not None:
            self._seen = scene.reference, place

    # -- events of the mouse

    def watch(self, canvas: QWidget) -> None:
        """Take what the mouse does over a canvas."""
        self._canvas = canvas
        canvas.setMouseTracking(True)
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt's: whether the event goes no further."""
        if watched is self._canvas and event.type() is QEvent.Type.Leave:
            self.hovered.emit(None)
        if watched is not self._canvas or not isinstance(event, QMouseEvent | QWheelEvent):
            return super().eventFilter(watched, event)
        if isinstance(event, QWheelEvent):
            self.wheel(event, self._canvas)
        elif event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
            self.press(event)
        elif event.type() is QEvent.Type.MouseMove:
            self.drag(event, self._canvas)
        elif event.type() is QEvent.Type.MouseButtonRelease:
            self.release(event)
        return True

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        self._pressed, self._dragging = (event.position(), event.position(), event.button()), False

    def drag(self, event: QMouseEvent, canvas: QWidget) -> None:
        """The mouse moved with a button down."""
        if self._pressed is None:
            self.hovered.emit(event.position())
            return
        began, last, button = self._pressed
        now = event.position()
        self._dragging = self._dragging or (now - began).manhattanLength() > _CLICK_PX
        if not self._dragging:
            return
        self._pressed = began, now, button
        swapped = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        left = button is Qt.MouseButton.LeftButton
        if button is Qt.MouseButton.MiddleButton or left == (swapped or self.viewpoint.orthographic):
            self._shift(last, now, canvas)
        else:
            by = now - last
            self.look(self.viewpoint.orbited(-by.x() * _TURN_PER_PX, by.y() * _TURN_PER_PX))

    def release(self, event: QMouseEvent) -> None:
        """A button came up: of the left one, where it went down, that is a click."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._dragging and pressed[2] is Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position())

    def wheel(self, event: QWheelEvent, canvas: QWidget) -> None:
        """The wheel turned."""
        factor = _NEARER ** (event.angleDelta().y() / 120)
        at = _over(self.viewpoint, canvas).on_plane(event.position().x(), event.position().y())
        # of a sight near the horizon the ground is too far away to go to
        near = at is not None and np.hypot(*(at - self.viewpoint.focus)[:2]) < 4 * self.viewpoint.distance
        x, y, z = at.tolist() if at is not None and near else self.viewpoint.focus
        self.look(self.viewpoint.zoomed(factor, (x, y, z)))

    def _shift(self, last: QPointF, now: QPointF, canvas: QWidget) -> None:
        """What was under the cursor stays under it, in the plane through the focus."""
        projection = _over(self.viewpoint, canvas)
        _, depth = projection.project(np.array(self.viewpoint.focus))
        before, after = (projection.at_depth(at.x(), at.y(), float(depth[0])) for at in (last, now))
        x, y, z = (before - after).tolist()
        self.look(self.viewpoint.shifted((x, y, z)))


def _over(viewpoint: Viewpoint, canvas: QWidget) -> Projection:
    return Projection(viewpoint=viewpoint, width=max(canvas.width(), 1), height=max(canvas.height(), 1))
