"""The player as its users drive it: steps that undo each other in every state, jumps, playing, dropped frames."""

from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pytest

from app.log.channel import Mode
from app.replay.player import Player
from app.replay.request import Request
from app.replay.state import Waiting
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.sample import Sample
from tests.replay.opening import NAMES, SAMPLES, opened

CAMERA = "/camera/front"


class Desk:
    """A player whose requests are kept, and answered when the test says so."""

    def __init__(self, timeline: Timeline) -> None:
        self.asked: list[Request] = []
        self.player = Player(timeline, self.asked.append)
        self.player.set_wanted([CAMERA], 0)

    def answer(self, request: Request | None = None) -> bool:
        request = request or self.asked[-1]
        samples = {lookup.channel: Sample(lookup=lookup) for lookup in request.lookups}
        moment = Moment(
            t_ns=request.t_ns, mode=request.mode, samples=MappingProxyType(samples), draft=False, number=request.number
        )
        return self.player.accept(request, moment)

    @property
    def here(self) -> tuple[int, int | None]:
        """The state that is shown, but for what counts up."""
        request = self.asked[-1]
        return request.t_ns, request.lookups[0].row


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", NAMES)
def test_a_step_on_and_one_back_is_the_same_state_from_every_state_that_steps_reach(name: str, mode: Mode) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        desk = Desk(Timeline(log.log))
        desk.player.set_mode(mode, 0)
        seen = 0
        while desk.player.step(1, 0):
            here = desk.here
            if desk.player.step(1, 0):
                assert desk.player.step(-1, 0)
                assert desk.here == here
            if desk.player.step(-1, 0):
                assert desk.player.step(1, 0)
                assert desk.here == here
            seen += 1
        assert seen >= len(log.log.channels[CAMERA])
        end = desk.here
        assert not desk.player.step(1, 0)
        assert desk.here == end


def test_what_was_asked_before_a_jump_is_not_shown_after_it() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        first = desk.player.timeline.span[0]
        desk.player.scrub(first + 10**9, 0)
        under_way = desk.asked[-1]
        desk.player.scrub(first + 2 * 10**9, 0)
        assert desk.answer(under_way)
        assert desk.player.state.shown_ns == first + 10**9
        desk.player.scrub(first + 3 * 10**9, 0)
        under_way = desk.asked[-1]
        desk.player.seek(first + 4 * 10**9, 0)
        assert not desk.answer(under_way)
        assert desk.answer()
        assert desk.player.state.shown_ns == desk.player.state.asked_ns == first + 4 * 10**9


def test_playing_drops_frames_and_never_time() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        first = desk.player.timeline.span[0]
        desk.answer()
        desk.player.play(0)
        for now in range(0, 2_000_000_001, 250_000_000):
            desk.player.tick(now)
            desk.answer()
        # the last instant of the frame before: it is never more than one behind
        assert desk.player.state.shown_ns == first + 1_950_000_000 - 1
        # ten frames a second, a picture every quarter of one: of 20 frames 9 are shown
        assert desk.player.state.dropped == 11
        desk.player.pause(2_000_000_000)
        assert not desk.player.state.playing


@pytest.mark.parametrize("rate", [1, -1])
def test_a_machine_that_is_late_now_and_then_shows_every_frame(rate: int) -> None:
    """A picture in 70 ms and one in 120, ten frames a second: each is shown, however their times lie to each other."""
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        first, last = desk.player.timeline.span
        frames, behind = desk.player.timeline.stops(CAMERA, Mode.CAPTURE), list[int]()
        desk.player.set_rate(Fraction(rate), 0)
        desk.player.seek(first if rate > 0 else last, 0)
        desk.answer()
        desk.player.play(0)
        now, shown = 0, list[int]()
        for took_ms in [70, 120] * 45:
            now += took_ms * 10**6
            desk.player.tick(now)
            desk.answer()
            here = desk.player.state.shown_ns
            assert here is not None
            shown.append(frames.current(here))
            behind.append(rate * ((first if rate > 0 else last) + rate * now - here))
        assert desk.player.state.dropped == 0
        assert set(map(abs, np.diff(shown).tolist())) <= {0, 1}
        assert 0 <= min(behind) <= max(behind) < 100 * 10**6


def test_while_it_plays_one_answer_is_awaited_but_not_for_long() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        first = desk.player.timeline.span[0]
        desk.answer()
        desk.player.play(0)
        asked = []
        for now_ms in range(16, 200, 16):
            desk.player.tick(now_ms * 10**6)
            asked.append(desk.asked[-1].t_ns - first)
        # until 100 ms after the first one; from then on the newest place replaces the one that waits
        assert asked == [16 * 10**6] * 7 + [now_ms * 10**6 for now_ms in range(128, 200, 16)]
        desk.answer()
        desk.player.tick(208 * 10**6)
        desk.player.tick(224 * 10**6)
        assert desk.asked[-1].t_ns - first == 208 * 10**6


def test_playing_ends_at_the_end_and_begins_at_the_start_again() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        first, last = desk.player.timeline.span
        desk.player.play(0)
        assert desk.player.state.playing
        desk.player.tick(last - first + 5)
        stopped = not desk.player.state.playing
        assert stopped
        assert desk.player.state.asked_ns == last
        desk.player.play(0)
        assert desk.player.state.asked_ns == first
        desk.player.set_rate(Fraction(-1), 0)
        desk.player.pause(0)
        desk.player.play(0)
        assert desk.player.state.asked_ns == last


def test_it_says_so_when_nothing_comes() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        desk.answer()
        desk.player.seek(desk.player.timeline.span[0] + 10**9, 0)
        told = []
        for now in (50_000_000, 150_000_000, 3_100_000_000):
            desk.player.tick(now)
            told.append(desk.player.state.waiting)
        desk.answer()
        assert [*told, desk.player.state.waiting] == [
            Waiting.NOT, Waiting.READING, Waiting.UNREACHABLE, Waiting.NOT,
        ]  # fmt: skip


def test_a_machine_that_is_always_behind_does_not_call_the_evidence_unreachable() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        desk.answer()
        desk.player.play(0)
        told = set()
        for now in range(0, 10 * 10**9, 10**8):
            desk.player.tick(now)
            late = desk.asked[-1]
            desk.player.tick(now + 5 * 10**7)
            desk.answer(late)
            told.add(desk.player.state.waiting)
        assert told == {Waiting.NOT, Waiting.READING}


def test_knew_then_asks_for_what_had_arrived() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        channel = log.log.channels[CAMERA]
        t_ns = int(channel.capture_ns[40])
        desk.player.seek(t_ns, 0)
        assert desk.here == (t_ns, 40)
        desk.player.set_mode(Mode.ARRIVAL, 0)
        assert desk.here == (t_ns, 39)
        assert int(channel.arrival_ns[40]) > t_ns


def test_a_loop_is_kept_when_it_is_switched_off() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        desk = Desk(Timeline(log.log))
        first = desk.player.timeline.span[0]
        loop = first + 10**9, first + 2 * 10**9
        desk.player.set_loop(loop, 0, looping=True)
        desk.player.play(0)
        desk.player.tick(2_500_000_000)
        assert loop[0] <= desk.player.state.asked_ns < loop[1]
        desk.player.set_loop(loop, 2_500_000_000, looping=False)
        assert (desk.player.state.loop, desk.player.state.looping) == (loop, False)
