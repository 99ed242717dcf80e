"""T0: the instant that everything else in a case is counted from, and how it was chosen.

It must not know events beyond their id.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.case.sound import sound_ns, sound_text


class Means(StrEnum):
    """How T0 was set."""

    KEY = "key"
    """By hand, at the time shown."""
    MARKER = "marker"
    EVENT = "event"
    """From an event that was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class T0:
    """An instant on the time scale of one evidence item."""

    t_ns: int
    evidence_id: int
    means: Means
    reference: str = ""
    """The id of the event or the text of the marker."""

    def __post_init__(self) -> None:
        sound_ns(self.t_ns, "T0")
        sound_text(self.reference, "what T0 was taken from")
