"""How long it took from the capture of what a decision rests on until something was done: cycle by cycle, step by step.

It must not know how a trace is read, nor shown.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.log.channel import Channel, Mode
from app.replay.sampler import Sampler
from app.replay.tracer import Tracer
from app.scene.standing import Standing
from app.scene.traced import Traced, Untraced

STAGES = ("actuation", "control", "planning")
"""Where a reaction ends: the first of them that any cycle of a log has comes to be that of all."""
LOW, HIGH = 5, 95
"""Percentiles between which it is usual."""
LEAST = 20
"""Of fewer nobody can say what is usual."""
_AGAIN_S = 0.4
_GOOD = (Standing.INTACT, Standing.UNSIGNED)
Times = npt.NDArray[np.int64]


class Usual(NamedTuple):
    """What is usual of times, in ns: the percentiles LOW and HIGH of so many."""

    low_ns: int
    high_ns: int
    cycles: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reactions:
    """Of the cycles of one channel in the order of capture; arrays (n,), read-only."""

    channel: str
    rows: Times
    """Of the decisions."""
    took_ns: npt.NDArray[np.float64]
    """From the capture of the first record of its trace to the first end of `stage`; NaN: it never came to that."""
    stage: str | None
    """None: no cycle has any."""
    steps: Mapping[str, Times] = field(default_factory=dict)
    """By the names of steps, how long each took, ascending; a step that several cycles rest on counts once."""
    complete: bool = False

    def usual(self, step: str) -> Usual | None:
        """What is usual of a step; None: there are too few."""
        return _usual(self.steps.get(step))

    @property
    def usually(self) -> Usual | None:
        """What is usual of whole reactions."""
        return _usual(self.took_ns[np.isfinite(self.took_ns)])

    def slowest(self) -> Times:
        """Rows of the decisions, the slowest first; without those that led to nothing."""
        known = np.flatnonzero(np.isfinite(self.took_ns))
        return self.rows[known[np.argsort(-self.took_ns[known], kind="stable")]]


def reactions_of(sampler: Sampler, channel: Channel, closed: Callable[[], bool]) -> Iterator[Reactions]:
    """Those of a channel of decisions, more and more of them; the last ones are complete."""
    tracer, gathered = Tracer(sampler, keep=False), _Gathered(channel.name)
    due_s = time.monotonic() + _AGAIN_S
    for row in channel.rows_in_order(Mode.CAPTURE).tolist():
        if closed():
            return
        gathered.add(row, tracer.traced(channel, row))
        if time.monotonic() >= due_s:
            yield gathered.reactions(complete=False)
            due_s = time.monotonic() + _AGAIN_S
    yield gathered.reactions(complete=True)


class _Gathered:
    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._rows: list[int] = []
        self._ends: dict[str, list[float]] = {stage: [] for stage in STAGES}
        self._steps: defaultdict[str, list[int]] = defaultdict(list)
        self._counted: set[str] = set()
        """Spans of the trace before: cycles that rest on one sweep follow one another."""
        self._trace = ""

    def add(self, row: int, found: Traced | Untraced) -> None:
        """One more cycle."""
        self._rows.append(row)
        traced = found if isinstance(found, Traced) else None
        # what is not proven is part of no number
        line = () if traced is None else [one for one in traced.line if one.standing in _GOOD]
        for stage, ends in self._ends.items():
            reached = [one.end_ns for one in line if one.stage == stage and one.end_ns is not None]
            ends.append(float(min(reached) - traced.capture_ns) if reached and traced is not None else np.nan)
        if traced is None:
            return
        if traced.trace != self._trace:
            self._trace, self._counted = traced.trace, set()
        for one in line:
            if one.took_ns is not None and one.span not in self._counted:
                self._counted.add(one.span)
                self._steps[one.name].append(one.took_ns)

    def reactions(self, *, complete: bool) -> Reactions:
        """All of them so far."""
        columns = {stage: np.array(ends, dtype=np.float64) for stage, ends in self._ends.items()}
        stage = next((one for one in STAGES if np.isfinite(columns[one]).any()), None)
        return Reactions(
            channel=self._channel, rows=np.array(self._rows, dtype=np.int64), stage=stage,
            took_ns=columns[stage or STAGES[0]], complete=complete,
            steps={name: np.sort(np.array(those, dtype=np.int64)) for name, those in self._steps.items()},
        )  # fmt: skip


def _usual(times: npt.NDArray[np.generic] | None) -> Usual | None:
    if times is None or len(times) < LEAST:
        return None
    low, high = np.percentile(times.astype(np.float64), [LOW, HIGH])
    return Usual(round(low), round(high), len(times))
