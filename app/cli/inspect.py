"""`inspect`: what is in a foreign HDF5 file, and a mapping that says what it could mean.

It must not know how files are read or mappings guessed.
"""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import evidence
from app.cli.exits import CANNOT_READ, CANNOT_WRITE, REFUSED, VerbError
from app.cli.plain import plain

if TYPE_CHECKING:
    from app.cli.evidence import Subparsers

_MOST_LINES = 400


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "inspect",
        help="look into a foreign HDF5 file and propose a mapping",
        description="List the datasets of HDF5 files that are no sealed logs, what of them is refused and why, and a "
        "mapping (TOML) that `convert --mapping` takes. They are read by a process that can open no other file, "
        "where the system has walls for that (Landlock, seccomp).",
        epilog="example: incident-replay inspect drive.h5 -o drive.toml",
    )
    parser.add_argument("source", type=evidence.named_path, metavar="SOURCE", help="an HDF5 file, or a folder of them")
    parser.add_argument(
        "-o", "--output", type=evidence.named_path, metavar="FILE", help="write the proposed mapping there"
    )
    parser.add_argument("--json", action="store_true", help="print the facts as JSON, the mapping as a text in them")


def run(asked: argparse.Namespace) -> int:
    """Print what there is."""
    from app.convert.hdf5.files import Files
    from app.convert.hdf5.layouts import proposed
    from app.convert.hdf5.mapping import text_of
    from app.convert.recording import ConvertError
    from app.log.source import SourceError

    try:
        with Files(asked.source) as files:
            mapping = text_of(proposed(files))
            facts = {
                "datasets": [
                    {
                        "name": name,
                        "shape": list(one.shape),
                        "type": f"lists of {one.dtype}" if one.lists else str(one.dtype),
                        "stored": one.stored,
                        "attributes": dict(one.attributes),
                    }
                    for name, one in files.names()
                ],
                "refused": files.losses.document(),
                "mapping": mapping,
            }
    except ConvertError as error:
        raise VerbError(REFUSED, str(error)) from error
    except SourceError as error:
        raise VerbError(CANNOT_READ, str(error)) from error
    if asked.output is not None:
        try:
            with asked.output.open("x", encoding="utf-8") as file:
                file.write(mapping)
        except OSError as error:
            raise VerbError(CANNOT_WRITE, f"{asked.output}: cannot be written: {error.strerror}") from error
    if asked.json:
        print(json.dumps(facts, indent=2))
    else:
        _print(facts, written=asked.output)
    return 0


def _print(facts: dict[str, Any], *, written: Path | None) -> None:
    print(f"{'dataset':48} {'shape':>20} {'type':20} {'stored':>14}")
    for one in facts["datasets"][:_MOST_LINES]:
        shape = " x ".join(map(str, one["shape"])) or "one"
        print(f"{plain(one['name']):48} {shape:>20} {plain(one['type'])[:20]:20} {one['stored']:12,} B")
    if len(facts["datasets"]) > _MOST_LINES:
        print(f"... and {len(facts['datasets']) - _MOST_LINES} more (--json lists all)")
    for one in facts["refused"]:
        print(f"refused     {plain(one['where'])}: {plain(one['why'])}")
    if written is not None:
        print(f"\nmapping written to {written}; look at it, then: incident-replay convert SOURCE --mapping {written}")
    else:
        print(f"\nproposed mapping (-o FILE writes it):\n\n{facts['mapping']}", end="")
