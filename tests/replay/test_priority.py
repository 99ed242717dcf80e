"""Threads that decode get less of the processors than the one that draws."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator

import pytest

from app.chain.opening import CheckedLog
from app.replay import priority
from app.replay.cache import Cache
from app.replay.lanes import lanes_of
from app.replay.loader import Loader
from app.replay.priority import BACKGROUND, DECODING, RightOfWay, give_way, right_of_way
from app.replay.sampler import Sampler
from app.replay.timeline import Timeline
from tests.replay.answers import Answers
from tests.replay.opening import SAMPLES, opened
from tests.replay.test_loader import pictures
from tests.replay.walking import walked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is one priority for all threads")


@pytest.fixture
def crossing() -> Iterator[CheckedLog]:
    with opened(SAMPLES / "crossing.h5") as log:
        yield log


def niceness(thread: threading.Thread) -> int:
    assert thread.native_id is not None
    return os.getpriority(os.PRIO_PROCESS, thread.native_id)


def test_a_thread_gives_way_alone_and_not_twice() -> None:
    first, found = niceness(threading.main_thread()), []

    def work() -> None:
        for by in (DECODING, BACKGROUND):
            give_way(by)
            found.append(niceness(threading.current_thread()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [min(first + DECODING, 19), min(first + BACKGROUND, 19)]
    assert niceness(threading.main_thread()) == first


def test_whoever_reads_and_decodes_gives_way(crossing: CheckedLog) -> None:
    answers = Answers()
    loader = Loader(Sampler(crossing, Cache()), deliver=answers.deliver, failed=answers.wrong.append)
    loader.request(pictures(Timeline(crossing.log), 7.0, 1, names=["/camera/front", "/camera/rear", "/lidar/top"]))
    answers.full(1)
    there = [one for one in threading.enumerate() if one.name.startswith(("loader", "decoder"))]
    assert len(there) > 1
    assert {niceness(one) for one in there} == {min(niceness(threading.main_thread()) + DECODING, 19)}
    loader.close()


def test_whoever_works_in_the_background_waits_for_whoever_draws_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    way, passed = RightOfWay(), threading.Event()

    def work() -> None:
        way.let_pass()
        passed.set()

    monkeypatch.setattr(priority, "_LONGEST_S", 60)
    with way.taken():
        thread = threading.Thread(target=work)
        thread.start()
        assert not passed.wait(0.05)
    assert passed.wait(10)
    thread.join()
    monkeypatch.setattr(priority, "_LONGEST_S", 0.01)
    with way.taken():
        way.let_pass()


def test_columns_and_the_walk_let_others_pass(crossing: CheckedLog, monkeypatch: pytest.MonkeyPatch) -> None:
    passed: set[str] = set()
    monkeypatch.setattr(right_of_way, "let_pass", lambda: passed.add(threading.current_thread().name.split("_")[0]))
    for _ in lanes_of(Sampler(crossing, Cache())):
        pass
    assert passed == {threading.current_thread().name}
    walked(crossing)
    assert "walker" in passed
