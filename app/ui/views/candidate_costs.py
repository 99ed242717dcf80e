"""The candidates of one planning cycle as rows of words and numbers, and the terms that their costs are made of.

It must not know where anything is painted. Totals and terms are those of the log; only differences to the chosen one
are reckoned.
"""

from dataclasses import dataclass

from app.kinds.decision import Candidate, Decision
from app.scene.wording import MINUS, difference, named, number, typeset
from app.ui.theme.fonts import Role
from app.ui.theme.glyphs import CandidateMark
from app.ui.theme.tokens import Tokens

COST_ORDER = ("collision", "comfort", "progress", "lane", "rule")
"""Always in this order, always in these colours; further terms follow by name."""
_FURTHER = ("hold", "unk", "keep", "mrm", "ease")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A candidate, and all that is written of it."""

    candidate: Candidate
    mark: CandidateMark
    name: str
    doing: str
    total: str
    behind: str
    """Total minus that of the chosen one; empty: it is that, or has none."""
    why: str
    """It was not taken; empty: nobody says."""

    @property
    def role(self) -> Role:
        """The letters of its first line."""
        return Role.TITLE if self.mark == "chosen" else Role.BODY


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Costs:
    """All candidates, the chosen one first, then by cost."""

    rows: tuple[Row, ...] = ()
    terms: tuple[str, ...] = ()
    """That cost any of them something, in their order."""
    largest: float = 1.0
    """What the longest bar stands for."""

    @property
    def chosen(self) -> int | None:
        """Id of the chosen one; None: none was."""
        return next((row.candidate.id for row in self.rows if row.mark == "chosen"), None)

    def colour_of(self, term: str, tokens: Tokens) -> str:
        """The colour of a term."""
        if term in COST_ORDER:
            return tokens.costs[COST_ORDER.index(term)]
        further = [name for name in self.terms if name not in COST_ORDER]
        return tokens[_FURTHER[further.index(term) % len(_FURTHER)]] if term in further else tokens.unk


def costs_of(decision: Decision) -> Costs:
    """What a cycle considered."""
    rows = _rows(decision)
    names = {name for row in rows for name, cost in row.candidate.costs.items() if cost}
    sums = [sum(abs(cost) for cost in row.candidate.costs.values()) for row in rows]
    return Costs(
        rows=tuple(rows),
        terms=(*(name for name in COST_ORDER if name in names), *sorted(names - set(COST_ORDER))),
        largest=max(sums, default=0.0) or 1.0,
    )


def _rows(decision: Decision) -> list[Row]:
    chosen = decision.taken
    base = None if chosen is None else chosen.total

    def row(one: Candidate) -> Row:
        mark: CandidateMark = "chosen" if one is chosen else ("rejected" if one.feasible else "infeasible")
        behind = None if base is None or one.total is None or one is chosen else one.total - base
        why = one.rejected
        return Row(
            candidate=one, mark=mark, name=f"K{one.id}", doing=named(one.manoeuvre),
            total=MINUS if one.total is None else number(one.total, 2),
            behind="" if behind is None else difference(behind, 2),
            why="" if why is None else typeset(why.text or named(why.code)),
        )  # fmt: skip

    rows = [row(one) for one in decision.candidates]
    order = {"chosen": 0, "rejected": 1, "infeasible": 2}
    return sorted(rows, key=lambda r: (order[r.mark], r.candidate.total is None, r.candidate.total or 0.0))
