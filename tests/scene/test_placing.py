"""Where things are: against numbers reckoned by hand, and on the sample against its cameras and its returns."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.chain.opening import CheckedLog
from app.kinds.calibration import SensorCalibration, Transform
from app.kinds.candidates import CANDIDATES_LAYOUT
from app.kinds.decision import Candidate, Decision, Reason
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.prediction import Mode, ObjectPrediction, Path, Prediction
from app.kinds.reference import ModelRef
from app.kinds.road_map import MapElement, RoadMap
from app.kinds.state import STATE_LAYOUT
from app.kinds.vehicle import Vehicle
from app.scene.content import Picture, Points, Table
from app.scene.frames import reference_at, reference_of
from app.scene.placed import BOX_EDGES, Fate
from app.scene.placing import placed
from app.scene.projection import projected
from app.scene.rigid import inverse, moved
from app.scene.sample import Presence, Sample
from app.scene.setting import Setting
from app.scene.standing import Standing
from tests.replay.answers import moment_of
from tests.scene.moments import QUARTER, cloud, moment, placement, pose, poses, sample, table, words

ROOF = {"sensor": "roof"}


def car(**said: object) -> Track:
    track: dict[str, object] = {
        "id": "7", "centre": (20.0, 3.0, 0.75), "size": Size(length=4.0, width=2.0, height=1.5), "yaw": 0.0,
        "classes": (ClassProbability(name="car", probability=0.9),), "velocity": (2.0, 0.0, None),
    }  # fmt: skip
    return Track(**track | said)  # type: ignore[arg-type]


def test_a_sweep_captured_earlier_is_moved_by_what_the_vehicle_drove_since() -> None:
    """It drove 2 m along x since the capture: what was 10 m ahead of the roof is 10 + 1 - 2 m ahead of the axle."""
    points = sample("cloud", cloud((10, 1, -2)), entry=ROOF, age_ms=100, placement=placement(pose(98, 5)))
    found = placed(moment(points, sample("pose", poses(100, 5), entry={"frame": "map"})))
    assert found.reference.world == "map"
    assert found.reference.age_ns == 0
    assert not found.reference.interpolated
    assert found.points[0].target_from_channel[:3, 3].tolist() == [-1, 0, 2]
    assert found.points[0].xyz().tolist() == [[9, 1, 0]]
    assert found.compensated
    assert found.marks == ("motion compensated",)
    assert found.ego.target_from_vehicle.tolist() == np.eye(4).tolist()


def test_a_turn_since_the_capture_turns_the_sweep() -> None:
    points = sample("cloud", cloud((10, 0, 0)), entry=ROOF, age_ms=50, placement=placement(pose(0, 0)))
    newest = sample("radar", cloud((1, 0, 0)), entry=ROOF, channel="/r", placement=placement(pose(0, 0, QUARTER)))
    found = placed(moment(points, newest))
    assert found.points[0].xyz()[0] == pytest.approx((0, -11, 2))
    assert found.points[1].xyz()[0] == pytest.approx((2, 0, 2))


def test_what_was_placed_by_its_arrival_says_so() -> None:
    known = sample("cloud", cloud((1, 0, 0)), entry=ROOF, placement=placement(pose(10, 0)))
    late = sample("radar", cloud((1, 0, 0)), entry=ROOF, channel="/r", placement=placement(pose(10, 0)))
    still = sample("map", None, channel="/map")
    found = placed(moment(known, replace(late, capture_ns=None), replace(still, capture_ns=None)))
    assert found.marks[0] == "not placed by capture, which is unknown, but by arrival: /r"
    assert placed(moment(known, late)).marks == ("motion compensated",)


def sweep(back: int, x: float | None, **said: Any) -> Sample:
    """Captured so many tenths of a second ago, from where the vehicle stood at x; a wall stands at 50 m."""
    found = said.pop("content", cloud((50 - 1 - (x or 0.0), 2, -1)))
    where = None if x is None else placement(pose(x, 0))
    return sample("cloud", found, entry=ROOF, age_ms=100 * back, back=back, placement=where, **said)


def test_earlier_sweeps_lie_where_the_current_one_does() -> None:
    around = moment(sweep(0, 10.0), sweep(1, 8.5), sweep(2, 7.25))
    found = placed(around, sweeps=3)
    assert [one.back for one in found.earlier] == [2, 1]
    for one in (*found.points, *found.earlier):
        assert one.xyz()[0] == pytest.approx((40, 2, 1), abs=1e-5)
    assert found.accumulated == "3 sweeps, 0.2 s, motion compensated"
    assert [one.back for one in placed(around, sweeps=2).earlier] == [1]
    assert placed(around).earlier == ()
    assert placed(around).accumulated == ""
    assert placed(around).points[0].xyz().tolist() == found.points[0].xyz().tolist()


def test_earlier_sweeps_that_cannot_be_placed_are_left_out_by_name() -> None:
    around = moment(
        sweep(0, 10.0), sweep(1, 9.0, content=None, problem="its bytes do not match", standing=Standing.BROKEN),
        sweep(2, 8.0, standing=Standing.AFTER_BREAK), sweep(3, None), sweep(4, None), sweep(5, 5.0),
    )  # fmt: skip
    found = placed(around, sweeps=6)
    assert [one.back for one in found.earlier] == [5]
    assert set(found.left_out) == {
        "/cloud: 1 earlier sweep: its bytes do not match",
        "/cloud: 1 earlier sweep: behind a break: their place in the log is not proven",
        "/cloud: 2 earlier sweeps: no pose is known at their capture",
    }
    assert found.accumulated == "2 sweeps, 0.5 s, motion compensated"


def test_without_a_pose_the_vehicle_frame_is_taken_as_it_stands_and_that_is_said() -> None:
    found = placed(moment(sample("cloud", cloud((10, 1, -2)), entry=ROOF, age_ms=100)))
    assert found.reference.world is None
    assert found.points[0].xyz().tolist() == [[11, 1, 0]]
    assert not found.compensated
    assert found.marks == ("not motion compensated: /cloud",)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"sensor": "lost"}, "not known where lost is mounted"),
        ({"sensor": "lost", "frame": "lost"}, "not known where lost is mounted"),
        ({"frame": "elsewhere"}, "where frame elsewhere lies is not known"),
        ({}, "neither a frame nor a sensor is named"),
    ],
)
def test_what_has_no_known_frame_is_left_out_by_name(entry: dict[str, str], said: str) -> None:
    found = placed(moment(sample("cloud", cloud((10, 1, -2)), entry=entry, channel="/top")))
    assert not found.points
    assert [one for one in found.left_out if one.startswith("/top: ") and said in one]


def test_what_is_broken_or_too_old_is_not_drawn_as_current() -> None:
    broken = sample("cloud", None, entry=ROOF, problem="its bytes do not match", channel="/broken")
    old = sample("cloud", cloud((1, 1, 1)), entry=ROOF, presence=Presence.TOO_OLD, channel="/old")
    found = placed(moment(broken, old))
    assert not found.points
    assert found.left_out == ("/broken: its bytes do not match",)


def test_boxes_of_the_world_of_the_vehicle_and_of_a_sensor() -> None:
    """The vehicle stands at (10, 3), turned to the left: what lies ahead of it in the world lies to its right."""
    here = placement(pose(10, 3, QUARTER))
    in_world = sample("objects", words(Objects(frame="map", tracks=(car(),))), channel="/a", placement=here)
    mine = sample("objects", words(Objects(frame="vehicle", tracks=(car(),))), channel="/b", placement=here)
    seen = sample("objects", words(Objects(frame="roof", tracks=(car(),))), channel="/c", placement=here)
    other = sample("objects", words(Objects(frame="odom", tracks=(car(),))), channel="/d", placement=here)
    found = placed(moment(in_world, mine, seen, other))
    world, vehicle, sensor = found.boxes
    assert world.centre == pytest.approx((0, -10, 0.75))
    assert world.yaw == pytest.approx(-math.pi / 2)
    assert world.velocity == pytest.approx((0, -2, 0))
    assert vehicle.centre == pytest.approx((20, 3, 0.75))
    assert sensor.centre == pytest.approx((21, 3, 2.75))
    assert (vehicle.id, vehicle.name, vehicle.probability) == ("7", "car", 0.9)
    assert found.left_out == ("/d: where frame odom lies is not known",)


def test_the_corners_of_a_box() -> None:
    found = placed(moment(sample("objects", words(Objects(frame="vehicle", tracks=(car(yaw=math.pi / 2),))))))
    corners = found.boxes[0].corners()
    assert corners is not None
    assert corners[0] == pytest.approx((19, 5, 0))  # the front left one, facing left
    assert corners[6] == pytest.approx((21, 1, 1.5))
    lengths = sorted(round(float(np.linalg.norm(corners[one] - corners[other])), 9) for one, other in BOX_EDGES)
    assert lengths == [1.5] * 4 + [2.0] * 4 + [4.0] * 4
    assert found.boxes[0].inside(np.array([[20, 4.9, 1.4], [20, 5.1, 1.4]])).tolist() == [True, False]


def test_what_states_no_height_or_size_says_so() -> None:
    tracks = (car(centre=(20.0, 3.0, None)), car(size=None, yaw=None, velocity=None), car(velocity=(None, 1.0, 0.0)))
    flat, bare, half = placed(moment(sample("objects", words(Objects(frame="vehicle", tracks=tracks))))).boxes
    assert flat.on_ground
    assert flat.centre == pytest.approx((20, 3, 0.75))
    assert (bare.size, bare.corners(), bare.velocity, bare.turned) == (None, None, None, False)
    assert half.velocity is None


def test_predicted_paths_lie_on_the_ground() -> None:
    path = Path(t=(0.0, 1.0), x=(20.0, 21.0), y=(3.0, 3.0))
    made = Prediction(
        frame="map",
        objects=(ObjectPrediction(id="7", modes=(Mode(path=path, probability=0.8, intention="go"), Mode(path=path))),),
    )
    found = placed(moment(sample("prediction", words(made), placement=placement(pose(10, 0)))))
    first, second = found.paths
    assert (first.object, first.mode, first.probability, first.intention) == ("7", 0, 0.8, "go")
    assert second.probability is None
    assert first.points.tolist() == [[10, 3, 0], [11, 3, 0]]


def decision(cycle: int = 5) -> Decision:
    weighed = [
        Candidate(id=number, manoeuvre="m", costs={}, total=1.0, feasible=number != 3) for number in (1, 2, 3)
    ]  # fmt: skip
    return Decision(
        cycle=cycle, model=ModelRef(name="p"), inputs=(), candidates=tuple(weighed), chosen=2, reason=Reason(code="c")
    )


def trajectories() -> Table:
    return table(
        CANDIDATES_LAYOUT, cycle=[5] * 8, candidate=[1, 1, 2, 2, 3, 3, 4, 4], t=[0, 1] * 4, x=[0, 10] * 4,
        y=[0, 1, 0, 2, 0, 3, 0, np.nan], yaw=[0.1] * 8,
    )  # fmt: skip


def test_candidates_are_what_the_decision_of_their_cycle_made_of_them() -> None:
    rows = sample("candidates", trajectories(), entry={"frame": "vehicle"}, placement=placement(pose(0, 0)), age_ms=90)
    now = sample("pose", poses(1, 0), entry={"frame": "map"})
    found = placed(moment(rows, now, sample("decision", words(decision()))))
    fates = {one.label: one.fate for one in found.candidates}
    assert fates == {"K1": Fate.REJECTED, "K2": Fate.CHOSEN, "K3": Fate.INFEASIBLE, "K4": Fate.UNKNOWN}
    assert found.candidates[1].points.tolist() == [[-1, 0, 0], [9, 2, 0]]
    assert found.candidates[1].yaw == pytest.approx([0.1, 0.1])
    assert len(found.candidates[3].points) == 1
    other = placed(moment(rows, now, sample("decision", words(decision(4)))))
    assert {one.fate for one in other.candidates} == {Fate.UNKNOWN}
    assert [one for one in other.left_out if "no decision of cycle 5" in one]


def test_lines_of_the_map_keep_the_heights_that_they_state() -> None:
    element = MapElement(id="e", type="road_edge", points=((10.0, 1.0, 0.5), (12.0, 1.0, None)))
    here = placement(np.array([[1.0, 0, 0, 10], [0, 1, 0, 0], [0, 0, 1, 3], [0, 0, 0, 1]]))
    found = placed(moment(sample("map", words(RoadMap(frame="map", elements=(element,))), placement=here)))
    assert found.lines[0].points.tolist() == [[0, 1, -2.5], [2, 1, 0]]
    assert found.lines[0].on_ground
    assert not found.lines[0].closed


def test_the_vehicle_and_its_wheels() -> None:
    found = placed(moment(sample("state", table(STATE_LAYOUT, road_wheel_angle=[0.2])))).ego
    corners = found.corners()
    assert corners is not None
    assert corners.min(axis=0) == pytest.approx((-1, -0.9, 0))
    assert corners.max(axis=0) == pytest.approx((3.5, 0.9, 1.6))
    wheels = found.wheels()
    assert wheels[0][:3, 3] == pytest.approx((2.7, 0.75, 0))
    assert math.atan2(wheels[0][1, 0], wheels[0][0, 0]) == pytest.approx(0.2)
    assert wheels[3][:3, 3] == pytest.approx((0, -0.75, 0))
    by_wheel = placed(moment(sample("state", table(STATE_LAYOUT, steering_wheel_angle=[1.5])))).ego
    assert by_wheel.steering == pytest.approx(0.1)
    assert placed(moment(sample("state", table(STATE_LAYOUT, speed=[1.0])))).ego.steering is None


def test_everything_can_be_looked_at_from_the_capture_of_one_sample() -> None:
    early = sample("image", None, entry=ROOF, age_ms=100, placement=placement(pose(98, 0)))
    now = sample("pose", poses(100, 0), entry={"frame": "map"})
    box = sample("objects", words(Objects(frame="map", tracks=(car(centre=(120.0, 3.0, 0.75)),))))
    then = reference_at(early, 10**10)
    assert then is not None
    assert then.age_ns == 10**8
    found = placed(moment(early, now, box), then)
    assert found.boxes[0].centre == pytest.approx((22, 3, 0.75))
    assert found.ego.target_from_vehicle[:3, 3] == pytest.approx((2, 0, 0))


def test_nothing_that_is_placed_can_be_changed(crossing: CheckedLog) -> None:
    found = placed(moment_of(crossing, 7.0))
    arrays = [found.points[0].target_from_channel, found.boxes[0].target_from_box, found.boxes[0].size]
    arrays += [found.paths[0].points, found.candidates[0].points, found.lines[0].points, found.ego.target_from_vehicle]
    assert not any(array is None or array.flags.writeable for array in arrays)


def test_the_returns_of_parked_vehicles_fall_into_their_boxes(crossing: CheckedLog) -> None:
    """Perception counted the returns of each object: those in its placed box are as many, give or take its noise."""
    found = placed(moment_of(crossing, 7.0))
    assert found.reference.world == "map"
    assert found.left_out == ()
    xyz = next(one for one in found.points if one.channel == "/lidar/top").xyz()
    above = xyz[xyz[:, 2] > 0.3]
    checked = 0
    for box in found.boxes:
        counted = box.track.points or 0
        if counted < 30 or box.name != "vehicle":
            continue
        inside = int(box.inside(above, margin=0.3).sum())
        assert inside >= 0.8 * counted, (box.id, counted, inside)
        checked += 1
    assert checked >= 2


def test_boxes_agree_with_the_projection_into_the_camera(crossing: CheckedLog) -> None:
    """A box placed about the capture of the picture has its returns inside of its outline in the picture."""
    now = moment_of(crossing, 7.0)
    front = now.samples["/camera/front"]
    assert isinstance(front.content, Picture)
    sensor = front.setting.sensor_of(front.entry)
    vehicle_from_camera = front.setting.vehicle_from(front.entry)
    assert sensor is not None
    assert sensor.camera is not None
    assert vehicle_from_camera is not None
    then = reference_at(front, now.t_ns)
    found, at_newest = placed(now, then), placed(now)
    camera_from_target = inverse(vehicle_from_camera)
    xyz = next(one for one in found.points if one.channel == "/lidar/top").xyz()
    compared = 0
    for box, same in zip(found.boxes, at_newest.boxes, strict=True):
        corners = box.corners()
        assert corners is not None
        outline = projected(sensor.camera, camera_from_target, corners)
        inside = xyz[box.inside(xyz) & (xyz[:, 2] > 0.3)]
        if len(outline.rows) < 8 or len(inside) < 20:
            continue
        returns = projected(sensor.camera, camera_from_target, inside).pixels
        assert (returns >= outline.pixels.min(axis=0) - 0.01).all()
        assert (returns <= outline.pixels.max(axis=0) + 0.01).all()
        # the other way: world, then the pose at the capture of the picture
        assert front.placement is not None
        reference = reference_of(now)
        assert reference.world_from_vehicle is not None
        world = moved(reference.world_from_vehicle, np.asarray(same.corners()))
        by_hand = projected(sensor.camera, inverse(front.placement.world_from_vehicle @ vehicle_from_camera), world)
        assert by_hand.pixels == pytest.approx(outline.pixels, abs=1e-6)
        compared += 1
    assert compared >= 1
    assert isinstance(now.samples["/lidar/top"].content, Points)


def test_a_setting_that_is_absurd_places_nothing_far_away() -> None:
    vehicle = Vehicle(length=1e300, width=2.0, height=1e9, rear_to_origin=-1e300, wheelbase=1e200, track=1.5)
    roof = SensorCalibration(
        sensor="roof", vehicle_from_sensor=Transform(translation=(1e300, 0.0, 0.0), rotation=(1.0, 0.0, 0.0, 0.0))
    )
    found = placed(
        moment(sample("cloud", cloud((1, 2, 3)), entry=ROOF, setting=Setting(vehicle=vehicle, sensors={"roof": roof})))
    )
    assert not found.points
    assert "/cloud: 1 clouds more than 100 km away or without a place" in found.left_out
    assert found.ego.corners() is None
    assert found.ego.wheels() == ()


def test_what_is_absurdly_far_away_is_left_out_and_counted() -> None:
    tracks = (car(), car(id="8", centre=(1e300, 0.0, None)), car(id="9", size=Size(length=1e9, width=1.0)))
    element = MapElement(id="e", type="road_edge", points=((0.0, 1e200, None), (1.0, 0.0, 0.0)))
    found = placed(
        moment(
            sample("objects", words(Objects(frame="vehicle", tracks=tracks))),
            sample("map", words(RoadMap(frame="vehicle", elements=(element,)))),
        )
    )
    assert [box.id for box in found.boxes] == ["7"]
    assert found.lines == ()
    assert found.left_out == (
        "/objects: 2 objects more than 100 km away or without a place",
        "/map: 1 lines more than 100 km away or without a place",
    )
