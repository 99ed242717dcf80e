"""Runs every check of the project in order, from a bare checkout, with real windows on a virtual screen.

A failed check does not stop the next one. It must not know what the checks check: their rules stand in pyproject.toml.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence

import ground

FIXES = (
    ("ruff format", ["-m", "ruff", "format"]),
    ("ruff check --fix", ["-m", "ruff", "check", "--fix"]),
)
CHECKS = (
    ("ruff format --check", ["-m", "ruff", "format", "--check"]),
    ("ruff check", ["-m", "ruff", "check"]),
    ("mypy", ["-m", "mypy"]),
    ("import-linter", ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo"]),
)

# a process for each core, with a virtual screen of its own; more of them would want more memory than they save time
AT_ONCE = ("-n", "auto", "--maxprocesses=4", "--dist", "loadfile")
# what must be covered whole is covered without them, and they take nearly twice as long when each line is counted
WINDOWS = "tests/ui"
REPORT = ground.ROOT / "build" / "coverage.json"
COVERAGE = (
    ("coverage", ["-m", "coverage", "json", "-q", "-o", str(REPORT)]),
    ("coverage ratchet", [str(ground.ROOT / "packaging" / "ratchet.py"), str(REPORT)]),
)


def main(arguments: Sequence[str]) -> int:
    """Run the checks and print which of them failed; 0 if none did."""
    parser = argparse.ArgumentParser(prog="packaging/test.py", description="Run every check of the project.")
    parser.add_argument("--fix", action="store_true", help="first let ruff format the code and mend what it can")
    parser.add_argument("pytest", nargs="*", metavar="-- ARGUMENT", help="arguments for pytest, after --")
    asked = parser.parse_args(arguments)
    checks = [*CHECKS]
    if asked.pytest:
        checks.append(("pytest", ["-m", "pytest", *asked.pytest]))
    else:
        # what a part of the tests covers says nothing
        checks += [
            ("pytest", ["-m", "pytest", *AT_ONCE, f"--ignore={WINDOWS}", "--cov", "--cov-report="]),
            *COVERAGE,
            ("pytest of windows", ["-m", "pytest", *AT_ONCE, WINDOWS]),
        ]
    if asked.fix:
        for name, command in FIXES:
            _run(name, command)
    REPORT.parent.mkdir(exist_ok=True)
    outcomes = {name: _run(name, command) for name, command in checks}
    _heading("summary")
    for name, (status, seconds) in outcomes.items():
        print(f"{'ok' if status == 0 else f'FAILED ({status})':<12} {name:<20} {seconds:6.1f} s")
    return int(any(status != 0 for status, _ in outcomes.values()))


def _run(name: str, command: list[str]) -> tuple[int, float]:
    """Run one check under its heading; its exit status and how long it took."""
    _heading(name)
    # a platform inherited from the shell ("offscreen") would open no real windows
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    began = time.monotonic()
    # one stream: what a check complains of belongs under its heading
    done = subprocess.run(
        [sys.executable, *command], cwd=ground.ROOT, env=environment, stderr=subprocess.STDOUT, check=False
    )
    return done.returncode, time.monotonic() - began


def _heading(name: str) -> None:
    """Part the output of one check from the next."""
    print(f"\n=== {name} {'=' * (72 - len(name))}", flush=True)


if __name__ == "__main__":
    ground.enter()
    raise SystemExit(main(sys.argv[1:]))
