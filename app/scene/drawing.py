"""What is drawn over the points of a scene: strokes, marks and labels in the display frame, for every back end alike.

It must not know pixels, nor colours: those are named as the table of the window names them. What colour says is said
once more by a pattern or a mark: chosen thick and solid with a disc, rejected dashed with a ring, infeasible dotted
with a cross, a class by its word, an unknown class dashed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from app.scene.drawn import Area, Drawing, Label, Mark, Pattern, Shape, Stroke
from app.scene.placed import (
    BOX_EDGES,
    Array,
    Ego,
    Fate,
    Placed,
    PlacedBox,
    PlacedCandidate,
    PlacedLine,
    PlacedPath,
    Reference,
    read_only,
)
from app.scene.rigid import inverse, moved
from app.scene.road_user import drawn_class
from app.scene.wording import count, short_id


class Part(Enum):
    """What can be shown or hidden."""

    GRID = "grid"
    MAP = "map"
    BOXES = "boxes"
    LABELS = "labels"
    PATHS = "paths"
    CANDIDATES = "candidates"
    DRIVEN = "driven"
    EGO = "ego"


ALL_PARTS = frozenset(Part)
GRID_M = 5.0
"""Between two lines."""
_REACH_M = 60.0
_MAP_REACH_M = 150.0
_DRIVEN_REACH_M = 300.0
_DRIVEN_STEP_M = 0.2
_MOST_DRIVEN = 3_000
"""Places, the newest."""
_LEAST_TRAIL_M = 1.0
_PICKED = 3.2
"""Width of a trajectory that somebody looks at."""
_OVER_ALL = 20.0
_WHEEL_M = (0.66, 0.22)
"""Length and width that wheels are drawn with: GENESIS does not state them."""


def drawing(
    placed: Placed,
    *,
    parts: frozenset[Part] = ALL_PARTS,
    selected: str | None = None,
    picked: int | None = None,
    driven: tuple[str, Array] | None = None,
    trails: Mapping[tuple[str, str], Array] | None = None,
    assumed: frozenset[str] = frozenset(),
    poses: str = "",
) -> Drawing:
    """What is drawn of a moment. An object `selected` and a candidate `picked` stand out. `driven`: a world frame and
    the vehicle's path in it (n, 3), up to the moment, from the channel `poses`; `trails`: the path of objects so far
    by channel and id, in that frame as well. NaN parts their pieces. `assumed`: channels whose things have no colour,
    as nobody knows when they were known.
    """
    made = _Drawing(placed, assumed, poses)
    steps: dict[Part, Callable[[], None]] = {
        Part.GRID: made.grid,
        Part.MAP: made.lines,
        Part.DRIVEN: lambda: made.driven(placed.reference, driven, trails or {}),
        Part.PATHS: made.paths,
        Part.CANDIDATES: lambda: made.candidates(picked),
        Part.EGO: lambda: made.ego(placed.ego),
        Part.BOXES: lambda: made.boxes(selected),
    }
    for part, draw in steps.items():
        if part in parts:
            draw()
    labels = made.labels if Part.LABELS in parts else [label for label in made.labels if label.plain]
    return Drawing(
        lines=tuple(made.strokes), marks=tuple(made.marks), labels=tuple(labels), limits=tuple(made.limits),
        greyed=frozenset(made.greyed),
    )  # fmt: skip


def ink_of(box: PlacedBox) -> str:
    """The name of the colour of an object's class."""
    return drawn_class(box.name)


def _pieces(path: Array) -> list[Array]:
    """A path (n, 3) cut where a place is not known: nothing is drawn across."""
    known = np.asarray(np.isfinite(path).all(axis=1))
    cuts = np.flatnonzero(np.diff(known)) + 1
    return [piece for piece in np.split(path, cuts) if len(piece) > 1 and np.isfinite(piece[0]).all()]


@dataclass(frozen=True, slots=True)
class _Near:
    """What of a path is drawn."""

    path: Array
    beyond: bool
    """There is more of it, farther away."""
    older: bool
    """There is more of it here, of before."""


def _near(path: Array, centre: Array) -> _Near:
    """Of a path (n, 3) what is near, no finer than can be seen; NaN where it is farther away: of an hour's drive nearly
    all of it is.
    """
    with np.errstate(invalid="ignore"):
        inside = np.asarray((np.abs(path[:, :2] - centre) < _DRIVEN_REACH_M).all(axis=1))
    # one place behind each stretch parts it from the next
    kept = np.flatnonzero(inside | np.append(False, inside[:-1]))
    found = path.take(kept, axis=0)
    found[~inside[kept]] = np.nan
    beyond = bool(np.isfinite(path[~inside, :2]).all(axis=1).any())
    if not len(found):
        return _Near(found, beyond, older=False)
    cells = np.floor(found[:, :2] / _DRIVEN_STEP_M)
    # where nothing is known no cell equals another
    moved_on = np.append(True, np.asarray((cells[1:] != cells[:-1]).any(axis=1)))
    moved_on[-1] = True
    thinned = found[moved_on]
    # who goes round and round has a hundred ways over each other
    return _Near(np.asarray(thinned[-_MOST_DRIVEN:]), beyond, older=len(thinned) > _MOST_DRIVEN)


class _Drawing:
    """Collects."""

    def __init__(self, placed: Placed, assumed: frozenset[str], poses: str) -> None:
        self.strokes: list[Area | Stroke] = []
        self.marks: list[Mark] = []
        self.labels: list[Label] = []
        self.limits: list[str] = []
        self.greyed: set[str] = set()
        self._placed, self._assumed, self._poses = placed, assumed, poses
        self._ego = placed.ego.target_from_vehicle

    def lines(self) -> None:
        """The map."""
        for line in self._placed.lines:
            self.line(line)

    def paths(self) -> None:
        """What objects were expected to do."""
        boxes = {box.id: box for box in self._placed.boxes}
        for path in self._placed.paths:
            self.path(path, boxes)

    def candidates(self, picked: int | None) -> None:
        """The chosen one over all others, and the picked one over that."""
        order = (Fate.UNKNOWN, Fate.INFEASIBLE, Fate.REJECTED, Fate.CHOSEN)
        for one in sorted(self._placed.candidates, key=lambda one: (one.id == picked, order.index(one.fate))):
            self.candidate(one, picked=one.id == picked)

    def boxes(self, selected: str | None) -> None:
        """The objects."""
        for box in self._placed.boxes:
            self.box(box, selected=box.id == selected)

    def grid(self) -> None:
        """Level with the vehicle, metres counted from its origin."""
        for ink, lines in _GRID.items():
            self.strokes.append(Stroke(points=self._of_vehicle(lines), ink=ink, apart=True))
        for ahead in (10, 20, 40, 60):
            at = self._of_vehicle(np.array([[float(ahead), -7.5, 0.0]]))[0]
            self.labels.append(Label(at=at, text=f"{ahead} m", ink="t3", plain=True))

    def line(self, line: PlacedLine) -> None:
        """A line of the map, as far as it is near."""
        near = np.hypot(line.points[:, 0], line.points[:, 1]) < _MAP_REACH_M
        if line.type == "lane_centre" or not near.any() or len(line.points) < 2:
            return
        first, last = int(np.argmax(near)), len(near) - int(np.argmax(near[::-1]))
        points = line.points[max(first - 1, 0) : last + 1]
        if line.closed:
            points = np.concatenate([line.points, line.points[:1]])
        broken = "dashed" in (line.marking or "") or line.marking == "none"
        ink = self._ink(line.channel, "road" if line.type in ("road_edge", "drivable_area") else "lane")
        self.strokes.append(
            Stroke(points=points, ink=ink, width=1.2, pattern=Pattern.DASHED if broken else Pattern.SOLID)
        )

    def driven(
        self, reference: Reference, driven: tuple[str, Array] | None, trails: Mapping[tuple[str, str], Array]
    ) -> None:
        """Where vehicle and objects went."""
        world, path = (None, np.empty((0, 3))) if driven is None else driven
        if world is None or world != reference.world or reference.world_from_vehicle is None:
            return
        target = inverse(reference.world_from_vehicle)
        near = _near(path, reference.world_from_vehicle[:2, 3])
        if near.beyond:
            self.limits.append(f"Way within {_DRIVEN_REACH_M:g} m")
        if near.older:
            self.limits.append(f"Newest {count(_MOST_DRIVEN)} places of the way")
        for piece in _pieces(near.path):
            ink = self._ink(self._poses, "driven")
            self.strokes.append(Stroke(points=read_only(moved(target, piece)), ink=ink, width=2.0))
        inks = {(box.channel, box.id): ink_of(box) for box in self._placed.boxes}
        for key, trail in trails.items():
            # what stands still has no trail: that it trembles is noise
            there = trail[np.isfinite(trail).all(axis=1), :2]
            if not len(there) or float(np.ptp(there, axis=0).max()) < _LEAST_TRAIL_M:
                continue
            for piece in _pieces(trail):
                ink = self._ink(key[0], inks.get(key, "t3"))
                self.strokes.append(Stroke(points=read_only(moved(target, piece)), ink=ink, width=1.6))

    def ego(self, ego: Ego) -> None:
        """Body, cabin, and over them the wheels, so that the steering shows."""
        self._body(ego)
        for wheel in ego.wheels():
            half, side = _WHEEL_M[0] / 2, _WHEEL_M[1] / 2
            flat = np.array([[half, side, 0], [half, -side, 0], [-half, -side, 0], [-half, side, 0]])
            for height in (0.0, _WHEEL_M[0]):
                self._outline(moved(wheel, flat + np.array([0.0, 0.0, height])), "ego", width=1.4)

    def _body(self, ego: Ego) -> None:
        corners = ego.corners()
        if corners is None:
            arrow = np.array([[2.0, 0, 0], [-1, 1, 0], [-0.4, 0, 0], [-1, -1, 0]])
            self._outline(self._of_vehicle(arrow), "ego", width=1.6)
            return
        assert ego.size is not None
        sill = corners.copy()
        sill[4:] = corners[:4] + 0.58 * (corners[4:] - corners[:4])
        self.strokes.append(Area(points=sill[:4], ink="ego_fill", share=0.9))
        self.strokes += [Area(points=sill[list(side)], ink="ego_fill", share=0.85) for side in _SIDES]
        roof = np.array([_inset(corners, along, side) for along, side in ((0.62, 1), (0.62, -1), (0.1, -1), (0.1, 1))])
        base = np.array([_inset(sill, along, side) for along, side in ((0.75, 1), (0.75, -1), (0.04, -1), (0.04, 1))])
        self.strokes.append(Area(points=read_only(roof), ink="ego_roof", share=0.95))
        self._edges(read_only(sill), "ego", width=1.4)
        self._outline(read_only(roof), "ego", width=1.2)
        for low, high in zip(base, roof, strict=True):
            self.strokes.append(Stroke(points=read_only([low, high]), ink="ego"))

    def box(self, box: PlacedBox, *, selected: bool) -> None:
        """An object with its heading, its velocity and its name."""
        drawn, corners = ink_of(box), box.corners()
        ink = self._ink(box.channel, drawn)
        pattern = Pattern.DASHED if drawn == "unk" or box.track.state == "coasted" else Pattern.SOLID
        at = box.centre
        if corners is None:
            self.marks.append(Mark(at=at, shape=Shape.RING, ink=ink))
        else:
            self._edges(corners, ink, width=2.0 if selected else 1.2, pattern=pattern)
            if selected:
                self._brackets(corners)
            at = read_only((corners[4] + corners[6]) / 2)
            if box.turned:
                nose = [(corners[0] + corners[2]) / 2, (corners[0] + corners[1]) / 2]
                self.strokes.append(Stroke(points=read_only(nose), ink=ink, width=1.2))
        if box.velocity is not None and float(np.hypot(*box.velocity[:2])) > 0.5:
            self._arrow(box, ink)
        certain = box.probability if box.probability is not None else box.track.confidence
        words = box.name.replace("_", " ").capitalize() + ("?" if drawn == "unk" else "")
        text = f"{short_id(box.id)} · {words}" + ("" if certain is None else f" {certain:.2f}")
        near = 1 / (1 + float(np.hypot(*box.centre[:2])))
        weight = 10.0 if selected else near + {"ped": 2, "bic": 2, "unk": 0}.get(drawn, 1)
        self.labels.append(Label(at=at, text=text, ink=ink, weight=weight, object=box.id))

    def path(self, path: PlacedPath, boxes: Mapping[str, PlacedBox]) -> None:
        """What an object was expected to do; how probable is written beside it."""
        if len(path.points) < 2 or float(np.ptp(path.points[:, :2], axis=0).max()) < 0.5:
            return
        box = boxes.get(path.object)
        ink = self._ink(path.channel, "unk" if box is None else ink_of(box))
        likely = 0.5 if path.probability is None else path.probability
        self.strokes.append(
            Stroke(points=path.points, ink=ink, width=1.2 + 2 * likely, pattern=Pattern.DASHED, cased=True)
        )
        self.marks.append(Mark(at=read_only(path.points[-1]), shape=Shape.RING, ink=ink))
        said = f"{path.object} {(path.intention or '').replace('_', ' ')}".strip()
        chance = "" if path.probability is None else f" p {path.probability:.2f}"
        self.labels.append(
            Label(at=read_only(path.points[-1]), text=said + chance, ink=ink, weight=likely, object=path.object)
        )

    def candidate(self, one: PlacedCandidate, *, picked: bool) -> None:
        """A trajectory as its fate has it; a picked one is brighter and has its name."""
        if not len(one.points):
            return
        coloured, width, pattern, shape = _FATES[one.fate]
        if picked and one.fate is not Fate.CHOSEN:
            coloured, width = "t1", _PICKED
        ink = self._ink(one.channel, coloured)
        if len(one.points) > 1:
            cased = picked or one.fate is Fate.CHOSEN
            self.strokes.append(Stroke(points=one.points, ink=ink, width=width, pattern=pattern, cased=cased))
        end = read_only(one.points[-1])
        if shape is not None:
            self.marks.append(Mark(at=end, shape=shape, ink=ink, radius=4.5 if one.fate is Fate.CHOSEN else 3.0))
        weight = _OVER_ALL if picked else 5.0 if one.fate is Fate.CHOSEN else -1.0 - one.id / 1e4
        self.labels.append(Label(at=end, text=one.said if picked else one.label, ink=ink, weight=weight))

    def _ink(self, channel: str, coloured: str) -> str:
        """What a thing of that channel is drawn with."""
        if channel not in self._assumed:
            return coloured
        self.greyed.add(channel)
        return "unchecked"

    def _of_vehicle(self, points: Array) -> Array:
        return read_only(moved(self._ego, points))

    def _edges(self, corners: Array, ink: str, *, width: float, pattern: Pattern = Pattern.SOLID) -> None:
        ends = read_only(corners[_EDGES])
        self.strokes.append(Stroke(points=ends, ink=ink, apart=True, width=width, pattern=pattern))

    def _brackets(self, corners: Array) -> None:
        """What is selected, in every view: the corners in the one accent."""
        one, other = (np.concatenate([corners[_EDGES[first::2]], corners[_EDGES[1 - first :: 2]]]) for first in (0, 1))
        pieces = np.stack([one, one + 0.22 * (other - one)], axis=1).reshape(-1, 3)
        self.strokes.append(Stroke(points=read_only(pieces), ink="acc", apart=True, width=2.4, cased=True))

    def _outline(self, points: Array, ink: str, *, width: float) -> None:
        self.strokes.append(Stroke(points=read_only(np.concatenate([points, points[:1]])), ink=ink, width=width))

    def _arrow(self, box: PlacedBox, ink: str) -> None:
        """As long as the way of one second."""
        assert box.velocity is not None
        tip = box.centre + box.velocity
        along = box.velocity / np.sqrt((box.velocity**2).sum())
        aside = np.array([-along[1], along[0], 0.0])
        head = min(0.6, 0.4 * float(np.hypot(*box.velocity[:2])))
        for points in (
            [box.centre, tip],
            [tip - head * (along - 0.5 * aside), tip, tip - head * (along + 0.5 * aside)],
        ):
            self.strokes.append(Stroke(points=read_only(points), ink=ink, width=2.0, cased=True))


_EDGES = np.array(BOX_EDGES).reshape(-1)


def _grid(first: float) -> Array:
    """Ends of every second line across and along, (2n, 3), from a place on."""
    ends = np.array(
        [(at, end, 0.0) for at in np.arange(first, _REACH_M + 1, 2 * GRID_M) for end in (-_REACH_M, _REACH_M)]
    )
    return read_only(np.concatenate([ends, ends[:, [1, 0, 2]]]))


_GRID = {"grid": _grid(-_REACH_M + GRID_M), "grid2": _grid(-_REACH_M)}
_SIDES = ((0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7))
_FATES: Mapping[Fate, tuple[str, float, Pattern, Shape | None]] = {
    Fate.CHOSEN: ("acc", 5.0, Pattern.SOLID, Shape.DISC),
    Fate.REJECTED: ("t2", 1.4, Pattern.DASHED, Shape.RING),
    Fate.INFEASIBLE: ("t2", 1.6, Pattern.DOTTED, Shape.CROSS),
    Fate.UNKNOWN: ("t3", 1.2, Pattern.SOLID, None),
}


def _inset(corners: Array, along: float, side: int) -> Array:
    """A place on the upper face of a box: from rear (0) to front (1), a little inside of its left or right (-1)."""
    left, right = (corners[rear] + along * (corners[front] - corners[rear]) for front, rear in ((4, 7), (5, 6)))
    share = 0.1 if side > 0 else 0.9
    return np.asarray(left + share * (right - left))
