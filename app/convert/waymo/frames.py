"""Frames of Waymo's perception data as channels: pictures, points, poses, labels, map and surroundings of one drive.

It must not know files, nor how payloads are made.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from app.convert.channels import Channels, Stamps
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import unix_unit
from app.convert.waymo.calibration import calibration_of, shutters
from app.convert.waymo.frame_records import OFFSET_LAYOUT, SHUTTER_LAYOUT, Records
from app.convert.waymo.frame_scan import Frames, Scan, Series
from app.convert.waymo.map import map_payload
from app.convert.waymo.messages import text_of
from app.convert.waymo.range_image import CLOUD_LAYOUT
from app.kinds.document import encode_document
from app.kinds.environment import Environment, Light, Weather
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import RowLayout
from app.kinds.vehicle import FrameSpec, Vehicle

GLOBAL = "global"
CLOCK = "source"
Message = Any
"""Classes of messages are made when the program runs."""


class FrameLog:
    """The frames of a drive. What cannot be taken is counted in `losses`; used by one thread."""

    def __init__(self, frames: Frames, losses: Losses) -> None:
        """Go through them once; raises ConvertError if there is none."""
        self._frames = frames
        self._losses = losses
        self._scan = Scan(frames, losses)
        self._scan.run()
        self._records = Records(frames, losses)
        first = frames.message(self._scan.own.frames[0]) if self._scan.own.frames else None
        if first is None:
            (where, why), *_ = [*losses.counts, ("frames", "there is none")]
            raise ConvertError(f"nothing can be taken in: {where}: {why}")
        self._context = first.context

    @property
    def dated(self) -> bool:
        """Whether stamps count from 1970."""
        return unix_unit(self._scan.own.stamps_ns) == "ns"

    def add_to(self, choice: Choice) -> Channels:
        """The channels of the drive."""
        channels = Channels(choice, self._losses)
        for sensor, series in sorted(self._scan.cameras.items()):
            self._camera(channels, sensor, series)
        for sensor, series in sorted(self._scan.lasers.items()):
            name = f"/lidar/{sensor.removeprefix('lidar_')}"
            channels.add_each(
                name, "cloud", "xyz_f32", _stamps(series), partial(self._records.cloud, name, series),
                sizes=series.sizes, layout=CLOUD_LAYOUT, frame="vehicle", sensor=sensor, stamp="sweep_start",
                description="points of both returns in the vehicle's axes at the pose of their frame",
            )  # fmt: skip
        own, stamps = self._scan.own, _stamps(self._scan.own)
        channels.add_each(
            "/pose", "pose", "rows", stamps, partial(self._records.pose, "/pose", own), frame=GLOBAL,
            sizes=_rows(own, POSE_LAYOUT),
            description="global_from_vehicle at about the middle of the frame, not at its stamp",
        )  # fmt: skip
        channels.add_each(
            "/labels", "objects", "json", stamps, partial(self._records.labels, own), sizes=own.sizes, frame="vehicle"
        )
        self._map(channels)
        self._surroundings(channels)
        return channels

    def setting(self) -> Setting:
        """The vehicle, its sensors and the frame."""
        described = "metres, right-handed, z up, at an origin that is not stated, as the source"
        name = text_of(self._context, "name") or "without a name"
        return Setting(
            vehicle=Vehicle(id=f"Waymo {name}"[:256], origin="middle of the rear axle, at a height that is not stated"),
            frames=(FrameSpec(name=GLOBAL, axes="other", description=described),),
            calibration=calibration_of(self._context, self._losses),
        )

    def notes(self) -> dict[str, object]:
        """What else the log shall say."""
        return {"rolling_shutter": shutters(self._context)}

    def assumptions(self) -> Iterator[str]:
        """What had to be assumed."""
        yield "points are in the vehicle's axes at their frame's pose, as labels are; beams with poses were moved there"
        yield "a frame's pose is that of about its middle, its stamp that of its first scan, as the source has them"
        yield "labels were made after the drive; how they move was turned from global axes into the vehicle's"
        if self._scan.cameras:
            yield "a picture's stamp is that of its pose, its middle; which way its shutter rolls stands in the ANNEX"
        if self._scan.restamped:
            yield f"{self._scan.restamped} pictures have no stamp within 10 s of their frame's, and got the frame's"
        if self._scan.shifted:
            yield "points are not moved by /map/offset, which the source says to be added to them to fit the map"
        if not self.dated:
            yield "no date fits the stamps: they are taken as microseconds of an unknown epoch"

    def _camera(self, channels: Channels, sensor: str, series: Series) -> None:
        """A camera's pictures, where the vehicle was at each, and when its shutter moved."""
        name, stamps = f"/camera/{sensor.removeprefix('camera_')}", _stamps(series)
        channels.add_each(
            name, "image", "jpeg", stamps, partial(self._records.picture, name, series), sensor=sensor,
            sizes=[max(1, size) for size in series.sizes], stamp="exposure_middle",
        )  # fmt: skip
        channels.add_each(
            f"{name}/pose", "pose", "rows", stamps, partial(self._records.picture_pose, f"{name}/pose", series),
            sizes=_rows(series, POSE_LAYOUT), frame=GLOBAL,
            description="global_from_vehicle at the middle of the picture",
        )  # fmt: skip
        channels.add_each(
            f"{name}/shutter", "signals", "rows", stamps, partial(self._records.shutter, series),
            sizes=_rows(series, SHUTTER_LAYOUT), layout=SHUTTER_LAYOUT,
        )  # fmt: skip

    def _map(self, channels: Channels) -> None:
        own, place = self._scan.own, self._scan.first_with_map
        message = None if place is None else self._frames.message(place)
        road = None if message is None else map_payload(message.map_features, GLOBAL, self._losses)
        if road is not None and place is not None:
            # a map is measured by nobody at that moment
            at = Stamps(capture_ns=own.stamps_ns[[own.frames.index(place)]], synthesised=True)
            channels.add_each("/map", "map", "json", at, lambda _: road, sizes=[len(road)], frame=GLOBAL)
        if self._scan.shifted:
            channels.add_each(
                "/map/offset", "signals", "rows", _stamps(own), partial(self._records.offset, own),
                sizes=_rows(own, OFFSET_LAYOUT), layout=OFFSET_LAYOUT,
            )  # fmt: skip

    def _surroundings(self, channels: Channels) -> None:
        """What the drive as a whole is said to have been like."""
        if not self._context.HasField("stats"):
            return
        weather, light = (text_of(self._context.stats, member).lower() for member in ("weather", "time_of_day"))
        found = Environment(
            weather=Weather(condition=weather) if weather else None,
            light=Light(condition=light) if light else None,
            source="data set",
        )
        raw = encode_document(found, of=Environment)
        if weather or light:
            first = _stamps(self._scan.own).some(np.arange(1))
            channels.add_each("/environment", "environment", "json", first, lambda _: raw, sizes=[len(raw)])


def _stamps(series: Series) -> Stamps:
    return Stamps(capture_ns=series.stamps_ns, clock=CLOCK)


def _rows(series: Series, layout: RowLayout) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The bytes of a row for each record."""
    return np.full(len(series.frames), layout.row_bytes, dtype=np.int64)
