"""Trees and hedges: trunks that branch, and leaves where the twigs end.

Measures in m. Leaves are single faces, seen from both sides. It must not know where they grow.
"""

from dataclasses import dataclass

import numpy as np
from models.parts import tube
from models.solid import Array, Solid


@dataclass(frozen=True)
class Tree:
    """A kind of tree: its height, where the crown begins, how it branches, leaves and their size."""

    height: float
    clear: float
    spread: float
    girth: float
    leaves: int
    leaf: float
    seed: int
    oval: float = 1.0


STREET = (
    Tree(7.6, 2.6, 2.4, 0.13, 5200, 0.25, 11),
    Tree(8.8, 2.9, 2.6, 0.15, 5600, 0.26, 12, 1.3),
    Tree(6.6, 2.4, 2.1, 0.11, 4600, 0.24, 13, 0.85),
)
FAR = (
    Tree(10.5, 2.0, 3.6, 0.2, 1750, 0.72, 21),
    Tree(13.5, 2.4, 3.4, 0.24, 1850, 0.75, 22, 1.5),
    Tree(7.5, 0.8, 3.0, 0.14, 1500, 0.66, 23, 0.8),
)


def tree(kind: Tree, *, fine: bool) -> Solid:
    """A tree of that kind; `fine` ones have rounder branches."""
    random = np.random.default_rng(kind.seed)
    solid, tips = Solid(), []
    top = np.array([random.normal(0, 0.15), random.normal(0, 0.15), kind.height * 0.8])
    trunk = [np.array([0, 0, -0.15]), np.array([0, 0, 0.1]), np.array([*random.normal(0, 0.04, 2), kind.clear]), top]
    sides = 9 if fine else 5
    solid.include(tube(trunk, [kind.girth * 1.35, kind.girth, kind.girth * 0.85, 0.03], "bark", sides=sides))
    boughs = 13 if fine else 7
    for k in range(boughs):
        start = kind.clear * 0.92 + (kind.height * 0.74 - kind.clear) * (k / boughs) ** 0.9
        along = (start - trunk[2][2]) / (top[2] - trunk[2][2])
        base = trunk[2] + (top - trunk[2]) * max(0.0, along)
        base[2] = start
        angle = 2.4 * k + random.normal(0, 0.3)
        share = start / kind.height
        reach = kind.spread * (1.0 - 0.45 * max(0.0, share - 0.4) / 0.6) * random.uniform(0.75, 1.0)
        tip = base + np.array(
            [np.cos(angle) * reach * 0.8, np.sin(angle) * reach * 0.8, reach * random.uniform(0.45, 0.8)]
        )
        bend = (base + tip) / 2 + np.array([0, 0, -0.12 * reach]) + random.normal(0, 0.08, 3)
        thick = kind.girth * 0.42 * (1 - 0.5 * share)
        solid.include(tube([base, bend, tip], [thick, thick * 0.6, 0.012], "bark", sides=6 if fine else 3))
        tips.append(tip)
        for _ in range(5 if fine else 2):
            start_at = base + (tip - base) * random.uniform(0.4, 0.95)
            end = start_at + random.normal(0, 0.42 * reach * 0.5, 3) + (0, 0, 0.2 * reach)
            if fine:
                solid.include(tube([start_at, end], [thick * 0.35, 0.008], "bark", sides=3))
            tips.append(end)
    return solid.include(_leaves(kind, np.array(tips), random))


def _leaves(kind: Tree, tips: Array, random: np.random.Generator) -> Solid:
    """Leaves in clumps about the tips and over the crown's hull, bent down a little as leaves hang."""
    crown = np.array([0, 0, (kind.clear + kind.height) / 2 + 0.1])
    half = np.array([kind.spread, kind.spread, (kind.height - kind.clear) / 2 * min(1.15, 0.9 + 0.2 * kind.oval)])
    clumps = np.concatenate([tips, crown + _on_ball(random, 70) * half * random.uniform(0.55, 0.92, (70, 1))])
    weight = random.uniform(0.4, 1.6, len(clumps))
    chosen = random.choice(len(clumps), kind.leaves, p=weight / weight.sum())
    size = kind.spread * random.uniform(0.2, 0.36, len(clumps))
    offset = _on_ball(random, kind.leaves) * random.uniform(0.35, 1.0, (kind.leaves, 1)) * size[chosen][:, None]
    places = clumps[chosen] + offset * (1.25, 1.25, 0.75)
    inside = (((places - crown) / (half * 1.12)) ** 2).sum(axis=1)
    places = np.where((inside > 1)[:, None], crown + (places - crown) / np.sqrt(inside)[:, None], places)
    return faces(places, random, kind.leaf, "leaf")


def _on_ball(random: np.random.Generator, n: int) -> Array:
    points = random.normal(size=(n, 3))
    unit: Array = points / np.linalg.norm(points, axis=1, keepdims=True)
    return unit


def faces(places: Array, random: np.random.Generator, size: float, material: str) -> Solid:
    """A lancet-shaped face at each place, turned at random but rather level than upright."""
    n = len(places)
    normal = random.normal(size=(n, 3)) + np.array((0, 0, 0.9))
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    along = np.cross(normal, random.normal(size=(n, 3)))
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(normal, along)
    length = size * random.uniform(0.7, 1.3, (n, 1))
    corners = np.stack([
        places - along * length * 0.5, places + across * length * 0.34, places + along * length * 0.55,
        places - across * length * 0.34,
    ], axis=1)  # fmt: skip
    return Solid().add(corners.reshape(-1, 3), np.arange(4 * n).reshape(-1, 4).tolist(), material)


def hedge() -> Solid:
    """A stretch of hedge, 3 m along y, 1 m deep and 1.5 m high, ragged."""
    random = np.random.default_rng(31)
    n = 360
    places = random.uniform((-0.5, -1.6, 0.05), (0.5, 1.6, 1.45), (n, 3))
    # to the outside, where leaves are
    side = random.integers(0, 3, n)
    places[side == 0, 0] = np.sign(places[side == 0, 0]) * random.normal(0.46, 0.07, (side == 0).sum())
    places[side == 1, 2] = random.normal(1.42, 0.1, (side == 1).sum())
    solid = Solid()
    for y in np.arange(-1.2, 1.3, 0.6):
        solid.include(tube([(0, y, -0.1), (random.normal(0, 0.05), y, 0.9)], 0.03, "bark", sides=3))
    return solid.include(faces(places, random, 0.4, "leaf"))
