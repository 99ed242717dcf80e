"""The cameras of the vehicle: where they look, when they take a picture, and what of a road user they can see.

Visibility comes from rays through the pixels of a coarse picture: the share of the pixels that a road user would fill
alone which it really fills. It must not know how a picture is shaded, nor what perception makes of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scene.rigid import Matrix
from app.simulate.world.camera_model import CameraModel
from app.simulate.world.ego import Motion
from app.simulate.world.rays import Caster, Rays
from app.simulate.world.road_user import RoadUser
from app.simulate.world.stage import Shot
from app.simulate.world.world import EGO, World

_COARSE_WIDTH = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSpec:
    """A pinhole camera; sizes and focal length in px. It exposes about `phase_ns` after each whole `period_ns`."""

    name: str
    width: int
    height: int
    focal: float
    vehicle_from_camera: Matrix
    period_ns: int
    phase_ns: int = 50_000_000
    shutter_ns: int = 8_000_000
    readout_ns: int = 0

    @property
    def centre(self) -> tuple[float, float]:
        """Principal point, px: the middle of the picture."""
        return (self.width - 1) / 2, (self.height - 1) / 2

    def model(self, motion: Motion) -> CameraModel:
        """The camera where the vehicle is."""
        cos, sin = float(np.cos(motion.yaw)), float(np.sin(motion.yaw))
        return CameraModel(
            width=self.width,
            height=self.height,
            focal_x=self.focal,
            focal_y=self.focal,
            centre_x=self.centre[0],
            centre_y=self.centre[1],
            world_from_camera=motion.map_from_vehicle @ self.vehicle_from_camera,
            velocity=(motion.speed * cos, motion.speed * sin, 0.0),
            shutter_ns=self.shutter_ns,
            carrier=EGO,
        )

    def shot(self, world: World, *, seed: int) -> Shot:
        """What the camera takes now."""
        return Shot(world.stage(), self.model(world.ego.motion), world.light.exposure, seed)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What one picture shows of a road user: pixels of the full picture, the share that nothing hides, and its box.

    `box` is left, top, right, bottom in px of the full picture, of the visible part.
    """

    pixels: int
    share: float
    box: tuple[float, float, float, float]


class Eye:
    """Tells what a camera sees of each road user."""

    def __init__(self, spec: CameraSpec, caster: Caster) -> None:
        self.spec = spec
        self._caster = caster

    def look(self, world: World) -> dict[int, Glimpse]:
        """Glimpses by id of the road user; who would fill no pixel is left out."""
        coarse = self.spec.model(world.ego.motion).resized(_COARSE_WIDTH)
        scale = self.spec.width / coarse.width
        rows, columns = np.divmod(np.arange(coarse.width * coarse.height), coarse.width)
        directions = coarse.directions(columns.astype(np.float64), rows.astype(np.float64)).astype(np.float64)
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        origins = np.broadcast_to(coarse.world_from_camera[:3, 3], directions.shape)
        rays = Rays(origins, directions, np.full(len(directions), world.t_ns))
        ids = self._caster.cast(rays).ids
        glimpses = {}
        for user in world.users:
            glimpse = self._glimpse(user, rays, ids, columns, rows, scale)
            if glimpse is not None:
                glimpses[user.id] = glimpse
        return glimpses

    def _glimpse(
        self, user: RoadUser, rays: Rays, ids: NDArray[np.int64], columns: NDArray[np.int64], rows: NDArray[np.int64],
        scale: float,
    ) -> Glimpse | None:  # fmt: skip
        alone = np.isfinite(self._caster.cast_alone(user, rays).distance)
        if not alone.any():
            return None
        visible = alone & (ids == user.id)
        count = int(visible.sum())
        at = np.flatnonzero(visible if count else alone)
        box = (
            float(columns[at].min() * scale), float(rows[at].min() * scale),
            float((columns[at].max() + 1) * scale), float((rows[at].max() + 1) * scale),
        )  # fmt: skip
        return Glimpse(round(count * scale * scale), count / int(alone.sum()), box)
