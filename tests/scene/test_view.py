"""Viewpoints: matrices that are inverse to each other, and pixels that agree with those of OpenGL."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scene.rigid import inverse, matrix_of, moved
from app.scene.view import CHASE, PRESETS, TOP, Projection, Viewpoint, driver_view

views = st.builds(
    Viewpoint,
    focus=st.tuples(*[st.floats(-50, 50)] * 3),
    yaw=st.floats(-4, 4),
    pitch=st.floats(-math.pi / 2, math.pi / 2),
    distance=st.floats(1, 200),
    orthographic=st.booleans(),
)
pixels = st.tuples(st.floats(0, 640), st.floats(0, 360))


def over(view: Viewpoint) -> Projection:
    return Projection(viewpoint=view, width=640, height=360)


@given(view=views, at=pixels, deep=st.floats(0.5, 300))
def test_the_ray_of_a_pixel_is_projected_to_that_pixel(view: Viewpoint, at: tuple[float, float], deep: float) -> None:
    origin, direction = over(view).ray(*at)
    found, depth = over(view).project(origin + deep * direction)
    assert np.linalg.norm(direction) == pytest.approx(1)
    assert found[0] == pytest.approx(at, abs=1e-4)
    assert depth[0] > 0
    assert over(view).at_depth(*at, float(depth[0])) == pytest.approx(origin + deep * direction, abs=1e-6)


@given(view=views)
def test_the_axes_of_the_eye_are_a_rotation_and_look_at_the_focus(view: Viewpoint) -> None:
    eye = view.eye_from_target()
    assert eye @ inverse(eye) == pytest.approx(np.eye(4), abs=1e-9)
    assert np.linalg.det(eye[:3, :3]) == pytest.approx(1)
    assert over(view).project(np.array(view.focus))[0][0] == pytest.approx((320, 180), abs=1e-4)


@given(view=views, point=st.tuples(*[st.floats(-80, 80)] * 3))
def test_three_ways_to_a_pixel_agree(view: Viewpoint, point: tuple[float, float, float]) -> None:
    """Of the painter, of the splat, and of OpenGL."""
    projection = over(view)
    wanted, depth = projection.project(np.array(point))
    if depth[0] < projection.near * 1.01:
        return
    across, down, along = projection.rows() @ (*point, 1.0)
    assert (across / along, down / along) == pytest.approx(tuple(wanted[0]), abs=1e-5, rel=1e-7)
    clip = projection.clip_from_target() @ (*point, 1.0)
    x, y, z = clip[:3] / clip[3]
    assert ((x + 1) * 320, (1 - y) * 180) == pytest.approx(tuple(wanted[0]), abs=1e-5, rel=1e-7)
    assert -1 <= z <= 1


def test_chase_and_top_by_hand() -> None:
    """Ahead is up from behind, and to the right from above, where left is up."""
    chase, top = over(CHASE), over(TOP)
    far, near, left = (chase.project(np.array(p))[0][0] for p in ((40.0, 0, 0), (5.0, 0, 0), (11.0, 3.0, 0.5)))
    assert far[1] < near[1]
    assert left[0] < 320
    assert far[0] == pytest.approx(320)
    far, left = (top.project(np.array(p))[0][0] for p in ((20.0, 0, 3.0), (14.0, 3.0, 0)))
    assert far[0] > 320
    assert far[1] == pytest.approx(180)
    assert left[1] < 180
    # 360 pixels are 2 * 38 m * tan 25 degrees
    assert far[0] - 320 == pytest.approx(6 * 360 / (76 * math.tan(math.radians(25))))


def test_zooming_keeps_the_point_under_the_cursor() -> None:
    for name in ("chase", "top", "free"):
        projection = over(PRESETS[name])
        point = projection.on_plane(420.0, 250.0)
        assert point is not None
        nearer = over(projection.viewpoint.zoomed(0.5, tuple(point)))
        assert nearer.project(point)[0][0] == pytest.approx((420, 250), abs=1e-6)
        assert nearer.viewpoint.distance == projection.viewpoint.distance / 2


def test_orbiting_stops_overhead_and_zooming_at_its_ends() -> None:
    assert CHASE.orbited(0, 9).pitch == math.pi / 2
    assert CHASE.zoomed(1e-9).distance == 0.5
    assert CHASE.zoomed(1e9).distance == 1_500
    assert CHASE.shifted((1, 2, 3)).focus == (12, 2, 3.5)


def test_a_view_that_stays_in_the_world_when_the_vehicle_moves() -> None:
    """The vehicle drives 2 m and turns left by 0.1: the same point of the world stays at its pixel."""
    now_from_before = inverse(matrix_of((math.cos(0.05), 0, 0, math.sin(0.05)), (2.0, 0.3, 0.0)))
    point = np.array([[12.0, 3.0, 1.0]])
    before = over(CHASE).project(point)[0]
    after = over(CHASE.moved(now_from_before)).project(moved(now_from_before, point))[0]
    assert after == pytest.approx(before)


def test_a_line_is_cut_where_it_passes_the_eye() -> None:
    projection = over(Viewpoint(focus=(10.0, 0, 0), pitch=0.0, distance=10.0))
    through = np.array([[-5.0, 0.1, 0], [-1.0, 0.1, 0], [5.0, 0.1, 0], [6.0, 0.1, 0.0], [-3.0, 0.1, 0.0]])
    (stretch,) = projection.clipped(through)
    assert len(stretch) == 4
    assert np.isfinite(stretch).all()
    assert projection.clipped(np.array([[-5.0, 0, 0], [-6.0, 0, 0]])) == []
    assert len(projection.clipped(np.array([[5.0, 0, 0], [6.0, 0, 0]]))[0]) == 2


def test_a_line_that_goes_behind_the_eye_and_comes_back_is_in_pieces() -> None:
    projection = over(Viewpoint(focus=(10.0, 0, 0), pitch=0.0, distance=10.0))
    line = np.array([[5.0, 1, 0], [6, 1, 0], [-5, 1, 0], [-6, 1, 0], [7, 2, 0], [-5, 1, 0], [8, 1, 0], [9, 1, 0]])
    stretches = projection.clipped(line)
    assert [len(one) for one in stretches] == [3, 3, 3]
    seen = [projection.project(line[at])[0][0].tolist() for at in (0, 1, 4, 6, 7)]
    kept = [stretches[0][:2], stretches[1][1:2], stretches[2][1:]]
    assert np.concatenate(kept) == pytest.approx(np.array(seen))


def test_planes_and_the_seat_of_the_driver() -> None:
    assert over(CHASE).on_plane(320.0, 60.0, -5.0) is not None
    level = over(Viewpoint(focus=(10.0, 0, 1), pitch=0.0, distance=10.0))
    assert level.on_plane(320.0, 180.0) is None
    assert level.on_plane(320.0, 100.0) is None
    seat = driver_view(length=4.5, rear_to_origin=1.0, height=1.6)
    assert seat.eye()[0] == pytest.approx(4.5 * 0.55 - 1.0, abs=0.01)


@pytest.mark.parametrize("viewpoint", [Viewpoint(focus=(10.0, 0, 0), pitch=0.0, distance=10.0), CHASE, TOP])
def test_pairs_are_cut_as_lines_are(viewpoint: Viewpoint) -> None:
    projection = over(viewpoint)
    ends = np.random.default_rng(5).uniform(-40, 40, (400, 3))
    expected = [stretch for pair in ends.reshape(-1, 2, 3) for stretch in projection.clipped(pair)]
    assert projection.clipped_pairs(ends) == pytest.approx(np.concatenate(expected), rel=1e-6, abs=1e-6)
    assert len(projection.clipped_pairs(np.empty((0, 3)))) == 0
