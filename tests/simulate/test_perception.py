"""Clusters, tables of confusion, tracker and predictor on small scenes made by hand.

Must not know the samples.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from app.kinds.radar import DETECTIONS
from app.simulate.driving.belief import belief_of
from app.simulate.driving.classifier import CLASSES, GOOD, POOR, Look, Sharpness, clarity, classify, probabilities
from app.simulate.driving.cluster import clusters
from app.simulate.driving.predictor import TIMES, forecast
from app.simulate.driving.tracker import Detection, Tracked, Tracker
from app.simulate.sensors.camera import Glimpse
from app.simulate.sensors.localisation import Pose
from app.simulate.sensors.radar import over_ground
from app.simulate.sensors.rig import compact
from app.simulate.world.rigid import rigid
from app.simulate.world.road import MOTORWAY, STREET

TENTH_NS = 100_000_000
POSE = Pose(
    t_ns=0, x=0.0, y=-1.625, yaw=0.0, pitch=0.0, roll=0.0, speed=10.0, acceleration=0.0, yaw_rate=0.0
)  # fmt: skip
SENSOR = rigid(1.2, 0.0, 1.86)


def blob(x: float, y: float, count: int = 20, *, size: float = 0.5) -> NDArray[np.float64]:
    """Points about a place of the map, in the sensor frame."""
    random = np.random.default_rng(int(abs(x * 10 + y)))
    places = np.array([x, y, 0.9]) + size * (random.random((count, 3)) - 0.5)
    return np.asarray(places - np.array([1.2, -1.625, 1.86]), np.float64)


def test_things_that_stand_close_become_one_cluster() -> None:
    apart = np.concatenate([blob(20, 0), blob(20, 3)])
    ids = np.repeat([5, 6], 20)
    found = clusters(apart, ids, pose=POSE, vehicle_from_sensor=SENSOR, road=STREET)
    assert {one.of for one in found} == {5, 6}
    close = np.concatenate([blob(20, 0), blob(20, 0.9)])
    (joined,) = clusters(close, ids, pose=POSE, vehicle_from_sensor=SENSOR, road=STREET)
    assert joined.points == 40


def test_ground_pavement_and_single_points_are_no_clusters() -> None:
    ground = blob(15, 0) - np.array([0, 0, 0.9])
    pavement = blob(15, 7)
    lonely = blob(30, 2, count=2)
    points = np.concatenate([ground, pavement, lonely])
    assert not clusters(points, np.zeros(len(points), np.int64), pose=POSE, vehicle_from_sensor=SENSOR, road=STREET)


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_tables_are_probabilities(kind: str) -> None:
    assert sum(GOOD[kind]) == pytest.approx(1.0)
    assert sum(POOR[kind]) == pytest.approx(1.0)
    assert set(GOOD) == set(POOR)


def test_near_bright_and_whole_is_clearer() -> None:
    sharpness = Sharpness()
    look = Look("pedestrian", 20.0, 20, 1.0, Glimpse(3000, 1.0, (0, 0, 1, 1)))
    best = clarity(look, sharpness)
    worse = [
        replace(look, light=0.2),
        replace(look, points=5),
        replace(look, glimpse=Glimpse(800, 1.0, (0, 0, 1, 1))),
        replace(look, glimpse=Glimpse(3000, 0.3, (0, 0, 1, 1))),
        replace(look, glimpse=None),
    ]
    assert all(clarity(one, sharpness) < best for one in worse)
    assert clarity(look, Sharpness(pixels=500.0, returns=8.0)) > best


def test_drawn_classes_follow_the_table() -> None:
    look = Look("bicycle_pushed", 40.0, 4, 0.3, Glimpse(200, 1.0, (0, 0, 1, 1)))
    stream = np.random.default_rng(5)
    drawn = [classify(look, Sharpness(), stream)[0] for _ in range(4000)]
    expected = probabilities(look, Sharpness())
    for number, name in enumerate(CLASSES):
        assert drawn.count(name) / 4000 == pytest.approx(float(expected[number]), abs=0.025)


def seen(x: float, y: float, label: str, *, score: float = 0.9, radial: float | None = None) -> Detection:
    return Detection(
        low=(x - 0.3, y - 0.3, 0.3), high=(x + 0.3, y + 0.3, 1.7), label=label, score=score, points=20, of=2,
        radial=None if radial is None else (1.0, 0.0, radial),
    )  # fmt: skip


def follow(labels: list[str], *, vy: float = -1.2, radial: float | None = None) -> tuple[Tracker, Tracked]:
    tracker = Tracker()
    for number, label in enumerate(labels):
        one = seen(30.0, 4.0 + vy * 0.1 * number, label, radial=radial)
        tracker.update([one], t_ns=(number + 1) * TENTH_NS, seen_from=(0.0, -1.6))
    (track,) = tracker.tracks
    return tracker, track


def test_track_is_confirmed_and_learns_its_speed() -> None:
    _, track = follow(["pedestrian"] * 12)
    assert track.state == "confirmed"
    assert track.mean[3] == pytest.approx(-1.2, abs=0.25)
    assert track.flips == 0


def test_class_flip_forgets_speed_and_confirmation() -> None:
    _, track = follow(["pedestrian"] * 10 + ["bicycle"] * 3)
    assert track.flips == 1
    assert track.label == "bicycle"
    assert track.state == "tentative"
    assert abs(track.mean[3]) < 0.8


def test_car_and_truck_are_of_one_kind() -> None:
    _, track = follow(["vehicle"] * 6 + ["truck"] * 4, radial=0.0)
    assert track.flips == 0
    assert track.state == "confirmed"


def test_track_coasts_and_is_lost() -> None:
    tracker, track = follow(["pedestrian"] * 5)
    states = []
    for number in range(5, 10):
        reported = tracker.update([], t_ns=(number + 1) * TENTH_NS, seen_from=(0.0, -1.6))
        states += [one.state for one in reported]
    assert states == ["coasted", "coasted", "coasted", "lost"]
    assert not tracker.tracks
    assert track.misses == 4


def test_two_tracks_keep_their_own_detections() -> None:
    tracker = Tracker()
    for number in range(8):
        pair = [seen(20.0 + number, 0.0, "pedestrian"), seen(20.0 + number, 3.0, "pedestrian")]
        tracker.update(pair[:: 1 if number % 2 else -1], t_ns=(number + 1) * TENTH_NS, seen_from=(0.0, -1.6))
    assert len(tracker.tracks) == 2
    assert sorted(round(float(track.mean[1])) for track in tracker.tracks) == [0, 3]


def test_radar_tells_a_speed_at_once() -> None:
    _, track = follow(["vehicle"], radial=25.0, vy=0.0)
    assert track.mean[2] == pytest.approx(25.0)


def test_radar_detections_are_moved_on_to_the_sweep() -> None:
    spec = compact().radars[0]
    rows = DETECTIONS.unknown(1)
    # a car 40 m ahead at 15 m/s, measured 50 ms ago by a vehicle at 10 m/s
    rows["range"], rows["azimuth"], rows["radial_velocity"] = 40.0, 0.0, 5.0
    places, sights, speeds = over_ground(rows, spec, POSE, age_s=0.05)
    assert speeds[0] == pytest.approx(15.0)
    assert places[0, 0] == pytest.approx(3.58 - 0.5 + 40.0 + 0.75)
    assert tuple(sights[0]) == pytest.approx((1.0, 0.0))


def test_person_is_predicted_to_cross_once_steady() -> None:
    _, early = follow(["pedestrian"] * 3)
    _, late = follow(["pedestrian"] * 12)
    first = forecast(belief_of(early, 3 * TENTH_NS), STREET).courses[0]
    second = forecast(belief_of(late, 12 * TENTH_NS), STREET).courses[0]
    assert first.intention == "wait"
    assert second.intention == "cross"
    assert second.places[-1, 1] < first.places[-1, 1] - 3.0


def test_drifting_car_is_predicted_to_change_lanes() -> None:
    tracker = Tracker()
    for number in range(10):
        one = replace(
            seen(30.0 + 2.5 * number, 3.0 - 0.12 * number, "vehicle", radial=25.0), low=(28.0 + 2.5 * number, 2.1, 0.3)
        )
        tracker.update([one], t_ns=(number + 1) * TENTH_NS, seen_from=(0.0, 0.0))
    (track,) = tracker.tracks
    track.mean[3] = -1.4
    courses = forecast(belief_of(track, 10 * TENTH_NS), MOTORWAY).courses
    assert courses[0].intention == "lane_change_right"
    assert courses[0].places[-1, 1] == pytest.approx(0.0, abs=0.1)
    assert sum(course.probability for course in courses) == pytest.approx(1.0, abs=0.01)
    assert len(courses[0].places) == len(TIMES)
