"""`audit`: whether a recorder logs what an investigation needs; for the continuous integration of its makers.

It must not know any rule.
"""

import argparse
import json
from typing import TYPE_CHECKING

from app.cli import evidence
from app.cli.drive import one_drive
from app.cli.plain import plain
from app.cli.progress import ProgressBar

if TYPE_CHECKING:
    from app.analysis.audit.outcome import Audit, Outcome, Place
    from app.cli.evidence import Subparsers

_FOUND = 3
_MOST_PERCENT = 100.0


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "audit",
        help="what a recorder should log better",
        description="Check what a recorder logged: each record against its seal and its schema, inputs of decisions, "
        "what led to commands and actuations, traces, rates, gaps, levels of text lines. What a log lacks altogether "
        "is said, and is neither a fault nor a pass. Whom the log is from is not judged: see verify. Exit status: 0 "
        "nothing found, 3 findings; 64 wrong usage, 65 refused, 66 cannot read.",
        epilog="example: incident-replay audit drive/ --json",
    )
    evidence.add_logs(parser)
    evidence.add_trust(parser)
    parser.add_argument(
        "--rate-tolerance", type=_percent, default=5.0, metavar="PERCENT",
        help="by how much a rate may differ from the declared one (default: 5)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")


def run(asked: argparse.Namespace) -> int:
    """Audit and print; 3 if anything was found."""
    from app.analysis.audit.auditing import audit

    with one_drive(asked.logs, asked.trust) as one, ProgressBar("auditing") as bar:
        one.say_what_is_wrong()
        bar.expect(sum(int(channel.size.sum()) for channel in one.log.log.channels.values()))
        found = audit(
            one.log,
            one.findings,
            refused=[file.finding for file in one.refused],
            progress=bar.advance,
            rate_tolerance=asked.rate_tolerance / 100,
        )
        provenance = one.provenance()
    if asked.json:
        print(json.dumps({"provenance_text": "; ".join(provenance), **found.document()}, indent=2))
    else:
        _print(found, provenance)
    return _FOUND if found.found else 0


def _percent(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= _MOST_PERCENT:
        raise argparse.ArgumentTypeError(f"{text!r} is no share from 0 to 100 per cent")
    return number


def _print(found: "Audit", provenance: list[str]) -> None:
    start_ns, end_ns = found.span_ns
    print("\n".join(provenance))
    print(f"{found.records} records of {found.channels} channels, {(end_ns - start_ns) / 1e9:.3f} s")
    print()
    for one in sorted(found.outcomes, key=lambda each: ("found", "passed", "not in this log").index(each.standing)):
        if one.standing == "found":
            _print_found(one, start_ns)
        else:
            print(f"{one.standing:15} {one.rule.code} ({one.rule.counted}: {one.judged})")
        _print_notes(one)
    if found.levels:
        print("\ntext lines      " + ", ".join(f"{level} {count}" for level, count in found.levels.items()))
    print(f"\nfindings: {found.found}" if found.found else "\nnothing found")


def _print_found(one: "Outcome", start_ns: int) -> None:
    print(f"FOUND           {one.rule.code}: {one.rule.title}")
    print(f"                found: {one.found}; {one.rule.counted}: {one.judged}")
    for place in one.examples:
        print(f"                - {_where(place, start_ns)}{plain(place.text)}")
    if one.found > len(one.examples):
        print(f"                - ... and {one.found - len(one.examples)} more")
    print(f"                what to do: {one.rule.advice}")


def _print_notes(one: "Outcome") -> None:
    if one.allowed and (one.judged or one.found):
        print(f"                allowed: {one.allowed}")
    for why, count in one.notes:
        print(f"                not judged ({count}): {why}")


def _where(place: "Place", start_ns: int) -> str:
    parts = [] if place.channel is None else [plain(place.channel)]
    parts += [] if place.row is None else [f"row {place.row}"]
    parts += [] if place.t_ns is None else [f"at {(place.t_ns - start_ns) / 1e9:.6f} s"]
    return f"{' '.join(parts)}: " if parts else ""
