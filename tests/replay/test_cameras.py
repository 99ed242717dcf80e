"""Which cameras are shown first: by where their calibration says that they look, else by their names."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from app.kinds.calibration import SensorCalibration, Transform
from app.log.channel import Channel
from app.replay.cameras import camera_order
from app.scene.setting import Setting


def channel(name: str, pictures: int = 10, sensor: str | None = None) -> Channel:
    times = np.arange(pictures, dtype=np.int64)
    document: dict[str, Any] = {"name": name} if sensor is None else {"name": name, "sensor": sensor}
    return Channel(
        ids={0: 1}, name=name, kind="image", codec="jpeg", document=MappingProxyType(document),
        segment=np.zeros(pictures, dtype=np.int32), index=times, size=np.ones(pictures, dtype=np.uint64),
        arrival_ns=times, capture_ns=times, by_capture=times,
    )  # fmt: skip


def order(*channels: Channel, setting: Setting | None = None) -> list[str]:
    return list(camera_order({one.name: one for one in channels}, [setting or Setting()]))


def looking(yaw_degrees: float) -> SensorCalibration:
    """A camera whose axis has this angle to the vehicle's."""
    yaw = math.radians(yaw_degrees)
    columns = np.array([[math.sin(yaw), -math.cos(yaw), 0], [0, 0, -1], [math.cos(yaw), math.sin(yaw), 0]])
    matrix = np.eye(4)
    matrix[:3, :3] = columns.T
    return SensorCalibration(
        sensor=f"c{yaw_degrees}",
        vehicle_from_sensor=Transform(matrix=tuple(map(tuple, matrix.tolist()))),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("names", "first", "second"),
    [
        (["/camera/back_camera", "/camera/front_camera", "/camera/front_left_camera", "/camera/front_right_camera"],
         "/camera/front_camera", "/camera/front_right_camera"),
        (["/CAM_BACK", "/CAM_BACK_LEFT", "/CAM_FRONT_LEFT", "/CAM_FRONT_RIGHT"], "/CAM_FRONT_LEFT", "/CAM_FRONT_RIGHT"),
        (["/camera/front", "/camera/rear"], "/camera/front", "/camera/rear"),
        (["/depth/front", "/cabinCamera", "/rgb/rear"], "/rgb/rear", "/cabinCamera"),
        (["/image_00", "/image_01"], "/image_00", "/image_01"),
    ],
)  # fmt: skip
def test_without_a_calibration_names_say_where_a_camera_looks(names: list[str], first: str, second: str) -> None:
    assert order(*map(channel, names))[:2] == [first, second]


def test_where_the_calibration_says_that_a_camera_looks_its_name_does_not_count() -> None:
    sensors = {str(yaw): looking(yaw) for yaw in (180, 0, 5, 55)}
    cameras = [channel(f"/front{yaw}", sensor=yaw) for yaw in sensors]
    # the one at 5 degrees sees what the one at 0 does
    assert order(*cameras, setting=Setting(sensors=sensors)) == ["/front0", "/front55", "/front180", "/front5"]


def test_of_two_that_look_alike_the_one_with_more_pictures_comes_first() -> None:
    assert order(channel("/stereo_front", 50), channel("/ring_front", 400), channel("/left", 400)) == [
        "/ring_front", "/left", "/stereo_front",
    ]  # fmt: skip


def test_a_camera_without_pictures_is_not_shown() -> None:
    assert order(channel("/front", 0), channel("/rear")) == ["/rear"]
    assert order() == []
