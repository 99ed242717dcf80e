"""What rays hit on a stage, at one instant: for drawing pictures, with the normals that shading needs.

What sensors measure comes from `rays`, whose rays have times of their own; both cast at the same meshes.
Embree (by way of Open3D) finds the nearest triangle; the same rays give the same answer in every run on one machine. It
must not know what the rays are cast for, nor the light.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.simulate.world.stage import Placed, SetName, Stage, pieces

Floats = NDArray[np.float32]
NOTHING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What n rays hit first.

    `distance` float32 (n,) in lengths of the direction given, inf where nothing is hit; `placed` int32 (n,), the place
    in `RayCaster.placed`, or -1; `material` uint8 (n,), a number of `app.simulate.world.material.INDEX`; `normal`
    float32 (n, 3), unit, of the triangle itself, and `smooth`, of the surface it approximates, both turned towards the
    ray's origin and zero where nothing is hit.
    """

    distance: Floats
    placed: NDArray[np.int32]
    material: NDArray[np.uint8]
    normal: Floats
    smooth: Floats

    @property
    def hit(self) -> NDArray[np.bool_]:
        """Which rays hit something, bool (n,)."""
        return np.not_equal(self.placed, NOTHING)

    def at(self, chosen: NDArray[np.int64]) -> "Hits":
        """The same of some of the rays."""
        return Hits(
            self.distance[chosen], self.placed[chosen], self.material[chosen], self.normal[chosen], self.smooth[chosen]
        )


class RayCaster:
    """Casts rays on a stage. The set it stands in is prepared once per process, what is placed in it once per stage."""

    def __init__(self, stage: Stage, *, without: int = 0) -> None:
        """Prepare a stage, as if the thing with the id `without` were not there: what carries the sensor."""
        placed = tuple(one for one in stage.placed if one.id != without or not without)
        self.placed: tuple[Placed, ...] = (*placed, *pieces(stage.set))
        own = _Body(placed) if placed else None
        still = _set_body(stage.set) if stage.set is not None else None
        # the second number is where the body's pieces begin in `placed`
        self._bodies = [(body, first) for body, first in ((own, 0), (still, len(placed))) if body is not None]

    def cast(self, origins: NDArray[np.floating], directions: NDArray[np.floating]) -> Hits:
        """Follow rays from `origins` (n, 3) along `directions` (n, 3), map frame; what they hit first."""
        rays = _rays(origins, directions)
        n = len(rays)
        distance = np.full(n, np.inf, np.float32)
        placed = np.full(n, NOTHING, np.int32)
        material = np.zeros(n, np.uint8)
        normal, smooth = np.zeros((n, 3), np.float32), np.zeros((n, 3), np.float32)
        for body, first in self._bodies:
            found, triangle, uv = body.cast(rays)
            nearer = found < distance
            triangle, uv = triangle[nearer], uv[nearer]
            distance[nearer] = found[nearer]
            placed[nearer] = body.piece[triangle] + first
            material[nearer] = body.material[triangle]
            normal[nearer], smooth[nearer] = body.normals_at(triangle, uv, rays[nearer, 3:])
        return Hits(distance, placed, material, normal, smooth)

    def blocked(self, origins: NDArray[np.floating], targets: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Whether anything stands between `origins` and `targets` (n, 3); bool (n,). Ends are left out by 2 cm."""
        way = np.asarray(targets, np.float32) - np.asarray(origins, np.float32)
        length = np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
        unit = way / length
        rays = _rays(np.asarray(origins, np.float32) + 0.02 * unit, np.maximum(length - 0.04, 1e-6) * unit)
        result = np.zeros(len(rays), np.bool_)
        for body, _ in self._bodies:
            rest = ~result
            result[rest] = body.occluded(rays[rest])
        return result


class _Body:
    """Pieces merged into one mesh of the map frame."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        import open3d as o3d

        vertices, triangles, normals = [], [], []
        start = 0
        for one in placed:
            rotation, origin = one.world_from_shape[:3, :3], one.world_from_shape[:3, 3]
            vertices.append((one.shape.vertices @ rotation.T + origin).astype(np.float32))
            normals.append((one.shape.normals @ rotation.T).astype(np.float32))
            triangles.append(one.shape.triangles + np.uint32(start))
            start += len(one.shape.vertices)
        self.piece = np.repeat(np.arange(len(placed), dtype=np.int32), [len(part) for part in triangles])
        self.material = np.concatenate([one.shape.material for one in placed])
        self._corner_normals = np.concatenate(normals)
        points, corners = np.concatenate(vertices), np.concatenate(triangles)
        edges = points[corners]
        across = np.cross(edges[:, 1] - edges[:, 0], edges[:, 2] - edges[:, 0])
        self._flat = (across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)).astype(np.float32)
        self._scene: Any = o3d.t.geometry.RaycastingScene()
        self._scene.add_triangles(
            o3d.core.Tensor.from_numpy(points), o3d.core.Tensor.from_numpy(corners.astype(np.uint32))
        )

    def cast(self, rays: Floats) -> tuple[Floats, NDArray[np.uint32], Floats]:
        """Distance (inf: none), triangle and place in it of the first hit of each ray (origin and direction)."""
        import open3d as o3d

        answer = self._scene.cast_rays(o3d.core.Tensor.from_numpy(rays))
        return (
            answer["t_hit"].numpy(),
            answer["primitive_ids"].numpy(),
            answer["primitive_uvs"].numpy(),
        )

    def occluded(self, rays: Floats) -> NDArray[np.bool_]:
        """Whether each ray hits anything within the length of its direction."""
        import open3d as o3d

        if not len(rays):
            return np.zeros(0, np.bool_)
        blocked: NDArray[np.bool_] = self._scene.test_occlusions(o3d.core.Tensor.from_numpy(rays), 0.0, 1.0).numpy()
        return blocked

    def normals_at(self, triangle: NDArray[np.uint32], uv: Floats, directions: Floats) -> tuple[Floats, Floats]:
        """Flat and smooth unit normals there, turned against the directions."""
        flat = self._flat[triangle]
        corners = self._corner_normals[triangle]
        weight = np.stack([1 - uv[:, 0] - uv[:, 1], uv[:, 0], uv[:, 1]], axis=1)
        smooth = np.einsum("nk,nkc->nc", weight, corners)
        smooth /= np.maximum(np.linalg.norm(smooth, axis=1, keepdims=True), 1e-12)
        away = np.where(np.einsum("nc,nc->n", flat, directions) > 0, np.float32(-1), np.float32(1))[:, None]
        return flat * away, smooth * away


@cache
def _set_body(name: SetName) -> _Body:
    return _Body(pieces(name))


def _rays(origins: NDArray[np.floating], directions: NDArray[np.floating]) -> Floats:
    wide = np.broadcast_to(np.asarray(origins, np.float32), np.shape(directions))
    return np.concatenate([wide, np.asarray(directions, np.float32)], axis=1)
