"""The ledger by itself: its canonical form, and that every change to a stored entry is found. No database here."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.case.entry import FIRST_PREVIOUS, Head, LedgerEntry, canonical_bytes, entry_hash
from app.case.ledger import BROKEN, ROLLBACK, UnreadableEntry, verify_ledger

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
WHOLE = st.integers(-(2**63), 2**63 - 1)


def entry(last: LedgerEntry | None = None, **more: Any) -> LedgerEntry:
    values: dict[str, Any] = {
        "sequence": last.sequence + 1 if last else 1,
        "previous": last.hash if last else FIRST_PREVIOUS,
        "hash": "",
        "utc_ns": last.utc_ns + 10**9 if last else 1_780_000_000_000_000_000,
        "zone_offset_s": 32400,
        "actor": "mori",
        "version": "0.1.0",
        "build": "source",
        "action": "bookmark",
        "subject": '{"new":null}',
    }
    made = LedgerEntry(**{**values, **more})
    return replace(made, hash=entry_hash(made))


def chain(length: int) -> list[LedgerEntry]:
    made: list[LedgerEntry] = []
    for _ in range(length):
        made.append(entry(made[-1] if made else None))
    return made


def first_bad(entries: list[LedgerEntry], kept: Head | None = None) -> tuple[int, str] | None:
    bad = verify_ledger(entries, kept=kept).first_bad
    return (bad.sequence, bad.code) if bad else None


def test_the_canonical_form_is_the_documented_one() -> None:
    one = entry(utc_ns=1_780_000_000_000_000_000, zone_offset_s=-3600, actor="森", subject='{"a":1}')
    assert canonical_bytes(one) == (
        b"incident-replay/custody/1\n"
        b"1:1\n64:" + b"0" * 64 + b"\n19:1780000000000000000\n5:-3600\n3:\xe6\xa3\xae\n5:0.1.0\n6:source\n8:bookmark\n"
        b'7:{"a":1}\n'
    )
    # computed apart from the program: sha256sum of the bytes above
    assert one.hash == hashlib.sha256(canonical_bytes(one)).hexdigest()
    assert one.hash == "31ad0af86898f86f8232b19f73da82b2640d6a178563dfe112278491499a492f"


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_two_entries_have_the_same_bytes(actor: str, action: str, other_actor: str, other_action: str) -> None:
    assume((actor, action) != (other_actor, other_action))
    assert canonical_bytes(entry(actor=actor, action=action)) != canonical_bytes(
        entry(actor=other_actor, action=other_action)
    )


def test_a_good_ledger_holds() -> None:
    entries = chain(5)
    verdict = verify_ledger(entries)
    assert verdict.holds
    assert (verdict.checked, verdict.head, verdict.clock_set_back) == (5, Head(5, entries[-1].hash), ())
    assert verify_ledger(entries, kept=Head(3, entries[2].hash)).holds


def test_an_empty_ledger_holds_unless_a_head_was_kept() -> None:
    assert verify_ledger([]).holds
    assert verify_ledger([]).head is None
    assert first_bad([], kept=Head(2, "ab" * 32)) == (1, ROLLBACK)


@given(st.data(), st.integers(1, 8))
def test_any_single_alteration_of_any_entry_is_found(data: st.DataObject, length: int) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    name = data.draw(st.sampled_from([*LedgerEntry.__slots__]))
    old = getattr(entries[place], name)
    new: Any = data.draw(WHOLE if isinstance(old, int) else TEXTS)
    assume(new != old)
    entries[place] = replace(entries[place], **{name: new})
    verdict = verify_ledger(entries)
    assert not verdict.holds
    assert verdict.checked == place
    assert verdict.first_bad is not None
    if name != "sequence":
        assert verdict.first_bad.sequence == place + 1


@given(st.data(), st.integers(2, 8))
def test_an_alteration_with_its_hash_made_anew_is_found_at_the_next_entry(data: st.DataObject, length: int) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 2))
    altered = replace(entries[place], subject='{"new":"other"}')
    entries[place] = replace(altered, hash=entry_hash(altered))
    assert first_bad(entries) == (place + 2, BROKEN)


def test_an_entry_removed_in_the_middle_is_named() -> None:
    entries = chain(5)
    del entries[2]
    assert first_bad(entries) == (3, BROKEN)
    bad = verify_ledger(entries).first_bad
    assert bad is not None
    assert bad.text == "entry 3 is missing: entry 4 follows"
    assert first_bad(chain(5)[1:]) == (1, BROKEN)


def test_entries_exchanged_are_named() -> None:
    entries = chain(5)
    second, third = entries[1], entries[2]
    assert first_bad([entries[0], third, second, *entries[3:]]) == (2, BROKEN)
    # with their numbers exchanged too, they stand in order again
    entries[1], entries[2] = replace(third, sequence=2), replace(second, sequence=3)
    assert first_bad(entries) == (2, BROKEN)


def test_an_entry_inserted_is_named() -> None:
    entries = chain(4)
    new = entry(entries[1], subject='{"new":"forged"}')
    assert first_bad([*entries[:2], new, *entries[2:]]) == (3, BROKEN)
    # the rest renumbered, but not computed anew
    renumbered = [replace(one, sequence=one.sequence + 1) for one in entries[2:]]
    assert first_bad([*entries[:2], new, *renumbered]) == (4, BROKEN)
    # and hashed anew, but not chained anew
    hashed = [replace(one, hash=entry_hash(one)) for one in renumbered]
    assert first_bad([*entries[:2], new, *hashed]) == (4, BROKEN)


def test_the_same_entry_twice_is_named() -> None:
    entries = chain(3)
    assert first_bad([*entries, entries[-1]]) == (3, BROKEN)


def test_entries_cut_off_are_found_only_against_a_head_kept_elsewhere() -> None:
    entries = chain(5)
    kept = Head(5, entries[-1].hash)
    assert verify_ledger(entries[:3]).holds
    bad = verify_ledger(entries[:3], kept=kept).first_bad
    assert bad is not None
    assert (bad.sequence, bad.code) == (4, ROLLBACK)
    assert "entries 4 to 5 are missing" in bad.text


def test_a_ledger_computed_anew_is_found_only_against_a_head_kept_elsewhere() -> None:
    kept = Head(3, chain(3)[-1].hash)
    forged = [entry(actor="other")]
    forged += [entry(forged[0])]
    forged += [entry(forged[1])]
    forged += [entry(forged[2])]
    assert verify_ledger(forged).holds
    assert first_bad(forged, kept=kept) == (3, ROLLBACK)


def test_a_clock_set_back_is_told_and_breaks_nothing() -> None:
    entries = chain(2)
    entries.append(entry(entries[-1], utc_ns=entries[0].utc_ns))
    entries.append(entry(entries[-1]))
    verdict = verify_ledger(entries)
    assert verdict.holds
    assert verdict.clock_set_back == (3,)


def test_a_row_that_is_no_entry_is_named() -> None:
    bad = verify_ledger([*chain(2), UnreadableEntry(3, "None stands where a text belongs")]).first_bad
    assert bad is not None
    assert (bad.sequence, bad.code) == (3, BROKEN)
    assert "None stands" in bad.text


def test_half_of_a_character_is_an_alteration() -> None:
    entries = chain(2)
    entries[1] = replace(entries[1], actor="\ud800")
    assert first_bad(entries) == (2, BROKEN)


@pytest.mark.parametrize("number", [0, -1])
def test_a_number_before_the_first_is_named(number: int) -> None:
    assert first_bad([entry(sequence=number), *chain(2)]) == (number, BROKEN)
