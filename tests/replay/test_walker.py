"""R-01 to R-03: files that are changed while they are open are checked again, and what happened to them is said."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chain.opening import CheckedLog
from app.chain.trust import TrustStore
from app.chain.verdict import Fact, Status
from app.replay.trust import Trust, at_opening
from app.replay.walker import Walker
from app.scene.standing import Standing
from tests.replay.altering import alter
from tests.replay.opening import SAMPLES, opened
from tests.replay.walking import walked

Change = Callable[[Path], object]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "copy.h5"
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    return path


@contextmanager
def watched(log: CheckedLog) -> Iterator[list[Trust]]:
    """What the walker says while the block runs, from the end of its first walk on."""
    told: list[Trust] = []
    wrong: list[BaseException] = []
    walker = Walker(log, TrustStore(), at_opening(log), published=told.append, failed=wrong.append, look_every_s=0.01)
    walker.join()
    try:
        yield told
    finally:
        walker.close()
    assert not wrong


def replace_by_another(path: Path) -> None:
    shutil.copyfile(SAMPLES / "cut-in.h5", path.with_name("other.h5")).replace(path)


def write_another_into(path: Path) -> None:
    raw = (SAMPLES / "cut-in.h5").read_bytes()
    size = path.stat().st_size
    path.write_bytes(raw.ljust(size, b"\0")[:size])


def touch(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1_000_000)


def codes(trust: Trust) -> set[str]:
    return {one.finding.code for one in trust.findings}


@pytest.mark.parametrize("change", [Path.unlink, replace_by_another, write_another_into])
def test_of_a_file_that_became_another_before_it_was_walked_nothing_is_said(copy: Path, change: Change) -> None:
    with opened(copy) as log:
        before = at_opening(log)
        change(copy)
        after = walked(log)
    assert after.stopped is not None
    assert not after.finished
    assert after.verdict == before.verdict


@pytest.mark.parametrize("change", [Path.unlink, replace_by_another])
def test_a_file_that_goes_after_the_walk_is_said_and_what_was_found_stays(
    copy: Path, change: Change, qtbot: QtBot
) -> None:
    with opened(copy) as log, watched(log) as told:
        assert told[-1].verdict.intact is Fact.YES
        change(copy)
        qtbot.waitUntil(lambda: told[-1].changed is not None)
        row = log.read(log.log.channels["/camera/front"], 10)
    assert told[-1].finished
    assert told[-1].verdict.intact is Fact.YES
    assert "FILE_CHANGED" in codes(told[-1])
    # the one that was opened is still read
    assert row.usable


def test_a_file_that_is_only_touched_is_checked_again_and_nothing_is_said(copy: Path, qtbot: QtBot) -> None:
    with opened(copy) as log, watched(log) as told:
        first = told[-1]
        touch(copy)
        qtbot.waitUntil(lambda: len(told) > told.index(first) + 2 and told[-1].finished, timeout=20_000)
        between = told[told.index(first) + 1 : -1]
    assert told[-1] == first
    assert not any(one.finished for one in between)


@pytest.mark.parametrize(
    ("change", "expected"),
    [(alter, {"PAYLOAD", "FILE_CHANGED"}), (cut, {"SHORT_READ", "FILE_CHANGED"})],
)
def test_what_is_written_into_an_open_file_is_found_by_checking_again(
    copy: Path, change: Change, expected: set[str], qtbot: QtBot
) -> None:
    with opened(copy) as log, watched(log) as told:
        change(copy)
        qtbot.waitUntil(lambda: told[-1].changed is not None, timeout=20_000)
    after = told[-1]
    assert after.verdict.status is Status.BROKEN
    assert expected <= codes(after)
    assert any(one.standing is Standing.BROKEN for one in after.stretches)


def test_a_broken_file_that_is_only_touched_is_not_said_to_be_written_to(copy: Path, qtbot: QtBot) -> None:
    alter(copy)
    with opened(copy) as log, watched(log) as told:
        first = told[-1]
        touch(copy)
        qtbot.waitUntil(lambda: len(told) > told.index(first) + 2 and told[-1].finished, timeout=20_000)
        between = told[told.index(first) + 1 : -1]
    assert told[-1] == first
    # what was found stays found while it is looked for again
    assert all(one.verdict.intact is Fact.NO and codes(one) == codes(first) for one in between)


def test_what_was_found_is_not_taken_back_when_the_file_is_put_right(copy: Path, qtbot: QtBot) -> None:
    sound = copy.read_bytes()
    with opened(copy) as log, watched(log) as told:
        alter(copy)
        qtbot.waitUntil(lambda: told[-1].changed is not None, timeout=20_000)
        broken = told[-1]
        with copy.open("r+b") as file:
            file.write(sound)
        qtbot.waitUntil(lambda: told[-1] is not broken and told[-1].finished, timeout=20_000)
    assert told[-1].verdict.status is Status.BROKEN
    assert codes(told[-1]) == codes(broken) >= {"PAYLOAD", "FILE_CHANGED"}


def test_another_log_written_into_an_open_file_does_not_pass_for_it(copy: Path, qtbot: QtBot) -> None:
    with opened(copy) as log, watched(log) as told:
        found = told[-1]
        write_another_into(copy)
        qtbot.waitUntil(lambda: told[-1].stopped is not None, timeout=20_000)
        row = log.read(log.log.channels["/camera/front"], 10)
    assert told[-1].changed is not None
    assert not told[-1].finished
    assert found.verdict.intact is Fact.YES
    assert not row.usable
