"""One window for all starts; after a crash the program goes on where it was, and says what it knows of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.case.place import data_folder
from app.log.channel import Mode
from app.ui.survival.black_box import MOST_BUNDLES, BlackBox
from app.ui.survival.last import Last, LastFile
from app.ui.survival.single import SingleInstance
from app.ui.survival.survival import Survival, last_of
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data", "own_session")
ROOT = SAMPLES.parent


@pytest.fixture
def own_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As a desktop gives it to its user: a short path, as sockets need."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot) as one:
        yield one


@pytest.fixture
def survival(here: Seat) -> Iterator[Survival]:
    one = Survival(data_folder(), lambda: here.desktop.window)
    yield one
    one.end()


def started(*paths: Path) -> subprocess.Popen[str]:
    """A start of the program as a user makes it."""
    return subprocess.Popen(
        [sys.executable, "-m", "app", *map(str, paths)], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip


def test_a_second_start_hands_over_what_it_was_to_open_and_ends(here: Seat, survival: Survival) -> None:
    here.desktop.watched_by(survival, opens=False)
    second = started(SAMPLES / "crossing.h5")
    here.wait(lambda: here.window.session is not None)
    assert here.session.evidence.title == "crossing.h5"
    here.wait(lambda: second.poll() is not None)
    assert (second.returncode, second.communicate()[1]) == (0, "")
    # nothing to open: its user wants to see the window
    here.window.showMinimized()
    third = started()
    here.wait(lambda: third.poll() is not None)
    assert (third.returncode, third.communicate()[1]) == (0, "")
    here.wait(lambda: not here.window.isMinimized())


def test_one_that_does_not_answer_keeps_nobody_from_opening(tmp_path: Path) -> None:
    first = SingleInstance(tmp_path)
    assert first.listen()
    # its event loop stands still meanwhile
    began = time.monotonic()
    assert not SingleInstance(tmp_path).hand_over([tmp_path])
    assert time.monotonic() - began < 10
    assert not SingleInstance(tmp_path).listen()
    first.close()
    second = SingleInstance(tmp_path)
    assert second.listen()
    second.close()


@pytest.mark.parametrize("said", [b"junk\n", b'{"paths": 3}\n', b'{"paths": ["relative"]}\n', b'{"x": 1}\n', b"\n"])
def test_what_is_no_request_opens_nothing(qtbot: QtBot, tmp_path: Path, said: bytes) -> None:
    first, asked = SingleInstance(tmp_path), list[object]()
    assert first.listen()
    first.asked.connect(asked.append)
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    assert socket.waitForConnected(2000)
    socket.write(said)
    socket.flush()
    qtbot.wait(200)
    assert asked in ([], [[]])
    first.close()


def test_a_log_that_was_open_when_the_program_was_killed_is_open_again_as_it_was(
    here: Seat, survival: Survival
) -> None:
    here.desktop.watched_by(survival, opens=False)
    here.open(SAMPLES / "crossing.h5")
    here.finish()
    here.session.set_mode(Mode.ARRIVAL)
    t_ns = here.go(6.9).t_ns
    here.desk.selection.select("36")
    here.desk.ledger.filter.setText("rejected = brake")
    survival._keep()
    kept = LastFile(data_folder() / "last.json").left()
    assert kept is not None
    assert kept == last_of(here.window, 0)
    # as a process that is killed leaves it, for another one
    survival._keeping.stop()
    survival._instance.close()
    here.window.set_session(None)
    again = Survival(data_folder(), lambda: here.desktop.window)
    here.desktop.watched_by(again, opens=False)
    assert "ended unexpectedly" in here.window.start.message
    here.wait(lambda: here.window.session is not None)
    assert here.settle().t_ns == t_ns
    assert here.session.state.mode is Mode.ARRIVAL
    assert here.desk.selection.selected == "36"
    assert here.desk.ledger.filter.text() == "rejected = brake"
    left = LastFile(data_folder() / "last.json").left()
    assert left is not None
    assert left.returns == 1
    again._steady.timeout.emit()
    again._keep()
    left = LastFile(data_folder() / "last.json").left()
    assert left is not None
    assert left.returns == 0
    again.end()
    assert LastFile(data_folder() / "last.json").left() is None


def test_what_ended_the_program_twice_is_not_opened_a_third_time(here: Seat, survival: Survival) -> None:
    LastFile(data_folder() / "last.json").keep(Last(paths=(str(SAMPLES / "crossing.h5"),), returns=1))
    here.desktop.watched_by(survival, opens=False)
    assert "is not opened again by itself" in here.window.start.message
    assert str(SAMPLES / "crossing.h5") in here.window.start.message
    assert not here.desktop.opening.threads


def test_who_names_a_log_gets_that_one(here: Seat, survival: Survival) -> None:
    LastFile(data_folder() / "last.json").keep(Last(paths=(str(SAMPLES / "crossing.h5"),)))
    here.desktop.watched_by(survival, opens=True)
    assert not here.desktop.opening.threads
    here.open(SAMPLES / "cut-in.h5")
    assert here.session.evidence.title == "cut-in.h5"


def test_what_is_gone_since_is_said_and_nothing_waits_for_it(here: Seat, survival: Survival, tmp_path: Path) -> None:
    LastFile(data_folder() / "last.json").keep(Last(paths=(str(tmp_path / "gone.h5"),)))
    here.desktop.watched_by(survival, opens=False)
    here.wait(lambda: "gone.h5" in here.window.start.message)
    here.open(SAMPLES / "cut-in.h5")
    survival._keep()
    kept = LastFile(data_folder() / "last.json").left()
    assert kept is not None
    assert kept.paths == (str(SAMPLES / "cut-in.h5"),)


@pytest.mark.parametrize("raw", [b"", b"{", b'{"paths": []}', b'{"paths": 1}', b'{"paths": ["a"], "t_ns": "x"}'])
def test_a_file_that_cannot_be_read_is_none(here: Seat, survival: Survival, raw: bytes) -> None:
    path = data_folder() / "last.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(raw)
    here.desktop.watched_by(survival, opens=False)
    assert not here.desktop.opening.threads


def test_a_killed_process_leaves_what_it_knew_and_the_next_one_bundles_it(tmp_path: Path) -> None:
    first = started(SAMPLES / "crossing.h5")
    last = data_folder() / "last.json"
    for _ in range(300):
        if last.exists() and json.loads(last.read_bytes())["t_ns"] is not None:
            break
        time.sleep(0.1)
    assert json.loads(last.read_bytes())["paths"] == [str(SAMPLES / "crossing.h5")]
    # a crash in a library: Python cannot catch it
    os.kill(first.pid, signal.SIGSEGV)
    first.communicate()
    box = BlackBox(data_folder())
    made = box.bundle_left(last)
    assert made is not None
    said = made.read_text()
    assert "== fault.txt\nFatal Python error: Segmentation fault" in said
    assert f'"process": {first.pid}' in said
    assert str(SAMPLES / "crossing.h5") in said
    assert box.bundle_left(last) is None


def test_an_orderly_end_leaves_nothing_but_mistakes_that_were_survived(tmp_path: Path) -> None:
    box = BlackBox(tmp_path)
    box.begin()
    box.end()
    assert box.bundle_left() is None
    box.begin()
    box.note("a mistake")
    thread = threading.Thread(target=lambda: 1 / 0)
    threading.excepthook, before = box._on_thread_exception, threading.excepthook
    box._hooks = (sys.excepthook, lambda _: None)
    thread.start()
    thread.join()
    box._hooks = (sys.__excepthook__, before)
    box.end()
    (made,) = (tmp_path / "crashes").glob("*.txt")
    said = made.read_text()
    assert "a mistake" in said
    assert "ZeroDivisionError" in said


def test_old_bundles_go_and_a_folder_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "crashes").mkdir()
    for number in range(MOST_BUNDLES + 3):
        (tmp_path / "crashes" / f"crash-2026010{number:02d}T000000Z.txt").write_bytes(b"")
    box = BlackBox(tmp_path)
    box.begin()
    assert BlackBox(tmp_path).bundle_left() is not None
    assert len(list((tmp_path / "crashes").iterdir())) == MOST_BUNDLES
    box.end()
    (tmp_path / "file").write_text("")
    other = BlackBox(tmp_path / "file")
    other.begin()
    other.note("nowhere")
    other.end()


def test_the_end_of_a_further_window_takes_nothing_from_the_first(here: Seat, survival: Survival) -> None:
    here.desktop.watched_by(survival, opens=False)
    here.open(SAMPLES / "crossing.h5")
    survival._keep()
    further = Survival(data_folder(), lambda: None)
    further.begin(opens=True)
    further.end()
    assert LastFile(data_folder() / "last.json").left() is not None
    assert (data_folder() / "running" / "facts.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are bytes")
def test_a_path_that_is_no_text_is_opened_by_a_window_of_its_own(tmp_path: Path) -> None:
    first = SingleInstance(tmp_path)
    assert first.listen()
    strange = Path(os.fsdecode(b"/tmp/case\xff.h5"))
    assert not SingleInstance(tmp_path).hand_over([strange])
    first.close()
    LastFile(tmp_path / "last.json").keep(Last(paths=(str(strange),)))
    assert LastFile(tmp_path / "last.json").left() is None


@pytest.mark.skipif(sys.platform == "win32", reason="no sockets in folders")
def test_they_meet_where_only_their_user_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Path(os.environ["XDG_RUNTIME_DIR"])
    first = SingleInstance(tmp_path / "own")
    assert first.listen()
    assert Path(first._name).parent == runtime
    assert Path(first._name).exists()
    first.close()
    # others could be there first
    runtime.chmod(0o755)
    second = SingleInstance(tmp_path / "own")
    assert Path(second._name) == tmp_path / "own" / "window.socket"
    assert (tmp_path / "own").stat().st_mode & 0o077 == 0
    runtime.chmod(0o700)
    # a name that is too long for a socket: nobody finds it, and it still watches
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    deep = SingleInstance(tmp_path / ("long" * 30))
    assert deep.listen()
    assert not SingleInstance(tmp_path / ("long" * 30)).hand_over([])
    deep.close()
