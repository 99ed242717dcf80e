"""Which language its user wants the window in, kept as JSON beside the user's keys.

It must not know what is said in it. A file that cannot be used is as none: the window is then in the language of the
system, where one can choose again.
"""

from contextlib import suppress
from pathlib import Path

import msgspec

from app.case.place import config_folder
from app.ui.language.tongue import Wish
from app.ui.own_file import put_in_place

_VERSION = 1


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    language: Wish


def chosen(path: Path | None = None) -> Wish:
    """What was kept last."""
    with suppress(OSError, msgspec.MsgspecError, RecursionError):
        stored = msgspec.json.decode((path or _path()).read_bytes(), type=_File)
        if stored.version == _VERSION:
            return stored.language
    return "system"


def keep(wish: Wish, path: Path | None = None) -> None:
    """Keep it for the next time.

    Raises:
        OSError: it cannot be written.
    """
    raw = msgspec.json.encode(_File(version=_VERSION, language=wish))
    put_in_place(path or _path(), msgspec.json.format(raw, indent=1))


def _path() -> Path:
    return config_folder() / "language.json"
