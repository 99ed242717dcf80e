"""What a surface looks like at the places where rays hit it: colour, gloss, emission and fine relief.

It must not know what light falls on it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.simulate.picture.pattern import PATTERNS, Place
from app.simulate.picture.ray_caster import Hits
from app.simulate.world.light import Light
from app.simulate.world.material import INDEX, MATERIALS, NAMES
from app.simulate.world.placed import Placed

Floats = NDArray[np.float32]
_ALL = tuple(MATERIALS.values())
_COLOUR = np.array([one.colour for one in _ALL], np.float32)
_EMISSION = np.array([one.emission for one in _ALL], np.float32)
_NUMBERS = np.array([(one.roughness, one.coat, one.metal, one.retro) for one in _ALL], np.float32)
_TINTED = np.array([one.tinted for one in _ALL])
_PATTERN = np.array([list(PATTERNS).index(one.pattern) if one.pattern in PATTERNS else -1 for one in _ALL])
_WETTABLE = np.array([one.pattern in ("asphalt", "marking", "paving", "concrete") for one in _ALL])
_LAMPS = {lamp: [INDEX[name] for name in NAMES if MATERIALS[name].lamp == lamp] for lamp in
          ("head", "tail", "brake", "indicator_left", "indicator_right", "street")}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """At n places: `albedo`, `emission` and `normal` float32 (n, 3); `roughness`, `coat`, `metal`, `retro` (n,)."""

    albedo: Floats
    emission: Floats
    normal: Floats
    roughness: Floats
    coat: Floats
    metal: Floats
    retro: Floats

    def at(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Surface":
        """The same at some of the places."""
        return Surface(
            self.albedo[chosen],
            self.emission[chosen],
            self.normal[chosen],
            self.roughness[chosen],
            self.coat[chosen],
            self.metal[chosen],
            self.retro[chosen],
        )


class Surfaces:
    """The surfaces of the things of a stage."""

    def __init__(self, placed: tuple[Placed, ...], light: Light) -> None:
        self._light = light
        self._shape_from_world = np.array([np.linalg.inv(one.world_from_shape)[:3] for one in placed], np.float32)
        self._tint = np.array(
            [one.tint if one.tint is not None else (-1, -1, -1) for one in placed], np.float32
        ).reshape(-1, 3)
        self._burns = np.ones((len(placed), len(_ALL)), np.bool_)
        for number, one in enumerate(placed):
            on = set(one.lamps) | ({"indicator_left", "indicator_right"} if "hazard" in one.lamps else set())
            for lamp, materials in _LAMPS.items():
                self._burns[number, materials] = light.street_lamps if lamp == "street" else lamp in on

    def at(self, hits: Hits, points: Floats, footprint: Floats) -> Surface:
        """At what n rays hit (every one of them): `points` (n, 3) map frame, `footprint` (n,) of a pixel there, m."""
        material, placed = hits.material, hits.placed
        albedo = _COLOUR[material].copy()
        tint = self._tint[placed]
        tinted = _TINTED[material] & (tint[:, 0] >= 0)
        albedo[tinted] = tint[tinted]
        emission = _EMISSION[material] * self._burns[placed, material][:, None]
        roughness, coat, metal, retro = (column.copy() for column in _NUMBERS[material].T)
        normal = hits.smooth.copy()
        pattern = _PATTERN[material]
        for number, draw in enumerate(PATTERNS.values()):
            here = np.flatnonzero(pattern == number)
            if not len(here):
                continue
            place = self._place(points[here], hits.normal[here], placed[here], footprint[here])
            drawn = draw(place)
            albedo[here] *= drawn.colour
            emission[here] *= drawn.glow
            if drawn.relief is not None:
                normal[here] = _bumped(normal[here], drawn.relief)
        if self._light.wetness > 0:
            self._wet(material, points, hits.normal, albedo, roughness, coat)
        return Surface(albedo, emission, normal, roughness, coat, metal, retro)

    def plain(self, hits: Hits) -> tuple[Floats, Floats]:
        """Albedo and emission without their patterns, (n, 3) each: what a reflection needs of them."""
        albedo = _COLOUR[hits.material]
        tint = self._tint[hits.placed]
        tinted = _TINTED[hits.material] & (tint[:, 0] >= 0)
        return (
            np.where(tinted[:, None], tint, albedo),
            _EMISSION[hits.material] * self._burns[hits.placed, hits.material][:, None],
        )

    def _place(self, points: Floats, normal: Floats, placed: NDArray[np.int32], footprint: Floats) -> Place:
        matrix = self._shape_from_world[placed]
        local = np.einsum("nij,nj->ni", matrix[:, :, :3], points) + matrix[:, :, 3]
        facing = np.abs(np.einsum("nij,nj->ni", matrix[:, :, :3], normal))
        x, y, z = local.T
        level = (facing[:, 2] >= facing[:, 0]) & (facing[:, 2] >= facing[:, 1])
        front = facing[:, 0] >= facing[:, 1]
        u = np.where(level, x, np.where(front, y, x))
        v = np.where(level, y, z)
        return Place(u, v, z, footprint, placed.astype(np.int64))

    def _wet(
        self,
        material: NDArray[np.uint8],
        points: Floats,
        normal: Floats,
        albedo: Floats,
        roughness: Floats,
        coat: Floats,
    ) -> None:
        """Water fills the pores: level ground gets darker and mirrors, most where it stands (Lekner and Dorf 1988)."""
        wettable = _WETTABLE[material] & (normal[:, 2] > 0.8)
        here = np.flatnonzero(wettable)
        wet = np.float32(self._light.wetness)
        pools = PATTERNS["puddle"](Place.level(points[here])).glow[:, 0] * wet
        albedo[here] *= (1 - 0.45 * wet) * (1 - 0.25 * pools[:, None])
        roughness[here] = 0.34 * (1 - pools) + 0.05 * pools
        coat[here] = wet * (0.55 + 0.45 * pools)


def _bumped(normal: Floats, relief: Floats) -> Floats:
    bent = normal + relief
    result: Floats = bent / np.maximum(np.linalg.norm(bent, axis=1, keepdims=True), 1e-6)
    return result
