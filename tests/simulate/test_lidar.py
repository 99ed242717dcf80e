"""LiDAR, rays and cameras against planes whose distances are known, and against each other.

Must not know perception.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from app.scene.rigid import inverse, moved
from app.simulate.picture.rendering import identify
from app.simulate.samples.crossing import crossing
from app.simulate.sensors.camera import Eye
from app.simulate.sensors.lidar import Lidar, LidarSpec, Sweep, deskewed
from app.simulate.sensors.rig import compact
from app.simulate.world.behaviour import Leg, Walking
from app.simulate.world.ego import Body, Ego, Motion
from app.simulate.world.light import Light
from app.simulate.world.material import INDEX
from app.simulate.world.placed import Placed, stand
from app.simulate.world.rays import Caster
from app.simulate.world.rigid import rigid
from app.simulate.world.road import STREET
from app.simulate.world.road_user import RoadUser, rectangle, touch
from app.simulate.world.shape import mesh
from app.simulate.world.stage import pieces
from app.simulate.world.world import World

SPEC = LidarSpec(
    elevations=tuple(np.radians(np.linspace(-6, 6, 9)).tolist()),
    columns=360,
    range_of_ten_percent=200.0,
    angle_noise=0.0,
    vehicle_from_sensor=rigid(1.2, 0.0, 1.86),
)
WALL_X = 30.0


def wall(material: str = "plaster", *, yaw: float = 0.0) -> Placed:
    """40 m wide and 20 m high, across the road at 30 m, turned about its middle."""
    vertices = np.array([[0, -20, -10], [0, 20, -10], [0, 20, 10], [0, -20, 10]], np.float32)
    triangles = np.array([[0, 1, 2], [0, 2, 3]], np.uint32)
    one = mesh("wall", vertices, triangles, np.full(2, INDEX[material], np.uint8))
    return Placed(one, stand(WALL_X, 0.0, yaw=yaw), id=7)


def world_at(speed: float, *, users: tuple[RoadUser, ...] = ()) -> World:
    ego = Ego(Body(), Motion(t_ns=0, x=0.0, y=0.0, speed=speed), friction=0.9)
    return World(ego, users, road=STREET, light=Light.preset("day"), scenery="street")


def sweep_of(world: World, placed: tuple[Placed, ...], spec: LidarSpec = SPEC) -> Sweep:
    world.run_to(100_000_000)
    lidar = Lidar(spec, Caster(placed, world.users), np.random.default_rng(1))
    return lidar.sweep(world, speed=world.ego.motion.speed, yaw_rate=0.0)


def test_ranges_are_those_of_the_plane_within_the_noise() -> None:
    sweep = sweep_of(world_at(0.0), (wall(),))
    assert len(sweep.points) > 400
    distance = np.linalg.norm(sweep.points, axis=1)
    directions = sweep.points / distance[:, None]
    expected = (WALL_X - 1.2) / directions[:, 0]
    error = distance - expected
    assert abs(float(error.mean())) < 0.003
    assert 0.017 < float(error.std()) < 0.023
    assert set(sweep.ids.tolist()) == {7}


def test_each_point_is_measured_when_its_column_is() -> None:
    sweep = sweep_of(world_at(0.0), (wall(),))
    azimuth = np.arctan2(sweep.points[:, 1], sweep.points[:, 0])
    expected_ns = (azimuth + math.pi) / (2 * math.pi) * SPEC.period_ns
    assert np.abs(sweep.since_start_ns - expected_ns).max() < SPEC.period_ns / SPEC.columns
    assert np.all(np.diff(sweep.since_start_ns) >= 0)
    assert sweep.end_ns - sweep.start_ns == SPEC.period_ns


def test_motion_during_the_sweep_skews_a_wall_and_is_taken_out() -> None:
    spec = LidarSpec(
        elevations=(0.0, 0.05), columns=3600, range_noise=0.001, angle_noise=0.0, range_of_ten_percent=300.0,
        vehicle_from_sensor=rigid(1.2, 0.0, 1.86),
    )  # fmt: skip
    sweep = sweep_of(world_at(20.0), (wall(),), spec)
    skewed, straight = sweep.points[:, 0], sweep.deskewed[:, 0]
    # the wall is swept within a share of the turn, and comes nearer meanwhile by speed times time
    covered_s = float(np.ptp(sweep.since_start_ns)) * 1e-9
    # at rest all x are alike; while driving the last one is nearer by just that much
    assert float(np.ptp(skewed)) == pytest.approx(20.0 * covered_s, abs=0.03)
    assert float(np.ptp(straight)) < 0.03
    x_at_end = WALL_X - 20.0 * 0.1 - 1.2
    assert float(np.median(straight)) == pytest.approx(x_at_end, abs=0.03)


def test_moving_target_lies_where_it_was_when_the_beam_went_there() -> None:
    walker = RoadUser(2, "car", "saloon", 25.0, -14.0, yaw=math.pi / 2, speed=15.0, behaviour=Walking((Leg(99, 15.0),)))
    world = world_at(0.0, users=(walker,))
    sweep = sweep_of(world, ())
    hits = sweep.ids == 2
    assert hits.sum() > 10
    # in its own frame at its own time every return lies on the car
    y_then = -14.0 + 15.0 * sweep.since_start_ns[hits] * 1e-9
    in_map = moved(SPEC.vehicle_from_sensor, sweep.points[hits])
    along = in_map[:, 1] - y_then
    assert along.max() < walker.length / 2 + 0.15
    assert along.min() > -walker.length / 2 - 0.15
    assert np.abs(in_map[:, 0] - 25.0).max() < walker.width / 2 + 0.15


def test_intensity_falls_with_incidence_and_reflectance() -> None:
    def brightness(material: str, yaw_deg: float) -> float:
        sweep = sweep_of(world_at(0.0), (wall(material, yaw=math.radians(yaw_deg)),))
        ahead = np.abs(np.arctan2(sweep.points[:, 1], sweep.points[:, 0])) < 0.08
        return float(sweep.intensity[ahead].mean())

    level = [brightness("plaster", yaw) for yaw in (0, 30, 60)]
    assert level[1] / level[0] == pytest.approx(math.cos(math.radians(30)), abs=0.03)
    assert level[2] / level[0] == pytest.approx(math.cos(math.radians(60)), abs=0.04)
    assert brightness("tyre", 0) < 0.2 * level[0]


def test_far_and_dark_is_lost_more_often() -> None:
    def returns(material: str, reach: float) -> int:
        spec = LidarSpec(
            elevations=SPEC.elevations, columns=360, range_of_ten_percent=reach,
            vehicle_from_sensor=SPEC.vehicle_from_sensor,
        )  # fmt: skip
        return len(sweep_of(world_at(0.0), (wall(material),), spec).points)

    assert returns("tyre", 200.0) > returns("tyre", 40.0) > returns("tyre", 15.0)
    assert returns("plaster", 40.0) > 2 * returns("tyre", 40.0)


@pytest.fixture(scope="module")
def street() -> World:
    """The sample `crossing` 6.6 s after its beginning, if the vehicle had gone on."""
    scenario = crossing()
    x, y, speed = scenario.start
    ego = Ego(Body(), Motion(t_ns=0, x=x, y=y, speed=speed), friction=scenario.friction)
    world = World(ego, scenario.users(), road=STREET, light=Light.preset("dusk"), scenery="street")
    world.run_to(6_600_000_000)
    return world


def test_lidar_and_camera_agree_on_what_is_where(street: World) -> None:
    """Points of parked cars, van and person, projected into the picture, fall on pixels that show the same thing."""
    rig = compact()
    lidar = Lidar(rig.lidar, Caster(pieces("street"), street.users), np.random.default_rng(2))
    sweep = lidar.sweep(street, speed=street.ego.motion.speed, yaw_rate=0.0)
    model = rig.cameras[0].model(street.ego.motion).resized(480)
    shown, _ = identify(street.stage(), model)
    map_from_sensor = street.ego.motion.map_from_vehicle @ rig.lidar.vehicle_from_sensor
    column, row, depth = model.project(moved(map_from_sensor, sweep.deskewed)).T
    own = np.isin(sweep.ids, [one.id for one in street.users])
    inside = own & (depth > 3) & (column > 1) & (column < 478) & (row > 1) & (row < model.height - 2)
    assert inside.sum() > 300
    agreeing, of_person = 0, 0
    for at in np.flatnonzero(inside):
        left, top = round(float(column[at])), round(float(row[at]))
        # two sensors look past each other by half a metre: at edges the neighbouring pixel counts too
        around = shown[top - 1 : top + 2, left - 1 : left + 2]
        agreeing += int(sweep.ids[at] in around)
        of_person += int(sweep.ids[at] == 2)
    assert of_person >= 5
    assert agreeing / inside.sum() > 0.95


def test_deskewed_points_of_the_ground_lie_on_the_road(street: World) -> None:
    rig = compact()
    lidar = Lidar(rig.lidar, Caster(pieces("street"), street.users), np.random.default_rng(2))
    sweep = lidar.sweep(street, speed=street.ego.motion.speed, yaw_rate=0.0)
    places = moved(street.ego.motion.map_from_vehicle @ rig.lidar.vehicle_from_sensor, sweep.deskewed)
    lane = np.abs(places[:, 1] + 1.6) < 1.2
    near = lane & (np.abs(places[:, 0] - street.ego.motion.x) < 15)
    heights: NDArray[np.float64] = places[near, 2]
    assert len(heights) > 60
    assert abs(float(np.median(heights))) < 0.02


def test_parked_van_hides_the_person_and_then_shows_it() -> None:
    scenario = crossing()
    x, y, speed = scenario.start
    ego = Ego(Body(), Motion(t_ns=0, x=x, y=y, speed=speed), friction=0.85)
    world = World(ego, scenario.users(), road=STREET, light=Light.preset("dusk"), scenery="street")
    eye = Eye(compact().cameras[0], Caster(pieces("street"), world.users))
    shares = []
    for tenth in (15, 25, 48, 60):
        world.run_to(tenth * 100_000_000)
        glimpse = eye.look(world).get(2)
        shares.append(0.0 if glimpse is None else glimpse.share)
    assert shares[0] < 0.15
    assert shares[1] < 0.3
    assert shares[2] > 0.4
    assert shares[3] > 0.95


def test_rigid_transforms_undo_each_other() -> None:
    pose = rigid(3.0, -2.0, 0.5, yaw=0.7, pitch=0.05, roll=-0.03)
    assert np.allclose(pose @ inverse(pose), np.eye(4))
    nose_down = rigid(0, 0, pitch=0.1) @ np.array([1.0, 0, 0, 1])
    assert nose_down[2] < 0
    right_down = rigid(0, 0, roll=0.1) @ np.array([0, -1.0, 0, 1])
    assert right_down[2] < 0


def test_outlines_touch_only_where_they_overlap() -> None:
    one = rectangle(0.0, 0.0, 0.0, 4.0, 2.0)
    assert touch(one, rectangle(3.9, 0.0, 0.0, 4.0, 2.0))
    assert not touch(one, rectangle(4.1, 0.0, 0.0, 4.0, 2.0))
    # corners cross although no corner lies within the other
    assert touch(one, rectangle(0.0, 0.0, math.pi / 2, 6.0, 0.5))
    assert not touch(one, rectangle(2.6, 1.6, math.pi / 4, 1.0, 1.0))


@pytest.mark.parametrize("yaw_rate", [-0.4, 0.0, 0.3])
def test_time_of_a_point_comes_back_as_the_channel_table_says(yaw_rate: float) -> None:
    """Points at 5 to 80 m all round but for the seam behind, at 35 m/s."""
    spec, speed = compact().lidar, 35.0
    draws = np.random.default_rng(4)
    azimuth, distance = draws.uniform(-2.9, 2.9, 500), draws.uniform(5.0, 80.0, 500)
    points = np.stack([distance * np.cos(azimuth), distance * np.sin(azimuth), draws.uniform(-2, 2, 500)], 1)
    since_ns = np.round((azimuth + np.pi) / (2 * np.pi) * spec.period_ns).astype(np.int64)
    recorded = moved(
        spec.vehicle_from_sensor, deskewed(spec, points, since_ns, speed=speed, yaw_rate=yaw_rate)
    )  # fmt: skip
    at, period_s = recorded - spec.vehicle_from_sensor[:3, 3], spec.period_ns * 1e-9
    t = (np.arctan2(at[:, 1], at[:, 0]) + np.pi) / (2 * np.pi) * period_s
    naive = np.abs(t - since_ns * 1e-9).max()
    for _ in range(3):
        angle = yaw_rate * (period_s - t)
        x = recorded[:, 0] * np.cos(angle) - recorded[:, 1] * np.sin(angle) + speed * (period_s - t)
        y = recorded[:, 0] * np.sin(angle) + recorded[:, 1] * np.cos(angle)
        t = (np.arctan2(y - spec.vehicle_from_sensor[1, 3], x - spec.vehicle_from_sensor[0, 3]) + np.pi) * (
            period_s / (2 * np.pi)
        )
    assert naive > 1e-3
    assert np.abs(t - since_ns * 1e-9).max() < 2e-4
