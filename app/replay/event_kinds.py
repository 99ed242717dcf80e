"""The kinds of events that a log has: how many of each, and how grave the worst of them is.

It must not know which of them are shown, nor how.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.kinds.severity import Severity
from app.replay.lanes import Occurrence

WORST: tuple[Severity, ...] = ("critical", "warning", "notice", "info")
"""Severities, the gravest first."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind; `count`: how often it happened, ends of events not counted."""

    kind: str
    count: int
    severity: Severity


def kinds_of(events: Iterable[Occurrence]) -> tuple[EventKind, ...]:
    """The kinds in the order of their first event."""
    counts: dict[str, int] = {}
    worst: dict[str, int] = {}
    for one in events:
        counts[one.kind] = counts.get(one.kind, 0) + (one.phase != "end")
        worst[one.kind] = min(worst.get(one.kind, len(WORST)), WORST.index(one.severity))
    return tuple(EventKind(kind, number, WORST[worst[kind]]) for kind, number in counts.items())


def gravest(events: Iterable[Occurrence]) -> Occurrence:
    """The worst of some events, of several the first."""
    return min(events, key=lambda one: WORST.index(one.severity))
