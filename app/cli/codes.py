"""`codes`: every finding code with its effect, and the help page of one.

It must not know how findings come about.
"""

import argparse
import json
from typing import TYPE_CHECKING

from app.cli.exits import USAGE, VerbError
from app.resource import resource

if TYPE_CHECKING:
    from app.cli.evidence import Subparsers


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "codes",
        help="explain the codes of findings",
        description="List all finding codes, or explain one: what it means, what may have caused it, what to do.",
        epilog="example: incident-replay codes ROOT_MISMATCH",
    )
    parser.add_argument("code", nargs="?", metavar="CODE", help="the code to explain")
    parser.add_argument("--json", action="store_true", help="print the table as JSON")


def run(asked: argparse.Namespace) -> int:
    """Print the table or one page."""
    from app.chain.finding import CODES
    from app.log.foreign_codes import FOREIGN_CODES

    # name, class, effect, title
    table = [(code.name, code.kind.value, code.effect.value, code.title) for code in CODES.values()]
    table += [(name, "foreign", "leaves out", title) for name, title in FOREIGN_CODES.items()]
    wanted = asked.code.upper() if asked.code else None
    chosen = [row for row in table if wanted in {None, row[0]}]
    if not chosen:
        raise VerbError(USAGE, f"there is no code {asked.code}; `incident-replay codes` lists them all")
    if asked.json:
        members = ("code", "class", "effect", "title")
        print(json.dumps([dict(zip(members, row, strict=True), help=page(row[0])) for row in chosen], indent=2))
    elif wanted is None:
        for name, kind, effect, title in chosen:
            print(f"{name:24} {kind:10} {effect:10} {title}")
    else:
        ((name, kind, effect, title),) = chosen
        print(f"{name}: {title}\n({kind}; effect: {effect})\n\n{page(name)}")
    return 0


def page(code: str) -> str:
    """The help page of a code, in words."""
    return resource("codes", f"{code}.md").read_text(encoding="utf-8").strip()
