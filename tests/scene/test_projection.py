"""Projection: against values reckoned by hand, and against OpenCV.

Must not know where points come from.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.kinds.calibration import Camera
from app.scene.projection import ProjectionError, pixels_of, projected
from app.scene.rigid import matrix_of

PLAIN: dict[str, Any] = {
    "width": 1920, "height": 1080, "projection": "pinhole", "focal_x": 1000.0, "focal_y": 900.0, "centre_x": 960.0,
    "centre_y": 500.0, "distortion_model": "none",
}  # fmt: skip
BROWN = (-0.3, 0.1, 0.001, -0.002, -0.01)
RATIONAL = (0.5, -0.1, 0.0005, -0.0004, 0.01, 0.9, -0.05, 0.03)
PRISM = (*RATIONAL, 0.001, -0.002, 0.003, 0.0005)
FISHEYE = (-0.02, 0.003, -0.001, 0.0002)
K = np.array([[1000.0, 0, 960], [0, 900, 500], [0, 0, 1]])


def camera(**changed: Any) -> Camera:
    return Camera(**PLAIN | changed)


def some_points(widest: float) -> npt.NDArray[np.float64]:
    """A fan of rays up to so many radians off the axis."""
    off, around = np.meshgrid(np.linspace(0, widest, 12), np.linspace(0, 2 * np.pi, 16))
    ray = [np.sin(off) * np.cos(around), np.sin(off) * np.sin(around), np.cos(off)]
    return np.asarray(np.stack(ray, axis=-1).reshape(-1, 3) * 7.5)


def test_by_hand() -> None:
    points = np.array([[0, 0, 10.0], [1, 0, 10], [0, -1, 5], [2, 1, -10], [1, 1, 0], [np.nan, 0, 1], [-9.65, 0, 10]])
    found = projected(camera(), np.eye(4), points)
    assert found.rows.tolist() == [0, 1, 2]
    assert found.pixels == pytest.approx(np.array([[960, 500], [1060, 500], [960, 320]]))
    assert found.depth.tolist() == [10, 10, 5]
    assert not any(array.flags.writeable for array in (found.rows, found.pixels, found.depth))


def test_points_are_moved_into_the_camera_first() -> None:
    camera_from_vehicle = np.array([[0, -1.0, 0, 0], [0, 0, -1, 1.5], [1, 0, 0, -2], [0, 0, 0, 1]])
    found = projected(camera(), camera_from_vehicle, np.array([[12.0, 1, 1.5]]))  # 10 m ahead, 1 m to the left
    assert found.pixels[0] == pytest.approx((860, 500))
    assert found.depth[0] == pytest.approx(10)


def test_the_edges_are_those_of_the_outer_pixels() -> None:
    edges = [-0.5, -0.51, 1919.49, 1919.5]
    points = np.array([[(x - 960) / 1000, 0, 1] for x in edges])
    assert projected(camera(), np.eye(4), points).rows.tolist() == [0, 2]


def test_a_corner_as_origin_lies_half_a_pixel_before() -> None:
    point = np.array([[0.1, 0.2, 1]])
    at, corner = (pixels_of(camera(pixel_origin=origin), point)[0] for origin in ("centre", "corner"))
    assert at - corner == pytest.approx(np.full((1, 2), 0.5))


def test_skew() -> None:
    assert pixels_of(camera(skew=7.0), np.array([[0.1, 0.2, 1]]))[0][0] == pytest.approx((960 + 100 + 1.4, 680))


@pytest.mark.parametrize(
    ("model", "given", "widest"),
    [
        ("none", (), 1.2),
        ("brown_conrady", BROWN[:4], 0.5),
        ("brown_conrady", BROWN, 0.5),
        ("rational", RATIONAL, 0.9),
        ("rational", PRISM, 0.9),
    ],
)
def test_as_opencv(model: str, given: tuple[float, ...], widest: float) -> None:
    points = some_points(widest)
    wanted, _ = cv2.projectPoints(points, np.zeros(3), np.zeros(3), K, np.array(given) if given else None)
    found, holds = pixels_of(camera(distortion_model=model, distortion=given), points)
    assert holds.all()
    assert found == pytest.approx(wanted.reshape(-1, 2), abs=1e-6)


@pytest.mark.parametrize("given", [(0.0, 0.0, 0.0, 0.0), FISHEYE])
def test_fisheye_as_opencv(given: tuple[float, ...]) -> None:
    points = some_points(1.4)
    wanted, _ = cv2.fisheye.projectPoints(points[:, None], np.zeros(3), np.zeros(3), K, np.array(given))
    lens = camera(projection="fisheye", distortion_model="kannala_brandt", distortion=given)
    found, holds = pixels_of(lens, points)
    assert holds.all()
    assert found == pytest.approx(wanted.reshape(-1, 2), abs=1e-6)


def test_what_the_lens_cannot_see_does_not_appear() -> None:
    """k1 = -0.3: r (1 - 0.3 r^2) grows up to r = 1.054; a ray at r = 1.6 would come back into the picture."""
    lens = camera(distortion_model="brown_conrady", distortion=(-0.3, 0.0, 0.0, 0.0))
    rays = np.array([[r, 0, 1.0] for r in (0.5, 1.0, 1.05, 1.06, 1.6, 1.8)])
    assert pixels_of(lens, rays)[1].tolist() == [True, True, True, False, False, False]
    assert projected(lens, np.eye(4), rays).rows.tolist() == [0, 1, 2]
    # the answer for a ray does not depend on the others
    assert not projected(lens, np.eye(4), rays[4:5]).rows.size


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"distortion_model": "unknown"}, "is unknown"),
        ({"distortion_model": "brown_conrady", "distortion": (0.1,)}, "4 or 5 coefficients, not 1"),
        ({"distortion_model": "none", "distortion": (0.1,)}, "0 coefficients, not 1"),
        ({"distortion_model": "rational", "distortion": BROWN}, "8 or 12 coefficients, not 5"),
        ({"distortion_model": "kannala_brandt", "distortion": FISHEYE}, "no distortion of a pinhole lens"),
        ({"projection": "fisheye", "distortion_model": "brown_conrady", "distortion": BROWN}, "of a fisheye lens"),
    ],
)
def test_lenses_that_are_not_said(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ProjectionError, match=said):
        projected(camera(**changed), np.eye(4), np.array([[0, 0, 1.0]]))


LENSES: tuple[dict[str, Any], ...] = (
    {},
    {"skew": 7.0, "centre_x": 300.0},
    {"focal_x": 400.0, "focal_y": 500.0},
    {"distortion_model": "brown_conrady", "distortion": BROWN},
    {"distortion_model": "rational", "distortion": PRISM},
    {"projection": "fisheye", "distortion_model": "kannala_brandt", "distortion": FISHEYE, "focal_x": 300.0},
)


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("aside_m", [0.0, 30_000.0])
def test_of_many_points_none_is_lost(lens: dict[str, Any], precision: type[np.floating[Any]], aside_m: float) -> None:
    """Many are looked at roughly first: what is seen is what is seen of few at a time."""
    chance = np.random.default_rng(5)
    shares = np.concatenate([chance.uniform(-1, 1, (30_000, 3)) * 80, some_points(1.5)[chance.integers(0, 192, 9_000)]])
    turned = matrix_of(np.array([0.4, -0.5, 0.6, -0.5]), np.array([0.3, 1.5, -2.0]))
    turned[:3, 3] -= turned[:3, :3] @ [aside_m, 0, 0]
    points = ((shares - turned[:3, 3]) @ turned[:3, :3]).astype(precision)
    points[[7, 8, 9, 10]] = np.array([[np.nan], [np.inf], [-np.inf], [0]])
    few = [projected(camera(**lens), turned, points[at : at + 1_000]) for at in range(0, len(points), 1_000)]
    rows = np.concatenate([one.rows + 1_000 * number for number, one in enumerate(few)])
    found = projected(camera(**lens), turned, points)
    assert len(rows) > 500
    assert found.rows.tolist() == rows.tolist()
    assert found.pixels == pytest.approx(np.concatenate([one.pixels for one in few]))
