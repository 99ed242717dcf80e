"""What is current when, against a brute-force search over the leaves, on the samples and in both time modes."""

import dataclasses
import random

import numpy as np
import pytest

from app.log.channel import Mode
from app.log.log import Log
from app.replay import timeline as timeline_module
from app.replay.timeline import Timeline
from app.scene.sample import Presence
from tests.replay.opening import NAMES, SAMPLES, opened


def brute(log: Log, name: str, t_ns: int, mode: Mode) -> int | None:
    """The latest at or before, of equal stamps the last in index."""
    times = log.channels[name].time_ns(mode)
    past = np.flatnonzero(times <= t_ns)
    return int(past[times[past] == times[past].max()][-1]) if len(past) else None


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", NAMES)
def test_the_row_of_every_channel_is_the_one_that_a_search_names(name: str, mode: Mode) -> None:
    random_times = random.Random(7)
    with opened(SAMPLES / f"{name}.h5") as log:
        timeline = Timeline(log.log)
        first, last = timeline.span
        for _ in range(1_000):
            t_ns = random_times.randint(first - 10**8, last + 10**8)
            for found in timeline.rows_at(t_ns, mode, timeline.channels):
                expected = brute(log.log, found.channel, t_ns, mode)
                assert found.row == expected
                if expected is None:
                    assert found.presence is Presence.NOT_YET
                    continue
                age_ns = t_ns - int(log.log.channels[found.channel].time_ns(mode)[expected])
                most = timeline.rule(found.channel).max_age_ns
                assert found.age_ns == age_ns
                assert (found.presence is Presence.CURRENT) == (most is None or age_ns <= most)


def test_what_a_camera_fails_to_send_is_absent_and_a_stop_of_its_own() -> None:
    with opened(SAMPLES / "stalled-truck.h5") as log:
        timeline = Timeline(log.log)
        stops = timeline.stops("/camera/front", Mode.CAPTURE)
        gaps = [position for position in range(len(stops)) if stops[position].row < 0]
        gaps = [position for position in gaps if position]  # not the start, before the first frame
        assert gaps
        for position in gaps:
            (found,) = timeline.rows_at(stops[position].t_ns, Mode.CAPTURE, ["/camera/front"])
            assert found.presence is Presence.TOO_OLD
            assert found.row == stops[position - 1].row


def test_the_rule_of_a_channel_is_what_the_log_states() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        timeline = Timeline(log.log)
        rule = timeline.rule("/camera/front")
        assert (rule.max_age_ns, rule.stated) == (200_000_000, True)
        assert timeline.rule("/map").max_age_ns is None


def test_utc_and_log_time_lead_to_each_other() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        timeline = Timeline(log.log)
        for share in (0.0, 0.3, 0.99):
            t_ns = timeline.span[0] + int(share * (timeline.span[1] - timeline.span[0]))
            utc_ns = timeline.utc_ns(t_ns)
            assert utc_ns is not None
            assert utc_ns - (log.log.utc_offset_ns(utc_ns) or 0) == t_ns


def test_a_pinned_row_counts_only_at_its_own_time() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        timeline = Timeline(log.log)
        later = int(timeline.channels["/camera/front"].time_ns(Mode.CAPTURE)[7]) + 150_000_000
        (found,) = timeline.rows_at(later, Mode.CAPTURE, ["/camera/front"], {"/camera/front": 7})
        assert found.row == 8
        assert timeline.frame("/camera/front", 8, Mode.CAPTURE) == 8


def test_a_single_look_does_not_hold_for_ever() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        one = dataclasses.replace(
            log.log.channels["/camera/front"],
            document={}, **{name: getattr(log.log.channels["/camera/front"], name)[:1] for name in _OF_ROWS},
        )  # fmt: skip
        timeline = Timeline(log.log)
        timeline.channels = {one.name: one}
        (found,) = timeline.rows_at(int(one.time_ns(Mode.CAPTURE)[0]) + 30 * 10**9, Mode.CAPTURE, [one.name])
        assert (found.presence, found.rule.stated) == (Presence.TOO_OLD, False)


_OF_ROWS = ("segment", "index", "size", "arrival_ns", "capture_ns", "by_capture")


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", NAMES)
def test_what_came_before_a_current_row_is_what_a_search_names_and_ends_at_a_gap(name: str, mode: Mode) -> None:
    random_times = random.Random(11)
    with opened(SAMPLES / f"{name}.h5") as log:
        timeline = Timeline(log.log)
        short = 0
        for _ in range(60):
            t_ns = random_times.randint(*timeline.span)
            for current in timeline.rows_at(t_ns, mode, ["/lidar/top", "/radar/front", "/camera/front"]):
                found = timeline.earlier(current, mode, 7)
                if current.presence is not Presence.CURRENT:
                    assert found == ()
                    continue
                newer_ns, most = current.time_ns, timeline.rule(current.channel).max_age_ns
                assert newer_ns is not None
                assert most is not None
                for back, one in enumerate(found, start=1):
                    assert (one.back, one.presence) == (back, Presence.EARLIER)
                    assert one.row == brute(log.log, current.channel, newer_ns - 1, mode)
                    assert one.time_ns is not None
                    assert one.age_ns == t_ns - one.time_ns
                    assert newer_ns - one.time_ns <= most
                    assert int(log.log.channels[current.channel].time_ns(mode)[one.row or 0]) <= t_ns
                    newer_ns = one.time_ns
                before = brute(log.log, current.channel, newer_ns - 1, mode)
                if len(found) < 7 and before is not None:
                    short += 1
                    assert newer_ns - int(log.log.channels[current.channel].time_ns(mode)[before]) > most
        assert short or name != "stalled-truck"


def test_a_few_stamps_of_another_age_do_not_move_a_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where only some of all arrivals are asked where the middle is."""
    with opened(SAMPLES / "crossing.h5") as log:
        whole = Timeline(log.log).span
        channels = {
            name: dataclasses.replace(channel, arrival_ns=_with_odd_ends(channel.arrival_ns))
            for name, channel in log.log.channels.items()
        }
        monkeypatch.setattr(log.log, "channels", channels)
        for enough in (100_000, 100):
            monkeypatch.setattr(timeline_module, "_ENOUGH", enough)
            first, last = Timeline(log.log).span
            assert whole[0] - 10**9 < first <= last < whole[1] + 10**9


def _with_odd_ends(times: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    made = times.copy()
    if len(made) > 20:
        made[:3], made[-3:] = -(2**61), 2**61
    return made
