"""What perception said of one object, read from the samples as they were recorded."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import numpy as np
import pytest

from app.analysis.biography import Turn, biography
from app.kinds.objects import ClassProbability, Objects, Track
from app.log.channel import Mode
from app.replay.cache import Cache
from app.replay.lives import Lives, _Gathered, life_of
from app.replay.sampler import Sampler
from app.scene.content import Table, Words
from app.scene.life import STATES, Life
from app.scene.standing import Standing
from tests.replay.altering import altered
from tests.replay.opening import NAMES, SAMPLES, opened


@pytest.mark.parametrize("name", NAMES)
def test_it_has_what_each_record_says_and_nothing_else(name: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        sampler = Sampler(log, Cache())
        channel = log.log.channels["/perception/objects"]
        said: dict[str, list[tuple[int, str | None, str]]] = {}
        for row in channel.rows_in_order(Mode.CAPTURE).tolist():
            content = sampler.load(channel, row).content
            assert isinstance(content, Words)
            assert isinstance(content.document, Objects)
            for one in content.document.tracks:
                first = one.classes[0].name if one.classes else None
                said.setdefault(one.id, []).append((row, first, one.state))
        for track in sorted(said)[::5]:
            *_, life = life_of(sampler, channel, track)
            states = [STATES[state] for state in life.cells["state"].tolist()]
            classes = [life.class_at(at) for at in range(len(life))]
            assert list(zip(life.cells["row"].tolist(), classes, states, strict=True)) == said[track]
            assert life.complete
            assert not len(life.unread)
            assert (np.diff(life.cells["place"]) > 0).all()


def test_its_distance_is_that_from_the_vehicle() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        sampler = Sampler(log, Cache())
        channel = log.log.channels["/perception/objects"]
        poses = log.log.channels["/localisation/pose"]
        *_, life = life_of(sampler, channel, "36")
        for at in range(0, len(life), 9):
            content = sampler.load(channel, int(life.cells["row"][at])).content
            assert isinstance(content, Words)
            assert isinstance(content.document, Objects)
            track = next(one for one in content.document.tracks if one.id == "36")
            assert content.document.frame == "map"
            stamp = channel.capture_ns[int(life.cells["row"][at])]
            pose = sampler.load(poses, int(np.flatnonzero(poses.capture_ns == stamp)[0])).content
            assert isinstance(pose, Table)
            away = [centre - (pose.value(axis) or 0.0) for centre, axis in zip(track.centre[:2], "xy", strict=True)]
            # the vehicle pitches a little, and its axes with it
            assert life.cells["distance"][at] == pytest.approx(math.dist(away, (0, 0)), abs=0.02)
            assert life.cells["confidence"][at] == pytest.approx(track.confidence)
            assert life.cells["points"][at] == track.points


def test_an_object_that_is_nowhere_has_an_empty_life() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        *_, life = life_of(Sampler(log, Cache()), log.log.channels["/perception/objects"], "nobody")
    assert len(life) == 0
    assert life.complete


def test_the_newest_request_wins() -> None:
    told: list[Life] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def take(life: Life) -> None:
        told.append(life)
        if life.complete and life.track == "36":
            done.set()

    with opened(SAMPLES / "crossing.h5") as log:
        lives = Lives(Sampler(log, Cache()), deliver=take, failed=failures.append)
        for track in ("1", "2", "3", "36"):
            lives.request(["/perception/objects"], track)
        assert done.wait(20)
        lives.close()
    assert not failures
    assert told[-1].track == "36"
    assert len([one for one in told if one.complete]) <= 2


def test_what_had_arrived_knows_nothing_of_what_came_later() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        *_, life = life_of(Sampler(log, Cache()), log.log.channels["/perception/objects"], "36")
    at = len(life) // 2
    then = life.known(int(life.cells["arrival_ns"][at]))
    assert len(then) == at + 1
    assert not then.complete
    assert len(then.probabilities) == len(then.likeliest) == at + 1
    assert len(life.known(int(life.cells["arrival_ns"][0]) - 1)) == 0


def test_a_record_that_is_broken_is_not_known(tmp_path: Path) -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        channel = log.log.channels["/perception/objects"].id
    with opened(altered(tmp_path / "altered.h5", channel, 60)) as log:
        *_, life = life_of(Sampler(log, Cache()), log.log.channels["/perception/objects"], "36")
    assert life.unread.tolist() == [60]
    turns = [one.turn for one in biography(life)]
    assert Turn.UNREAD in turns
    assert Turn.ABSENT not in turns


def test_a_hostile_number_is_none_and_a_class_behind_many_is_the_first_all_the_same() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        channel = log.log.channels["/perception/objects"]
        gathered = _Gathered(channel, "1")
        for at in range(70):
            classes = (
                ClassProbability(name=f"c{at}", probability=0.9), ClassProbability(name="c0", probability=0.05)
            )  # fmt: skip
            track = Track(id="1", centre=(1.0, 2.0, None), classes=classes, points=10**310)
            gathered.add(at, track, None, Standing.INTACT)
    life = gathered.life(complete=True)
    assert np.isnan(life.cells["points"]).all()
    assert [life.class_at(at) for at in range(70)] == [f"c{at}" for at in range(70)]
    assert np.isnan(life.probability_at(69))
    assert life.probability_at(5) == pytest.approx(0.9)


def test_the_first_channel_that_has_it_is_read() -> None:
    told: list[Life] = []
    done = threading.Event()

    def take(life: Life) -> None:
        told.append(life)
        if life.complete:
            done.set()

    failures: list[BaseException] = []
    with opened(SAMPLES / "crossing.h5") as log:
        lives = Lives(Sampler(log, Cache()), deliver=take, failed=failures.append)
        # a channel of another kind has no object at all
        lives.request(["/planner/decision", "/perception/objects"], "36")
        assert done.wait(20)
        lives.close()
    assert not failures
    assert {one.channel for one in told} == {"/perception/objects"}
    assert len(told[-1]) > 10
