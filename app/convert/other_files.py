"""What lies in a folder beside the files of it that are taken: named and counted, so that nobody takes it for read.

It must not know formats.
"""

from collections.abc import Collection
from pathlib import Path

from app.convert.recording import Losses


def count_other_files(folder: Path, known: Collection[Path], losses: Losses, *, what: str) -> None:
    """Count the files at any depth of a folder that are none of those `known`, by their suffixes.

    `what`: what the known ones are, for people. Links are counted, and never followed. Raises OSError.
    """
    taken = set(known)
    for path in sorted(folder.rglob("*")):
        if path not in taken and (path.is_symlink() or not path.is_dir()):
            name = f"*{path.suffix.lower()}" if path.suffix else path.name
            losses.add(name[:200], f"is no {what}, and not read")
