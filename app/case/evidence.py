"""An evidence item: a file that the case is about, what was found of it, and since when it is in the case.

It must not know how a file is hashed or checked.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from app.case.errors import CaseError
from app.case.sound import sound_ns, sound_text
from app.chain.verdict import Status

_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One file of evidence; `sha256` and `status` are None while nobody has hashed or checked it."""

    id: int
    """The number of the ledger entry that added it: never used again."""
    path: Path
    size: int
    """In bytes."""
    sha256: str | None = None
    """Of the whole file, 64 digits of 0-9 a-f."""
    status: Status | None = None
    reason: str = ""
    """Of the verdict, in words."""
    added_utc_ns: int
    provenance: str = ""
    """What GENESIS says: recorded, intake or simulated; empty: it does not say."""

    def __post_init__(self) -> None:
        if self.sha256 is not None and not _SHA256.match(self.sha256):
            raise CaseError(f"{self.sha256[:80]!r} is no SHA-256: 64 digits of 0-9 a-f")
        if not 0 <= self.size < 2**63:
            raise CaseError(f"{self.size} is not the size of a file")
        if "\0" in str(self.path):
            raise CaseError(f"{str(self.path)[:80]!r} is no path: it has a NUL")
        sound_ns(self.added_utc_ns, "the time of adding")
        sound_text(self.reason, "the reason")
        sound_text(self.provenance, "the provenance")
