"""A bus, and a tractor with a curtain-sided trailer: bodies of rounded boxes with panes, lamps and wheels.

Measures in m, origin on the ground below the middle. It must not know colours or traffic.
"""

import numpy as np
from models.blender import Laid, cut
from models.cars import wheel
from models.parts import box, loft, tube, turned
from models.solid import Solid

TYRE_M = 0.5


def _shell(x0: float, x1: float, half: float, z0: float, z1: float, radius: float, material: str) -> Solid:
    """A box with rounded upright edges and roof, dense enough to lay things on."""
    rings = []
    angle = np.linspace(0, np.pi / 2, 6)
    steps = [(z0, 0.0), (z0 + 0.06, 0.03), *((z, 0.03) for z in np.linspace(z0 + 0.4, z1 - radius, 6)),
             *((z1 - radius + radius * np.sin(a), 0.03 - radius * (1 - np.cos(a))) for a in angle[1:])]  # fmt: skip
    for z, grow in steps:
        a0, a1, b = x0 - grow + 0.03, x1 + grow - 0.03, half + grow - 0.03
        ring: list[tuple[float, float, float]] = []
        for cx, cy, start in ((a1 - radius, b - radius, 0.0), (a0 + radius, b - radius, np.pi / 2),
                              (a0 + radius, -b + radius, np.pi), (a1 - radius, -b + radius, 1.5 * np.pi)):  # fmt: skip
            ring.extend((cx + radius * np.cos(start + a), cy + radius * np.sin(start + a), z) for a in angle)
        rings.append(ring)
    return loft(rings, material)


def _lamps(laid: Laid, *, front: bool, y: float, z: float) -> Solid:
    """Lamps of one end, both sides."""
    solid = Solid()
    axis = "x" if front else "-x"
    for sign, name in ((1, "lamp_left"), (-1, "lamp_right")):

        def patch(a: float, b: float, c: float, d: float, sign: int = sign) -> list[tuple[float, float]]:
            return [(sign * (y + a), z + c), (sign * (y + b), z + c), (sign * (y + b), z + d), (sign * (y + a), z + d)]

        if front:
            solid.include(laid.on(patch(-0.2, 0.2, -0.1, 0.1), axis, "lens_clear", lift=0.006, round_m=0.03))
            solid.include(
                laid.on(patch(-0.13, 0.03, -0.06, 0.06), axis, "lamp_head", lift=0.012, step=0.04, round_m=0.05)
            )
            solid.include(laid.on(patch(0.09, 0.17, -0.06, 0.06), axis, name, lift=0.012, round_m=0.02))
        else:
            solid.include(laid.on(patch(-0.2, 0.2, -0.08, 0.08), axis, "lens_red", lift=0.006, round_m=0.02))
            solid.include(laid.on(patch(-0.18, -0.07, -0.06, 0.06), axis, "lamp_tail", lift=0.012, round_m=0.02))
            solid.include(laid.on(patch(-0.05, 0.06, -0.06, 0.06), axis, "lamp_brake", lift=0.012, round_m=0.02))
            solid.include(laid.on(patch(0.08, 0.18, -0.06, 0.06), axis, name, lift=0.012, round_m=0.02))
    return solid


def _axle(x: float, half: float, *, twin: bool = False) -> Solid:
    solid = Solid()
    for side in (1, -1):
        solid.include(wheel(TYRE_M, 0.3), at=(x, side * (half - 0.16), TYRE_M), scale=(1, side, 1))
        if twin:
            solid.include(wheel(TYRE_M, 0.28), at=(x, side * (half - 0.5), TYRE_M), scale=(1, side, 1))
    return solid.include(tube([(x, -half + 0.3, TYRE_M), (x, half - 0.3, TYRE_M)], 0.08, "underbody", sides=8))


def bus() -> Solid:
    """A city bus of 12.1 m."""
    half = 1.275
    shell = _shell(-6.02, 6.02, half, 0.32, 3.02, 0.16, "paint")
    laid = Laid(shell)
    fittings = Solid()
    fittings.include(
        laid.on([(-1.13, 1.15), (1.13, 1.15), (1.1, 2.62), (-1.1, 2.62)], "x", "glass", lift=0.012, round_m=0.12)
    )
    fittings.include(laid.on([(-1.05, 2.66), (1.05, 2.66), (1.05, 2.88), (-1.05, 2.88)], "x", "sign_black", lift=0.012))
    fittings.include(
        laid.on([(-0.62, 2.71), (0.62, 2.71), (0.62, 2.83), (-0.62, 2.83)], "x", "sign_yellow", lift=0.018)
    )
    fittings.include(
        laid.on([(-1.0, 1.4), (1.0, 1.4), (1.0, 2.5), (-1.0, 2.5)], "-x", "glass", lift=0.012, round_m=0.1)
    )
    for x0, x1 in ((4.65, 5.7), (3.1, 4.55), (1.5, 3.0), (-0.2, 1.4), (-1.9, -0.3), (-3.6, -2.0), (-5.4, -3.7)):
        low = 0.55 if x0 in (4.65, -0.2) else 1.2
        fittings.include(
            laid.on([(x0, low), (x1, low), (x1, 2.55), (x0, 2.55)], "y", "glass", lift=0.012, round_m=0.06, step=0.4)
        )
    fittings.include(
        laid.on([(-5.9, 0.72), (4.5, 0.72), (4.5, 0.86), (-5.9, 0.86)], "y", "paint_white", lift=0.006, step=0.6)
    )
    fittings.include(_lamps(laid, front=True, y=0.95, z=0.72)).include(_lamps(laid, front=False, y=0.95, z=1.0))
    for axis, z in (("x", 0.5), ("-x", 0.6)):
        fittings.include(
            laid.on([(-0.26, z), (0.26, z), (0.26, z + 0.11), (-0.26, z + 0.11)], axis, "plate", lift=0.02)
        )
    arches = [
        Solid().include(
            turned([(0.56, low), (0.56, high)], "underbody", sides=36, axis="y"), at=(x, side * half, TYRE_M)
        )
        for x in (3.3, -2.6)
        for side, low, high in ((1, -0.36, 0.3), (-1, -0.3, 0.36))
    ]
    solid = cut(shell, arches).include(fittings)
    solid.include(_axle(3.3, half - 0.02)).include(_axle(-2.6, half - 0.02, twin=True))
    solid.include(box((-5.0, -0.7, 3.02), (-2.2, 0.7, 3.22), "paint_white", chamfer=0.08))
    for side in (1, -1):
        solid.include(
            tube([(5.9, side * 1.15, 2.7), (6.3, side * 1.33, 2.6), (6.3, side * 1.33, 2.35)], 0.025, "trim", sides=6)
        )
        solid.include(box((6.24, side * 1.33 - 0.11, 1.98), (6.34, side * 1.33 + 0.11, 2.38), "trim", chamfer=0.03))
    return solid


def truck() -> Solid:
    """A tractor with a trailer, 16.5 m long and 4 m high."""
    half = 1.25
    cab = _shell(5.98, 8.2, half, 0.55, 3.62, 0.14, "paint")
    laid = Laid(cab)
    solid = Solid().include(cab)
    solid.include(
        laid.on([(-1.1, 1.9), (1.1, 1.9), (1.06, 2.85), (-1.06, 2.85)], "x", "glass", lift=0.012, round_m=0.1)
    )
    solid.include(
        laid.on([(-1.0, 1.05), (1.0, 1.05), (1.05, 1.78), (-1.05, 1.78)], "x", "trim", lift=0.01, round_m=0.06)
    )
    solid.include(laid.on([(-1.1, 0.6), (1.1, 0.6), (1.1, 0.68), (-1.1, 0.68)], "x", "trim", lift=0.01))
    solid.include(
        laid.on([(7.0, 1.95), (7.95, 1.95), (7.85, 2.75), (7.0, 2.75)], "y", "glass", lift=0.012, round_m=0.08)
    )
    solid.include(laid.on([(6.86, 1.0), (6.88, 1.0), (6.88, 2.8), (6.86, 2.8)], "y", "underbody", lift=0.003, step=0.5))
    solid.include(_lamps(laid, front=True, y=0.92, z=0.86))
    solid.include(laid.on([(-0.26, 0.7), (0.26, 0.7), (0.26, 0.81), (-0.26, 0.81)], "x", "plate", lift=0.02))
    for side in (1, -1):
        solid.include(tube([(7.9, side * 1.2, 2.7), (8.1, side * 1.42, 2.7)], 0.03, "trim", sides=6))
        solid.include(box((8.04, side * 1.42 - 0.12, 2.1), (8.16, side * 1.42 + 0.12, 2.75), "trim", chamfer=0.04))
        # fairings beside the fifth wheel and tanks
        low, high = sorted((side * 0.9, side * 1.22))
        solid.include(box((4.6, low, 0.35), (5.95, high, 1.05), "paint", chamfer=0.05))
    solid.include(box((4.2, -0.5, 0.75), (8.0, 0.5, 1.05), "underbody"))
    solid.include(box((6.1, -1.15, 3.62), (7.5, 1.15, 3.86), "paint", chamfer=0.12))
    solid.include(_axle(7.0, half)).include(_axle(3.6, half, twin=True))
    return solid.include(_trailer(half))


def _trailer(half: float) -> Solid:
    solid = Solid().include(box((-8.2, -half, 1.2), (5.4, half, 4.0), "tarpaulin", chamfer=0.04))
    for side in (1, -1):
        for x in np.arange(-7.9, 5.3, 0.66):
            # folds of the curtain and its straps
            a, b = sorted((side * half, side * (half + 0.022)))
            solid.include(box((x, a, 1.25), (x + 0.05, b, 3.9), "tarpaulin", chamfer=0.01))
        a, b = sorted((side * (half - 0.02), side * (half + 0.03)))
        solid.include(box((-8.2, a, 1.12), (5.4, b, 1.24), "steel"))
        solid.include(box((-8.2, a, 3.9), (5.4, b, 4.0), "steel"))
        a, b = sorted((side * (half - 0.05), side * half))
        solid.include(box((-3.0, a, 0.5), (2.6, b, 0.58), "steel")).include(
            box((-3.0, a, 0.85), (2.6, b, 0.93), "steel")
        )
        for x in np.arange(-7.8, 5.3, 1.1):
            a, b = sorted((side * half, side * (half + 0.032)))
            solid.include(box((x, a, 1.16), (x + 0.3, b, 1.2), "stripe_yellow"))
    back = -8.2
    for y in (-0.62, 0.62):
        solid.include(box((back - 0.03, y - 0.6, 1.3), (back, y + 0.6, 3.86), "paint_white", chamfer=0.01))
        solid.include(tube([(back - 0.05, y * 0.75, 1.35), (back - 0.05, y * 0.75, 3.8)], 0.018, "steel", sides=6))
        solid.include(tube([(back - 0.05, y * 1.25, 1.35), (back - 0.05, y * 1.25, 3.8)], 0.018, "steel", sides=6))
    solid.include(box((back - 0.02, -1.2, 0.45), (back + 0.12, 1.2, 0.6), "steel"))
    solid.include(box((back - 0.04, -1.24, 0.95), (back + 0.04, 1.24, 1.2), "trim"))
    for sign, name in ((1, "lamp_left"), (-1, "lamp_right")):
        for lamp, y in (("lamp_tail", 0.62), ("lamp_brake", 0.82), (name, 1.02)):
            a, b = sorted((sign * (y - 0.085), sign * (y + 0.085)))
            solid.include(box((back - 0.06, a, 0.99), (back - 0.035, b, 1.15), lamp))
        for y in (0.35, 0.75, 1.1):
            a, b = sorted((sign * (y - 0.13), sign * (y + 0.13)))
            solid.include(box((back - 0.035, a, 0.48), (back - 0.021, b, 0.56), "stripe_red"))
        a, b = sorted((sign * 1.19, sign * 1.235))
        solid.include(box((back - 0.034, a, 1.3), (back - 0.02, b, 3.86), "stripe_red"))
    solid.include(box((back - 0.034, -1.2, 3.8), (back - 0.02, 1.2, 3.86), "stripe_red"))
    solid.include(box((back - 0.05, -0.26, 0.64), (back - 0.03, 0.26, 0.75), "plate"))
    solid.include(box((back + 0.3, -0.45, 0.95), (5.2, 0.45, 1.2), "underbody"))
    for x in (-3.6, -4.91, -6.22):
        solid.include(_axle(x, half, twin=False))
        for side in (1, -1):
            a, b = sorted((side * (half - 0.34), side * (half - 0.02)))
            solid.include(box((x - 0.56, a, 1.06), (x + 0.56, b, 1.1), "trim"))
    for y in (-0.7, 0.7):
        solid.include(box((0.9, y - 0.06, 0.25), (1.02, y + 0.06, 1.1), "steel"))
    return solid
