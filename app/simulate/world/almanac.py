"""Where the sun stands: from time and place, so that light and records cannot contradict each other.

It must not know what the sun shines on.
"""

import math
from dataclasses import dataclass

_J2000_UNIX_S = 946_728_000
"""2000-01-01 12:00 UTC, seconds since 1970."""
_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sun:
    """Its centre without refraction, degrees: elevation above the horizon, azimuth clockwise from true north."""

    elevation_deg: float
    azimuth_deg: float


def sun_at(utc_ns: int, *, latitude_deg: float, longitude_deg: float) -> Sun:
    """By the low-precision formulas of the Astronomical Almanac (section C), good to 0.02 deg until 2050."""
    days = (utc_ns / 1e9 - _J2000_UNIX_S) / _DAY_S
    anomaly = math.radians(357.529 + 0.985_600_28 * days)
    mean = 280.459 + 0.985_647_36 * days
    ecliptic = math.radians(mean + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.000_000_36 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal_h = 18.697_374_558 + 24.065_709_824_419_08 * days
    hour = math.radians(15 * sidereal_h + longitude_deg) - ascension
    latitude = math.radians(latitude_deg)
    up = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(declination) * math.cos(hour)
    east = -math.cos(declination) * math.sin(hour)
    north = math.cos(latitude) * math.sin(declination) - math.sin(latitude) * math.cos(declination) * math.cos(hour)
    return Sun(elevation_deg=math.degrees(math.asin(up)), azimuth_deg=math.degrees(math.atan2(east, north)) % 360)
