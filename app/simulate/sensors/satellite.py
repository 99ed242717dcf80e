"""The satellite receiver: position on WGS 84 from the local map, with the slowly wandering error of a receiver.

It must not know the vehicle's own estimate of where it is.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.kinds.code import FixType
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.row_layout import Rows
from app.simulate.world.ego import Motion

_A = 6_378_137.0
_F = 1 / 298.257_223_563
_E2 = _F * (2 - _F)
GEOID_M = 47.6
"""Height of the geoid above the ellipsoid around the samples' places."""


GNSS_ANTENNA = (0.2, 0.0, 1.5)
"""Where the antenna is, m, vehicle frame: positions are those of the antenna."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the map's origin lies on WGS 84, and where its x points: clockwise from true north; y points left of it."""

    latitude_deg: float
    longitude_deg: float
    altitude: float
    x_bearing_deg: float = 90.0

    def geodetic(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """Latitude and longitude in degrees and height in m of a point of the map, which is a local tangent plane.

        By earth-centred coordinates; back by Bowring's formula (Survey Review 23 (1976) 323), good to 1e-9 deg here.
        """
        bearing = math.radians(self.x_bearing_deg)
        east, north = x * math.sin(bearing) - y * math.cos(bearing), x * math.cos(bearing) + y * math.sin(bearing)
        return self._geodetic(east, north, z)

    def _geodetic(self, east: float, north: float, up: float) -> tuple[float, float, float]:
        latitude, longitude = math.radians(self.latitude_deg), math.radians(self.longitude_deg)
        sin_lat, cos_lat = math.sin(latitude), math.cos(latitude)
        sin_lon, cos_lon = math.sin(longitude), math.cos(longitude)
        normal = _A / math.sqrt(1 - _E2 * sin_lat**2)
        x = (normal + self.altitude) * cos_lat * cos_lon
        y = (normal + self.altitude) * cos_lat * sin_lon
        z = (normal * (1 - _E2) + self.altitude) * sin_lat
        x += -sin_lon * east - sin_lat * cos_lon * north + cos_lat * cos_lon * up
        y += cos_lon * east - sin_lat * sin_lon * north + cos_lat * sin_lon * up
        z += cos_lat * north + sin_lat * up
        b = _A * (1 - _F)
        p = math.hypot(x, y)
        angle = math.atan2(z * _A, p * b)
        second = (_A**2 - b**2) / b**2
        lat = math.atan2(z + second * b * math.sin(angle) ** 3, p - _E2 * _A * math.cos(angle) ** 3)
        height = p / math.cos(lat) - _A / math.sqrt(1 - _E2 * math.sin(lat) ** 2)
        return math.degrees(lat), math.degrees(math.atan2(y, x)), height


class Receiver:
    """One receiver; its position error is a first-order Gauss-Markov process of 60 s with 0.6 m across, 1.0 m up."""

    _SIGMA = np.array([0.6, 0.6, 1.0])
    _TAU_S = 60.0

    def __init__(self, place: Place, stream: np.random.Generator, *, utc_offset_ns: int) -> None:
        self._place = place
        self._stream = stream
        self._utc_offset_ns = utc_offset_ns
        self._error: NDArray[np.float64] = self._SIGMA * stream.standard_normal(3)
        self._last_ns: int | None = None

    def fix(self, motion: Motion) -> Rows:
        """One row of `GNSS_LAYOUT`."""
        dt = 0.1 if self._last_ns is None else (motion.t_ns - self._last_ns) * 1e-9
        self._last_ns = motion.t_ns
        keep = math.exp(-dt / self._TAU_S)
        self._error = keep * self._error + math.sqrt(1 - keep**2) * self._SIGMA * self._stream.standard_normal(3)
        noise = 0.03 * self._stream.standard_normal(4)
        cos, sin = math.cos(motion.yaw), math.sin(motion.yaw)
        ahead, left, up = GNSS_ANTENNA
        x = motion.x + ahead * cos - left * sin + self._error[0] + noise[0]
        y = motion.y + ahead * sin + left * cos + self._error[1] + noise[1]
        latitude, longitude, height = self._place.geodetic(x, y, up + self._error[2])
        row = GNSS_LAYOUT.unknown(1)
        row["latitude_deg"], row["longitude_deg"] = latitude, longitude
        row["altitude"], row["altitude_msl"] = height, height - GEOID_M
        row["utc_ns"] = motion.t_ns + self._utc_offset_ns
        row["speed"] = max(0.0, motion.speed + noise[2])
        row["climb"] = noise[3]
        if motion.speed > 0.5:
            row["course"] = (math.radians(self._place.x_bearing_deg) - motion.yaw) % (2 * math.pi)
        for axes, sigma in zip(("ee", "nn", "uu"), self._SIGMA, strict=True):
            row[f"cov_{axes}"] = sigma**2
        row["cov_en"] = row["cov_eu"] = row["cov_nu"] = 0.0
        row["hdop"], row["vdop"] = 0.8, 1.3
        row["horizontal_accuracy"], row["vertical_accuracy"], row["speed_accuracy"] = 0.85, 1.0, 0.05
        row["satellites_used"], row["satellites_visible"] = 17, 22
        row["fix"] = FixType.DIFFERENTIAL
        return row
