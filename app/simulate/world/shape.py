"""The things of the simulated world as triangle meshes, and their loading from `resources/models`.

A model is an `.npz` with `vertices` float32 (V, 3) in m (x forward, y left, z up, origin on the ground below the middle
of the footprint), `triangles` (T, 3), `material` uint8 (T,), `names` of the materials that those numbers stand for, and
`crease` in degrees: edges that bend less are smooth.
It must not know where things stand, nor what light falls on them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from app.resource import resource
from app.simulate.world.material import INDEX

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A mesh; all arrays are read-only.

    `vertices` float32 (V, 3) in m; `triangles` uint32 (T, 3), anticlockwise seen from outside; `material` uint8 (T,),
    numbers of `app.simulate.world.material.INDEX`; `normals` float32 (T, 3, 3): the smooth normal at each corner of
    each triangle.
    """

    name: str
    vertices: Floats
    triangles: NDArray[np.uint32]
    material: NDArray[np.uint8]
    normals: Floats

    @property
    def bounds(self) -> Floats:
        """Least and greatest x, y, z, float32 (2, 3) in m."""
        return np.stack([self.vertices.min(axis=0), self.vertices.max(axis=0)])

    def centres(self, material: str) -> Floats:
        """The middle of each connected patch of that material, float32 (n, 3) in m, from left to right: its lamps."""
        chosen = self.triangles[self.material == INDEX[material]]
        if not len(chosen):
            return np.zeros((0, 3), np.float32)
        places, joined = _places(self.vertices, chosen)
        groups = _patches(joined)
        middles = [places[np.unique(joined[groups == group])].mean(axis=0) for group in np.unique(groups)]
        return np.array(sorted(middles, key=lambda middle: -float(middle[1])), np.float32)


@cache
def shape(name: str) -> Shape:
    """Load the model of that name, once.

    Raises:
        ValueError: there is no such model, or it is no model; the text names those that are.
    """
    if name not in names():
        raise ValueError(f"no model is called {name!r}; there are {', '.join(names())}")
    with resource("models", f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        vertices = stored["vertices"].astype(np.float32)
        triangles = stored["triangles"].astype(np.uint32)
        unknown = sorted(set(stored["names"].tolist()) - set(INDEX))
        if unknown:
            raise ValueError(f"model {name!r} has materials that the table does not: {', '.join(unknown)}")
        numbers = np.array([INDEX[one] for one in stored["names"].tolist()], np.uint8)
        material = numbers[stored["material"]]
        crease_deg = float(stored["crease"])
    return mesh(name, vertices, triangles, material, crease_deg=crease_deg)


@cache
def names() -> tuple[str, ...]:
    """The models there are."""
    found = (PurePosixPath(entry.name) for entry in resource("models").iterdir())
    return tuple(sorted(path.stem for path in found if path.suffix == ".npz"))


def mesh(
    name: str,
    vertices: Floats,
    triangles: NDArray[np.uint32],
    material: NDArray[np.uint8],
    *,
    crease_deg: float = 40.0,
) -> Shape:
    """A shape of these arrays, with its normals; raises ValueError if the arrays do not fit together."""
    if len(material) != len(triangles) or (triangles.size and int(triangles.max()) >= len(vertices)):
        raise ValueError(f"model {name!r}: triangles, materials and vertices do not fit together")
    normals = _corner_normals(vertices, triangles, crease_deg)
    for array in (vertices, triangles, material, normals):
        array.flags.writeable = False
    return Shape(name, vertices, triangles, material, normals)


def _corner_normals(vertices: Floats, triangles: NDArray[np.uint32], crease_deg: float) -> Floats:
    """Area-weighted means of the faces that meet in a place and bend less than the crease from the corner's face."""
    corners = vertices[triangles]
    weighted = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    flat = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-12)
    if crease_deg <= 0 or not len(triangles):
        return np.repeat(flat[:, None], 3, axis=1).astype(np.float32)
    corner_place = _places(vertices, triangles)[1].reshape(-1)
    order = np.argsort(corner_place, kind="stable")
    starts = np.flatnonzero(np.diff(corner_place[order], prepend=-1))
    counts = np.diff(np.append(starts, len(order)))
    total = np.zeros((len(order), 3))
    limit = np.cos(np.radians(crease_deg))
    face = order // 3
    first = np.repeat(starts, counts)
    within = np.arange(len(order)) - first
    size = np.repeat(counts, counts)
    for step in range(int(counts.max())):
        here = step < size
        other = face[first[here] + (within[here] + step) % size[here]]
        near = np.einsum("ij,ij->i", flat[face[here]], flat[other]) >= limit
        total[np.flatnonzero(here)[near]] += weighted[other[near]]
    length = np.linalg.norm(total, axis=1, keepdims=True)
    total = np.where(length > 1e-12, total / np.maximum(length, 1e-12), flat[face])
    result = np.empty((len(order), 3), np.float32)
    result[order] = total
    return result.reshape(-1, 3, 3)


def _places(vertices: Floats, triangles: NDArray[np.uint32]) -> tuple[Floats, NDArray[np.int64]]:
    """Vertices of one place (to 0.1 mm) made one, however often they are stored, and the triangles of them."""
    _, first, place = np.unique(
        np.round(vertices * 1e4).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    return vertices[first], place.reshape(-1)[triangles].astype(np.int64)


def _patches(triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each triangle, the same for those that are joined by vertices."""
    label = np.arange(int(triangles.max()) + 1, dtype=np.int64)
    while True:
        least = label[triangles].min(axis=1)
        before = label.copy()
        np.minimum.at(label, triangles.reshape(-1), np.repeat(least, 3))
        if np.array_equal(before, label):
            return label[triangles[:, 0]]
