"""Cyclic garbage dies on the thread of the windows, whichever thread made it or allocates."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.case.store import CaseStore
from app.chain.trust import TrustStore
from app.replay.evidence import open_evidence
from app.ui import garbage
from app.ui.casework.keeper import CaseKeeper
from tests.ui.windows import SAMPLES


class Cyclic(QObject):
    """It says on which thread it died."""

    died: list[int]

    def __init__(self, died: list[int]) -> None:
        super().__init__()
        self.died = died
        self.itself = self

    def __del__(self) -> None:
        self.died.append(threading.get_ident())


@pytest.fixture
def collecting(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[QObject]:
    monkeypatch.setattr(garbage, "YOUNG_EVERY_MS", 10)
    parent = QObject()
    garbage.collect_here(parent)
    yield parent
    parent.deleteLater()


def allocate() -> None:
    """So much that Python would collect all generations."""
    kept: list[list[int]] = []
    for _ in range(30):
        kept += [[] for _ in range(10_000)]


def test_a_thread_that_allocates_collects_nothing(collecting: QObject, qtbot: QtBot) -> None:
    died: list[int] = []
    for _ in range(5):
        Cyclic(died)
    other = threading.Thread(target=allocate)
    other.start()
    other.join()
    assert died == []
    qtbot.waitUntil(lambda: len(died) == 5)
    assert set(died) == {threading.get_ident()}


def test_what_was_set_aside_is_collected_when_all_is_looked_at(collecting: QObject, qtbot: QtBot) -> None:
    died: list[int] = []
    Cyclic(died)
    garbage.set_aside()
    try:
        qtbot.wait(100)
        gc.collect()
        assert died == []
    finally:
        garbage.look_at_all()
    assert died == [threading.get_ident()]


def test_a_case_that_is_closed_while_it_is_opened_leaves_no_thread(
    collecting: QObject, own_data: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = CaseStore.open

    def slow(*given: Any, **more: Any) -> CaseStore:
        time.sleep(0.3)
        return real(*given, **more)

    monkeypatch.setattr(CaseStore, "open", slow)
    evidence = open_evidence([SAMPLES / "crossing.h5"], TrustStore())
    keeper = CaseKeeper(evidence)
    keeper.begin()
    keeper.close()
    assert not keeper._hashing.is_alive()
    assert not any(thread.is_alive() for thread in keeper._thread._threads)
    evidence.log.close()
