"""Where a verb writes: a new file or folder, never over something that is there unless the user says so.

It must not know what is written.
"""

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from app.cli.exits import CANNOT_WRITE, REFUSED, VerbError

SUFFIX = ".h5"


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add the options -o OUT and --force."""
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT",
        help="file to write (.h5 is added if it has no suffix); a folder if there are several segments",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="replace what is at OUT")


@contextmanager
def new_target(asked: argparse.Namespace, count: int, *, over: list[Path]) -> Iterator[list[Path]]:
    """The paths to write `count` segments to; what is written there becomes OUT only if the block succeeds.

    `over`: the evidence that is copied. --force replaces a copy, never evidence and never what is no log.

    Raises:
        VerbError: OUT exists and may not be replaced, or it cannot be written.
    """
    output: Path = asked.output
    if output.name in {"", ".."}:
        raise VerbError(REFUSED, f"{output} names no file or folder of its own; give -o a name")
    if count == 1 and not output.suffix:
        output = output.with_suffix(SUFFIX)
    work = output.with_name(f".{output.name}.partial-{uuid4().hex[:8]}")
    try:
        _require_replaceable(output, count, over, force=asked.force)
        work.mkdir(parents=True)
        paths = [work / (output.name if count == 1 else f"{number:04}{SUFFIX}") for number in range(1, count + 1)]
        yield paths
        _put_in_place(paths[0] if count == 1 else work, output)
    except OSError as error:
        reason = error.strerror or str(error)
        raise VerbError(CANNOT_WRITE, f"{output}: cannot be written: {reason}; nothing was changed") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _require_replaceable(output: Path, count: int, over: list[Path], *, force: bool) -> None:
    """Raise VerbError if OUT is there and may not be replaced, or lies in the evidence."""
    place = output.resolve()
    for log in over:
        source = log.resolve()
        if place == source or place in source.parents or (source.is_dir() and source in place.parents):
            raise VerbError(REFUSED, f"{output} is, holds or lies in {log}, which is evidence; give another -o")
    if not (output.exists() or output.is_symlink()):
        return
    if not force:
        raise VerbError(REFUSED, f"{output} exists; give another -o, or --force to replace it")
    if output.is_dir() and not output.is_symlink():
        if count == 1:
            raise VerbError(REFUSED, f"{output} is a folder and one file replaces none; give another -o")
        if any(path.suffix != SUFFIX or not path.is_file() for path in output.iterdir()):
            raise VerbError(
                REFUSED, f"{output} holds more than segments (*{SUFFIX}), which would be lost; give another -o"
            )


def _put_in_place(written: Path, output: Path) -> None:
    """Give what was written its name. What was there steps aside first; it goes back if the new one fails to follow."""
    aside = output.with_name(f".{output.name}.replaced-{uuid4().hex[:8]}")
    if output.exists() or output.is_symlink():
        output.rename(aside)
    try:
        written.rename(output)
    except OSError:
        if aside.exists() or aside.is_symlink():
            aside.rename(output)
        raise
    if aside.is_dir() and not aside.is_symlink():
        shutil.rmtree(aside)
    else:
        aside.unlink(missing_ok=True)
