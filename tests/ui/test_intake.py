"""Intakes in the window: what means nothing by itself is mapped, one of several is chosen, nothing is left behind."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QProcess
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.intake.dialog import IntakeDialog
from app.ui.intake.target import made, proposed
from app.ui.intake.verb import Verb

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    """An HDF5 file in a layout of nobody's."""
    path = tmp_path / "unknown.h5"
    with h5py.File(path, "w") as file:
        file["mine/time"] = np.arange(200) / 10
        file["mine/speed"] = np.linspace(0, 20, 200)
    return path


def opened(source: Path, qtbot: QtBot) -> tuple[IntakeDialog, list[Path]]:
    dialog, logs = IntakeDialog(source), list[Path]()
    qtbot.addWidget(dialog)
    dialog.sealed.connect(logs.append)
    dialog.show()
    return dialog, logs


def idle(dialog: IntakeDialog) -> bool:
    return not dialog._verb.running and bool(dialog.target.edit.text())


def test_an_unknown_layout_is_mapped_tried_and_sealed(unknown: Path, qtbot: QtBot) -> None:
    dialog, logs = opened(unknown, qtbot)
    qtbot.waitUntil(lambda: dialog.mapping.isVisible() and idle(dialog), timeout=60_000)
    assert "mine/speed" in dialog.words.toPlainText()
    assert "--mapping" not in dialog.words.toPlainText()
    assert not dialog.seal.isEnabled()
    right = dialog.mapping.text
    assert "mine/speed" in right
    dialog.mapping.editor.setPlainText("nonsense = 1")
    dialog.mapping.attempt.click()
    qtbot.waitUntil(lambda: bool(dialog.mapping.wrong.text()), timeout=60_000)
    assert dialog.mapping.wrong.text().startswith("It is no mapping: ")
    assert "inspect" not in dialog.mapping.wrong.text()
    assert "mine/speed" in dialog.words.toPlainText()
    assert not dialog.seal.isEnabled()
    dialog.mapping.editor.setPlainText(right)
    dialog.mapping.attempt.click()
    qtbot.waitUntil(dialog.seal.isEnabled, timeout=60_000)
    assert dialog.mapping.wrong.text() == ""
    # what was tried is what is sealed
    dialog.mapping.editor.setPlainText(right + "\n")
    assert not dialog.seal.isEnabled()
    dialog.mapping.attempt.click()
    qtbot.waitUntil(dialog.seal.isEnabled, timeout=60_000)
    dialog.seal.click()
    qtbot.waitUntil(lambda: bool(logs), timeout=60_000)
    assert logs == [unknown.with_name("unknown_intake.h5")]


def test_one_of_several_recordings_is_chosen(tmp_path: Path, qtbot: QtBot) -> None:
    scenario = (
        '<?xml version="1.0"?><commonRoad commonRoadVersion="2020a" benchmarkID="DEU_{0}-1_1_T-1" timeStepSize="0.1">'
        "</commonRoad>"
    )
    folder = tmp_path / "several"
    folder.mkdir()
    for name in ("A", "B"):
        (folder / f"DEU_{name}-1_1_T-1.xml").write_text(scenario.format(name))
    dialog, _ = opened(folder, qtbot)
    qtbot.waitUntil(lambda: dialog.parts.isVisible() and idle(dialog), timeout=60_000)
    names = [dialog.parts.itemText(row) for row in range(dialog.parts.count())]
    assert names == ["DEU_A-1_1_T-1.xml", "DEU_B-1_1_T-1.xml"]
    assert dialog._convert()[2:] == ["--part", names[0]]
    dialog.parts.setCurrentIndex(1)
    assert dialog._convert()[2:] == ["--part", names[1]]


def test_what_is_nothing_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "nothing.bin"
    path.write_bytes(b"\0" * 100)
    dialog, _ = opened(path, qtbot)
    qtbot.waitUntil(lambda: dialog.say.text().startswith("It cannot be taken in"), timeout=60_000)
    assert "is in no format that is known" in dialog.words.toPlainText()
    assert not dialog.seal.isEnabled()


def test_it_goes_beside_its_source_or_where_the_user_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, own = tmp_path / "card" / "drive.h5", tmp_path / "documents"
    source.parent.mkdir()
    own.mkdir()
    assert proposed(source, [own]) == source.parent / "drive_intake"
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, how: path != source.parent and real(path, how))
    assert proposed(source, [tmp_path / "none", own]) == own / "drive_intake"
    assert proposed(source, [tmp_path / "none"]) == tmp_path / "none" / "drive_intake"
    assert made(own / "drive_intake") is None
    (own / "drive_intake.h5").touch()
    assert made(own / "drive_intake") == own / "drive_intake.h5"


@pytest.fixture(params=["at a terminal", "behind another program"])
def started(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `&` a shell starts what hears no Ctrl-C."""
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.SIG_IGN if request.param != "at a terminal" else signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("started")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_verb_that_is_stopped_may_tidy_up_and_is_not_waited_for(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "slow"
    script.write_text(
        f"#!{sys.executable}\nimport time, pathlib\nprint('ready', flush=True)\n"
        "try:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n"
        f"    time.sleep(0.5)\n    pathlib.Path({str(tmp_path / 'tidied')!r}).touch()\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    parent, said, ended = QWidget(), list[str](), list[Any]()
    qtbot.addWidget(parent)
    verb = Verb(parent)
    verb.line_said.connect(said.append)
    verb.ended.connect(lambda *_: ended.append(1))
    verb.start("convert")
    qtbot.waitUntil(lambda: said == ["ready"], timeout=30_000)
    assert verb._process is not None
    # a terminal that is closed, and a Ctrl-C that is meant for others, do not reach it
    assert os.getsid(verb._process.processId()) == verb._process.processId()
    verb.stop()
    assert not (tmp_path / "tidied").exists()
    assert not verb.running
    qtbot.waitUntil((tmp_path / "tidied").exists, timeout=30_000)
    app = QCoreApplication.instance()
    assert app is not None
    qtbot.waitUntil(lambda: not app.findChildren(QProcess), timeout=30_000)
    assert ended == []
