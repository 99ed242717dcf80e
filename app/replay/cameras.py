"""Which cameras of a drive are shown first: the one that looks ahead, then the one that sees most of what it misses.

It must not read pictures. Where a camera looks to is what its calibration says; a log without one is taken at the words
of its channel's name, which decide nothing but this order.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.log.channel import Channel
from app.scene.setting import Setting

_ALIKE = math.radians(20)
"""Two cameras that look less apart than this see the same: the two of a stereo pair, wide and long lens."""
_LEVEL = 0.8
"""A camera looks somewhere if its axis has at least this share in the plane: one that looks down looks nowhere."""
_NO_VIEW = frozenset(
    {"depth", "disparity", "flow", "seg", "semseg", "segmentation", "semantic", "mask", "label", "labels"}
)
"""Words of pictures that no eye could see."""
_INSIDE = frozenset({"cabin", "driver", "interior", "inside", "dms", "face"})
_AHEAD = frozenset({"front", "forward", "fwd", "ahead"})
_BEHIND = frozenset({"back", "rear", "rearward"})


@dataclass(frozen=True, slots=True)
class _Looking:
    """How a camera looks, and how much of it there is."""

    name: str
    seen: int
    """0: the world outside; 1: it is not known what; 2: the cabin; 3: what no eye could see."""
    yaw: float
    """To the left positive."""
    often: int
    """Power of two of its pictures."""


def camera_order(channels: Mapping[str, Channel], settings: Sequence[Setting]) -> tuple[str, ...]:
    """The cameras that have pictures, the first two those that are to be shown first."""
    there = [_looking(one, settings) for one in channels.values() if one.kind == "image" and len(one)]
    # sorting is stable: of equals the first of the channel table
    by_ahead = sorted(there, key=lambda one: (one.seen, round(abs(one.yaw) / _ALIKE), -one.often))
    if not by_ahead:
        return ()
    first, rest = by_ahead[0], by_ahead[1:]
    # of a left and a right one the right: as in the design
    rest.sort(key=lambda one: (one.seen, _apart(one, first) < _ALIKE, round(abs(one.yaw) / _ALIKE), one.yaw > 0))
    return tuple(one.name for one in (first, *rest))


def _apart(one: _Looking, other: _Looking) -> float:
    return abs(math.remainder(one.yaw - other.yaw, math.tau))


def _looking(channel: Channel, settings: Sequence[Setting]) -> _Looking:
    words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", channel.name).lower()))
    yaw = _calibrated(channel, settings)
    if yaw is None:
        yaw = _named(words)
    seen = 0 if yaw is not None else 1
    if words & _INSIDE:
        seen = 2
    if words & _NO_VIEW:
        seen = 3
    return _Looking(channel.name, seen, yaw or 0.0, int(math.log2(len(channel))))


def _calibrated(channel: Channel, settings: Sequence[Setting]) -> float | None:
    """By the axis of its lens, z of the camera; None: not known, or it looks up or down."""
    vehicle_from_camera = settings[int(channel.segment[0])].vehicle_from(channel.document)
    if vehicle_from_camera is None:
        return None
    x, y = float(vehicle_from_camera[0, 2]), float(vehicle_from_camera[1, 2])
    return math.atan2(y, x) if math.hypot(x, y) >= _LEVEL else None


def _named(words: set[str]) -> float | None:
    """By the words front, back, left and right; None: none of them is there."""
    side = ("left" in words) - ("right" in words)
    if words & _BEHIND:
        return math.radians(180 - 45 * side) if side else math.pi
    if words & _AHEAD:
        return math.radians(45 * side)
    return math.radians(90 * side) if side else None
