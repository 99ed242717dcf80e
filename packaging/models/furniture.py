"""What stands along roads: lamps, signs, bins, bollards, rails, barriers, gantries.

Measures in m; what has a front looks along x. It must not know where it stands.
"""

import numpy as np
from models.parts import box, loft, prism, rectangle, tube, turned
from models.solid import Array, Solid


def street_lamp() -> Solid:
    """A lamp of 7.6 m whose arm reaches 1.9 m over the road."""
    solid = Solid().include(turned([(0.13, 0), (0.13, 0.05), (0.095, 0.06), (0.095, 1.1), (0.075, 1.15), (0.06, 5.0),
                                    (0.045, 6.9)], "iron", sides=14))  # fmt: skip
    solid.include(
        tube([(0, 0, 6.85), (0.05, 0, 7.25), (0.35, 0, 7.5), (0.9, 0, 7.6), (1.45, 0, 7.62)], 0.038, "iron", sides=8)
    )
    solid.include(box((1.35, -0.15, 7.56), (2.05, 0.15, 7.67), "iron", chamfer=0.035))
    solid.include(box((1.42, -0.115, 7.545), (1.98, 0.115, 7.562), "lamp_street"))
    return solid.include(box((0.08, -0.05, 0.5), (0.1, 0.05, 0.95), "trim"))


def _post(height: float, *, y: float = 0.0) -> Solid:
    return turned([(0.032, -0.1), (0.032, height), (0.02, height + 0.01)], "galvanised", sides=10).moved((0, y, 0))


def _plate(outline: Array, material: str, *, x: float = 0.042, thick: float = 0.003) -> Solid:
    """A plate of this outline (y, z), its front at x + thick; anticlockwise seen from the front."""
    back = [(x, y, z) for y, z in outline]
    front = [(x + thick, y, z) for y, z in outline]
    return loft([back, front], material)


def _ring(radius: float, n: int, z: float, turn: float = 0.0) -> Array:
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False) + turn
    return np.stack([radius * np.cos(angle), z + radius * np.sin(angle)], axis=1)


def _block(y: float, z: float, wide: float, high: float) -> Array:
    return np.array(
        [
            (y - wide / 2, z - high / 2),
            (y + wide / 2, z - high / 2),
            (y + wide / 2, z + high / 2),
            (y - wide / 2, z + high / 2),
        ]
    )


def _strokes(text: str, z: float, high: float, material: str, x: float) -> Solid:
    """Figures of seven segments of a sign, or its strokes."""
    segments = {
        "0": "abcdef",
        "1": "bc",
        "2": "abged",
        "3": "abgcd",
        "5": "afgcd",
        "A": "abcefg",
        "P": "abefg",
        "4": "fgbc",
        "7": "abc",
    }
    solid, wide, thick = Solid(), high * 0.5, high * 0.16
    for k, sign in enumerate(text):
        # seen from the front y goes right
        y = (k - (len(text) - 1) / 2) * wide * 1.35
        left, right, top, low = y - wide / 2, y + wide / 2, z + high / 2, z - high / 2
        places = {
            "a": (y, top - thick / 2, wide, thick), "g": (y, z, wide, thick), "d": (y, low + thick / 2, wide, thick),
            "f": (left + thick / 2, z + high / 4, thick, high / 2),
            "b": (right - thick / 2, z + high / 4, thick, high / 2),
            "e": (left + thick / 2, z - high / 4, thick, high / 2),
            "c": (right - thick / 2, z - high / 4, thick, high / 2),
        }  # fmt: skip
        for one in segments[sign]:
            solid.include(_plate(_block(*places[one]), material, x=x, thick=0.002))
    return solid


def sign_speed(limit: str) -> Solid:
    """A round sign with a limit of speed."""
    solid = Solid().include(_post(2.75))
    solid.include(_plate(_ring(0.3, 28, 2.45), "sign_red")).include(
        _plate(_ring(0.235, 28, 2.45), "sign_white", x=0.045)
    )
    return solid.include(_strokes(limit, 2.45, 0.22 if len(limit) < 3 else 0.17, "sign_black", 0.048))


def sign_parking() -> Solid:
    """A square blue sign, P."""
    solid = Solid().include(_post(2.7)).include(_plate(_block(0, 2.4, 0.6, 0.6), "sign_white"))
    solid.include(_plate(_block(0, 2.4, 0.56, 0.56), "sign_blue", x=0.045))
    return solid.include(_strokes("P", 2.4, 0.4, "sign_white", 0.048))


def sign_no_parking() -> Solid:
    """A round blue sign with a red rim and bar."""
    solid = Solid().include(_post(2.7)).include(_plate(_ring(0.3, 28, 2.4), "sign_red"))
    solid.include(_plate(_ring(0.24, 28, 2.4), "sign_blue", x=0.045))
    a = np.pi / 4
    turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    bar = _block(0, 0, 0.5, 0.06) @ turn + (0, 2.4)
    return solid.include(_plate(bar, "sign_red", x=0.048))


def sign_crossing() -> Solid:
    """A square blue sign with a white triangle and a walker in it."""
    solid = Solid().include(_post(2.7)).include(_plate(_block(0, 2.4, 0.6, 0.6), "sign_blue"))
    solid.include(_plate(_ring(0.3, 3, 2.34, np.pi / 2), "sign_white", x=0.045))
    solid.include(_plate(_block(0, 2.36, 0.05, 0.14), "sign_black", x=0.048))
    solid.include(_plate(_ring(0.03, 8, 2.46), "sign_black", x=0.048))
    for side in (-1, 1):
        leg = np.array([(0.02, 2.3), (side * 0.07 + 0.02, 2.22), (side * 0.07 - 0.02, 2.22), (-0.02, 2.3)])
        solid.include(_plate(leg[::-1], "sign_black", x=0.048))
    return solid


def sign_give_way() -> Solid:
    """A triangle on its point."""
    solid = Solid().include(_post(2.5)).include(_plate(_ring(0.45, 3, 2.35, -np.pi / 2), "sign_red"))
    return solid.include(_plate(_ring(0.3, 3, 2.35, -np.pi / 2), "sign_white", x=0.045))


def sign_exit() -> Solid:
    """A large blue sign beside the road, with an arrow and lines of text."""
    solid = Solid()
    for y in (-1.1, 1.1):
        solid.include(tube([(0, y, -0.2), (0, y, 3.6)], 0.07, "galvanised", sides=10))
    return solid.include(_board(0.0, 2.5, 3.2, 2.2, 0.09, exit_arrow=True))


def _board(y: float, z: float, wide: float, high: float, x: float, *, exit_arrow: bool) -> Solid:
    """A board with a rim, three lines of text as bars, an arrow."""
    solid = Solid().include(_plate(_block(y, z, wide, high), "galvanised", x=x - 0.04, thick=0.035))
    solid.include(_plate(_block(y, z, wide, high), "sign_white", x=x))
    solid.include(_plate(_block(y, z, wide - 0.14, high - 0.14), "sign_blue", x=x + 0.003))
    random = np.random.default_rng(int(1000 + 10 * y + 100 * wide))
    for line in range(3):
        at = y - wide * 0.2
        for _ in range(int(random.integers(6, 9))):
            letter = float(random.uniform(0.09, 0.17)) * high / 2.2
            height = (0.24 if random.random() < 0.3 else 0.17) * high / 2.2
            low = z + high * (0.27 - 0.24 * line) - 0.1
            solid.include(_plate(_block(at, low + height / 2, letter, height), "sign_white", x=x + 0.006))
            at += letter + 0.05
    shaft = np.array([(-0.05, -0.3), (0.05, -0.3), (0.05, 0.1), (-0.05, 0.1)])
    head = np.array([(-0.17, 0.08), (0.17, 0.08), (0.0, 0.34)])
    a = -np.pi / 4 if exit_arrow else 0.0
    turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    for part in (shaft, head):
        solid.include(
            _plate(part @ turn * (high / 2.2) + (y - wide * 0.34, z - high * 0.22), "sign_white", x=x + 0.006)
        )
    return solid


def gantry() -> Solid:
    """A gantry over one carriageway, posts 17.2 m apart, three boards 5.4 m above the road."""
    solid = Solid()
    for y in (-8.6, 8.6):
        solid.include(box((-0.22, y - 0.22, -0.4), (0.22, y + 0.22, 7.6), "galvanised", chamfer=0.03))
    for x in (-0.35, 0.15):
        for z in (6.7, 7.5):
            solid.include(tube([(x, -8.6, z), (x, 8.6, z)], 0.07, "galvanised", sides=8))
    for k, y in enumerate(np.arange(-8.6, 8.5, 1.0)):
        ends = (6.7, 7.5) if k % 2 else (7.5, 6.7)
        for x in (-0.35, 0.15):
            solid.include(tube([(x, y, ends[0]), (x, y + 1.0, ends[1])], 0.035, "galvanised", sides=6))
    for y, wide, arrow in ((-5.2, 4.6, True), (0.2, 4.8, False), (5.4, 4.2, False)):
        solid.include(_board(y, 7.0, wide, 2.9, 0.36, exit_arrow=arrow))
    return solid


def bin_() -> Solid:
    """A wheeled bin of 240 l."""
    rings = [[(-w * 0.5, -w * 0.42, z), (w * 0.5, -w * 0.42, z), (w * 0.5, w * 0.42, z), (-w * 0.5, w * 0.42, z)]
             for w, z in ((0.52, 0.08), (0.56, 0.3), (0.68, 0.96))]  # fmt: skip
    solid = Solid().include(loft(rings, "bin"))
    solid.include(box((-0.39, -0.31, 0.96), (0.37, 0.31, 1.06), "bin", chamfer=0.035))
    solid.include(tube([(-0.4, -0.24, 0.98), (-0.42, 0, 0.98), (-0.4, 0.24, 0.98)], 0.018, "trim", sides=6))
    for y in (-0.25, 0.25):
        solid.include(turned([(0.1, -0.03), (0.1, 0.03)], "tyre", sides=14, axis="y"), at=(-0.24, y, 0.1))
    solid.include(box((0.17, -0.18, 0.0), (0.26, 0.18, 0.12), "bin"))
    return solid


def bollard() -> Solid:
    """An iron bollard of 0.95 m with a reflecting band."""
    solid = turned(
        [(0.09, -0.1), (0.09, 0.04), (0.055, 0.08), (0.05, 0.78), (0.07, 0.82), (0.065, 0.9), (0.03, 0.95)],
        "iron",
        sides=12,
    )
    return solid.include(turned([(0.0545, 0.62), (0.0535, 0.72)], "sign_white", sides=12))


def warning_triangle() -> Solid:
    """A warning triangle of 0.45 m, as put out behind broken-down vehicles."""
    solid = Solid()
    corners = np.array([(-0.25, 0.04), (0.25, 0.04), (0.0, 0.47)])
    for a, b in zip(corners, np.roll(corners, -1, 0), strict=True):
        along = (b - a) / np.linalg.norm(b - a)
        inward = np.array([-along[1], along[0]]) * 0.055
        solid.include(
            _plate(
                np.array([a, b, b + inward - along * 0.06, a + inward + along * 0.06]),
                "reflector_red",
                x=-0.004,
                thick=0.008,
            )
        )
    for y in (-0.2, 0.2):
        solid.include(tube([(-0.12, y, 0.005), (0.12, y, 0.005)], 0.006, "steel", sides=4))
        solid.include(tube([(0, y, 0.005), (0, y, 0.05)], 0.006, "steel", sides=4))
    return solid


def delineator() -> Solid:
    """A white post beside a motorway, black band and reflector."""
    outline = [(-0.05, -0.06), (0.06, -0.03), (0.06, 0.03), (-0.05, 0.06)]
    solid = prism(outline, -0.1, 1.05, "post_white").include(
        prism([(x * 1.03, y * 1.03) for x, y in outline], 0.72, 0.95, "sign_black")
    )
    return solid.include(box((0.06, -0.02, 0.76), (0.064, 0.02, 0.91), "sign_white"))


def guard_rail() -> Solid:
    """Four metres of a steel rail of two waves along y, its front at x = 0, on two posts."""
    wave = [
        (-0.02, 0.44),
        (0.05, 0.48),
        (0.055, 0.52),
        (0.0, 0.57),
        (0.0, 0.63),
        (0.055, 0.68),
        (0.05, 0.72),
        (-0.02, 0.76),
    ]
    points = np.array([[(x - 0.055, y, z) for x, z in wave] for y in (-2.0, 2.0)])
    solid = Solid()
    for k in range(len(wave) - 1):
        solid.include(rectangle([points[0, k], points[1, k], points[1, k + 1], points[0, k + 1]], "galvanised"))
    for y in (-1.0, 1.0):
        solid.include(box((-0.19, y - 0.05, -0.3), (-0.08, y + 0.05, 0.72), "galvanised"))
    return solid


def noise_barrier() -> Solid:
    """Four metres of a barrier along y, 4 m high, between steel posts."""
    solid = Solid()
    for k in range(8):
        low = 0.5 * k
        profile = [
            (-0.07, low),
            (0.05, low),
            (0.09, low + 0.08),
            (0.09, low + 0.42),
            (0.05, low + 0.5),
            (-0.07, low + 0.5),
        ]
        rings = [[(x, y, z) for x, z in profile] for y in (1.92, -1.92)]
        solid.include(loft(rings, "concrete" if k == 0 else "barrier"))
    return solid.include(box((-0.14, 1.9, -0.4), (0.14, 2.1, 4.1), "steel"))
