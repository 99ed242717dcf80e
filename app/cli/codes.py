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

    wanted = asked.code.upper() if asked.code else None
    if wanted is not None and wanted not in CODES:
        raise VerbError(USAGE, f"there is no code {asked.code}; `incident-replay codes` lists them all")
    chosen = [code for code in CODES.values() if wanted in {None, code.name}]
    if asked.json:
        table = [
            {"code": c.name, "class": c.kind.value, "effect": c.effect.value, "title": c.title, "help": page(c.name)}
            for c in chosen
        ]
        print(json.dumps(table, indent=2))
    elif wanted is None:
        for code in chosen:
            print(f"{code.name:24} {code.kind.value:10} {code.effect.value:9} {code.title}")
    else:
        (code,) = chosen
        print(f"{code.name}: {code.title}\n({code.kind.value}; effect on the verdict: {code.effect.value})\n")
        print(page(code.name))
    return 0


def page(code: str) -> str:
    """The help page of a code, in words."""
    return resource("codes", f"{code}.md").read_text(encoding="utf-8").strip()
