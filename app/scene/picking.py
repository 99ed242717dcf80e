"""What was pointed at in a scene: a point with everything that was logged of it, an object, and how far things are
apart.

It must not know pixels, nor how anything is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.kinds.cloud import DEFAULT_SCALE
from app.scene.placed import Array, Ego, PlacedBox, PlacedPoints, read_only
from app.scene.rigid import inverse, moved
from app.scene.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Fielded:
    """One column of the record of a point. `value` None: unknown."""

    name: str
    unit: str
    value: float | None
    words: str | None
    """The meaning of a coded number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PickedPoint:
    """One point of a sweep."""

    channel: str
    standing: Standing
    row: int
    """In the record, from 0."""
    fields: tuple[Fielded, ...]
    in_channel: Array
    """In the frame of the channel (3,)."""
    at: Array
    """In the display frame (3,)."""
    age_ns: int
    compensated: bool
    uncertainty_m: float | None
    """Of its distance from the sensor; None: nobody states it."""
    basis: str
    """What that rests on."""
    objects: tuple[str, ...] = ()
    """Ids of the objects in whose boxes it lies; none of an earlier sweep: objects have moved since."""
    back: int = 0
    """So many sweeps before the current one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """A distance between two places of the display frame."""

    one: Array
    other: Array
    uncertainty_m: float | None
    basis: str

    @property
    def metres(self) -> float:
        """How far they are apart."""
        return float(np.sqrt(((self.one - self.other) ** 2).sum()))

    @property
    def level_m(self) -> float:
        """How far they are apart seen from above."""
        return float(np.hypot(*(self.one - self.other)[:2]))

    @property
    def text(self) -> str:
        """As it is written beside the line."""
        if self.uncertainty_m is None:
            return f"{self.metres:.2f} m, uncertainty {self.basis}"
        return f"{self.metres:.2f} m ± {self.uncertainty_m:.2f} m ({self.basis})"


def picked(points: PlacedPoints, row: int, boxes: Sequence[PlacedBox] = ()) -> PickedPoint:
    """The point with that row among the points of a sweep, and all that its record says of it."""
    place = int(points.points.positions[row])
    table = points.points.table
    fields = tuple(
        Fielded(
            name=one.name, unit=one.unit, value=table.value(one.name, place),
            words=table.code(one.name, place) if one.codes else None,
        )
        for one in table.layout.fields
    )  # fmt: skip
    here = points.points.xyz[row].astype(np.float64)[None]
    at = moved(points.target_from_channel, here)
    uncertainty, basis = _uncertainty(points, place)
    return PickedPoint(
        channel=points.channel, standing=points.standing, row=place, fields=fields, in_channel=read_only(here[0]),
        at=read_only(at[0]), age_ns=points.age_ns, compensated=points.compensated, uncertainty_m=uncertainty,
        basis=basis if not points.back else f"{basis}, pose not included", back=points.back,
        objects=() if points.back else tuple(box.id for box in boxes if box.inside(at, margin=0.1)[0]),
    )  # fmt: skip


def object_on_ray(boxes: Sequence[PlacedBox], origin: Array, direction: Array) -> PlacedBox | None:
    """The first box that a ray enters."""
    best: tuple[float, PlacedBox] | None = None
    for box in boxes:
        if box.size is None:
            continue
        box_from_target = inverse(box.target_from_box)
        start = moved(box_from_target, origin[None])[0]
        way = box_from_target[:3, :3] @ direction
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = np.stack([(-box.size / 2 - start) / way, (box.size / 2 - start) / way])
        enters, leaves = float(np.nanmax(ends.min(axis=0))), float(np.nanmin(ends.max(axis=0)))
        if max(enters, 0.0) <= leaves and (best is None or enters < best[0]):
            best = enters, box
    return None if best is None else best[1]


def apart(one: PickedPoint, other: PickedPoint) -> Measured:
    """From point to point. The two are taken to be independent."""
    if one.uncertainty_m is None or other.uncertainty_m is None:
        return Measured(one=one.at, other=other.at, uncertainty_m=None, basis="not stated")
    both = float(np.hypot(one.uncertainty_m, other.uncertainty_m))
    basis = one.basis if one.basis == other.basis else f"{one.basis}; {other.basis}"
    return Measured(one=one.at, other=other.at, uncertainty_m=both, basis=basis)


def apart_from_ego(one: PickedPoint, ego: Ego) -> Measured | None:
    """From a point to the nearest place of the vehicle's outline; None: its size is not known."""
    if ego.size is None or ego.rear_to_origin is None:
        return None
    local = moved(inverse(ego.target_from_vehicle), one.at[None])[0]
    low = np.array([-ego.rear_to_origin, -ego.size[1] / 2, 0.0])
    nearest = np.clip(local, low, low + ego.size)
    other = moved(ego.target_from_vehicle, nearest[None])[0]
    return Measured(one=one.at, other=read_only(other), uncertainty_m=one.uncertainty_m, basis=one.basis)


def _uncertainty(points: PlacedPoints, place: int) -> tuple[float | None, str]:
    """Of the distance: as the sensor gives it for this point, else the step in which the record counts."""
    stated = points.points.table.value("range_std", place)
    if stated is not None:
        return stated, "1σ of the range as logged"
    column = next((one for one in points.points.table.layout.fields if one.name == "x"), None)
    if column is not None and np.dtype(column.type).kind in "iu":
        scale = points.sample.entry.get("scale")
        return (float(scale) if isinstance(scale, int | float) and scale > 0 else DEFAULT_SCALE), "1 count"
    return None, "not stated"
