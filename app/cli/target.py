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
def new_target(asked: argparse.Namespace, count: int) -> Iterator[list[Path]]:
    """The paths to write `count` segments to; what is written there becomes OUT only if the block succeeds.

    Raises:
        VerbError: OUT exists and --force was not given, or it cannot be written.
    """
    output: Path = asked.output
    if count == 1 and not output.suffix:
        output = output.with_suffix(SUFFIX)
    if (output.exists() or output.is_symlink()) and not asked.force:
        raise VerbError(REFUSED, f"{output} exists; give another -o, or --force to replace it")
    work = output.with_name(f".{output.name}.partial-{uuid4().hex[:8]}")
    try:
        work.mkdir(parents=True)
        paths = [work / (output.name if count == 1 else f"{number:04}{SUFFIX}") for number in range(1, count + 1)]
        yield paths
        # what was there steps aside first: if the new one cannot take its place, it goes back
        aside = output.with_name(f".{output.name}.replaced-{uuid4().hex[:8]}")
        if output.exists() or output.is_symlink():
            output.rename(aside)
        try:
            (paths[0] if count == 1 else work).rename(output)
        except OSError:
            if aside.exists() or aside.is_symlink():
                aside.rename(output)
            raise
        if aside.is_dir() and not aside.is_symlink():
            shutil.rmtree(aside)
        else:
            aside.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise VerbError(CANNOT_WRITE, f"{output}: cannot be written: {reason}; nothing was changed") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
