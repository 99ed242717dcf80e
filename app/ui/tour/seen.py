"""Whether the user has seen the tour, or did not want to: then it is not offered by itself again.

It must not know the tour. Where that cannot be kept, it is offered again.
"""

from contextlib import suppress
from pathlib import Path

from app.case.place import config_folder
from app.ui.own_file import put_in_place


def seen(path: Path | None = None) -> bool:
    """Whether it was begun or declined."""
    try:
        return (path or _path()).exists()
    except OSError:
        return True


def note_seen(path: Path | None = None) -> None:
    """It was."""
    with suppress(OSError):
        put_in_place(path or _path(), b'{"version": 1}\n')


def _path() -> Path:
    return config_folder() / "tour.json"
