"""What was pointed at: all fields of a point as logged, and distances with what they rest on."""

from __future__ import annotations

import numpy as np
import pytest

from app.kinds.objects import Objects
from app.kinds.radar import DETECTIONS
from app.scene.content import Points
from app.scene.picking import apart, apart_from_ego, object_on_ray, picked
from app.scene.placed import Placed
from app.scene.placing import placed
from tests.scene.moments import cloud, moment, sample, table, words
from tests.scene.test_placing import ROOF, car


def scene() -> Placed:
    detections = table(DETECTIONS, range=[10.0, 20.0], azimuth=[0.0, 0.0], range_std=[0.25, np.nan], motion=[1, 255])
    radar = Points(
        xyz=np.array([[10, 0, 0], [20, 0, 0]], np.float32), positions=np.arange(2), table=detections
    )  # fmt: skip
    lidar = cloud((18.5, 3, -1), (10, 0, -2), (40, 1, 1))
    return placed(
        moment(
            sample("cloud", Points(xyz=lidar.xyz[1:], positions=np.array([1, 2]), table=lidar.table), entry=ROOF),
            sample("radar", radar, entry=ROOF),
            sample("objects", words(Objects(frame="vehicle", tracks=(car(), car(id="9", centre=(11.0, 0.0, 0.5)))))),
        )
    )


def test_all_fields_of_the_very_row() -> None:
    found = scene()
    point = picked(found.points[0], 0, found.boxes)
    assert point.row == 1
    said = {one.name: (one.value, one.unit) for one in point.fields}
    assert said == {
        "x": (1000, "scale of the channel"), "y": (0, "scale of the channel"), "z": (-200, "scale of the channel"),
        "intensity": (1, "1"), "ring": (1, "1"),
    }  # fmt: skip
    assert point.at == pytest.approx((11, 0, 0))
    assert point.in_channel == pytest.approx((10, 0, -2))
    assert (point.uncertainty_m, point.basis) == (0.01, "1 count")
    assert point.objects == ("9",)


def test_a_stated_noise_of_the_range_is_the_uncertainty() -> None:
    found = scene()
    stated, unstated = (picked(found.points[1], row) for row in (0, 1))
    assert (stated.uncertainty_m, stated.basis) == (0.25, "1σ of the range as logged")
    assert (unstated.uncertainty_m, unstated.basis) == (None, "not stated")
    said = {one.name: one for one in stated.fields}
    assert said["motion"].words is not None
    assert said["snr"].value is None
    assert apart(stated, unstated).text == "10.00 m, uncertainty not stated"


def test_distances() -> None:
    found = scene()
    near, far = (picked(found.points[0], row) for row in (0, 1))
    between = apart(near, far)
    assert between.metres == pytest.approx(np.sqrt(30**2 + 1 + 9))
    assert between.level_m == pytest.approx(np.hypot(30, 1))
    assert between.text == f"{between.metres:.2f} m ± 0.01 m (1 count)"
    to_ego = apart_from_ego(far, found.ego)
    assert to_ego is not None
    # its nose is 3.5 m before the axle, 0.9 m wide to a side, 1.6 m high
    assert to_ego.other == pytest.approx((3.5, 0.9, 1.6))
    assert apart_from_ego(far, placed(moment()).ego) is None


def test_the_first_object_that_a_ray_meets() -> None:
    boxes = scene().boxes
    ahead = np.array([1.0, 0.0, 0.0])
    hit = object_on_ray(boxes, np.array([0.0, 0.0, 0.5]), ahead)
    assert hit is not None
    assert hit.id == "9"
    assert object_on_ray(boxes, np.array([0.0, 0.0, 5.0]), ahead) is None
    assert object_on_ray(boxes, np.array([30.0, 0.0, 0.5]), ahead) is None
    inside = object_on_ray(boxes, np.array([11.0, 0.0, 0.5]), ahead)
    assert inside is not None
    bare = placed(moment(sample("objects", words(Objects(frame="vehicle", tracks=(car(size=None),)))))).boxes
    assert object_on_ray(bare, np.array([0.0, 3.0, 0.5]), ahead) is None
