"""Where the vehicle is at an instant: by fixes and poses made by hand, and of those that say nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.road_map import MapElement, RoadMap
from app.scene.content import Table
from app.scene.geodesy import Geodetic
from app.scene.plane import Plane
from app.scene.road import Roads
from app.scene.sample import Presence
from app.scene.whereabouts import Whereabouts, by_fix, by_pose
from tests.scene.moments import moment, poses, sample, table, words

PLANE = Plane(origin=Geodetic(48.0, 9.0, 400.0))
MAP = {"map": np.eye(4)}


def fix(**columns: Any) -> Whereabouts | None:
    given = {"latitude_deg": [48.0001], "longitude_deg": [9.0], **{name: [one] for name, one in columns.items()}}
    return by_fix(sample("gnss", table(GNSS_LAYOUT, **given)), PLANE)


def test_a_fix_is_where_it_says() -> None:
    found = fix(horizontal_accuracy=1.8)
    assert found is not None
    assert (found.x, found.y) == pytest.approx((0.0, 11.12), abs=0.01)
    assert found.bearing is None
    assert found.accuracy is not None
    assert found.accuracy.long == pytest.approx(1.8)


def test_it_points_by_its_heading_else_by_its_course_if_it_moves() -> None:
    heading = fix(heading=1.0, course=2.0, speed=10.0)
    assert heading is not None
    assert heading.bearing == pytest.approx(1.0)
    assert not heading.by_course
    course = fix(course=2.0, speed=10.0)
    assert course is not None
    assert course.bearing == pytest.approx(2.0)
    assert course.by_course
    slow = fix(course=2.0, speed=0.1)
    assert slow is not None
    assert (slow.bearing, slow.by_course) == (None, False)


@pytest.mark.parametrize(
    "columns",
    [
        {"latitude_deg": np.nan}, {"longitude_deg": np.inf}, {"latitude_deg": 91.0}, {"longitude_deg": 361.0},
        {"latitude_deg": 0.0, "longitude_deg": 0.0}, {"latitude_deg": -48.0, "longitude_deg": -171.0},
    ],
)  # fmt: skip
def test_what_is_no_position_on_the_plane_is_none(columns: dict[str, float]) -> None:
    assert fix(**columns) is None


def test_what_is_not_current_is_not_shown() -> None:
    there = table(GNSS_LAYOUT, latitude_deg=[48.0], longitude_deg=[9.0])
    assert by_fix(sample("gnss", there, presence=Presence.TOO_OLD), PLANE) is None
    assert by_fix(sample("gnss", None), PLANE) is None
    assert by_fix(sample("gnss", there), Plane(frame="map")) is None
    assert by_pose(sample("pose", poses(1, 2), entry={"frame": "map"}, presence=Presence.TOO_OLD), MAP) is None


def test_the_ellipse_lies_as_its_covariance() -> None:
    # longer towards north-east
    found = fix(cov_ee=2.0, cov_en=1.9, cov_nn=2.0)
    assert found is not None
    assert abs(math.sin(found.direction - math.pi / 4)) < 1e-3


def test_a_pose_is_where_its_frame_lies() -> None:
    turned = np.eye(4)
    turned[:2, :2] = [[0, -1], [1, 0]]
    turned[:2, 3] = 100, 200
    found = by_pose(sample("pose", poses(3, 4), entry={"frame": "map"}), {"map": turned})
    assert found is not None
    assert (found.x, found.y) == pytest.approx((96, 203))
    assert found.bearing == pytest.approx(0.0)
    assert by_pose(sample("pose", poses(3, 4), entry={"frame": "odom"}), {"map": turned}) is None


def test_a_pose_that_is_not_turned_has_no_direction() -> None:
    given = poses(1, 2)
    rows = given.rows.copy()
    rows["qw"] = 0.0
    found = by_pose(sample("pose", Table(rows=rows, layout=given.layout), entry={"frame": "map"}), MAP)
    assert found is not None
    assert found.bearing is None
    rows["x"] = np.nan
    assert by_pose(sample("pose", Table(rows=rows, layout=given.layout), entry={"frame": "map"}), MAP) is None


def test_the_road_is_drawn_where_its_frame_lies_and_else_named() -> None:
    document = RoadMap(
        frame="map",
        elements=(
            MapElement(id="a", type="lane_boundary", points=((0, 0, None), (10, 0, 0)), marking="dashed"),
            MapElement(id="b", type="lane_centre", points=((0, 0, 0), (10, 0, 0))),
            MapElement(id="c", type="drivable_area", points=((0, 0, 0), (1, 0, 0), (1, 1, 0))),
            MapElement(id="d", type="road_edge", points=((0, 0, 0), (1e9, 0, 0))),
        ),
    )
    road = Roads().at(moment(sample("map", words(document))), MAP)
    lines = road.lines
    assert [(line.type, line.dashed, line.closed) for line in lines] == [
        ("lane_boundary", True, False), ("drivable_area", False, True),
    ]  # fmt: skip
    assert lines[0].points.tolist() == [[0, 0], [10, 0]]
    assert road.apart == ()
    assert Roads().at(moment(sample("map", words(document))), {}).apart == ("/map",)


def test_a_road_is_placed_once_as_long_as_map_and_frame_are_the_same() -> None:
    def road_map(length: float) -> RoadMap:
        points = ((0, 0, 0), (length, 0, 0))
        return RoadMap(frame="map", elements=(MapElement(id="a", type="road_edge", points=points),))

    roads, first = Roads(), moment(sample("map", words(road_map(10))))
    found = roads.at(first, MAP).lines[0]
    assert roads.at(first, {"map": MAP["map"].copy()}).lines[0] is found
    # another plane, another map, and both back again
    shifted = MAP["map"].copy()
    shifted[0, 3] += 5
    assert roads.at(first, {"map": shifted}).lines[0].points.tolist() == [[5, 0], [15, 0]]
    assert roads.at(moment(sample("map", words(road_map(20)))), MAP).lines[0].points.tolist() == [[0, 0], [20, 0]]
    assert roads.at(first, MAP).lines[0].points.tolist() == [[0, 0], [10, 0]]
    assert roads.at(first, {}).lines == ()
