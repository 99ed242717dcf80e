"""Passenger cars and vans: a skin over sections along x, with wheel arches cut out and panes, lenses and seams laid on.

Measures in m, origin on the ground below the middle. It must not know colours or traffic.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from models.blender import Laid, cut
from models.parts import Outline, box, loft, tube, turned
from models.solid import Array, Solid

Knots = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Car:
    """What makes a car: profiles along x (rear to front), its outlines of panes and lenses, its wheels.

    `top` is the profile of the middle, `belt` the height of the shoulder, `wide` its half width; `tumble` how much the
    sides of the cabin lean in. Windows are outlines in (x, z); `screen` and `back` are (y, z) seen from ahead and from
    behind, their halves on the left.
    """

    top: Knots
    belt: Knots
    wide: Knots
    floor: float
    tumble: float
    axles: tuple[float, float]
    wheel: float
    windows: Sequence[Outline]
    screen: Outline
    back: Outline
    doors: Sequence[float]
    handles: Sequence[tuple[float, float]]
    head: Outline
    tail: Outline
    grille: Outline
    intake: Outline
    plate_front: float
    plate_back: float
    mirror: tuple[float, float]


def curve(knots: Knots, x: Array) -> Array:
    """A smooth curve through points that does not overshoot (monotone cubic; Fritsch and Carlson, 1980)."""
    xs, ys = np.array(sorted(knots)).T
    slope = np.diff(ys) / np.diff(xs)
    tangent = np.zeros(len(xs))
    product = slope[:-1] * slope[1:]
    inner = np.where(product > 0, 2 * product / np.where(slope[:-1] + slope[1:] == 0, 1, slope[:-1] + slope[1:]), 0)
    tangent[1:-1], tangent[0], tangent[-1] = inner, slope[0], slope[-1]
    place = np.clip(np.searchsorted(xs, x) - 1, 0, len(xs) - 2)
    width = xs[place + 1] - xs[place]
    t = np.clip((x - xs[place]) / width, 0, 1)
    a, b = ys[place], ys[place + 1]
    u, v = tangent[place] * width, tangent[place + 1] * width
    value: Array = (2 * t**3 - 3 * t**2 + 1) * a + (t**3 - 2 * t**2 + t) * u + (3 * t**2 - 2 * t**3) * b
    return np.asarray(value + (t**3 - t**2) * v)


def _section(car: Car, x: float) -> Array:
    """Half a section, (n, 2) of y and z, from below the middle to the top of it; corners cut (Chaikin, 1974)."""
    at = np.array([x])
    top, belt, wide = (float(curve(knots, at)[0]) for knots in (car.top, car.belt, car.wide))
    belt = min(belt, top - 0.06)
    floor = car.floor + 0.16 * (np.clip(abs(x) / max(one for one, _ in car.top), 0, 1) ** 8)
    cabin = max(0.0, top - belt - 0.12)
    roof = wide - 0.1 - car.tumble * cabin
    edge = top - 0.035 - 0.03 * min(1.0, cabin / 0.4)
    points = np.array([
        (0.0, floor), (wide * 0.8, floor), (wide * 0.93, floor + 0.02), (wide * 0.955, floor + 0.1),
        (wide * 0.985, floor + 0.22), (wide, belt - 0.28), (wide * 0.992, belt - 0.07), (wide * 0.972, belt - 0.012),
        (wide * 0.945, belt), (wide - 0.075, belt + 0.015), (roof + 0.012, edge), (roof - 0.03, edge + 0.018),
        (roof * 0.72, top - 0.012), (roof * 0.35, top), (0.0, top),
    ])  # fmt: skip
    near, far = 0.75 * points[:-1] + 0.25 * points[1:], 0.25 * points[:-1] + 0.75 * points[1:]
    return np.concatenate([points[:1], np.stack([near, far], axis=1).reshape(-1, 2), points[-1:]])


def skin(car: Car) -> Solid:
    """The closed body without its wheel arches."""
    back, front = min(one for one, _ in car.top), max(one for one, _ in car.top)
    # closer together at the ends, where the plan is round
    t = np.linspace(-1, 1, 54)
    stations = back + (front - back) * (0.5 + 0.5 * np.sign(t) * (1 - (1 - np.abs(t)) ** 1.35))
    rings = []
    for x in stations:
        half = _section(car, float(x))
        left = np.column_stack([np.full(len(half), x), half])
        right = left[-2:0:-1] * (1, -1, 1)
        rings.append(np.concatenate([left, right]))
    for end, sign in ((0, -1), (-1, 1)):
        ring = rings[end]
        middle = ring.mean(axis=0)
        closing = []
        for share, bulge in ((0.93, 0.018), (0.75, 0.035), (0.45, 0.048), (0.15, 0.052)):
            closing.append(middle + (ring - middle) * (1, share, share) + (sign * bulge, 0, 0))
        rings = [*reversed(closing), *rings] if sign < 0 else [*rings, *closing]
    return loft([ring.tolist() for ring in rings], "paint")


def wheel(radius: float, width: float) -> Solid:
    """A wheel about the y axis, its outside at positive y."""
    w = width / 2
    solid = turned([
        (radius * 0.62, -w), (radius * 0.9, -w), (radius, -w * 0.72), (radius, w * 0.72), (radius * 0.9, w),
        (radius * 0.66, w * 1.02), (radius * 0.62, w * 0.9), (radius * 0.62, -w * 0.2),
    ], "tyre", sides=24, axis="y")  # fmt: skip
    solid.include(turned([(radius * 0.1, -w * 0.3), (radius * 0.62, -w * 0.3), (radius * 0.1, -w * 0.28)], "underbody",
                         sides=20, axis="y"))  # fmt: skip
    rim = [(radius * 0.57, w * 0.5), (radius * 0.655, w * 0.8), (radius * 0.66, w * 0.96), (radius * 0.6, w * 0.93),
           (radius * 0.57, w * 0.5)]  # fmt: skip
    solid.include(turned(rim, "rim", sides=24, axis="y"))
    for k in range(10):
        angle = 2 * np.pi * k / 10 + (0.12 if k % 2 else -0.12)
        a, b = radius * 0.1, radius * 0.6
        direction, side = np.array([np.cos(angle), 0, np.sin(angle)]), np.array([-np.sin(angle), 0, np.cos(angle)])
        out = np.array([0.0, 1.0, 0.0])
        inner = [a * direction + sign * 0.028 * side + out * h for sign, h in ((-1, 0.62 * w), (1, 0.62 * w))]
        outer = [b * direction + sign * 0.02 * side + out * (w * 0.86) for sign in (-1, 1)]
        low = [point - out * w * 0.25 for point in (*inner, *outer)]
        ring = [low[0], low[1], inner[1], inner[0]]
        far = [low[2], low[3], outer[1], outer[0]]
        solid.include(loft([far, ring], "rim"))
    solid.include(turned([(0.001, w * 0.5), (radius * 0.16, w * 0.55), (radius * 0.13, w * 0.78), (0.001, w * 0.8)],
                         "rim", sides=14, axis="y"))  # fmt: skip
    return solid


def _arches(car: Car, half_width: float) -> list[Solid]:
    """What is cut out for the wheels."""
    radius = car.wheel + 0.055
    return [
        Solid().include(
            turned([(radius, low), (radius, high)], "underbody", sides=40, axis="y"),
            at=(x, side * half_width, car.wheel),
        )
        for x in car.axles
        for side, low, high in ((1, -0.3, 0.4), (-1, -0.4, 0.3))
    ]


def build(car: Car) -> Solid:
    """The whole car."""
    half = max(one for _, one in car.wide)
    smooth = skin(car)
    laid = Laid(smooth)
    fittings = Solid().include(_panes(car, laid)).include(_ends(car, laid)).include(_sides(car, laid))
    solid = laid.opened(cut(smooth, _arches(car, half))).include(fittings)
    for x in car.axles:
        for side in (1, -1):
            solid.include(wheel(car.wheel, 0.21), at=(x, side * (half - 0.125), car.wheel), scale=(1, side, 1))
    back, front = min(one for one, _ in car.top), max(one for one, _ in car.top)
    low, high = (back + 0.35, -half * 0.78, car.floor - 0.06), (front - 0.35, half * 0.78, car.floor + 0.02)
    return solid.include(box(low, high, "underbody"))


def _panes(car: Car, laid: Laid) -> Solid:
    solid = Solid()
    screens = [(_both_halves(car.screen), "x"), (_both_halves(car.back), "-x")]
    for outline, axis in [*((np.asarray(one), "y") for one in car.windows), *screens]:
        solid.include(laid.on(_grown(outline, 0.021), axis, "trim", lift=0.006, round_m=0.06, opens=True))
        solid.include(laid.on(outline, axis, "glass", lift=0.011, round_m=0.05))
    return solid


def _grown(outline: Outline, by: float) -> Array:
    points = np.asarray(outline, np.float64)
    middle = points.mean(axis=0)
    away = points - middle
    return np.asarray(points + by * np.sign(away) * np.minimum(1, np.abs(away) / 0.05))


def _both_halves(outline: Outline) -> Array:
    left = np.asarray(outline, np.float64)
    return np.concatenate([left, left[::-1] * (-1, 1)])


def _ends(car: Car, laid: Laid) -> Solid:
    """Lamps, grille, intake and number plates."""
    solid = Solid()
    for sign in (1, -1):
        head = np.asarray(car.head) * (sign, 1)
        middle = head.mean(axis=0)
        solid.include(laid.on(head, "x", "lens_clear", lift=0.006, step=0.05, round_m=0.03))
        for shift in (-0.055, 0.055):
            spot = middle + np.array([shift, 0.0]) + 0.034 * _circle(14)
            solid.include(laid.on(spot, "x", "lamp_head", lift=0.009, step=0.02))
        low = middle + np.array((sign * 0.02, 0.0))
        blink = np.array([(-0.12, -0.058), (0.12, -0.05), (0.12, -0.034), (-0.12, -0.042)]) * (sign, 1) + low
        solid.include(laid.on(blink, "x", "lamp_left" if sign > 0 else "lamp_right", lift=0.01, step=0.04))
        tail = np.asarray(car.tail) * (sign, 1)
        (y0, z0), (y1, z1) = tail.min(axis=0), tail.max(axis=0)
        solid.include(laid.on(tail, "-x", "lens_red", lift=0.006, step=0.05, round_m=0.03))
        for name, low_z, high_z in (("lamp_tail", 0.62, 0.92), ("lamp_brake", 0.3, 0.56),
                                    ("lamp_left" if sign > 0 else "lamp_right", 0.08, 0.24)):  # fmt: skip
            a, b = z0 + low_z * (z1 - z0), z0 + high_z * (z1 - z0)
            c, d = y0 + 0.12 * (y1 - y0), y1 - 0.12 * (y1 - y0)
            solid.include(laid.on([(c, a), (d, a), (d, b), (c, b)], "-x", name, lift=0.009, step=0.05, round_m=0.015))
    solid.include(laid.on(_both_halves(car.grille), "x", "trim", lift=0.006, round_m=0.03, opens=True))
    solid.include(laid.on(_both_halves(car.intake), "x", "trim", lift=0.006, round_m=0.04, opens=True))
    for axis, z in (("x", car.plate_front), ("-x", car.plate_back)):
        plate = [(-0.26, z), (0.26, z), (0.26, z + 0.11), (-0.26, z + 0.11)]
        solid.include(laid.on(_grown(plate, 0.012), axis, "trim", lift=0.008, step=0.2))
        solid.include(laid.on(plate, axis, "plate", lift=0.016, step=0.2))
    return solid


def _circle(n: int) -> Array:
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _sides(car: Car, laid: Laid) -> Solid:
    """Seams of the doors, handles, mirrors, sills."""
    solid = Solid()
    for x in car.doors:
        belt = float(curve(car.belt, np.array([x]))[0])
        seam = [(x, car.floor + 0.12), (x + 0.009, car.floor + 0.12), (x + 0.009, belt), (x, belt)]
        solid.include(laid.on(seam, "y", "underbody", lift=0.0015, step=0.5))
    for x, z in car.handles:
        grip = [(x, z), (x + 0.2, z), (x + 0.2, z + 0.028), (x, z + 0.028)]
        solid.include(laid.on(grip, "y", "trim", lift=0.022, step=0.3, round_m=0.01))
    x, z = car.mirror
    for side in (1, -1):
        y = side * float(curve(car.wide, np.array([x]))[0])
        shell = turned([(0.03, -0.05), (0.09, -0.035), (0.105, 0.01), (0.085, 0.055), (0.03, 0.07)], "paint", sides=12,
                       axis="x", squash=0.72)  # fmt: skip
        solid.include(shell, at=(x, y + side * 0.06, z), scale=(1, 1.15, 1))
        glass = turned([(0.001, -0.001), (0.075, 0.0), (0.001, 0.001)], "glass", sides=12, axis="x", squash=0.7)
        solid.include(glass, at=(x - 0.052, y + side * 0.06, z), scale=(1, 1.15, 1))
        solid.include(tube([(x, y - side * 0.1, z - 0.06), (x, y + side * 0.02, z - 0.02)], 0.022, "trim", sides=6))
    back, front = car.axles[0] + car.wheel + 0.08, car.axles[1] - car.wheel - 0.08
    low, high = car.floor + 0.05, car.floor + 0.115
    sill = [(back, low), (front, low), (front, high), (back, high)]
    solid.include(laid.on(sill, "y", "trim", lift=0.004, step=0.4))
    return solid
