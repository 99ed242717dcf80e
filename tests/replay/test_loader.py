"""From a request to a moment on the samples: every sample checked, decoded and placed, and every byte accounted for."""

import threading
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.chain.opening import CheckedLog
from app.kinds.objects import Objects
from app.log.channel import Channel, Mode
from app.replay import loader as loading
from app.replay.ahead import ahead
from app.replay.cache import Cache
from app.replay.loader import Loader
from app.replay.request import Request
from app.replay.sampler import Loaded, Sampler
from app.replay.timeline import Timeline
from app.scene.content import Picture, Points, Table, Words
from app.scene.standing import Standing
from tests.replay.answers import Answers, moment_of
from tests.replay.opening import SAMPLES, opened


def test_everything_at_an_instant_is_checked_and_decoded(crossing: CheckedLog) -> None:
    moment = moment_of(crossing, 7.0)
    assert set(moment.samples) == set(crossing.log.channels)
    assert moment.worst is Standing.INTACT
    assert not [sample.problem for sample in moment.samples.values() if sample.problem]
    picture = moment.samples["/camera/front"].content
    assert isinstance(picture, Picture)
    assert picture.pixels.shape == (540, 960, 4)
    assert not picture.pixels.flags.writeable
    cloud = moment.samples["/lidar/top"].content
    assert isinstance(cloud, Points)
    assert len(cloud.xyz) > 1_000
    assert cloud.xyz.flags.c_contiguous
    assert not cloud.xyz.flags.writeable
    state = moment.samples["/vehicle/state"].content
    assert isinstance(state, Table)
    assert 5 < (state.value("speed") or 0) < 15
    assert state.code("gear") == "drive"
    objects = moment.samples["/perception/objects"].content
    assert isinstance(objects, Words)
    assert isinstance(objects.document, Objects)


def test_samples_with_a_place_say_where_the_vehicle_was(crossing: CheckedLog) -> None:
    moment = moment_of(crossing, 7.0)
    placed = moment.samples["/camera/front"].placement
    assert placed is not None
    assert placed.world == "map"
    poses = crossing.log.channels["/localisation/pose"]
    capture = moment.samples["/camera/front"].capture_ns
    near = moment.samples["/localisation/pose"].content
    assert isinstance(near, Table)
    assert capture is not None
    assert abs(int(poses.capture_ns[moment.samples["/localisation/pose"].lookup.row or 0]) - capture) < 10**8
    apart = np.hypot(*(placed.world_from_vehicle[:2, 3] - [near.rows["x"][0], near.rows["y"][0]]))
    assert apart < 14 * 0.1
    assert moment.samples["/imu"].placement is None


def test_what_had_not_arrived_moves_no_vehicle(crossing: CheckedLog) -> None:
    moment = moment_of(crossing, 7.0, Mode.ARRIVAL)
    for sample in moment.samples.values():
        assert sample.arrival_ns is None or sample.arrival_ns <= moment.t_ns
        assert sample.placement is None or not sample.placement.interpolated


def test_an_altered_picture_is_given_as_found_and_says_that_it_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "altered.h5"
    raw = bytearray((SAMPLES / "crossing.h5").read_bytes())
    at = raw.find(b"JFIF", raw.find(b"JFIF") + 1)  # of some picture
    raw[at + 2_000] ^= 1
    path.write_bytes(raw)
    with opened(path) as log:
        sampler = Sampler(log, Cache())
        channels = [channel for channel in log.log.channels.values() if channel.kind == "image"]
        loaded = [sampler.load(channel, row) for channel in channels for row in range(len(channel))]
    broken = [one for one in loaded if one.standing is Standing.BROKEN]
    assert len(broken) == 1
    assert isinstance(broken[0].content, Picture)
    assert broken[0].problem == "the payload does not hash to what its leaf says"
    assert broken[0].problem
    assert not broken[0].checked.usable


def test_the_cache_forgets_what_was_unused_longest_and_keeps_to_its_size() -> None:
    cache: Cache[str] = Cache(100)
    for name in "abc":
        cache.put(name, name.upper(), 40)
    assert cache.get("a") is None
    assert cache.get("b") == "B"
    cache.put("d", "D", 40)
    assert cache.get("c") is None
    assert cache.held_bytes == 80
    cache.put("d", "E", 10)
    assert cache.held_bytes == 50
    cache.put("large", "L", 101)
    assert cache.get("large") is None


@pytest.mark.parametrize("mode", Mode)
def test_earlier_sweeps_come_with_their_own_places_and_only_what_had_arrived(crossing: CheckedLog, mode: Mode) -> None:
    answers = Answers()
    loader = Loader(Sampler(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    request = with_earlier(Timeline(crossing.log), 7.0, mode)
    loader.request(request)
    moment = answers.full(1)
    loader.close()
    draft = answers.moments[0]
    assert (draft.draft, draft.waiting, draft.earlier) == (True, {"/lidar/top": 4}, {})
    assert moment.waiting == {}
    assert set(moment.samples) == {"/lidar/top"}
    sweeps = moment.earlier["/lidar/top"]
    assert [one.lookup.back for one in sweeps] == [1, 2, 3, 4]
    places = []
    for one in sweeps:
        assert isinstance(one.content, Points)
        assert not one.current
        assert one.standing is Standing.INTACT
        assert one.placement is not None
        assert one.arrival_ns is not None
        assert one.arrival_ns <= moment.t_ns or mode is Mode.CAPTURE
        places.append(one.placement.world_from_vehicle[:3, 3])
    # it drives about 13.9 m/s, ten sweeps a second
    assert [float(np.hypot(*(a - b)[:2])) for a, b in pairwise(places)] == pytest.approx([1.39] * 3, abs=0.3)


def test_earlier_sweeps_at_hand_are_in_the_first_moment(crossing: CheckedLog) -> None:
    answers = Answers()
    loader = Loader(Sampler(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    request = with_earlier(Timeline(crossing.log), 7.0, Mode.CAPTURE)
    loader.request(request)
    answers.full(1)
    loader.request(replace(request, number=2))
    answers.full(2)
    loader.close()
    assert [(one.number, one.draft) for one in answers.moments] == [(1, True), (1, False), (2, False)]


def test_what_is_wanted_next_does_not_wait_for_earlier_sweeps(crossing: CheckedLog) -> None:
    timeline, answers = Timeline(crossing.log), Answers()
    reading, go = threading.Event(), threading.Event()

    class Slow(Sampler):
        def load(self, channel: Channel, row: int, *, draft: bool = False, keep: bool = True) -> Loaded:
            if row < 65 and channel.name == "/lidar/top":
                reading.set()
                assert go.wait(10)
            return super().load(channel, row, draft=draft, keep=keep)

    loader = Loader(Slow(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    loader.request(with_earlier(timeline, 7.0, Mode.CAPTURE, back=20))
    assert reading.wait(10)
    lookups = timeline.rows_at(timeline.span[0], Mode.CAPTURE, ["/vehicle/state"])
    loader.request(Request(number=2, epoch=0, t_ns=timeline.span[0], mode=Mode.CAPTURE, lookups=lookups))
    go.set()
    answers.full(2)
    loader.close()
    assert [(one.number, one.draft) for one in answers.moments] == [(1, True), (2, False)]


def with_earlier(timeline: Timeline, seconds: float, mode: Mode, back: int = 4) -> Request:
    t_ns = timeline.span[0] + int(seconds * 1e9)
    (lookup,) = timeline.rows_at(t_ns, mode, ["/lidar/top"])
    earlier = timeline.earlier(lookup, mode, back)
    assert len(earlier) == back
    return Request(number=1, epoch=0, t_ns=t_ns, mode=mode, lookups=(lookup,), earlier=earlier)


def test_a_newer_request_replaces_the_waiting_one(crossing: CheckedLog) -> None:
    timeline, answers = Timeline(crossing.log), Answers()
    started, go = threading.Event(), threading.Event()

    class Slow(Sampler):
        def load(self, channel: object, row: int, *, draft: bool = False, keep: bool = True) -> Loaded:
            started.set()
            assert go.wait(10)
            return super().load(channel, row, draft=draft, keep=keep)  # type: ignore[arg-type]

    loader = Loader(Slow(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    for number in range(1, 6):
        t_ns = timeline.span[0] + number * 10**9
        lookups = timeline.rows_at(t_ns, Mode.CAPTURE, ["/vehicle/state"])
        loader.request(Request(number=number, epoch=0, t_ns=t_ns, mode=Mode.CAPTURE, lookups=lookups))
        assert started.wait(10)
    go.set()
    answers.full(5)
    loader.close()
    assert [moment.number for moment in answers.moments] == [1, 5]


def test_no_more_is_made_than_can_be_drawn_and_then_the_newest(
    crossing: CheckedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_DRAWING_S", 60)
    timeline, answers = Timeline(crossing.log), Answers()
    loader = Loader(Sampler(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)

    def ask(number: int) -> None:
        t_ns = timeline.span[0] + number * 10**9
        lookups = timeline.rows_at(t_ns, Mode.CAPTURE, ["/vehicle/state"])
        loader.request(Request(number=number, epoch=0, t_ns=t_ns, mode=Mode.CAPTURE, lookups=lookups))

    for number in (1, 2):
        ask(number)
        answers.full(number)
    for number in (3, 4, 5):
        ask(number)
    time.sleep(0.2)
    assert [moment.number for moment in answers.moments] == [1, 2]
    loader.drawn()
    answers.full(5)
    # who never says that anything was drawn is not waited for for ever
    ask(6)
    time.sleep(0.1)
    assert len(answers.moments) == 3
    monkeypatch.setattr(loading, "MOST_DRAWING_S", 0.1)
    answers.full(6)
    loader.close()
    assert [moment.number for moment in answers.moments] == [1, 2, 5, 6]


def test_points_take_as_many_bytes_in_the_cache_as_in_memory(crossing: CheckedLog) -> None:
    """Held against what Python has taken for them, which no formula says."""
    channel, sampler = crossing.log.channels["/lidar/top"], Sampler(crossing, Cache())
    sampler.load(channel, 0)
    tracemalloc.start()
    try:
        held = [sampler.load(channel, row) for row in range(1, 21)]
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    counted = sum(loaded.size for loaded in held)
    assert isinstance(held[0].content, Points)
    assert 0.9 < counted / taken < 1.1


def test_without_memory_for_one_record_the_others_are_shown(crossing: CheckedLog) -> None:
    class Full(Sampler):
        def load(self, channel: Channel, row: int, **more: bool) -> Loaded:
            if channel.kind == "cloud":
                raise MemoryError
            return super().load(channel, row, **more)

    timeline, answers = Timeline(crossing.log), Answers()
    loader = Loader(Full(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    names = ["/camera/front", "/lidar/top"]
    lookups = timeline.rows_at(timeline.span[1], Mode.CAPTURE, names)
    earlier = timeline.earlier(lookups[1], Mode.CAPTURE, 2)
    loader.request(
        Request(number=1, epoch=0, t_ns=timeline.span[1], mode=Mode.CAPTURE, lookups=lookups, earlier=earlier)
    )
    moment = answers.full(1)
    loader.close()
    assert not answers.wrong
    assert moment.samples["/camera/front"].problem is None
    assert "not enough memory" in (moment.samples["/lidar/top"].problem or "")
    assert [one.content for one in moment.earlier["/lidar/top"]] == [None, None]


def test_a_mistake_is_told_and_ends_nothing(crossing: CheckedLog) -> None:
    timeline, answers = Timeline(crossing.log), Answers()
    fails = [True]

    class Broken(Sampler):
        def sample(self, *args: object, **more: object) -> object:  # type: ignore[override]
            if fails.pop() if fails else False:
                raise ZeroDivisionError
            return super().sample(*args, **more)  # type: ignore[arg-type]

    loader = Loader(Broken(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    lookups = timeline.rows_at(timeline.span[1], Mode.CAPTURE, ["/vehicle/state"])
    request = Request(number=1, epoch=0, t_ns=timeline.span[1], mode=Mode.CAPTURE, lookups=lookups)
    loader.request(request)
    while not answers.wrong:
        pass
    assert isinstance(answers.wrong.pop(), ZeroDivisionError)
    loader.request(request)
    answers.full(1)
    loader.close()


def test_what_plays_so_slowly_that_one_looks_at_each_frame_is_shown_in_full(crossing: CheckedLog) -> None:
    """Though it is asked for anew all the time."""
    timeline, answers = Timeline(crossing.log), Answers()
    loader = Loader(Sampler(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    channel = crossing.log.channels["/camera/front"]
    t_ns = int(channel.capture_ns[40])
    try:
        for number in range(1, 400):
            lookups = timeline.rows_at(t_ns + number, Mode.CAPTURE, timeline.channels)
            earlier = tuple(one for lookup in lookups for one in timeline.earlier(lookup, Mode.CAPTURE, 5)
                            if lookup.kind == "cloud")  # fmt: skip
            loader.request(
                Request(number=number, epoch=0, t_ns=t_ns + number, mode=Mode.CAPTURE, lookups=lookups,
                        earlier=earlier, playing=True)
            )  # fmt: skip
            if any(not moment.draft for moment in answers.moments):
                break
            time.sleep(0.016)
        full = next(moment for moment in answers.moments if not moment.draft)
    finally:
        loader.close()
    assert len(full.earlier["/lidar/top"]) == 5


def pictures(
    timeline: Timeline, seconds: float, number: int, *, names: Sequence[str] = ("/camera/front",), **more: Any
) -> Request:
    """What cameras have at a time, and what comes next in them."""
    t_ns = timeline.span[0] + int(seconds * 1e9)
    lookups = timeline.rows_at(t_ns, Mode.CAPTURE, names)
    coming = ahead(timeline, lookups, Mode.CAPTURE, rate=0.0)
    return Request(number=number, epoch=0, t_ns=t_ns, mode=Mode.CAPTURE, lookups=lookups, ahead=coming, **more)


def test_what_is_finer_is_made_when_the_draft_has_been_drawn(
    crossing: CheckedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_DRAWING_S", 60)
    answers = Answers()
    loader = Loader(Sampler(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    loader.request(pictures(Timeline(crossing.log), 7.0, 1))
    while not answers.moments:
        time.sleep(0.001)
    time.sleep(0.1)
    assert [one.draft for one in answers.moments] == [True]
    loader.drawn()
    answers.full(1)
    loader.close()


@pytest.mark.parametrize("playing", [False, True])
def test_neighbours_are_read_when_it_has_been_quiet_or_at_once_where_it_plays(
    crossing: CheckedLog, monkeypatch: pytest.MonkeyPatch, playing: bool
) -> None:
    monkeypatch.setattr(loading, "REST_S", 60)
    timeline, answers, sampler = Timeline(crossing.log), Answers(), Sampler(crossing, Cache())
    loader = Loader(sampler, deliver=answers.deliver, failed=answers.wrong.append)
    request = pictures(timeline, 7.0, 1, playing=playing)
    there = [one for one in request.ahead if one.row is not None]
    assert there

    def read() -> list[bool]:
        return [sampler.has(one.channel, int(one.row or 0), draft=True) for one in there]

    loader.request(request)
    if playing:
        while not all(read()):
            time.sleep(0.001)
    else:
        loader.drawn()
        answers.full(1)
        time.sleep(0.1)
        assert not any(read())
        # who waits for quiet is not in the way
        loader.request(pictures(timeline, 3.0, 2))
        answers.full(2)
    loader.close()
