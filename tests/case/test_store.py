"""Commands of a case: each is kept when it returns, with old and new in the ledger, which has all of it."""

import json
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.case.bookmark import Bookmark
from app.case.case import Case
from app.case.entry import Head, LedgerEntry
from app.case.errors import CaseError, UnwritableCaseError
from app.case.evidence import EvidenceItem
from app.case.store import CaseStore
from app.case.subject import path_of
from app.case.t0 import T0, Means
from app.chain.verdict import Status
from tests.case.desk import EXAMINER, HASH, NOON_NS, SECOND_NS, created, filled, opened, raw, rows, ticking, verdict

OTHER = "cd" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crossing.ircase"


def subjects(store: CaseStore) -> list[tuple[str, Any]]:
    return [(entry.action, json.loads(entry.subject)) for entry in store.custody.entries()]


def test_a_new_case_is_empty_and_says_so_in_its_first_entry(path: Path) -> None:
    with created(path) as store:
        case = store.case
        (entry,) = store.custody.entries()
        assert (case.evidence, case.bookmarks, case.t0) == ((), (), None)
        assert (case.created_utc_ns, case.head.sequence, case.head.hash) == (NOON_NS, 1, entry.hash)
        assert (entry.actor, entry.version, entry.build) == ("mori", "0.1.0", "source")
        assert (entry.utc_ns, entry.zone_offset_s, entry.action) == (NOON_NS, 32400, "create")
        assert json.loads(entry.subject) == {"format": "incident-replay/case/1", "case": case.id}
        assert store.path == path
    with created(path.with_name("other.ircase")) as other:
        assert other.case.id != case.id


def test_evidence_comes_in_and_is_checked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    with created(path) as store:
        item = store.add_evidence(Path("a.h5"), size=2**40, provenance="recorded")
        assert item == EvidenceItem(
            id=2, path=path.parent / "a.h5", size=2**40, added_utc_ns=NOON_NS + SECOND_NS, provenance="recorded"
        )
        assert store.set_hash(2, HASH) == replace(item, sha256=HASH)
        assert store.set_hash(2, HASH) == replace(item, sha256=HASH)
        checked = store.set_verdict(2, verdict(Status.BROKEN, "leaf 7 does not follow"))
        assert checked == replace(item, sha256=HASH, status=Status.BROKEN, reason="leaf 7 does not follow")
        assert store.case.evidence == (checked,)
        assert store.case.find_by_hash(HASH) == checked
        assert [action for action, _ in subjects(store)] == ["create", "add", "hash", "verify"]
        assert subjects(store)[3][1]["verdict"] == {
            "status": "BROKEN", "reason": "leaf 7 does not follow", "intact": "yes", "complete": "yes", "signed": "yes",
            "trusted": "yes",
        }  # fmt: skip


def test_the_hash_of_an_item_is_said_once(path: Path) -> None:
    with filled(path) as store:
        head = store.custody.head
        with pytest.raises(CaseError, match="these are other bytes"):
            store.set_hash(2, OTHER)
        with pytest.raises(CaseError, match="no SHA-256"):
            store.set_hash(store.add_evidence(Path("/b.h5"), size=1).id, "x")
        assert store.case.evidence[0].sha256 == HASH
        assert store.custody.head.sequence == head.sequence + 1


def test_a_verdict_is_kept_whatever_its_reason_says(path: Path) -> None:
    with filled(path) as store:
        item = store.set_verdict(2, verdict(Status.BROKEN, "channel \0\udce9" + "x" * 9000))
        assert item.reason.startswith("channel \ufffd\ufffdx")
        assert len(item.reason) == 4096
        assert store.case.evidence == (item,)


def test_each_opening_is_an_entry_and_says_where_the_file_was_found(path: Path) -> None:
    with filled(path) as store:
        store.record_open(2)
        moved = store.record_open(2, path=Path("/archive/crossing.h5"))
        assert store.case.find_by_hash(HASH) == moved
        assert moved.path == Path("/archive/crossing.h5")
        assert subjects(store)[-2:] == [
            ("open", {"evidence": 2, "path": "/logs/crossing.h5"}),
            ("open", {"evidence": 2, "path": "/archive/crossing.h5", "old_path": "/logs/crossing.h5"}),
        ]


def test_what_happened_to_a_file_is_an_entry_of_its_own(path: Path) -> None:
    with filled(path) as store:
        before = store.case.evidence
        store.record_change(2, "crossing.h5: replaced \0")
        assert subjects(store)[-1] == ("changed", {"evidence": 2, "text": "crossing.h5: replaced \ufffd"})
        assert store.case.evidence == before


def test_an_item_that_turns_out_to_be_another_goes_and_what_belonged_to_it_stays(path: Path) -> None:
    with filled(path, bookmarks=1) as store:
        made = store.add_evidence(Path("/moved/crossing.h5"), size=1000)
        mark = store.add_bookmark(made.id, start_ns=9)
        store.set_t0(T0(t_ns=9, evidence_id=made.id, means=Means.KEY))
        with pytest.raises(CaseError, match="other bytes"):
            store.join_evidence(2, made.id)
        store.join_evidence(made.id, 2)
        assert [one.id for one in store.case.evidence] == [2]
        assert store.case.bookmarks[-1] == replace(mark, evidence_id=2)
        assert store.case.t0 == T0(t_ns=9, evidence_id=2, means=Means.KEY)
        assert (subjects(store)[-1][0], subjects(store)[-1][1]["same"]) == ("same", 2)


def test_t0_is_set_set_anew_and_taken_back(path: Path) -> None:
    first = T0(t_ns=-5, evidence_id=2, means=Means.KEY)
    second = T0(t_ns=2**62, evidence_id=2, means=Means.EVENT, reference="events/17")
    with filled(path, bookmarks=0) as store:
        for t0 in (first, second, second, None, None):
            store.set_t0(t0)
            assert store.case.t0 == t0
        one = {"evidence": 2, "t_ns": "-5", "means": "key", "reference": ""}
        two = {"evidence": 2, "t_ns": str(2**62), "means": "event", "reference": "events/17"}
        assert subjects(store)[2:] == [
            ("t0", {"old": None, "new": one}),
            ("t0", {"old": one, "new": two}),
            ("t0", {"old": two, "new": None}),
        ]


def test_bookmarks_are_added_changed_and_removed_and_the_ledger_keeps_all_texts(path: Path) -> None:
    with filled(path, bookmarks=0) as store:
        added = store.add_bookmark(
            2, start_ns=5, end_ns=9, layout="Investigate", channels=("front", "rear"), text="skids"
        )
        assert added == Bookmark(
            id=3, evidence_id=2, start_ns=5, end_ns=9, layout="Investigate", channels=("front", "rear"), text="skids"
        )
        changed = store.change_bookmark(replace(added, text="skid marks", end_ns=None))
        assert store.change_bookmark(changed) == changed
        assert list(store.case.bookmarks) == [changed]
        store.remove_bookmark(3)
        assert not store.case.bookmarks
        old_new = [
            (one["old"] and one["old"]["text"], one["new"] and one["new"]["text"]) for _, one in subjects(store)[2:]
        ]
        assert old_new == [(None, "skids"), ("skids", "skid marks"), ("skid marks", None)]
        # the number is not used again
        assert store.add_bookmark(2, start_ns=5).id == 6


def test_what_is_not_there_is_named_and_leaves_no_entry(path: Path) -> None:
    t0 = T0(t_ns=0, evidence_id=9, means=Means.MARKER)
    with filled(path) as store:
        before = store.case
        for refused in (
            lambda: store.set_hash(9, HASH),
            lambda: store.set_verdict(9, verdict()),
            lambda: store.record_open(9),
            lambda: store.set_t0(t0),
            lambda: store.add_bookmark(9, start_ns=0),
            lambda: store.change_bookmark(replace(before.bookmarks[0], evidence_id=9)),
        ):
            with pytest.raises(CaseError, match="no evidence item 9"):
                refused()
        with pytest.raises(CaseError, match="no bookmark 9"):
            store.remove_bookmark(9)
        with pytest.raises(CaseError, match="no bookmark 9"):
            store.change_bookmark(replace(before.bookmarks[0], id=9))
        with pytest.raises(CaseError, match="is no text"):
            store.add_bookmark(2, start_ns=0, text="\0")
        assert store.case == before


def test_what_was_acknowledged_is_there_when_the_case_is_opened_again(path: Path) -> None:
    with filled(path) as store:
        store.set_t0(T0(t_ns=7, evidence_id=2, means=Means.MARKER, reference="contact"))
        before, entries = store.case, store.custody.entries()
    with opened(path) as again:
        assert again.case == before
        assert again.custody.entries() == entries
        again.add_bookmark(2, start_ns=1)
        assert again.custody.verify(kept=before.head).holds
        assert again.custody.verify().checked == len(entries) + 1


def test_a_file_name_of_any_bytes_is_found_again(path: Path) -> None:
    name = Path("/logs/fall\udce9 50%.h5")
    with created(path) as store:
        store.add_evidence(name, size=1)
    with opened(path) as again:
        assert again.case.evidence[0].path == name


def test_an_error_in_the_middle_leaves_nothing_of_a_command(path: Path) -> None:
    with filled(path) as store:
        before, entries = store.case, store.custody.entries()
        with raw(path) as other:
            other.execute("DROP TABLE bookmark")
        with pytest.raises(CaseError, match="no such table"):
            store.add_bookmark(2, start_ns=0)
        assert store.custody.entries() == entries
        assert store.custody.head == before.head


def test_another_program_that_writes_meanwhile_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.case.database._BUSY_S", 0.0)
    with filled(path) as store, raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CaseError, match=r"crossing\.ircase: the case cannot be written: .*locked"):
            store.add_bookmark(2, start_ns=0)
        other.rollback()
        assert len(store.case.bookmarks) == 4


def test_another_program_that_reads_meanwhile_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.case.database._BUSY_S", 0.0)
    with filled(path) as store, raw(path) as other:
        before = store.case
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM ledger").fetchone() == (6,)
        # it is refused when the command ends, and nothing of it stays
        with pytest.raises(UnwritableCaseError, match="locked"):
            store.add_bookmark(2, start_ns=0)
        assert store.case == before
        other.rollback()
        assert store.add_bookmark(2, start_ns=0).id == 7


def test_a_case_opens_while_another_program_reads_it(path: Path) -> None:
    filled(path).close()
    with raw(path) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM ledger").fetchone() == (6,)
        with opened(path) as store:
            assert len(store.case.bookmarks) == 4
        other.rollback()


def test_a_case_belongs_to_the_thread_that_opened_it(path: Path) -> None:
    raised: list[str] = []

    def elsewhere() -> None:
        try:
            store.add_bookmark(2, start_ns=0)
        except AssertionError as error:
            raised.append(str(error))
        try:
            store.close()
        except AssertionError as error:
            raised.append(str(error))

    with filled(path) as store:
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        assert raised == ["a case belongs to the thread that opened it"] * 2
        assert len(store.case.bookmarks) == 4


def test_closing_twice_is_harmless(path: Path) -> None:
    store = created(path)
    store.close()
    store.close()


def test_a_case_names_the_account_and_the_program_by_itself(path: Path) -> None:
    with CaseStore.create(path) as store:
        (entry,) = store.custody.entries()
    assert entry.actor
    assert entry.version
    assert entry.build


def test_open_makes_a_case_only_when_it_is_told_to(path: Path) -> None:
    with CaseStore.open(path, make=True, examiner=EXAMINER, now=ticking()) as store:
        case = store.case
    with CaseStore.open(path, make=True, examiner=EXAMINER, now=ticking()) as store:
        assert store.case == case


# the tables hold nothing that the ledger does not


def remade(entries: tuple[LedgerEntry, ...]) -> Case:
    """The case that the ledger tells of."""
    evidence: dict[int, EvidenceItem] = {}
    bookmarks: dict[int, Bookmark] = {}
    case = Case(id="", created_utc_ns=0, head=Head(entries[-1].sequence, entries[-1].hash))
    for entry in entries:
        said = json.loads(entry.subject)
        match entry.action:
            case "create":
                case = replace(case, id=said["case"], created_utc_ns=entry.utc_ns)
            case "add":
                evidence[entry.sequence] = _evidence(said["evidence"])
            case "hash":
                evidence[said["evidence"]] = replace(evidence[said["evidence"]], sha256=said["sha256"])
            case "open":
                evidence[said["evidence"]] = replace(evidence[said["evidence"]], path=path_of(said["path"]))
            case "verify":
                status, reason = Status[said["verdict"]["status"]], said["verdict"]["reason"]
                evidence[said["evidence"]] = replace(evidence[said["evidence"]], status=status, reason=reason)
            case "same":
                old, same = said["evidence"]["id"], said["same"]
                del evidence[old]
                bookmarks = {
                    id_: replace(one, evidence_id=same if one.evidence_id == old else one.evidence_id)
                    for id_, one in bookmarks.items()
                }
                if case.t0 is not None and case.t0.evidence_id == old:
                    case = replace(case, t0=replace(case.t0, evidence_id=same))
            case "t0":
                case = replace(case, t0=_t0(said["new"]) if said["new"] else None)
            case "bookmark" if said["new"]:
                bookmarks[said["new"]["id"]] = _bookmark(said["new"])
            case "bookmark":
                del bookmarks[said["old"]["id"]]
    return replace(case, evidence=tuple(evidence.values()), bookmarks=tuple(bookmarks.values()))


def _evidence(said: dict[str, Any]) -> EvidenceItem:
    return EvidenceItem(
        id=said["id"], path=path_of(said["path"]), size=int(said["size"]), sha256=said["sha256"],
        added_utc_ns=int(said["added_utc_ns"]), provenance=said["provenance"],
    )  # fmt: skip


def _bookmark(said: dict[str, Any]) -> Bookmark:
    return Bookmark(
        id=said["id"], evidence_id=said["evidence"], start_ns=int(said["start_ns"]),
        end_ns=None if said["end_ns"] is None else int(said["end_ns"]), layout=said["layout"],
        channels=tuple(said["channels"]), text=said["text"],
    )  # fmt: skip


def _t0(said: dict[str, Any]) -> T0:
    return T0(
        t_ns=int(said["t_ns"]), evidence_id=said["evidence"], means=Means(said["means"]), reference=said["reference"]
    )


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
TIME = st.integers(-(2**63), 2**63 - 2)


@settings(max_examples=25)
@given(st.data())
def test_the_tables_can_be_made_again_from_the_ledger(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    with created(tmp_path_factory.mktemp("case") / "a.ircase") as store:
        for _ in range(data.draw(st.integers(1, 12))):
            command(store, data)
        entries = store.custody.entries()
        assert remade(entries) == store.case
        assert store.custody.verify().holds
        assert Counter(one.sequence for one in entries) == Counter(range(1, len(entries) + 1))


def command(store: CaseStore, data: st.DataObject) -> None:
    case = store.case
    what = data.draw(
        st.sampled_from(["add", "hash", "verify", "open", "t0", "no t0", "mark", "change", "remove", "same"])
    )
    item = data.draw(st.sampled_from(case.evidence)) if case.evidence else store.add_evidence(Path("/a.h5"), size=1)
    mark = data.draw(st.sampled_from(case.bookmarks)) if case.bookmarks else store.add_bookmark(item.id, start_ns=0)
    match what:
        case "add":
            store.add_evidence(Path("/") / data.draw(TEXT), size=data.draw(st.integers(0, 2**63 - 1)))
        case "hash" if item.sha256 is None:
            store.set_hash(item.id, data.draw(st.sampled_from([HASH, OTHER])))
        case "verify":
            store.set_verdict(item.id, verdict(data.draw(st.sampled_from(Status)), data.draw(TEXT)))
        case "open":
            store.record_open(item.id, path=data.draw(st.sampled_from([None, Path("/b.h5")])))
        case "same" if item.sha256 is None and len(case.evidence) > 1:
            store.join_evidence(item.id, next(one.id for one in case.evidence if one.id != item.id))
        case "t0":
            means = data.draw(st.sampled_from(Means))
            store.set_t0(T0(t_ns=data.draw(TIME), evidence_id=item.id, means=means, reference=data.draw(TEXT)))
        case "no t0":
            store.set_t0(None)
        case "mark":
            start = data.draw(TIME)
            end = data.draw(st.none() | st.integers(start + 1, 2**63 - 1))
            channels = tuple(data.draw(st.lists(TEXT, max_size=3)))
            store.add_bookmark(item.id, start_ns=start, end_ns=end, channels=channels, text=data.draw(TEXT))
        case "change":
            store.change_bookmark(replace(mark, text=data.draw(TEXT)))
        case "remove":
            store.remove_bookmark(mark.id)


def test_old_texts_are_in_the_file_and_nowhere_else_to_be_lost(path: Path) -> None:
    with filled(path, bookmarks=1) as store:
        store.change_bookmark(replace(store.case.bookmarks[0], text="new text"))
    assert rows(path, "SELECT text FROM bookmark") == [("new text",)]
    assert rows(path, "SELECT count(*) FROM ledger WHERE subject LIKE '%text 0%'") == [(2,)]
