"""The ground of the two sets: carriageways with their markings, kerbs, pavements, verges, the land around.

Map frame, in m; markings lie 3 mm above the road. It must not know what stands on the ground.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from models.parts import box, prism, rectangle, turned
from models.solid import Solid

PAINT_M = 0.003
KERB_M = 0.12


def flat(x0: float, x1: float, y0: float, y1: float, z: float, material: str, *, piece: float = 40.0) -> Solid:
    """A level rectangle, in pieces of at most `piece` m along x: very long triangles cost a ray caster dear."""
    solid = Solid()
    cuts = np.linspace(x0, x1, max(1, round((x1 - x0) / piece)) + 1)
    for a, b in pairwise(cuts):
        solid.include(rectangle([(a, y0, z), (b, y0, z), (b, y1, z), (a, y1, z)], material))
    return solid


def street_ground() -> Solid:
    """The street: x -80 to 260, and beyond its ends two cross streets."""
    solid = Solid()
    west, east, side = -84.0, 264.0, (146.0, 154.0)
    solid.include(flat(-900.0, 900.0, -900.0, 900.0, -0.3, "grass", piece=300.0))
    solid.include(flat(west, east, -5.5, 5.5, 0.0, "asphalt"))
    for end, outer in ((west, west - 9.0), (east, east + 9.0)):
        solid.include(flat(min(end, outer), max(end, outer), -60.0, 60.0, 0.0, "asphalt_pale"))
        far = outer + (4.0 if outer > end else -4.0)
        solid.include(flat(min(outer, far), max(outer, far), -60.0, 60.0, KERB_M, "paving"))
    solid.include(flat(*side, 5.5, 70.0, 0.0, "asphalt_pale"))
    stretches = [(-1, west, east), (1, west, side[0]), (1, side[1], east)]
    for sign, start, stop in stretches:
        solid.include(_pavement(sign, start, stop))
    for x in side:
        outward = -1 if x == side[0] else 1
        a, b = sorted((x, x + outward * 2.5))
        solid.include(box((a, 9.0, -0.2), (b, 70.0, KERB_M), "paving"))
    for x0, x1, y, width in _street_lines():
        solid.include(flat(x0, x1, y - width / 2, y + width / 2, PAINT_M, "marking"))
    for x, y in ((-33.0, -0.6), (22.0, -1.1), (61.0, 0.9), (97.5, -0.4), (141.0, 1.4), (188.0, -1.0), (231.0, 0.2)):
        solid.include(turned([(0.33, -0.05), (0.33, 0.002), (0.3, 0.003)], "iron", sides=20), at=(x, y, 0))
    return solid


def _pavement(sign: int, start: float, stop: float) -> Solid:
    """Kerb, pavement, and the yards behind the front line of the houses, on the left (1) or right (-1)."""
    solid = Solid()
    cuts = np.arange(start, stop, 1.0)
    for a in cuts:
        b = min(a + 1.0, stop)
        low, high = sorted((sign * 5.5, sign * 5.68))
        solid.include(box((a + 0.004, low, -0.2), (b - 0.004, high, KERB_M), "kerb", chamfer=0.012))
    low, high = sorted((sign * 5.68, sign * 9.0))
    solid.include(flat(start, stop, low, high, KERB_M, "paving"))
    low, high = sorted((sign * 9.0, sign * 75.0))
    solid.include(flat(start, stop, low, high, KERB_M, "gravel"))
    return solid


def _street_lines() -> Iterator[tuple[float, float, float, float]]:
    """The markings: start, end, middle and width."""
    for x in np.arange(-78.0, 200.0, 9.0):
        yield x, x + 3.0, 0.0, 0.12
    for sign in (-1, 1):
        # the edges of the parking lanes, broken
        for x in np.arange(-78.0, 198.0, 2.0):
            yield x, x + 1.0, sign * 3.25, 0.1
    # a marked crossing, far behind
    for y in np.arange(-2.75, 3.0, 1.0):
        yield 206.0, 210.0, y, 0.5
    yield 203.6, 204.1, -1.6, 3.0
    yield 212.0, 212.5, 1.6, 3.0


def motorway_ground() -> Solid:
    """The motorway from x -400 to 1700, its other carriageway, median, verges and embankments."""
    solid = Solid()
    west, east = -400.0, 1700.0
    solid.include(flat(west, east, -4.6, 10.3, 0.0, "asphalt"))
    solid.include(flat(west, east, 10.3, 13.5, -0.02, "gravel"))
    solid.include(flat(west, east, 13.5, 28.4, 0.0, "asphalt"))
    for material, profile in (
        ("grass", [(-2500, 3.5), (-60, 2.2), (-17, 2.4), (-8.5, -0.25), (-6.8, -0.3), (-4.6, -0.03)]),
        ("grass", [(28.4, -0.03), (30.4, -0.25), (36, 1.2), (60, 1.4), (2500, 4.0)]),
    ):
        for (y0, z0), (y1, z1) in pairwise(profile):
            for x in np.arange(west, east, 70.0):
                corners = [(x, y0, z0), (x + 70, y0, z0), (x + 70, y1, z1), (x, y1, z1)]
                solid.include(rectangle(corners, material))
    for end, sign in ((west, -1), (east, 1)):
        a, b = sorted((end, end + sign * 2500))
        solid.include(flat(a, b, -2500, 2500, -0.1, "grass", piece=2500))
    for first, sign in ((0.0, 1), (23.8, -1)):
        for lane in (0.5, 1.5):
            y = first + sign * lane * 3.75
            for x in np.arange(west, east, 18.0):
                solid.include(flat(x, x + 6, y - 0.075, y + 0.075, PAINT_M, "marking"))
        for y in (first - sign * 1.875, first + sign * 9.375):
            solid.include(flat(west, east, y - 0.15, y + 0.15, PAINT_M, "marking", piece=60))
    return solid


def bridge() -> Solid:
    """A bridge across the motorway: its way along the object's y, clear height 5.2 m, from y -33 to 33."""
    solid = Solid()
    solid.include(box((-5.2, -34, 5.3), (5.2, 34, 6.3), "concrete", chamfer=0.05))
    for side in (-1, 1):
        low, high = sorted((side * 4.9, side * 5.4))
        solid.include(box((low, -34, 6.1), (high, 34, 6.75), "concrete", chamfer=0.04))
        for z in (7.0, 7.35, 7.7):
            solid.include(box((side * 5.15 - 0.025, -34, z), (side * 5.15 + 0.025, 34, z + 0.05), "galvanised"))
        for y in np.arange(-33, 34, 2.0):
            solid.include(box((side * 5.15 - 0.03, y, 6.7), (side * 5.15 + 0.03, y + 0.06, 7.75), "galvanised"))
    for y in (-20.5, 0.0, 20.5):
        for x in (-3.0, 3.0):
            solid.include(turned([(0.55, -0.5), (0.55, 5.35)], "concrete", sides=16), at=(x, y, 0))
    for side in (-1, 1):
        a, b = sorted((side * 29.0, side * 36.0))
        outline = [(-6.5, a), (6.5, a), (6.5, b), (-6.5, b)]
        solid.include(prism(outline, -1.0, 5.35, "concrete"))
    return solid
