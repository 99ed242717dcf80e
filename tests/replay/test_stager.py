"""What is drawn of an instant is reckoned where it is wanted, once for a draft and the finer picture behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from app.chain.opening import CheckedLog
from app.log.channel import Mode
from app.replay import stager
from app.replay.stager import Stager
from app.scene.content import Picture
from app.scene.moment import Moment
from app.scene.overlay import Overlay, overlay
from app.scene.placing import placed
from app.scene.placings import Placings
from app.scene.staging import Staging
from app.scene.standing import Standing
from tests.replay.answers import moment_of, moments_of
from tests.replay.opening import SAMPLES, opened


@pytest.fixture(scope="module")
def crossing() -> Iterator[CheckedLog]:
    with opened(SAMPLES / "crossing.h5") as log:
        yield log


@pytest.fixture(scope="module")
def seven(crossing: CheckedLog) -> Moment:
    return moment_of(crossing, 7.0)


@pytest.fixture(scope="module")
def cameras(seven: Moment) -> list[str]:
    return [sample.lookup.channel for sample in seven.of_kind("image")]


def told(error: BaseException) -> None:
    raise error


def test_it_is_what_placing_and_overlay_say(seven: Moment, cameras: list[str]) -> None:
    scene, overlays = Stager(failed=told).staged(seven, Staging(cameras=frozenset(cameras), sweeps=1))
    assert scene is not None
    wanted = placed(seven)
    assert [one.id for one in scene.boxes] == [one.id for one in wanted.boxes]
    assert overlays.keys() == set(cameras)
    for name, made in overlays.items():
        there = overlay(Placings(seven), seven.samples[name])
        assert [one.channel for one in made.points] == [one.channel for one in there.points]
        for one, other in zip(made.points, there.points, strict=True):
            assert np.array_equal(one.pixels, other.pixels)


def test_cameras_that_are_triggered_together_share_what_is_placed(crossing: CheckedLog, cameras: list[str]) -> None:
    moment = moment_of(crossing, 7.26)
    assert len({moment.samples[name].capture_ns for name in cameras}) == 1
    _, overlays = Stager(failed=told).staged(moment, Staging(cameras=frozenset(cameras)))
    assert len({id(overlays[name].placed) for name in cameras}) == 1
    name = cameras[0]
    later = replace(moment.samples[name], capture_ns=moment.t_ns)
    _, overlays = Stager(failed=told).staged(
        replace(moment, samples={**moment.samples, name: later}), Staging(cameras=frozenset(cameras))
    )
    assert len({id(overlays[name].placed) for name in cameras}) == 2


def test_nothing_is_reckoned_that_nobody_wants(seven: Moment) -> None:
    made = Stager(failed=told)
    assert made.staged(seven, Staging()) == (None, {})
    assert made.staged(seven, Staging(cameras=frozenset({"/no/such"}))) == (None, {})


def finer(moment: Moment, camera: str) -> Moment:
    picture = moment.samples[camera]
    assert isinstance(picture.content, Picture)
    half = replace(picture.content, pixels=picture.content.pixels[::2, ::2])
    return replace(moment, samples={**moment.samples, camera: replace(picture, content=half)})


def test_a_finer_picture_of_the_same_instant_keeps_all(seven: Moment, cameras: list[str]) -> None:
    made, wanted = Stager(failed=told), Staging(cameras=frozenset(cameras), sweeps=1)
    draft = made.staged(finer(seven, cameras[0]), wanted)
    full = made.staged(seven, wanted)
    assert full[0] is draft[0]
    assert all(full[1][name] is draft[1][name] for name in cameras)


def test_of_a_large_sweep_a_quarter_lies_on_drafts_and_all_on_finer_pictures(
    seven: Moment, cameras: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.scene.overlay._LARGE", 2_000)
    made, wanted = Stager(failed=told), Staging(cameras=frozenset(cameras))
    name = cameras[0]
    draft = made.staged(finer(seven, name), wanted)[1]
    full = made.staged(seven, wanted)[1]
    assert [draft[one].of for one in cameras] == [4, *[1] * (len(cameras) - 1)]
    assert [full[one].of for one in cameras] == [1] * len(cameras)
    (few,), (many,) = ([one for one in of.points if one.channel == "/lidar/top"] for of in (draft[name], full[name]))
    assert 0.2 < len(few.rows) / len(many.rows) < 0.3
    # each is where all of them have it, and radars are there whole
    places = dict(zip(many.rows.tolist(), many.pixels.tolist(), strict=True))
    assert all(places[row] == at for row, at in zip(few.rows.tolist(), few.pixels.tolist(), strict=True))
    radars = [[len(one.rows) for one in of.points if one.channel != "/lidar/top"] for of in (draft[name], full[name])]
    assert radars[0] == radars[1]


def test_what_is_otherwise_is_reckoned_anew(seven: Moment, cameras: list[str]) -> None:
    made, wanted = Stager(failed=told), Staging(cameras=frozenset(cameras), sweeps=1)
    before = made.staged(seven, wanted)
    without = {name: one for name, one in seven.samples.items() if one.lookup.kind != "objects"}
    scene, overlays = made.staged(replace(seven, samples=without), wanted)
    assert scene is not None
    assert scene is not before[0]
    assert not scene.boxes
    assert all(overlays[name] is not before[1][name] and not overlays[name].boxes for name in cameras)
    assert made.staged(replace(seven, samples=without), Staging(sweeps=2))[0] is not scene


def same(one: Overlay, other: Overlay) -> bool:
    """Whether all that is drawn lies at the same pixels."""

    def drawn(of: Overlay) -> Iterator[npt.NDArray[np.float64]]:
        for points in of.points:
            yield points.pixels
        for line in (*of.boxes, *of.paths, *of.candidates, *of.lanes):
            yield from line.pieces

    mine, others = list(drawn(one)), list(drawn(other))
    return len(mine) == len(others) and all(map(np.array_equal, mine, others)) and one.left_out == other.left_out


@pytest.mark.parametrize("mode", [Mode.CAPTURE, Mode.ARRIVAL])
def test_an_overlay_is_kept_as_long_as_it_stays_the_same_and_no_longer(
    crossing: CheckedLog, cameras: list[str], mode: Mode
) -> None:
    made, wanted = Stager(failed=told), Staging(cameras=frozenset(cameras))
    with moments_of(crossing) as at:
        kept, before = 0, made.staged(at(7.0, mode), wanted)[1]
        for step in range(1, 60):
            moment = at(7.0 + 0.004 * step, mode)
            overlays = made.staged(moment, wanted)[1]
            for name, one in overlays.items():
                assert same(one, overlay(Placings(moment), moment.samples[name]))
                kept += one is before.get(name)
            before = overlays
    # cameras, LiDAR, radar and planner give some 50 records a second: between them nothing changes on a picture
    assert kept > 30


@pytest.mark.parametrize("stands", [Standing.AFTER_BREAK, Standing.BROKEN])
def test_nothing_is_drawn_on_what_is_not_proven(seven: Moment, cameras: list[str], stands: Standing) -> None:
    picture = replace(seven.samples[cameras[0]], standing=stands)
    moment = replace(seven, samples={**seven.samples, cameras[0]: picture})
    _, overlays = Stager(failed=told).staged(moment, Staging(cameras=frozenset(cameras)))
    assert overlays.keys() == set(cameras[1:])


def test_a_mistake_is_told_and_takes_nothing_else_away(
    seven: Moment, cameras: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("wheel")

    monkeypatch.setattr(stager, "overlay", broken)
    wrong: list[BaseException] = []
    scene, overlays = Stager(failed=wrong.append).staged(seven, Staging(cameras=frozenset(cameras), sweeps=1))
    assert scene is not None
    assert [type(one) for one in wrong] == [KeyError] * len(cameras)
    # and who looks is told so, too
    assert all("internal error" in one.left_out[0] for one in overlays.values())
    monkeypatch.setattr(stager, "placed", broken)
    scene, _ = Stager(failed=wrong.append).staged(seven, Staging(sweeps=1))
    assert scene is not None
    assert "internal error" in scene.left_out[0]


def test_the_scene_is_another_one_where_it_is_seen_from_elsewhere(crossing: CheckedLog) -> None:
    """The newest pose may be that of a picture, which may come into sight or go while the time stands still."""
    made, changed = Stager(failed=told), 0
    with moments_of(crossing) as at:
        for step in range(40):
            whole = at(6.0 + 0.025 * step, Mode.CAPTURE)
            without = replace(
                whole, samples={name: one for name, one in whole.samples.items() if one.lookup.kind != "image"}
            )
            before, _ = made.staged(whole, Staging(sweeps=1))
            scene, _ = made.staged(without, Staging(sweeps=1))
            assert scene is not None
            assert scene.reference.time_ns == placed(without).reference.time_ns
            changed += scene is not before
    assert changed


def test_a_picture_whose_capture_nobody_knows_says_so(seven: Moment, cameras: list[str]) -> None:
    name = cameras[0]
    timeless = replace(seven.samples[name], capture_ns=None)
    moment = replace(seven, samples={**seven.samples, name: timeless})
    made, wanted = Stager(failed=told), Staging(cameras=frozenset({name}))
    drawn = made.staged(moment, wanted)[1][name]
    assert drawn.left_out[0].startswith("when this picture was taken is not known")
    # as if taken now: with the time goes what lies on it
    assert made.staged(replace(moment, t_ns=moment.t_ns + 1), wanted)[1][name] is not drawn
    assert not made.staged(seven, wanted)[1][name].left_out
