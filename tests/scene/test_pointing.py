"""A pixel is a ray and back, through every lens; a point is found in every picture that can show it."""

from __future__ import annotations

import numpy as np
import pytest

from app.kinds.calibration import Camera
from app.scene.drawn import Pattern
from app.scene.frames import display_from_display
from app.scene.moment import Moment
from app.scene.overlay import overlay
from app.scene.placing import placed
from app.scene.placings import Placings
from app.scene.pointing import drawn_in_space, pixel_of, pointed_in_picture, pointed_in_space
from app.scene.projection import direction_of, pixels_of
from app.scene.rigid import moved

LIDARS = frozenset({"/lidar/top"})
LENSES = {
    "pinhole": ("pinhole", "none", ()),
    "brown": ("pinhole", "brown_conrady", (-0.31, 0.12, 0.0011, -0.0007, -0.02)),
    "rational": ("pinhole", "rational", (0.2, 0.05, 1e-4, -2e-4, 0.01, 0.5, 0.08, 0.02)),
    "fisheye": ("fisheye", "kannala_brandt", (-0.02, 0.004, -0.001, 0.0002)),
}


def lens(projection: str, model: str, given: tuple[float, ...], **said: object) -> Camera:
    stated = {
        "width": 1280, "height": 720, "projection": projection, "focal_x": 900.0, "focal_y": 917.0, "centre_x": 633.0,
        "centre_y": 371.0, "distortion_model": model, "distortion": given,
    }  # fmt: skip
    return Camera(**stated | said)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", LENSES)
@pytest.mark.parametrize("said", [{}, {"skew": 3.5}, {"pixel_origin": "corner"}], ids=["plain", "skew", "corner"])
def test_a_pixel_is_a_ray_and_back(name: str, said: dict[str, object]) -> None:
    camera = lens(*LENSES[name], **said)  # type: ignore[arg-type]
    for x in np.linspace(0, 1279, 9).tolist():
        for y in np.linspace(0, 719, 7).tolist():
            way = direction_of(camera, (x, y))
            assert way is not None
            assert float(way @ way) == pytest.approx(1)
            pixels, holds = pixels_of(camera, way[None] * 17)
            assert holds[0]
            assert pixels[0] == pytest.approx((x, y), abs=2e-3)


def test_where_a_lens_model_ends_there_is_no_ray() -> None:
    camera = lens("pinhole", "brown_conrady", (-0.6, 0.0, 0.0, 0.0), focal_x=300.0, focal_y=300.0)
    assert direction_of(camera, (633, 371)) is not None
    assert direction_of(camera, (0, 0)) is None


def test_the_ray_of_a_point_s_pixel_meets_that_point(seven: Moment) -> None:
    picture = seven.samples["/camera/front"]
    drawn = overlay(Placings(seven), picture)
    assert drawn.placed is not None
    found = next(one for one in drawn.points if one.channel == "/lidar/top")
    points = next(one for one in drawn.placed.points if one.channel == "/lidar/top")
    for number in range(0, len(found.rows), 97):
        pixel = tuple(found.pixels[number].tolist())
        pointed = pointed_in_picture(picture, drawn, pixel, t_ns=seven.t_ns, within=6, lidars=LIDARS)
        assert pointed is not None
        assert pointed.point == ("/lidar/top", int(found.rows[number]))
        assert pointed.origin is not None
        assert pointed.direction is not None
        assert pointed.at == pytest.approx(points.xyz()[found.rows[number]], abs=1e-6)
        along = float((pointed.at - pointed.origin) @ pointed.direction)
        assert np.linalg.norm(pointed.at - pointed.origin - along * pointed.direction) < 1e-3
        back = pixel_of(pointed, picture, seven.t_ns)
        assert back == pytest.approx((*pixel, along), abs=1e-2)


def test_only_a_point_of_a_lidar_within_reach_is_meant(seven: Moment) -> None:
    picture = seven.samples["/camera/front"]
    drawn = overlay(Placings(seven), picture)
    sky = pointed_in_picture(picture, drawn, (5, 3), t_ns=seven.t_ns, within=3, lidars=LIDARS)
    assert sky is not None
    assert sky.at is None
    assert pixel_of(sky, picture, seven.t_ns) is None
    radar = next(one for one in drawn.points if one.channel == "/radar/front")
    pixel = tuple(radar.pixels[0].tolist())
    found = pointed_in_picture(picture, drawn, pixel, t_ns=seven.t_ns, within=200, lidars=LIDARS)
    assert found is not None
    assert found.point is not None
    assert found.point[0] == "/lidar/top"
    assert pointed_in_picture(picture, None, pixel, t_ns=seven.t_ns, within=9) is not None


def test_a_point_of_the_scene_is_in_the_picture_where_the_overlay_has_it(seven: Moment) -> None:
    scene = placed(seven)
    points = next(one for one in scene.points if one.channel == "/lidar/top")
    for name in ("/camera/front", "/camera/rear"):
        picture = seven.samples[name]
        drawn = next(one for one in overlay(Placings(seven), picture).points if one.channel == "/lidar/top")
        for number in range(0, len(drawn.rows), 211):
            pointed = pointed_in_space(points, int(drawn.rows[number]), scene.reference)
            found = pixel_of(pointed, picture, seven.t_ns)
            assert found is not None
            assert found[:2] == pytest.approx(drawn.pixels[number], abs=1e-4)
            assert found[2] == pytest.approx(drawn.range_m[number], abs=1e-6)
        shown = set(drawn.rows.tolist())
        hidden = next(row for row in range(len(points.points.xyz)) if row not in shown)
        assert pixel_of(pointed_in_space(points, hidden, scene.reference), picture, seven.t_ns) is None


def test_a_ray_is_drawn_to_its_point_about_any_reference(seven: Moment) -> None:
    picture, scene = seven.samples["/camera/front"], placed(seven)
    drawn = overlay(Placings(seven), picture)
    pixel = tuple(next(one for one in drawn.points if one.channel == "/lidar/top").pixels[50].tolist())
    pointed = pointed_in_picture(picture, drawn, pixel, t_ns=seven.t_ns, within=3, lidars=LIDARS)
    assert pointed is not None
    assert pointed.at is not None
    assert pointed.point is not None
    made = drawn_in_space(pointed, scene.reference)
    here = next(one for one in scene.points if one.channel == "/lidar/top").xyz()[pointed.point[1]]
    (stroke,), (mark,), (label,) = made.lines, made.marks, made.labels
    assert stroke.points[1] == pytest.approx(here, abs=1e-6)
    assert mark.at == pytest.approx(here, abs=1e-6)
    assert label.text.endswith("m from the lens")
    target = display_from_display(pointed.reference, scene.reference)
    assert pointed.origin is not None
    assert stroke.points[0] == pytest.approx(moved(target, pointed.origin[None])[0])
    sky = pointed_in_picture(picture, drawn, (5, 3), t_ns=seven.t_ns, within=3, lidars=LIDARS)
    assert sky is not None
    (ray,) = drawn_in_space(sky, scene.reference).lines
    assert getattr(ray, "pattern", None) is Pattern.DASHED
    assert np.linalg.norm(ray.points[1] - ray.points[0]) == pytest.approx(60)
