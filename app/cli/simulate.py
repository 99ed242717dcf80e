"""`simulate`: makes one of the sample incidents: a drive in a small world, sealed with the demonstration key.

It must not know the world, nor how a log is sealed. Exit: 0 made, 65 refused, 74 cannot write.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from app.cli import evidence
from app.cli.exits import CANNOT_READ, CANNOT_WRITE, REFUSED, USAGE, VerbError
from app.cli.target import SUFFIX, put_in_place, require_replaceable

if TYPE_CHECKING:
    from app.cli.evidence import Subparsers
    from app.simulate.picture.origin import Pictures
    from app.simulate.samples.making import Simulated

NAMES = ("crossing", "cut-in", "stalled-truck")
_MOST_ROUNDS = 10_000
_EVERY_S = 1.0


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "simulate",
        help="make a sample incident",
        description="Simulate a sample incident and seal it with the published demonstration key: never evidence. The "
        "same name and options give the same file, byte for byte. What really happened goes to OUT.truth.json beside "
        "it. Another --seed is another drive, in which something else may happen.",
        epilog="example: incident-replay simulate crossing -o crossing.h5",
    )
    parser.add_argument("name", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument(
        "-o", "--output", type=evidence.named_path, metavar="OUT",
        help="file to write (.h5 is added if it has no suffix); a folder if it takes several segments",
    )  # fmt: skip
    parser.add_argument("--seed", type=_seed, metavar="N", help="chance (default: that of the shipped samples)")
    parser.add_argument(
        "--full", action="store_true",
        help="20 s with six cameras of 1920 x 1080 and a LiDAR of 128 beams; takes hours, goes on where it was stopped",
    )  # fmt: skip
    parser.add_argument("--repeat", type=_rounds, metavar="N", help="lay the records end to end N times")
    parser.add_argument("--thin", action="store_true", help="shrink payloads to a few bytes: long and small drives")
    parser.add_argument(
        "--pictures", type=evidence.named_path, metavar="FOLDER",
        help="take the pictures 00000.jpg ... of a camera from there, made elsewhere of what --stages wrote",
    )  # fmt: skip
    parser.add_argument(
        "--stages", type=evidence.named_path, metavar="FOLDER", help="write what each picture is to show, as JSON"
    )
    parser.add_argument("--force", action="store_true", help="replace an earlier simulation at OUT")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(asked: argparse.Namespace) -> int:
    """Simulate, and say what was made."""
    if asked.output is None and asked.stages is None:
        raise VerbError(USAGE, "give -o OUT, or --stages FOLDER for the stages alone")
    output = None if asked.output is None else _output(asked.output)
    if output is not None:
        for target in (output, output.with_suffix("")):
            require_replaceable(target, _Evidence(asked), single=target == output, force=asked.force)
        truth = output.with_suffix(".truth.json")
        if truth.exists() and not asked.force:
            raise VerbError(REFUSED, f"{truth} exists; give another -o, or --force to replace an earlier truth")
    from app.simulate.samples.making import simulate

    with _Progress() as progress:
        simulated = simulate(
            asked.name, seed=asked.seed, whole=asked.full, progress=progress.of("simulating", 1000, "s")
        )
        records = len(simulated.drafts) * (asked.repeat or 1)
        facts: dict[str, object] = {"sample": asked.name, "seed": simulated.seed, "records": records}
        if asked.stages is not None:
            _write_stages(simulated, asked.stages)
            facts["stages"] = str(asked.stages)
        if output is not None:
            facts |= _write(simulated, output, asked, progress)
    print(json.dumps(facts, indent=2) if asked.json else "\n".join(f"{name:10} {facts[name]}" for name in facts))
    return 0


def _output(asked: Path) -> Path:
    if asked.name in {"", ".."}:
        raise VerbError(REFUSED, f"{asked} names no file of its own; give -o a name")
    return asked if asked.suffix else asked.with_suffix(SUFFIX)


def _write_stages(simulated: "Simulated", folder: Path) -> None:
    from app.simulate.picture.origin import write_stages

    try:
        write_stages(simulated.shots, folder)
    except OSError as error:
        raise VerbError(CANNOT_WRITE, f"{folder}: cannot be written: {error.strerror}") from error


def _write(
    simulated: "Simulated", output: Path, asked: argparse.Namespace, progress: "_Progress"
) -> dict[str, object]:  # fmt: skip
    from app.record.failure import NoSegmentError
    from app.record.storage import DiskFullError
    from app.simulate.picture.origin import PicturesError
    from app.simulate.samples.making import write, write_repeated

    work = output.with_name(f".{output.name}.partial-{uuid4().hex[:8]}")
    pictures = _pictures(simulated, asked)
    try:
        if asked.repeat is None and not asked.thin:
            paths = write(simulated, work, pictures=pictures, progress=progress.of("pictures", 1, ""))
        else:
            paths = write_repeated(
                simulated, work, count=asked.repeat or 1, thinned=asked.thin, pictures=pictures,
                progress=progress.of("pictures and records", 1, ""),
            )  # fmt: skip
        single = len(paths) == 1
        target = output if single else output.with_suffix("")
        require_replaceable(target, _Evidence(asked), single=single, force=asked.force)
        put_in_place(paths[0] if single else work, target)
        truth = output.with_suffix(".truth.json")
        simulated.truth.write(truth)
    except PicturesError as error:
        raise VerbError(REFUSED, str(error)) from error
    except (OSError, DiskFullError, NoSegmentError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise VerbError(CANNOT_WRITE, f"{output}: cannot be written: {reason}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return {"segments": len(paths), "written": str(target), "truth": str(truth)}


def _pictures(simulated: "Simulated", asked: argparse.Namespace) -> "Pictures":
    from app.simulate.picture.origin import Given, Rendered, default_cache

    rendered = Rendered(simulated.rig.jpeg_quality, default_cache())
    if asked.pictures is None:
        return rendered
    if not asked.pictures.is_dir():
        raise VerbError(CANNOT_READ, f"{asked.pictures}: there is no such folder; --stages writes what it must hold")
    return Given(asked.pictures, rendered)


class _Evidence:
    """What a simulation may never replace: whatever is none itself, and the pictures it is made of."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.given = [one for one in (asked.pictures, asked.stages) if one is not None]

    def holds(self, path: Path) -> bool:
        """Whether a file would be lost: it is no simulation, which could be made again."""
        from app.chain.finding import Finding
        from app.chain.structure import genesis_of
        from app.log.source import SourceError

        try:
            genesis = genesis_of(path)
        except SourceError:
            return True
        return isinstance(genesis, Finding) or genesis.provenance != "simulated"


class _Progress:
    """A line on standard error that tells how far each part is: on a terminal redrawn, else once a minute."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._told = 0.0

    def __enter__(self) -> "_Progress":
        """Use as a context that wipes the line at its end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line."""
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def of(self, label: str, divisor: int, unit: str) -> Callable[[int, int], None]:
        """What to tell of one part: done and planned, shown as so many of `unit`."""

        def tell(done: int, planned: int) -> None:
            now = time.monotonic()
            if now - self._told < (_EVERY_S if self._terminal else 60 * _EVERY_S):
                return
            self._told = now
            text = f"{label}: {done // divisor:,} of {planned // divisor:,} {unit}".rstrip()
            print(f"\r\x1b[K{text}" if self._terminal else text, end="" if self._terminal else "\n", file=sys.stderr)

        return tell


def _seed(text: str) -> int:
    return _number(text, 0, 2**63 - 1, "a seed")


def _rounds(text: str) -> int:
    return _number(text, 1, _MOST_ROUNDS, "a number of rounds")


def _number(text: str, least: int, most: int, what: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is no {what.removeprefix('a ')} from {least} to {most}")
    return number
