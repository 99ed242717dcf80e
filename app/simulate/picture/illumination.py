"""The light that reaches places of a stage and what they send on towards the camera.

Diffuse and glossy reflection as in Cook and Torrance with the distribution of Trowbridge and Reitz (GGX; Walter et al.,
EGSR 2007) and Schlick's approximation of Fresnel's reflectance (1994). It must not know pixels.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.simulate.picture.lamp import BurningLamp, burning
from app.simulate.picture.ray_caster import Hits, RayCaster
from app.simulate.picture.sky import mean_sky, sky
from app.simulate.picture.surface import Surface, Surfaces
from app.simulate.world.material import MATERIALS
from app.simulate.world.stage import Stage

Floats = NDArray[np.float32]
DIELECTRIC = np.float32(0.04)
_LIFT_M = 0.003
_FAINT = 0.015
_SUN_RADIUS = 0.004
_THROUGH = np.array([0.4 if one.pattern == "leaf" else 0.0 for one in MATERIALS.values()], np.float32)


class Illumination:
    """Sun, sky, lamps and what surfaces throw back, on one stage, without the thing that carries the camera."""

    def __init__(self, stage: Stage, *, carrier: int, seed: int) -> None:
        self.caster = RayCaster(stage, without=carrier)
        self.light = stage.light
        self.surfaces = Surfaces(self.caster.placed, stage.light)
        self._lamps = burning(stage.everything, stage.light)
        self._carrier = carrier
        self._open_sky = mean_sky(stage.light)
        self._random = np.random.default_rng(seed)

    def direct(self, points: Floats, hits: Hits, surface: Surface, to_eye: Floats) -> Floats:
        """Radiance towards the eye (unit directions) of sunlight and lamplight, with shadows; (n, 3)."""
        result = np.zeros_like(points)
        lifted = points + hits.normal * np.float32(_LIFT_M)
        if max(self.light.sun) > 0:
            self._add_sun(result, lifted, hits, surface, to_eye)
        for lamp in self._lamps:
            self._add_lamp(lamp, result, lifted, hits, surface, to_eye)
        return result

    def _add_sun(self, result: Floats, lifted: Floats, hits: Hits, surface: Surface, to_eye: Floats) -> None:
        here = self._facing(self.light.to_sun.astype(np.float32)[None, :], hits, surface)
        jitter = self._random.normal(0, _SUN_RADIUS, (len(here), 3))
        towards = (self.light.to_sun + jitter).astype(np.float32)
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        seen = ~self.caster.blocked(lifted[here], lifted[here] + towards * np.float32(400))
        here, towards = here[seen], towards[seen]
        arriving = np.broadcast_to(np.array(self.light.sun, np.float32), (len(here), 3))
        result[here] += _sent(surface.at(here), _THROUGH[hits.material[here]], towards, to_eye[here], arriving)

    def _add_lamp(
        self, lamp: BurningLamp, result: Floats, lifted: Floats, hits: Hits, surface: Surface, to_eye: Floats
    ) -> None:
        way = lamp.position.astype(np.float32) - lifted
        square = np.einsum("nc,nc->n", way, way)
        here = np.flatnonzero(square < lamp.reach_m**2)
        if not len(here):
            return
        towards = way[here] / np.sqrt(square[here])[:, None]
        here_facing = self._facing(towards, hits, surface, among=here)
        here, towards, square = here[here_facing], towards[here_facing], square[here][here_facing]
        arriving = lamp.intensity(-towards) / np.maximum(square, 0.05)[:, None]
        # less than that is lost in the light of the sky: most of what lies outside a beam
        bright = arriving.max(axis=1) > _FAINT * self._open_sky.max()
        here, towards, arriving = here[bright], towards[bright], arriving[bright]
        seen = ~self.caster.blocked(lifted[here], np.broadcast_to(lamp.position, (len(here), 3)))
        here, towards, arriving = here[seen], towards[seen], arriving[seen]
        result[here] += _sent(surface.at(here), _THROUGH[hits.material[here]], towards, to_eye[here], arriving)
        if lamp.placed == self._carrier and lamp.kind == "head":
            # what throws light back where it came from throws it at the eye beside the lamp
            result[here] += np.minimum(surface.retro[here, None] * arriving, 0.5) * np.clip(
                surface.albedo[here] * 1.3, 0, 1
            )

    def _facing(
        self, towards: Floats, hits: Hits, surface: Surface, among: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Which places have the light on their side, or let light through."""
        chosen = slice(None) if among is None else among
        lit = np.einsum("nc,nc->n", surface.normal[chosen], np.broadcast_to(towards, surface.normal[chosen].shape)) > 0
        flat = np.einsum("nc,nc->n", hits.normal[chosen], np.broadcast_to(towards, surface.normal[chosen].shape)) > 0
        return np.flatnonzero((lit & flat) | (_THROUGH[hits.material[chosen]] > 0))

    def gathered(self, points: Floats, normal: Floats, rays: int) -> Floats:
        """Irradiance over pi from the sky and from surroundings, by `rays` random rays a place; (n, 3)."""
        total = np.zeros_like(points)
        lifted = points + normal * np.float32(_LIFT_M * 3)
        for turn, height in self._strata(len(points), rays):
            total += self.seen(lifted, _hemisphere(normal, turn, height))
        return total / np.float32(rays)

    def _strata(self, n: int, rays: int) -> Iterator[tuple[Floats, Floats]]:
        offset = self._random.uniform(0, 1, (2, n)).astype(np.float32)
        for k in range(rays):
            yield (offset[0] + np.float32(k / rays)) % 1, (offset[1] + np.float32(k * 0.618)) % 1

    def glossy(self, points: Floats, normal: Floats, roughness: Floats, from_eye: Floats, rays: int) -> Floats:
        """Radiance that comes in around the mirrored direction, spread by the roughness; (n, 3)."""
        total = np.zeros_like(points)
        lifted = points + normal * np.float32(_LIFT_M * 3)
        width = (roughness**2 * np.float32(0.5))[:, None]
        for _ in range(rays):
            bent = normal + width * self._random.normal(0, 1, normal.shape).astype(np.float32)
            bent /= np.linalg.norm(bent, axis=1, keepdims=True)
            mirrored = from_eye - 2 * np.einsum("nc,nc->n", from_eye, bent)[:, None] * bent
            mirrored[:, 2] = np.where(normal[:, 2] > 0.8, np.abs(mirrored[:, 2]), mirrored[:, 2])
            total += self.seen(lifted, mirrored)
        return total / np.float32(rays)

    def seen(self, origins: Floats, directions: Floats) -> Floats:
        """Radiance along unit directions as a reflection shows it: coarse, without lamps' shadows; (n, 3)."""
        hits = self.caster.cast(origins, directions)
        result = np.empty_like(directions)
        missed = ~hits.hit
        result[missed] = sky(self.light, directions[missed], disc=False)
        there = np.flatnonzero(hits.hit)
        found = hits.at(there)
        points = origins[there] + directions[there] * found.distance[:, None]
        result[there] = self._coarse(points, found)
        return self.hazed(result, hits.distance, directions)

    def _coarse(self, points: Floats, hits: Hits) -> Floats:
        albedo, emission = self.surfaces.plain(hits)
        up = hits.normal[:, 2:]
        around = self._open_sky * (0.32 + 0.22 * up)
        if max(self.light.sun) > 0:
            cos = np.clip(hits.normal @ self.light.to_sun.astype(np.float32), 0, 1)[:, None]
            around = around + np.array(self.light.sun, np.float32) * cos * 0.6
        for lamp in self._lamps:
            if lamp.kind == "street":
                way = lamp.position.astype(np.float32) - points
                square = np.einsum("nc,nc->n", way, way)
                near = np.flatnonzero(square < 12.0**2)
                towards = way[near] / np.sqrt(square[near])[:, None]
                cos = np.clip(np.einsum("nc,nc->n", towards, hits.normal[near]), 0, 1)
                around[near] += lamp.intensity(-towards) * (cos / np.maximum(square[near], 0.5))[:, None]
        return np.asarray(albedo * around + emission, np.float32)

    def hazed(self, radiance: Floats, distance: Floats, directions: Floats) -> Floats:
        """The same through `distance` (m) of haze (Koschmieder 1924), which shines like the sky low ahead."""
        kept = np.exp(-3.912 * np.minimum(distance, 20_000) / self.light.haze_m)[:, None]
        near_sun = np.clip(directions @ self.light.to_sun.astype(np.float32), 0, 1)[:, None]
        air = (
            0.85 * np.array(self.light.horizon, np.float32) + 0.4 * np.array(self.light.glow, np.float32) * near_sun**4
        )
        return np.where(np.isfinite(distance)[:, None], radiance * kept + air * (1 - kept), radiance)


def fresnel(cos: Floats, base: Floats | np.float32) -> Floats:
    """Share that is mirrored, for the cosine to the normal and the share at normal incidence."""
    away = np.clip(1 - cos, 0, 1)
    return np.asarray(base + (1 - base) * away**5, np.float32)


def _hemisphere(normal: Floats, turn: Floats, height: Floats) -> Floats:
    """Cosine-distributed unit directions about normals, from two numbers in 0 ... 1 each (Malley)."""
    radius, angle = np.sqrt(height), 2 * np.pi * turn
    sign = np.where(normal[:, 2] >= 0, np.float32(1), np.float32(-1))
    # an orthonormal frame without branches: Duff et al., JCGT 6(1), 2017
    a = -1 / (sign + normal[:, 2])
    b = normal[:, 0] * normal[:, 1] * a
    first = np.stack([1 + sign * normal[:, 0] ** 2 * a, sign * b, -sign * normal[:, 0]], axis=1)
    second = np.stack([b, sign + normal[:, 1] ** 2 * a, -normal[:, 1]], axis=1)
    x, y = (radius * np.cos(angle))[:, None], (radius * np.sin(angle))[:, None]
    up = np.sqrt(np.maximum(1 - height, 1e-4))[:, None]
    return np.asarray(first * x + second * y + normal * up, np.float32)


def _sent(surface: Surface, through: Floats, towards: Floats, to_eye: Floats, arriving: Floats) -> Floats:
    """Radiance sent to the eye for irradiance over pi `arriving` (n, 3), at normal incidence, from `towards`."""
    slope = np.einsum("nc,nc->n", surface.normal, towards)
    cos = np.clip(slope, 0, 1) * (1 - through * 0.5) + np.clip(-slope, 0, 1) * through
    diffuse = surface.albedo * ((1 - surface.metal) * cos)[:, None]
    half = towards + to_eye
    half /= np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-6)
    nh = np.clip(np.einsum("nc,nc->n", surface.normal, half), 0, 1)
    nv = np.clip(np.einsum("nc,nc->n", surface.normal, to_eye), 0.02, 1)
    nl = np.clip(slope, 0.0, 1)
    lh = np.einsum("nc,nc->n", towards, half)
    # the clear coat is smoother than what lies beneath it
    rough = np.clip(np.where(surface.coat > 0.6, np.minimum(surface.roughness, 0.16), surface.roughness), 0.06, 1)
    alpha2 = rough**4
    spread = alpha2 / (nh**2 * (alpha2 - 1) + 1) ** 2
    k = (rough + 1) ** 2 / 8
    masking = 1 / ((nl * (1 - k) + k) * (nv * (1 - k) + k) * 4)
    base = DIELECTRIC * (1 - surface.metal[:, None]) + surface.albedo * surface.metal[:, None]
    mirrored = fresnel(lh[:, None], base) * (spread * masking * nl)[:, None]
    return np.asarray(arriving * (diffuse + np.minimum(mirrored, 40.0)), np.float32)
