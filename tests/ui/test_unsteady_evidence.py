"""R-01 to R-08: evidence that changes, goes, stalls or cannot be written beside, and what the window makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot

from app.case.place import default_path
from app.case.store import CaseStore
from app.chain.trust import TrustStore
from app.log import positioned
from app.replay import evidence as evidence_module
from app.replay.evidence import Evidence, open_evidence
from app.replay.state import Waiting
from app.scene.sample import Presence
from app.scene.standing import Standing
from app.ui.ending import endings
from tests.replay.altering import alter
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "evidence" / "copy.h5"
    path.parent.mkdir()
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    return path


def facts(here: Seat) -> list[str]:
    return [fact.word for fact in here.window.banner.facts()]


def test_a_file_that_goes_stays_readable_and_the_banner_says_so(qtbot: QtBot, copy: Path) -> None:
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        assert "File changed on disk" not in facts(here)
        copy.unlink()
        assert here.go(7.0).worst is Standing.INTACT
        here.wait(lambda: facts(here)[0] == "File changed on disk")
        assert "copy.h5: moved, removed or replaced" in here.window.banner.toolTip()
        assert "Intact" in facts(here)
        here.desk.inspector.show_page(here.desk.evidence)
        found = here.desk.evidence.findings
        here.wait(lambda: bool(found.findItems("changed", Qt.MatchFlag.MatchContains)))


def test_a_picture_that_is_altered_while_it_is_played_is_refused_and_the_walk_begins_again(
    qtbot: QtBot, copy: Path
) -> None:
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        here.go(1.0)
        alter(copy, number=60)
        camera = here.go(6.06).samples["/camera/front"]
        assert camera.lookup.presence is Presence.CURRENT
        assert camera.standing is Standing.BROKEN
        assert here.desk.camera.strips.warning.isVisible()
        here.wait(lambda: here.session.trust.first_broken is not None)
        assert facts(here)[:2] == ["File changed on disk", "Not intact"]


def test_a_file_that_is_cut_says_so(qtbot: QtBot, copy: Path) -> None:
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        os.truncate(copy, copy.stat().st_size // 3)
        worst = {here.go(seconds).worst for seconds in (1.0, 3.0, 5.0, 7.0, 9.0)}
        assert worst & {Standing.BROKEN, Standing.UNCHECKED}
        camera = here.desk.camera
        gone = next(t for t in (1.0, 3.0, 5.0, 7.0, 9.0) if here.go(t).samples["/camera/front"].unread)
        here.go(gone)
        # nothing is shown, so nothing is said of what is: the bytes are missing, not altered
        assert not camera.strips.warning.isVisible()
        assert camera.empty.accessibleName().startswith("Cannot read frame")
        here.wait(lambda: "File changed on disk" in facts(here))


def test_a_drive_that_does_not_answer_leaves_the_window_alive_and_is_said(
    qtbot: QtBot, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, goes_on = positioned.read_into, threading.Event()
    goes_on.set()

    def read_into(fd: int, target: memoryview, offset: int) -> int:
        goes_on.wait(60)
        return real(fd, target, offset)

    monkeypatch.setattr(positioned, "read_into", read_into)
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        goes_on.clear()
        try:
            here.session.seek(here.session.timeline.span[0] + 7 * 10**9)
            here.wait(lambda: here.session.state.waiting is Waiting.UNREACHABLE)
            assert here.desk.transport.dropped.text() == "Evidence unreachable"
            began = time.monotonic()
            for _ in range(20):
                here.do("step_forward")
                qtbot.wait(1)
            assert time.monotonic() - began < 20
        finally:
            goes_on.set()
        assert here.settle().worst is Standing.INTACT
        assert here.session.state.waiting is Waiting.NOT
        here.wait(lambda: here.desk.transport.dropped.text() == "")


class Stall:
    """A drive that answers, or does not, with one file on it."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real, self._there = positioned.read_into, path.stat()
        self.answers, self.waiting = threading.Event(), threading.Event()
        self.answers.set()
        monkeypatch.setattr(positioned, "read_into", self._read_into)

    def _read_into(self, fd: int, target: memoryview, offset: int) -> int:
        if not self.answers.is_set() and os.path.samestat(os.fstat(fd), self._there):
            self.waiting.set()
            self.answers.wait(60)
        return self._real(fd, target, offset)


@pytest.fixture
def stall(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stall]:
    stall = Stall(copy, monkeypatch)
    yield stall
    stall.answers.set()
    assert endings.wait(60)


def longest_turn_s(qtbot: QtBot, until: Callable[[], bool]) -> float:
    """How long the event loop did not turn, at most, until something was so."""
    turns = [time.monotonic()]
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: turns.append(time.monotonic()))
    timer.start()
    qtbot.waitUntil(until, timeout=60_000)
    timer.stop()
    return max(after - before for before, after in pairwise([*turns, time.monotonic()]))


def test_another_log_is_opened_while_the_drive_of_the_first_does_not_answer(
    qtbot: QtBot, copy: Path, stall: Stall
) -> None:
    with seat(qtbot) as here:
        here.open(copy)
        stall.answers.clear()
        first, opened = here.session, here.session.evidence.log.opened[0]
        first.seek(first.timeline.span[0] + 7 * 10**9)
        here.do("bookmark_now")
        here.wait(stall.waiting.is_set)
        path = default_path(first.evidence.genesis.drive)
        here.desktop.open([SAMPLES / "cut-in.h5"])
        assert longest_turn_s(qtbot, lambda: here.window.session is not first) < 5
        assert here.settle().worst is Standing.INTACT
        # it is closed only when nothing reads it any more, and its case was closed long before
        assert opened.segment.source.fileno() >= 0
        with CaseStore.open(path) as store:
            assert len(store.case.bookmarks) == 1
        stall.answers.set()
        here.wait(lambda: opened.segment.source.fileno() < 0)


def test_another_log_is_opened_while_one_on_a_drive_that_does_not_answer_is_still_awaited(
    qtbot: QtBot, copy: Path, stall: Stall
) -> None:
    stall.answers.clear()
    with seat(qtbot) as here:
        here.desktop.open([copy])
        here.wait(stall.waiting.is_set)
        here.open(SAMPLES / "cut-in.h5")
        stall.answers.set()
        qtbot.waitUntil(lambda: not any(thread.is_alive() for thread in here.desktop.opening.threads))
        qtbot.wait(50)
        assert here.session.evidence.title == "cut-in.h5"


def test_a_window_whose_log_does_not_answer_closes_at_once(qtbot: QtBot, copy: Path, stall: Stall) -> None:
    with seat(qtbot) as here:
        here.open(copy)
        stall.answers.clear()
        here.session.seek(here.session.timeline.span[0] + 7 * 10**9)
        here.wait(stall.waiting.is_set)
        here.window.close()
        assert not stall.answers.is_set()
    assert not endings.wait(0.1)


def test_a_process_whose_log_does_not_answer_ends_with_its_status(copy: Path) -> None:
    script = (
        "import os, sys, threading, time\n"
        "from pathlib import Path\n"
        "from PySide6.QtCore import QTimer\n"
        "from app import desktop\n"
        "from app.log import positioned\n"
        "real, dead, waiting = positioned.read_into, threading.Event(), threading.Event()\n"
        "def read_into(fd, target, offset):\n"
        "    if dead.is_set():\n"
        "        waiting.set()\n"
        "        time.sleep(300)\n"
        "    return real(fd, target, offset)\n"
        "positioned.read_into = read_into\n"
        "app = desktop.prepare()\n"
        "here = desktop.Desktop()\n"
        "here.window.show()\n"
        "here.open([Path(sys.argv[1])])\n"
        "def look():\n"
        "    session = here.window.session\n"
        "    if waiting.is_set():\n"
        "        here.window.close()\n"
        "    elif session is not None and session.moment is not None:\n"
        "        dead.set()\n"
        "        session.seek(session.timeline.span[1] - 1)\n"
        "timer = QTimer(interval=50)\n"
        "timer.timeout.connect(look)\n"
        "timer.start()\n"
        "raise SystemExit(desktop.leave(app.exec()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, copy], cwd=SAMPLES.parent, timeout=120, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("path", ["copy", "nothing"])
def test_a_window_that_is_closed_while_a_log_is_opened_waits_for_nothing(
    qtbot: QtBot, copy: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, closed = threading.Event(), []
    real = open_evidence

    def slow(*given: Any) -> Evidence:
        goes_on.wait(60)
        evidence = real(*given)
        closed.append(evidence)
        return evidence

    monkeypatch.setattr(evidence_module, "open_evidence", slow)
    with seat(qtbot) as here:
        here.desktop.open([copy.with_stem(path)])
        here.window.close()
        # it gives up after a minute: who waited for it would find what it has opened
        assert closed == []
    goes_on.set()
    threads = here.desktop.opening.threads
    qtbot.waitUntil(lambda: not any(thread.is_alive() for thread in threads))
    for evidence in closed:
        # it was closed again
        assert not evidence.log.read(evidence.log.log.channels["/camera/front"], 0).usable


def test_the_case_has_one_verdict_of_a_walk_and_what_happened_to_the_file(
    qtbot: QtBot, copy: Path, tmp_path: Path
) -> None:
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        keeper = here.desktop.casework.keeper
        assert keeper is not None
        here.wait(lambda: not keeper._hashing.is_alive())
        path = default_path(here.session.evidence.genesis.drive)
        other = tmp_path / "other.h5"
        shutil.copyfile(SAMPLES / "cut-in.h5", other)
        other.replace(copy)
        here.wait(lambda: here.session.trust.changed is not None)
        qtbot.wait(100)
    with CaseStore.open(path) as store:
        entries = [(one.action, one.subject) for one in store.custody.entries()]
    assert [action for action, _ in entries].count("verify") == 1
    (changed,) = [subject for action, subject in entries if action == "changed"]
    assert "copy.h5: moved, removed or replaced while it was open" in changed


def test_what_the_case_says_of_a_file_stays_in_sight_and_the_case_is_kept(qtbot: QtBot, copy: Path) -> None:
    evidence = open_evidence([copy], TrustStore())
    path = default_path(evidence.genesis.drive)
    evidence.log.close()
    path.parent.mkdir(parents=True)
    with CaseStore.open(path, make=True) as store:
        store.add_evidence(copy, size=copy.stat().st_size, sha256="a" * 64)
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        label = here.window.case
        here.wait(lambda: "finding" in label.text())
        here.do("bookmark_now")
        here.wait(lambda: len(here.desk.marks) == 1)
        assert label.text().startswith("Case saved")
        assert label.text().endswith("1 finding")
        assert "copy.h5 is not the file that came into the case from there" in label.toolTip()
        here.desk.inspector.show_page(here.desk.evidence)
        assert here.desk.evidence.case.isVisible()
        assert here.desk.evidence.case.text() == label.toolTip()
        here.desktop.open([SAMPLES / "cut-in.h5"])
        here.wait(lambda: here.session.evidence.paths[0].name == "cut-in.h5")
        here.wait(lambda: label.text().startswith("Case saved"))
        assert (label.toolTip(), here.desk.evidence.case.isVisible()) == ("", False)


def test_an_undo_that_is_refused_is_said_and_the_case_is_kept(qtbot: QtBot, copy: Path) -> None:
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        here.do("bookmark_now")
        here.wait(here.window.actions_.action("undo").isEnabled)
        keeper = here.desktop.casework.keeper
        assert keeper is not None
        mark = here.desk.marks[0].id
        held = keeper._held
        assert held is not None
        keeper._thread.submit(lambda: held.store.remove_bookmark(mark)).result()
        here.do("undo")
        here.wait(lambda: "no bookmark" in here.window.status.said.text())
        assert here.window.case.text().startswith("Case saved")


def test_nothing_is_written_beside_the_evidence(qtbot: QtBot, copy: Path) -> None:
    copy.chmod(0o444)
    copy.parent.chmod(0o555)
    before = copy.stat()
    with seat(qtbot) as here:
        here.open(copy)
        here.finish()
        here.do("bookmark_now")
        here.wait(lambda: len(here.desk.marks) == 1)
        assert [one.name for one in copy.parent.iterdir()] == ["copy.h5"]
    after = copy.stat()
    copy.parent.chmod(0o755)
    assert [one.name for one in copy.parent.iterdir()] == ["copy.h5"]
    assert (after.st_size, after.st_mtime_ns, after.st_mode) == (before.st_size, before.st_mtime_ns, before.st_mode)


def test_one_log_in_two_windows_is_replayed_in_both(qtbot: QtBot, copy: Path) -> None:
    with seat(qtbot) as one, seat(qtbot) as other:
        one.open(copy)
        other.open(copy)
        one.finish()
        other.finish()
        assert one.go(7.0).worst is other.go(3.0).worst is Standing.INTACT
        assert one.desk.camera.sample is not other.desk.camera.sample
