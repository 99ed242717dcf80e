"""Which planning cycles of a ledger somebody wants to see: `rejected = lane_change and distance < 20`.

Terms joined by `and`: a column, an operator and a value; or a word alone, which any column of words may have. It must
not know how a ledger is shown.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.replay.ledger import Ledger
from app.scene.wording import short_id

Mask = npt.NDArray[np.bool_]
NUMBERS: dict[str, tuple[str, float]] = {
    "cycle": ("cycle", 1), "chosen": ("chosen", 1), "cost": ("total", 1), "behind": ("behind", 1),
    "candidates": ("candidates", 1), "feasible": ("feasible", 1), "confidence": ("confidence", 1),
    "distance": ("distance", 1), "latency": ("latency_ns", 1e-6),
}  # fmt: skip
"""By what it is called: the column, and its unit in that of what is compared. Latencies are compared in ms."""
_WORDS = {"manoeuvre": "manoeuvre", "reason": "code", "object": "object", "mode": "mode"}
_OTHERS = ("rejected", "model")
NAMES = (*_WORDS, *_OTHERS, *NUMBERS)
"""What can be compared."""
_TERM = re.compile(
    r"""\s*(?:(?P<name>[A-Za-z]+)\s*(?P<sign>!=|<=|>=|=|<|>)\s*)?
        (?P<value>"[^"]*"|[^\s"=<>!]+(?![^\s"=<>!]))(?!\s*[=<>!])\s*""",
    re.VERBOSE,
)
_AND = re.compile(r"and\b\s*", re.IGNORECASE)
_COMPARED: dict[str, Callable[[npt.NDArray[np.float64], float], Mask]] = {
    "=": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


class FilterError(ValueError):
    """What was typed is no filter; `start` and `end` are where in the text that is."""

    def __init__(self, problem: str, start: int, end: int) -> None:
        super().__init__(problem)
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; no name: any column of words has the value as a word, or a part of one."""

    name: str
    sign: str
    value: str

    def holds(self, ledger: Ledger) -> Mask:
        """For which cycles it is so (n,)."""
        if self.name in NUMBERS:
            return self._compared(ledger)
        columns = [_WORDS[self.name]] if self.name in _WORDS else list(_WORDS.values())
        found = np.zeros(len(ledger), dtype=np.bool_)
        if self.name not in _OTHERS:
            fits = self._flags(ledger.words)
            for column in columns:
                found |= fits[ledger.cells[column]]
        if self.name in ("rejected", ""):
            found |= self._any(ledger.rejections)[ledger.cells["rejected"]]
        if self.name in ("model", ""):
            texts = [[f"{one.name} {one.version or ''}".strip() for one in each] for each in ledger.models]
            fits = np.array([any(_fits(text, self.value) for text in each) for each in texts], dtype=np.bool_)
            found |= fits[ledger.cells["model"]]
        return ~found if self.sign == "!=" else found

    def _compared(self, ledger: Ledger) -> Mask:
        column, unit = NUMBERS[self.name]
        values = ledger.numbers(column) * unit
        # what is not said is neither more nor less, nor anything else
        return np.asarray(_COMPARED[self.sign](values, _number(self.value)) & np.isfinite(values))

    def _flags(self, words: Iterable[str | None]) -> Mask:
        return np.fromiter((word is not None and _fits(word, self.value) for word in words), dtype=np.bool_)

    def _any(self, rejections: Iterable[frozenset[tuple[str, str]]]) -> Mask:
        """By manoeuvre or by reason. Few words make many pairs: each is looked at once."""
        sets = list(rejections)
        words = {word for one in sets for pair in one for word in pair if word}
        fitting = {word for word in words if _fits(word, self.value)}
        return np.fromiter(
            (any(word in fitting for pair in one for word in pair) for one in sets), dtype=np.bool_, count=len(sets)
        )


@dataclass(frozen=True, slots=True)
class Filter:
    """All of these must hold."""

    terms: tuple[Term, ...] = ()

    def rows(self, ledger: Ledger) -> npt.NDArray[np.int64]:
        """Which cycles stay, in their order."""
        kept = np.ones(len(ledger), dtype=np.bool_)
        for term in self.terms:
            if len(ledger):
                kept &= term.holds(ledger)
        return np.flatnonzero(kept)


def filter_of(text: str) -> Filter:
    """What was typed, as a filter; an empty text keeps all.

    Raises:
        FilterError: a column that there is not, a number that is none, or what is no term at all.
    """
    terms: list[Term] = []
    at = len(text) - len(text.lstrip())
    while at < len(text):
        if terms:
            joined = _AND.match(text, at)
            if joined is None:
                raise FilterError("terms are joined by 'and'", at, len(text))
            at = joined.end()
        found = _TERM.match(text, at)
        if found is None:
            raise FilterError("a column, a sign and a value belong here, such as distance < 20", at, len(text))
        terms.append(_checked(found))
        at = found.end()
    return Filter(tuple(terms))


def _checked(found: re.Match[str]) -> Term:
    name, value = (found["name"] or "").lower(), found["value"].strip('"')
    if name and name not in NAMES:
        raise FilterError(f"there is no column {name}; there are {', '.join(NAMES)}", *found.span("name"))
    if name in NUMBERS:
        try:
            _number(value)
        except ValueError:
            raise FilterError(f"{name} is compared with a number", *found.span("value")) from None
    elif name and found["sign"] not in ("=", "!="):
        raise FilterError(f"{name} is a word: it takes = or !=", *found.span("sign"))
    return Term(name, found["sign"] or "=", value)


def _number(value: str) -> float:
    """A candidate is called K2."""
    return float(value[1:] if value[:1] in "Kk" else value)


def _fits(word: str, value: str) -> bool:
    """The same, or whole parts of it: `brake` is a part of `brake_hard`, and of no `unbraked`."""
    there, wanted = (re.sub(r"[\s_]+", "_", one.strip().lower()) for one in (word, value))
    return bool(wanted) and (f"_{wanted}_" in f"_{there}_" or short_id(word).lower() == wanted)
