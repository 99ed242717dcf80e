"""The radars: reflections of road users that nothing hides, with their radial velocity, and some clutter.

Power follows the radar equation, rcs / r^4 (Skolnik, Radar Handbook, 1.6). It must not know tracks.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.kinds.code import Motion as Moves
from app.kinds.radar import DETECTIONS
from app.kinds.row_layout import Rows
from app.scene.rigid import Matrix, inverse
from app.simulate.sensors.localisation import Pose
from app.simulate.world.rays import Caster, Rays
from app.simulate.world.road_user import RoadUser
from app.simulate.world.world import World

_RCS = {
    "car": 10.0, "van": 13.0, "truck": 20.0, "bus": 20.0, "pedestrian": -4.0, "bicycle_pushed": 0.0, "cyclist": 1.0,
    "obstacle": 3.0,
}  # fmt: skip
"""Usual radar cross-sections at 77 GHz, dBsm (Schipper et al., EuRAD 2011: persons -8 to 0, cars 5 to 20)."""


_TARGETS = 5
_INSET = 0.75
"""Corners are looked for so far from the middle: mirrors and wheel arches make boxes wider than bodies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarSpec:
    """A radar; angles in rad, ranges in m. `range_of_car`: where half of the cycles still see a car of 10 dBsm."""

    name: str
    vehicle_from_sensor: Matrix
    half_angle: float
    range_most: float
    range_of_car: float
    period_ns: int = 50_000_000
    range_noise: float = 0.12
    azimuth_noise: float = 0.005
    speed_noise: float = 0.06
    clutter: float = 1.5
    """Detections of nothing that matters a cycle, on average."""


class Radar:
    """One radar on the vehicle."""

    def __init__(self, spec: RadarSpec, caster: Caster, stream: np.random.Generator) -> None:
        self.spec = spec
        self._caster = caster
        self._stream = stream

    def cycle(self, world: World) -> Rows:
        """The detections now, nearest first, rows of `DETECTIONS`."""
        map_from_sensor = world.ego.motion.map_from_vehicle @ self.spec.vehicle_from_sensor
        found = [
            row
            for user, places in self._seen(world, map_from_sensor[:3, 3])
            for row in self._reflections(user, places, world, map_from_sensor)
        ]
        found += self._clutter(world)
        rows = DETECTIONS.unknown(len(found))
        for number, (distance, azimuth, elevation, speed, rcs, snr) in enumerate(sorted(found)):
            rows[number]["range"], rows[number]["azimuth"], rows[number]["elevation"] = distance, azimuth, elevation
            rows[number]["radial_velocity"], rows[number]["rcs"], rows[number]["snr"] = speed, rcs, snr
            rows[number]["existence"] = min(0.99, max(0.3, 0.5 + snr / 40))
            rows[number]["motion"] = self._motion(speed, azimuth, world)
        rows["range_std"] = self.spec.range_noise
        rows["azimuth_std"] = self.spec.azimuth_noise
        rows["radial_velocity_std"] = self.spec.speed_noise
        rows["detection"] = np.arange(len(found))
        return rows

    def _seen(
        self, world: World, sensor: NDArray[np.float64]
    ) -> Iterator[tuple[RoadUser, NDArray[np.float64]]]:  # fmt: skip
        """Where rays towards corners and middles of road users meet them, (n, 3), map frame; without hidden ones."""
        reach = self.spec.range_most
        users = [one for one in world.users if math.hypot(one.x - sensor[0], one.y - sensor[1]) <= reach + one.length]
        if not users:
            return
        towards = np.concatenate([_targets(one) for one in users]) - sensor
        directions = towards / np.linalg.norm(towards, axis=1, keepdims=True)
        origins = np.broadcast_to(sensor, towards.shape)
        hits = self._caster.cast(Rays(origins, directions, np.full(len(towards), world.t_ns)))
        for number, user in enumerate(users):
            own = slice(number * _TARGETS, (number + 1) * _TARGETS)
            met = hits.ids[own] == user.id
            yield user, np.asarray(sensor + hits.distance[own][met, None] * directions[own][met], np.float64)

    def _reflections(
        self, user: RoadUser, places: NDArray[np.float64], world: World, map_from_sensor: Matrix
    ) -> list[tuple[float, float, float, float, float, float]]:
        """One for each place of a road user that answers strongly enough."""
        spec, stream, sensor = self.spec, self._stream, map_from_sensor[:3, 3]
        inside = (np.column_stack([places, np.ones(len(places))]) @ inverse(map_from_sensor).T)[:, :3]
        rows = []
        relative = np.array(user.velocity) - np.array(world.ego.motion.map_from_vehicle[:3, 0]) * world.ego.motion.speed
        for point, place in zip(inside, places, strict=True):
            distance = float(np.linalg.norm(point))
            azimuth = math.atan2(point[1], point[0])
            rcs = _RCS[user.kind] + 2.5 * stream.standard_normal() - 4.0
            snr = 13.0 + (rcs - 10.0 + 4.0) + 40 * math.log10(spec.range_of_car / max(distance, 1.0))
            if abs(azimuth) > spec.half_angle or distance > spec.range_most or snr < 13.0:
                continue
            sight = (place - sensor) / np.linalg.norm(place - sensor)
            rows.append((
                distance + spec.range_noise * stream.standard_normal(),
                azimuth + spec.azimuth_noise * stream.standard_normal(),
                math.asin(point[2] / distance),
                float(relative @ sight) + spec.speed_noise * stream.standard_normal(),
                rcs,
                snr,
            ))  # fmt: skip
        return rows

    def _clutter(self, world: World) -> list[tuple[float, float, float, float, float, float]]:
        """Rails, kerbs and gullies: at rest, anywhere in view."""
        spec, stream = self.spec, self._stream
        rows = []
        for _ in range(int(stream.poisson(spec.clutter))):
            azimuth = float(stream.uniform(-spec.half_angle, spec.half_angle))
            distance = float(stream.uniform(5.0, 0.6 * spec.range_most))
            forward = float(spec.vehicle_from_sensor[0, 0])
            closing = -world.ego.motion.speed * forward * math.cos(azimuth)
            noise = spec.speed_noise * float(stream.standard_normal())
            rows.append((distance, azimuth, 0.0, closing + noise, float(stream.uniform(-12, -4)), 14.0))
        return rows

    def _motion(self, speed: float, azimuth: float, world: World) -> Moves:
        forward = float(self.spec.vehicle_from_sensor[0, 0])
        over_ground = speed + world.ego.motion.speed * forward * math.cos(azimuth)
        if abs(over_ground) < 0.6:
            return Moves.STATIONARY
        return Moves.ONCOMING if over_ground < -0.6 and forward > 0 else Moves.MOVING


def _targets(user: RoadUser) -> NDArray[np.float64]:
    """Where a radar looks for a road user: corners and middle, (5, 3), map frame."""
    middle = np.array([user.x, user.y])
    points = np.vstack([user.corners * _INSET + middle * (1 - _INSET), middle])
    return np.column_stack([points, np.full(_TARGETS, min(1.6, 0.45 * user.height))])


def over_ground(
    rows: Rows, spec: RadarSpec, pose: Pose, *, age_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Where detections of `age_s` ago lie at `pose`, moved on by their speed: places (n, 2) and sights (n, 2) in the
    map, and speeds over ground along the sight (n,), away from the vehicle positive, m/s.
    """
    mounted = math.atan2(spec.vehicle_from_sensor[1, 0], spec.vehicle_from_sensor[0, 0])
    bearing = rows["azimuth"].astype(np.float64) + (pose.yaw + mounted)
    sights = np.stack([np.cos(bearing), np.sin(bearing)], 1)
    heading = np.array([math.cos(pose.yaw), math.sin(pose.yaw)])
    sensor = (pose.map_from_vehicle @ spec.vehicle_from_sensor)[:2, 3] - heading * pose.speed * age_s
    speeds = rows["radial_velocity"].astype(np.float64) + pose.speed * (sights @ heading)
    distance = rows["range"].astype(np.float64) + speeds * age_s
    return sensor + distance[:, None] * sights, sights, speeds
