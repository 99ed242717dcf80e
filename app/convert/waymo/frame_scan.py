"""What the frames of one of Waymo's drives hold, found in one pass: by channel, the place and stamp of each record.

It must not know how records become payloads. Stamps: waymo-research/waymo-open-dataset, dataset.proto: a frame's is
that of its first scan of the top LiDAR, in microseconds since 1970; a picture's pose is that of its middle (issue 55).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.convert.encodings import tfrecord
from app.convert.recording import Losses
from app.convert.stamps import Nanoseconds
from app.convert.waymo.calibration import camera_name, laser_name
from app.convert.waymo.labels import BYTES_PER_LABEL, FIXED_BYTES
from app.convert.waymo.messages import MessageError, parsed, unknown_members
from app.convert.waymo.range_image import CLOUD_LAYOUT, RangeImageError, echoes, matrix
from app.log.source import Source

_US, _S = 1_000, 1_000_000_000
_LIMIT_NS = 2**62
_FAR_NS = 10 * _S
"""A picture that is farther from its frame is of another drive, or has no stamp."""
_KEPT = 3
RANGE_CHANNELS = 3
"""Range, intensity and elongation."""
Message = Any
"""Classes of messages are made when the program runs."""


class Frames:
    """The frames of a drive. The last few are kept, for several channels ask for them. Used by one thread."""

    def __init__(self, file: Source, extents: list[tfrecord.Extent], losses: Losses) -> None:
        self._file = file
        self._extents = extents
        self._losses = losses
        self._kept: dict[int, Message] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._extents)

    def message(self, place: int) -> Message | None:
        """A frame; None: it cannot be read any more, which is counted."""
        if place not in self._kept:
            data = tfrecord.data_of(self._file, self._extents[place])
            try:
                found = None if data is None else parsed("Frame", data)
            except MessageError:
                found = None
            if found is None:
                self._losses.add("frames", "a frame that was there and cannot be read any more")
                return None
            self._kept[place] = found
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return self._kept[place]


@dataclass(slots=True)
class Series:
    """The records of one channel: the frame of each, which of its members it is, its stamp in ns and its most bytes."""

    frames: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    stamps: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def add(self, frame: int, member: int, stamp_ns: int, size: int) -> None:
        """The next record."""
        self.frames.append(frame)
        self.members.append(member)
        self.stamps.append(stamp_ns)
        self.sizes.append(size)

    @property
    def stamps_ns(self) -> Nanoseconds:
        """Their stamps, shape (n,)."""
        return np.array(self.stamps, dtype=np.int64)


@dataclass(slots=True)
class Scan:
    """Goes through the frames once. `own`: the frames themselves. `restamped`: pictures without a stamp;
    `shifted`: frames whose points need an offset to fit the map.
    """

    frames: Frames
    losses: Losses
    own: Series = field(default_factory=Series)
    cameras: dict[str, Series] = field(default_factory=dict)
    lasers: dict[str, Series] = field(default_factory=dict)
    first_with_map: int | None = None
    contexts: Counter[bytes] = field(default_factory=Counter)
    restamped: int = 0
    shifted: int = 0

    def run(self) -> None:
        """Find everything."""
        for place in range(len(self.frames)):
            message = self.frames.message(place)
            if message is not None:
                self._frame(place, message)
        differing = sum(self.contexts.values()) - max(self.contexts.values(), default=0)
        self.losses.add("context", "a frame whose calibration is another than that of most", differing)

    def _frame(self, place: int, message: Message) -> None:
        stamp = message.timestamp_micros * _US
        if not -_LIMIT_NS < stamp < _LIMIT_NS:
            self.losses.add("frames", "a frame whose stamp is none")
            return
        self.own.add(place, 0, stamp, FIXED_BYTES + BYTES_PER_LABEL * len(message.laser_labels))
        self.shifted += message.HasField("map_pose_offset")
        for number, image in enumerate(message.images):
            series = self.cameras.setdefault(camera_name(image), Series())
            series.add(place, number, self._stamp_of(image, stamp), len(image.image))
        for number, laser in enumerate(message.lasers):
            points = sum(_points(one) for one in (laser.ri_return1, laser.ri_return2))
            series = self.lasers.setdefault(laser_name(laser), Series())
            series.add(place, number, stamp, max(1, points * CLOUD_LAYOUT.row_bytes))
        if len(message.map_features) and self.first_with_map is None:
            self.first_with_map = place
        self.contexts[_sensors(message.context)] += 1
        for where, why, count in _rest(message):
            self.losses.add(where, why, count)

    def _stamp_of(self, image: Message, frame_ns: int) -> int:
        """When the middle of a picture was taken; that of its frame if it does not say, which is counted."""
        seconds = float(image.pose_timestamp)
        if abs(seconds) < _LIMIT_NS / _S:
            whole = int(seconds // 1)
            stamp = whole * _S + round((seconds - whole) * _S)
            if abs(stamp - frame_ns) <= _FAR_NS:
                return stamp
        self.restamped += 1
        return frame_ns


def _points(image: Message) -> int:
    """How many points a return has; one that is none is counted when it is made a record."""
    if not image.HasField("range_image_compressed"):
        return 0
    try:
        return int(echoes(matrix(image.range_image_compressed, RANGE_CHANNELS)).sum())
    except RangeImageError:
        return 0


def _sensors(context: Message) -> bytes:
    """What a context says of sensors, as bytes to be compared."""
    each = (*context.camera_calibrations, *context.laser_calibrations)
    return b"".join(one.SerializeToString(deterministic=True) for one in each)


def _rest(message: Message) -> Iterator[tuple[str, str, int]]:
    """What of a frame is in no channel."""
    returns = [one for laser in message.lasers for one in (laser.ri_return1, laser.ri_return2)]
    for member, what in (
        ("camera_projection_compressed", "where the points of a return lie in pictures"),
        ("range_image_flow_compressed", "the flow of the points of a return"),
        ("segmentation_label_compressed", "labels of the points of a return"),
        ("range_image", "a return in the form of before 2019"),
    ):
        yield "lasers", f"{what}, is in no channel", sum(one.HasField(member) for one in returns)
    segmented = sum(one.HasField("camera_segmentation_label") for one in message.images)
    yield "images", "a segmented picture, is in no channel", segmented
    for member in ("camera_labels", "projected_lidar_labels"):
        boxes = sum(len(one.labels) for one in getattr(message, member))
        yield member, "a box in a picture, is in no channel", boxes
    yield "frames", "a member that is not published, is in no channel", unknown_members(message)
    yield "no_label_zones", "a zone that nobody labelled, is in no channel", len(message.no_label_zones)
    keypoints = sum(one.WhichOneof("keypoints_oneof") is not None for one in message.laser_labels)
    yield "/labels", "key points of a person, are in no channel", keypoints
    synced = sum(one.HasField("camera_synced_box") for one in message.laser_labels)
    yield "/labels", "the box of a label at the moment of a picture, is in no channel", synced
