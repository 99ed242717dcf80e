"""The verbs of the command line, one file each; never a window.

It must not know how anything is computed: a verb reads its arguments, asks the packages below, prints and returns its
exit status. `main` is the edge where every error becomes one or two sentences.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from app import __version__
from app.cli.exits import INTERNAL_ERROR, USAGE, VerbError
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
    except KeyboardInterrupt:
        print("incident-replay: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the edge of the program: no traceback reaches a user
        print(f"incident-replay: internal error: {plain(repr(error))}", file=sys.stderr)
        if os.environ.get("INCIDENT_REPLAY_TRACEBACK"):
            traceback.print_exc()
        else:
            print("Set INCIDENT_REPLAY_TRACEBACK=1 to see where, and report it.", file=sys.stderr)
        return INTERNAL_ERROR
    return int(status)
