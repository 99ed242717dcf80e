"""What each action of the table does to the session: time, steps, jumps, loop, mode.

It must not know widgets. What concerns the window itself is the window's.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from app.log.channel import Mode
from app.replay.event_kinds import kinds_of
from app.replay.player import Player
from app.replay.rates import faster, slower
from app.replay.state import PlayerState
from app.replay.stops import Stops
from app.scene.standing import Standing
from app.ui.session import Session
from app.ui.timeline.content import Mark

MS = 1_000_000
_MOVES = {
    "forward_100ms": 100 * MS, "back_100ms": -100 * MS, "forward_1s": 1_000 * MS, "back_1s": -1_000 * MS,
    "forward_10s": 10_000 * MS, "back_10s": -10_000 * MS,
}  # fmt: skip
_EVENTS, _BOOKMARKS, _BREAKS = "\0events", "\0bookmarks", "\0breaks"
"""Lists of places, by names that no channel has."""


class Commands:
    """The commands of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.marks: tuple[Mark, ...] = ()
        self._does: dict[str, Callable[[], object]] = {
            "play_pause": self._play_pause,
            "shuttle_forward": lambda: self._player.shuttle(self._now, forward=True),
            "shuttle_back": lambda: self._player.shuttle(self._now, forward=False),
            "faster": lambda: self._player.set_rate(faster(self._state.rate), self._now),
            "slower": lambda: self._player.set_rate(slower(self._state.rate), self._now),
            "normal_rate": lambda: self._player.set_rate(Fraction(1), self._now),
            "step_forward": lambda: self._player.step(1, self._now),
            "step_back": lambda: self._player.step(-1, self._now),
            "go_start": lambda: session.seek(session.timeline.span[0]),
            "go_end": lambda: session.seek(session.timeline.span[1]),
            "go_t0": self._go_t0,
            "next_decision": lambda: self._decision(forward=True),
            "previous_decision": lambda: self._decision(forward=False),
            "next_hit": lambda: self._hit(forward=True),
            "previous_hit": lambda: self._hit(forward=False),
            "next_event": lambda: self._event(forward=True),
            "previous_event": lambda: self._event(forward=False),
            "next_bookmark": lambda: self._mark(forward=True),
            "previous_bookmark": lambda: self._mark(forward=False),
            "next_break": lambda: self._break(forward=True),
            "previous_break": lambda: self._break(forward=False),
            "time_mode": self._time_mode,
            "loop_in": lambda: self._loop_end(start=True),
            "loop_out": lambda: self._loop_end(start=False),
            "loop_toggle": self._loop_toggle,
            "loop_clear": lambda: self._player.set_loop(None, self._now, looping=False),
        }

    def does(self, action: str) -> bool:
        """Do it, if it is one of these; False: it is not."""
        session = self._session
        if action in _MOVES:
            session.seek(self._state.asked_ns + _MOVES[action])
        elif action.startswith(("next_event_", "previous_event_")):
            self._event_of_kind(int(action.rpartition("_")[2]), forward=action.startswith("next"))
        elif action in self._does:
            self._does[action]()
        else:
            return False
        session.tell()
        return True

    @property
    def _player(self) -> Player:
        return self._session.player

    @property
    def _state(self) -> PlayerState:
        return self._session.player.state

    @property
    def _now(self) -> int:
        return self._session.now_ns()

    def _play_pause(self) -> None:
        if self._state.playing:
            self._player.pause(self._now)
        else:
            self._player.play(self._now)

    def _go_t0(self) -> None:
        if self._state.t0_ns is not None:
            self._session.seek(self._state.t0_ns)

    def _decision(self, *, forward: bool) -> None:
        hidden = self._session.showing.hidden_channels
        there = (one for one in self._session.timeline.channels.values() if one.kind == "decision" and len(one))
        channel = next((one for one in there if one.name not in hidden), None)
        if channel is not None:
            times, rows = channel.times_in_order(self._state.mode), channel.rows_in_order(self._state.mode)
            self._player.jump(Stops(times, rows), self._now, forward=forward, among=channel.name)

    def _hit(self, *, forward: bool) -> None:
        """One of the cycles that answer the filter of the ledger."""
        ledger = self._session.shown_lanes.ledger
        hits = self._session.showing.hits(self._session.lanes)
        times, rows = ledger.times_ns(self._state.mode)[hits], ledger.cells["row"][hits]
        order = np.argsort(times, kind="stable")
        self._player.jump(Stops(times[order], rows[order]), self._now, forward=forward, among=ledger.channel)

    def _event(self, *, forward: bool) -> None:
        """One of those that are shown."""
        stops = self._session.shown_lanes.event_stops(self._state.mode)
        self._player.jump(stops, self._now, forward=forward, among=_EVENTS)

    def _event_of_kind(self, number: int, *, forward: bool) -> None:
        """The key names the kind: it is meant whether it is ticked or not."""
        lanes = self._session.lanes
        kinds = kinds_of(lanes.events)
        if number <= len(kinds):
            stops = lanes.event_stops(self._state.mode, frozenset({kinds[number - 1].kind}))
            self._player.jump(stops, self._now, forward=forward, among=_EVENTS)

    def _mark(self, *, forward: bool) -> None:
        times = np.array([mark.start_ns for mark in self.marks], dtype=np.int64)
        ids = np.array([mark.id for mark in self.marks], dtype=np.int64)
        self._player.jump(Stops(times, ids), self._now, forward=forward, among=_BOOKMARKS)

    def _break(self, *, forward: bool) -> None:
        bad = (Standing.BROKEN, Standing.AFTER_BREAK, Standing.MISSING, Standing.UNSIGNED)
        stretches = self._session.trust.stretches
        times = np.array(sorted(one.start_ns for one in stretches if one.standing in bad), dtype=np.int64)
        stops = Stops(times, np.arange(len(times), dtype=np.int64))
        self._player.jump(stops, self._now, forward=forward, among=_BREAKS)

    def _time_mode(self) -> None:
        self._player.set_mode(Mode.ARRIVAL if self._state.mode is Mode.CAPTURE else Mode.CAPTURE, self._now)

    def _loop_end(self, *, start: bool) -> None:
        """Put one end of the loop here; the other is where it was, or the end of the drive."""
        here, span = self._state.asked_ns, self._session.timeline.span
        before, behind = self._state.loop or (span[0], span[1] + 1)
        loop = (
            (here, behind if behind > here else span[1] + 1)
            if start
            else (before if before < here else span[0], here + 1)
        )
        self._player.set_loop(loop, self._now, looping=True)

    def _loop_toggle(self) -> None:
        self._player.set_loop(self._state.loop, self._now, looping=not self._state.looping)
