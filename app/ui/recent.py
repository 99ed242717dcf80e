"""What was opened lately, kept as JSON in the user's own folder, with how it ended.

It must not open anything. A file that is gone is still listed, and said to be gone.
"""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.case.place import data_folder
from app.ui.own_file import put_in_place

MOST = 20


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was opened."""

    path: str
    title: str
    contents: str = ""
    result: str = ""
    """Status word of its last check."""
    opened: str = ""
    """UTC."""

    @property
    def there(self) -> bool:
        """Whether it still is where it was; its drive may take for ever to say so."""
        try:
            return Path(self.path).exists()
        except OSError:  # what cannot be looked at is not said to be gone; opening it says why
            return True


class _File(msgspec.Struct, kw_only=True):
    version: int = 1
    recent: list[Recent] = msgspec.field(default_factory=list)


def default_path(*, windows: bool = os.name == "nt") -> Path:
    """The file of the user."""
    return data_folder(windows=windows) / "recent.json"


def load(path: Path | None = None) -> list[Recent]:
    """The list, the latest first; a file that cannot be read is an empty list: it is a convenience, no evidence."""
    try:
        return msgspec.json.decode((path or default_path()).read_bytes(), type=_File).recent[:MOST]
    except (OSError, msgspec.MsgspecError):
        return []


def note(one: Recent, path: Path | None = None) -> list[Recent]:
    """Put one at the top, in place of what was noted of it before; the new list. A list that cannot be kept is lost."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    where = path or default_path()
    listed = [msgspec.structs.replace(one, opened=one.opened or now)]
    listed += [other for other in load(where) if other.path != one.path]
    del listed[MOST:]
    with suppress(OSError):
        put_in_place(where, msgspec.json.format(msgspec.json.encode(_File(recent=listed)), indent=2))
    return listed
