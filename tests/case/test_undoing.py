"""Undo and redo: each is a further entry that names what it takes back; the ledger keeps everything."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.case.bookmark import Bookmark
from app.case.case import Case
from app.case.errors import CaseError
from app.case.store import CaseStore
from app.case.t0 import T0, Means
from app.case.undoing import Undoing
from tests.case.desk import filled, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with filled(tmp_path / "a.ircase", bookmarks=0) as made:
        yield made


def add(undoing: Undoing, t_ns: int, text: str = "") -> Bookmark:
    return undoing.add_bookmark(2, start_ns=t_ns, end_ns=None, layout="Investigate", channels=("/cam",), text=text)


def told(store: CaseStore) -> list[tuple[str, dict[str, Any]]]:
    return [(entry.action, json.loads(entry.subject)) for entry in store.custody.entries()]


def written(case: Case) -> object:
    return sorted(case.bookmarks, key=lambda one: one.id), case.t0


def test_a_bookmark_is_taken_back_and_made_again_as_it_was(store: CaseStore) -> None:
    undoing = Undoing(store)
    made = add(undoing, 5, "first")
    undoing.undo()
    assert not list(store.case.bookmarks)
    undoing.redo()
    assert list(store.case.bookmarks) == [made]
    entries = told(store)[-3:]
    assert [action for action, _ in entries] == ["bookmark"] * 3
    assert [entry.get("undoes") for _, entry in entries] == [None, made.id, None]
    assert [entry.get("redoes") for _, entry in entries] == [None, None, made.id]
    assert entries[1][1]["old"] == entries[0][1]["new"] == entries[2][1]["new"]
    assert store.custody.verify().holds


def test_texts_deletions_and_t0_are_taken_back_in_turn(store: CaseStore) -> None:
    undoing = Undoing(store)
    made = add(undoing, 5, "first")
    undoing.change_text(made.id, "second")
    undoing.set_t0(T0(t_ns=7, evidence_id=2, means=Means.KEY))
    undoing.set_t0(T0(t_ns=9, evidence_id=2, means=Means.KEY))
    undoing.remove_bookmark(made.id)
    after = []
    while undoing.next_undo is not None:
        undoing.undo()
        after.append((store.case.bookmarks, None if store.case.t0 is None else store.case.t0.t_ns))
    second = replace(made, text="second")
    assert after == [((second,), 9), ((second,), 7), ((second,), None), ((made,), None), ((), None)]
    undoing.undo()
    assert store.case.bookmarks == ()


def test_a_new_change_forgets_what_could_be_done_again(store: CaseStore) -> None:
    undoing = Undoing(store)
    add(undoing, 5)
    undoing.undo()
    add(undoing, 6)
    assert undoing.next_redo is None
    undoing.redo()
    assert [one.start_ns for one in store.case.bookmarks] == [6]


def test_what_changes_nothing_is_no_change(store: CaseStore) -> None:
    undoing = Undoing(store)
    made = add(undoing, 5, "text")
    before = store.custody.head
    undoing.change_text(made.id, "text")
    undoing.set_t0(None)
    assert store.custody.head == before
    assert undoing.next_undo is not None
    assert undoing.next_undo.new == made


def test_what_was_written_here_goes_with_its_file_when_that_becomes_known(store: CaseStore) -> None:
    earlier = store.add_bookmark(2, start_ns=1)
    store.set_t0(T0(t_ns=1, evidence_id=2, means=Means.KEY))
    undoing = Undoing(store)
    kept = add(undoing, 5, "kept")
    undone = add(undoing, 6, "undone")
    removed = add(undoing, 7, "removed")
    undoing.set_t0(T0(t_ns=8, evidence_id=2, means=Means.KEY))
    undoing.remove_bookmark(earlier.id)
    undoing.remove_bookmark(removed.id)
    undoing.change_text(undone.id, "text")
    undoing.undo()
    other = store.add_evidence(Path("/logs/other.h5"), size=5).id
    undoing.rebook(2, other)
    assert store.case.t0 == T0(t_ns=8, evidence_id=other, means=Means.KEY)
    undoing.redo()
    undoing.undo()
    undoing.undo()
    undoing.undo()
    found = {one.id: one.evidence_id for one in store.case.bookmarks}
    # what was there before stays with the file that it was written of
    assert found == {earlier.id: 2, kept.id: other, undone.id: other, removed.id: other}
    undoing.undo()
    assert store.case.t0 == T0(t_ns=1, evidence_id=2, means=Means.KEY)
    for _ in range(4):
        undoing.redo()
    assert store.case.t0 == T0(t_ns=8, evidence_id=other, means=Means.KEY)
    assert {one.evidence_id for one in store.case.bookmarks} == {other}


def test_after_a_proposed_t0_nothing_is_done_again_that_was_undone_before(store: CaseStore) -> None:
    undoing = Undoing(store)
    undoing.set_t0(T0(t_ns=7, evidence_id=2, means=Means.KEY))
    undoing.undo()
    proposed = T0(t_ns=9, evidence_id=2, means=Means.EVENT)
    undoing.set_t0(proposed, proposed=True)
    assert (undoing.next_undo, undoing.next_redo) == (None, None)
    undoing.redo()
    assert store.case.t0 == proposed


def test_what_was_changed_by_other_means_is_not_overwritten(store: CaseStore) -> None:
    undoing = Undoing(store)
    made = add(undoing, 5, "mine")
    store.change_bookmark(replace(made, text="of another"))
    with pytest.raises(CaseError, match="changed again since then"):
        undoing.undo()
    assert store.case.bookmarks[0].text == "of another"
    store.remove_bookmark(made.id)
    with pytest.raises(CaseError, match="no bookmark"):
        undoing.undo()
    assert undoing.next_undo is not None


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["add", "text", "remove", "t0", "undo", "redo"]), max_size=25))
def test_undo_leads_through_every_state_and_the_ledger_only_grows(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("undo") / "a.ircase"
    with filled(path, bookmarks=0) as store:
        undoing = Undoing(store)
        states, at, last = [written(store.case)], 0, store.custody.head.sequence
        for number, step in enumerate(steps):
            bookmarks = store.case.bookmarks
            before = store.custody.head.sequence
            if step == "undo":
                undoing.undo()
                at = max(at - 1, 0)
            elif step == "redo":
                undoing.redo()
                at = min(at + 1, len(states) - 1)
            else:
                if step == "add":
                    add(undoing, number)
                elif step == "t0":
                    undoing.set_t0(T0(t_ns=number, evidence_id=2, means=Means.KEY))
                elif not bookmarks:
                    continue
                elif step == "text":
                    undoing.change_text(bookmarks[0].id, f"text {number}")
                else:
                    undoing.remove_bookmark(bookmarks[0].id)
                del states[at + 1 :]
                states.append(written(store.case))
                at += 1
            assert written(store.case) == states[at]
            last = store.custody.head.sequence
            assert last in (before, before + 1)
        assert len(store.custody.entries()) == last
        assert store.custody.verify().holds
    with opened(path) as again:
        assert written(again.case) == states[at]
