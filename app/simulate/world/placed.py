"""A thing of the simulated world in its place.

It must not know what stands beside it, nor the light. Map frame: x along the road, y left, z up, in m.
"""

from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np

from app.scene.rigid import Matrix
from app.simulate.world.material import Colour
from app.simulate.world.shape import Shape, shape

VehicleLamp = Literal["head", "tail", "brake", "indicator_left", "indicator_right", "hazard"]
STILL: Colour = (0.0, 0.0, 0.0)
FIRST_OF_SET = 1_000_000
"""Ids from here on belong to the set; those of what is placed lie below it and above 0, which is the sky."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A thing in its place.

    `world_from_shape` is rigid, (4, 4) float64; `tint` is linear RGB for its tinted materials, None for their own
    colour; `lamps` are those that are on (hazard: both indicators); `velocity` is that of its origin in the map frame
    in m/s, for the smear of long exposures alone.
    """

    shape: Shape
    world_from_shape: Matrix
    tint: Colour | None = None
    lamps: frozenset[VehicleLamp] = frozenset()
    id: int = 0
    velocity: Colour = STILL

    def __post_init__(self) -> None:
        self.world_from_shape.flags.writeable = False

    def document(self) -> dict[str, Any]:
        """All of it but the mesh, which is named."""
        return {
            "shape": self.shape.name,
            "world_from_shape": self.world_from_shape.tolist(),
            "tint": self.tint,
            "lamps": sorted(self.lamps),
            "id": self.id,
            "velocity": self.velocity,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """What `document` was made of; raises KeyError or ValueError if it is none."""
        tint = document["tint"]
        return cls(
            shape=shape(document["shape"]),
            world_from_shape=np.array(document["world_from_shape"], np.float64).reshape(4, 4),
            tint=None if tint is None else triple(tint),
            lamps=frozenset(document["lamps"]),
            id=int(document["id"]),
            velocity=triple(document["velocity"]),
        )


def stand(x: float, y: float, z: float = 0.0, *, yaw: float = 0.0) -> Matrix:
    """world_from_shape of a thing upright at x, y, z in m whose forward axis points `yaw` rad left of the map's x."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    return np.array([[cos, -sin, 0, x], [sin, cos, 0, y], [0, 0, 1, z], [0, 0, 0, 1]], np.float64)


def triple(values: Any) -> Colour:  # noqa: ANN401 - JSON
    """Three numbers of a JSON document; raises TypeError or ValueError if they are not."""
    first, second, third = (float(value) for value in values)
    return first, second, third
