"""A small file in which the program keeps what its user has set.

It must not know what is in it.
"""

from pathlib import Path


def put_in_place(path: Path, raw: bytes) -> None:
    """Write all of a file, its folder too if there is none; what was there before stays until that is done.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(raw)
    fresh.replace(path)
