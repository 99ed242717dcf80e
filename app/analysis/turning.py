"""Which single cost term, weighed how much otherwise, would have changed the choice of a planning cycle.

It must not know what the planner should have done: only the logged terms and totals are used. A planner is taken at its
word that it takes the cheapest candidate that can be driven; where the log contradicts that, nothing is reckoned.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import product

from app.kinds.decision import Candidate, Decision

VERSION = 1
EXACT = 1e-6
"""Share of what was added up by which a logged total may differ from the sum of its terms beside their rounding."""
TOLD_APART = 10
"""Terms that differ by no more than so many of the smallest steps in which they are logged may be alike."""
MOST = 20_000
"""Terms times candidates: nobody waits for more in a log that was made to have it."""
WIDEST = 100.0
"""A term that would have to weigh so many times more or less is another planner's."""
_MOST_DECIMALS = 9
"""With more of them a log has rounded nothing."""


class Silence(Enum):
    """Why nothing can be said."""

    NO_CHOICE = "no_choice"
    NOT_DRIVABLE = "not_drivable"
    ALONE = "alone"
    TOO_MANY = "too_many"
    OTHER_COSTS = "other_costs"
    NOT_CHEAPEST = "not_cheapest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A term that would have changed the choice, had it weighed this much more or less."""

    term: str
    factor: float
    """Times its weight: above 1 from there on upwards, below 1 from there on downwards."""
    stated: float
    """The same in as few digits as it takes, three at least, rounded away from 1: there, the other one is cheaper."""
    candidate: int
    """Id of the cheapest one at the stated factor. Farther from 1 a third one may be, but not the chosen one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """What would have changed a choice, the least change first; or why that cannot be said."""

    turns: tuple[Turn, ...] = ()
    silence: Silence | None = None
    unsure: bool = False
    """Whether some terms are too much alike for the digits they were logged in: they may have changed it, too."""


def turning_of(decision: Decision) -> Turning:
    """For each term the nearest factor above and the nearest below 1 that would have changed the choice.

    With totals T, terms c, the chosen candidate k and another one j, both cost the same where a term t weighs f times
    as much:  T_j - T_k = (f - 1) (c_k,t - c_j,t).  It is linear in f: the first j to be reached is the cheapest there.
    """
    chosen = decision.taken
    if chosen is None or chosen.total is None:
        return Turning(silence=Silence.NO_CHOICE)
    if not chosen.feasible:
        return Turning(silence=Silence.NOT_DRIVABLE)
    others = [one for one in decision.candidates if one is not chosen and one.feasible and one.total is not None]
    if not others:
        return Turning(silence=Silence.ALONE)
    terms = dict.fromkeys(term for one in (chosen, *others) for term in one.costs)
    if len(terms) * len(others) > MOST:
        return Turning(silence=Silence.TOO_MANY)
    weighing = _Weighing(chosen, others)
    if not all(_adds_up(one, weighing.step) for one in (chosen, *others)):
        return Turning(silence=Silence.OTHER_COSTS)
    if min(map(weighing.dearer, others)) < -weighing.step:
        return Turning(silence=Silence.NOT_CHEAPEST)
    found = [turn for term in terms for turn in weighing.turns(term)]
    return Turning(turns=tuple(sorted(found, key=lambda one: _far(one.factor))), unsure=weighing.unsure)


class _Weighing:
    """The chosen candidate against all others."""

    def __init__(self, chosen: Candidate, others: Sequence[Candidate]) -> None:
        self._chosen, self._others = chosen, others
        self.step = min(map(_step, (chosen, *others)))
        """In which costs were logged; some end in zeros."""
        self.unsure = False
        """Whether terms that it has looked at were too much alike."""

    def dearer(self, one: Candidate) -> float:
        """By so much it costs more than the chosen one."""
        return _total(one) - _total(self._chosen)

    def turns(self, term: str) -> Iterator[Turn]:
        """The nearest one above 1, and the nearest one below."""
        above: list[tuple[float, Candidate]] = []
        below: list[tuple[float, Candidate]] = []
        for one in self._others:
            saved = _term(self._chosen, term) - _term(one, term)
            # of what was rounded nobody knows which of two is larger
            if abs(saved) <= TOLD_APART * self.step:
                # by at most so much, if at all
                self.unsure |= max(self.dearer(one), 0.0) <= (WIDEST - 1) * (abs(saved) + self.step)
                continue
            factor = 1 + max(self.dearer(one), 0.0) / saved
            if 1 / WIDEST <= factor <= WIDEST:
                (above if saved > 0 else below).append((factor, one))
        for found, more in ((above, True), (below, False)):
            if found:
                factor, one = min(found, key=lambda those: _far(those[0]))
                stated = self._stated(term, factor, one, more=more)
                yield Turn(term=term, factor=factor, stated=stated, candidate=one.id)

    def _stated(self, term: str, factor: float, one: Candidate, *, more: bool) -> float:
        """Rounded, but not as far as where a third one would be the cheapest."""
        # where the next rounded one is the factor itself, it takes the one behind
        for digits, steps in product(range(3, 13), (1, 2)):
            stated = _away(factor, digits, steps if more else -steps)
            costs = [_total(other) + (stated - 1) * _term(other, term) for other in self._others]
            own = _total(one) + (stated - 1) * _term(one, term)
            present = _total(self._chosen) + (stated - 1) * _term(self._chosen, term)
            if own <= min(costs) and own < present and not math.isclose(own, present, rel_tol=1e-9):
                return stated
        return factor


def _away(factor: float, digits: int, steps: int) -> float:
    """In so many significant digits, so many of their steps above, or below where they are negative."""
    exponent = math.floor(math.log10(factor)) + 1 - digits
    whole = Decimal(factor).scaleb(-exponent)
    return float(Decimal((math.floor(whole) if steps > 0 else math.ceil(whole)) + steps).scaleb(exponent))


def _far(factor: float) -> float:
    """How much is changed: twice as much is as far as half."""
    return abs(math.log(factor))


def _total(one: Candidate) -> float:
    assert one.total is not None
    return one.total


def _term(one: Candidate, term: str) -> float:
    return one.costs.get(term, 0.0)


def _adds_up(one: Candidate, step: float) -> bool:
    """Each term and the total may be rounded by half a step."""
    added = sum(abs(cost) for cost in one.costs.values())
    apart = abs(sum(one.costs.values()) - _total(one))
    return bool(one.costs) and math.isfinite(added) and apart <= (len(one.costs) + 1) * step / 2 + EXACT * added


def _step(one: Candidate) -> float:
    """The smallest step in which its costs are logged; 0: they were not rounded."""
    decimals = max(max(0, -int(Decimal(repr(cost)).as_tuple().exponent)) for cost in (_total(one), *one.costs.values()))
    return 0.0 if decimals > _MOST_DECIMALS else 10.0**-decimals
