"""Town houses of several styles: windows with depth, doors, shop fronts, cornices, roofs with dormers.

Measures in m: the front looks along x, the origin lies on the ground below the middle. Which windows are lit is part of
a house. It must not know the street.
"""

from dataclasses import dataclass

import numpy as np
from models.parts import box, loft, rectangle, tube
from models.solid import Solid

DEPTH_M = 9.0
GROUND_M = 3.7
FLOOR_M = 3.15
REVEAL_M = 0.2


@dataclass(frozen=True)
class House:
    """A style: width, floors above the ground floor, columns of windows, wall, roof, and what is at the ground."""

    width: float
    floors: int
    columns: int
    wall: str
    roof: str
    ground: str
    window: tuple[float, float]
    seed: int
    lit: float = 0.3
    balconies: bool = False
    pitched: bool = True
    bands: bool = True


STYLES = (
    House(10.4, 3, 4, "plaster", "roof", "shop", (1.15, 1.85), 61),
    House(12.6, 3, 5, "brick", "slate", "door", (1.1, 1.75), 62, lit=0.34),
    House(9.2, 4, 3, "plaster", "slate", "shop", (1.25, 1.95), 63, balconies=True),
    House(13.4, 4, 5, "plaster", "roof", "shop", (1.15, 1.9), 64, lit=0.26),
    House(11.2, 3, 4, "brick", "roof", "shop", (1.2, 1.8), 65, bands=False),
    House(14.2, 4, 6, "plaster", "slate", "door", (1.2, 1.6), 66, pitched=False, bands=False, balconies=True),
)


@dataclass(frozen=True)
class Opening:
    """A hole in the front: its middle along y, its sill, width and height, and what is in it."""

    y: float
    z: float
    wide: float
    high: float
    filling: str


def house(style: House) -> Solid:
    """The whole house."""
    random = np.random.default_rng(style.seed)
    front, half = DEPTH_M / 2, style.width / 2
    top = GROUND_M + style.floors * FLOOR_M + 0.35
    rows = [_ground(style, random)]
    for floor in range(style.floors):
        z = GROUND_M + floor * FLOOR_M + 0.85
        ys = np.linspace(-half, half, 2 * style.columns + 1)[1::2]
        rows.append([Opening(float(y), z, *style.window, "lit" if random.random() < style.lit else "pane") for y in ys])
    levels = [0.0, *(GROUND_M + floor * FLOOR_M for floor in range(style.floors)), top]
    solid = Solid()
    for row, low, high in zip(rows, levels[:-1], levels[1:], strict=True):
        wall = "stone" if low == 0 and style.ground == "door" else style.wall
        solid.include(_wall(row, low, high, half, front, wall))
        for opening in row:
            solid.include(_filled(opening, front, random))
    for y, outward in ((half, 1), (-half, -1)):
        ring = [(-front, y, 0), (front, y, 0), (front, y, top), (-front, y, top)]
        solid.include(rectangle(ring if outward < 0 else ring[::-1], style.wall))
    solid.include(
        rectangle([(-front, half, 0), (-front, -half, 0), (-front, -half, top), (-front, half, top)], style.wall)
    )
    solid.include(_trimmings(style, front, half, top)).include(_roof(style, front, half, top, random))
    if style.balconies:
        middle = rows[1][len(rows[1]) // 2]
        for floor in range(1, style.floors):
            solid.include(_balcony(middle.y, GROUND_M + floor * FLOOR_M + 0.02, middle.wide + 1.5, front))
    return solid


def _ground(style: House, random: np.random.Generator) -> list[Opening]:
    """Openings of the ground floor, from right to left."""
    half = style.width / 2
    if style.ground == "shop":
        wide = (style.width - 3.0) / 2 - 0.3
        left, right = half - 0.55 - wide / 2, -half + 0.55 + wide / 2
        lit = "shop" if random.random() < 0.85 else "pane"
        return [
            Opening(right, 0.45, wide, 2.25, lit),
            Opening(0.15, 0.02, 1.15, 2.6, "door"),
            Opening(left, 0.45, wide, 2.25, lit),
        ]
    ys = np.linspace(-half, half, 2 * style.columns + 1)[1::2]
    door = style.columns // 2
    openings = []
    for k, y in enumerate(ys):
        filling = "lit" if random.random() < style.lit else "pane"
        window = Opening(float(y), 1.05, style.window[0], style.window[1] - 0.1, filling)
        openings.append(Opening(float(y), 0.02, 1.25, 2.7, "door") if k == door else window)
    return openings


def _wall(row: list[Opening], low: float, high: float, half: float, front: float, wall: str) -> Solid:
    """The wall of a storey with holes in it."""
    solid = Solid()

    def panel(y0: float, y1: float, z0: float, z1: float) -> None:
        if y1 - y0 > 1e-6 and z1 - z0 > 1e-6:
            solid.include(rectangle([(front, y0, z0), (front, y1, z0), (front, y1, z1), (front, y0, z1)], wall))

    at = -half
    for one in row:
        y0, y1 = one.y - one.wide / 2, one.y + one.wide / 2
        panel(at, y0, low, high)
        panel(y0, y1, low, one.z)
        panel(y0, y1, one.z + one.high, high)
        at = y1
    panel(at, half, low, high)
    return solid


def _filled(one: Opening, front: float, random: np.random.Generator) -> Solid:
    """Reveal, sill, frame and what is behind it."""
    y0, y1, z0, z1 = one.y - one.wide / 2, one.y + one.wide / 2, one.z, one.z + one.high
    deep = 1.1 if one.filling == "shop" else REVEAL_M
    solid = _box_inside(front, front - deep, y0, y1, z0, z1, "stone" if one.filling != "shop" else "frame")
    back = front - REVEAL_M
    if one.filling == "door":
        solid.include(rectangle([(back, y0, z0), (back, y1, z0), (back, y1, z1 - 0.45), (back, y0, z1 - 0.45)], "door"))
        solid.include(
            rectangle([(back, y0, z1 - 0.45), (back, y1, z1 - 0.45), (back, y1, z1), (back, y0, z1)], "pane_lit")
        )
        solid.include(box((back, y0, z1 - 0.5), (back + 0.05, y1, z1 - 0.42), "frame"))
        solid.include(box((back, one.y - 0.03, z0), (back + 0.03, one.y + 0.03, z1 - 0.45), "frame"))
        return solid.include(box((front - 0.02, y0 - 0.1, -0.02), (front + 0.35, y1 + 0.1, 0.08), "stone"))
    if one.filling == "shop":
        return solid.include(_shop(one, front))
    solid.include(box((front - 0.02, y0 - 0.06, z0 - 0.07), (front + 0.09, y1 + 0.06, z0), "stone", chamfer=0.012))
    solid.include(_frame(y0, y1, z0, z1, back))
    if one.filling == "pane":
        return solid.include(rectangle([(back, y0, z0), (back, y1, z0), (back, y1, z1), (back, y0, z1)], "pane"))
    room = back - 0.75
    solid.include(_box_inside(back, room, y0, y1, z0, z1, "room"))
    solid.include(rectangle([(room, y0, z0), (room, y1, z0), (room, y1, z1), (room, y0, z1)], "room_lit"))
    covered = float(random.uniform(0.12, 0.42))
    for start, stop in ((y0, y0 + covered * one.wide), (y1 - covered * one.wide, y1)):
        ys = np.linspace(start, stop, 7)
        xs = back - 0.1 + 0.025 * (-1.0) ** np.arange(7)
        for k in range(6):
            corners = [(xs[k], ys[k], z0), (xs[k + 1], ys[k + 1], z0), (xs[k + 1], ys[k + 1], z1), (xs[k], ys[k], z1)]
            solid.include(rectangle(corners, "pane_lit"))
    return solid


def _box_inside(front: float, back: float, y0: float, y1: float, z0: float, z1: float, material: str) -> Solid:
    """Four walls of a recess, seen from inside."""
    solid = Solid()
    for a, b in (((y0, z0), (y1, z0)), ((y1, z0), (y1, z1)), ((y1, z1), (y0, z1)), ((y0, z1), (y0, z0))):
        solid.include(rectangle([(front, *a), (front, *b), (back, *b), (back, *a)], material))
    return solid


def _frame(y0: float, y1: float, z0: float, z1: float, back: float) -> Solid:
    """A casement: rim, post in the middle, bar in the upper third."""
    solid, bar, x = Solid(), 0.06, back + 0.05
    z2 = z0 + (z1 - z0) * 0.68
    middle = (y0 + y1) / 2
    for low, high in (((y0, z0), (y1, z0 + bar)), ((y0, z1 - bar), (y1, z1)), ((y0, z0), (y0 + bar, z1)),
                      ((y1 - bar, z0), (y1, z1)), ((middle - bar / 2, z0), (middle + bar / 2, z1)),
                      ((y0, z2 - bar / 2), (y1, z2 + bar / 2))):  # fmt: skip
        solid.include(box((back, *low), (x, *high), "frame"))
    return solid


def _shop(one: Opening, front: float) -> Solid:
    """A display window with shelves at the back, its posts, a fascia and an awning above."""
    y0, y1, z0, z1 = one.y - one.wide / 2, one.y + one.wide / 2, one.z, one.z + one.high
    back, solid = front - 1.1, Solid()
    solid.include(rectangle([(back, y0, z0), (back, y1, z0), (back, y1, z1), (back, y0, z1)], "shop_lit"))
    solid.include(box((back, y0, z1 - 0.08), (front - 0.12, y1, z1), "room_lit"))
    random = np.random.default_rng(int(one.wide * 1000))
    for y in np.arange(y0 + 0.3, y1 - 0.2, 0.55):
        x, high = front - float(random.uniform(0.4, 0.8)), float(random.uniform(0.25, 0.95))
        solid.include(
            box((x - 0.12, y - 0.14, z0), (x + 0.12, y + 0.14, z0 + high), "ware" if random.random() < 0.5 else "bag")
        )
    for y in np.linspace(y0, y1, 3):
        solid.include(box((front - 0.12, y - 0.035, z0), (front - 0.05, y + 0.035, z1), "iron"))
    solid.include(box((front - 0.12, y0, z0), (front - 0.05, y1, z0 + 0.07), "iron"))
    solid.include(box((front - 0.02, y0 - 0.25, z1 + 0.1), (front + 0.1, y1 + 0.25, z1 + 0.62), "fascia", chamfer=0.02))
    if one.y > 0:
        slope = [(front + 0.06, y0 - 0.1, z1 + 0.12), (front + 1.0, y0 - 0.1, z1 - 0.28)]
        far = [(x, y1 + 0.1, z) for x, _, z in slope]
        solid.include(rectangle([slope[0], slope[1], far[1], far[0]], "awning"))
        solid.include(
            rectangle(
                [slope[1], (front + 1.0, y0 - 0.1, z1 - 0.46), (front + 1.0, y1 + 0.1, z1 - 0.46), far[1]], "awning"
            )
        )
    return solid


def _trimmings(style: House, front: float, half: float, top: float) -> Solid:
    """Plinth, bands, cornice, down-pipe."""
    solid = Solid().include(box((front - 0.1, -half, top - 0.28), (front + 0.32, half, top), "stone", chamfer=0.06))
    solid.include(box((front - 0.1, -half, top - 0.5), (front + 0.14, half, top - 0.3), "stone", chamfer=0.03))
    solid.include(
        box((front - 0.05, -half, GROUND_M - 0.12), (front + 0.12, half, GROUND_M + 0.1), "stone", chamfer=0.03)
    )
    if style.bands:
        for floor in range(1, style.floors):
            z = GROUND_M + floor * FLOOR_M
            solid.include(box((front - 0.05, -half, z), (front + 0.06, half, z + 0.13), "stone", chamfer=0.02))
    pipe = half - 0.22
    return solid.include(tube([(front + 0.09, pipe, 0.0), (front + 0.09, pipe, top - 0.3)], 0.05, "steel", sides=8))


def _roof(style: House, front: float, half: float, top: float, random: np.random.Generator) -> Solid:
    solid = Solid()
    if not style.pitched:
        solid.include(box((-front, -half, top), (front + 0.1, half, top + 0.5), "concrete"))
        for y in np.linspace(-half + 1.5, half - 1.5, 3):
            solid.include(box((-1.0, y - 0.5, top + 0.5), (0.2, y + 0.5, top + 1.3), "galvanised"))
        return solid
    rise, ridge = 3.6, 0.25
    low = [(-front, -half, top), (front + 0.2, -half, top), (front + 0.2, half, top), (-front, half, top)]
    high = [
        (-ridge, -half, top + rise),
        (ridge, -half, top + rise),
        (ridge, half, top + rise),
        (-ridge, half, top + rise),
    ]
    solid.include(loft([low, high], style.roof))
    for y in np.linspace(-half, half, 2 * (style.columns // 2) + 1)[1::2]:
        z, x = top + 0.75, front - 0.75
        solid.include(box((x - 2.2, y - 0.7, z - 0.2), (x, y + 0.7, z + 1.35), style.roof))
        solid.include(box((x - 2.3, y - 0.82, z + 1.35), (x + 0.14, y + 0.82, z + 1.5), "stone"))
        pane = "pane_lit" if random.random() < style.lit else "pane"
        solid.include(
            rectangle(
                [
                    (x + 0.01, y - 0.5, z + 0.1),
                    (x + 0.01, y + 0.5, z + 0.1),
                    (x + 0.01, y + 0.5, z + 1.2),
                    (x + 0.01, y - 0.5, z + 1.2),
                ],
                pane,
            )
        )
        solid.include(_frame(y - 0.5, y + 0.5, z + 0.1, z + 1.2, x + 0.01))
    for y in (-half + 0.5, half * 0.4):
        solid.include(box((-1.4, y - 0.35, top + 2.0), (-0.5, y + 0.35, top + rise + 0.9), "brick"))
    return solid


def _balcony(y: float, z: float, wide: float, front: float) -> Solid:
    y0, y1, out = y - wide / 2, y + wide / 2, front + 1.1
    solid = Solid().include(box((front - 0.1, y0, z), (out, y1, z + 0.16), "concrete", chamfer=0.02))
    for bar in (z + 0.25, z + 1.1):
        solid.include(
            tube(
                [
                    (front, y0 + 0.04, bar),
                    (out - 0.04, y0 + 0.04, bar),
                    (out - 0.04, y1 - 0.04, bar),
                    (front, y1 - 0.04, bar),
                ],
                0.02,
                "iron",
                sides=5,
            )
        )
    for at in np.arange(y0 + 0.06, y1, 0.16):
        solid.include(box((out - 0.048, at - 0.008, z + 0.16), (out - 0.032, at + 0.008, z + 1.1), "iron"))
    return solid
