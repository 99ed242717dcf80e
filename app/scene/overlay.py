"""What of a scene lies on a camera's picture, in pixels: points, boxes, paths, trajectories and lanes.

It must not draw, nor place anything: places come from `placing` about the vehicle at the picture's own capture, pixels
from `projection`. Lines are cut where they leave the space that the lens model holds for, never bent to stay inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from app.kinds.calibration import Camera
from app.scene.content import Picture, Points
from app.scene.frames import reference_at
from app.scene.placed import BOX_EDGES, Array, Placed, PlacedBox, PlacedCandidate, PlacedLine, PlacedPath
from app.scene.placings import Placings
from app.scene.projection import ProjectionError, pixels_of, projected
from app.scene.rigid import Matrix, inverse, moved
from app.scene.sample import Sample
from app.scene.thinning import even_rows

Rows = npt.NDArray[np.int64]
NEAR = 0.3
"""Metres in front of the lens: nearer than this lines are cut off."""
_STEP = 0.5
"""Metres between the points of a line before it is projected: a lens bends what is straight."""
_MOST_PARTS = 400
_LARGE = 20_000
"""Points."""
_FAR_OUTSIDE = 1.0
"""Lines are kept as far outside of the picture as this share of its width."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnPoints:
    """Points of one sweep, the nearest last: `pixels` (n, 2), `range_m` from the lens (n,), `rows` of the record's
    points (n,).
    """

    channel: str
    pixels: Array
    range_m: Array
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnLine:
    """Something as lines on the picture: pieces (n, 2) in pixels, each to be drawn through its points."""

    of: PlacedBox | PlacedPath | PlacedCandidate | PlacedLine
    pieces: tuple[Array, ...]
    distance: float | None = None
    """From the vehicle's front or origin, of a box, in m."""

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom."""
        every = [piece for piece in self.pieces if len(piece)]
        if not every:
            return None
        joined = np.concatenate(every)
        (left, top), (right, bottom) = joined.min(axis=0), joined.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Overlay:
    """All that lies on one picture. Pixels of the stored picture, (0, 0) the centre of the first one."""

    placed: Placed | None
    points: tuple[DrawnPoints, ...] = ()
    boxes: tuple[DrawnLine, ...] = ()
    paths: tuple[DrawnLine, ...] = ()
    candidates: tuple[DrawnLine, ...] = ()
    lanes: tuple[DrawnLine, ...] = ()
    left_out: tuple[str, ...] = ()
    """Why something that the moment has is not here."""
    of: int = 1
    """One of so many points of a large sweep is here."""

    def box_at(self, x: float, y: float) -> PlacedBox | None:
        """The nearest object around whose outline a pixel lies."""
        around = []
        for line in self.boxes:
            extent = line.extent
            if extent and extent[0] <= x <= extent[2] and extent[1] <= y <= extent[3]:
                around.append(line)
        nearest = min(around, key=lambda line: line.distance or 0.0, default=None)
        return nearest.of if nearest is not None and isinstance(nearest.of, PlacedBox) else None


def overlay(placings: Placings, picture: Sample, *, of: int = 1) -> Overlay:
    """What lies on a picture of a moment; empty, with the reason, where it cannot be said. `of`: of sweeps that are
    `large` one of so many points.
    """
    camera, camera_from_vehicle, why = looking(picture)
    if camera is None or camera_from_vehicle is None:
        return Overlay(placed=None, left_out=(why,))
    about = placings.about(reference_at(picture, placings.t_ns))
    try:
        return Overlay(
            placed=about,
            points=tuple(_points(about, camera, camera_from_vehicle, of)),
            boxes=tuple(_boxes(about, camera, camera_from_vehicle)),
            paths=tuple(_lines(about.paths, camera, camera_from_vehicle)),
            candidates=tuple(_lines(about.candidates, camera, camera_from_vehicle)),
            lanes=tuple(_lines([one for one in about.lines if one.type in _LANES], camera, camera_from_vehicle)),
            left_out=(*_of_unknown_capture(picture), *(one for one in about.left_out if one not in about.of_ego)),
            of=of,
        )
    except ProjectionError as error:
        return Overlay(placed=None, left_out=(str(error),))


def _of_unknown_capture(picture: Sample) -> tuple[str, ...]:
    """The vehicle has moved between that and the pose that everything is drawn about."""
    if picture.capture_ns is not None:
        return ()
    return ("when this picture was taken is not known: what lies on it was drawn for the newest pose",)


_ENDS = np.array(BOX_EDGES).reshape(-1)
"""Which corners the edges of a box join, (24,)."""
_LANES = frozenset({"lane_boundary", "road_edge", "stop_line", "crossing"})


def looking(picture: Sample) -> tuple[Camera | None, Matrix | None, str]:
    """The lens, and where it looks from; or why that is not known."""
    sensor = picture.setting.sensor_of(picture.entry)
    if sensor is None or sensor.camera is None:
        return None, None, "no calibration of this camera in the log: nothing can be drawn on its picture"
    vehicle_from_camera = picture.setting.vehicle_from(picture.entry)
    if vehicle_from_camera is None:
        return None, None, "it is not known where this camera is mounted: nothing can be drawn on its picture"
    camera, content = sensor.camera, picture.content
    if isinstance(content, Picture) and (content.width, content.height) != (camera.width, camera.height):
        return None, None, (
            f"the picture has {content.width} x {content.height} pixels, its calibration {camera.width} x "
            f"{camera.height}: nothing can be drawn on it"
        )  # fmt: skip
    return camera, inverse(vehicle_from_camera), ""


def large(points: Points) -> bool:
    """Whether all of them take so long that some of them are shown first."""
    return len(points.xyz) > _LARGE


def _points(about: Placed, camera: Camera, camera_from_vehicle: Matrix, of: int) -> list[DrawnPoints]:
    found = []
    for one in about.points:
        camera_from_points = camera_from_vehicle @ one.target_from_channel
        kept = _every(len(one.points.xyz), of) if of > 1 and large(one.points) else None
        xyz = one.points.xyz if kept is None else one.points.xyz.take(kept, axis=0)
        seen = projected(camera, camera_from_points, xyz)
        order = _far_to_near(seen.range_m)
        rows = seen.rows.take(order)
        found.append(
            DrawnPoints(
                channel=one.channel, pixels=seen.pixels.take(order, axis=0), range_m=seen.range_m.take(order),
                rows=rows if kept is None else kept.take(rows),
            )
        )  # fmt: skip
    return found


@lru_cache(maxsize=4)
def _every(count: int, of: int) -> Rows:
    """One of so many rows, evenly; of one sweep for all cameras."""
    rows = even_rows(count, count // of)
    rows.flags.writeable = False
    return rows


def _far_to_near(range_m: Array) -> Rows:
    """The order in which of two points on one pixel the nearer one comes last: in centimetres, counted instead of
    compared, as a sweep has many.
    """
    steps = np.minimum(range_m * 100, 65_534).astype(np.uint16)
    return np.argsort(np.uint16(65_535) - steps, kind="stable")


def _boxes(about: Placed, camera: Camera, camera_from_vehicle: Matrix) -> list[DrawnLine]:
    there = [(box, corners) for box in about.boxes if (corners := box.corners()) is not None]
    if not there:
        return []
    ends = np.stack([corners for _, corners in there]).take(_ENDS, axis=1).reshape(-1, 3)
    edges = len(ends) // 2
    seen = _seen(ends, np.repeat(np.arange(edges), 2), edges, camera, camera_from_vehicle)
    found = []
    for number, (box, _) in enumerate(there):
        own = seen[number * len(BOX_EDGES) : (number + 1) * len(BOX_EDGES)]
        if pieces := tuple(piece for edge in own for piece in edge):
            found.append(DrawnLine(of=box, pieces=pieces, distance=float(np.hypot(*box.centre[:2]))))
    return found


def _lines(
    things: Sequence[PlacedPath | PlacedCandidate | PlacedLine], camera: Camera, camera_from_vehicle: Matrix
) -> list[DrawnLine]:
    lines = [
        np.concatenate([thing.points, thing.points[:1]])
        if isinstance(thing, PlacedLine) and thing.closed and len(thing.points)
        else thing.points
        for thing in things
    ]
    whole = [line if len(line) > 1 else line[:0] for line in lines]
    if not any(map(len, whole)):
        return []
    of = np.repeat(np.arange(len(whole)), [len(line) for line in whole])
    seen = _seen(np.concatenate(whole), of, len(whole), camera, camera_from_vehicle)
    return [DrawnLine(of=thing, pieces=tuple(own)) for thing, own in zip(things, seen, strict=True) if own]


def _seen(points: Array, of: Rows, count: int, camera: Camera, camera_from_vehicle: Matrix) -> list[list[Array]]:
    """Of each of so many lines the pieces that can be drawn, in pixels: all go through the lens together. `points`
    (n, 3), line by line; `of`: which line each is of (n,).
    """
    found: list[list[Array]] = [[] for _ in range(count)]
    # without distortion a straight line stays one
    if camera.projection != "pinhole" or camera.distortion_model != "none":
        points, of = _finer(points, of, _STEP)
    there, of = _with_cuts(moved(camera_from_vehicle, points), of)
    front = there[:, 2] >= NEAR * (1 - 1e-9)
    pixels = np.full((len(there), 2), np.nan)
    kept = np.zeros(len(there), dtype=np.bool_)
    pixels[front], kept[front] = pixels_of(camera, there[front])
    middle = np.array([camera.width, camera.height]) / 2
    with np.errstate(invalid="ignore"):
        kept &= (np.abs(pixels - middle) < (1 + 2 * _FAR_OUTSIDE) * middle).all(axis=1)
    # a piece ends where a point is not kept, and where another line begins
    begins = kept & ~(np.append(False, kept[:-1]) & np.append(False, of[1:] == of[:-1]))
    ends = kept & ~(np.append(kept[1:], False) & np.append(of[1:] == of[:-1], False))
    starts, behind = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    touching = (behind - starts > 1) & _touch(pixels, starts, behind, camera)
    for start, end in zip(starts[touching].tolist(), behind[touching].tolist(), strict=True):
        found[int(of[start])].append(pixels[start:end])
    return found


def _touch(pixels: Array, starts: Rows, behind: Rows, camera: Camera) -> npt.NDArray[np.bool_]:
    """Which pieces may come into the picture at all."""
    if not len(starts):
        return np.zeros(0, dtype=np.bool_)
    # every second stretch is a piece; one more row, since the last one may end behind them all
    bounds = np.stack([starts, behind], axis=1).reshape(-1)
    more = np.append(pixels, pixels[-1:], axis=0)
    low, high = (of.reduceat(more, bounds, axis=0)[::2] for of in (np.fmin, np.fmax))
    inside = (high >= 0).all(axis=1) & (low < (camera.width, camera.height)).all(axis=1)
    return np.asarray(inside)


def _finer(starts: Array, of: Rows, apart_m: float) -> tuple[Array, Rows]:
    """The points of lines, not further apart than that, and which line each is of."""
    step = np.append(starts[1:], starts[-1:], axis=0) - starts
    last = np.append(of[1:] != of[:-1], True)
    step[last] = 0
    counts = np.where(last, 1, np.clip(np.ceil(np.linalg.norm(step, axis=1) / apart_m), 1, _MOST_PARTS)).astype(
        np.int64
    )
    first = np.repeat(np.arange(len(starts)), counts)
    share = (np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[first]
    return starts[first] + share[:, None] * step[first], of[first]


def _with_cuts(there: Array, of: Rows) -> tuple[Array, Rows]:
    """Points in camera axes, with one more wherever a line comes from behind `NEAR` or goes there."""
    z = there[:, 2]
    at = np.flatnonzero(((z[1:] > NEAR) != (z[:-1] > NEAR)) & (of[1:] == of[:-1]))
    share = (NEAR - z[at]) / (z[at + 1] - z[at])
    cuts = there[at] + share[:, None] * (there[at + 1] - there[at])
    cuts[:, 2] = NEAR
    return np.insert(there, at + 1, cuts, axis=0), np.insert(of, at + 1, of[at])
