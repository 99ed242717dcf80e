"""WGS 84 against published examples (IOGP 373-7-2, methods 9602 and 9837) and against itself everywhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scene.geodesy import SEMI_MAJOR_M, Geodetic, ecef_from_level, ecef_of, geodetic_of, level_from_ecef
from app.scene.rigid import moved

LATITUDE, LONGITUDE = 53 + 48 / 60 + 33.820 / 3600, 2 + 7 / 60 + 46.380 / 3600
GEOCENTRIC = (3_771_793.968, 140_253.342, 5_124_304.349)
POLE_M = 6_356_752.314_2

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
heights = st.floats(-10_000, 25_000_000)


def test_geocentric_of_the_published_example() -> None:
    assert np.abs(ecef_of(LATITUDE, LONGITUDE, 73.0) - GEOCENTRIC).max() < 1e-3
    latitude, longitude, height = geodetic_of(np.array(GEOCENTRIC)).tolist()
    assert (latitude, longitude) == pytest.approx((LATITUDE, LONGITUDE), abs=1e-8)
    assert height == pytest.approx(73.0, abs=1e-3)


def test_level_of_the_published_example() -> None:
    level = moved(level_from_ecef(Geodetic(55.0, 5.0, 200.0)), np.array([GEOCENTRIC]))
    assert np.abs(level - (-189_013.869, -128_642.040, -4_220.171)).max() < 1e-3


@pytest.mark.parametrize(
    ("place", "metres"),
    [
        ((0, 0, 0), (SEMI_MAJOR_M, 0, 0)), ((0, 90, 0), (0, SEMI_MAJOR_M, 0)), ((0, 180, 0), (-SEMI_MAJOR_M, 0, 0)),
        ((0, -180, 0), (-SEMI_MAJOR_M, 0, 0)), ((90, 0, 0), (0, 0, POLE_M)), ((-90, 77, 0), (0, 0, -POLE_M)),
    ],
)  # fmt: skip
def test_axes_of_the_earth(place: tuple[float, float, float], metres: tuple[float, float, float]) -> None:
    assert np.abs(ecef_of(*place) - metres).max() < 1e-4


@given(latitudes, longitudes, heights)
def test_there_and_back(latitude: float, longitude: float, height: float) -> None:
    ecef = ecef_of(latitude, longitude, height)
    back = geodetic_of(ecef)
    # at a pole every longitude is the same place: places are compared, not numbers
    assert float(np.linalg.norm(ecef_of(*back) - ecef)) < 1e-6
    assert abs(float(back[0]) - latitude) < 1e-9


@given(latitudes, longitudes, st.floats(-500, 9_000), st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_level_metres_are_metres(latitude: float, longitude: float, height: float, east: float, north: float) -> None:
    origin = Geodetic(latitude, longitude, height)
    there = moved(ecef_from_level(origin), np.array([[east, north, 0.0]]))
    away = float(np.linalg.norm(there[0] - ecef_of(latitude, longitude, height)))
    assert away == pytest.approx(float(np.hypot(east, north)), abs=1e-6)
    assert np.abs(moved(level_from_ecef(origin), there) - (east, north, 0)).max() < 1e-6


@given(st.floats(-89, 89), longitudes)
def test_east_and_north_are_where_they_are(latitude: float, longitude: float) -> None:
    level = level_from_ecef(Geodetic(latitude, longitude))
    step = 1e-5
    east = moved(level, ecef_of(latitude, longitude + step, 0.0)[None])[0]
    north = moved(level, ecef_of(latitude + step, longitude, 0.0)[None])[0]
    assert east[0] > 0
    assert abs(east[1]) < 1e-5
    assert north[1] > 0
    assert abs(north[0]) < 1e-5


def test_many_at_once_and_what_is_not_a_number() -> None:
    many = ecef_of([0.0, np.nan, 10.0], [0.0, 1.0, 180.0], [0.0, 0.0, np.nan])
    assert np.isfinite(many).all(axis=1).tolist() == [True, False, False]
    assert np.isfinite(geodetic_of(many)).all(axis=1).tolist() == [True, False, False]
