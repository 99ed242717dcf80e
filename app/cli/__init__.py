"""The verbs of the command line, one file each; never a window.

It must not know how anything is computed: a verb reads its arguments, asks the packages below, prints and returns its
exit status. `main` is the edge where every error becomes one or two sentences.
"""

import argparse
import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from app import __version__
from app.cli.exits import CANNOT_WRITE, INTERNAL_ERROR, USAGE, VerbError
from app.cli.plain import plain

VERBS = ("verify", "info", "cat", "excerpt", "pack", "keys", "codes")
"""One module each, with `add(verbs)` and `run(arguments)`."""

_INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """argparse with the exit status of this program: its own 2 would read as UNTRUSTED."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and end."""
        self.print_usage(sys.stderr)
        print(f"{self.prog}: {plain(message)}", file=sys.stderr)
        raise SystemExit(USAGE)


def main(arguments: Sequence[str]) -> int:
    """Run one verb; the exit status. Raises SystemExit for wrong usage and for --help."""
    parser = _Parser(
        prog="incident-replay",
        description="Verifies and replays the sealed logs of automated vehicles.",
        epilog="example: incident-replay verify drive/ --json",
    )
    parser.add_argument("--version", action="version", version=f"incident-replay {__version__}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", dest="verb", required=True)
    for name in VERBS:
        import_module(f"app.cli.{name}").add(verbs)
    _make_streams_safe()
    asked = parser.parse_args(arguments)
    try:
        status = import_module(f"app.cli.{asked.verb}").run(asked)
        sys.stdout.flush()
    except VerbError as error:
        print(f"incident-replay: {plain(str(error))}", file=sys.stderr)
        return error.status
    except BrokenPipeError:
        # who reads our output has seen enough; Python must not complain about the pipe at its own exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _INTERRUPTED
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EIO}:
            return _internal_error(error)
        # the verbs say themselves what they cannot write: this is what they print
        print(f"incident-replay: the output cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT_WRITE
    except KeyboardInterrupt:
        print("incident-replay: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the edge of the program: no traceback reaches a user
        return _internal_error(error)
    return int(status)


def _internal_error(error: Exception) -> int:
    print(f"incident-replay: internal error: {plain(repr(error))}", file=sys.stderr)
    if os.environ.get("INCIDENT_REPLAY_TRACEBACK"):
        traceback.print_exc()
    else:
        print("Set INCIDENT_REPLAY_TRACEBACK=1 to see where, and report it.", file=sys.stderr)
    return INTERNAL_ERROR


def _make_streams_safe() -> None:
    """Let no name of a file or channel end a verb because the terminal cannot show it, nor a stream that is closed."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
