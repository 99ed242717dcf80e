"""Standard output and standard error as a program may find them: closed, full, or unable to show a name.

It must not know what is said. No message may change an exit status: 1 would read as BROKEN.
"""

import io
import os
import sys
from pathlib import Path
from typing import TextIO

from app.cli.plain import plain


def make_safe() -> None:
    """Give closed streams a place to write to, before a file gets their numbers; escape what a stream cannot show."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print a line to standard error, if it can be."""
    try:
        print(plain(text), file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Let what is still to be written vanish: Python would complain about it at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
