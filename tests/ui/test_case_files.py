"""Which evidence items the files of a log are: moved, replaced, gone, altered, bookmarked before that is known."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.case.store import CaseStore
from app.case.t0 import T0, Means
from app.case.undoing import Undoing
from app.chain.trust import TrustStore
from app.replay.evidence import Evidence, open_evidence
from app.ui.casework.files import AlteredError, CaseFiles, sha256_of
from app.ui.casework.keeper import CaseKeeper
from tests.ui.windows import SAMPLES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "evidence" / "x.h5"
    path.parent.mkdir()
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    return path


@pytest.fixture
def evidence(path: Path) -> Iterator[Evidence]:
    evidence = open_evidence([path], TrustStore())
    yield evidence
    evidence.log.close()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return tmp_path / "c.ircase"


def sha256(evidence: Evidence) -> str:
    found = sha256_of(evidence.log.opened[0].segment.source, threading.Event())
    assert found is not None
    return found


def replace_by(name: str, path: Path) -> None:
    other = path.with_name("other.h5")
    shutil.copyfile(SAMPLES / name, other)
    other.replace(path)


def kept(evidence: Evidence, case: Path, qtbot: QtBot, *, bookmark: bool = False) -> list[str]:
    """A keeper works until the hash is known; what it said."""
    said = list[str]()
    keeper = CaseKeeper(evidence, path=case)
    for signal in (keeper.problem, keeper.refused, keeper.found):
        signal.connect(said.append)
    keeper.begin()
    if bookmark:
        keeper.add_bookmark(5, None, channels=(), text="", layout="")
    qtbot.waitUntil(lambda: keeper._hashing.ident is not None and not keeper._hashing.is_alive(), timeout=20_000)
    keeper.close()
    return said


def test_a_file_that_was_replaced_at_its_path_is_hashed_as_it_was_opened(
    evidence: Evidence, path: Path, case: Path, qtbot: QtBot
) -> None:
    was = sha256(evidence)
    replace_by("cut-in.h5", path)
    kept(evidence, case, qtbot)
    with CaseStore.open(case) as store:
        (item,) = store.case.evidence
        assert (item.sha256, item.size) == (was, (SAMPLES / "crossing.h5").stat().st_size)


def test_a_file_that_is_gone_takes_bookmarks_and_the_case_is_free_again(
    evidence: Evidence, path: Path, case: Path, qtbot: QtBot
) -> None:
    path.unlink()
    assert kept(evidence, case, qtbot, bookmark=True) == []
    with CaseStore.open(case) as store:
        assert [one.evidence_id for one in store.case.bookmarks] == [store.case.evidence[0].id]


def test_a_case_that_cannot_be_used_is_let_go_of(
    evidence: Evidence, case: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no such medium")

    monkeypatch.setattr(CaseFiles, "__init__", fail)
    keeper, said = CaseKeeper(evidence, path=case), list[str]()
    keeper.problem.connect(said.append)
    keeper.begin()
    qtbot.waitUntil(lambda: said == ["no such medium"], timeout=20_000)
    with CaseStore.open(case):
        pass
    keeper.close()


def test_a_file_that_is_written_to_has_no_hash_and_is_no_item_that_has_one(
    evidence: Evidence, path: Path, case: Path, qtbot: QtBot
) -> None:
    with CaseStore.open(case, make=True) as store:
        CaseFiles(evidence, store, Undoing(store)).hashed(path, sha256(evidence))
        (before,) = store.case.evidence
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"altered")
    os.utime(path, ns=(1, 1))
    with pytest.raises(AlteredError, match="written to since it was opened"):
        sha256(evidence)
    said = kept(evidence, case, qtbot, bookmark=True)
    assert [one.partition(":")[0] for one in said] == ["x.h5"]
    with CaseStore.open(case) as store:
        assert [one.sha256 for one in store.case.evidence] == [before.sha256, None]
        assert [one.evidence_id for one in store.case.bookmarks] == [store.case.evidence[1].id]


def test_a_moved_file_is_found_again_although_it_was_bookmarked_first(
    evidence: Evidence, path: Path, case: Path, tmp_path: Path
) -> None:
    digest = sha256(evidence)
    with CaseStore.open(case, make=True) as store:
        CaseFiles(evidence, store, Undoing(store)).hashed(path, digest)
        (item,) = store.case.evidence
    new = tmp_path / "moved.h5"
    path.rename(new)
    moved = open_evidence([new], TrustStore())
    with CaseStore.open(case) as store:
        undoing = Undoing(store)
        files = CaseFiles(moved, store, undoing)
        made = undoing.add_bookmark(files.first, start_ns=5, end_ns=None, layout="", channels=(), text="")
        undoing.set_t0(T0(t_ns=5, evidence_id=files.first, means=Means.KEY))
        assert made.evidence_id != item.id
        files.note_change(new, "moved.h5: removed")
        assert files.hashed(new, digest) == ""
        assert [(one.id, one.path) for one in store.case.evidence] == [(item.id, new)]
        assert {one.evidence_id for one in store.case.bookmarks} == {item.id}
        assert store.case.t0 == T0(t_ns=5, evidence_id=item.id, means=Means.KEY)
        undoing.undo()
        undoing.undo()
        undoing.redo()
        assert {one.evidence_id for one in store.case.bookmarks} == {item.id}
        last = [one for one in store.custody.entries() if one.action == "changed"]
        assert [json.loads(one.subject)["evidence"] for one in last] == [item.id]
        assert store.custody.verify().holds
    moved.log.close()


def test_what_was_written_before_the_hash_goes_to_the_file_that_it_was_written_of(
    evidence: Evidence, path: Path, case: Path
) -> None:
    with CaseStore.open(case, make=True) as store:
        CaseFiles(evidence, store, Undoing(store)).hashed(path, "a" * 64)  # another file was there then
    with CaseStore.open(case) as store:
        undoing = Undoing(store)
        files = CaseFiles(evidence, store, undoing)
        undoing.set_t0(T0(t_ns=5, evidence_id=files.first, means=Means.EVENT), proposed=True)
        for start_ns in (5, 6):
            undoing.add_bookmark(files.first, start_ns=start_ns, end_ns=None, layout="", channels=(), text="")
        undoing.remove_bookmark(store.case.bookmarks[0].id)
        assert "is not the file that came into the case" in files.hashed(path, "b" * 64)
        item = store.case.evidence[-1].id
        undoing.undo()
        assert store.case.t0 == T0(t_ns=5, evidence_id=item, means=Means.EVENT)
        assert [one.evidence_id for one in store.case.bookmarks] == [item, item]


def test_who_connects_before_it_begins_is_told_the_t0_of_the_case(
    evidence: Evidence, case: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CaseStore.open(case, make=True) as store:
        files = CaseFiles(evidence, store, Undoing(store))
        store.set_t0(T0(t_ns=7, evidence_id=files.first, means=Means.KEY))
    submit = ThreadPoolExecutor.submit

    def at_once(self: ThreadPoolExecutor, *given: Any, **more: Any) -> Future[Any]:
        """As if that thread were always faster than this one."""
        future = submit(self, *given, **more)
        future.exception()
        return future

    monkeypatch.setattr(ThreadPoolExecutor, "submit", at_once)
    keeper, told = CaseKeeper(evidence, path=case), list[int]()
    keeper.t0_found.connect(told.append)
    keeper.begin()
    keeper.close()
    qtbot.waitUntil(lambda: told == [7], timeout=20_000)
