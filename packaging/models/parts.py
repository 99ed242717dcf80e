"""The parts that models are built of: boxes, prisms, tubes, bodies of revolution, grids of points.

Each returns a `Solid` of one material, closed unless it says otherwise. It must not know what it becomes a part of.
"""

from collections.abc import Sequence

import numpy as np
from models.solid import Array, Solid

BOX = ((0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))
Point = Sequence[float] | Array
Outline = Sequence[Point] | Array


def box(low: Point, high: Point, material: str, *, chamfer: float = 0.0) -> Solid:
    """A box between two corners; with `chamfer` (m) all its edges are cut off."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    if chamfer <= 0:
        corners = [(x, y, z) for z in (z0, z1) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
        return Solid().add(corners, BOX, material)
    c = min(chamfer, *((np.subtract(high, low)) / 2.01))
    rings = []
    for z, inset in ((z0, c), (z0 + c, 0.0), (z1 - c, 0.0), (z1, c)):
        a0, a1, b0, b1 = x0 + inset, x1 - inset, y0 + inset, y1 - inset
        k = c
        rings.append([(a0 + k, b0, z), (a1 - k, b0, z), (a1, b0 + k, z), (a1, b1 - k, z),
                      (a1 - k, b1, z), (a0 + k, b1, z), (a0, b1 - k, z), (a0, b0 + k, z)])  # fmt: skip
    return loft(rings, material)


def loft(rings: Sequence[Outline], material: str, *, capped: bool = True) -> Solid:
    """A skin over rings of as many points each, anticlockwise seen from the last ring."""
    n = len(rings[0])
    faces: list[tuple[int, ...]] = []
    for k in range(len(rings) - 1):
        faces.extend((k * n + i, k * n + (i + 1) % n, (k + 1) * n + (i + 1) % n, (k + 1) * n + i) for i in range(n))
    if capped:
        faces.append(tuple(reversed(range(n))))
        faces.append(tuple(range((len(rings) - 1) * n, len(rings) * n)))
    return Solid().add(np.concatenate([np.asarray(ring, np.float64) for ring in rings]), faces, material)


def prism(outline: Outline, z0: float, z1: float, material: str) -> Solid:
    """An outline of (x, y), convex and anticlockwise, between two heights."""
    return loft([[(x, y, z) for x, y in outline] for z in (z0, z1)], material)


def tube(path: Outline, radii: Sequence[float] | float, material: str, *, sides: int = 8) -> Solid:
    """A round tube of these radii (m) along a path."""
    points = np.asarray(path, np.float64)
    wide = np.broadcast_to(np.asarray(radii, np.float64), (len(points),))
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    side = np.cross(along[0], (0.0, 0.0, 1.0) if abs(along[0, 2]) < 0.9 else (1.0, 0.0, 0.0))
    rings = []
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    for point, radius, axis in zip(points, wide, along, strict=True):
        # carried along, so that rings do not twist
        side = side - axis * (side @ axis)
        side /= np.linalg.norm(side)
        other = np.cross(axis, side)
        rings.append(point + radius * (np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * other))
    return loft([ring.tolist() for ring in rings], material)


def turned(
    profile: Sequence[tuple[float, float]], material: str, *, sides: int = 24, axis: str = "z", squash: float = 1.0
) -> Solid:
    """A body of revolution of a profile of (radius, height) going up along an axis; `squash` narrows it across."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rings = []
    for radius, height in profile:
        a, b, c = radius * np.cos(angle), radius * squash * np.sin(angle), np.full(sides, height)
        columns = {"z": (a, b, c), "y": (b, c, a), "x": (c, a, b)}[axis]
        rings.append(np.stack(columns, axis=1).tolist())
    return loft(rings, material)


def sheet(points: Array, material: str, *, closed: bool = False) -> Solid:
    """A grid of points (rows, columns, 3), seen from where rows go right and columns go up; not closed."""
    rows, columns = points.shape[:2]
    faces = []
    for i in range(rows - 1 + int(closed)):
        for j in range(columns - 1):
            a, b = i * columns + j, ((i + 1) % rows) * columns + j
            faces.append((a, b, b + 1, a + 1))
    return Solid().add(points.reshape(-1, 3), faces, material)


def rectangle(corners: Outline, material: str) -> Solid:
    """A flat face of these corners, anticlockwise seen from its front; not closed."""
    return Solid().add(corners, (tuple(range(len(corners))),), material)
