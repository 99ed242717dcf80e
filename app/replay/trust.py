"""How far a drive can be relied on: the verdict that is known by now, and stretches of time by the standing of records.

It must not know how anything is checked: `app.chain` does that, on the walker's own file handles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.chain.finding import Finding
from app.chain.opening import CheckedLog, Opened
from app.chain.structure import Structure
from app.chain.verdict import Fact, Status, Verdict, judge
from app.chain.verification import SegmentVerification, Verification
from app.chain.walk import Amiss
from app.log.log import distinct
from app.scene.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Records that stand alike, one behind the other: `[start_ns, end_ns)` by their arrival."""

    start_ns: int
    end_ns: int
    standing: Standing
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A finding and where in the drive it is."""

    finding: Finding
    segment: int | None = None
    """The number of the segment in the log; None: of the whole drive."""
    t_ns: int | None = None
    """The arrival of what is meant on the drive's own time: a segment's own clock may have begun anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A good checkpoint: it signs the first `records` records of its segment, and `root` over them."""

    segment: int
    number: int
    records: int
    root: bytes
    t_ns: int
    """The arrival of the last of them on the drive's own time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What is known of a whole drive. It gets better as the walk goes on; a finding is never taken back."""

    verdict: Verdict
    findings: tuple[Located, ...]
    stretches: tuple[Stretch, ...]
    records: int
    """That a checkpoint claims to sign."""
    tail: int
    proven: int
    checkpoints: tuple[Signed, ...]
    first_broken: tuple[int, int] | None
    """Segment in the log and position of the first record that is not what was recorded."""
    by_channel: Mapping[tuple[int, int], Standing] = field(default_factory=dict)
    """The worst standing of a channel's records, by the number of the segment in the log and the channel's id there."""
    done_bytes: int = 0
    total_bytes: int = 0
    finished: bool = False
    stopped: str | None = None
    """Why the walk could not be finished, in words."""
    changed: str | None = None
    """What happened to a file since it was opened, in words: what is shown was read from the one that was opened."""

    @property
    def ended(self) -> bool:
        """Whether the walk goes on no more, finished or not."""
        return self.finished or self.stopped is not None

    @property
    def percent(self) -> int | None:
        """Of the payloads, how much is checked, cut; None: nobody knows how much there is."""
        return self.done_bytes * 100 // self.total_bytes if self.total_bytes else None


def at_opening(log: CheckedLog, findings: Sequence[Finding] = ()) -> Trust:
    """What the structure of all segments proves, before any payload was walked. `findings`: of the drive."""
    return _trust(log, tuple(findings), None, {})


def after_walk(log: CheckedLog, done: Verification, amiss: Mapping[Path, Amiss]) -> Trust:
    """What is known when every payload was checked. `amiss`: of each file what was not found to be whole."""
    return replace(_trust(log, done.findings, done, amiss), verdict=done.verdict, finished=True)


def _trust(
    log: CheckedLog, of_drive: tuple[Finding, ...], done: Verification | None, amiss: Mapping[Path, Amiss]
) -> Trust:
    walked = {} if done is None else {one.path: one for one in done.segments}
    parts = [_part(one, walked.get(one.path), amiss.get(one.path, Amiss())) for one in log.opened]
    every = [Located(finding=finding) for finding in of_drive]
    for number, part in enumerate(parts):
        every += [_located(log, number, finding) for finding in part.findings]
    structures = [part.structure for part in parts if part.structure is not None]
    known = len(structures) == len(parts)
    verdict = judge(
        [one.finding for one in every],
        payloads_checked=False,
        complete=all(structure.complete for structure in structures),
        signed=all(structure.signed for structure in structures),
        trusted=all(one.decision.trusted for one in log.opened if one.known),
    )
    if not known:
        not_yet = Fact.NOT_YET
        status = verdict.status if verdict.intact is Fact.NO else Status.STRUCTURE_ONLY
        verdict = replace(verdict, complete=not_yet, signed=not_yet, trusted=not_yet, status=status)
    standings = [_standings(part, walked=done is not None) for part in parts]
    broken = [
        (at, int(np.argmax(s == Standing.BROKEN))) for at, s in enumerate(standings) if (s == Standing.BROKEN).any()
    ]
    return Trust(
        verdict=verdict,
        findings=tuple(every),
        stretches=tuple(_stretches(log, standings)),
        records=sum(part.count if part.structure is None else part.structure.records for part in parts),
        tail=sum(structure.tail for structure in structures),
        proven=sum(structure.proven for structure in structures),
        checkpoints=tuple(one for number in range(len(parts)) for one in _signed(log, number, parts[number])),
        first_broken=broken[0] if broken else None,
        by_channel=_by_channel(log, standings),
    )


def _signed(log: CheckedLog, segment: int, part: "_Part") -> list[Signed]:
    structure = part.structure
    if structure is None:
        return []
    arrivals, offset_ns = log.log.chapters[segment].segment.leaves["t_arrival"], log.log.offsets_ns[segment]
    return [
        Signed(segment=segment, number=number, records=size, root=root, t_ns=int(arrivals[size - 1]) + offset_ns)
        for number, (size, root) in enumerate(zip(structure.checkpoints, structure.roots, strict=True), start=1)
    ]


def _located(log: CheckedLog, number: int, finding: Finding) -> Located:
    t_ns = None if finding.t_ns is None else finding.t_ns + log.log.offsets_ns[number]
    return Located(finding=finding, segment=number, t_ns=t_ns)


def _by_channel(log: CheckedLog, standings: Sequence[npt.NDArray[np.int8]]) -> dict[tuple[int, int], Standing]:
    found: dict[tuple[int, int], Standing] = {}
    for number, of_segment in enumerate(standings):
        channels = log.log.chapters[number].segment.leaves["channel"][: len(of_segment)]
        stands = of_segment[: len(channels)]
        # the worst last, and mostly there is but one
        for standing in np.flatnonzero(np.bincount(stands)).tolist():
            ids = distinct(channels[stands == standing])
            found |= dict.fromkeys(((number, channel) for channel in ids), Standing(standing))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of one segment by now."""

    structure: Structure | None
    """None: nothing was checked yet."""
    findings: tuple[Finding, ...]
    count: int
    """Records that are shown."""
    amiss: Amiss = field(default_factory=Amiss)
    withheld: Sequence[int] = ()


def _part(one: Opened, walked: SegmentVerification | None, amiss: Amiss) -> _Part:
    if walked is not None:
        structure, segment = walked.structure, one.segment
        # as many as the log has: the walk may have found that some of them are none of it
        count = max(structure.records + structure.tail, one.shown)
        derived = segment.salt_key is None
        withheld = [at for at in range(min(count, len(segment))) if segment.extent(at).withheld] if derived else ()
        return _Part(structure, walked.findings, min(count, len(segment)), amiss, withheld)
    if not one.known:
        return _Part(None, (), one.shown)
    decided = () if one.decision.finding is None else (one.decision.finding,)
    return _Part(one.structure, (*one.structure.findings, *decided), one.shown)


def _standings(part: _Part, *, walked: bool) -> npt.NDArray[np.int8]:
    """Of every record of a segment that is shown."""
    structure, count = part.structure, part.count
    found = np.full(count, Standing.INTACT if walked else Standing.UNCHECKED, dtype=np.int8)
    if structure is None:
        return found
    behind = np.arange(count)
    found[behind >= structure.records] = Standing.UNSIGNED
    found[(behind >= structure.proven) & (behind < structure.records)] = Standing.AFTER_BREAK
    if structure.violating is not None:
        found[structure.violating[:count]] = Standing.AFTER_BREAK
    found[behind >= structure.records + structure.tail] = Standing.BROKEN
    for finding in part.findings:  # the structure has those of system records
        if finding.index is not None and finding.index < count:
            if finding.code in _OF_PAYLOADS:
                found[finding.index] = Standing.BROKEN
            elif finding.code == "READ_ERROR":
                found[finding.index] = Standing.UNCHECKED
    found[[at for at in part.amiss.unread if at < count]] = Standing.UNCHECKED
    found[[at for at in part.amiss.refuted if at < count]] = Standing.BROKEN
    found[list(part.withheld)] = Standing.MISSING
    return found


_OF_PAYLOADS = frozenset({"PAYLOAD", "RANGE", "SHORT_READ", "SALT_IN_REDACTED"})
"""Findings that say of a record itself that it is not what was recorded; others say so of its place in the chain."""


def _stretches(log: CheckedLog, standings: Sequence[npt.NDArray[np.int8]]) -> list[Stretch]:
    found: list[Stretch] = []
    for number, of_segment in enumerate(standings):
        if not len(of_segment):
            continue
        arrival = log.log.chapters[number].segment.leaves["t_arrival"][: len(of_segment)].astype(np.int64)
        arrival = np.maximum.accumulate(arrival) + log.log.offsets_ns[number]
        starts = np.flatnonzero(np.append(True, of_segment[1:] != of_segment[:-1]))
        ends = np.append(starts[1:], len(of_segment))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            until = int(arrival[end]) if end < len(arrival) else int(arrival[-1]) + 1
            stands = Standing(int(of_segment[start]))
            found.append(Stretch(start_ns=int(arrival[start]), end_ns=until, standing=stands, records=end - start))
    found += [
        Stretch(start_ns=hole.start_ns, end_ns=hole.end_ns, standing=Standing.MISSING, records=0)
        for hole in log.log.holes
    ]
    return found
