"""The LiDAR: beams that turn once a sweep, cast into the world from where the vehicle is at each beam's own moment.

The power that comes back follows the LiDAR equation for extended targets, rho cos(incidence) / r^2 (Hoefle and Pfeifer,
ISPRS J. 62 (2007) 415), with the two-way loss exp(-2 k r) of rain and haze; weak returns are lost by chance. Intensity
is that power without the r^2, as sensors with a range correction give it. Ranges have Gaussian noise.
It must not know perception: a return is a point, not a thing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scene.rigid import Matrix, moved
from app.simulate.world.material import INDEX, MATERIALS, NAMES
from app.simulate.world.rays import Caster, Hits, Rays
from app.simulate.world.rigid import rigid
from app.simulate.world.world import World

_REFLECTANCE = np.array([MATERIALS[name].reflectance for name in NAMES])
_RETRO = np.array([MATERIALS[name].retro for name in NAMES])
_PASSES = np.array([MATERIALS[name].passes for name in NAMES])
_RETRO_LEAST = 0.6
"""Retro-reflectors work within some 50 degrees of their normal."""
_SLACK_M = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class LidarSpec:
    """A turning LiDAR. `elevations` in rad, the lowest first; the sweep begins backwards and turns anticlockwise.

    `range_of_ten_percent` in m: where half of the pulses on a surface of 10 % that is hit head on come back.
    """

    elevations: tuple[float, ...]
    columns: int
    period_ns: int = 100_000_000
    range_least: float = 1.0
    range_most: float = 150.0
    range_of_ten_percent: float = 90.0
    range_noise: float = 0.02
    angle_noise: float = 0.0004
    steepness: float = 6.0
    vehicle_from_sensor: Matrix

    @property
    def beams(self) -> int:
        """How many."""
        return len(self.elevations)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The returns of one sweep, in the order in which they were measured.

    `points` (n, 3) in the sensor frame of the moment in which each was measured, m; `since_start_ns` (n,) that moment;
    `deskewed` (n, 3) in the sensor frame at the end of the sweep, by the vehicle's own speed and yaw rate; `column`,
    `ring`, `intensity` (n,). `ids` (n,) is what was hit: truth, for the confusion tables and the truth file alone.
    """

    start_ns: int
    end_ns: int
    points: NDArray[np.float64]
    deskewed: NDArray[np.float64]
    since_start_ns: NDArray[np.int64]
    column: NDArray[np.uint16]
    ring: NDArray[np.uint8]
    intensity: NDArray[np.uint8]
    ids: NDArray[np.int64]


class Lidar:
    """One LiDAR on the vehicle."""

    def __init__(self, spec: LidarSpec, caster: Caster, stream: np.random.Generator) -> None:
        self.spec = spec
        self._caster = caster
        self._stream = stream
        self._column = np.repeat(np.arange(spec.columns), spec.beams)
        self._ring = np.tile(np.arange(spec.beams), spec.columns)
        azimuth = -np.pi + 2 * np.pi * self._column / spec.columns
        elevation = np.array(spec.elevations)[self._ring]
        self._directions = np.stack(
            [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)], 1
        )
        self._since_ns = (self._column * spec.period_ns) // spec.columns

    def sweep(self, world: World, *, speed: float, yaw_rate: float) -> Sweep:
        """The sweep that ends now; `speed` (m/s) and `yaw_rate` (rad/s) as the vehicle measured them, to deskew."""
        spec = self.spec
        start_ns = world.t_ns - spec.period_ns
        rays = _rays(spec, self._directions, world.ego_poses(start_ns + self._since_ns), start_ns + self._since_ns)
        hits = self._through_panes(rays, self._caster.cast(rays))
        seen, power = self._detected(hits, world)
        noise = self._stream.standard_normal((3, len(seen)))
        ranges = hits.distance[seen] + spec.range_noise * noise[0, seen]
        directions = _jittered(self._directions[seen], spec.angle_noise * noise[1:, seen])
        points = ranges[:, None] * directions
        since = self._since_ns[seen]
        return Sweep(
            start_ns,
            world.t_ns,
            points,
            deskewed(spec, points, since, speed=speed, yaw_rate=yaw_rate),
            since,
            self._column[seen].astype(np.uint16),
            self._ring[seen].astype(np.uint8),
            np.clip(np.round(255 * power[seen]), 0, 255).astype(np.uint8),
            hits.ids[seen],
        )

    def _through_panes(self, rays: Rays, hits: Hits) -> Hits:
        """A share of the light goes through glass, and what lies behind it answers."""
        goes = np.flatnonzero(
            np.isfinite(hits.distance)
            & (self._stream.random(len(hits.distance)) < _PASSES[hits.material])
            & (_PASSES[hits.material] > 0)
        )
        if not len(goes):
            return hits
        at = hits.distance[goes] + _SLACK_M
        behind = self._caster.cast(
            Rays(rays.origins[goes] + at[:, None] * rays.directions[goes], rays.directions[goes], rays.t_ns[goes])
        )
        hits.distance[goes] = behind.distance + at
        hits.ids[goes], hits.material[goes] = behind.ids, behind.material
        hits.incidence[goes] = behind.incidence * 0.5
        return hits

    def _detected(self, hits: Hits, world: World) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Which pulses come back, and with which power at 1 m, a matt white surface head on being 1."""
        spec = self.spec
        wet = world.light.wetness
        reflectance = _REFLECTANCE[hits.material]
        if wet:
            # water mirrors the beam away, on flat ground most of all
            ground = np.isin(hits.material, [INDEX["asphalt"], INDEX["asphalt_pale"], INDEX["marking"]])
            reflectance = reflectance * np.where(ground, 1 - 0.85 * wet, 1 - 0.3 * wet)
        retro = np.where(hits.incidence > _RETRO_LEAST, _RETRO[hits.material], 0.0)
        loss = 3.912 / world.light.haze_m
        distance = np.where(np.isfinite(hits.distance), hits.distance, 1e6)
        power = (reflectance * hits.incidence + 0.05 * retro) * np.exp(-2 * loss * distance)
        ratio = power / 0.1 * (spec.range_of_ten_percent / np.maximum(distance, 1.0)) ** 2
        chance = ratio**spec.steepness / (1 + ratio**spec.steepness)
        within = (distance >= spec.range_least) & (distance <= spec.range_most)
        # one in 250 pulses is lost to crosstalk and timing, whatever it hits
        return within & (self._stream.random(len(distance)) < 0.996 * chance), power


def _rays(
    spec: LidarSpec, directions: NDArray[np.float64], poses: NDArray[np.float64], t_ns: NDArray[np.int64]
) -> Rays:
    """The beams in the map frame. Beams of one column leave from one pose."""
    origins = np.empty_like(directions)
    turned = np.empty_like(directions)
    beams = spec.beams
    for first in range(0, len(directions), beams):
        x, y, yaw, pitch, roll = poses[first]
        map_from_sensor = rigid(x, y, yaw=yaw, pitch=pitch, roll=roll) @ spec.vehicle_from_sensor
        turned[first : first + beams] = directions[first : first + beams] @ map_from_sensor[:3, :3].T
        origins[first : first + beams] = map_from_sensor[:3, 3]
    return Rays(origins, turned, t_ns)


def _jittered(directions: NDArray[np.float64], noise: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit directions turned by small angles, `noise` (2, n) in rad: to the left, and up."""
    flat = np.maximum(np.hypot(directions[:, 0], directions[:, 1]), 1e-9)
    left = np.stack([-directions[:, 1] / flat, directions[:, 0] / flat, np.zeros(len(flat))], 1)
    up = np.cross(directions, left)
    turned = directions + noise[0][:, None] * left + noise[1][:, None] * up
    return np.asarray(turned / np.linalg.norm(turned, axis=1, keepdims=True), np.float64)


def deskewed(
    spec: LidarSpec, points: NDArray[np.float64], since_ns: NDArray[np.int64], *, speed: float, yaw_rate: float
) -> NDArray[np.float64]:
    """Points as they would lie in the sensor frame at the end of the sweep, were everything but the vehicle at rest."""
    remaining = (spec.period_ns - since_ns) * 1e-9
    vehicle = moved(spec.vehicle_from_sensor, points)
    angle = -yaw_rate * remaining
    x, y = vehicle[:, 0] - speed * remaining, vehicle[:, 1]
    cos, sin = np.cos(angle), np.sin(angle)
    turned = np.stack([x * cos - y * sin, x * sin + y * cos, vehicle[:, 2]], 1)
    return np.asarray((turned - spec.vehicle_from_sensor[:3, 3]) @ spec.vehicle_from_sensor[:3, :3], np.float64)
