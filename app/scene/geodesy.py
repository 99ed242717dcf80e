"""Places on the Earth: latitude, longitude and height of WGS 84, earth-centred metres, and level ones at an origin.

It must not know receivers, nor what is drawn. Ellipsoid and forward formula: NGA.STND.0036, "Department of Defense
World Geodetic System 1984", version 1.0.0 (2014), chapters 3 and 4. Back: B. R. Bowring, "Transformation from spatial
to geographical coordinates", Survey Review 23 (1976) 323-327, repeated until it stands; height by W. A. Heiskanen and
H. Moritz, "Physical Geodesy" (1967), in the form that holds at the poles too. Level axes: east, north, up there.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.scene.rigid import Matrix, inverse

Array = npt.NDArray[np.float64]
SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257_223_563
_SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
_E2 = FLATTENING * (2 - FLATTENING)
_SECOND_E2 = _E2 / (1 - _E2)
_ROUNDS = 3
"""Of Bowring's formula: one is good to a micrometre near the ground, three from there to the satellites."""


@dataclass(frozen=True, slots=True)
class Geodetic:
    """A place: degrees, north and east positive; metres above the ellipsoid."""

    latitude_deg: float
    longitude_deg: float
    height: float = 0.0


def ecef_of(latitude_deg: npt.ArrayLike, longitude_deg: npt.ArrayLike, height: npt.ArrayLike) -> Array:
    """Earth-centred, earth-fixed metres (..., 3) of places on WGS 84."""
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    up = np.asarray(height, dtype=np.float64)
    sine = np.sin(latitude)
    normal = SEMI_MAJOR_M / np.sqrt(1 - _E2 * sine**2)
    across = (normal + up) * np.cos(latitude)
    return np.stack([across * np.cos(longitude), across * np.sin(longitude), (normal * (1 - _E2) + up) * sine], axis=-1)


def geodetic_of(ecef: Array) -> Array:
    """Latitude and longitude in degrees and height in metres (..., 3) of earth-centred metres (..., 3)."""
    x, y, z = np.moveaxis(np.asarray(ecef, dtype=np.float64), -1, 0)
    across = np.hypot(x, y)
    reduced = np.arctan2(z * SEMI_MAJOR_M, across * _SEMI_MINOR_M)
    latitude = reduced
    for _ in range(_ROUNDS):
        latitude = np.arctan2(
            z + _SECOND_E2 * _SEMI_MINOR_M * np.sin(reduced) ** 3, across - _E2 * SEMI_MAJOR_M * np.cos(reduced) ** 3
        )
        reduced = np.arctan2((1 - FLATTENING) * np.sin(latitude), np.cos(latitude))
    sine = np.sin(latitude)
    height = across * np.cos(latitude) + z * sine - SEMI_MAJOR_M * np.sqrt(1 - _E2 * sine**2)
    return np.stack([np.degrees(latitude), np.degrees(np.arctan2(y, x)), height], axis=-1)


def level_from_ecef(origin: Geodetic) -> Matrix:
    """level_from_ecef (4, 4): east, north, up in metres from an origin, on the plane that touches the Earth."""
    latitude, longitude = np.radians([origin.latitude_deg, origin.longitude_deg])
    sin_lat, cos_lat, sin_lon, cos_lon = np.sin(latitude), np.cos(latitude), np.sin(longitude), np.cos(longitude)
    made = np.eye(4)
    made[:3, :3] = [
        [-sin_lon, cos_lon, 0.0],
        [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
        [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
    ]
    made[:3, 3] = -made[:3, :3] @ ecef_of(origin.latitude_deg, origin.longitude_deg, origin.height)
    return made


def ecef_from_level(origin: Geodetic) -> Matrix:
    """ecef_from_level (4, 4): the way back."""
    return inverse(level_from_ecef(origin))
