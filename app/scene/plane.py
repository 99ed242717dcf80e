"""The plane that a map is drawn on: level metres at a place on the Earth, or the axes of a frame that is tied to none.

It must not know records, nor pixels. A frame lies on the plane only if the log says where it is and how it is turned,
or, where it says only the place, if courses and headings that it recorded agree on the turn; else it lies nowhere, and
the answer says why.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.kinds.vehicle import FrameSpec
from app.scene.geodesy import Array, Geodetic, ecef_from_level, ecef_of, geodetic_of, level_from_ecef
from app.scene.rigid import Matrix, moved

FARTHEST_M = 2_000_000.0
"""From the origin, through the Earth: what is farther lies on no plane, and from the other side it would look near."""
_WGS84_ECEF = (None, "EPSG:4978", "EPSG:7789", "WGS84", "WGS 84")
_LEAST_COURSES = 10
_LEAST_SPEED = 3.0
"""m/s: below it a receiver's course is mostly noise."""
_MOST_SPREAD = np.radians(5.0)
_MOST_ERROR = np.radians(0.5)
_APART_NS = 50_000_000
"""Between a fix and the pose that its course is compared with."""
_SWAPPED = np.array([[0.0, 1, 0, 0], [1, 0, 0, 0], [0, 0, -1, 0], [0, 0, 0, 1]])
"""East, north, up of north, east, down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where the x of a frame points, radians clockwise from true north: reckoned, not recorded."""

    bearing: float
    spread: float
    """Standard deviation of the courses around it, radians."""
    count: int


@dataclass(frozen=True, kw_only=True)
class Plane:
    """x east and y north of `origin`; without one the x and y of `frame`, which nobody has tied to the Earth."""

    origin: Geodetic | None = None
    frame: str | None = None
    by: str = field(default="", compare=False)
    """What the origin is, for people: a frame's, or a record's."""

    @cached_property
    def _level_from_ecef(self) -> Matrix:
        assert self.origin is not None
        return level_from_ecef(self.origin)

    def places(self, latitude_deg: Array, longitude_deg: Array, height: Array) -> Array:
        """Level metres (n, 3) of places on WGS 84; NaN where too far away. An unknown height is the origin's."""
        assert self.origin is not None
        up = np.where(np.isfinite(height), height, self.origin.height)
        return near(moved(self._level_from_ecef, ecef_of(latitude_deg, longitude_deg, up)))

    def axes_at(self, place: Geodetic) -> Array:
        """plane_from_level (3, 3): how east, north and up of a place lie on the plane."""
        found: Array = self._level_from_ecef[:3, :3] @ ecef_from_level(place)[:3, :3]
        return found

    def geodetic(self, x: float, y: float) -> Geodetic | None:
        """The place below a point of the plane, where a line up from the plane's origin height leaves the ellipsoid."""
        if self.origin is None or not np.hypot(x, y) < FARTHEST_M:
            return None
        latitude, longitude, height = geodetic_of(
            moved(ecef_from_level(self.origin), np.array([[x, y, 0.0]]))
        )[0].tolist()  # fmt: skip
        return Geodetic(latitude, longitude, height)

    def from_frame(self, name: str, spec: FrameSpec | None, turn: Turn | None = None) -> Matrix | str:
        """plane_from_frame (4, 4) of a frame as GENESIS describes it; text: why it does not lie on the plane."""
        if self.origin is None:
            return np.eye(4) if name == self.frame else f"nothing joins frame {name} with {self.frame}"
        if spec is None:
            return f"the log does not describe frame {name}"
        if spec.axes == "earth_fixed":
            if spec.reference not in _WGS84_ECEF:
                return f"frame {name} is in {spec.reference}, not in WGS 84"
            return self._level_from_ecef
        if spec.axes == "projected":
            return f"frame {name} is a projection that the log does not define" + _named(spec)
        at = origin_of(spec)
        if at is None:
            return f"where the origin of frame {name} lies is not stated"
        if spec.axes not in ("east_north_up", "north_east_down") and turn is None:
            return f"where x of frame {name} points is not stated"
        return self._level_from_ecef @ ecef_from_level(at) @ _level_from_frame(spec, turn)


def origin_of(spec: FrameSpec) -> Geodetic | None:
    """Where the origin of a frame is stated to lie; without a height on the ellipsoid, which moves nothing sideways."""
    given = spec.origin
    if given is None:
        return None
    return Geodetic(given.latitude_deg, given.longitude_deg, given.altitude or 0.0)


def needs_turn(spec: FrameSpec | None) -> bool:
    """Whether a frame's place is known, and not where its x points."""
    return spec is not None and spec.axes in ("iso_8855", "other") and spec.origin is not None


def near(places: Array) -> Array:
    """Places (n, 3), NaN where they are too far from the origin for a plane."""
    with np.errstate(all="ignore"):
        far = ~(np.einsum("ij,ij->i", places, places) < FARTHEST_M**2)
    return np.where(far[:, None], np.nan, places)


def turn_of(
    times_ns: npt.NDArray[np.int64], courses: Array, speeds: Array,
    pose_times_ns: npt.NDArray[np.int64], yaws: Array,
) -> Turn | None:  # fmt: skip
    """Where x of a frame points, of courses over ground (from north, clockwise) and headings (from x, anticlockwise) of
    the same instants while the vehicle drove ahead: the circular mean of their sums. None: too few, or they disagree.
    """
    if not len(pose_times_ns):
        return None
    at = np.clip(np.searchsorted(pose_times_ns, times_ns), 1, max(len(pose_times_ns) - 1, 1))
    before = np.minimum(at - 1, len(pose_times_ns) - 1)
    at = np.minimum(at, len(pose_times_ns) - 1)
    nearest = np.where(times_ns - pose_times_ns[before] <= pose_times_ns[at] - times_ns, before, at)
    bearings = courses + yaws[nearest]
    fits = (np.abs(times_ns - pose_times_ns[nearest]) <= _APART_NS) & (speeds >= _LEAST_SPEED) & np.isfinite(bearings)
    count = int(np.count_nonzero(fits))
    if count < _LEAST_COURSES:
        return None
    mean = complex(np.exp(1j * bearings[fits]).mean())
    spread = float(np.sqrt(max(-2 * np.log(max(abs(mean), 1e-9)), 0.0)))
    if spread > _MOST_SPREAD or spread / np.sqrt(count) > _MOST_ERROR:
        return None
    return Turn(bearing=float(np.angle(mean)) % (2 * np.pi), spread=spread, count=count)


def _level_from_frame(spec: FrameSpec, turn: Turn | None) -> Matrix:
    if spec.axes == "east_north_up":
        return np.eye(4)
    if spec.axes == "north_east_down":
        return _SWAPPED
    assert turn is not None
    made, sine, cosine = np.eye(4), np.sin(turn.bearing), np.cos(turn.bearing)
    made[:2, :2] = [[sine, -cosine], [cosine, sine]]
    return made


def _named(spec: FrameSpec) -> str:
    return "" if spec.reference is None else f" here ({spec.reference})"
