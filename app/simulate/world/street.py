"""The set `street`: a street of a town, x -80 to 260, two lanes, parking lanes, pavements, houses on both sides.

Own lane centre y = -1.625, oncoming 1.625 (3.25 m wide); parking lanes centre -4.35 and 4.35; kerbs at -5.5 and 5.5;
pavements to -9 and 9; a side street on the left at x = 150, yards at x = 36 on the right and 66 on the left; a marked
crossing at x = 208. It must not know who moves or parks there, nor the light.
"""

from collections.abc import Iterator
from functools import cache
from math import pi

import numpy as np

from app.simulate.world.material import Colour
from app.simulate.world.placed import FIRST_OF_SET, Placed, stand
from app.simulate.world.shape import shape

FRONT_M = 9.0
PAVEMENT_M = 0.12
HOUSES = ("house_0", "house_1", "house_2", "house_3", "house_4", "house_5")
# linear RGB of plaster and brick: sand, grey, rose, cream, olive, brick
WALLS: tuple[Colour, ...] = (
    (0.44, 0.36, 0.26), (0.33, 0.32, 0.3), (0.4, 0.25, 0.2), (0.5, 0.44, 0.34), (0.28, 0.27, 0.2), (0.25, 0.11, 0.07),
)  # fmt: skip
LEAVES: tuple[Colour, ...] = ((0.05, 0.09, 0.02), (0.07, 0.095, 0.02), (0.04, 0.075, 0.02))
BINS: tuple[Colour, ...] = ((0.03, 0.06, 0.035), (0.03, 0.05, 0.12), (0.05, 0.05, 0.05))


@cache
def street() -> tuple[Placed, ...]:
    """All pieces of the set, in their places."""
    found = [("street_ground", 0.0, 0.0, 0.0, 0.0, None), *_houses(), *_planting(), *_furniture()]
    return tuple(
        Placed(shape(name), stand(x, y, z, yaw=yaw), tint, frozenset(), FIRST_OF_SET + number)
        for number, (name, x, y, z, yaw, tint) in enumerate(found)
    )


Piece = tuple[str, float, float, float, float, Colour | None]


def _houses() -> Iterator[Piece]:
    """Two rows of houses wall to wall, with gaps; one across each end of the street."""
    random = np.random.default_rng(41)
    for side, gaps in ((1, ((62.0, 70.0), (142.5, 157.5))), (-1, ((31.0, 42.0),))):
        x, last = -96.0, -1
        while x < 274.0:
            gap = next((end for start, end in gaps if start <= x < end), None)
            if gap is not None:
                x = gap
                continue
            choice = int(random.integers(len(HOUSES)))
            if choice == last:
                choice = (choice + 1) % len(HOUSES)
            last = choice
            width = _width(HOUSES[choice])
            ahead = min((start for start, _ in gaps if start > x), default=1e9)
            if x + width > ahead:
                fitting = [k for k, name in enumerate(HOUSES) if x + _width(name) <= ahead + 1.5]
                if not fitting:
                    x = ahead
                    continue
                choice = fitting[-1]
                width = _width(HOUSES[choice])
            yield _house(choice, x + width / 2, side * FRONT_M, -side * pi / 2, random)
            x += width
    for x, yaw in ((-97.0, 0.0), (277.0, pi)):
        y = -58.0
        while y < 58.0:
            choice = int(random.integers(len(HOUSES)))
            width = _width(HOUSES[choice])
            yield _house(choice, x, y + width / 2, yaw, random)
            y += width
    for y in (16.0, 30.0, 44.0):
        for x, yaw in ((142.6, 0.0), (157.4, pi)):
            yield _house(int(y) % len(HOUSES), x, y + 9.0, yaw, random)
    for x, choice in ((137.0, 3), (150.6, 1), (164.0, 5)):
        yield _house(choice, x, 74.0, -pi / 2, random)


def _house(choice: int, x: float, y: float, yaw: float, random: np.random.Generator) -> Piece:
    """A house whose front line passes through x, y and looks along yaw."""
    depth = float(shape(HOUSES[choice]).bounds[1, 0])
    walls = WALLS[int(random.integers(len(WALLS)))]
    return HOUSES[choice], x - depth * np.cos(yaw), y - depth * np.sin(yaw), PAVEMENT_M, yaw, walls


def _width(name: str) -> float:
    low, high = shape(name).bounds[:, 1]
    return float(high - low)


def _planting() -> Iterator[Piece]:
    random = np.random.default_rng(42)
    for side in (-1, 1):
        for x in np.arange(-72.0, 262.0, 16.0):
            if 140 < x < 160 and side > 0:
                continue
            at = float(x + random.uniform(-1.5, 1.5) + 3.0 * side)
            kind = int(random.integers(3))
            yaw = float(random.uniform(-pi, pi))
            yield f"tree_{kind}", at, side * 6.6, PAVEMENT_M, yaw, LEAVES[kind]
    for x, y, yaw in ((36.5, -15.0, 0.0), (36.5, -17.0, 0.0), (66.0, 14.0, 0.0)):
        yield "hedge", x, y, PAVEMENT_M, yaw, LEAVES[2]
    for x, y in ((34.0, -24.0), (39.5, -28.0), (64.5, 24.0), (67.5, 30.0)):
        yield "tree_1", x, y, PAVEMENT_M, 1.0, LEAVES[1]


def _furniture() -> Iterator[Piece]:
    for side in (-1, 1):
        for x in np.arange(-68.0 + 11.0 * side, 262.0, 28.0):
            yield "street_lamp", float(x), side * 6.1, PAVEMENT_M, -side * pi / 2, None
    for x in np.arange(143.0, 158.0, 1.5):
        if not 145.0 < x < 155.0:
            yield "bollard", float(x), 6.2, PAVEMENT_M, 0.0, None
    signs = (("sign_no_parking", 12.0, -6.0, pi), ("sign_parking", 58.0, -6.0, pi), ("sign_crossing", 204.0, -6.0, pi),
             ("sign_crossing", 213.0, 6.0, 0.0), ("sign_parking", 100.0, -6.0, pi), ("sign_parking", 84.0, 6.0, 0.0),
             ("sign_give_way", 144.6, 8.4, pi / 2))  # fmt: skip
    for name, x, y, yaw in signs:
        yield name, x, y, PAVEMENT_M, yaw, None
    random = np.random.default_rng(43)
    for x, side in ((-40.0, 1), (-12.0, -1), (18.0, 1), (47.0, -1), (74.0, 1), (109.0, -1), (131.0, 1), (176.0, -1)):
        for step in range(int(random.integers(1, 4))):
            tint = BINS[int(random.integers(3))]
            yield "bin", x + 0.72 * step, side * 8.45, PAVEMENT_M, -side * pi / 2 + float(random.normal(0, 0.1)), tint
