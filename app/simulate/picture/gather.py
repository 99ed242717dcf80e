"""Light of sky and surroundings for a picture, gathered with few rays at a quarter of its pixels and smoothed.

The smoothing keeps to surfaces (a-trous wavelets with edge stopping: Dammertz et al., HPG 2010). It must not know how
the light is used.
"""

import numpy as np
from numpy.typing import NDArray

from app.simulate.picture.illumination import Illumination
from app.simulate.picture.ray_caster import Hits
from app.simulate.world.camera_model import CameraModel

Floats = NDArray[np.float32]
_RAYS = 4
_STEPS = (1, 2, 4)


class Gathered:
    """Diffuse and glossy light from all sides, at any place of one picture."""

    def __init__(self, world: Illumination, camera: CameraModel) -> None:
        self._height, self._width = (camera.height + 1) // 2, (camera.width + 1) // 2
        rows, columns = np.mgrid[: self._height, : self._width].reshape(2, -1).astype(np.float32)
        columns, rows = columns * 2 + np.float32(0.5), rows * 2 + np.float32(0.5)
        origin = camera.world_from_camera[:3, 3].astype(np.float32)
        along = camera.directions(columns, rows)
        hits = world.caster.cast(origin, along)
        light = np.zeros((len(along), 6), np.float32)
        there = np.flatnonzero(hits.hit)
        points = origin + along[there] * hits.distance[there, None]
        light[there, :3] = world.gathered(points, hits.smooth[there], _RAYS)
        if world.light.wetness > 0:
            self._add_gloss(world, light, there, points, hits, along)
        shape = (self._height, self._width)
        self._depth = np.where(hits.hit, hits.distance, 1e6).reshape(shape).astype(np.float32)
        self._normal = hits.smooth.reshape(*shape, 3)
        self._light = light.reshape(*shape, 6)
        for step in _STEPS:
            self._light = self._smoothed(step)

    def _add_gloss(
        self, world: Illumination, light: Floats, there: NDArray[np.int64], points: Floats, hits: Hits, along: Floats
    ) -> None:
        level = hits.normal[there, 2] > 0.8
        chosen = there[level]
        some = hits.at(chosen)
        surface = world.surfaces.at(some, points[level], np.full(len(chosen), 0.02, np.float32))
        wet = surface.coat > 0.05
        view = along[chosen] / np.linalg.norm(along[chosen], axis=1, keepdims=True)
        light[chosen[wet], 3:] = world.glossy(
            points[level][wet], hits.smooth[chosen][wet], surface.roughness[wet], view[wet], 2
        )

    def _smoothed(self, step: int) -> Floats:
        """One pass over eight neighbours at a distance of `step` pixels, weighed by likeness of surface."""
        total, weight = self._light.copy(), np.ones_like(self._depth)
        for down in (-step, 0, step):
            for right in (-step, 0, step):
                if down == right == 0:
                    continue
                here, there = _overlap(down, right, self._depth.shape)
                like = self._likeness(self._depth[here], self._normal[here], self._depth[there], self._normal[there])
                like *= 0.5 if down and right else 0.7
                total[here] += like[:, :, None] * self._light[there]
                weight[here] += like
        return total / weight[:, :, None]

    @staticmethod
    def _likeness(depth: Floats, normal: Floats, other_depth: Floats, other_normal: Floats) -> Floats:
        gap = np.abs(depth - other_depth) / (0.03 * depth + 0.02)
        turn = np.clip((normal * other_normal).sum(axis=-1), 0, 1) ** 16
        return np.asarray(turn * np.exp(-np.minimum(gap, 30)), np.float32)

    def at(self, columns: Floats, rows: Floats, hits: Hits) -> tuple[Floats, Floats]:
        """Diffuse irradiance over pi and glossy radiance, (n, 3) each, at places of the picture in px."""
        x = np.clip((columns - 0.5) / 2, 0, self._width - 1)
        y = np.clip((rows - 0.5) / 2, 0, self._height - 1)
        left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
        total = np.zeros((len(x), 6), np.float32)
        weight = np.full(len(x), 1e-5, np.float32)
        nearest = self._light[np.rint(y).astype(np.int64), np.rint(x).astype(np.int64)]
        for down in (0, 1):
            for right in (0, 1):
                i, j = np.minimum(top + down, self._height - 1), np.minimum(left + right, self._width - 1)
                share = (1 - np.abs(x - left - right)) * (1 - np.abs(y - top - down)) + 0.02
                like = self._likeness(hits.distance, hits.smooth, self._depth[i, j], self._normal[i, j])
                total += np.asarray(share * like, np.float32)[:, None] * self._light[i, j]
                weight += (share * like).astype(np.float32)
        total = np.asarray((total + 1e-5 * nearest) / weight[:, None], np.float32)
        return total[:, :3], total[:, 3:]


def _overlap(down: int, right: int, shape: tuple[int, ...]) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The parts of a picture that cover each other when it is moved, of the picture and of the moved one."""
    here = tuple(slice(max(0, -by), size - max(0, by)) for by, size in zip((down, right), shape, strict=True))
    there = tuple(slice(max(0, by), size - max(0, -by)) for by, size in zip((down, right), shape, strict=True))
    return (here[0], here[1]), (there[0], there[1])
