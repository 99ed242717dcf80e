"""What an audit comes to: of each rule how much was judged, what was found and where, and what could not be judged.

It must not know how anything is found. Times are ns on the time scale of the drive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.analysis.audit.rule import Rule

Standing = Literal["passed", "found", "not in this log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One finding: where it is and what it says; None where nothing is meant."""

    text: str
    channel: str | None = None
    row: int | None = None
    t_ns: int | None = None

    def document(self, start_ns: int) -> dict[str, object]:
        """As JSON; `t_s` counts from the first record."""
        return {
            "channel": self.channel,
            "row": self.row,
            "t_ns": self.t_ns,
            "t_s": None if self.t_ns is None else (self.t_ns - start_ns) / 1e9,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule comes to."""

    rule: Rule
    allowed: str
    judged: int
    found: int
    examples: tuple[Place, ...]
    """The first ones."""
    notes: tuple[tuple[str, int], ...]
    """What was not judged and why, and how many."""

    @property
    def standing(self) -> Standing:
        """`not in this log`: there was nothing to judge, which is neither a fault nor a pass."""
        if self.found:
            return "found"
        return "passed" if self.judged else "not in this log"

    def document(self, start_ns: int) -> dict[str, object]:
        """As JSON."""
        return {
            "code": self.rule.code,
            "standing": self.standing,
            "title": self.rule.title,
            "counted": self.rule.counted,
            "judged": self.judged,
            "found": self.found,
            "allowed": self.allowed or None,
            "advice": self.rule.advice,
            "examples": [place.document(start_ns) for place in self.examples],
            "not_judged": [{"why": why, "count": count} for why, count in self.notes],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What all rules come to."""

    outcomes: tuple[Outcome, ...]
    levels: Mapping[str, int]
    """Text lines by their level, as it is spelled here; `none`: they have none, `unknown`: nobody knows it."""
    span_ns: tuple[int, int]
    records: int
    channels: int

    @property
    def found(self) -> int:
        """How many findings there are."""
        return sum(one.found for one in self.outcomes)

    def document(self) -> dict[str, object]:
        """As JSON."""
        start_ns, end_ns = self.span_ns
        return {
            "findings": self.found,
            "records": self.records,
            "channels": self.channels,
            "start_ns": start_ns,
            "duration_s": (end_ns - start_ns) / 1e9,
            "levels": dict(self.levels),
            "rules": [one.document(start_ns) for one in self.outcomes],
        }
