"""`info`: what a log holds: session, vehicle, channels with rates, gaps and sizes, model versions.

It must not know how any of it is recorded.
"""

import argparse
import json
from typing import TYPE_CHECKING, Any

from app.cli import evidence
from app.cli.drive import one_drive
from app.cli.plain import plain

if TYPE_CHECKING:
    from app.cli.evidence import Subparsers


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "info",
        help="what a log holds",
        description="Say what a log holds. Its structure is checked, its payloads are not: see verify.",
        epilog="example: incident-replay info drive/ --json",
    )
    evidence.add_logs(parser)
    evidence.add_trust(parser)
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")


def run(asked: argparse.Namespace) -> int:
    """Print the facts."""
    from app.scene.summary import summary

    with one_drive(asked.logs, asked.trust) as one:
        facts = {
            "provenance_text": "; ".join(one.provenance()),
            **summary(one.log, one.findings),
            "refused": [{"file": file.path.name, **file.finding.document()} for file in one.refused],
        }
        one.say_what_is_wrong()
    if asked.json:
        print(json.dumps(facts, indent=2))
    else:
        _print(facts)
    return 0


def _print(facts: dict[str, Any]) -> None:
    print(f"provenance  {facts['provenance_text']}")
    print(f"drive       {facts['drive']} ({plain(facts['provenance'])})")
    print(f"device      {plain(facts['device'])}, key {facts['device_fingerprint']}")
    print(f"trusted     {facts['trusted']}")
    for name, value in (facts["vehicle"] or {}).items():
        print(f"vehicle     {plain(name)}: {plain(json.dumps(value, ensure_ascii=False))}")
    for piece in facts["software"]:
        print(f"software    {plain(str(piece.get('name')))} {plain(str(piece.get('version')))}")
    print(
        f"span        {facts['duration_s']:.3f} s in {len(facts['segments'])} segments, from {facts['utc'] or 'no UTC'}"
    )
    for segment in facts["segments"]:
        findings = ", ".join(sorted({finding["code"] for finding in segment["findings"]})) or "structure sound"
        copy = "; a derived copy: payloads may be withheld, see verify" if segment["derived"] else ""
        text = f"{segment['records']:7} records, {plain(segment['file'])}: {findings}{copy}"
        print(f"segment {segment['number']:3} {text}")
    for hole in facts["holes"]:
        print(f"missing     {hole['segments']} segments between {hole['start_s']:.3f} s and {hole['end_s']:.3f} s")
    print(f"\n{'id':>4} {'channel':24} {'kind':12} {'codec':9}", end="")
    print(f" {'count':>8} {'rate':>9} {'jitter':>9} {'gaps':>5} {'bytes':>14}")
    for channel in facts["channels"]:
        rate = "-" if channel["rate_hz"] is None else f"{channel['rate_hz']:.2f} Hz"
        jitter = "-" if channel["jitter_ms"] is None else f"{channel['jitter_ms']:.2f} ms"
        name, kind, codec = (plain(channel[member]) for member in ("name", "kind", "codec"))
        print(f"{channel['id']:4} {name:24} {kind:12} {codec:9}", end="")
        print(f" {channel['count']:8} {rate:>9} {jitter:>9} {len(channel['gaps']):5} {channel['bytes']:14,}")
        for gap in channel["gaps"][:3]:
            print(f"{'':29} gap of {gap['duration_s']:.3f} s at {gap['start_s']:.3f} s")
    for change in facts["models"]:
        model = f"{change['name'] or 'no name'} {change['version'] or 'no version'}"
        print(f"model       {change['t_s']:.3f} s: {plain(model)}")
