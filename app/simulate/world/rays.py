"""Rays through the simulated world: what each hits first, how far away, at which angle, of which material.

For LiDAR, radar and visibility in pictures: each ray has a time of its own. Everything that never moved is one scene;
each moving thing is cast against in its own frame, at the ray's time, so that a sweep sees it where it was when the
beam went there. Pictures are drawn by `ray_caster`, of a stage at one instant; both cast at the same meshes.
It must not know sensors, noise, nor what is done with a hit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.simulate.world.placed import Placed
from app.simulate.world.road_user import RoadUser
from app.simulate.world.shape import Shape

NOTHING = 0
"""The id of what is hit by nothing: the sky."""


@dataclass(frozen=True, slots=True)
class Rays:
    """`origins` and unit `directions` (n, 3) in the map frame, `t_ns` (n,) when each goes out."""

    origins: NDArray[np.float64]
    directions: NDArray[np.float64]
    t_ns: NDArray[np.int64]

    def __getitem__(self, chosen: Any) -> "Rays":  # noqa: ANN401 - whatever indexes an array
        return Rays(self.origins[chosen], self.directions[chosen], self.t_ns[chosen])


@dataclass(frozen=True, slots=True)
class Hits:
    """For each ray: `distance` in m (inf: none), `ids` of what is placed, `material`, cosine of the `incidence`."""

    distance: NDArray[np.float64]
    ids: NDArray[np.int64]
    material: NDArray[np.uint8]
    incidence: NDArray[np.float64]

    @classmethod
    def none(cls, count: int) -> "Hits":
        """Nothing is hit yet."""
        return cls(
            np.full(count, np.inf), np.zeros(count, np.int64), np.zeros(count, np.uint8), np.zeros(count)
        )  # fmt: skip

    def nearer(self, where: NDArray[np.int64], other: "Hits") -> None:
        """Take hits of `other`, which belong to the rays `where`, that are nearer."""
        better = other.distance < self.distance[where]
        at = where[better]
        self.distance[at] = other.distance[better]
        self.ids[at] = other.ids[better]
        self.material[at] = other.material[better]
        self.incidence[at] = other.incidence[better]


class _Scene:
    """One mesh in the ray caster, with a material and an id for each triangle."""

    def __init__(
        self, vertices: NDArray[np.floating], triangles: NDArray[np.integer], material: NDArray[np.uint8],
        ids: NDArray[np.int64],
    ) -> None:  # fmt: skip
        import open3d

        self._tensor = open3d.core.Tensor
        self._scene = open3d.t.geometry.RaycastingScene(nthreads=1)
        self._scene.add_triangles(
            self._tensor.from_numpy(np.ascontiguousarray(vertices, np.float32)),
            self._tensor.from_numpy(np.ascontiguousarray(triangles, np.uint32)),
        )
        self._material = material
        self._ids = ids

    def cast(self, origins: NDArray[np.float64], directions: NDArray[np.float64]) -> Hits:
        """Cast rays in the frame of the mesh."""
        rays = self._tensor.from_numpy(np.concatenate([origins, directions], 1).astype(np.float32))
        answer = self._scene.cast_rays(rays)
        distance = answer["t_hit"].numpy().astype(np.float64)
        hit = np.isfinite(distance)
        result = Hits.none(len(distance))
        result.distance[:] = distance
        primitive = answer["primitive_ids"].numpy()[hit]
        normal = answer["primitive_normals"].numpy()[hit].astype(np.float64)
        length = np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
        result.ids[hit] = self._ids[primitive]
        result.material[hit] = self._material[primitive]
        result.incidence[hit] = np.abs(np.einsum("ij,ij->i", normal, directions[hit])) / length
        return result


@cache
def _alone(shape: Shape) -> _Scene:
    return _Scene(shape.vertices, shape.triangles, shape.material, np.zeros(len(shape.triangles), np.int64))


@cache
def _ball(shape: Shape) -> tuple[float, float]:
    """How high the middle of a mesh lies, and the radius of a ball about it that holds the mesh, m."""
    low, high = shape.bounds.astype(np.float64)
    return float(low[2] + high[2]) / 2, float(np.linalg.norm(high - low)) / 2 + 0.3


class Caster:
    """Casts rays into a world: `still` never moves, users are asked where they are."""

    def __init__(self, still: Sequence[Placed], users: Sequence[RoadUser]) -> None:
        self._set = tuple(still)
        self._everybody = users
        self._users: list[RoadUser] = []
        self._still: list[_Scene] = []
        self._sort()

    def _sort(self) -> None:
        """Part who may move from who never did; whom a blow has set in motion goes over to the others."""
        self._users = [user for user in self._everybody if not user.still]
        parked = tuple(user.placed() for user in self._everybody if user.still)
        self._still = [_merged(some) for some in (self._set, parked) if some]

    def cast(self, rays: Rays) -> Hits:
        """What each ray hits first."""
        if len(self._users) != sum(not user.still for user in self._everybody):
            self._sort()
        hits = Hits.none(len(rays.t_ns))
        for scene in self._still:
            hits.nearer(np.arange(len(rays.t_ns)), scene.cast(rays.origins, rays.directions))
        for user in self._users:
            self._cast_at(user, rays, hits)
        return hits

    def cast_alone(self, user: RoadUser, rays: Rays) -> Hits:
        """What each ray would hit if nothing but that road user were there."""
        hits = Hits.none(len(rays.t_ns))
        self._cast_at(user, rays, hits)
        return hits

    def _cast_at(self, user: RoadUser, rays: Rays, hits: Hits) -> None:
        mesh = user.shape
        height, radius = _ball(mesh)
        towards = np.array([user.x, user.y, height]) - rays.origins
        along = np.einsum("ij,ij->i", towards, rays.directions)
        # how far the ray passes its middle, and how far it moves during a sweep
        slack = radius + user.speed * 0.11
        near = np.flatnonzero(
            (np.einsum("ij,ij->i", towards, towards) - along**2 < slack**2) & (along > -slack)
        )  # fmt: skip
        if not len(near):
            return
        origins, directions = _in_frame_of(user, rays[near])
        found = _alone(mesh).cast(origins, directions)
        found.ids[np.isfinite(found.distance)] = user.id
        hits.nearer(near, found)


def _in_frame_of(user: RoadUser, rays: Rays) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rays in the frame of the mesh of a road user, each at its own time."""
    pose = user.poses(rays.t_ns)
    offset = rays.origins - np.column_stack([pose[:, :2], np.full(len(pose), user.map_from_shape[2, 3])])
    cos, sin = np.cos(pose[:, 2]), np.sin(pose[:, 2])
    tilt_cos, tilt_sin = math.cos(user.tilt), math.sin(user.tilt)

    def turned(v: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y, z = v[:, 0] * cos + v[:, 1] * sin, -v[:, 0] * sin + v[:, 1] * cos, v[:, 2]
        return np.stack([x, y * tilt_cos + z * tilt_sin, -y * tilt_sin + z * tilt_cos], 1)

    return turned(offset), turned(rays.directions)


@lru_cache(maxsize=4)
def _merged(placed: tuple[Placed, ...]) -> _Scene:
    """One scene of many things; that of a set is kept for the next drive in it."""
    vertices, triangles, material, ids, first = [], [], [], [], 0
    for one in placed:
        matrix = one.world_from_shape
        vertices.append(one.shape.vertices @ matrix[:3, :3].T + matrix[:3, 3])
        triangles.append(one.shape.triangles.astype(np.int64) + first)
        material.append(one.shape.material)
        ids.append(np.full(len(one.shape.triangles), one.id, np.int64))
        first += len(one.shape.vertices)
    return _Scene(np.concatenate(vertices), np.concatenate(triangles), np.concatenate(material), np.concatenate(ids))
