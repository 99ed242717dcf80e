"""What was open and looked at last, kept as JSON while a log is open: a program that ended unexpectedly goes on there.

It must not open anything. The file is there only as long as a log is open: one that is found was left by a crash.
"""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from app.ui.own_file import put_in_place


class Last(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One open drive as it is looked at. What is written into its case stands there."""

    paths: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    t_ns: int | None = None
    """On the log's scale; None: nothing was shown yet."""
    mode: Literal["capture", "arrival"] = "capture"
    loop: tuple[int, int] | None = None
    looping: bool = False
    selected: str | None = None
    sought: str = ""
    """That the ledger is filtered by."""
    words: str = ""
    """That the log lines are filtered by."""
    returns: int = 0
    """How often it was opened again without staying open: what ends the program each time is not opened again."""


class LastFile:
    """The file of one user."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: Last | None = None

    def left(self) -> Last | None:
        """What a program that ended unexpectedly had open; None: none did, or it cannot be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Last)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep(self, last: Last) -> None:
        """Write it down, if it is another one; what cannot be kept is lost: it is a convenience, no evidence."""
        if last != self._kept:
            self._kept = last
            # a path that is no text cannot be kept either
            with suppress(OSError, UnicodeEncodeError):
                put_in_place(self._path, msgspec.json.format(msgspec.json.encode(last), indent=2))

    def clear(self) -> None:
        """Nothing is open, or the program ends as it should."""
        self._kept = None
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
