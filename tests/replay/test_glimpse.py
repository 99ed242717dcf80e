"""Glimpses: the record that a search names, checked; the newest request wins."""

import threading

import pytest

from app.chain.opening import CheckedLog
from app.log.channel import Channel, Mode
from app.replay.cache import Cache
from app.replay.glimpse import Glimpse, Glimpser
from app.replay.sampler import Loaded, Sampler
from app.replay.timeline import Timeline
from app.scene.content import Picture
from app.scene.sample import Presence
from app.scene.standing import Standing
from tests.replay.test_timeline import brute


class Seen:
    def __init__(self) -> None:
        self.glimpses: list[Glimpse] = []
        self.wrong: list[BaseException] = []
        self._news = threading.Condition()

    def deliver(self, glimpse: Glimpse) -> None:
        with self._news:
            self.glimpses.append(glimpse)
            self._news.notify_all()

    def of(self, t_ns: int) -> Glimpse:
        with self._news:
            assert self._news.wait_for(lambda: any(one.t_ns == t_ns for one in self.glimpses), timeout=30)
        assert not self.wrong
        return next(one for one in self.glimpses if one.t_ns == t_ns)


@pytest.mark.parametrize("mode", Mode)
def test_a_glimpse_is_the_record_that_a_search_names(crossing: CheckedLog, mode: Mode) -> None:
    timeline, seen = Timeline(crossing.log), Seen()
    glimpser = Glimpser(timeline, Sampler(crossing, Cache()), deliver=seen.deliver, failed=seen.wrong.append)
    for tenths in range(3, 100, 13):
        t_ns = timeline.span[0] + tenths * 10**8 + 7
        glimpser.request("/camera/front", t_ns, mode)
        found = seen.of(t_ns)
        row = brute(crossing.log, "/camera/front", t_ns, mode)
        assert found.sample.lookup.row == row
        assert found.frame == (row or 0) + 1
        assert found.sample.standing is Standing.INTACT
        assert isinstance(found.sample.content, Picture)
        assert found.sample.content.draft
    glimpser.close()
    assert glimpser._asked._thread.is_alive() is False


def test_what_is_absent_has_no_picture(crossing: CheckedLog) -> None:
    timeline, seen = Timeline(crossing.log), Seen()
    glimpser = Glimpser(timeline, Sampler(crossing, Cache()), deliver=seen.deliver, failed=seen.wrong.append)
    glimpser.request("/camera/front", timeline.span[0] - 1, Mode.CAPTURE)
    found = seen.of(timeline.span[0] - 1)
    glimpser.close()
    assert (found.sample.lookup.presence, found.sample.content, found.frame) == (Presence.NOT_YET, None, None)


def test_the_newest_request_wins_and_a_mistake_ends_nothing(crossing: CheckedLog) -> None:
    timeline, seen = Timeline(crossing.log), Seen()
    started, go, fails = threading.Event(), threading.Event(), [True]

    class Slow(Sampler):
        def load(self, channel: Channel, row: int, *, draft: bool = False, keep: bool = True) -> Loaded:
            started.set()
            assert go.wait(10)
            if channel.kind == "image" and fails:
                fails.clear()
                raise ZeroDivisionError
            return super().load(channel, row, draft=draft, keep=keep)

    glimpser = Glimpser(timeline, Slow(crossing, Cache()), deliver=seen.deliver, failed=seen.wrong.append)
    times = [timeline.span[0] + number * 10**9 for number in range(1, 7)]
    for t_ns in times:
        glimpser.request("/camera/front", t_ns, Mode.CAPTURE)
        assert started.wait(10)
    go.set()
    with seen._news:
        assert seen._news.wait_for(lambda: bool(seen.glimpses), timeout=30)
    glimpser.close()
    assert [one.t_ns for one in seen.glimpses] == times[-1:]
    assert [type(one) for one in seen.wrong] == [ZeroDivisionError]
