"""What the arguments name: the files of LOG..., a folder's segments, the trust store.

It must not know what is done with them.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.exits import CANNOT_READ, VerbError

if TYPE_CHECKING:
    from app.chain.trust import TrustStore

Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def add_logs(parser: argparse.ArgumentParser) -> None:
    """Add the argument LOG..., one or more."""
    parser.add_argument(
        "logs",
        nargs="+",
        type=named_path,
        metavar="LOG",
        help="a segment file, or a folder with the segments of a drive",
    )


def add_trust(parser: argparse.ArgumentParser) -> None:
    """Add the option --trust FILE."""
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="the trust store to use instead of your own (see: keys list)"
    )


def named_path(text: str) -> Path:
    """The path that an argument names; an empty one names nothing, and not the folder where we are."""
    if not text:
        raise argparse.ArgumentTypeError("an empty text names no file")
    return Path(text)


def trust_store(path: Path | None) -> "TrustStore":
    """The trust store in a file that the user named, or his own; raises VerbError and TrustError."""
    from app.chain.trust import TrustStore, default_path

    if path is not None and not path.exists():
        raise VerbError(CANNOT_READ, f"{path}: there is no trust store; `incident-replay keys trust` makes one")
    return TrustStore.load(path or default_path())


def segment_paths(logs: list[Path]) -> list[Path]:
    """The files that LOG... names, a folder standing for its `.h5` files; raises VerbError."""
    found: list[Path] = []
    for log in logs:
        try:
            # a link is listed too: opening it says why it is not taken
            inside = sorted(path for path in log.iterdir() if _is_segment(path)) if log.is_dir() else [log]
        except OSError as error:
            raise VerbError(CANNOT_READ, f"{log}: cannot be read: {error.strerror}") from error
        if not inside:
            raise VerbError(CANNOT_READ, f"{log}: no segment (*.h5) is in this folder; name a file or its folder")
        found += inside
    return found


def _is_segment(path: Path) -> bool:
    return path.suffix.lower() == ".h5" and (path.is_file() or path.is_symlink())
