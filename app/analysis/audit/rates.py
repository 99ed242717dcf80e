"""Rules RATE and GAP: whether records come as often as their channels declare, and where they fail to come.

It must not read records, but for what GAP records say was lost: leaves have the stamps. Rates are those that `info`
tells, outside of gaps and by intervals: that a record is missing at the end of the span changes none.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from app.analysis.audit.outcome import Place
from app.analysis.audit.rule import LEAST_RECORDS
from app.analysis.audit.tally import Tally
from app.chain.opening import CheckedLog
from app.kinds.strict_json import StrictJsonError, parse_object
from app.log.channel import Channel, Mode
from app.log.leaf import RecordType
from app.log.log import Hole
from app.log.rhythm import Gap, Rhythm, gaps, rhythm

_LATER_NS = 2_000_000_000
"""A loss is stated when it is known, which is up to so much after it."""
_MANY = 2
"""So many times the least number of records has to be expected, before there are too few."""
_LEAST_SILENCE_NS = 500_000_000
"""Where nobody declared a rate, less is no gap: frames of a bus come as they come."""
_MOST_BYTES = 1 << 20
_NUMBER = re.compile(r"[0-9]{1,20}\Z", re.ASCII)
_Losses = dict[str, list[tuple[int, int]]]


def judge_rates(log: CheckedLog, tally: Tally, *, tolerance: float) -> None:
    """Judge every channel of a log; `tolerance` is a share of the declared rate."""
    losses = _losses(log)
    for channel in log.log.channels.values():
        if channel.document.get("capture") == "synthesised":
            tally.left("RATE", "channels whose stamps were synthesised from a rate")
            continue
        declared = channel.document.get("rate_hz")
        declared = float(declared) if isinstance(declared, int | float) else 0.0
        if len(channel) < LEAST_RECORDS:
            _judge_few(log, channel, declared, tally)
            continue
        times = np.sort(channel.time_ns(Mode.CAPTURE))
        found = rhythm(times)
        if declared > 0:
            _judge_rate(log, channel, found, declared, tally, tolerance)
            least_ns = 0
        elif found.steady:
            tally.left("RATE", "channels that declare no rate")
            least_ns = _LEAST_SILENCE_NS
        else:
            tally.left("RATE", "channels that declare no rate")
            tally.left("GAP", "channels without a rhythm")
            continue
        tally.judged("GAP")
        every = [gap for gap in gaps(found, times, log.log.span) if gap.end_ns - gap.start_ns > least_ns]
        _judge_gaps(log, channel, every, tally, losses.get(channel.name, []))


def _judge_gaps(
    log: CheckedLog, channel: Channel, every: list[Gap], tally: Tally, losses: list[tuple[int, int]]
) -> None:
    stated = sorted(losses)
    times, sums = [t_ns for t_ns, _ in stated], [0, *accumulate(lost for _, lost in stated)]
    for at, gap in enumerate(every):
        if _explained(gap, log.log.holes):
            tally.left("GAP", "gaps where segments are missing")
            continue
        # what is stated behind the beginning of the next gap is of that one
        until_ns = min([gap.end_ns + _LATER_NS, *(other.start_ns for other in every[at + 1 : at + 2])])
        behind = bisect_right(times, max(until_ns, gap.start_ns))
        told = sums[behind] - sums[bisect_right(times, gap.start_ns)]
        tally.found("GAP", _gap_place(channel, gap, told))


def _judge_few(log: CheckedLog, channel: Channel, declared: float, tally: Tally) -> None:
    """A channel without a rhythm, which says something only where there should be many records."""
    start_ns, end_ns = log.log.span
    expected = declared * (end_ns - start_ns) / 1e9
    if expected < _MANY * LEAST_RECORDS:
        tally.left("RATE", f"channels with fewer than {LEAST_RECORDS} records")
        return
    tally.judged("RATE")
    text = f"declared {declared:g} Hz, which makes {expected:.0f} records in this time; there are {len(channel)}"
    tally.found("RATE", Place(channel=channel.name, text=text))


def _judge_rate(
    log: CheckedLog, channel: Channel, found: Rhythm, declared: float, tally: Tally, tolerance: float
) -> None:
    if found.rate_hz is None:
        tally.judged("RATE")
        text = f"declared {declared:g} Hz; no two of its {len(channel)} records have different stamps"
        tally.found("RATE", Place(channel=channel.name, text=text))
        return
    off = found.rate_hz / declared - 1
    if abs(off) <= tolerance and log.opened[0].genesis.provenance == "intake":
        tally.left("RATE", "channels whose rate was declared at intake, where it is mostly reckoned from the records")
        return
    tally.judged("RATE")
    if abs(off) > tolerance:
        text = f"declared {declared:g} Hz, real {found.rate_hz:.3f} Hz ({off:+.1%}) outside of gaps"
        tally.found("RATE", Place(channel=channel.name, text=text))


def _explained(gap: Gap, holes: tuple[Hole, ...]) -> bool:
    return any(gap.start_ns <= hole.end_ns and hole.start_ns <= gap.end_ns for hole in holes)


def _gap_place(channel: Channel, gap: Gap, told: int) -> Place:
    where = {"before": "before its first record", "between": "between two records", "behind": "behind its last record"}
    stated = f"GAP records state that {told} were lost" if told else "no GAP record states a loss"
    text = f"nothing for {(gap.end_ns - gap.start_ns) / 1e9:.3f} s {where[gap.where]}; {stated}"
    return Place(channel=channel.name, t_ns=gap.start_ns, text=text)


def _losses(log: CheckedLog) -> _Losses:
    """What GAP records say was lost: of each channel when it was said, and how many records."""
    names = {
        (number, identifier): channel.name
        for channel in log.log.channels.values()
        for number, identifier in channel.ids.items()
    }
    found: _Losses = {}
    for number, identifier, t_ns, lost in _stated(log):
        name = names.get((number, identifier))
        if name is not None:
            found.setdefault(name, []).append((t_ns, lost))
    return found


def _stated(log: CheckedLog) -> Iterator[tuple[int, int, int, int]]:
    """Segment, channel id, time and number of each loss that a GAP record states."""
    system = log.log.system
    gap_rows = np.flatnonzero(log.leaf_field(system, "type") == RecordType.GAP)
    for row in gap_rows.tolist():
        checked = log.read(system, row)
        if not checked.usable:
            continue
        try:
            lost = parse_object(checked.record.payload, limit=_MOST_BYTES).get("lost")
        except StrictJsonError:
            continue
        for one in lost if isinstance(lost, list) else ():
            if not isinstance(one, dict) or not isinstance(one.get("channel"), int):
                continue
            records = one.get("records")
            if isinstance(records, str) and _NUMBER.match(records):
                yield int(system.segment[row]), one["channel"], int(system.arrival_ns[row]), int(records)
