"""The splat: against a painter that takes point after point and pixel after pixel, and the same bytes every time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scene.colour import COLOUR_MAPS, ColourBy, Range, scale
from app.scene.rigid import matrix_of
from app.scene.splat import Layer, Scratch, splat
from app.scene.thinning import even_rows
from app.scene.view import CHASE, FREE, TOP, Projection, Viewpoint

COLOURS = COLOUR_MAPS[ColourBy.HEIGHT].packed()
BACK = (1, 2, 3)


def layer(xyz: npt.NDArray[np.float32], *, turned: float = 0.0, size: int = 3, step: int = 1) -> Layer:
    target = matrix_of((np.cos(turned / 2), 0, 0, np.sin(turned / 2)), (1.0, -0.5, 0.25))
    return Layer(
        xyz=xyz,
        target_from_xyz=target,
        index=(np.arange(len(xyz)) % 256).astype(np.uint8),
        colours=COLOURS,
        size=size,
        rows=None if step == 1 else np.arange(0, len(xyz), step),
    )


def scene(number: int, count: int, spread: float = 12.0) -> npt.NDArray[np.float32]:
    chance = np.random.default_rng(number)
    return np.asarray(chance.uniform(-spread, spread, (count, 3)) * (1, 1, 0.2) + (8, 0, 0), dtype=np.float32)


def painted(layers: Sequence[Layer], projection: Projection) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Slowly: every point on its own, every pixel of its square on its own."""
    red, green, blue = BACK
    picture = np.full((projection.height, projection.width), 0xFF000000 | red << 16 | green << 8 | blue, np.uint32)
    depths = np.full(picture.shape, np.float32(np.inf), np.float32)
    numbers = np.full(picture.shape, -1, np.int64)
    number = -1
    for one in layers:
        matrix = (projection.rows() @ one.target_from_xyz).astype(np.float32)
        deep = (projection.viewpoint.eye_from_target()[2] @ one.target_from_xyz).astype(np.float32)
        for row, (x, y, z) in enumerate(one.xyz):
            number += 1
            if one.rows is not None and row not in one.rows:
                continue
            across, down, along, depth = (x * m[0] + y * m[1] + z * m[2] + m[3] for m in (*matrix, deep))
            if depth <= projection.near:
                continue
            px, py = int(np.floor(across / along)), int(np.floor(down / along))
            if not (0 <= px < projection.width and 0 <= py < projection.height):
                continue
            first = (one.size - 1) // 2
            for v in range(py - first, py - first + one.size):
                for u in range(px - first, px - first + one.size):
                    if 0 <= u < projection.width and 0 <= v < projection.height and depth <= depths[v, u]:
                        depths[v, u], numbers[v, u] = depth, number
                        picture[v, u] = one.colours[one.index[row]]
    return picture, numbers


@settings(max_examples=20)
@given(
    number=st.integers(0, 10**6),
    count=st.integers(0, 60),
    size=st.integers(1, 4),
    step=st.integers(1, 3),
    view=st.sampled_from([CHASE, TOP, FREE, Viewpoint(distance=1.0)]),
    turned=st.floats(-3, 3),
)
def test_as_a_painter_would(number: int, count: int, size: int, step: int, view: Viewpoint, turned: float) -> None:
    projection = Projection(viewpoint=view, width=64, height=48)
    layers = [
        layer(scene(number, count), turned=turned, size=size, step=step),
        layer(scene(number + 1, count // 2), size=2),
        layer(np.empty((0, 3), np.float32)),
    ]
    wanted, numbers = painted(layers, projection)
    found = splat(layers, projection, background=BACK)
    assert np.array_equal(found.rows(), numbers)
    assert np.array_equal(found.picture.view(np.uint32)[..., 0], wanted)


def test_more_points_than_pixels_are_coloured_the_same() -> None:
    projection = Projection(viewpoint=CHASE, width=24, height=16)
    layers = [layer(scene(1, 700)), layer(scene(2, 300), size=1)]
    wanted, _ = painted(layers, projection)
    assert np.array_equal(splat(layers, projection, background=BACK).picture.view(np.uint32)[..., 0], wanted)


def test_of_two_points_at_one_place_the_later_one_is_in_front() -> None:
    xyz = np.array([[10, 0, 0]] * 2, np.float32)
    found = splat([layer(xyz), layer(xyz)], Projection(viewpoint=CHASE, width=64, height=48))
    assert set(found.rows()[found.rows() >= 0].tolist()) == {3}


def test_the_same_bytes_every_time_with_or_without_memory_kept() -> None:
    projection = Projection(viewpoint=CHASE, width=320, height=180)
    layers = [layer(scene(3, 20_000)), layer(scene(4, 2_000), size=5)]
    plain = {splat(layers, projection, shaded=True).picture.tobytes() for _ in range(3)}
    scratch = Scratch()
    for view in (TOP, FREE):
        splat([layer(scene(5, 900), size=7)], Projection(viewpoint=view, width=320, height=180), scratch=scratch)
    plain.add(splat(layers, projection, shaded=True, scratch=scratch).picture.tobytes())
    assert len(plain) == 1
    # of another machine: this number may only change together with the drawing
    assert hashlib.sha256(plain.pop()).hexdigest()[:16] == "e14c878e7649bcc0"


def test_no_points_and_points_out_of_reach_leave_the_background() -> None:
    projection = Projection(viewpoint=CHASE, width=32, height=24)
    far = np.array([[np.inf, 0, 0], [np.nan, 1, 1], [3e38, 3e38, 3e38], [-500, 0, 0], [1e6, 0, 0]], np.float32)
    for layers in ([], [layer(far)]):
        found = splat(layers, projection, background=BACK)
        assert (found.picture == (3, 2, 1, 255)).all()
        assert found.drawn == 0
        assert found.pick(5, 5) is None
        assert np.isinf(found.depth()).all()


def test_what_is_pointed_at_is_the_very_point() -> None:
    projection = Projection(viewpoint=CHASE, width=640, height=360)
    layers = [layer(scene(7, 4_000), size=3), layer(scene(8, 500), size=5)]
    found = splat(layers, projection)
    chance = np.random.default_rng(9)
    wanted, hits = _shown(found.rows(), layers, projection), 0
    for x, y in chance.uniform((0, 0), (640, 360), (300, 2)):
        hit = found.pick(float(x), float(y), within=5)
        apart = np.hypot(*(np.floor(wanted[:, 2:4]) + 0.5 - (x, y)).T)
        near = np.lexsort((wanted[:, 4], apart))[0]
        if apart[near] > 5:
            assert hit is None
            continue
        assert hit is not None
        assert (hit.layer, hit.row) == tuple(wanted[near, :2])
        assert hit.depth == pytest.approx(wanted[near, 4], rel=1e-6)
        assert hit.apart == pytest.approx(apart[near])
        hits += 1
    assert hits > 30


def _shown(rows: npt.NDArray[np.int64], layers: Sequence[Layer], projection: Projection) -> npt.NDArray[np.float64]:
    """Layer, row, pixel x and y, depth of every point that shows anywhere."""
    numbers = np.unique(rows[rows >= 0])
    found = []
    for place, one in enumerate(layers):
        first = sum(len(other.xyz) for other in layers[:place])
        mine = numbers[(numbers >= first) & (numbers < first + len(one.xyz))] - first
        at = one.xyz[mine].astype(np.float64) @ one.target_from_xyz[:3, :3].T + one.target_from_xyz[:3, 3]
        pixels, depth = projection.project(at)
        found.append(np.column_stack([np.full(len(mine), place), mine, pixels, depth]))
    return np.concatenate(found)


def test_shading_darkens_what_lies_behind_and_nothing_else() -> None:
    """A near post before a wall: the wall beside it is darker, the post and the wall elsewhere are as they were."""
    across, up = np.meshgrid(np.linspace(-8, 8, 400), np.linspace(-4, 4, 200))
    wall = np.stack([np.full(across.size, 30.0), across.ravel(), up.ravel()], 1)
    post = np.stack([np.full(400, 15.0), np.linspace(-0.1, 0.1, 400), np.tile(np.linspace(-2, 2, 20), 20)], 1)
    xyz = np.concatenate([wall, post]).astype(np.float32)
    level = Viewpoint(focus=(20.0, 0.0, 0.0), pitch=0.0, distance=20.0)
    projection = Projection(viewpoint=level, width=320, height=180)
    one = Layer(
        xyz=xyz, target_from_xyz=np.eye(4), index=np.full(len(xyz), 100, np.uint8), colours=COLOURS, size=3
    )  # fmt: skip
    plain, shaded = splat([one], projection), splat([one], projection, shaded=True)
    there = plain.rows() >= 0
    is_post = plain.rows() >= len(wall)
    beside = there & ~is_post & (np.roll(is_post, 2, axis=1) | np.roll(is_post, -2, axis=1))
    darker = shaded.picture[..., 1] < plain.picture[..., 1]
    assert beside.any()
    assert darker[beside].all()
    assert not darker[is_post].any()
    columns = np.flatnonzero(is_post.any(axis=0))
    away = there.copy()
    away[:, columns.min() - 4 : columns.max() + 5] = False
    assert darker[away].mean() < 0.02
    assert (shaded.picture[..., 3] == 255).all()
    assert np.array_equal(shaded.picture[~there], plain.picture[~there])


def test_indices_of_numbers() -> None:
    found = scale(np.array([np.nan, -1, 0, 2.5, 5, 5.1]), Range(0, 5))
    assert found.tolist() == [0, 1, 1, 120, 239, 240]


@given(count=st.integers(0, 5_000), budget=st.integers(0, 6_000))
def test_thinning_takes_different_rows_all_over_the_sweep(count: int, budget: int) -> None:
    found = even_rows(count, budget)
    assert len(found) <= min(count, budget)
    assert len(found) >= 0.6 * min(count, budget)
    assert (np.diff(found) > 0).all()
    assert not len(found) or 0 <= found[0] <= found[-1] < count
    if 2 <= len(found) < count:
        assert np.diff(found).max() <= 3 * count / budget + 1


def test_thinning_leaves_out_no_ring() -> None:
    for rings in (16, 18, 32, 64):
        count = rings * 1_000
        for budget in (count // 2, count // 4, count // 8):
            kept = even_rows(count, budget)
            shares = np.bincount(kept % rings, minlength=rings) * rings / len(kept)
            assert shares.min() > 0.8
            assert shares.max() < 1.2
