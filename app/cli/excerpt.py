"""`excerpt`: a derived copy with only a span of time, without some channels or parts, that still proves.

It must not know how copies are written.
"""

import argparse
import re
from typing import TYPE_CHECKING

from app.cli import evidence, times
from app.cli.derived import Selection, write_derived
from app.cli.drive import channels_of, one_drive
from app.cli.exits import REFUSED, VerbError
from app.cli.target import add_target

if TYPE_CHECKING:
    from app.chain.opening import CheckedLog
    from app.cli.evidence import Subparsers
    from app.log.channel import Channel

_PART = re.compile(r"(?P<channel>.+):(?P<part>\d{1,4})\Z")


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "excerpt",
        help="copy a span of time, or without channels or parts, so that it still proves",
        description="Write a derived copy: every leaf, system record and checkpoint stays, payloads outside the span, "
        "of the channels named and the parts named are withheld. It proves against the same signatures, and how much "
        "is withheld is counted. Times, sizes and trace ids of what is withheld stay visible.",
        epilog="example: incident-replay excerpt drive/ --from 110 --to 125 --without /cabin/camera -o excerpt.h5",
    )
    evidence.add_logs(parser)
    times.add_span(parser, required=True)
    parser.add_argument(
        "--without", action="append", default=[], metavar="CHANNEL", help="withhold this channel (may be repeated)"
    )
    parser.add_argument(
        "--without-part", action="append", default=[], metavar="CHANNEL:N",
        help="withhold part N (from 0) of every record of this channel (may be repeated)",
    )  # fmt: skip
    evidence.add_trust(parser)
    add_target(parser)


def run(asked: argparse.Namespace) -> int:
    """Write the copy."""
    with one_drive(asked.logs, asked.trust) as one:
        start, end = times.span_ns(asked, one.log.log)
        selection = Selection(
            start_ns=start,
            end_ns=end,
            without=frozenset(channel.name for name in asked.without for channel in _withholdable(one.log, name)),
            parts=_parts(one.log, asked.without_part),
        )
        return write_derived(asked, one, selection)


def _withholdable(log: "CheckedLog", name: str) -> "list[Channel]":
    channels = channels_of(log, name)
    if channels[0].id == 0:
        raise VerbError(REFUSED, "the system records prove the rest and cannot be withheld")
    return channels


def _parts(log: "CheckedLog", texts: list[str]) -> dict[str, frozenset[int]]:
    parts: dict[str, frozenset[int]] = {}
    for text in texts:
        match = _PART.match(text)
        if match is None:
            raise VerbError(REFUSED, f"{text!r} names no part; give CHANNEL:N, with N from 0")
        channels, part = _withholdable(log, match["channel"]), int(match["part"])
        most = max(int(log.leaf_field(channel, "parts").max(initial=0)) for channel in channels)
        if part >= most:
            name = channels[0].declared_name
            raise VerbError(REFUSED, f"no record of {name} has a part {part}; the most parts one has is {most}")
        for channel in channels:
            parts[channel.name] = parts.get(channel.name, frozenset()) | {part}
    return parts
