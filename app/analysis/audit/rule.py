"""The rules of an audit: a stable code for each, what it finds, what is allowed, and what to do about a finding.

It must not know how anything is found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

EDGE_NS = 1_000_000_000
"""So close to the beginning or the end of a recording, what something goes on from may lie outside of it."""
RATE_TOLERANCE = 0.05
"""By so much of the declared rate the real one may differ, unless another share is asked for."""
LEAST_RECORDS = 5
"""Fewer have no rate that could be compared."""
_EDGE = "what lies within 1 s of the beginning, the end or a missing segment is not judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    code: str
    title: str
    """What a finding of it says."""
    counted: str
    """What is judged by it."""
    allowed: str
    """Its tolerance; empty: there is none."""
    advice: str
    """What the maker of a recorder can do."""


_ALL = (
    Rule(
        code="SEAL_BROKEN",
        title="the seal of a file is broken, or a file cannot be opened",
        counted="files",
        allowed="",
        advice="run `incident-replay verify` on the file: it names every finding of the seal",
    ),
    Rule(
        code="RECORD_BROKEN",
        title="a record fails its check, or cannot be read",
        counted="records",
        allowed="",
        advice="run `incident-replay verify`, then `incident-replay codes` with the code that is named",
    ),
    Rule(
        code="SCHEMA",
        title="a payload does not obey the kind and codec that its channel declares",
        counted="payloads",
        allowed="",
        advice="encode the payload with the published schema of its kind (resources/schema/payload)",
    ),
    Rule(
        code="INPUT_MISSING",
        title="a decision names an input that is not in the log",
        counted="inputs of decisions",
        allowed="",
        advice="record every input of the planner, and name it by the channel and sequence that its own record has",
    ),
    Rule(
        code="INPUT_LATE",
        title="a decision names an input that arrived only after the decision",
        counted="inputs of decisions",
        allowed="none: an input that arrived in the same nanosecond had arrived",
        advice="stamp arrivals when records arrive and not when they are written, and name the input that was used",
    ),
    Rule(
        code="COMMAND_WITHOUT_DECISION",
        title="a command (control) of the planner leads to no decision that had arrived before it",
        counted="commands of the planner, and all that name a cycle",
        allowed=_EDGE,
        advice="log the cycle in every row of `control`, or give the record the trace id of the decision",
    ),
    Rule(
        code="ACTUATION_WITHOUT_COMMAND",
        title="an actuation names a command (control) that is not in the log, or arrived only after it",
        counted="actuations that name a command",
        allowed=_EDGE,
        advice="name the command by channel_seq of its `control` record, which begins anew in each file",
    ),
    Rule(
        code="ACTUATION_WITHOUT_DECISION",
        title="an actuation leads to no decision: by trace id, by its cycle, or by the cycle of its command",
        counted="actuations of the planner, and all that name a cycle",
        allowed=_EDGE,
        advice="log `cycle` or `command_sequence` in every row of `actuation`, or give it the trace id of the decision",
    ),
    Rule(
        code="DECISION_WITHOUT_EFFECT",
        title="no command or actuation names a decision, although the planner drove until the next one",
        counted="decisions",
        allowed="a decision is not judged while somebody else drives, nor is the last one",
        advice="let commands name the cycle that they carry out; a decision that was replaced unused is worth a look",
    ),
    Rule(
        code="SPAN_WITHOUT_ID",
        title="a span has no trace id or no span id",
        counted="spans",
        allowed="",
        advice="pass the trace context to the recorder with every span",
    ),
    Rule(
        code="SPAN_PARENT_MISSING",
        title="a span names a parent that is not in the log",
        counted="spans with a parent",
        allowed=_EDGE,
        advice="export every span of a trace, also those that were not sampled or are still open at shutdown",
    ),
    Rule(
        code="SPAN_NOT_ENDED",
        title="a span never ended, or ended before it began",
        counted="spans",
        allowed="",
        advice="end spans where work fails, too, and take both stamps from the clock of the segment",
    ),
    Rule(
        code="TRACE_WITHOUT_START",
        title="a trace begins nowhere: all its spans have parents, or a decision has no trace with spans",
        counted="traces with spans, and decisions",
        allowed=_EDGE,
        advice="begin the trace where the sensor does, and hand its context on to the planner",
    ),
    Rule(
        code="RATE",
        title="records of a channel come at another rate than it declares",
        counted="channels with a declared rate",
        allowed="5 % of the declared rate",
        advice="mend the source, or declare the rate that is meant; irregular channels declare none",
    ),
    Rule(
        code="GAP",
        title="records of a channel fail to come",
        counted="channels with a rhythm",
        allowed="a gap has more than 3 usual intervals; at the ends, or where no rate is declared, more than 0.5 s too",
        advice="look for what held up the source; what is lost on the way to the log belongs into a GAP record",
    ),
    Rule(
        code="LEVEL_UNKNOWN",
        title="a text line has a level that nobody knows",
        counted="text lines with a level",
        allowed="known are trace, debug, info, notice, warning, error, critical and their usual spellings",
        advice="map the level of the source to one of these; the words of the source can stand in `fields`",
    ),
    Rule(
        code="LINE_ERROR",
        title="a text line reports an error or worse",
        counted="text lines with a level",
        allowed="",
        advice="read these lines: `incident-replay cat LOG CHANNEL`",
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in _ALL})
"""By code, in the order in which they are told."""
