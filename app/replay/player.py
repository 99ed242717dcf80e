"""The state machine that turns commands into requests, and finished moments into what is shown.

It must not know Qt, threads or wall clocks: `now_ns` is passed in, and it is used by one thread. Every command ends in
one request; what comes back is shown unless a jump was made meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from app.log.channel import Mode
from app.replay.ahead import ahead
from app.replay.clock import Clock
from app.replay.rates import shuttled
from app.replay.request import Request
from app.replay.state import PlayerState, Waiting
from app.replay.stops import GAP, Stop, Stops
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.staging import Staging

READING_NS = 100_000_000
"""After so long without what was asked for, one says so."""
UNREACHABLE_NS = 3_000_000_000
"""After so long a read has most probably not come back: the slowest record takes a tenth of it."""
Ask = Callable[[Request], None]
_MASTERS = ("image", "cloud", "radar", "objects", "decision", "state", "pose")
"""Kinds that one steps by, the most telling first."""


class Player:
    """Where the replay stands. Times are on the time scale of the log."""

    def __init__(self, timeline: Timeline, ask: Ask, *, camera: str | None = None, begin_ns: int | None = None) -> None:
        """Begin at the start, standing still, with nothing shown; `ask` hands requests to the loader.

        `camera`: the one that is shown first; None: there is none, or it does not matter. `begin_ns`: where else it
        begins.
        """
        self.timeline = timeline
        self._ask = ask
        first, last = timeline.span
        begin = first if begin_ns is None else begin_ns
        self._clock = Clock(first_ns=first, last_ns=last, anchor_ns=begin)
        self._wanted: tuple[str, ...] = ()
        self._back: Mapping[str, int] = {}
        self._staging = Staging()
        self._number = 0
        self._epoch = 0
        self._waits_since: int | None = None
        self._silent_since = 0
        self._heard = False
        self._shown_number = 0
        self._shown_frame: tuple[str, int] | None = None
        self.state = PlayerState(asked_ns=begin, master=camera or _first_master(timeline))

    # -- what comes back

    @property
    def answered(self) -> bool:
        """Whether what was asked for last is shown, as a draft at least."""
        return self._waits_since is None

    def awaits(self, request: Request) -> bool:
        """Whether a moment that answers this would be shown: neither after a jump, nor behind a later one."""
        return request.epoch >= self._epoch and request.number >= self._shown_number

    def accept(self, request: Request, moment: Moment) -> bool:
        """Whether a finished moment is to be shown; the state then says so."""
        if not self.awaits(request):
            return False
        # at its first showing only: a finer one of the same instant passes nothing over
        if moment.number > self._shown_number:
            self._count_dropped(moment)
        self._shown_number = moment.number
        self._heard = True
        if moment.number == self._number:
            self._waits_since = None
        self.state = replace(
            self.state, shown_ns=moment.t_ns, waiting=Waiting.NOT if self._waits_since is None else self.state.waiting
        )
        return True

    def tick(self, now_ns: int) -> None:
        """Go on playing, if it does; to be called at every picture of the screen."""
        if self._clock.playing:
            if self._clock.ended(now_ns):
                self._clock = self._clock.pause(now_ns)
                self.state = replace(self.state, playing=False)
            # as long as the last answer is under way another request would only take the machine from it
            answering = self._waits_since is not None and now_ns - self._waits_since < READING_NS
            if not (answering and self.state.playing):
                self._go_on(now_ns)
        if self._heard:
            self._heard, self._silent_since = False, now_ns
        if self._waits_since is not None and now_ns - self._waits_since > READING_NS:
            # a slow machine that plays is always behind; where nothing comes at all, the evidence is gone
            silent = now_ns - self._silent_since > UNREACHABLE_NS
            self.state = replace(self.state, waiting=Waiting.UNREACHABLE if silent else Waiting.READING)

    # -- time

    def seek(self, t_ns: int, now_ns: int, *, pins: Mapping[str, int] | None = None) -> None:
        """Jump to a time, clamped to the drive: what was asked for before is not shown any more."""
        self._epoch += 1
        self._shown_frame = None
        self.scrub(t_ns, now_ns, pins=pins)

    def scrub(self, t_ns: int, now_ns: int, *, pins: Mapping[str, int] | None = None) -> None:
        """Go to a time while a handle is dragged: what is under way is still shown."""
        self._clock = self._clock.seek(t_ns, now_ns)
        self._go(self._clock.position(now_ns), now_ns, pins=pins or {})

    def step(self, by: int, now_ns: int, *, channel: str | None = None) -> bool:
        """Stop, and go so many frames of a channel (the master) on; False: there is none in that direction."""
        name = channel or self.state.master
        if name is None:
            return False
        stops = self.timeline.stops(name, self.state.mode)
        return self._stop_at(stops.step(self.state.asked_ns, self._pinned(name), by), name, now_ns)

    def jump(self, stops: Stops, now_ns: int, *, forward: bool, among: str) -> bool:
        """Stop, and go to the next or the last of some places; False: there is none in that direction.

        `among`: the channel whose rows the stops have, or the name of a list of places: rows of another list mean
        nothing in this one.
        """
        return self._stop_at(stops.jump(self.state.asked_ns, self._pinned(among), forward=forward), among, now_ns)

    # -- playing

    def play(self, now_ns: int) -> None:
        """Run on from here; from the end that lies in its direction, begin at the other one."""
        first, last = self.timeline.span
        position = self._clock.position(now_ns)
        end, begin = (last, first) if self._clock.rate > 0 else (first, last)
        if position == end:
            self.seek(begin, now_ns)
        self._clock = self._clock.play(now_ns)
        self.state = replace(self.state, playing=True)

    def pause(self, now_ns: int) -> None:
        """Stand still, where the clock is."""
        if not self._clock.playing:
            return
        self._clock = self._clock.pause(now_ns)
        self.state = replace(self.state, playing=False)
        self._go(self._clock.position(now_ns), now_ns, pins={})

    def shuttle(self, now_ns: int, *, forward: bool) -> None:
        """Play in a direction; faster with every repetition."""
        self.set_rate(shuttled(self._clock.rate, playing=self._clock.playing, forward=forward), now_ns)
        self.play(now_ns)

    def set_rate(self, rate: Fraction, now_ns: int) -> None:
        """Play at another rate from now on."""
        self._clock = self._clock.at_rate(rate, now_ns)
        self.state = replace(self.state, rate=rate)

    def set_loop(self, loop: tuple[int, int] | None, now_ns: int, *, looping: bool) -> None:
        """Go round in `[in, out)` when playing, if `looping`."""
        self._clock = self._clock.in_loop(loop if looping else None, now_ns)
        self.state = replace(self.state, loop=loop, looping=looping and loop is not None)

    # -- what is meant

    def set_wanted(
        self,
        channels: Sequence[str],
        now_ns: int,
        *,
        back: Mapping[str, int] | None = None,
        staging: Staging | None = None,
    ) -> None:
        """Show these channels from now on, in the order of the channel table; `back`: of which of them so many earlier
        records are shown with the current one; `staging`: what is to be reckoned from them.
        """
        there, self._back, self._staging = set(channels), dict(back or {}), staging or Staging()
        self._wanted = tuple(name for name in self.timeline.channels if name in there)
        self._go(self.state.asked_ns, now_ns, pins=self.state.pins)

    def set_mode(self, mode: Mode, now_ns: int) -> None:
        """Show what happened at a time, or what had arrived by then."""
        self.state = replace(self.state, mode=mode)
        self.seek(self.state.asked_ns, now_ns)

    def set_master(self, channel: str) -> None:
        """Step by the frames of another channel from now on."""
        assert channel in self.timeline.channels
        self.state = replace(self.state, master=channel)
        self._shown_frame = None

    def set_t0(self, t_ns: int | None) -> None:
        """Count from another zero, or from none."""
        self.state = replace(self.state, t0_ns=t_ns)

    # -- inside

    def _pinned(self, name: str) -> int | None:
        return self.state.pins.get(name)

    def _stop_at(self, stop: Stop | None, name: str, now_ns: int) -> bool:
        self._clock = self._clock.pause(now_ns)
        self.state = replace(self.state, playing=False)
        if stop is None:
            self._go(self._clock.position(now_ns), now_ns, pins=self.state.pins)
            return False
        self.seek(stop.t_ns, now_ns, pins={name: stop.row} if stop.row != GAP else {})
        return True

    def _go_on(self, now_ns: int) -> None:
        """To where the clock is."""
        position, master = self._clock.position(now_ns), self.state.master
        if self.state.playing and master is not None:
            # a machine that is late by less than a frame shows it all the same
            position = self.timeline.stops(master, self.state.mode).halt(self.state.asked_ns, position)
        if position != self.state.asked_ns:
            self._go(position, now_ns, pins={})

    def _go(self, t_ns: int, now_ns: int, *, pins: Mapping[str, int]) -> None:
        self._number += 1
        self.state = replace(self.state, asked_ns=t_ns, pins=MappingProxyType(dict(pins)))
        if self._waits_since is None:
            self._waits_since = self._silent_since = now_ns
        mode = self.state.mode
        lookups = self.timeline.rows_at(t_ns, mode, self._wanted, pins)
        before = [self.timeline.earlier(one, mode, self._back.get(one.channel, 0)) for one in lookups]
        rate = float(self._clock.rate) if self._clock.playing else 0.0
        # one step back in time needs one record more behind the oldest
        oldest = [those[-1] for those in before if those and rate <= 0]
        coming = ahead(self.timeline, [*lookups, *oldest], mode, rate=rate)
        earlier = tuple(one for those in before for one in those)
        self._ask(
            Request(
                number=self._number, epoch=self._epoch, t_ns=t_ns, mode=mode, lookups=lookups, earlier=earlier,
                ahead=coming, playing=self._clock.playing, staging=self._staging,
            )
        )  # fmt: skip

    def _count_dropped(self, moment: Moment) -> None:
        """Frames of the master between the one that was shown last and this one were not shown at all."""
        master = self.state.master
        sample = moment.samples.get(master) if master is not None else None
        if master is None or sample is None:
            return
        row = sample.lookup.row
        # before the first one: -1
        frame = -1 if row is None else self.timeline.frame(master, row, self.state.mode)
        if self._clock.playing and self._shown_frame is not None and self._shown_frame[0] == master:
            passed = (frame - self._shown_frame[1]) * (1 if self._clock.rate > 0 else -1)
            # where a loop went round, frames are counted again from its beginning
            self.state = replace(self.state, dropped=self.state.dropped + max(0, passed - 1))
        self._shown_frame = master, frame


def _first_master(timeline: Timeline) -> str | None:
    """The channel that one would step by: the busiest of the most telling kind."""
    for kind in _MASTERS:
        there = [channel for channel in timeline.channels.values() if channel.kind == kind and len(channel)]
        if there:
            return there[0].name if kind == "image" else max(there, key=len).name
    return next((name for name, channel in timeline.channels.items() if len(channel)), None)
