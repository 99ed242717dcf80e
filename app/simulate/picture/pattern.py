"""The procedural patterns of surfaces: aggregate, courses of bricks, worn paint, grass, and so on.

A pattern is given places in metres of the surface and the width of a pixel there, and fades to its mean where it would
be finer than that. It must not know what has the pattern.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.simulate.picture.noise import field, scatter

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """n places on surfaces: `u`, `v` in m along the surface (v upwards on walls), `height` above the foot of the thing,
    `footprint` of a pixel in m, `thing` an integer for each thing; all (n,).
    """

    u: Floats
    v: Floats
    height: Floats
    footprint: Floats
    thing: NDArray[np.int64]

    @classmethod
    def level(cls, points: Floats) -> Self:
        """Points (n, 3) of level ground, as coarse as 5 cm."""
        n = len(points)
        return cls(points[:, 0], points[:, 1], points[:, 2], np.full(n, 0.05, np.float32), np.zeros(n, np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Factors of colour and emission, float32 (n, 3) or (n, 1), and what is added to the normal, (n, 3) or None."""

    colour: Floats
    glow: Floats
    relief: Floats | None = None


def _drawn(shade: Floats, relief: Floats | None = None) -> Drawn:
    factor = np.asarray(shade, np.float32)
    factor = factor[:, None] if factor.ndim == 1 else factor
    return Drawn(factor, np.ones((len(factor), 1), np.float32), relief)


def _seen(place: Place, size_m: float) -> Floats:
    """How much of a detail of that size is left at the width of a pixel: 1 all, 0 nothing."""
    return np.asarray(np.clip(1.5 - place.footprint / np.float32(size_m), 0, 1), np.float32)


def _line(distance: Floats, half_width: float, footprint: Floats) -> Floats:
    """Share of a pixel within a line whose middle is `distance` away."""
    width = np.maximum(footprint, 1e-4)
    inside = np.clip((half_width - np.abs(distance)) / width + 0.5, 0, 1)
    return np.asarray(inside * np.clip(2 * half_width / width, 0, 1), np.float32)


def _relief(place: Place, strength: float, period_m: float, kind: int) -> Floats:
    """Two independent fields as a tilt across the road and along it; none where pixels are wider than the grain."""
    amount = strength * _seen(place, period_m / 64)
    first = field(place.u, place.v, place.footprint, period_m=period_m, kind=kind) - 0.5
    second = field(place.v, place.u, place.footprint, period_m=period_m, kind=kind) - 0.5
    return np.stack([first * amount, second * amount, np.zeros_like(amount)], axis=1)


def _asphalt(place: Place) -> Drawn:
    grain = field(place.u, place.v, place.footprint, period_m=1.3, kind=1) - 0.5
    broad = field(place.u, place.v, place.footprint, period_m=23.0, kind=0) - 0.5
    fine = field(place.u, place.v, place.footprint, period_m=5.1, kind=2) - 0.5
    # tyres polish and oil darkens along the direction of travel
    along = field(place.u * 0.06, place.v, place.footprint, period_m=9.0, kind=4) - 0.5
    shade = 1 + 0.75 * grain + 0.45 * broad + 0.3 * fine + 0.55 * along
    # repairs: rectangles of newer, darker asphalt with sealed edges
    row, column = np.floor(place.u / 7.3), np.floor((place.v + 0.9) / 1.9)
    chance = scatter(row.astype(np.int64), column.astype(np.int64), 5)
    patched = chance < 0.07
    inside = np.minimum(
        np.minimum(place.u - row * 7.3, (row + 1) * 7.3 - place.u),
        np.minimum(place.v + 0.9 - column * 1.9, (column + 1) * 1.9 - place.v - 0.9),
    )
    shade = np.where(patched, shade * (0.66 + 1.6 * chance), shade)
    shade *= 1 - 0.5 * patched * _line(inside - 0.04, 0.025, place.footprint)
    # cracks: where a broad field passes its mean, here and there
    contour = field(place.u, place.v, place.footprint, period_m=31.0, kind=6) - 0.5
    here = np.clip((broad - 0.03) * 9, 0, 1)
    shade *= 1 - 0.6 * here * _line(contour * 9.0, 0.012, place.footprint)
    return _drawn(shade, _relief(place, 0.14, 1.3, 3))


def _marking(place: Place) -> Drawn:
    worn = field(place.u, place.v, place.footprint, period_m=3.7, kind=4)
    grain = field(place.u, place.v, place.footprint, period_m=1.1, kind=1) - 0.5
    gone = np.clip((worn + 0.5 * grain - 0.63) / 0.08, 0, 1)
    tracks = field(place.u * 0.05, place.v, place.footprint, period_m=6.0, kind=2)
    return _drawn((0.95 + 0.3 * grain) * (1 - 0.72 * gone) * (0.7 + 0.45 * tracks))


def _plaster(place: Place) -> Drawn:
    broad = field(place.u, place.v, place.footprint, period_m=17.0, kind=0) - 0.5
    streaks = field(place.u, place.v * 0.12, place.footprint, period_m=5.0, kind=2) - 0.5
    grain = field(place.u, place.v, place.footprint, period_m=0.9, kind=1) - 0.5
    foot = 1 - 0.28 * np.exp(-np.clip(place.height, 0, None) / 0.7)
    return _drawn((1 + 0.3 * broad + 0.28 * streaks + 0.25 * grain) * foot, _relief(place, 0.15, 0.9, 3))


def _courses(place: Place, length: float, height: float, joint: float, kind: int) -> tuple[Floats, Floats]:
    """Of bricks or slabs laid in bond: a number for each, and the share of joint."""
    row = np.floor(place.v / height)
    shifted = place.u + (row % 2) * (length / 2)
    column = np.floor(shifted / length)
    tone = scatter(row.astype(np.int64), column.astype(np.int64), kind)
    across = np.minimum(shifted - column * length, (column + 1) * length - shifted)
    up = np.minimum(place.v - row * height, (row + 1) * height - place.v)
    joints = np.maximum(_line(across, joint, place.footprint), _line(up, joint, place.footprint))
    return tone, joints


def _brick(place: Place) -> Drawn:
    tone, joints = _courses(place, 0.25, 0.083, 0.006, 11)
    near = _seen(place, 0.12)
    broad = field(place.u, place.v, place.footprint, period_m=11.0, kind=0) - 0.5
    shade = 1 + (tone - 0.5) * 0.55 * near + 0.35 * broad
    mortar = np.array([1.35, 2.6, 3.6], np.float32)
    share = (joints * 0.8)[:, None]
    return _drawn(shade[:, None] * (1 - share) + mortar * share * shade[:, None])


def _paving(place: Place) -> Drawn:
    tone, joints = _courses(place, 0.5, 0.5, 0.007, 13)
    broad = field(place.u, place.v, place.footprint, period_m=13.0, kind=0) - 0.5
    grain = field(place.u, place.v, place.footprint, period_m=0.8, kind=1) - 0.5
    shade = 1 + (tone - 0.5) * 0.3 * _seen(place, 0.3) + 0.5 * broad + 0.3 * grain
    return _drawn(shade * (1 - 0.55 * joints))


def _concrete(place: Place) -> Drawn:
    broad = field(place.u, place.v, place.footprint, period_m=9.0, kind=0) - 0.5
    streaks = field(place.u, place.v * 0.2, place.footprint, period_m=3.0, kind=2) - 0.5
    grain = field(place.u, place.v, place.footprint, period_m=0.7, kind=1) - 0.5
    return _drawn(1 + 0.4 * broad + 0.35 * streaks + 0.35 * grain)


def _grass(place: Place) -> Drawn:
    broad = field(place.u, place.v, place.footprint, period_m=37.0, kind=0)
    tufts = field(place.u, place.v, place.footprint, period_m=2.9, kind=2) - 0.5
    blades = field(place.u, place.v, place.footprint, period_m=1.1, kind=1) - 0.5
    dry = np.clip((broad - 0.45) * 3, 0, 1)[:, None]
    shade = (1 + 1.3 * tufts + 1.2 * blades)[:, None]
    return _drawn(shade * (1 + dry * np.array([0.9, 0.25, 0.25], np.float32)), _relief(place, 1.2, 2.9, 1))


def _leaf(place: Place) -> Drawn:
    clump = field(place.u + 3 * place.height, place.v, place.footprint, period_m=6.0, kind=1) - 0.5
    single = field(place.u, place.v, place.footprint, period_m=2.1, kind=3) - 0.5
    tone = (scatter(place.thing, place.thing) - 0.5)[:, None]
    hue = 1 + clump[:, None] * np.array([1.5, 0.7, 0.5], np.float32) + tone * np.array([0.7, 0.2, 0.2], np.float32)
    return _drawn((1 + 1.1 * single)[:, None] * hue)


def _bark(place: Place) -> Drawn:
    ridges = field(place.u * 3, place.v * 0.5, place.footprint, period_m=1.7, kind=2) - 0.5
    return _drawn(1 + 1.4 * ridges)


def _cloth(place: Place) -> Drawn:
    folds = field(place.u, place.v * 0.4, place.footprint, period_m=1.6, kind=2) - 0.5
    weave = field(place.u, place.v, place.footprint, period_m=0.35, kind=1) - 0.5
    return _drawn(1 + 0.7 * folds + 0.3 * weave)


def _tiles(place: Place) -> Drawn:
    tone, joints = _courses(place, 0.3, 0.32, 0.02, 17)
    broad = field(place.u, place.v, place.footprint, period_m=9.0, kind=0) - 0.5
    return _drawn((1 + (tone - 0.5) * 0.5 * _seen(place, 0.3) + 0.5 * broad) * (1 - 0.5 * joints))


def _planks(place: Place) -> Drawn:
    column = np.floor(place.u / 0.14)
    tone = scatter(column.astype(np.int64), place.thing, 19)
    grain = field(place.u * 4, place.v * 0.3, place.footprint, period_m=2.0, kind=2) - 0.5
    edge = np.minimum(place.u - column * 0.14, (column + 1) * 0.14 - place.u)
    shade = 1 + (tone - 0.5) * 0.25 * _seen(place, 0.1) + 0.4 * grain
    return _drawn(shade * (1 - 0.5 * _line(edge, 0.006, place.footprint)))


def _clapboard(place: Place) -> Drawn:
    row = np.floor(place.v / 0.5)
    edge = place.v - row * 0.5
    streaks = field(place.u, place.v * 0.1, place.footprint, period_m=7.0, kind=2) - 0.5
    tone = scatter(row.astype(np.int64), np.floor(place.u / 4).astype(np.int64), 23) - 0.5
    return _drawn((1 + 0.4 * streaks + 0.25 * tone) * (1 - 0.45 * _line(edge, 0.03, place.footprint)))


def _window(place: Place) -> Drawn:
    """What can be seen of an unlit room: blinds behind some panes."""
    tone = scatter(np.floor(place.u / 1.7).astype(np.int64), np.floor(place.v / 2.6).astype(np.int64), place.thing)
    return _drawn(np.where(tone > 0.7, 5.0, 1.0))


def _curtain(place: Place) -> Drawn:
    tone = scatter(np.floor(place.u / 1.7).astype(np.int64), np.floor(place.v / 2.6).astype(np.int64), place.thing)
    folds = 1 + 0.22 * np.sin(place.u * 42 + 3 * np.sin(place.u * 5)) * _seen(place, 0.06)
    broad = field(place.u, place.v, place.footprint, period_m=3.0, kind=2)
    warmth = np.stack([np.ones_like(tone), 0.82 + 0.36 * tone, 0.6 + 0.9 * tone], axis=1)
    return Drawn(np.ones((len(tone), 1), np.float32), (warmth * (folds * (0.35 + tone + 0.5 * broad))[:, None]))


def _shelves(place: Place) -> Drawn:
    row, column = np.floor(place.v / 0.42), np.floor(place.u / 0.13)
    tone, hue, blue = (scatter(row.astype(np.int64), column.astype(np.int64), place.thing + k) for k in range(3))
    colour = (0.25 + 0.85 * tone)[:, None] * np.stack([1 + 0 * hue, 0.62 + 0.38 * hue, 0.4 + 0.45 * blue], axis=1)
    board = _line(place.v - row * 0.42, 0.02, place.footprint)
    near = _seen(place, 0.25)[:, None]
    lit = (colour * near + 0.75 * (1 - near)) * (1 - 0.6 * board)[:, None]
    return Drawn(np.ones((len(row), 1), np.float32), lit.astype(np.float32))


def _puddle(place: Place) -> Drawn:
    """Not of a material: where rain stands on level ground, as its glow."""
    depth = field(place.u * 0.5, place.v, place.footprint, period_m=19.0, kind=0)
    share = np.clip((depth - 0.52) / 0.1, 0, 1)[:, None]
    return Drawn(share, share)


PATTERNS: MappingProxyType[str, Callable[[Place], Drawn]] = MappingProxyType({
    "asphalt": _asphalt, "marking": _marking, "plaster": _plaster, "brick": _brick, "paving": _paving,
    "concrete": _concrete, "grass": _grass, "leaf": _leaf, "bark": _bark, "cloth": _cloth, "tiles": _tiles,
    "planks": _planks, "clapboard": _clapboard, "window": _window, "curtain": _curtain, "shelves": _shelves,
    "puddle": _puddle,
})  # fmt: skip
"""All patterns by name; "plain" has none."""
