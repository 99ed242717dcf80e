"""`pack`: the same log without the room a recorder keeps free; same leaves, same proofs.

It must not know how copies are written.
"""

import argparse
from typing import TYPE_CHECKING

from app.cli import evidence
from app.cli.derived import write_derived
from app.cli.drive import one_drive
from app.cli.target import add_target

if TYPE_CHECKING:
    from app.cli.evidence import Subparsers


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "pack",
        help="copy a log without slack",
        description="Write a log again without the space that its recorder kept free. Nothing that is sealed changes.",
        epilog="example: incident-replay pack 0001.h5 -o packed.h5",
    )
    evidence.add_logs(parser)
    evidence.add_trust(parser)
    add_target(parser)


def run(asked: argparse.Namespace) -> int:
    """Write the copy."""
    with one_drive(asked.logs, asked.trust) as one:
        return write_derived(asked, one, None)
