"""What is drawn of a scene: the points, colours, strokes and marks that it makes under a look.

It must not know widgets, nor how any of it is drawn.
"""

from dataclasses import dataclass, replace

from app.scene.colour import ColourBy, Range, usual_range
from app.scene.drawing import Part, drawing
from app.scene.placed import Array, Ego, Placed, PlacedPoints
from app.scene.view import Viewpoint
from app.ui.gl.history import History
from app.ui.gl.look import Look
from app.ui.gl.shown import Shown

_DENSE = 30_000
"""Points."""


class Usual:
    """Between which numbers the colours of points run as usual: reckoned once for the same points."""

    def __init__(self) -> None:
        self._held: tuple[ColourBy, tuple[PlacedPoints, ...], Range] | None = None

    def over(self, points: tuple[PlacedPoints, ...], by: ColourBy) -> Range:
        """Of these points; the last ones are kept."""
        if self._held is None or self._held[:2] != (by, points):
            self._held = by, points, usual_range(points, by)
        return self._held[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Everything that what is drawn comes from: equal ones are drawn alike."""

    scene: Placed | None
    look: Look
    past: History | None
    """What was before it."""
    viewpoint: Viewpoint
    moving: bool
    selected: str
    """Id of an object; empty: none."""
    picked: int | None
    """Id of a candidate."""
    known_ns: int | None
    """What had not arrived by then was not known; None: it does not matter."""
    assumed: frozenset[str]
    """Channels of which nobody knows when they arrived."""


def composed(of: Composition, usual: Usual) -> Shown:
    """A scene and what was before it, as seen from a viewpoint; `usual` remembers between which numbers colours run."""
    scene, look, past = of.scene, of.look, of.past
    if scene is None:
        return Shown(viewpoint=of.viewpoint)
    found = _without(scene, look.hidden)
    # the current ones last: of two points at one depth the later one is in front
    points = (*(one for one in found.earlier if one.back < look.sweeps), *found.points)
    count = sum(len(one.points.xyz) for one in points)
    over = look.ranges.get(look.by) or usual.over(points, look.by)
    # from inside, a vehicle is only in the way
    parts = look.parts - {Part.EGO} if _inside(found.ego, of.viewpoint.eye()) else look.parts
    at = found.reference.time_ns
    made = drawing(
        found, parts=parts, selected=of.selected, picked=of.picked,
        driven=None if past is None or past.poses in look.hidden else past.driven(at, known_ns=of.known_ns),
        trails=None if past is None else past.trails(at, known_ns=of.known_ns, hidden=look.hidden),
        assumed=of.assumed, poses="" if past is None else past.poses,
    )  # fmt: skip
    return Shown(
        points=points, drawing=made, viewpoint=of.viewpoint, by=look.by, over=over,
        size=look.size or (3 if count < _DENSE else 2), shaded=look.shaded, moving=of.moving,
        greyed=made.greyed | of.assumed & {one.channel for one in points},
        selected=next((box for box in found.boxes if box.id == of.selected), None),
    )  # fmt: skip


def _without(found: Placed, hidden: frozenset[str]) -> Placed:
    """A scene without the things of some channels."""
    if not hidden:
        return found
    return replace(
        found,
        points=tuple(one for one in found.points if one.channel not in hidden),
        earlier=tuple(one for one in found.earlier if one.channel not in hidden),
        boxes=tuple(one for one in found.boxes if one.channel not in hidden),
        paths=tuple(one for one in found.paths if one.channel not in hidden),
        candidates=tuple(one for one in found.candidates if one.channel not in hidden),
        lines=tuple(one for one in found.lines if one.channel not in hidden),
    )


def _inside(ego: Ego, at: Array) -> bool:
    corners = ego.corners()
    return corners is not None and bool(((at >= corners.min(axis=0)) & (at <= corners.max(axis=0))).all())
