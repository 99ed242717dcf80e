"""Where the program starts: hands the command line to what it asks for, and imports nothing before it is asked.

It must not know any verb, and it must not let Python's own exit status 1 out, which would read as a broken log.
"""

import sys

INTERNAL_ERROR = 70


def main() -> int:
    """Run the command line of this process; the exit status is the answer."""
    try:
        from app.cli import main as cli_main
    except ImportError as error:
        print(f"incident-replay: this installation is incomplete: {error}", file=sys.stderr)  # noqa: T201
        return INTERNAL_ERROR
    return cli_main(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
