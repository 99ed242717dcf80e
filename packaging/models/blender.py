"""What models need of Blender: cutting, laying shapes on a surface, melting parts into one skin.

For development only (`bpy` from PyPI, GPL-3.0-or-later, of the same Python version); nothing under `app/` imports it.
It must not know what the models are of.
"""

from collections.abc import Sequence
from typing import Any

import bpy  # type: ignore[import-not-found]  # isort: skip - it brings bmesh and mathutils
import bmesh  # type: ignore[import-not-found]
import numpy as np
from mathutils import Vector  # type: ignore[import-not-found]
from mathutils.bvhtree import BVHTree  # type: ignore[import-not-found]
from mathutils.geometry import delaunay_2d_cdt  # type: ignore[import-not-found]
from models.parts import Outline
from models.solid import Array, Solid

_SEEN = {"x": (1, 2), "-x": (1, 2), "y": (0, 2), "z": (0, 1)}


def _object(solid: Solid, name: str) -> Any:  # noqa: ANN401 - Blender has no types
    """A Blender object of a solid, its vertices merged where they meet."""
    data = bpy.data.meshes.new(name)
    triangles = np.concatenate(solid.triangles)
    data.from_pydata(np.concatenate(solid.vertices).tolist(), [], triangles.tolist())
    names = sorted(set(solid.materials))
    for one in names:
        data.materials.append(bpy.data.materials.get(one) or bpy.data.materials.new(one))
    numbers = np.repeat([names.index(one) for one in solid.materials], solid.counts)
    data.polygons.foreach_set("material_index", numbers.astype(np.int32))
    made = bmesh.new()
    made.from_mesh(data)
    bmesh.ops.remove_doubles(made, verts=made.verts, dist=1e-5)
    made.to_mesh(data)
    made.free()
    thing = bpy.data.objects.new(name, data)
    bpy.context.collection.objects.link(thing)
    return thing


def _solid(thing: Any) -> Solid:  # noqa: ANN401
    """The evaluated mesh of an object as a solid."""
    evaluated = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    data = evaluated.to_mesh()
    data.calc_loop_triangles()
    vertices = np.empty(len(data.vertices) * 3)
    data.vertices.foreach_get("co", vertices)
    corners = np.empty(len(data.loop_triangles) * 3, np.int64)
    data.loop_triangles.foreach_get("vertices", corners)
    material = np.empty(len(data.loop_triangles), np.int64)
    data.loop_triangles.foreach_get("material_index", material)
    result = Solid()
    for number, slot in enumerate(data.materials):
        chosen = corners.reshape(-1, 3)[material == number]
        if len(chosen):
            used, index = np.unique(chosen, return_inverse=True)
            result.add(vertices.reshape(-1, 3)[used], index.reshape(-1, 3).tolist(), slot.name)
    return result


def _forget() -> None:
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing, do_unlink=True)
    for data in list(bpy.data.meshes):
        bpy.data.meshes.remove(data)


def cut(body: Solid, cutters: Sequence[Solid]) -> Solid:
    """The closed body without what lies within closed cutters; the cut faces have the material of the cutter."""
    thing = _object(body, "body")
    for number, cutter in enumerate(cutters):
        other = _object(cutter, f"cutter {number}")
        change = thing.modifiers.new(f"cut {number}", "BOOLEAN")
        change.operation, change.object, change.solver = "DIFFERENCE", other, "EXACT"
        change.material_mode = "TRANSFER"
    result = _solid(thing)
    _forget()
    return result


def melted(parts: Solid, *, voxel_m: float, triangles: int, smooth: int = 4) -> Solid:
    """One skin over all parts, of about so many triangles; each face has the material of the part nearest to it."""
    thing = _object(parts, "parts")
    remesh = thing.modifiers.new("remesh", "REMESH")
    remesh.mode, remesh.voxel_size = "VOXEL", voxel_m
    soften = thing.modifiers.new("smooth", "SMOOTH")
    soften.iterations, soften.factor = smooth, 0.5
    evaluated = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    count = sum(len(face.vertices) - 2 for face in evaluated.data.polygons)
    fewer = thing.modifiers.new("decimate", "DECIMATE")
    fewer.ratio = min(1.0, triangles / count)
    skin = _solid(thing)
    _forget()
    points, faces = np.concatenate(parts.vertices), np.concatenate(parts.triangles)
    owner = np.repeat(parts.materials, parts.counts)
    tree = BVHTree.FromPolygons(points.tolist(), faces.tolist())
    vertices, corners = np.concatenate(skin.vertices), np.concatenate(skin.triangles)
    nearest = [owner[tree.find_nearest(Vector(middle))[2]] for middle in vertices[corners].mean(axis=1).tolist()]
    result = Solid()
    for name in sorted(set(nearest)):
        chosen = corners[np.array(nearest) == name]
        used, index = np.unique(chosen, return_inverse=True)
        result.add(vertices[used], index.reshape(-1, 3).tolist(), str(name))
    return result


class Laid:
    """Lays flat outlines on the outside of a body, as panes, lenses and grilles lie in a car's skin."""

    def __init__(self, body: Solid) -> None:
        self._vertices = np.concatenate(body.vertices)
        self._openings: list[tuple[Array, str]] = []
        self._tree = BVHTree.FromPolygons(self._vertices.tolist(), np.concatenate(body.triangles).tolist())

    def on(
        self,
        outline: Outline,
        axis: str,
        material: str,
        *,
        lift: float = 0.004,
        step: float = 0.07,
        round_m: float = 0.0,
        opens: bool = False,
    ) -> Solid:
        """A sheet of this outline seen along an axis, `lift` m above the skin, with a skirt down to it.

        `axis`: "y" from the left, outline in (x, z); "x" from ahead and "-x" from behind, outline in (y, z); "z" from
        above, outline in (x, y). What is seen from the left is laid on the right as well. With `opens` the body has an
        opening behind it.
        """
        flat = _rounded(np.asarray(outline, np.float64), round_m)
        points, triangles = _filled(flat, step, self._corners(flat, axis))
        lifted = [self._placed(point, axis, lift) for point in points]
        if any(place is None for place in lifted):
            raise ValueError(f"an outline of {material} seen along {axis} reaches beyond the body")
        places = np.array(lifted)
        towards = _towards(axis)
        across = np.cross(
            places[triangles[:, 1]] - places[triangles[:, 0]], places[triangles[:, 2]] - places[triangles[:, 0]]
        )
        turned = across @ towards < 0
        triangles[turned] = triangles[turned][:, ::-1]
        result = Solid().add(places, triangles.tolist(), material)
        if opens:
            self._openings.append((flat, axis))
        if axis == "y":
            mirrored = Solid().include(result, scale=(1, -1, 1))
            result.include(mirrored)
        return result

    def opened(self, solid: Solid) -> Solid:
        """The same without the triangles that lie wholly behind a pane that opens the body."""
        result = Solid()
        start = 0
        for part, triangles, material in zip(solid.vertices, solid.triangles, solid.materials, strict=True):
            corners = part[triangles - start]
            across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            kept = np.ones(len(triangles), np.bool_)
            for outline, axis in self._openings:
                turned = np.abs(across) if axis == "y" else across
                facing = turned @ _towards(axis) > 0.15 * np.linalg.norm(across, axis=1)
                for number in np.flatnonzero(facing & kept):
                    kept[number] = not all(_within(point, outline, 0.0) for point in corners[number][:, _SEEN[axis]])
            result.add(part, (triangles - start)[kept].tolist(), material)
            start += len(part)
        return result

    def _corners(self, outline: Array, axis: str) -> Array:
        """Vertices of the body behind the outline: with them in it the sheet nowhere dips below the skin."""
        seen = self._vertices[:, _SEEN[axis]]
        near = np.flatnonzero(((seen > outline.min(axis=0)) & (seen < outline.max(axis=0))).all(axis=1))
        chosen = []
        for number in near:
            place = self._placed(seen[number], axis, 0.0)
            if place is not None and np.linalg.norm(place - self._vertices[number]) < 0.004:
                chosen.append(seen[number])
        return np.array(chosen).reshape(-1, 2)

    def _placed(self, point: Array, axis: str, lift: float) -> Array | None:
        towards = _towards(axis)
        start = _in_space(point, axis) + 30 * towards
        place, normal, _, _ = self._tree.ray_cast(Vector(start), Vector(-towards))
        if place is None:
            return None
        out = np.array(normal) * (1 if np.array(normal) @ towards > 0 else -1)
        return np.array(place) + lift * (0.5 * out + 0.5 * towards)


def _towards(axis: str) -> Array:
    return np.array({"x": (1, 0, 0), "-x": (-1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}[axis], np.float64)


def _in_space(point: Array, axis: str) -> Array:
    a, b = point
    return np.array({"x": (0, a, b), "-x": (0, a, b), "y": (a, 0, b), "z": (a, b, 0)}[axis], np.float64)


def _rounded(outline: Array, radius: float) -> Array:
    """The outline with its corners rounded, and points at most every 6 cm."""
    if radius > 0:
        corners: list[Array] = []
        for before, here, after in zip(np.roll(outline, 1, 0), outline, np.roll(outline, -1, 0), strict=True):
            first, second = before - here, after - here
            reach = min(radius, 0.45 * np.linalg.norm(first), 0.45 * np.linalg.norm(second))
            a, b = here + first / np.linalg.norm(first) * reach, here + second / np.linalg.norm(second) * reach
            corners.extend((1 - t) ** 2 * a + 2 * t * (1 - t) * here + t**2 * b for t in np.linspace(0, 1, 5))
        outline = np.array(corners)
    dense: list[Array] = []
    for here, after in zip(outline, np.roll(outline, -1, 0), strict=True):
        pieces = max(1, int(np.linalg.norm(after - here) / 0.06))
        dense.extend(here + (after - here) * k / pieces for k in range(pieces))
    return np.array(dense)


def _filled(outline: Array, step: float, extra: Array) -> tuple[Array, Any]:
    """Triangles of the inside of an outline, with these points and those of a grid that are not close to them."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    grid = np.stack(
        np.meshgrid(np.arange(low[0] + step / 2, high[0], step), np.arange(low[1] + step / 2, high[1], step)), axis=-1
    ).reshape(-1, 2)
    inside = [point for point in extra if _within(point, outline, 0.004)]
    for point in grid:
        apart = not inside or np.linalg.norm(np.array(inside) - point, axis=1).min() > step * 0.5
        if apart and _within(point, outline, step * 0.35):
            inside.append(point)
    points = [Vector(point) for point in [*outline, *inside]]
    count = len(outline)
    area = (outline[:, 0] * np.roll(outline[:, 1], -1) - outline[:, 1] * np.roll(outline[:, 0], -1)).sum()
    ring = list(range(count)) if area > 0 else list(reversed(range(count)))
    found = delaunay_2d_cdt(points, [], [ring], 1, 1e-6)
    return np.array([tuple(point) for point in found[0]]), np.array(found[2], np.int64)


def _within(point: Array, outline: Array, margin: float) -> bool:
    a, b = outline, np.roll(outline, -1, 0)
    crossing = (a[:, 1] > point[1]) != (b[:, 1] > point[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        at = a[:, 0] + (point[1] - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
    inside = np.count_nonzero(crossing & (at > point[0])) % 2 == 1
    return bool(inside and np.linalg.norm(outline - point, axis=1).min() > margin)
