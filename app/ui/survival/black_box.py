"""What the program knows of its own end: written down while it runs, and bundled by the next start if that end was no
orderly one. Nothing of it leaves the machine. Of the evidence it has names of files, what was looked for in them, and
what messages of errors quote.

It must not know windows.
"""

import faulthandler
import os
import platform
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from app import __version__
from app.ui.own_file import put_in_place

MOST_BUNDLES = 10
_MOST_BYTES = 4 << 20
"""Of each file in a bundle, the end of it."""
_FAULT, _MISTAKES, _FACTS = "fault.txt", "mistakes.txt", "facts.json"


class BlackBox:
    """In a folder of one user, of the one process that has the user's window."""

    def __init__(self, folder: Path) -> None:
        self._running, self._bundles = folder / "running", folder / "crashes"
        self._fault: IO[str] | None = None
        self._hooks: tuple[Callable[..., object], Callable[..., object]] | None = None

    def bundle_left(self, *beside: Path) -> Path | None:
        """What a program that ended unexpectedly has left behind, as one file; `beside`: what belongs to it, too.

        None: the last one ended as it should, or there is no room for a bundle.
        """
        left = [one for one in (self._running / name for name in (_FACTS, _FAULT, _MISTAKES)) if one.exists()]
        if not left:
            return None
        made = self._bundles / f"crash-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt"
        try:
            put_in_place(made, b"\n".join(b"== %s\n%s" % (one.name.encode(), _end_of(one)) for one in (*left, *beside)))
        except OSError:
            # the next start may have room for it
            return None
        self._clear()
        for old in sorted(self._bundles.glob("crash-*.txt"))[:-MOST_BUNDLES]:
            with suppress(OSError):
                old.unlink()
        return made

    def begin(self) -> None:
        """Write down from now on what goes wrong; where nothing can be written, nothing is."""
        facts = {
            "program": __version__, "python": sys.version, "system": platform.platform(), "process": os.getpid(),
            "started": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "qt": _qt_version(),
        }  # fmt: skip
        try:
            put_in_place(self._running / _FACTS, msgspec.json.format(msgspec.json.encode(facts), indent=2))
            self._fault = (self._running / _FAULT).open("w", encoding="utf-8")
        except OSError:
            self._clear()
            return
        # what Python cannot catch: a crash in a library
        faulthandler.enable(self._fault)
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def note(self, report: str) -> None:
        """A mistake of the program that it survived."""
        if self._fault is None:
            return
        with suppress(OSError), (self._running / _MISTAKES).open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n{report.rstrip()}\n\n")

    def end(self) -> None:
        """The end is an orderly one: nothing is kept of it, but for mistakes that were survived."""
        if self._fault is None:
            return
        assert self._hooks is not None
        sys.excepthook, threading.excepthook = self._hooks
        faulthandler.disable()
        self._fault.close()
        self._fault = None
        if (self._running / _MISTAKES).exists():
            self.bundle_left()
        self._clear()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.note(_report(error))
        assert self._hooks is not None
        self._hooks[0](kind, error, trace)

    def _on_thread_exception(self, failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            self.note(_report(failed.exc_value))
        assert self._hooks is not None
        self._hooks[1](failed)

    def _clear(self) -> None:
        for name in (_FACTS, _FAULT, _MISTAKES):
            with suppress(OSError):
                (self._running / name).unlink(missing_ok=True)


def _report(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(error))


def _end_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - _MOST_BYTES, 0))
            return file.read()
    except OSError as error:
        return f"cannot be read: {error.strerror}".encode()


def _qt_version() -> str:
    from PySide6.QtCore import qVersion

    return qVersion()
