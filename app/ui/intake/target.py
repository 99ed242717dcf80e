"""Where a sealed log goes: beside its source, or among the user's own files where nothing can be written there.

It must not know windows. All of it asks drives, which may take for ever to answer.
"""

import os
from collections.abc import Sequence
from pathlib import Path


def proposed(source: Path, others: Sequence[Path]) -> Path:
    """The target to begin with; `others`: folders of the user, the best first."""
    name = f"{source.stem or source.name}_intake"
    folders = (source.parent, *others)
    return next(filter(_writable, folders), folders[-1]) / name


def made(target: Path) -> Path | None:
    """What was written there: a folder if it became more than one segment, else a file with the suffix."""
    return next(filter(_there, (target, Path(f"{target}.h5"))), None)


def _writable(folder: Path) -> bool:
    try:
        return folder.is_dir() and os.access(folder, os.W_OK)
    except OSError:
        return False


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
