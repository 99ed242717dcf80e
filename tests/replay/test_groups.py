"""Pictures of a video in a log: each that of its own record, whichever way one came to it; damage does not spread."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from app.log.segment import Segment
from app.log.source import Source
from app.log.worker_process import Spawned
from app.replay.cache import Cache
from app.replay.sampler import Sampler
from app.scene import video as video_module
from app.scene.content import Picture
from app.scene.standing import Standing
from tests.cli.say import Say
from tests.convert.mcap_files import McapOut
from tests.convert.ros import NS, T0
from tests.replay.opening import opened
from tests.scene.h264 import brightness, stream

GROUP = 20
GROUPS = 3


@pytest.fixture(params=[False, True], ids=["in order", "with B pictures"])
def video(request: pytest.FixtureRequest, say: Say, tmp_path: Path, own_home: None) -> tuple[Path, list[np.ndarray]]:
    """A log with groups of pictures, and what each of them shows."""
    out = McapOut(tmp_path / "x.mcap")
    units, shown, places = stream(GROUP, reordered=request.param)
    for number in range(GROUPS * GROUP):
        within = number % GROUP
        t_ns = T0 + (number - within + places[within]) * NS // 20
        out.json(
            "/v", "foxglove.CompressedVideo", T0 + number * NS // 20,
            {"timestamp": {"sec": t_ns // NS, "nsec": t_ns % NS}, "format": "h264",
             "data": base64.b64encode(units[within]).decode()},
        )  # fmt: skip
    assert say("convert", out.done(), "-o", tmp_path / "video.h5")[0] in (0, 3)
    return tmp_path / "video.h5", shown * GROUPS


@contextmanager
def sampled(path: Path, cache_bytes: int = 1 << 30) -> Iterator[Sampler]:
    with opened(path) as log:
        sampler = Sampler(log, Cache(cache_bytes))
        yield sampler
        sampler.close()


def right(picture: object, shown: np.ndarray) -> bool:
    return isinstance(picture, Picture) and bool(np.abs(brightness(picture.pixels) - shown).max() <= 1)


@pytest.mark.parametrize("cache_bytes", [1, 1 << 30])
def test_every_record_gives_its_own_picture_in_any_order(
    video: tuple[Path, list[np.ndarray]], cache_bytes: int
) -> None:
    path, shown = video
    with sampled(path, cache_bytes) as sampler:
        channel = sampler.log.log.channels["/v"]
        order = [*range(len(channel)), *reversed(range(len(channel)))]
        random.Random(4).shuffle(order)
        for row in order:
            loaded = sampler.load(channel, row)
            assert loaded.standing <= Standing.UNSIGNED
            assert right(loaded.content, shown[row])


def test_playing_decodes_several_pictures_at_once(video: tuple[Path, list[np.ndarray]]) -> None:
    path, _ = video
    with sampled(path) as sampler:
        channel = sampler.log.log.channels["/v"]
        sampler.load(channel, 0)
        assert all(sampler.has("/v", row, draft=False) for row in range(12))
        assert not sampler.has("/v", GROUP, draft=False)


def test_a_broken_picture_takes_those_that_build_on_it_and_no_others(video: tuple[Path, list[np.ndarray]]) -> None:
    path, shown = video
    with Segment(Source(path)) as segment:
        at = np.flatnonzero(segment.leaves["flags"] & 1)[1] + 7
        extent = segment.extent(int(at))
    with path.open("r+b") as file:
        file.seek(extent.offset + extent.length // 2)
        byte = file.read(1)[0]
        file.seek(extent.offset + extent.length // 2)
        file.write(bytes([byte ^ 0x55]))
    broken = GROUP + 7
    with sampled(path) as sampler:
        channel = sampler.log.log.channels["/v"]
        for row in random.Random(5).sample(range(len(channel)), len(channel)):
            loaded = sampler.load(channel, row)
            if broken <= row < 2 * GROUP:
                assert loaded.content is None
                assert loaded.standing is Standing.BROKEN
                assert ("does not hash" if row == broken else "builds on is damaged") in (loaded.problem or "")
            else:
                assert loaded.standing <= Standing.UNSIGNED
                assert right(loaded.content, shown[row])


def test_that_no_process_could_be_started_is_no_fact_of_the_evidence(
    video: tuple[Path, list[np.ndarray]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, shown = video
    tries = list[str]()

    def spawned(command: str) -> object:
        tries.append(command)
        if len(tries) == 1:
            raise OSError(11, "Resource temporarily unavailable")
        return Spawned(command)

    monkeypatch.setattr(video_module, "Spawned", spawned)
    with sampled(path) as sampler:
        channel = next(one for one in sampler.log.log.channels.values() if one.kind == "image")
        assert "no process" in (sampler.load(channel, 5).problem or "")
        assert right(sampler.load(channel, 5).content, shown[5])
