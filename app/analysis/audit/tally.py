"""Counts what is judged and found while a log is read; of findings it keeps the first ones, so that no log fills it.

It must not know any rule but by its code.
"""

from bisect import insort
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from app.analysis.audit.outcome import Outcome, Place
from app.analysis.audit.rule import RULES
from app.log.channel import Channel

MOST_EXAMPLES = 5
"""Of one rule."""
_NOWHERE_NS = 2**63


class Tally:
    """Of one audit."""

    def __init__(self) -> None:
        self._judged: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._examples: dict[str, list[Place]] = {code: [] for code in RULES}
        self._notes: dict[str, Counter[str]] = {code: Counter() for code in RULES}

    def judged(self, code: str, count: int = 1) -> None:
        """So many more were looked at; what is found is among them."""
        self._judged[code] += count

    def found(self, code: str, place: Place) -> None:
        """One more finding."""
        self._found[code] += 1
        examples = self._examples[code]
        insort(examples, place, key=_order)
        del examples[MOST_EXAMPLES:]

    def found_at(self, code: str, channel: Channel, rows: npt.NDArray[np.int64], text: Callable[[int], str]) -> None:
        """A finding in each of the rows, ascending; `text` says what it is by its position among them."""
        for at, row in enumerate(rows[:MOST_EXAMPLES].tolist()):
            self.found(code, place_of(channel, row, text(at)))
        self._found[code] += max(0, len(rows) - MOST_EXAMPLES)

    def left(self, code: str, why: str, count: int = 1) -> None:
        """So many could not be judged; `why` is one of few texts, never the log's own."""
        if count:
            self._notes[code][why] += count

    def outcomes(self, allowed: Mapping[str, str]) -> tuple[Outcome, ...]:
        """What every rule comes to; `allowed`: tolerances that were chosen, by code."""
        return tuple(
            Outcome(
                rule=rule,
                allowed=allowed.get(code, rule.allowed),
                judged=self._judged[code],
                found=self._found[code],
                examples=tuple(self._examples[code]),
                notes=tuple(self._notes[code].items()),
            )
            for code, rule in RULES.items()
        )


def place_of(channel: Channel, row: int, text: str) -> Place:
    """A finding in a row of a channel."""
    return Place(channel=channel.name, row=row, t_ns=int(channel.arrival_ns[row]), text=text)


def _order(place: Place) -> tuple[int, int]:
    return _NOWHERE_NS if place.t_ns is None else place.t_ns, place.row or 0
