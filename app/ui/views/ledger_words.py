"""What the cells of the decision ledger say: one mode of time, one clock.

It must not know which cycles are shown, nor in what order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import nlargest

import numpy as np

from app.log.channel import Mode
from app.replay.dial import COUNTING, Dial
from app.replay.ledger import Ledger
from app.scene.wording import difference, milliseconds, named, number, quantity, short_id
from app.ui.language.words import tr
from app.ui.widgets.plain import one_line

COLUMNS = (
    "time", "cycle", "manoeuvre", "chosen", "total", "second", "object", "confidence", "distance", "latency_ns",
    "model", "standing",
)  # fmt: skip
"""From the left."""
WORDS = frozenset({"manoeuvre", "object"})
OF = {"second": "behind"}
"""Columns that are told apart by another one of the ledger."""
_MEASURED, _BACK = 16, 64


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """Of one ledger."""

    ledger: Ledger = field(default_factory=Ledger)
    mode: Mode = Mode.CAPTURE
    dial: Dial = COUNTING

    def time_ns(self, cycle: int) -> int:
        """When a cycle stands on the timeline."""
        return int(self.ledger.times_ns(self.mode)[cycle])

    def text(self, name: str, cycle: int) -> str:
        """A cell."""
        if name not in ("time", "standing") and not self.ledger.readable(cycle):
            return tr("cannot be read") if name == "manoeuvre" else ""
        match name:
            case "time":
                return self.dial.bare(self.time_ns(cycle))
            case "cycle":
                return str(self.ledger.number(name, cycle))
            case "manoeuvre":
                return one_line(named(self.ledger.word(name, cycle) or tr("None chosen")))
            case "object":
                return one_line(short_id(self.ledger.word(name, cycle) or tr("none")))
            case "chosen":
                return self._candidate(name, cycle)
            case "second":
                behind = self.ledger.number("behind", cycle)
                more = "" if behind is None else f" {difference(behind, 2)}"
                return self._candidate(name, cycle) + more
            case "total" | "confidence":
                return self._said(name, cycle, lambda value: number(value, 2))
            case "distance":
                return self._said(name, cycle, lambda value: quantity(value, "m"))
            case "model":
                return self._model(cycle)
            case "latency_ns":
                return self._said(name, cycle, lambda value: milliseconds(int(value)))
            case _:
                return ""

    def longest(self, name: str) -> list[str]:
        """Texts of a column among which is the longest; none: it has no texts."""
        if not len(self.ledger) or name == "standing":
            return []
        if name == "time":
            return [self.text(name, at) for at in (0, len(self.ledger) - 1)]
        if name in WORDS:
            cycles = np.unique(self.ledger.cells[name], return_index=True)[1]
            # an hour has thousands of objects
            return nlargest(_MEASURED, {self.text(name, at) for at in cycles.tolist()}, key=len)
        if name == "model":
            return [f"→ {one_line(one)}" for one in nlargest(_MEASURED, self.ledger.versions, key=len) if one]
        values = self.ledger.numbers(OF.get(name, name))
        unsaid = np.flatnonzero(np.isnan(values))[:1].tolist()
        known = np.nan_to_num(values, nan=0.0)
        ends = [int(known.argmin()), int(known.argmax()), *unsaid]
        if name == "second":
            # it stands beside an id
            ends.append(int(self.ledger.cells["second"].argmax()))
        return [self.text(name, at) for at in ends]

    def _model(self, cycle: int) -> str:
        """Which of those that are not the same in all cycles; with an arrow where they are others than before."""
        numbers, versions = self.ledger.cells["model"], self.ledger.versions
        said = one_line(versions[numbers[cycle]])
        # what cannot be read changes nothing
        before = next((at for at in range(cycle - 1, max(cycle - _BACK, -1), -1) if self.ledger.readable(at)), None)
        return f"→ {said}" if before is not None and versions[numbers[before]] != versions[numbers[cycle]] else said

    def _candidate(self, name: str, cycle: int) -> str:
        id_ = self.ledger.number(name, cycle)
        return tr("none") if id_ is None else f"K{id_}"

    def _said(self, name: str, cycle: int, text: Callable[[float], str]) -> str:
        value = self.ledger.number(name, cycle)
        return tr("not logged") if value is None else text(value)
