"""One entry of the custody ledger, and the bytes that its hash is taken of.

It must not know where entries are kept nor what a subject means.

The canonical form. The hash of an entry is SHA-256 of these bytes and nothing else:

    incident-replay/custody/1 LF
    for each of sequence, previous, utc_ns, zone_offset_s, actor, version, build, action, subject, in this order:
        LENGTH : VALUE LF

VALUE is the field in UTF-8, whole numbers in decimal without leading zeros, with a minus before negative ones; LENGTH
is the number of bytes of VALUE in decimal; LF is the byte 0A and `:` the byte 3A. No two entries have the same bytes,
and nothing has to be escaped. `previous` is the hash of the entry before, in 64 digits of 0-9 a-f; of the first entry,
whose number is 1, it is 64 zeros. `subject` is a JSON object, hashed as the text that is stored (see
app/case/subject.py).
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

TAG = b"incident-replay/custody/1\n"
FIRST_PREVIOUS = "0" * 64
"""What stands for the hash of the entry before the first."""


class Action(StrEnum):
    """What was done. A ledger may hold further ones: whoever reads it treats the action as a text."""

    CREATE = "create"
    """The case was made."""
    ADD = "add"
    """An evidence item came in."""
    HASH = "hash"
    """The SHA-256 of an item became known."""
    OPEN = "open"
    """An item was opened, perhaps at a new place."""
    VERIFY = "verify"
    CHANGED = "changed"
    """The file of an item was changed, moved or replaced while it was open."""
    SAME = "same"
    """An item whose hash was not known turned out to be another one, to which all that belonged to it belongs now."""
    T0 = "t0"
    BOOKMARK = "bookmark"
    """A bookmark was added, changed or removed: `old` and `new` tell."""
    GUARDS = "guards"
    """Triggers that keep the ledger append-only were missing and were put back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Who did what when, with which version of the program; `hash` covers all the rest."""

    sequence: int
    """1, 2, 3, ... without holes."""
    previous: str
    hash: str
    utc_ns: int
    zone_offset_s: int
    """Of the clock on the wall, east of Greenwich."""
    actor: str
    """The name of the account at the operating system."""
    version: str
    build: str
    action: str
    subject: str
    """A JSON object."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a ledger: number and hash."""

    sequence: int
    hash: str


def canonical_bytes(entry: LedgerEntry) -> bytes:
    """What the hash is taken of; raises UnicodeEncodeError for half of a character."""
    values = (
        str(entry.sequence), entry.previous, str(entry.utc_ns), str(entry.zone_offset_s), entry.actor, entry.version,
        entry.build, entry.action, entry.subject,
    )  # fmt: skip
    raws = [value.encode() for value in values]
    return TAG + b"".join(b"%d:%b\n" % (len(raw), raw) for raw in raws)


def entry_hash(entry: LedgerEntry) -> str:
    """The hash that `entry` must have."""
    return hashlib.sha256(canonical_bytes(entry)).hexdigest()
