"""The waterfall of one decision as rows: a step each, what of the whole time is its own, how long it waited, and
whether that is usual.

It must not know how rows are painted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.analysis.critical_path import VERSION, Stretch, critical_path
from app.replay.reactions import HIGH, LEAST, LOW, STAGES, Reactions, Usual
from app.scene.standing import Standing
from app.scene.traced import Step, Traced
from app.scene.wording import count, number
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.widgets.plain import one_line

COLUMNS = ("step", "bar", "waited", "usual", "took", "standing")
"""From the left."""
_TO = "\u2013"


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceRow:
    """One step."""

    step: Step
    waited_ns: int
    """Of the whole time, waiting for its turn."""
    own: tuple[Stretch, ...]
    """Of the whole time, what it took itself."""
    usual: Usual | None

    @property
    def slow(self) -> bool:
        """Whether it took longer than usual."""
        return self.usual is not None and (self.step.took_ns or 0) > self.usual.high_ns

    def text(self, column: str) -> str:
        """A cell."""
        match column:
            case "step":
                return one_line(self.step.name)
            case "waited":
                return _ms(self.waited_ns) if self.waited_ns else ""
            case "usual":
                return "" if self.usual is None else _span(self.usual)
            case "took":
                return tr("no end") if self.step.took_ns is None else _ms(self.step.took_ns)
            case _:
                return ""

    def account(self) -> str:
        """All that is to be said of it."""
        # what a log says is no line of ours
        return "\n".join(one_line(said) for said in self._said(self.step) if said)

    def _said(self, step: Step) -> Iterator[str]:
        yield step.name if step.service is None else filled(tr("%1 of %2"), step.name, step.service)
        yield filled(tr("Stage: %1"), step.stage) if step.stage else ""
        yield filled(tr("Took %1 ms"), self.text("took")) if step.took_ns is not None else tr("It never ended")
        if self.waited_ns:
            yield filled(tr("Waited %1 ms for its turn"), _ms(self.waited_ns))
        if self.usual is not None:
            yield filled(
                tr("Usually %1 ms (p%2 to p%3 of %4)"),
                self.text("usual"),
                str(LOW),
                str(HIGH),
                count(self.usual.cycles),
            )
        yield filled(tr("Failed: %1"), step.failed or tr("no reason logged")) if step.failed is not None else ""
        yield filled(tr("Rests on %1 spans of other traces, too"), count(step.links)) if step.links else ""
        yield filled(tr("Record %1 of %2: %3"), count(step.row + 1), step.channel, _standing(step.standing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """The rows of one decision, and what they come to."""

    rows: tuple[TraceRow, ...] = ()
    traced: Traced | None = None
    stage: str | None = None
    """Where the reaction ends."""
    took_ns: int | None = None
    """From capture to there; None: it was not reached, or was not known yet."""
    compared: bool = False
    """Whether all cycles of the log were read, so that what is usual is known."""
    usually: Usual | None = None
    span: tuple[int, int] = field(default=(0, 1))
    """The beginning of the first step and the last end."""

    @property
    def capture_ns(self) -> int:
        """When what it rests on was captured: from there times are counted."""
        return 0 if self.traced is None else self.traced.capture_ns

    @property
    def worst(self) -> Standing:
        """Of its spans."""
        return max((one.step.standing for one in self.rows), default=Standing.INTACT)

    def whole(self) -> str:
        """The sum of it."""
        if self.stage is None:
            return tr("No span says of which stage it is")
        said = filled(tr("Capture to %1"), self.stage)
        if self.took_ns is None:
            later = self.traced is not None and self.traced.later
            return filled(tr("%1: not known yet") if later else tr("%1: not reached"), said)
        slow = self.usually is not None and self.took_ns > self.usually.high_ns
        proven = self.worst <= Standing.UNSIGNED
        said = f"{said} {_ms(self.took_ns)} ms" + (tr(", slower than usual") if slow else "")
        return said if proven else filled(tr("%1, not proven: %2"), said, _standing(self.worst))

    def usual_text(self) -> str:
        """What is usual of the sum."""
        if not self.compared:
            return tr("usual: still reading")
        if self.usually is None:
            return filled(tr("usual: not defined, fewer than %1 cycles"), str(LEAST))
        return filled(
            tr("usual %1 ms (p%2 to p%3, n\u00a0%4)"),
            _span(self.usually),
            str(LOW),
            str(HIGH),
            count(self.usually.cycles),
        )

    def notes(self) -> list[str]:
        """What the rows do not say."""
        if self.traced is None:
            return []
        line = {one.step.span for one in self.rows}
        own = next(((one.name, one.stage) for one in self.traced.steps if one.span == self.traced.span), None)
        others = sum((one.name, one.stage) == own and one.span not in line for one in self.traced.steps)
        return [
            said
            for said, there in (
                (filled(tr("%1 more cycles rest on the same capture"), count(others)), others),
                (filled(tr("%1 spans cannot be read"), count(self.traced.unreadable)), self.traced.unreadable),
                (filled(tr("%1 more records are not looked at"), count(self.traced.further)), self.traced.further),
                (filled(tr("%1 spans had not arrived yet"), count(self.traced.later)), self.traced.later),
            )
            if there
        ]


def method() -> str:
    """How it was reckoned."""
    return filled(
        tr(
            "Method, version %1: the whole time, from the end of the reaction back, is the time of the step that ended "
            "there, or of what it waited for. Blue is a step's part of it, grey what did not delay it, dotted the wait "
            "for its turn. Usual: percentiles %2 to %3 of all cycles of this log. A reaction ends with the first end "
            "of its stage."
        ),
        str(VERSION), str(LOW), str(HIGH),
    )  # fmt: skip


def waterfall_of(traced: Traced | None, reactions: Reactions | None) -> Waterfall:
    """The rows of what was traced, beside what is usual in the log."""
    if traced is None or not traced.line:
        return Waterfall(traced=traced)
    if reactions is not None and reactions.channel != traced.channel:
        # of another planner
        reactions = None
    compared = reactions is not None and reactions.complete
    reactions = reactions if compared else None
    steps = traced.line
    stages = {one.stage for one in steps}
    stage = None if reactions is None else reactions.stage
    stage = stage or next((one for one in STAGES if one in stages), None)
    reached = [at for at, one in enumerate(steps) if one.stage == stage and one.end_ns is not None]
    last = min(reached, key=lambda at: steps[at].end_ns or 0, default=None) if stage is not None else None
    path = critical_path(steps, last)
    rows = tuple(
        TraceRow(
            step=step,
            waited_ns=sum(one.took_ns for one in path if one.step == at and one.waiting),
            own=tuple(one for one in path if one.step == at and not one.waiting),
            usual=None if reactions is None else reactions.usual(step.name),
        )
        for at, step in enumerate(steps)
    )
    ends = [one.start_ns if one.end_ns is None else one.end_ns for one in steps]
    end_ns = None if last is None else steps[last].end_ns
    return Waterfall(
        rows=rows, traced=traced, stage=stage, took_ns=None if end_ns is None else end_ns - traced.capture_ns,
        compared=compared, usually=None if reactions is None else reactions.usually,
        span=(min(steps[0].start_ns, traced.capture_ns), max(*ends, traced.capture_ns + 1)),
    )  # fmt: skip


def _standing(standing: Standing) -> str:
    words = {
        Standing.INTACT: tr("intact"), Standing.UNSIGNED: tr("intact, not signed"),
        Standing.UNCHECKED: tr("not checked"), Standing.MISSING: tr("missing"),
        Standing.AFTER_BREAK: tr("after the break"), Standing.BROKEN: tr("broken"),
    }  # fmt: skip
    return words[standing]


def _span(usual: Usual) -> str:
    return f"{_ms(usual.low_ns)}{_TO}{_ms(usual.high_ns)}"


def _ms(ns: int) -> str:
    """One digit behind the point under ten."""
    return number(ns / 1e6, 1 if abs(ns) < 9_950_000 else 0)
