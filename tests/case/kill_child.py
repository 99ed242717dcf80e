"""Adds, changes and removes bookmarks for ever and prints each acknowledged one. Run as a script by test_kill.py.

It must not print before a command has returned.
"""

import sys
from dataclasses import replace
from pathlib import Path

from app.case.store import CaseStore


def tell(what: str, number: int, text: str) -> None:
    # the parent counts on it only once it has read the whole line
    sys.stdout.write(f"{what} {number} {text}\n")
    sys.stdout.flush()


def main(path: Path) -> None:
    with CaseStore.open(path, make=True) as store:
        evidence = store.case.evidence
        item = evidence[0] if evidence else store.add_evidence(Path("/logs/a.h5"), size=1)
        while True:
            mark = store.add_bookmark(item.id, start_ns=store.custody.head.sequence, text="x" * 3000)
            tell("added", mark.id, mark.text)
            if mark.id % 3 == 0:
                store.change_bookmark(replace(mark, text="changed"))
                tell("changed", mark.id, "changed")
            if mark.id % 7 == 0:
                store.remove_bookmark(mark.id)
                tell("removed", mark.id, "-")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
