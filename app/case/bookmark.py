"""A bookmark: a time or a range of one evidence item, how it was looked at, and a text.

It must not know layouts and channels beyond their names.
"""

from dataclasses import dataclass

from app.case.errors import CaseError
from app.case.sound import sound_ns, sound_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A time, or the half-open range `[start_ns, end_ns)`, on the time scale of the log."""

    id: int
    """The number of the ledger entry that added it: never used again, not even after it was removed."""
    evidence_id: int
    start_ns: int
    end_ns: int | None = None
    """None: a single time."""
    layout: str = ""
    channels: tuple[str, ...] = ()
    """Of the cameras and other views that were shown, in their order."""
    text: str = ""

    def __post_init__(self) -> None:
        sound_ns(self.start_ns, "the time of a bookmark")
        if self.end_ns is not None:
            sound_ns(self.end_ns, "the end of a bookmark")
            if self.end_ns <= self.start_ns:
                raise CaseError("the end of a bookmark's range lies behind its start; for a single time give no end")
        for text in (self.layout, self.text, *self.channels):
            sound_text(text, "the text of a bookmark")
