"""Holds a case until its standard input ends. Run as a script by test_lock.py."""

import sys
from pathlib import Path

from app.case.store import CaseStore

if __name__ == "__main__":
    with CaseStore.open(Path(sys.argv[1])):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()
