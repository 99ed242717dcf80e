"""The verbs of the command line, one file each; never a window.

It must not know how anything is computed: a verb reads its arguments, asks the packages below, prints and returns its
exit status. `main` is the edge where every error becomes one or two sentences.
"""

import argparse
import errno
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from app import __version__
from app.cli.exits import CANNOT_WRITE, INTERNAL_ERROR, USAGE, VerbError
from app.cli.streams import make_safe, say, silence

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

VERBS = ("verify", "info", "cat", "audit", "excerpt", "pack", "inspect", "convert", "simulate", "keys", "codes")
"""One module each, with `add(verbs)` and `run(arguments)`."""

_INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """argparse with the exit status of this program: its own 2 would read as UNTRUSTED."""

    def print_help(self, file: "SupportsWrite[str] | None" = None) -> None:
        """Print it, and fail where it cannot be written: argparse itself would not."""
        print(self.format_help(), end="", file=file)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and end."""
        say(" ".join(self.format_usage().split()))
        say(f"{self.prog}: {message}")
        raise SystemExit(USAGE)


def main(arguments: Sequence[str]) -> int:
    """Run one verb; the exit status. Raises SystemExit for wrong usage and for --help."""
    make_safe()
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except VerbError as error:
        say(f"incident-replay: {error}")
        return error.status
    except BrokenPipeError:
        # who reads our output has seen enough
        silence(sys.stdout)
        return _INTERRUPTED
    except KeyboardInterrupt:
        say("incident-replay: interrupted")
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the edge of the program: no traceback reaches a user
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EIO}:
            # the verbs say themselves which file they cannot write: this is what they print
            silence(sys.stdout)
            say(f"incident-replay: the output cannot be written: {error.strerror}")
            return CANNOT_WRITE
        say(f"incident-replay: internal error: {error!r}")
        if os.environ.get("INCIDENT_REPLAY_TRACEBACK"):
            traceback.print_exc()
        else:
            say("Set INCIDENT_REPLAY_TRACEBACK=1 to see where, and report it.")
        return INTERNAL_ERROR
    return status


def _run(arguments: Sequence[str]) -> int:
    parser = _Parser(
        prog="incident-replay",
        description="Verifies and replays the sealed logs of automated vehicles.",
        epilog="example: incident-replay verify drive/ --json",
    )
    parser.add_argument("--version", action="version", version=f"incident-replay {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", dest="verb", required=True)
    for name in VERBS:
        import_module(f"app.cli.{name}").add(verbs)
    try:
        asked = parser.parse_args(arguments)
    except SystemExit:
        sys.stdout.flush()  # --help that nobody can read is no success
        raise
    return int(import_module(f"app.cli.{asked.verb}").run(asked))
