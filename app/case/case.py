"""A case as it stands: evidence, bookmarks, T0 and the head of its custody ledger, frozen at one moment.

It must not know where it is kept.
"""

from dataclasses import dataclass

from app.case.bookmark import Bookmark
from app.case.entry import Head
from app.case.evidence import EvidenceItem
from app.case.t0 import T0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the investigator has written down so far; a new value after every command."""

    id: str
    """32 digits by chance, made with the case."""
    created_utc_ns: int
    evidence: tuple[EvidenceItem, ...] = ()
    """In the order of adding."""
    bookmarks: tuple[Bookmark, ...] = ()
    """In the order of adding."""
    t0: T0 | None = None
    head: Head
    """Of the ledger: kept elsewhere, it shows later that nothing was cut off."""

    def find_by_hash(self, sha256: str) -> EvidenceItem | None:
        """The item whose file had these bytes, wherever the file is now; the first added if there are several."""
        return next((item for item in self.evidence if item.sha256 == sha256), None)
