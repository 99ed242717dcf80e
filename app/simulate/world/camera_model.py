"""A pinhole camera in the simulated world: how it maps places to pixels and pixels to directions.

It must not know what it sees.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from app.scene.rigid import Matrix
from app.simulate.world.material import Colour
from app.simulate.world.placed import STILL, triple


@dataclass(frozen=True, slots=True, eq=False)
class CameraModel:
    """A pinhole camera without distortion; camera axes x right, y down, z along the optical axis.

    Sizes, focal lengths and principal point in px; (0, 0) is the middle of the first pixel, as in OpenCV.
    `world_from_camera` is rigid, (4, 4). `velocity` of the camera in the map frame, m/s, and `shutter_ns` smear what
    moves past it. The thing with the id `carrier` (0: none) carries the camera, which therefore does not see it; its
    head lamps light what it sees.
    """

    width: int
    height: int
    focal_x: float
    focal_y: float
    centre_x: float
    centre_y: float
    world_from_camera: Matrix
    velocity: Colour = STILL
    shutter_ns: int = 6_000_000
    carrier: int = 0

    def __post_init__(self) -> None:
        self.world_from_camera.flags.writeable = False

    def resized(self, width: int) -> Self:
        """The same camera with fewer or more pixels of the same shape; the edges of its view stay where they are."""
        scale = width / self.width
        return replace(
            self,
            width=width,
            height=round(self.height * scale),
            focal_x=self.focal_x * scale,
            focal_y=self.focal_y * scale,
            centre_x=(self.centre_x + 0.5) * scale - 0.5,
            centre_y=(self.centre_y + 0.5) * scale - 0.5,
        )

    def project(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Column, row (px) and depth along the optical axis (m) of points (n, 3) of the map frame; (n, 3).

        Depth is negative behind the camera, where column and row mean nothing.
        """
        rotation, origin = self.world_from_camera[:3, :3], self.world_from_camera[:3, 3]
        x, y, depth = ((points - origin) @ rotation).T
        return np.stack([self.focal_x * x / depth + self.centre_x, self.focal_y * y / depth + self.centre_y, depth], 1)

    def directions(self, columns: NDArray[np.floating], rows: NDArray[np.floating]) -> NDArray[np.float32]:
        """Directions in the map frame, (n, 3), scaled so that a distance along them is depth along the optical axis."""
        in_camera = np.stack(
            [(columns - self.centre_x) / self.focal_x, (rows - self.centre_y) / self.focal_y, np.ones_like(columns)], 1
        )
        return (in_camera @ self.world_from_camera[:3, :3].T).astype(np.float32)

    def document(self) -> dict[str, Any]:
        """All of it."""
        names = ("width", "height", "focal_x", "focal_y", "centre_x", "centre_y", "velocity", "shutter_ns", "carrier")
        return {name: getattr(self, name) for name in names} | {"world_from_camera": self.world_from_camera.tolist()}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """What `document` was made of; raises KeyError, TypeError or ValueError if it is none."""
        matrix = np.array(document["world_from_camera"], np.float64).reshape(4, 4)
        return cls(**document | {"world_from_camera": matrix, "velocity": triple(document["velocity"])})
