"""Where a verb writes: a new file or folder, never over something that is there unless the user says so.

It must not know what is written.
"""

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from app.cli.exits import CANNOT_WRITE, REFUSED, VerbError

SUFFIX = ".h5"


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add the options -o OUT, --force and --json."""
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT",
        help="file to write (.h5 is added if it has no suffix); a folder if there are several segments",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="replace an earlier copy at OUT")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")


class Evidence(Protocol):
    """What may not be replaced."""

    given: list[Path]
    """The files and folders that are copied: nothing is written over them or into them."""

    def holds(self, path: Path) -> bool:
        """Whether the file at `path` would be lost if a copy took its place."""


@contextmanager
def new_target(asked: argparse.Namespace, numbers: list[int], evidence: Evidence) -> Iterator[tuple[Path, list[Path]]]:
    """OUT, and the paths to write the segments with these numbers to; they become OUT only if the block succeeds.

    --force replaces earlier copies, never evidence and never anything else.

    Raises:
        VerbError: OUT exists and may not be replaced, or it cannot be written.
    """
    output: Path = asked.output
    single = len(numbers) == 1
    if output.name in {"", ".."}:
        raise VerbError(REFUSED, f"{output} names no file or folder of its own; give -o a name")
    if single and not output.suffix:
        output = output.with_suffix(SUFFIX)
    work = output.with_name(f".{output.name}.partial-{uuid4().hex[:8]}")
    try:
        require_replaceable(output, evidence, single=single, force=asked.force)
        work.mkdir(parents=True)
        yield output, [work / (output.name if single else f"{number:04}{SUFFIX}") for number in numbers]
        put_in_place(work / output.name if single else work, output)
    except (OSError, RuntimeError) as error:  # Path.resolve raises RuntimeError for links in a circle
        reason = getattr(error, "strerror", None) or str(error)
        raise VerbError(CANNOT_WRITE, f"{output}: cannot be written: {reason}; nothing was changed") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def require_replaceable(output: Path, evidence: Evidence, *, single: bool, force: bool) -> None:
    """Raise VerbError if OUT is there and may not be replaced, or lies in the evidence."""
    place = output.resolve()
    for log in evidence.given:
        source = log.resolve()
        if place == source or place in source.parents or (source.is_dir() and source in place.parents):
            raise VerbError(REFUSED, f"{output} is, holds or lies in {log}, which is evidence; give another -o")
    if not (output.exists() or output.is_symlink()):
        return
    if not force:
        raise VerbError(REFUSED, f"{output} exists; give another -o, or --force to replace an earlier copy")
    if output.is_symlink() or output.is_dir() is single:
        raise VerbError(REFUSED, f"{output} is no earlier copy of the same kind; give another -o")
    for path in [output] if single else sorted(output.iterdir()):
        if path.suffix != SUFFIX or evidence.holds(path):
            raise VerbError(REFUSED, f"{path} is no earlier copy of what is given, and would be lost; give another -o")


def put_in_place(written: Path, output: Path) -> None:
    """Give what was written its name. What was there steps aside first; it goes back if the new one fails to follow."""
    aside = output.with_name(f".{output.name}.replaced-{uuid4().hex[:8]}")
    if output.exists() or output.is_symlink():
        output.rename(aside)
    try:
        written.rename(output)
    except BaseException:
        if aside.exists() or aside.is_symlink():
            aside.rename(output)
        raise
    if aside.is_dir():
        shutil.rmtree(aside, ignore_errors=True)
    else:
        aside.unlink(missing_ok=True)
