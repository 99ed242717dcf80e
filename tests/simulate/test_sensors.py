"""Satellite receiver, inertial sensor, supply and driver against what is known of them.

Must not know the samples.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from app.kinds.code import Motion as Moves
from app.scene.rigid import inverse, quaternion_of
from app.simulate.aboard.schedule import Schedule
from app.simulate.aboard.supply import Device, Supply, SupplyFault
from app.simulate.driving.driver import Driver, Habits
from app.simulate.sensors.inertial import InertialSensor
from app.simulate.sensors.localisation import Pose
from app.simulate.sensors.radar import Radar
from app.simulate.sensors.rig import compact
from app.simulate.sensors.satellite import Place, Receiver
from app.simulate.world.behaviour import Driving
from app.simulate.world.chance import Chance, latency_ns
from app.simulate.world.ego import GRAVITY, Body, Ego, Motion
from app.simulate.world.light import Light
from app.simulate.world.rays import Caster
from app.simulate.world.rigid import rigid
from app.simulate.world.road import MOTORWAY
from app.simulate.world.road_user import RoadUser
from app.simulate.world.world import World

PLACE = Place(latitude_deg=49.8, longitude_deg=9.9, altitude=200.0)
STILL = Motion(t_ns=0, x=0.0, y=0.0)


def test_local_plane_agrees_with_the_radii_of_the_ellipsoid() -> None:
    """Meridian and prime vertical radii of WGS 84 (NIMA TR8350.2) give the length of a degree."""
    a, f = 6_378_137.0, 1 / 298.257_223_563
    e2, lat = f * (2 - f), math.radians(PLACE.latitude_deg)
    prime = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    meridian = a * (1 - e2) / (1 - e2 * math.sin(lat) ** 2) ** 1.5
    north = PLACE.geodetic(0.0, 500.0, 0.0)
    east = PLACE.geodetic(500.0, 0.0, 0.0)
    assert north[0] - PLACE.latitude_deg == pytest.approx(math.degrees(500 / (meridian + 200)), abs=1e-8)
    assert east[1] - PLACE.longitude_deg == pytest.approx(math.degrees(500 / ((prime + 200) * math.cos(lat))), abs=1e-8)
    # a tangent plane leaves the ellipsoid by d^2 / 2 R
    assert north[2] - 200.0 == pytest.approx(500**2 / (2 * meridian), abs=1e-3)
    assert PLACE.geodetic(0.0, 0.0, 7.0) == pytest.approx((49.8, 9.9, 207.0), abs=1e-6)


def test_receiver_wanders_as_little_as_it_says() -> None:
    receiver = Receiver(PLACE, np.random.default_rng(3), utc_offset_ns=5)
    fixes = [receiver.fix(replace(STILL, t_ns=number * 100_000_000)) for number in range(3000)]
    north = np.array([float(fix["latitude_deg"][0]) for fix in fixes]) - PLACE.latitude_deg
    assert 0.1 < float(np.std(np.radians(north) * 6.37e6)) < 1.2
    assert int(fixes[7]["utc_ns"][0]) == 700_000_005


def test_receiver_measures_at_its_antenna_and_turns_with_the_map() -> None:
    """A vehicle that heads north where x points west, 40 m along x: the antenna is 0.2 m north of the origin."""
    west = replace(PLACE, x_bearing_deg=270.0)
    fixes = [
        Receiver(west, np.random.default_rng(seed), utc_offset_ns=0).fix(
            replace(STILL, x=40.0, y=0.0, yaw=-math.pi / 2, speed=10.0)
        )
        for seed in range(400)
    ]
    north = np.mean([np.radians(float(fix["latitude_deg"][0]) - PLACE.latitude_deg) for fix in fixes]) * 6.378e6
    scale = 6.39e6 * math.cos(math.radians(PLACE.latitude_deg))
    east = np.mean([np.radians(float(fix["longitude_deg"][0]) - PLACE.longitude_deg) for fix in fixes]) * scale
    assert east == pytest.approx(-40.0, abs=0.12)
    assert north == pytest.approx(0.2, abs=0.12)
    assert float(fixes[0]["course"][0]) == pytest.approx(0.0, abs=1e-6)


def test_sensor_at_rest_feels_gravity_upwards() -> None:
    sensor = InertialSensor(np.random.default_rng(1))
    rows = [sensor.measure(replace(STILL, t_ns=number * 10_000_000)) for number in range(200)]
    assert np.mean([row["acceleration_z"][0] for row in rows]) == pytest.approx(GRAVITY, abs=0.08)
    assert abs(np.mean([row["acceleration_x"][0] for row in rows])) < 0.08


def test_sensor_feels_braking_turning_and_a_tilted_body() -> None:
    sensor = InertialSensor(np.random.default_rng(1))
    tilted = replace(STILL, acceleration=-5.0, lateral_acceleration=2.0, yaw_rate=0.3, pitch=0.02, roll=0.01)
    rows = [sensor.measure(replace(tilted, t_ns=number * 10_000_000)) for number in range(300)]
    assert np.mean([row["acceleration_x"][0] for row in rows]) == pytest.approx(-5.0 - GRAVITY * 0.02, abs=0.08)
    assert np.mean([row["acceleration_y"][0] for row in rows]) == pytest.approx(2.0 + GRAVITY * 0.01, abs=0.08)
    assert np.mean([row["rate_z"][0] for row in rows]) == pytest.approx(0.3, abs=0.01)


def test_gravity_signs_agree_with_the_transform() -> None:
    """The reaction to gravity, upwards in the map, turned into the vehicle."""
    up = inverse(rigid(0, 0, pitch=0.02, roll=0.01))[:3, :3] @ np.array([0.0, 0.0, GRAVITY])
    assert up[0] == pytest.approx(-GRAVITY * 0.02, rel=0.01)
    assert up[1] == pytest.approx(GRAVITY * 0.01, rel=0.01)


@pytest.mark.parametrize("angles", [(0.0, 0.0, 0.0), (3.1, 0.2, -0.1), (-2.0, -1.2, 0.4), (1.6, 0.0, 3.1)])
def test_quaternion_turns_like_its_matrix(angles: tuple[float, float, float]) -> None:
    yaw, pitch, roll = angles
    matrix = rigid(1.0, 2.0, 3.0, yaw=yaw, pitch=pitch, roll=roll)
    w, x, y, z = quaternion_of(matrix)
    assert w >= 0
    rotated = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
    assert np.allclose(rotated, matrix[:3, :3])


def test_streams_of_chance_are_apart_and_repeat() -> None:
    one, same, other = Chance(1).stream("lidar"), Chance(1).stream("lidar"), Chance(1).stream("imu")
    first = one.random(4).tolist()
    assert first == same.random(4).tolist()
    assert first != other.random(4).tolist()
    assert first != Chance(2).stream("lidar").random(4).tolist()
    assert Chance(1).identifier("a", 8) != Chance(1).identifier("b", 8)
    drawn = [latency_ns(other, median_ms=10.0, spread=0.2) for _ in range(2000)]
    assert np.median(drawn) == pytest.approx(1e7, rel=0.03)
    assert min(drawn) > 0


def test_schedule_keeps_times_and_order() -> None:
    schedule, told = Schedule(), []
    schedule.at(30, lambda t: told.append(("c", t)))
    schedule.at(10, lambda t: told.append(("a", t)))
    schedule.at(10, lambda t: told.append(("b", t)))
    schedule.every(20, lambda t: told.append(("e", t)), first_ns=5)
    while schedule.next_ns() < 50:
        schedule.run_next()
    assert told == [("e", 5), ("a", 10), ("b", 10), ("e", 25), ("c", 30), ("e", 45)]


def test_supply_sags_until_devices_restart() -> None:
    supply = Supply(np.random.default_rng(1), fault=SupplyFault(since_ns=0, growth=0.01), wipers=True)
    sound = Supply(np.random.default_rng(1), fault=None, wipers=True)
    device = Device(10.6, 900_000_000)
    works = []
    for tick in range(600):
        t_ns = tick * 10_000_000
        device.feed(supply.voltage(t_ns, braking=False), t_ns)
        works.append(device.works(t_ns))
        assert sound.voltage(t_ns, braking=True) > 12.0
    assert all(works[:100])
    assert not works[-1]
    assert device.restarts >= 1
    first = works.index(False)
    assert not any(works[first : first + 90])


def test_driver_answers_when_he_does_and_not_before() -> None:
    driver = Driver(Habits(answers_s=2.0))
    assert driver.intent(10_000_000_000) is None
    driver.demanded(1_000_000_000)
    assert driver.intent(2_900_000_000) is None
    assert driver.intent(3_000_000_000) == "hands_on"
    driver.take()
    assert driver.intent(4_000_000_000) is None
    assert driver.attentive


def test_driver_keeps_his_distance() -> None:
    driver = Driver(Habits())
    driver.take()
    pose = Pose(t_ns=0, x=0, y=0, yaw=0, pitch=0, roll=0, speed=30.0, acceleration=0, yaw_rate=0)
    free = driver.command(pose, Body(), lane_centre=0.0, speed=30.0, leader=None)
    near = driver.command(pose, Body(), lane_centre=0.0, speed=30.0, leader=(20.0, 24.0))
    assert free.acceleration == pytest.approx(0.0)
    assert near.acceleration < -5.0
    assert driver.pedal > 0.4


@pytest.mark.parametrize(
    ("x", "y", "yaw", "speed", "ego_speed", "radial", "moves"),
    [
        (40.0, 0.0, 0.0, 20.0, 30.0, -10.0, Moves.MOVING),
        (40.0, 6.0, math.pi, 20.0, 10.0, -30.0, Moves.ONCOMING),
        (40.0, -6.0, 0.0, 25.0, 5.0, 20.0, Moves.MOVING),
        (25.0, 4.0, 0.0, 0.0, 15.0, -15.0, Moves.STATIONARY),
    ],
)
def test_radar_sees_range_azimuth_and_doppler_with_their_signs(
    x: float, y: float, yaw: float, speed: float, ego_speed: float, radial: float, moves: Moves
) -> None:
    """A car in the view of the front radar: left is positive, what comes nearer has a negative radial velocity."""
    spec = replace(next(one for one in compact().radars if one.vehicle_from_sensor[0, 0] > 0.9), clutter=0.0)
    behaviour = Driving(desired=max(speed, 0.1))
    user = RoadUser(2, "car", "saloon", x, y, yaw=yaw, speed=speed, behaviour=behaviour)
    ego = Ego(Body(), replace(STILL, speed=ego_speed), friction=0.9)
    world = World(ego, (user,), road=MOTORWAY, light=Light.preset("day"), scenery="motorway")
    radar = Radar(spec, Caster((), (user,)), np.random.default_rng(5))
    rows = np.concatenate([radar.cycle(world) for _ in range(20)])
    assert len(rows) >= 10
    sensor = spec.vehicle_from_sensor[:3, 3]
    azimuth = math.atan2(y - sensor[1], x - sensor[0])
    assert np.mean(rows["azimuth"]) == pytest.approx(azimuth, abs=0.03)
    distance = math.hypot(y - sensor[1], x - sensor[0])
    assert distance - 3.0 < rows["range"].min() < rows["range"].max() < distance + 3.0
    assert np.mean(rows["radial_velocity"]) == pytest.approx(radial * math.cos(azimuth), abs=0.3)
    assert set(rows["motion"].tolist()) == {moves}
