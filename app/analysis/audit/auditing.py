"""The whole audit of one log: every record once, channel by channel, and every rule.

It must not know the command line. No record is kept: of an hour's log stay cycles, trace ids and a few numbers.
"""

from collections.abc import Iterable, Sequence

from app.analysis.audit.acting import Acting
from app.analysis.audit.cycles import Cycles, Decided
from app.analysis.audit.edges import Edges
from app.analysis.audit.inputs import Inputs
from app.analysis.audit.levels import Levels
from app.analysis.audit.outcome import Audit, Place
from app.analysis.audit.rates import judge_rates
from app.analysis.audit.reading import Progress, Reading
from app.analysis.audit.rule import RATE_TOLERANCE
from app.analysis.audit.spans import Spans
from app.analysis.audit.tally import Tally
from app.chain.finding import Effect, Finding
from app.chain.opening import CheckedLog
from app.kinds.decision import Decision
from app.kinds.span import Span
from app.kinds.text import TextLine
from app.log.channel import Channel

_BY_MEANING = frozenset({"decision", "control", "actuation", "span", "text"})


def audit(
    log: CheckedLog, findings: Iterable[Finding] = (), *, refused: Sequence[Finding] = (),
    progress: Progress = lambda _: None, rate_tolerance: float = RATE_TOLERANCE,
) -> Audit:  # fmt: skip
    """Audit a log; `findings`: what its segments say of each other; `refused`: why files could not be opened."""
    tally = Tally()
    _judge_seal(log, findings, refused, tally)
    reading, edges = Reading(log, tally, progress), Edges(log.log)
    _judge_acts(log, reading, tally, edges)
    _judge_traces(log, reading, tally, edges)
    levels = Levels(tally)
    for channel in _of(log, "text"):
        for row, line in reading.documents(channel):
            assert isinstance(line, TextLine)
            levels.take(channel, row, line)
    for channel in log.log.channels.values():
        if channel.kind not in _BY_MEANING:
            reading.all(channel)
    judge_rates(log, tally, tolerance=rate_tolerance)
    return Audit(
        outcomes=tally.outcomes({"RATE": f"{rate_tolerance * 100:g} % of the declared rate"}),
        levels=levels.counts,
        span_ns=log.log.span,
        records=sum(len(channel) for channel in log.log.channels.values()),
        channels=len(log.log.channels),
    )


def _judge_seal(log: CheckedLog, findings: Iterable[Finding], refused: Sequence[Finding], tally: Tally) -> None:
    every = [*findings, *(finding for one in log.opened for finding in one.structure.findings)]
    tally.judged("SEAL_BROKEN", len(log.opened) + len(refused))
    for finding in [*refused, *(one for one in every if one.effect is Effect.BREAKS)]:
        tally.found("SEAL_BROKEN", Place(text=finding.said, t_ns=finding.t_ns))
    open_ = sum(not one.structure.complete for one in log.opened)
    tally.left("SEAL_BROKEN", "whether more should follow: files without an END, of which verify says more", open_)


def _judge_acts(log: CheckedLog, reading: Reading, tally: Tally, edges: Edges) -> None:
    """Decisions first, then commands, then actuations: each leads back to those before."""
    inputs, decided = Inputs(log, tally), []
    for channel in _of(log, "decision"):
        decided.append(Decided(log, channel))
        for row, decision in reading.documents(channel):
            assert isinstance(decision, Decision)
            decided[-1].take(row, decision)
            inputs.take(channel, row, decision)
    acting = Acting(log, tally, edges, Cycles(decided))
    for channel in _of(log, "control"):
        acting.begin_commands(channel)
        for rows, cells in reading.cells(channel):
            acting.take_commands(channel, rows, cells)
    for channel in _of(log, "actuation"):
        for rows, cells in reading.cells(channel):
            acting.take_actuations(channel, rows, cells)
    acting.judge_effects()


def _judge_traces(log: CheckedLog, reading: Reading, tally: Tally, edges: Edges) -> None:
    spans = Spans(log, tally, edges)
    for channel in _of(log, "span"):
        spans.begin(channel)
        for row, span in reading.documents(channel):
            assert isinstance(span, Span)
            spans.take(row, span)
    spans.judge(_of(log, "decision"))


def _of(log: CheckedLog, kind: str) -> list[Channel]:
    return [channel for channel in log.log.channels.values() if channel.kind == kind]
