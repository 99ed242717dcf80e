"""Checks a custody ledger: recomputes every hash and names the first bad entry.

It must not know where entries are kept.

What it can prove: if the head is the one that was noted elsewhere (in a report, in the keyring of the system), then
every entry up to it is as it was written. Without a head from elsewhere it finds what was altered, removed in the
middle, exchanged or inserted, but neither entries cut off at the end nor a ledger that was computed anew from some
entry on: whoever can write the file can compute hashes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.case.entry import FIRST_PREVIOUS, Head, LedgerEntry, entry_hash

BROKEN = "CUSTODY_BROKEN"
ROLLBACK = "CUSTODY_ROLLBACK"


@dataclass(frozen=True, slots=True)
class UnreadableEntry:
    """A row of a ledger that holds something else than an entry."""

    sequence: int
    why: str


@dataclass(frozen=True, slots=True)
class LedgerBreak:
    """The first place at which a ledger is not as it was written."""

    sequence: int
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerVerdict:
    """What checking a ledger found; `head` is that of the part before the break, None if there is nothing."""

    checked: int
    """Entries that follow each other rightly from the first one on."""
    head: Head | None = None
    first_bad: LedgerBreak | None = None
    clock_set_back: tuple[int, ...] = ()
    """Entries whose UTC is earlier than that of the entry before: their order is that of their numbers."""

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the ledger."""
        return self.first_bad is None


def verify_ledger(entries: Iterable[LedgerEntry | UnreadableEntry], *, kept: Head | None = None) -> LedgerVerdict:
    """Check entries in the order in which they are stored, and against a head `kept` elsewhere."""
    set_back: list[int] = []
    last: LedgerEntry | None = None
    held = kept is None
    for entry in entries:
        found = _break(entry, last)
        if found is not None or isinstance(entry, UnreadableEntry):
            return _verdict(last, set_back, found)
        if last is not None and entry.utc_ns < last.utc_ns:
            set_back.append(entry.sequence)
        if kept is not None and entry.sequence == kept.sequence:
            if entry.hash != kept.hash:
                text = f"entry {entry.sequence} is not the one whose hash was kept elsewhere: the ledger was replaced"
                return _verdict(last, set_back, LedgerBreak(entry.sequence, ROLLBACK, text))
            held = True
        last = entry
    if held or kept is None:
        return _verdict(last, set_back, None)
    number = last.sequence + 1 if last else 1
    text = f"entries {number} to {kept.sequence} are missing at the end: a later head was kept elsewhere"
    return _verdict(last, set_back, LedgerBreak(number, ROLLBACK, text))


def _verdict(last: LedgerEntry | None, set_back: list[int], found: LedgerBreak | None) -> LedgerVerdict:
    verdict = LedgerVerdict(checked=0, first_bad=found, clock_set_back=tuple(set_back))
    return replace(verdict, checked=last.sequence, head=Head(last.sequence, last.hash)) if last else verdict


def _break(entry: LedgerEntry | UnreadableEntry, last: LedgerEntry | None) -> LedgerBreak | None:
    expected, previous = (last.sequence + 1, last.hash) if last else (1, FIRST_PREVIOUS)
    number = entry.sequence
    if number > expected:
        return LedgerBreak(expected, BROKEN, f"entry {expected} is missing: entry {number} follows")
    if number < expected:
        return LedgerBreak(number, BROKEN, f"entry {number} stands where entry {expected} belongs")
    if isinstance(entry, UnreadableEntry):
        return LedgerBreak(number, BROKEN, f"entry {number} cannot be read: {entry.why}")
    try:
        own = entry_hash(entry)
    except UnicodeEncodeError:
        own = ""
    if own != entry.hash:
        return LedgerBreak(number, BROKEN, f"entry {number} was altered: its hash is {own}, {entry.hash} is stored")
    if entry.previous != previous:
        text = f"entry {number} was not written after the entry before it: one was exchanged, inserted or removed"
        return LedgerBreak(number, BROKEN, text)
    return None
