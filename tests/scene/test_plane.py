"""Which frames lie on the plane of a map, and where; those that cannot be joined say why."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kinds.vehicle import FrameSpec, GeoPoint
from app.scene.geodesy import Geodetic, ecef_of, geodetic_of
from app.scene.plane import Plane, Turn, turn_of
from app.scene.rigid import Matrix, moved

HERE = Geodetic(49.7943, 9.9281, 224.0)
POINT = GeoPoint(latitude_deg=49.7943, longitude_deg=9.9281, altitude=224.0)
PLANE = Plane(origin=HERE)


def joined(spec: FrameSpec, turn: Turn | None = None) -> Matrix:
    found = PLANE.from_frame(spec.name, spec, turn)
    assert not isinstance(found, str), found
    return found


def test_level_frames_are_joined_by_their_stated_origin() -> None:
    east = joined(FrameSpec(name="map", axes="east_north_up", origin=POINT))
    assert np.abs(east - np.eye(4)).max() < 1e-8
    down = joined(FrameSpec(name="ned", axes="north_east_down", origin=POINT))
    assert moved(down, np.array([[10.0, 3.0, 1.0]]))[0] == pytest.approx([3, 10, -1], abs=1e-8)


def test_an_origin_elsewhere_lies_where_it_is_on_the_earth() -> None:
    other = GeoPoint(latitude_deg=49.8, longitude_deg=9.93, altitude=224.0)
    found = joined(FrameSpec(name="map", axes="east_north_up", origin=other))
    expected = PLANE.places(np.array([49.8]), np.array([9.93]), np.array([224.0]))
    assert moved(found, np.zeros((1, 3)))[0] == pytest.approx(expected[0], abs=1e-6)


def test_earth_centred_metres_are_joined_without_an_origin() -> None:
    found = joined(FrameSpec(name="ecef", axes="earth_fixed", reference="EPSG:4978"))
    there = ecef_of(49.795, 9.929, 230.0)
    assert moved(found, there[None])[0] == pytest.approx(
        PLANE.places(np.array([49.795]), np.array([9.929]), np.array([230.0]))[0], abs=1e-6
    )


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        (None, "does not describe"),
        (FrameSpec(name="f", axes="east_north_up"), "origin of frame f lies is not stated"),
        (FrameSpec(name="f", axes="other", origin=POINT), "where x of frame f points is not stated"),
        (FrameSpec(name="f", axes="iso_8855", origin=POINT), "where x of frame f points is not stated"),
        (FrameSpec(name="f", axes="projected", origin=POINT), "a projection that the log does not define"),
        (FrameSpec(name="f", axes="projected", reference="EPSG:32632"), "EPSG:32632"),
        (FrameSpec(name="f", axes="earth_fixed", reference="EPSG:4936"), "not in WGS 84"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_says_why(spec: FrameSpec | None, why: str) -> None:
    found = PLANE.from_frame("f", spec)
    assert isinstance(found, str)
    assert why in found


def test_a_frame_that_is_tied_to_nothing_is_its_own_plane() -> None:
    plane = Plane(frame="map")
    assert np.array_equal(np.asarray(plane.from_frame("map", None)), np.eye(4))
    assert plane.from_frame("odom", None) == "nothing joins frame odom with map"
    assert plane.geodetic(1.0, 2.0) is None


@given(st.floats(0, 2 * math.pi), st.floats(-50, 50), st.floats(-50, 50))
def test_a_turned_frame_points_where_its_turn_says(bearing: float, x: float, y: float) -> None:
    turn = Turn(bearing=bearing, spread=0.0, count=10)
    found = joined(FrameSpec(name="map", axes="other", origin=POINT), turn)
    ahead = moved(found, np.array([[1.0, 0, 0]]))[0]
    assert math.remainder(math.atan2(ahead[0], ahead[1]) - bearing, 2 * math.pi) == pytest.approx(0, abs=1e-6)
    there = moved(found, np.array([[x, y, 0.0]]))[0]
    assert math.hypot(there[0], there[1]) == pytest.approx(math.hypot(x, y), abs=1e-6)
    left = moved(found, np.array([[0.0, 1, 0]]))[0]
    assert ahead[0] * left[1] - ahead[1] * left[0] == pytest.approx(1.0, abs=1e-6)


def test_across_the_line_of_180_degrees_it_is_not_far() -> None:
    plane = Plane(origin=Geodetic(10.0, 179.9999))
    places = plane.places(np.array([10.0, 10.0]), np.array([180.0, -179.9999]), np.zeros(2))
    assert np.hypot(*places[:, :2].T) == pytest.approx([10.96, 21.93], abs=0.02)


@pytest.mark.parametrize("latitude", [90.0, -90.0, 89.99999])
def test_at_the_poles_places_have_their_distance(latitude: float) -> None:
    plane = Plane(origin=Geodetic(latitude, 0.0))
    sign = math.copysign(1.0, latitude)
    places = plane.places(np.full(4, sign * 89.9999), np.array([0.0, 90.0, 180.0, -90.0]), np.zeros(4))
    if abs(latitude) == 90:
        assert np.hypot(*places[:, :2].T) == pytest.approx(np.full(4, 11.17), abs=0.01)
    assert np.isfinite(places).all()
    back = plane.geodetic(3.0, 4.0)
    assert back is not None
    away = ecef_of(back.latitude_deg, back.longitude_deg, back.height) - ecef_of(latitude, 0.0, 0.0)
    assert float(np.linalg.norm(away)) == pytest.approx(5.0, abs=1e-6)


def test_the_other_side_of_the_earth_is_not_near() -> None:
    places = PLANE.places(
        np.array([-HERE.latitude_deg, np.nan, 59.0, 0.0]),
        np.array([HERE.longitude_deg - 180, 1.0, 9.9, 0.0]),
        np.zeros(4),
    )
    assert np.isfinite(places).all(axis=1).tolist() == [False, False, True, False]
    # a thousand kilometres away is still a place
    assert places[2, 1] > 1_000_000


def test_an_unknown_height_moves_nothing_sideways() -> None:
    known, unknown = PLANE.places(np.full(2, 49.80), np.full(2, 9.93), np.array([224.0, np.nan]))
    assert unknown == pytest.approx(known)


@given(st.floats(-5_000, 5_000), st.floats(-5_000, 5_000))
def test_coordinates_read_off_lead_back(x: float, y: float) -> None:
    place = PLANE.geodetic(x, y)
    assert place is not None
    lone = [np.array([value]) for value in (place.latitude_deg, place.longitude_deg, place.height)]
    assert PLANE.places(*lone)[0] == pytest.approx([x, y, 0.0], abs=1e-6)
    # as written, with seven decimals, to about a centimetre
    rounded = [np.round(lone[0], 7), np.round(lone[1], 7), lone[2]]
    assert PLANE.places(*rounded)[0, :2] == pytest.approx([x, y], abs=0.012)


def test_axes_at_a_place_far_away_are_turned_by_the_convergence() -> None:
    # north of a place 10 degrees further east leans by the longitude times the sine of the latitude
    axes = PLANE.axes_at(Geodetic(HERE.latitude_deg, HERE.longitude_deg + 1.0))
    leaning = math.atan2(axes[0, 1], axes[1, 1])
    assert leaning == pytest.approx(-math.radians(1.0) * math.sin(math.radians(HERE.latitude_deg)), abs=1e-4)


@given(st.floats(0, 2 * math.pi - 1e-6))
def test_the_turn_of_courses_and_headings(bearing: float) -> None:
    random = np.random.default_rng(1)
    times = np.arange(100) * 10**8
    yaws = np.linspace(-3, 3, 100)
    courses = bearing - yaws + random.normal(0, 0.01, 100)
    found = turn_of(times, courses, np.full(100, 10.0), times + 3_000_000, yaws)
    assert found is not None
    assert math.remainder(found.bearing - bearing, 2 * math.pi) == pytest.approx(0, abs=0.005)
    assert found.count == 100
    assert 0.005 < found.spread < 0.02


def test_no_turn_of_few_slow_scattered_or_distant_courses() -> None:
    times, yaws = np.arange(50) * 10**8, np.zeros(50)
    fast, courses = np.full(50, 10.0), np.full(50, 1.0)
    assert turn_of(times, courses, fast, times, yaws) is not None
    assert turn_of(times[:9], courses[:9], fast[:9], times, yaws) is None
    assert turn_of(times, courses, np.full(50, 2.9), times, yaws) is None
    assert turn_of(times, np.random.default_rng(2).uniform(0, 6, 50), fast, times, yaws) is None
    assert turn_of(times, courses, fast, times + 10**12, yaws) is None
    assert turn_of(times, np.full(50, np.nan), fast, times, yaws) is None
    assert turn_of(times, courses, fast, times[:0], yaws[:0]) is None
    assert turn_of(times, courses, fast, times[:1], yaws[:1]) is None


def test_degrees_back_are_degrees() -> None:
    assert geodetic_of(ecef_of(HERE.latitude_deg, HERE.longitude_deg, HERE.height)).tolist() == pytest.approx(
        [HERE.latitude_deg, HERE.longitude_deg, HERE.height]
    )
