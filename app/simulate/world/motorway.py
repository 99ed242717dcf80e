"""The set `motorway`: a motorway with two carriageways, x -150 to 1100 (the land goes on beyond).

Lanes of 3.75 m with centres y = 0, 3.75 and 7.5, hard shoulder on the right to y = -4.4, guard rails at y = -5.1 and in
the median at 10.9 and 12.9; the other carriageway from y = 13.5 to 28.4. It must not know who drives there, nor the
light.
"""

from collections.abc import Iterator
from functools import cache
from math import pi

import numpy as np

from app.simulate.world.material import Colour
from app.simulate.world.placed import FIRST_OF_SET, Placed, stand
from app.simulate.world.road import MOTORWAY_LIMIT_KMH
from app.simulate.world.shape import shape

RAIL_M = 4.0
BARRIER_M = 4.0
BARRIER = (140.0, 420.0)
LEAVES: tuple[Colour, ...] = ((0.045, 0.08, 0.02), (0.075, 0.1, 0.025), (0.035, 0.065, 0.02))
Piece = tuple[str, float, float, float, float, Colour | None]


@cache
def motorway() -> tuple[Placed, ...]:
    """All pieces of the set, in their places."""
    found = [("motorway_ground", 0.0, 0.0, 0.0, 0.0, None), *_structures(), *_rails(), *_planting()]
    return tuple(
        Placed(shape(name), stand(x, y, z, yaw=yaw), tint, frozenset(), FIRST_OF_SET + number)
        for number, (name, x, y, z, yaw, tint) in enumerate(found)
    )


def _structures() -> Iterator[Piece]:
    yield "bridge", 640.0, 11.9, 0.0, 0.0, None
    yield "bridge", 1380.0, 11.9, 0.0, 0.0, None
    yield "gantry", 330.0, 2.6, 0.0, pi, None
    yield "gantry", 910.0, 2.6, 0.0, pi, None
    for x in np.arange(*BARRIER, BARRIER_M):
        yield "noise_barrier", float(x) + BARRIER_M / 2, -6.6, -0.3, pi / 2, None
    for x in np.arange(-150.0, 1101.0, 50.0):
        yield "delineator", float(x), -4.9, 0.0, pi, None
        yield "delineator", float(x), 28.7, 0.0, 0.0, None
    limit = f"sign_speed_{MOTORWAY_LIMIT_KMH}"
    for x, y, name in ((60.0, -5.9, limit), (520.0, -7.8, "sign_exit"), (820.0, -5.9, limit)):
        yield name, x, y, -0.2, pi, None


def _rails() -> Iterator[Piece]:
    for x in np.arange(-200.0, 1300.0, RAIL_M):
        for y, yaw in ((-5.1, pi / 2), (10.9, -pi / 2), (12.9, pi / 2), (28.9, -pi / 2)):
            yield "guard_rail", float(x), y, 0.0, yaw, None


def _planting() -> Iterator[Piece]:
    random = np.random.default_rng(51)
    for x in np.arange(-180.0, 1500.0, 9.0):
        for low, high, ground in ((-34.0, -15.5, 2.3), (35.5, 60.0, 1.25)):
            if random.random() < 0.3 or (low < 0 and abs(x - 640) < 14):
                continue
            kind = int(random.integers(3))
            at = float(x + random.uniform(-4, 4))
            yaw, y = float(random.uniform(-pi, pi)), float(random.uniform(low, high))
            yield f"tree_far_{kind}", at, y, ground, yaw, LEAVES[kind]
    for x in np.arange(-180.0, 1400.0, 3.0):
        if random.random() < 0.62:
            yield "hedge", float(x), 36.5, 1.1, pi / 2 + float(random.normal(0, 0.08)), LEAVES[2]
        if not BARRIER[0] - 4 < x < BARRIER[1] + 4 and random.random() < 0.5:
            yield "hedge", float(x), -16.8, 2.3, pi / 2 + float(random.normal(0, 0.08)), LEAVES[2]
