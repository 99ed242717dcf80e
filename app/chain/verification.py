"""The whole check of one file or of several: structure, payloads, trust, wrapping, drive; and its JSON.

It must not know the command line. This is the one place that puts the parts of `app.chain` in order.
"""

import base64
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.chain.container import container_findings
from app.chain.drive import Member, check_between_drives, check_drive, in_order
from app.chain.finding import Effect, Finding, capped
from app.chain.payload_plan import plan_payloads
from app.chain.structure import Structure, open_segment
from app.chain.trust import TrustDecision, TrustStore
from app.chain.verdict import Fact, Verdict, judge, worst
from app.chain.walk import Walk, walk_payloads
from app.log.hdf5_view import Viewer
from app.log.segment import Segment


@dataclass(frozen=True, slots=True)
class Options:
    """What to check, and how."""

    trust: TrustStore = field(default_factory=TrustStore)
    payloads: bool = True
    walk: Walk = field(default_factory=Walk)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentVerification:
    """The outcome for one file."""

    path: Path
    structure: Structure
    decision: TrustDecision | None
    """None where GENESIS is not sound: there is no key to judge."""
    findings: tuple[Finding, ...]
    withheld: int
    verdict: Verdict
    payloads: bool
    seconds: float

    def document(self) -> dict[str, object]:
        """The outcome as JSON, in the form of sealed-log.md section 10, with the file's name."""
        structure = self.structure
        genesis = structure.genesis
        return {
            **_facts(self.verdict),
            "file": self.path.name,
            "provenance": genesis.provenance if genesis else None,
            "payloads": "all" if self.payloads else "none",
            "records": structure.records,
            "tail": structure.tail,
            "withheld": self.withheld,
            "bytes": structure.size,
            "proven_records": structure.proven,
            "root": None if structure.root is None else base64.b64encode(structure.root).decode(),
            "segment": genesis.segment_id.hex() if genesis else None,
            "drive": genesis.drive if genesis else None,
            **_lists(self.findings),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The outcome for all files together: one status, the worst; segments in the order of their drives."""

    segments: tuple[SegmentVerification, ...]
    findings: tuple[Finding, ...]
    """Of the drives: what the segments say against each other."""
    verdict: Verdict
    seconds: float

    def document(self) -> dict[str, object]:
        """The outcome as JSON: of the one file, or with the same members over all and `segments`."""
        if len(self.segments) == 1:
            (one,) = self.segments
            return one.document() | _facts(self.verdict) | _lists([*one.findings, *self.findings])
        parts = [segment.document() for segment in self.segments]
        # of a segment that was given twice the copy counts that has most
        rising = sorted(self.segments, key=lambda segment: (segment.structure.tail, -segment.withheld))
        single = {segment.structure.last_root or segment.path: segment for segment in rising}
        structures = [segment.structure for segment in single.values()]
        everything = [*self.findings, *(finding for segment in self.segments for finding in segment.findings)]
        return {
            **_facts(self.verdict),
            "provenance": _common(part["provenance"] for part in parts),
            "payloads": "all" if all(segment.payloads for segment in self.segments) else "none",
            "records": sum(structure.records for structure in structures),
            "tail": sum(structure.tail for structure in structures),
            "withheld": sum(segment.withheld for segment in single.values()),
            "bytes": sum(structure.size for structure in structures),
            "proven_records": sum(structure.proven for structure in structures),
            "root": parts[-1]["root"],
            "segment": None,
            "drive": _common(part["drive"] for part in parts),
            **_lists(everything),
            "segments": parts,
            "seconds": round(self.seconds, 3),
        }


def verify(files: Sequence[Path | str], options: Options | None = None) -> Verification:
    """Check the files; at least one. Unless options say whom, nobody is trusted.

    Raises:
        SourceError: a file cannot be opened as evidence.
        CancelledError: the walk was cancelled.
    """
    began = time.monotonic()
    assert not isinstance(files, str), "a list of files, also of one"
    paths = [Path(file) for file in files]
    options = options or Options()
    with Viewer() as viewer:
        checked = [_verify_one(path, options, viewer) for path in paths]
    labels = _labels(paths)
    drives: dict[str, list[Member]] = {}
    for one in checked:
        if one.structure.genesis is not None:
            member = Member(labels[one.path], one.structure.genesis, one.structure)
            drives.setdefault(one.structure.genesis.drive, []).append(member)
    everyone = [member for members in drives.values() for member in members]
    found = (*check_between_drives(everyone), *(f for members in drives.values() for f in check_drive(members)))
    order = [member.label for members in drives.values() for member in in_order(members)]
    rank = {label: position for position, label in enumerate(order)}
    segments = tuple(sorted(checked, key=lambda one: rank.get(labels[one.path], len(rank))))
    return Verification(
        segments=segments,
        findings=found,
        verdict=_over_all(segments, found),
        seconds=time.monotonic() - began,
    )


def _labels(paths: Sequence[Path]) -> dict[Path, str]:
    """What people call the files: their names, with as much of the folders as tells them apart."""
    try:
        common = os.path.commonpath([path.absolute().parent for path in paths])
    except ValueError:  # on two drives of Windows
        return {path: path.as_posix() for path in paths}
    return {path: Path(os.path.relpath(path.absolute(), common)).as_posix() for path in paths}


def _verify_one(path: Path, options: Options, viewer: Viewer) -> SegmentVerification:
    began = time.monotonic()
    segment, structure = open_segment(path)
    findings = list(structure.findings)
    decision = None
    withheld = 0
    if segment is not None:
        with segment:
            if structure.genesis is not None:
                decision = decide(segment, structure, options.trust)
                findings += [decision.finding] if decision.finding else []
                plan = plan_payloads(segment, structure)
                withheld = plan.withheld
                findings += walk_payloads(segment, plan, options.walk) if options.payloads else plan.findings
                if options.payloads:
                    findings += container_findings(segment, structure, viewer.look_at(path))
    verdict = judge(
        findings,
        payloads_checked=options.payloads,
        complete=structure.complete,
        signed=structure.signed,
        trusted=decision is not None and decision.trusted,
        withheld=withheld > 0,
    )
    return SegmentVerification(
        path=path,
        structure=structure,
        decision=decision,
        findings=tuple(capped(findings)),
        withheld=withheld,
        verdict=verdict,
        payloads=options.payloads and structure.genesis is not None,
        seconds=time.monotonic() - began,
    )


def decide(segment: Segment, structure: Structure, trust: TrustStore) -> TrustDecision:
    """Whether the device of a segment with a sound GENESIS is trusted."""
    assert structure.genesis is not None
    return trust.decide(structure.genesis, recorded_utc_ns=int(segment.leaves[0]["t_utc"]))


def _over_all(segments: tuple[SegmentVerification, ...], found: tuple[Finding, ...]) -> Verdict:
    if len(segments) == 1 and not found:
        return segments[0].verdict
    verdicts = [segment.verdict for segment in segments]
    every = [*found, *(finding for segment in segments for finding in segment.findings)]
    missing = any(finding.code in {"SEGMENT_MISSING", "FORK"} for finding in found)
    over = judge(
        every,
        payloads_checked=all(segment.payloads for segment in segments),
        complete=not missing and all(verdict.complete is Fact.YES for verdict in verdicts),
        signed=all(verdict.signed is Fact.YES for verdict in verdicts),
        trusted=all(verdict.trusted is Fact.YES for verdict in verdicts),
        withheld=any(segment.withheld for segment in segments),
    )
    # one file without a seal does not hide that another is broken
    status = worst([over.status, *(verdict.status for verdict in verdicts)])
    reason = next((verdict.reason for verdict in verdicts if verdict.status is status), over.reason)
    return Verdict(
        intact=over.intact,
        complete=over.complete,
        signed=over.signed,
        trusted=over.trusted,
        status=status,
        reason=over.reason if over.status is status else reason,
    )


def _facts(verdict: Verdict) -> dict[str, object]:
    return {
        "status": verdict.status.name,
        "intact": verdict.intact.value,
        "complete": verdict.complete.value,
        "signed": verdict.signed.value,
        "trusted": verdict.trusted.value,
    }


def _lists(findings: Iterable[Finding]) -> dict[str, object]:
    every = list(findings)
    return {
        "findings": [finding.document() for finding in every if finding.effect is not Effect.WARNS],
        "warnings": [finding.document() for finding in every if finding.effect is Effect.WARNS],
    }


def _common(values: Iterable[object]) -> object:
    different = set(values)
    return different.pop() if len(different) == 1 else None
