"""Meshes as they are built up from parts, and their writing as models.

It must not know what the parts are of, nor Blender.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
GRID_M = 2.0**-12  # coordinates are rounded to it (0.24 mm): the low bits of the mantissa are zero and compress


@dataclass
class Solid:
    """Triangles with materials, in m; parts are added, then it is written."""

    vertices: list[Array] = field(default_factory=list)
    triangles: list[NDArray[np.int64]] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    size: int = 0

    def add(self, vertices: Any, faces: Any, material: str) -> Self:  # noqa: ANN401 - whatever numpy takes
        """Add vertices (n, 3) and faces of three or four corners, anticlockwise seen from outside."""
        points = np.asarray(vertices, np.float64).reshape(-1, 3)
        triangles = [(face[0], face[step], face[step + 1]) for face in faces for step in range(1, len(face) - 1)]
        if triangles:
            self.vertices.append(points)
            self.triangles.append(np.array(triangles, np.int64) + self.size)
            self.materials.append(material)
            self.counts.append(len(triangles))
            self.size += len(points)
        return self

    def include(self, other: Self, *, at: Any = (0, 0, 0), yaw: float = 0.0, scale: Any = 1.0) -> Self:  # noqa: ANN401
        """Add another solid, scaled, turned about z by `yaw` rad and moved; a mirroring scale keeps outsides out."""
        factors = np.broadcast_to(np.asarray(scale, np.float64), (3,))
        cos, sin = np.cos(yaw), np.sin(yaw)
        turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
        flip = np.prod(factors) < 0
        start = self.size
        for points in other.vertices:
            self.vertices.append(points * factors @ turn.T + np.asarray(at, np.float64))
        self.triangles.extend((part[:, ::-1] if flip else part) + start for part in other.triangles)
        self.materials.extend(other.materials)
        self.counts.extend(other.counts)
        self.size += other.size
        return self

    def moved(self, by: Any) -> Self:  # noqa: ANN401
        """The same in another place."""
        self.vertices = [points + np.asarray(by, np.float64) for points in self.vertices]
        return self

    def write(self, folder: Path, name: str, *, crease_deg: float = 40.0) -> None:
        """Write `<name>.npz`; see `app.simulate.world.shape` for what is in it."""
        vertices = np.round(np.concatenate(self.vertices) / GRID_M) * GRID_M
        triangles = np.concatenate(self.triangles)
        names = sorted(set(self.materials))
        numbers = np.array([names.index(one) for one in self.materials], np.uint8)
        material = np.repeat(numbers, self.counts)
        vertices, triangles, material = _tidy(vertices, triangles, material)
        width = np.uint16 if len(vertices) < 1 << 16 else np.uint32
        np.savez_compressed(
            folder / f"{name}.npz",
            vertices=vertices.astype(np.float32),
            triangles=triangles.astype(width),
            material=material,
            names=np.array(names),
            crease=np.float32(crease_deg),
        )


def _tidy(
    vertices: Array, triangles: NDArray[np.int64], material: NDArray[np.uint8]
) -> tuple[Array, NDArray[np.int64], NDArray[np.uint8]]:
    """Equal vertices made one, triangles without area left out, both ordered so that they compress."""
    places, index = np.unique(vertices, axis=0, return_inverse=True)
    triangles = index.reshape(-1)[triangles]
    corners = places[triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    triangles, material = triangles[area > 1e-9], material[area > 1e-9]
    order = np.lexsort((triangles.min(axis=1), material))
    triangles, material = triangles[order], material[order]
    used, first = np.unique(triangles, return_index=True)
    used = used[np.argsort(first)]
    renumbered = np.zeros(len(places), np.int64)
    renumbered[used] = np.arange(len(used))
    return places[used], renumbered[triangles], material
