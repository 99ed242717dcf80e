"""Where the program starts: a verb goes to the command line, `render` and everything else to the desktop.

It must not know any verb but those of the desktop, it imports nothing before it is asked, and it must not let Python's
own exit status 1 out, which would read as a broken log.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

INTERNAL_ERROR = 70
_DESKTOP_VERBS = ("render", "--new-window")


def main() -> int:
    """Run what the command line of this process asks for; the exit status is the answer."""
    arguments = sys.argv[1:]
    try:
        if wants_desktop(arguments):
            from app.desktop import main as desktop_main

            return desktop_main(arguments)
        from app.cli import main as cli_main
    except ImportError as error:
        print(f"incident-replay: this installation is incomplete: {error}", file=sys.stderr)  # noqa: T201
        return INTERNAL_ERROR
    return cli_main(arguments)


def wants_desktop(arguments: Sequence[str]) -> bool:
    """Whether a window, or a picture of one, is asked for: a path, `render`, or nothing where there is a display."""
    if not arguments:
        return has_display()
    if arguments[0] in _DESKTOP_VERBS:
        return True
    # a verb that was mistyped is no file
    return not arguments[0].startswith("-") and Path(arguments[0]).exists()


def has_display() -> bool:
    """Whether a window can be seen."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))


if __name__ == "__main__":
    raise SystemExit(main())
