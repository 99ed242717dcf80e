"""E-07, R-09: kill -9 at any moment loses nothing that was acknowledged, and the ledger verifies.

KILLS sets the number of rounds; CAMPAIGN=full makes it 100.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.case.store import CaseStore

ROUNDS = 100 if os.environ.get("CAMPAIGN") == "full" else int(os.environ.get("KILLS", "20"))
ROUNDS_A_CASE = 5
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")


def killed(path: Path, *, after_s: float) -> list[tuple[str, int, str]]:
    """What the child acknowledged before it was killed."""
    command = [sys.executable, "-m", "tests.case.kill_child", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline()]
        assert lines[0], "the child acknowledged nothing"
        time.sleep(after_s)
        child.kill()
        lines += child.stdout.readlines()
        assert child.wait() == -signal.SIGKILL
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [(what, int(number), text) for what, number, text in whole]


@pytest.mark.timeout(0)
def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(11)
    expected: dict[int, str | None] = {}
    for number in range(ROUNDS):
        path = tmp_path / f"case{number // ROUNDS_A_CASE}.ircase"
        if number % ROUNDS_A_CASE == 0:
            expected = {}
        acknowledged = killed(path, after_s=chance.uniform(0, 0.15))
        for what, mark, text in acknowledged:
            expected[mark] = None if what == "removed" else text
        assert_kept(path, expected, last=acknowledged[-1][1])
        assert [one.name for one in tmp_path.iterdir() if "partial" in one.name] == []


def assert_kept(path: Path, expected: dict[int, str | None], *, last: int) -> None:
    with CaseStore.open(path) as store:
        assert store.custody.verify().holds
        found = {mark.id: mark.text for mark in store.case.bookmarks}
        for mark, text in expected.items():
            # the last one may have gone further than could be said
            if mark == last:
                assert found.get(mark) in {text, "changed", None}
            else:
                assert found.get(mark) == text
        if expected[last] is not None:
            assert last in found or last % 7 == 0
        # what is there and was not acknowledged is at most the one that was under way
        assert len(found.keys() - expected.keys()) <= 1
        for extra in found.keys() - expected.keys():
            expected[extra] = found[extra]
        expected[last] = found.get(last)


@pytest.mark.timeout(0)
def test_kills_while_a_case_is_made_leave_a_case_or_nothing(tmp_path: Path) -> None:
    chance = random.Random(5)
    for number in range(max(3, ROUNDS // 4)):
        path = tmp_path / f"new{number}.ircase"
        command = [sys.executable, "-m", "tests.case.kill_child", str(path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as child:
            while not path.with_name(path.name + ".lock").exists():
                assert child.poll() is None
            time.sleep(chance.uniform(0, 0.12))
            child.kill()
        with CaseStore.open(path, make=True) as store:
            assert store.custody.verify().holds
            assert store.custody.head.sequence >= 1
