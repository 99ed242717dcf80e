"""All that a log knows of where the vehicle was, on one plane: the ways of its GNSS and pose channels, and its frames.

It must not know threads, nor how anything is drawn. It is made from columns that were read, checked and decoded like
every value shown; what cannot be joined with the rest is left out and named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.kinds.vehicle import FrameSpec
from app.log.channel import Channel, Mode
from app.log.rhythm import GAP_FACTOR, rhythm
from app.replay.oddity import at_zero
from app.replay.poses import pose_channel
from app.replay.series import Series
from app.replay.way import Way, way_of
from app.scene.geodesy import Array, Geodetic, ecef_of, geodetic_of
from app.scene.plane import Plane, Turn, near, needs_turn, origin_of, turn_of
from app.scene.rigid import Matrix, moved
from app.scene.setting import Setting

KINDS = ("gnss", "pose")
_LEAST_GAP_NS = 500_000_000
_HIGHEST_M = 1e6
"""Above the ellipsoid: what is higher, or deeper, was not meant."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """What the map of a log shows, as far as the log was read."""

    plane: Plane
    ways: tuple[Way, ...]
    """Those of the receivers first."""
    frames: Mapping[str, Matrix]
    """plane_from_frame (4, 4) of those that lie on the plane."""
    turn: Turn | None = None
    """By which the frame of the poses was turned, where the log does not say how it lies."""
    apart: str = ""
    """Why the poses are not on the plane; empty: they are, or there are none."""
    complete: bool = False
    """Whether all of its channels were read to their ends."""
    undecoded: tuple[str, ...] = ()
    """Channels that were read to their ends without one record that could be decoded."""


def charted(channels: Mapping[str, Channel]) -> tuple[str, ...]:
    """The channels that a chart is made of: every receiver, then the poses of the vehicle."""
    pose = pose_channel(channels.values())
    receivers = tuple(one.name for one in channels.values() if one.kind == "gnss" and len(one))
    return receivers if pose is None else (*receivers, pose.name)


def chart_of(
    series: Mapping[str, Series | None], channels: Mapping[str, Channel], settings: Sequence[Setting]
) -> Chart:
    """The chart of what was read so far, by channel; None: it was read to its end, and has no rows."""
    wanted = charted(channels)
    read = [one for name in wanted if (one := series.get(name)) is not None]
    receivers = [one for one in read if channels[one.channel].kind == "gnss"]
    poses = next((one for one in read if channels[one.channel].kind == "pose"), None)
    specs, torn = _frames(settings)
    channel = pose_channel(channels.values())
    frame = "" if channel is None else str(channel.document["frame"])
    plane = _plane(receivers, poses, specs.get(frame), frame)
    turn = _turn(receivers, poses) if plane.origin and needs_turn(specs.get(frame)) else None
    joined = {
        name: torn.get(name) or plane.from_frame(name, specs.get(name), turn if name == frame else None)
        for name in dict.fromkeys((frame, *specs))
        if name
    }
    frames = {name: found for name, found in joined.items() if not isinstance(found, str)}
    apart = joined.get(frame)
    ways = []
    for one in receivers:
        # without one position of any of them there is no place on the Earth to draw the others at
        places = np.full((len(one.rows), 2), np.nan)
        if plane.origin is not None:
            places = plane.places(*_geodetic(one))[:, :2]
        ways.append(way_of(one, places, _gap_ns(channels[one.channel]), kind="gnss"))
    if poses is not None and frame in frames:
        places = near(moved(frames[frame], _position(poses)))[:, :2]
        derived = turn is not None
        ways.append(way_of(poses, places, _gap_ns(channels[poses.channel]), kind="pose", derived=derived))
    return Chart(
        plane=plane, ways=tuple(ways), frames=frames, turn=turn, apart=apart if isinstance(apart, str) else "",
        complete=all(name in series for name in wanted) and all(one.complete for one in read),
        undecoded=tuple(name for name in wanted if name in series and series[name] is None),
    )  # fmt: skip


def _frames(settings: Sequence[Setting]) -> tuple[dict[str, FrameSpec], dict[str, str]]:
    """The frames that all segments state alike, and why the others cannot be used: one map has one place for each."""
    specs, torn = dict[str, FrameSpec](), dict[str, str]()
    for number, setting in enumerate(settings, start=1):
        for name, spec in setting.frames.items():
            if specs.setdefault(name, spec) != spec:
                torn.setdefault(name, f"frame {name} is another one from segment {number} on")
    return {name: spec for name, spec in specs.items() if name not in torn}, torn


def _gap_ns(channel: Channel) -> int:
    stated = channel.document.get("max_age_ns")
    if type(stated) is int and stated > 0:
        return stated
    usual = rhythm(channel.times_in_order(Mode.CAPTURE)).usual_ns
    return _LEAST_GAP_NS if usual is None else max(int(GAP_FACTOR * usual), _LEAST_GAP_NS // 5)


def _plane(receivers: Sequence[Series], poses: Series | None, spec: FrameSpec | None, frame: str) -> Plane:
    """Level at the stated origin of the poses' frame; else at the middle one of all fixes, else of all poses."""
    stated = None if spec is None else origin_of(spec)
    fixes = [_geodetic(one) for one in receivers]
    found = any(np.isfinite(latitude).any() for latitude, _, _ in fixes)
    # without courses a frame that may be turned anyhow is drawn for itself
    if stated is not None and spec is not None and spec.axes != "projected" and (found or not needs_turn(spec)):
        return Plane(origin=stated, by=f"the origin of frame {frame}")
    for one, (latitude, longitude, height) in zip(receivers, fixes, strict=True):
        known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
        if len(known):
            level = np.where(np.isfinite(height[known]), height[known], 0.0)
            at = int(known[_middle(ecef_of(latitude[known], longitude[known], level))])
            up = float(height[at]) if np.isfinite(height[at]) else 0.0
            return Plane(
                origin=Geodetic(float(latitude[at]), float(longitude[at]), up),
                by=f"fix {int(one.rows[at]) + 1} of {one.channel}",
            )
    if poses is not None and spec is not None and spec.axes == "earth_fixed":
        ecef = _position(poses)
        known = np.flatnonzero(np.isfinite(ecef).all(axis=1))
        if len(known):
            at = int(known[_middle(ecef[known])])
            return Plane(origin=Geodetic(*geodetic_of(ecef[at]).tolist()), by=f"pose {int(poses.rows[at]) + 1}")
    return Plane(frame=frame)


def _middle(ecef: Array) -> int:
    """Which of these places is nearest to their median: one that was never there, or 180 degrees, moves it little."""
    return int(np.argmin(((ecef - np.median(ecef, axis=0)) ** 2).sum(axis=1)))


def _turn(receivers: Sequence[Series], poses: Series | None) -> Turn | None:
    if poses is None:
        return None
    yaws = _yaws(poses)
    for one in receivers:
        course, speed = one.values("course"), one.values("speed")
        if course is None or speed is None:
            continue
        found = turn_of(one.times_ns, course, speed, poses.times_ns, yaws)
        if found is not None:
            return found
    return None


def _yaws(poses: Series) -> Array:
    """The heading of each pose, NaN where it drove backwards or is not known."""
    w, x, y, z = (_column(poses, f"q{part}") for part in "wxyz")
    ahead = _column(poses, "velocity_x")
    yaws = np.arctan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))
    return np.where(ahead < 0, np.nan, yaws)


def _column(series: Series, name: str, *, unproven: bool = False) -> Array:
    found = series.values(name, unproven=unproven)
    return np.full(len(series.rows), np.nan) if found is None else found


def _position(poses: Series) -> Array:
    return np.stack([_column(poses, axis, unproven=True) for axis in "xyz"], axis=1)


def _geodetic(fixes: Series) -> tuple[Array, Array, Array]:
    """Latitude, longitude, height; NaN where a fix has no position that can be one."""
    latitude, longitude = (_column(fixes, f"{name}_deg", unproven=True) for name in ("latitude", "longitude"))
    height = _column(fixes, "altitude", unproven=True)
    with np.errstate(invalid="ignore"):
        none = at_zero(fixes) | ~(np.abs(latitude) <= 90) | ~(np.abs(longitude) <= 360)
        height = np.where(np.abs(height) <= _HIGHEST_M, height, np.nan)
    return np.where(none, np.nan, latitude), np.where(none, np.nan, longitude), height
