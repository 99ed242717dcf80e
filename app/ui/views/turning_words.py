"""What would have changed a choice, as rows of words: the least change first, and how it was reckoned.

It must not reckon.
"""

from app.analysis.turning import TOLD_APART, VERSION, WIDEST, Silence, Turning
from app.kinds.decision import Decision
from app.scene.wording import named
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.views.facts import Row

_WIDEST = f"{WIDEST:g}"
_MOST_ROWS = 12


def turning_rows(turning: Turning, decision: Decision) -> list[Row]:
    """A row a term and candidate; or why there is none."""
    if turning.silence is not None:
        return [(tr("Not defined"), "", "t2", _why(turning.silence))]
    doing = {one.id: named(one.manoeuvre) for one in decision.candidates}
    rows: list[Row] = [
        (filled(tr("%1 weight × %2"), named(one.term), f"{one.stated:.12g}"),
         filled(tr("selects K%1 %2"), one.candidate, doing[one.candidate]))
        for one in turning.turns[:_MOST_ROWS]
    ]  # fmt: skip
    if not rows and turning.unsure:
        said = tr("Terms are too much alike for the digits they were logged in: whether one would have, is not known.")
        rows = [(tr("Not known"), "", "t1", said)]
    elif not rows:
        said = filled(tr("Whatever one term weighed, from 1/%1 to %1 times as much, the choice is the same."), _WIDEST)
        rows = [(tr("No single term"), "", "t1", said)]
    if len(turning.turns) > _MOST_ROWS:
        rows.append((filled(tr("and %1 more"), len(turning.turns) - _MOST_ROWS), ""))
    method = filled(
        tr(
            "One cost term of all candidates times a factor of 1/%1 to %1, all else as logged. There the candidate is "
            "the cheapest; farther from 1 it or a third one, not the chosen one. Terms within %2 logged steps of each "
            "other are not told apart."
        ),
        _WIDEST,
        TOLD_APART,
    )
    return [*rows, (filled(tr("Method, version %1"), VERSION), "", "t2", method)]


def _why(silence: Silence) -> str:
    match silence:
        case Silence.NO_CHOICE:
            return tr("No candidate was chosen, or its total cost is not logged.")
        case Silence.NOT_DRIVABLE:
            return tr("The chosen candidate could not be driven, as logged: it was not taken for its cost.")
        case Silence.ALONE:
            return tr("No other candidate that could be driven has a logged total cost.")
        case Silence.TOO_MANY:
            return tr("There are more candidates and terms than can be weighed at once.")
        case Silence.OTHER_COSTS:
            return tr("The logged terms do not add up to the logged totals: something else was added.")
        case Silence.NOT_CHEAPEST:
            return tr("The chosen candidate is not the cheapest one: something else than these costs decided.")
