"""Waymo's frames as payloads: pictures, poses, times of shutters, points and labels, each made when it is asked for.

It must not know channels or stamps. Meaning: waymo-research/waymo-open-dataset, dataset.proto: poses are
global_from_vehicle, velocities and angular velocities are along and about the axes of the global frame.
"""

import math
from typing import Any

import numpy as np

from app.convert.encodings.jpeg import BEGIN
from app.convert.recording import Losses
from app.convert.waymo.calibration import rigid
from app.convert.waymo.frame_scan import RANGE_CHANNELS, Frames, Series
from app.convert.waymo.labels import labels_payload
from app.convert.waymo.range_image import CLOUD_LAYOUT, Image, RangeImageError, beams, matrix, rows_of
from app.kinds.field import precise
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import RowLayout, Rows
from app.scene.rigid import Matrix, quaternion_of

SHUTTER_LAYOUT = RowLayout(
    (
        precise("camera_trigger_time", "s", "when the camera was triggered, since 1970"),
        precise("camera_readout_done_time", "s", "when the picture had been read out, since 1970"),
        precise("shutter", "s", "how long each row or column was exposed"),
    )
)
OFFSET_LAYOUT = RowLayout(
    tuple(precise(axis, "m", f"to be added to {axis} of points to fit the map") for axis in "xyz")
)
_PIXEL_POSE = 6
_SPEEDS = {"velocity": "v", "rate": "w"}
Message = Any
"""Classes of messages are made when the program runs."""


class Records:
    """Makes the payloads of a drive; what is none is counted under the channel's name. Used by one thread."""

    def __init__(self, frames: Frames, losses: Losses) -> None:
        self._frames = frames
        self._losses = losses

    def picture(self, channel: str, series: Series, row: int) -> bytes | None:
        """A picture in the bytes of the source."""
        image = self._image(series, row)
        if image is not None and not image.image.startswith(BEGIN):
            self._losses.add(channel, "a picture that is no JPEG")
            return None
        return None if image is None else bytes(image.image)

    def picture_pose(self, channel: str, series: Series, row: int) -> bytes | None:
        """Where the vehicle was in the middle of a picture, and how it moved."""
        image = self._image(series, row)
        return None if image is None else self._pose(channel, image.pose, image.velocity)

    def shutter(self, series: Series, row: int) -> bytes | None:
        """When the camera was triggered and read out."""
        image = self._image(series, row)
        return None if image is None else _numbers(SHUTTER_LAYOUT, image)

    def pose(self, channel: str, series: Series, row: int) -> bytes | None:
        """The pose of a frame."""
        message = self._frames.message(series.frames[row])
        return None if message is None else self._pose(channel, message.pose, None)

    def offset(self, series: Series, row: int) -> bytes | None:
        """What is to be added to points of a frame so that they fit the map."""
        message = self._frames.message(series.frames[row])
        return None if message is None else _numbers(OFFSET_LAYOUT, message.map_pose_offset)

    def labels(self, series: Series, row: int) -> bytes | None:
        """The labels of a frame."""
        message = self._frames.message(series.frames[row])
        return None if message is None else labels_payload(message.laser_labels, rigid(message.pose), self._losses)

    def cloud(self, channel: str, series: Series, row: int) -> bytes | None:
        """The points of both returns of a LiDAR."""
        message = self._frames.message(series.frames[row])
        if message is None:
            return None
        try:
            made = self._returns(message, message.lasers[series.members[row]])
        except RangeImageError as error:
            self._losses.add(channel, f"a sweep that {error}")
            return None
        return CLOUD_LAYOUT.encode(np.concatenate(made))

    def _image(self, series: Series, row: int) -> Message | None:
        message = self._frames.message(series.frames[row])
        return None if message is None else message.images[series.members[row]]

    def _pose(self, channel: str, transform: Message, velocity: Message | None) -> bytes | None:
        found = rigid(transform)
        if found is None:
            self._losses.add(channel, "a pose that is no rotation with a place")
            return None
        rows = POSE_LAYOUT.unknown(1)
        rows["x"], rows["y"], rows["z"] = found[:3, 3]
        rows["qw"], rows["qx"], rows["qy"], rows["qz"] = quaternion_of(found)
        if velocity is not None:
            _fill_motion(rows, found, velocity)
        return POSE_LAYOUT.encode(rows)

    @staticmethod
    def _returns(message: Message, laser: Message) -> list[Rows]:
        """The points of each return; raises RangeImageError."""
        calibration = next((one for one in message.context.laser_calibrations if one.name == laser.name), None)
        mounted = None if calibration is None else rigid(calibration.extrinsic)
        if mounted is None:
            raise RangeImageError("is of a LiDAR without a mounting")
        # the second return has the poses of the first
        poses = _poses(laser.ri_return1.range_image_pose_compressed)
        vehicle = rigid(message.pose)
        if poses is not None and vehicle is None:
            raise RangeImageError("has poses of its beams, but its frame has none")
        made = []
        for number, one in enumerate((laser.ri_return1, laser.ri_return2), start=1):
            if one.range_image_compressed:
                image = matrix(one.range_image_compressed, RANGE_CHANNELS)
                if poses is not None and poses.shape[:2] != image.shape[:2]:
                    raise RangeImageError("has poses for another number of beams")
                made.append(
                    rows_of(
                        image, number, elevations=beams(calibration, image.shape[0]), vehicle_from_laser=mounted,
                        global_from_pixels=poses, global_from_vehicle=vehicle,
                    )
                )  # fmt: skip
        if not made:
            raise RangeImageError("has no range image")
        return made


def _poses(packed: bytes) -> Image | None:
    return matrix(packed, _PIXEL_POSE) if packed else None


def _fill_motion(rows: Rows, global_from_vehicle: Matrix, velocity: Message) -> None:
    """Put velocities in a row of a pose, turned into the vehicle's axes, where all of their parts are given."""
    for name, short in _SPEEDS.items():
        parts = [f"{short}_{axis}" for axis in "xyz"]
        values = [getattr(velocity, part) for part in parts]
        if all(velocity.HasField(part) for part in parts) and all(map(math.isfinite, values)):
            turned = global_from_vehicle[:3, :3].T @ np.array(values)
            for axis, value in zip("xyz", turned.tolist(), strict=True):
                rows[f"{name}_{axis}"] = value


def _numbers(layout: RowLayout, message: Message) -> bytes:
    """A row of members of a message; those that it does not have, or that are none, stay unknown."""
    rows = layout.unknown(1)
    for one in layout.fields:
        value = getattr(message, one.name)
        if message.HasField(one.name) and math.isfinite(value):
            rows[one.name] = value
    return layout.encode(rows)
