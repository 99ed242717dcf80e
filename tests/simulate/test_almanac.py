"""The sun of the almanac against known instants, and the sky of the pictures against the almanac.

Must not know how skies are drawn.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.simulate.samples.making import SAMPLES
from app.simulate.world.almanac import sun_at
from app.simulate.world.light import Light
from tests.simulate.drives import Told


def at(*moment: int, latitude_deg: float) -> tuple[float, float]:
    year, month, day, hour, minute = moment
    utc_ns = int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp()) * 1_000_000_000
    sun = sun_at(utc_ns, latitude_deg=latitude_deg, longitude_deg=0.0)
    return sun.elevation_deg, sun.azimuth_deg


def test_equinox_and_solstice_of_2026() -> None:
    """March equinox 14:46 UTC; at the June solstice (obliquity 23.44 deg) noon in Greenwich."""
    assert at(2026, 3, 20, 14, 46, latitude_deg=90.0)[0] == pytest.approx(0.0, abs=0.02)
    elevation, azimuth = at(2026, 6, 21, 12, 2, latitude_deg=51.4779)
    assert elevation == pytest.approx(90 - 51.4779 + 23.436, abs=0.02)
    assert azimuth == pytest.approx(180.0, abs=0.5)
    assert 55 < at(2026, 6, 21, 4, 30, latitude_deg=51.4779)[1] < 60
    assert 300 < at(2026, 6, 21, 19, 30, latitude_deg=51.4779)[1] < 305


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_sky_of_the_pictures_is_that_of_the_almanac(name: str) -> None:
    scenario = SAMPLES[name][0]()
    light, sun = Light.preset(scenario.light), scenario.sun(scenario.boot_ns)
    compass = scenario.place.x_bearing_deg - light.sun_azimuth_deg
    assert (compass - sun.azimuth_deg + 180) % 360 - 180 == pytest.approx(0.0, abs=2.0)
    assert light.sun_elevation_deg == pytest.approx(sun.elevation_deg, abs=4.0)


def test_surroundings_say_what_the_pictures_show(cut_in_told: Told) -> None:
    scenario = cut_in_told.simulated.scenario
    light = Light.preset(scenario.light)
    for _, surroundings in cut_in_told.documents("/environment"):
        told = surroundings["light"]
        bearing = scenario.place.x_bearing_deg - told["sun_azimuth"] * 180 / 3.141592653589793
        assert bearing == pytest.approx(light.sun_azimuth_deg, abs=2.0)
        assert told["sun_elevation"] * 180 / 3.141592653589793 == pytest.approx(light.sun_elevation_deg, abs=4.0)
