"""Everything that is wrong with a log or odd about it, in one list: what checking found, what is missing, clocks that
do not run as they should, records that cannot be decoded.

It must not know Qt, nor words for people. Nothing that somebody hides takes anything out of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.chain.finding import Effect
from app.kinds.severity import Severity, rank
from app.log.channel import SPORADIC, Channel, Mode
from app.log.leaf import UNKNOWN_TIME_NS
from app.replay.lanes import Lanes
from app.replay.timeline import Timeline
from app.replay.trust import Trust

MOST_OF_A_KIND = 1_000
"""So many are listed of one kind and channel, the first ones; the last of them says how many more there are."""
Names = Mapping[tuple[int, int], str]
"""Of channels, by the number of a segment in the log and the id that they have there."""
_EFFECTS: dict[Effect, Severity] = {
    Effect.BREAKS: "critical", Effect.UNTRUSTS: "warning", Effect.OPENS: "warning", Effect.UNSIGNED: "warning",
    Effect.WARNS: "notice",
}  # fmt: skip


class Trouble(StrEnum):
    """What kind of problem it is."""

    FINDING = "finding"
    """Of the check; `code` is its code."""
    RECORDER = "recorder"
    """The recorder says that something was lost, that a clock moved, or that it failed; `code` is the event's kind."""
    GAP = "gap"
    """A channel has nothing for `value` ns."""
    BEHIND_ARRIVAL = "behind_arrival"
    """`value` records were captured later than they arrived, the first of them here."""
    BACKWARDS = "backwards"
    """`value` times a record of a steady channel was captured before the one that arrived before it."""
    REPEATED = "repeated"
    """`value` times two records of a steady channel have one stamp of capture."""
    UNDATED = "undated"
    """`value` of the records of a channel do not say when they were captured, others do."""
    DECODE = "decode"
    """A record cannot be decoded, whatever its bytes are worth."""
    UNKNOWN = "unknown"
    """None of `value` records of a channel can be decoded: it is declared in no form that there is."""
    MORE = "more"
    """`value` more of the kind `code` in this channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One of them."""

    trouble: Trouble
    severity: Severity
    channel: str = ""
    """Empty: it is of no channel."""
    row: int | None = None
    """Of the channel."""
    t_ns: int | None = None
    """Where to go for it; None: nowhere."""
    code: str = ""
    text: str = ""
    """What was said of it, as it was said."""
    value: int = 0


def problems_of(trust: Trust, lanes: Lanes, others: Sequence[Problem], names: Names) -> list[Problem]:
    """All of them, the gravest first, then those of no time, then in the order of time. `names`: of channels."""
    listed = Listed()
    for one in (*_findings(trust, names), *_recorder(lanes), *others):
        listed.add(one)
    return sorted(listed.problems(), key=lambda one: (-rank(one.severity), one.t_ns is not None, one.t_ns or 0))


class Listed:
    """Problems as they come: as many of one kind and channel as are listed; of the others it keeps how many there are,
    so that no log fills the memory with them.
    """

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: Counter[tuple[Trouble, str, str]] = Counter()
        self._severities: dict[tuple[Trouble, str, str], Severity] = {}
        """Of the first of each kind."""

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, one: Problem) -> None:
        """One more."""
        key = one.trouble, one.channel, one.code
        self._counts[key] += 1
        self._severities.setdefault(key, one.severity)
        if self._counts[key] <= MOST_OF_A_KIND:
            self._kept.append(one)

    def problems(self) -> tuple[Problem, ...]:
        """Those that are listed, and of each kind how many more there are."""
        further = (
            Problem(
                trouble=Trouble.MORE, severity=self._severities[key], channel=key[1], code=key[0],
                value=many - MOST_OF_A_KIND,
            )
            for key, many in self._counts.items()
            if many > MOST_OF_A_KIND
        )  # fmt: skip
        return (*self._kept, *further)


def worst(problems: Sequence[Problem]) -> Severity | None:
    """How grave the gravest is; None: there are none."""
    return max((one.severity for one in problems), key=rank, default=None)


def of_stamps(timeline: Timeline, channel: Channel) -> Iterator[Problem]:
    """What the times of a channel's records say by themselves: no record is read for it."""
    for gap in timeline.gaps(channel.name):
        yield Problem(
            trouble=Trouble.GAP, severity="warning", channel=channel.name, t_ns=gap.start_ns, text=gap.where,
            value=gap.end_ns - gap.start_ns,
        )  # fmt: skip
    known = np.flatnonzero(channel.capture_ns != UNKNOWN_TIME_NS)
    captures, arrivals = channel.capture_ns[known], channel.arrival_ns[known]
    late = known[captures > arrivals]
    yield from _counted(Trouble.BEHIND_ARRIVAL, "warning", channel, late.tolist())
    if channel.kind not in SPORADIC and timeline.rhythm(channel.name).steady:
        yield from _counted(Trouble.BACKWARDS, "warning", channel, known[1:][captures[1:] < captures[:-1]].tolist())
        yield from _counted(Trouble.REPEATED, "notice", channel, known[1:][captures[1:] == captures[:-1]].tolist())
    if 0 < len(known) < len(channel):
        undated = np.flatnonzero(channel.capture_ns == UNKNOWN_TIME_NS)
        yield from _counted(Trouble.UNDATED, "notice", channel, undated.tolist())


def at_row(
    trouble: Trouble, severity: Severity, channel: Channel, row: int, *, text: str = "", value: int = 0
) -> Problem:
    """A problem of a record, where that was captured."""
    t_ns = int(channel.time_ns(Mode.CAPTURE)[row])
    return Problem(
        trouble=trouble, severity=severity, channel=channel.name, row=row, t_ns=t_ns, text=text, value=value
    )  # fmt: skip


def undecoded(channel: Channel, row: int, text: str) -> Problem:
    """That a record cannot be decoded, and why."""
    return at_row(Trouble.DECODE, "warning", channel, row, text=text)


def _counted(trouble: Trouble, severity: Severity, channel: Channel, rows: list[int]) -> Iterator[Problem]:
    if rows:
        yield at_row(trouble, severity, channel, rows[0], value=len(rows))


def _findings(trust: Trust, names: Names) -> Iterator[Problem]:
    for one in trust.findings:
        finding, channel = one.finding, ""
        if finding.channel is not None:
            channel = names.get((one.segment or 0, finding.channel), "")
        yield Problem(
            trouble=Trouble.FINDING, severity=_EFFECTS[finding.effect], t_ns=one.t_ns, code=finding.code,
            text=finding.text, channel=channel,
        )  # fmt: skip


def _recorder(lanes: Lanes) -> Iterator[Problem]:
    for one in lanes.events:
        if one.kind in ("records_lost", "clock", "recorder_fault"):
            yield Problem(
                trouble=Trouble.RECORDER, severity=one.severity, channel=one.channel, row=one.row, code=one.kind,
                t_ns=one.capture_ns, text=one.text,
            )  # fmt: skip
