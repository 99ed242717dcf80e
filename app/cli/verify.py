"""`verify`: whether logs are intact, complete, signed and trusted; the exit status is the verdict.

It must not know how any of it is checked.
"""

import argparse
import json
from collections import Counter
from typing import TYPE_CHECKING

from app.cli import evidence
from app.cli.exits import CANNOT_READ, REFUSED, VerbError
from app.cli.plain import plain
from app.cli.progress import ProgressBar
from app.cli.provenance import provenance_text

if TYPE_CHECKING:
    from app.chain.finding import Finding
    from app.chain.verification import SegmentVerification, Verification
    from app.cli.evidence import Subparsers

_MOST_FINDINGS = 40


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "verify",
        help="check the seal of logs",
        description="Check hash chain, tree, signatures and payloads of sealed logs. Exit status: 0 sealed, 1 broken, "
        "2 untrusted, 3 open or not fully checked, 4 no seal; 64 wrong usage, 65 refused, 66 cannot read.",
        epilog="example: incident-replay verify drive/ --trust keys.json --json",
    )
    evidence.add_logs(parser)
    evidence.add_trust(parser)
    parser.add_argument("--no-payloads", action="store_true", help="check the structure only, not every payload")
    parser.add_argument(
        "--threads", type=_threads, metavar="N", help="threads to hash with (default: one a core, up to 4)"
    )
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")


def run(asked: argparse.Namespace) -> int:
    """Check and print; the exit status of the verdict."""
    from app.chain.trust import TrustError
    from app.chain.verification import Options, verify
    from app.chain.walk import Walk
    from app.log.source import SourceError

    paths = evidence.segment_paths(asked.logs)
    try:
        trust = evidence.trust_store(asked.trust)
        with ProgressBar("checking", pieces=len(paths)) as bar:
            walk = Walk(threads=asked.threads, progress=bar.advance, planned=bar.expect)
            outcome = verify(paths, Options(trust=trust, payloads=not asked.no_payloads, walk=walk))
    except TrustError as error:
        raise VerbError(REFUSED, str(error)) from error
    except SourceError as error:
        raise VerbError(CANNOT_READ, str(error)) from error
    if asked.json:
        print(json.dumps(outcome.document(), indent=2))
    else:
        _print(outcome)
    return outcome.verdict.status.exit_status


def _threads(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of threads from 1 to 16")
    return number


def _print(outcome: "Verification") -> None:
    for segment in outcome.segments:
        _print_segment(segment)
    if len(outcome.segments) > 1 or outcome.findings:
        print(f"{len(outcome.segments)} segments together")
        _print_findings(outcome.findings)
        _print_facts(outcome)


def _print_segment(segment: "SegmentVerification") -> None:
    structure = segment.structure
    print(plain(str(segment.path)))
    if structure.genesis is not None:
        genesis = structure.genesis
        print(f"  {provenance_text(genesis)}")
        print(f"  device    {plain(genesis.device_name)}")
        print(f"  segment   {genesis.segment_id.hex()}, number {genesis.segment_number} of drive {genesis.drive}")
        print(
            f"  records   {structure.records} under checkpoints, {structure.proven} proven, {structure.tail} uncovered"
        )
        if segment.withheld:
            print(f"  withheld  {segment.withheld} records wholly or in parts: this is a derived copy")
    _print_findings(segment.findings)
    _print_facts(segment)


def _print_facts(outcome: "SegmentVerification | Verification") -> None:
    verdict = outcome.verdict
    print(
        f"  {verdict.status.name}: intact {verdict.intact.value}, complete {verdict.complete.value}, "
        f"signed {verdict.signed.value}, trusted {verdict.trusted.value}  ({outcome.seconds:.2f} s)"
    )
    print(f"  {plain(verdict.reason)}\n")


def _print_findings(findings: "tuple[Finding, ...]") -> None:
    from app.chain.finding import MOST_OF_A_CODE

    for finding in findings[:_MOST_FINDINGS]:
        place = "" if finding.index is None else f" record {finding.index}"
        place += "" if finding.channel is None else f" channel {finding.channel}"
        place += "" if finding.t_ns is None else f" t {finding.t_ns / 1e9:.6f} s"
        print(f"  {finding.effect.value:9} {finding.code}{place}: {plain(finding.text)}")
    if len(findings) > _MOST_FINDINGS:
        most = max(Counter(finding.code for finding in findings).values())
        listed = "them" if most < MOST_OF_A_CODE else f"the first {MOST_OF_A_CODE} of each code; there may be more"
        print(f"  ... and {len(findings) - _MOST_FINDINGS} more (--json lists {listed})")
