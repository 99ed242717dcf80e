"""Rules COMMAND_WITHOUT_DECISION, ACTUATION_WITHOUT_COMMAND, ACTUATION_WITHOUT_DECISION and DECISION_WITHOUT_EFFECT.

Each action of the planner has to lead back to a decision that had arrived by then: by the trace id of its record, by
its cycle, or by that of the command which it carries out. It must not know whether the action was right.
"""

import numpy as np
import numpy.typing as npt

from app.analysis.audit.commands import NO_CYCLE, PLANNED, UNREAD, Commands, cycles_in
from app.analysis.audit.cycles import Cycles, Decided, Named
from app.analysis.audit.edges import Edges
from app.analysis.audit.firsts import NEVER_NS, Keys, Times, arrivals, traces
from app.analysis.audit.tally import Tally
from app.chain.opening import CheckedLog
from app.log.channel import Channel
from app.scene.content import Rows

_Mask = npt.NDArray[np.bool_]
_UNKNOWN_SEQUENCE = np.uint64(2**64 - 1)
_BY_COMMAND = {True: "COMMAND_WITHOUT_DECISION", False: "ACTUATION_WITHOUT_DECISION"}
_EFFECT, _UNCALLED = "DECISION_WITHOUT_EFFECT", "ACTUATION_WITHOUT_COMMAND"


class Acting:
    """Of one log: first all commands are taken, then all actuations."""

    def __init__(self, log: CheckedLog, tally: Tally, edges: Edges, cycles: Cycles) -> None:
        self._log = log
        self._tally = tally
        self._edges = edges
        self._cycles = cycles
        self._commands: list[Commands] = []
        self._named = Named()
        self._traces: dict[str, Keys] = {}
        self._times: list[Times] = []
        self._planned: list[_Mask] = []

    def begin_commands(self, channel: Channel) -> None:
        """What is taken next is of this channel; what is not taken of it cannot be read."""
        if len(channel):
            self._commands.append(Commands(self._log, channel))

    def take_commands(self, channel: Channel, rows: npt.NDArray[np.int64], cells: Rows) -> None:
        """Some commands, and their rows of the channel."""
        assert self._commands[-1].channel is channel
        self._commands[-1].take(rows, cells)
        self._judge(channel, rows, cells, cycles_in(cells), command=True)

    def take_actuations(self, channel: Channel, rows: npt.NDArray[np.int64], cells: Rows) -> None:
        """Some actuations, and their rows of the channel."""
        cycles, called = cycles_in(cells), self._called(channel, rows, cells)
        self._judge(channel, rows, cells, np.where(cycles == NO_CYCLE, called, cycles), command=False)

    def judge_effects(self) -> None:
        """Judge all decisions, after everything was taken."""
        if not self._times:
            self._tally.left(_EFFECT, "decisions without any command or actuation in the log", _count(self._cycles))
            return
        times, planned = np.concatenate(self._times), np.concatenate(self._planned)
        order = np.argsort(times, kind="stable")
        for one in self._cycles.decided:
            self._judge_effect(one, times[order], np.append(0, np.cumsum(planned[order])))

    def _called(self, channel: Channel, rows: npt.NDArray[np.int64], cells: Rows) -> Times:
        """The cycles of the commands that actuations say they carry out."""
        sequences = cells["command_sequence"].astype(np.uint64)
        names = sequences != _UNKNOWN_SEQUENCE
        cycles = np.full(len(rows), NO_CYCLE, dtype=np.int64)
        if not self._commands:
            self._tally.left(_UNCALLED, "actuations that name a command in a log without commands", _true(names))
            return cycles
        by_ns = arrivals(channel, assumed_ns=NEVER_NS)[rows]
        there = np.zeros(len(rows), dtype=np.bool_)
        for one in self._commands:
            found = one.called(channel.segment[rows].astype(np.int64), sequences, by_ns)
            there |= found.there
            cycles = np.where(found.there, found.cycles, cycles)
        judged = names & ~(self._edges.behind_start(channel.arrival_ns[rows]) & ~there)
        self._tally.judged(_UNCALLED, _true(judged))
        self._tally.left(_UNCALLED, "actuations that name no command", _true(~names))
        missing = judged & ~there
        told = sequences[missing]
        text = "names command {}, which is not in the log or arrived later"
        self._tally.found_at(_UNCALLED, channel, rows[missing], lambda at: text.format(told[at]))
        return np.where(names, cycles, NO_CYCLE)

    def _judge(
        self, channel: Channel, rows: npt.NDArray[np.int64], cells: Rows, cycles: Times, *, command: bool
    ) -> None:
        if channel.name not in self._traces:
            self._traces[channel.name] = traces(self._log, channel)
        ids = self._traces[channel.name][rows]
        self._named.take(cycles, ids)
        self._times.append(channel.arrival_ns[rows])
        self._planned.append(np.isin(cells["issuer"], PLANNED) | (cycles >= 0))
        code, tally = _BY_COMMAND[command], self._tally
        if not self._cycles.some:
            tally.left(code, "in a log without decisions", len(rows))
            return
        wanted = self._planned[-1]
        tally.left(code, "by the driver, assistance, a fallback or somebody remote, and named no cycle", _true(~wanted))
        lacking = wanted & ~self._cycles.had_arrived(cycles, ids, arrivals(channel, assumed_ns=NEVER_NS)[rows])
        unsure = lacking & (cycles == UNREAD if self._cycles.whole else np.ones(len(rows), dtype=np.bool_))
        tally.left(code, "whose command or decision cannot be read", _true(unsure))
        early = lacking & ~unsure & self._edges.behind_start(channel.arrival_ns[rows])
        tally.judged(code, _true(wanted & ~unsure & ~early))
        missing = lacking & ~unsure & ~early
        told = cycles[missing]
        tally.found_at(code, channel, rows[missing], lambda at: _lack(int(told[at])))

    def _judge_effect(self, one: Decided, times: Times, planned: Times) -> None:
        """`planned`: how many of the actions before each of the times, (n + 1,), were the planner's."""
        rows, tally = one.rows, self._tally
        if not len(rows):
            return
        idle = ~self._named.among(one.cycles, one.traces[rows])
        since = one.channel.arrival_ns[rows]
        last = np.arange(len(rows)) == len(rows) - 1
        until = np.append(since[1:], since[-1:])
        drove = planned[np.searchsorted(times, until)] > planned[np.searchsorted(times, since)]
        blind = not all((each.cycles != UNREAD).all() for each in self._commands)
        left = idle & (last | ~drove | blind)
        tally.left(_EFFECT, "while somebody else drove, the last one, or where commands cannot be read", _true(left))
        tally.judged(_EFFECT, _true(~left))
        found = idle & ~left
        told = one.cycles[found]
        tally.found_at(_EFFECT, one.channel, rows[found], lambda at: f"nothing carries out cycle {told[at]}")


def _lack(cycle: int) -> str:
    if cycle >= 0:
        return f"no decision of cycle {cycle} had arrived, nor one with its trace id"
    return "names no cycle, and no decision with its trace id had arrived"


def _true(mask: _Mask) -> int:
    return int(np.count_nonzero(mask))


def _count(cycles: Cycles) -> int:
    return sum(len(one.channel) for one in cycles.decided)
