"""A bicycle, and the people of the samples: walking, pushing a bicycle, riding one.

People are parts of a body melted into one skin. Gaits follow the angles of hip and knee of a person walking at about
1.4 m/s (Winter, Biomechanics and Motor Control of Human Movement), sampled at eight phases. It must not know where they
walk.
"""

from dataclasses import dataclass

import numpy as np
from models.blender import melted
from models.parts import box, loft, tube, turned
from models.solid import Array, Solid

WHEEL_M = 0.345
AXLE_M = 0.52
# of the cycle from heel strike, in degrees: flexion of hip and knee at eight phases
HIP_DEG = (28.0, 18.0, 4.0, -8.0, -12.0, 2.0, 24.0, 32.0)
KNEE_DEG = (5.0, 18.0, 10.0, 5.0, 32.0, 60.0, 45.0, 10.0)
THIGH_M, SHANK_M, ANKLE_M = 0.44, 0.43, 0.085
TRIANGLES = 2600


def bicycle() -> Solid:
    """A city bicycle of 1.75 m, with mudguards, basket and lamps; its handlebar straight ahead."""
    solid = Solid()
    turns = np.linspace(0, 2 * np.pi, 29)
    for x in (-AXLE_M, AXLE_M):
        ring = np.stack([x + WHEEL_M * np.cos(turns), 0 * turns, WHEEL_M + WHEEL_M * np.sin(turns)], axis=1)
        solid.include(tube((ring - (x, 0, WHEEL_M)) * 0.95 + (x, 0, WHEEL_M), 0.019, "tyre", sides=6))
        solid.include(tube((ring - (x, 0, WHEEL_M)) * 0.88 + (x, 0, WHEEL_M), 0.009, "rim", sides=4))
        for k in range(14):
            a = 2 * np.pi * k / 14
            tip = (x + 0.88 * WHEEL_M * np.cos(a), 0, WHEEL_M + 0.88 * WHEEL_M * np.sin(a))
            solid.include(tube([(x, 0.02 * (-1) ** k, WHEEL_M), tip], 0.0025, "chrome", sides=3))
        solid.include(tube([(x, -0.05, WHEEL_M), (x, 0.05, WHEEL_M)], 0.022, "steel", sides=8))
        arc = np.linspace(0.1, np.pi * 0.95, 12) if x > 0 else np.linspace(0.05, np.pi * 0.9, 12)
        guard = np.stack([x + 1.05 * WHEEL_M * np.cos(arc), 0 * arc, WHEEL_M + 1.05 * WHEEL_M * np.sin(arc)], axis=1)
        solid.include(tube(guard, 0.016, "trim", sides=5))
    pedals, seat, head_low, head_high = (-0.06, 0, 0.29), (-0.24, 0, 0.82), (0.36, 0, 0.62), (0.31, 0, 0.86)
    for start, end, radius in ((pedals, seat, 0.017), (pedals, head_low, 0.019), (seat, head_high, 0.016),
                         (head_low, head_high, 0.02), (seat, (-0.26, 0, 0.93), 0.013)):  # fmt: skip
        solid.include(tube([start, end], radius, "enamel", sides=7))
    for y in (-0.05, 0.05):
        solid.include(tube([(-AXLE_M, y, WHEEL_M), (pedals[0], y * 0.4, pedals[2])], 0.01, "enamel", sides=5))
        solid.include(
            tube([(-AXLE_M, y, WHEEL_M), (seat[0] + 0.02, y * 0.3, seat[2] - 0.04)], 0.009, "enamel", sides=5)
        )
        solid.include(tube([head_low, (0.42, y, 0.55), (AXLE_M, y, WHEEL_M)], 0.011, "enamel", sides=5))
    bar = [
        (0.13, -0.29, 0.98),
        (0.27, -0.26, 1.02),
        (0.3, -0.1, 1.0),
        (0.3, 0.1, 1.0),
        (0.27, 0.26, 1.02),
        (0.13, 0.29, 0.98),
    ]
    solid.include(tube(bar, 0.012, "chrome", sides=6)).include(
        tube([head_high, (0.3, 0, 1.0)], 0.013, "chrome", sides=6)
    )
    for y in (-1, 1):
        solid.include(tube([(0.12, y * 0.29, 0.98), (0.22, y * 0.272, 1.005)], 0.017, "trim", sides=6))
    solid.include(
        turned([(0.001, 0.915), (0.075, 0.925), (0.08, 0.945), (0.05, 0.965), (0.001, 0.97)], "trim", sides=10),
        at=(-0.3, 0, 0),
        scale=(1.5, 1, 1),
    )
    solid.include(tube([(-0.02, 0.02, 0.29), (-0.1, 0.07, 0.29)], 0.012, "steel", sides=5))
    solid.include(
        turned([(0.06, -0.004), (0.06, 0.004)], "steel", sides=14, axis="y"), at=(pedals[0], -0.04, pedals[2])
    )
    for y, z in ((0.1, 0.13), (-0.1, 0.45)):
        solid.include(tube([(pedals[0], y * 0.6, pedals[2]), (pedals[0], y * 0.8, z)], 0.01, "steel", sides=5))
        solid.include(
            box(
                (pedals[0] - 0.045, min(y * 0.8, y * 1.5), z - 0.01),
                (pedals[0] + 0.045, max(y * 0.8, y * 1.5), z + 0.012),
                "trim",
            )
        )
    solid.include(box((-0.62, -0.06, 0.735), (-0.28, 0.06, 0.75), "trim"))
    solid.include(box((-0.9, -0.03, 0.42), (-0.872, 0.03, 0.48), "reflector_red"))
    solid.include(
        turned([(0.02, -0.03), (0.035, 0.02), (0.033, 0.03)], "lens_clear", sides=10, axis="x"), at=(0.4, 0, 0.88)
    )
    return solid.include(_basket())


def _basket() -> Solid:
    solid = Solid()
    x0, x1, y, z0, z1 = 0.42, 0.68, 0.17, 0.8, 1.02
    for z in (z0, (z0 + z1) / 2, z1):
        solid.include(tube([(x0, -y, z), (x1, -y, z), (x1, y, z), (x0, y, z), (x0, -y, z)], 0.006, "steel", sides=4))
    for a in np.linspace(-y, y, 6):
        for x in (x0, x1):
            solid.include(tube([(x, a, z0), (x, a, z1)], 0.003, "steel", sides=3))
    for x in np.linspace(x0, x1, 5):
        for a in (-y, y):
            solid.include(tube([(x, a, z0), (x, a, z1)], 0.003, "steel", sides=3))
    return solid.include(box((x0 + 0.03, -0.12, z0 + 0.01), (x1 - 0.04, 0.1, z1 + 0.03), "bag", chamfer=0.03))


@dataclass(frozen=True)
class Pose:
    """Where the joints of a person are, m: of each side (left, right) of the body, and its lean and height of hips."""

    hip_z: float
    lean: float
    knees: tuple[Array, Array]
    ankles: tuple[Array, Array]
    feet_deg: tuple[float, float]
    elbows: tuple[Array, Array]
    hands: tuple[Array, Array]


def _leg(hip: Array, hip_deg: float, knee_deg: float) -> tuple[Array, Array, float]:
    a, b = np.radians(hip_deg), np.radians(hip_deg - knee_deg)
    knee = hip + THIGH_M * np.array([np.sin(a), 0, -np.cos(a)])
    ankle = knee + SHANK_M * np.array([np.sin(b), 0, -np.cos(b)])
    return knee, ankle, float(np.degrees(b))


def walking(phase: int, *, holds: bool = False) -> Solid:
    """A person of 1.75 m in one of eight phases of a stride; `holds`: both hands on a handlebar to their right."""
    legs = []
    for side, shift in ((1, 0), (-1, 4)):
        hip = np.array([0.0, side * 0.095, 0.0])
        knee, ankle, shank_deg = _leg(hip, HIP_DEG[(phase + shift) % 8], KNEE_DEG[(phase + shift) % 8])
        legs.append((knee, ankle, shank_deg))
    # the lower of both feet stands on the ground
    hip_z = ANKLE_M - min(float(ankle[2]) for _, ankle, _ in legs)
    lift = np.array([0, 0, hip_z])
    elbows, hands = [], []
    for side, shift in ((1, 4), (-1, 0)):
        swing = np.radians(0.75 * HIP_DEG[(phase + shift) % 8] - 6)
        shoulder = np.array([0.12 if holds else 0.05, side * 0.175, hip_z + 0.475])
        elbow = shoulder + 0.29 * np.array([np.sin(swing), side * 0.1, -np.cos(swing)])
        bend = swing + 0.45
        hand = elbow + 0.26 * np.array([np.sin(bend), -side * 0.04, -np.cos(bend)])
        if holds:
            # the near grip, and the saddle
            hand = np.array([0.22, -0.16, 1.0]) if side > 0 else np.array([-0.17, -0.4, 1.0])
            elbow = (shoulder + hand) / 2 + np.array([-0.07, side * 0.06, -0.07])
        elbows.append(elbow)
        hands.append(hand)
    feet = tuple(
        float(np.clip(-deg * 0.55, -12, 35)) if ankle[2] + hip_z > ANKLE_M + 0.02 else 0.0 for _, ankle, deg in legs
    )
    knees, ankles = ((legs[0][k] + lift, legs[1][k] + lift) for k in (0, 1))
    lean = 0.012 if holds else 0.005
    pose = Pose(hip_z, lean, knees, ankles, (feet[0], feet[1]), (elbows[0], elbows[1]), (hands[0], hands[1]))
    body = _body(pose, satchel=not holds)
    lowest = min(float(part[:, 2].min()) for part in body.vertices)
    return Solid().include(body, at=(0, 0, -lowest))


def _body(pose: Pose, *, satchel: bool) -> Solid:
    """The skin over a pose: trousers, coat, head, hands, shoes."""
    z, parts = pose.hip_z, Solid()
    lean = np.array([pose.lean, 0, 0])
    chest, neck = np.array([0, 0, z + 0.3]) + lean * 6, np.array([0, 0, z + 0.56]) + lean * 10
    for k, side in enumerate((1, -1)):
        hip = np.array([0, side * 0.09, z])
        parts.include(
            tube(
                [hip + np.array((0, 0, 0.06)), (hip + pose.knees[k]) / 2, pose.knees[k]],
                [0.095, 0.085, 0.062],
                "trousers",
                sides=10,
            )
        )
        parts.include(
            tube(
                [pose.knees[k], (pose.knees[k] + pose.ankles[k]) / 2, pose.ankles[k]],
                [0.063, 0.06, 0.047],
                "trousers",
                sides=10,
            )
        )
        parts.include(_shoe(pose.ankles[k], pose.feet_deg[k]))
        collar, shoulder = neck + np.array((0, side * 0.1, -0.045)), neck + np.array((0, side * 0.175, -0.085))
        sleeve = [collar, shoulder, (shoulder + pose.elbows[k]) / 2, pose.elbows[k], pose.hands[k]]
        parts.include(tube(sleeve, [0.045, 0.066, 0.06, 0.053, 0.042], "coat", sides=10))
        reach = pose.hands[k] + (pose.hands[k] - pose.elbows[k]) * 0.28
        parts.include(tube([pose.hands[k], reach], [0.036, 0.03], "skin", sides=8))
    body = [
        (np.array((0, 0, z - 0.13)), 0.165, 0.13),
        (np.array((0, 0, z)), 0.175, 0.125),
        (np.array((0, 0, z + 0.14)), 0.155, 0.11),
        (chest, 0.185, 0.125),
        (neck - np.array((0, 0, 0.09)), 0.2, 0.11),
        (neck - np.array((0, 0, 0.03)), 0.13, 0.085),
        (neck + np.array((0, 0, 0.01)), 0.062, 0.062),
    ]
    parts.include(_torso(body))
    top = neck + np.array((0.012, 0, 0.17))
    parts.include(tube([neck - np.array((0, 0, 0.02)), neck + np.array((0.005, 0, 0.08))], 0.052, "skin", sides=10))
    head = [(0.02, -0.125), (0.062, -0.095), (0.078, -0.03), (0.08, 0.03), (0.06, 0.085), (0.02, 0.115)]
    parts.include(turned(head, "skin", sides=14), at=top, scale=(1.15, 0.95, 1))
    hair = [(0.075, -0.02), (0.088, 0.03), (0.072, 0.095), (0.03, 0.128)]
    parts.include(turned(hair, "hair", sides=14), at=top - np.array((0.018, 0, 0)), scale=(1.1, 1.0, 1))
    skin = melted(parts, voxel_m=0.014, triangles=TRIANGLES)
    if satchel:
        skin.include(box((-0.12, 0.19, z - 0.12), (0.14, 0.27, z + 0.12), "bag", chamfer=0.025))
    return skin


def _torso(body: list[tuple[Array, float, float]]) -> Solid:
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    rings = []
    for middle, wide, deep in body:
        ring = np.stack([deep * np.cos(angle), wide * np.sin(angle), 0 * angle], axis=1) + np.asarray(middle)
        rings.append(ring.tolist())
    return loft(rings, "coat")


def _shoe(ankle: Array, up_deg: float) -> Solid:
    a = np.radians(up_deg)
    along, up = np.array([np.cos(a), 0, -np.sin(a)]), np.array([np.sin(a), 0, np.cos(a)])
    heel, toe = ankle - along * 0.06 - up * 0.045, ankle + along * 0.19 - up * 0.048
    return tube([heel, ankle + along * 0.05 - up * 0.035, toe], [0.042, 0.05, 0.034], "shoe", sides=10)


def pushing(phase: int) -> Solid:
    """A person who walks with a bicycle on their right, which belongs to the thing; together they are one."""
    solid = Solid().include(walking(phase, holds=True), at=(-0.05, 0.3, 0))
    return solid.include(bicycle(), at=(0.05, -0.15, 0))


def cyclist() -> Solid:
    """A person who rides."""
    hip = np.array([-0.24, 0, 0.98])
    knees = (np.array([0.2, 0.1, 0.86]), np.array([0.12, -0.1, 0.66]))
    ankles = (np.array([-0.02, 0.11, 0.54]), np.array([-0.1, -0.11, 0.24]))
    shift = np.array([hip[0], 0, 0])
    pose = Pose(
        0.98, 0.03, (knees[0] - shift, knees[1] - shift), (ankles[0] - shift, ankles[1] - shift), (5.0, 8.0),
        (np.array([0.24, 0.27, 1.2]), np.array([0.24, -0.27, 1.2])),
        (np.array([0.42, 0.27, 1.05]), np.array([0.42, -0.27, 1.05])),
    )  # fmt: skip
    return Solid().include(_body(pose, satchel=False), at=tuple(shift)).include(bicycle())
