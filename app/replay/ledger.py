"""Every planning cycle of a log as columns: what was chosen, what it cost, what came next, and why.

It must not know how cycles are read, nor shown. Costs are those of the log; only differences and sums are reckoned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.kinds.decision import Candidate, Decision
from app.kinds.reference import ModelRef
from app.log.channel import Channel, Mode
from app.scene.standing import Standing

NONE = -1
"""In place of an id of a candidate: there is none."""
ROW = np.dtype(
    [
        ("row", np.int64),
        ("capture_ns", np.int64),
        ("arrival_ns", np.int64),
        ("standing", np.int8),
        ("cycle", np.int64),
        ("chosen", np.int64),
        ("manoeuvre", np.int32),
        ("total", np.float64),
        ("second", np.int64),
        ("behind", np.float64),
        ("candidates", np.int32),
        ("feasible", np.int32),
        ("code", np.int32),
        ("object", np.int32),
        ("distance", np.float64),
        ("confidence", np.float64),
        ("latency_ns", np.int64),
        ("mode", np.int32),
        ("model", np.int32),
        ("rejected", np.int32),
    ]
)
"""`row` of the channel and its times; `standing` as `Standing` numbers it; `chosen` and `second`, the cheapest other
one that could be driven, are ids of candidates; `total` is of the chosen one, `behind` by how much the second costs
more; `distance` in m to the object that matters; `latency_ns` of all stages. `manoeuvre`, `code`,
`object` and `mode` are numbers of words, `model` of models, `rejected` of rejections. What the log does not say is
NONE; of costs, distances and confidences NaN.
"""
_OR_NONE = frozenset({"cycle", "chosen", "second", "candidates", "feasible", "latency_ns"})
"""Columns in which NONE is no number."""
_FIRST = 1024
_MOST_NS = int(np.iinfo(np.int64).max)
Models = tuple[ModelRef, ...]
"""What decided, and all else that was involved; none: the record cannot be read."""
Rejected = frozenset[tuple[str, str]]
"""Manoeuvre and reason of each candidate that was rejected; no reason: empty."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ledger:
    """The cycles of one channel in the order of capture. `cells` (n,) of `ROW` is read-only, and goes on to grow."""

    channel: str = ""
    cells: npt.NDArray[np.void] = field(default_factory=lambda: np.zeros(0, dtype=ROW))
    words: Sequence[str | None] = (None,)
    """By number; the first one is that nothing is said."""
    models: Sequence[Models] = ()
    versions: Sequence[str] = ()
    """By the number of the models: which they are of those that are not the same in all cycles; empty: all are."""
    rejections: Sequence[Rejected] = ()

    def __len__(self) -> int:
        return len(self.cells)

    def times_ns(self, mode: Mode) -> npt.NDArray[np.int64]:
        """When the cycles stand on a timeline, in their order."""
        return np.asarray(self.cells["arrival_ns" if mode is Mode.ARRIVAL else "capture_ns"])

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """One of the columns of numbers, (n,), NaN where the log does not say it."""
        found = self.cells[name].astype(np.float64)
        if name in _OR_NONE:
            found[found == NONE] = np.nan
        return found

    def number(self, name: str, at: int) -> float | None:
        """What a cycle has in one of the columns of numbers; None: the log does not say it."""
        value: float = self.cells[name][at].item()
        return None if value != value or (name in _OR_NONE and value == NONE) else value

    def readable(self, at: int) -> bool:
        """Whether a cycle is known; else there is a record of it, which fails its check or could not be decoded."""
        return bool(self.cells["cycle"][at] != NONE)

    def word(self, name: str, at: int) -> str | None:
        """What a cycle says in one of the columns of words."""
        return self.words[int(self.cells[name][at])]

    def changes(self) -> list[tuple[int, str, str]]:
        """Where other models or versions decide than before: the cycle, and which they were and are. What cannot be
        read changes nothing.
        """
        known = np.flatnonzero(self.cells["cycle"] != NONE)
        numbers = self.cells["model"][known]
        turns = np.flatnonzero(numbers[1:] != numbers[:-1]) + 1
        found = ((int(known[at]), self.versions[numbers[at - 1]], self.versions[numbers[at]]) for at in turns.tolist())
        return [one for one in found if one[1] != one[2]]


class LedgerWriter:
    """Takes one cycle after another; what it gave before stays as it was."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._captures, self._arrivals = channel.time_ns(Mode.CAPTURE), channel.time_ns(Mode.ARRIVAL)
        self._cells = np.zeros(_FIRST, dtype=ROW)
        self._count = 0
        self._words: dict[str | None, int] = {None: 0}
        self._models: dict[Models, int] = {}
        self._variants = _Variants()
        self._rejections: dict[Rejected, int] = {}

    def add(self, row: int, decision: Decision | None, standing: Standing) -> None:
        """One more cycle, by its row of the channel; None: its record cannot be read."""
        if self._count == len(self._cells):
            # who has the old one keeps it
            self._cells = np.concatenate([self._cells, np.zeros(len(self._cells), dtype=ROW)])
        self._cells[self._count] = (
            row, self._captures[row], self._arrivals[row], standing,
            *(self._unread() if decision is None else self._told(decision)),
        )  # fmt: skip
        self._count += 1

    def _unread(self) -> tuple[float, ...]:
        return (
            NONE, NONE, 0, np.nan, NONE, np.nan, NONE, NONE, 0, 0, np.nan, np.nan, NONE, 0,
            self._number_of(()),
            self._rejections.setdefault(frozenset(), len(self._rejections)),
        )  # fmt: skip

    def _told(self, decision: Decision) -> tuple[float, ...]:
        chosen = decision.taken
        second = _second(decision)
        reason = decision.reason
        total = None if chosen is None else chosen.total
        behind = None if total is None or second is None or second.total is None else second.total - total
        rejected = frozenset(
            (one.manoeuvre, one.rejected.code if one.rejected else "")
            for one in decision.candidates
            if one is not chosen
        )
        return (
            decision.cycle,
            NONE if chosen is None else chosen.id, self._word(None if chosen is None else chosen.manoeuvre),
            _number(total), NONE if second is None else second.id, _number(behind), len(decision.candidates),
            sum(one.feasible for one in decision.candidates), self._word(reason.code), self._word(reason.object),
            _number(reason.distance), _number(decision.confidence),
            min(sum(one.duration_ns for one in decision.latencies), _MOST_NS) if decision.latencies else NONE,
            self._word(decision.mode),
            self._number_of((decision.model, *decision.models)),
            self._rejections.setdefault(rejected, len(self._rejections)),
        )  # fmt: skip

    def ledger(self) -> Ledger:
        """All cycles so far."""
        cells = self._cells[: self._count]
        cells.flags.writeable = False
        return Ledger(
            channel=self.channel.name, cells=cells, words=tuple(self._words), models=tuple(self._models),
            versions=self._variants.versions(self._models), rejections=tuple(self._rejections),
        )  # fmt: skip

    def _number_of(self, models: Models) -> int:
        if models not in self._models:
            self._variants.add(models)
        return self._models.setdefault(models, len(self._models))

    def _word(self, word: str | None) -> int:
        return self._words.setdefault(word, len(self._words))


class _Variants:
    """Which models are not the same in all cycles, counted as they come."""

    def __init__(self) -> None:
        self._refs: dict[str, set[ModelRef]] = {}
        self._in: dict[str, int] = {}
        self._cycles = 0
        self._told: tuple[int, tuple[str, ...]] = (0, ())

    def add(self, models: Models) -> None:
        """Models that no cycle before had together."""
        self._cycles += bool(models)
        for one in models:
            self._refs.setdefault(one.name, set()).add(one)
        for name in {one.name for one in models}:
            self._in[name] = self._in.get(name, 0) + 1

    def versions(self, all_: Mapping[Models, int]) -> tuple[str, ...]:
        """What tells them apart, in few signs; reckoned once for each number of them."""
        if self._told[0] != len(all_):
            told = {name for name in self._refs if len(self._refs[name]) > 1 or self._in[name] < self._cycles}
            made = (" · ".join(self._version(one) for one in each if one.name in told) for each in all_)
            self._told = len(all_), tuple(made)
        return self._told[1]

    def _version(self, model: ModelRef) -> str:
        """Where others have the same one, or it has none, with the beginning of a digest."""
        digests = (model.weights_sha256 or "")[:8].upper(), (model.parameters_sha256 or "")[:8].upper()
        alike = sum(one.version == model.version for one in self._refs[model.name]) > 1
        parts = [model.version or "", *(digests if alike or not model.version else ())]
        return " ".join(part for part in parts if part) or "?"


def _second(decision: Decision) -> Candidate | None:
    """The cheapest of the others that could be driven."""
    others = [one for one in decision.candidates if one.id != decision.chosen and one.feasible]
    return min((one for one in others if one.total is not None), key=lambda one: one.total or 0.0, default=None)


def _number(value: float | None) -> float:
    return np.nan if value is None else value
