"""What the pointer is at, in one value that pictures and the 3D view understand alike: a ray, a point, or both.

It must not know views, nor draw. A pixel of a picture is a ray from the lens; where a LiDAR point lies within a few
pixels of it, that point is meant. Nothing is known of what hides what: a point seen by a LiDAR may be hidden from a
camera.
"""

from dataclasses import dataclass

import numpy as np

from app.kinds.calibration import Camera
from app.scene.content import Picture
from app.scene.drawn import Drawing, Label, Mark, Pattern, Shape, Stroke
from app.scene.frames import display_from_display, reference_at
from app.scene.overlay import Overlay, looking
from app.scene.placed import Array, PlacedPoints, Reference, read_only
from app.scene.projection import ProjectionError, direction_of, projected
from app.scene.rigid import Matrix, inverse, moved
from app.scene.sample import Sample
from app.scene.wording import number

RAY_M = 60.0
"""So far a ray is drawn that meets no point."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pointed:
    """Places and directions are in the vehicle frame of the reference (3,)."""

    source: str
    """Channel of the picture, or of the point in the 3D view."""
    reference: Reference
    origin: Array | None = None
    """Of the lens, with the direction of what the pixel shows; None: no picture was pointed at."""
    direction: Array | None = None
    at: Array | None = None
    """The LiDAR or radar point that is meant; None: none is near the pixel."""
    point: tuple[str, int] | None = None
    """Its channel, and its row among the points of the sweep."""


def pointed_in_picture(
    picture: Sample, overlay: Overlay | None, pixel: tuple[float, float], *, t_ns: int, within: float,
    lidars: frozenset[str] = frozenset(),
) -> Pointed | None:  # fmt: skip
    """What a pixel of a picture shows; `within`: pixels, for the nearest point of those channels. None: nobody knows
    where the camera looks.
    """
    camera, camera_from_vehicle, _ = looking(picture)
    if camera is None or camera_from_vehicle is None or not isinstance(picture.content, Picture):
        return None
    try:
        way = direction_of(camera, pixel)
    except ProjectionError:
        return None
    if way is None:
        return None
    reference = reference_at(picture, t_ns) or Reference(time_ns=t_ns, age_ns=0)
    vehicle_from_camera = inverse(camera_from_vehicle)
    found = None if overlay is None else _nearest(overlay, pixel, within, lidars)
    return Pointed(
        source=picture.lookup.channel,
        reference=reference if overlay is None or overlay.placed is None else overlay.placed.reference,
        origin=read_only(vehicle_from_camera[:3, 3]), direction=read_only(vehicle_from_camera[:3, :3] @ way),
        at=None if found is None else _place(*found),
        point=None if found is None else (found[0].channel, found[1]),
    )  # fmt: skip


def pointed_in_space(points: PlacedPoints, row: int, reference: Reference) -> Pointed:
    """A point of a scene; `row`: among the points of its sweep."""
    return Pointed(
        source=points.channel, reference=reference, at=_place(points, row), point=(points.channel, row)
    )  # fmt: skip


def pixel_of(pointed: Pointed, picture: Sample, t_ns: int) -> tuple[float, float, float] | None:
    """Column, row and distance from the lens in m of the point that is meant; None: there is none in this picture."""
    if pointed.at is None:
        return None
    camera, camera_from_vehicle, _ = looking(picture)
    if camera is None or camera_from_vehicle is None or not isinstance(picture.content, Picture):
        return None
    about = reference_at(picture, t_ns) or Reference(time_ns=t_ns, age_ns=0)
    return _projected(camera, camera_from_vehicle @ display_from_display(pointed.reference, about), pointed.at)


def drawn_in_space(pointed: Pointed, reference: Reference) -> Drawing:
    """What of it is drawn over a scene that stands about another reference."""
    target = display_from_display(pointed.reference, reference)
    at = None if pointed.at is None else read_only(moved(target, pointed.at[None])[0])
    strokes, labels = [], []
    if pointed.origin is not None and pointed.direction is not None:
        lens = moved(target, pointed.origin[None])[0]
        end = lens + RAY_M * (target[:3, :3] @ pointed.direction) if at is None else at
        pattern = Pattern.DASHED if at is None else Pattern.SOLID
        strokes.append(Stroke(points=read_only([lens, end]), ink="acc", width=1.6, pattern=pattern, cased=True))
        if at is not None:
            text = lens_words(float(np.sqrt(((at - lens) ** 2).sum())))
            labels.append(Label(at=at, text=text, ink="acc", weight=10.0))
    marks = () if at is None else (Mark(at=at, shape=Shape.RING, ink="acc", radius=6.0),)
    return Drawing(lines=tuple(strokes), marks=marks, labels=tuple(labels))


def lens_words(metres: float) -> str:
    """How far from a lens a point is, as it is written beside it."""
    return f"{number(metres, 1)} m from the lens"


def _nearest(
    overlay: Overlay, pixel: tuple[float, float], within: float, lidars: frozenset[str]
) -> tuple[PlacedPoints, int] | None:
    """The point whose own pixel is nearest."""
    best: tuple[float, PlacedPoints, int] | None = None
    placed = () if overlay.placed is None else overlay.placed.points
    for drawn, points in zip(overlay.points, placed, strict=True):
        if drawn.channel not in lidars or not len(drawn.pixels):
            continue
        apart = np.hypot(*(drawn.pixels - pixel).T)
        nearest = int(np.argmin(apart))
        if apart[nearest] <= within and (best is None or apart[nearest] < best[0]):
            best = float(apart[nearest]), points, int(drawn.rows[nearest])
    return None if best is None else best[1:]


def _place(points: PlacedPoints, row: int) -> Array:
    return read_only(moved(points.target_from_channel, points.points.xyz[row].astype(np.float64)[None])[0])


def _projected(camera: Camera, camera_from_points: Matrix, at: Array) -> tuple[float, float, float] | None:
    try:
        found = projected(camera, camera_from_points, at[None])
    except ProjectionError:
        return None
    if not len(found.rows):
        return None
    column, row = found.pixels[0].tolist()
    return column, row, float(np.sqrt((moved(camera_from_points, at[None]) ** 2).sum()))
