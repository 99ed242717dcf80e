"""The biography of one object as rows of words: what perception made of it, and what was decided because of it.

It must not know how rows are shown. What follows from two records is reckoned by `analysis.biography`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.analysis.biography import VERSION, Milestone, Turn, biography
from app.kinds.prediction import Prediction
from app.kinds.severity import Severity
from app.log.channel import Mode
from app.replay.ledger import Ledger
from app.scene.life import STATES, Life
from app.scene.moment import Moment
from app.scene.wording import count, milliseconds, named, number, quantity
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.widgets.plain import one_line

_MOST_MODES = 3
_GRAVE = frozenset({Turn.CLASS, Turn.ABSENT, Turn.UNREAD, Turn.COASTED, Turn.LOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRow:
    """One turn of its life."""

    t_ns: int
    text: str
    severity: Severity
    decided: bool = False
    """By the planner; else by perception."""


def rows_of(life: Life, ledger: Ledger, mode: Mode) -> list[ObjectRow]:
    """All of them, in the order in which they happened, or were known."""
    times = life.times_ns(mode)
    found = [
        ObjectRow(t_ns=int(times[one.at]), text=_said(one, life), severity="warning" if one.turn in _GRAVE else "info")
        for one in biography(life)
    ]
    return sorted([*found, *_decided(life.track, ledger, mode)], key=lambda row: row.t_ns)


def facts(life: Life, at: int) -> list[str]:
    """What was said of it in one record, with units."""
    cell = life.cells[at]
    which = life.class_at(at)
    probability = life.probability_at(at)
    states = {
        "tentative": tr("tentative"), "confirmed": tr("confirmed"), "coasted": tr("coasted"), "lost": tr("lost"),
    }  # fmt: skip
    said = [
        _class(which) + ("" if np.isnan(probability) else f" {number(probability, 2)}"),
        states.get(STATES[int(cell["state"])], ""),
        filled(tr("exists %1"), number(float(cell["confidence"]), 2)) if not np.isnan(cell["confidence"]) else "",
        quantity(float(cell["distance"]), "m") if not np.isnan(cell["distance"]) else tr("distance not known"),
        quantity(float(cell["speed"]), "m/s") if not np.isnan(cell["speed"]) else tr("speed not known"),
        filled(tr("%1 points"), count(int(cell["points"]))) if not np.isnan(cell["points"]) else "",
    ]
    return [one for one in said if one]


def predicted(moment: Moment | None, track: str) -> list[str]:
    """What the object was thought to do, the most probable first; none: nothing current says so."""
    sample = None if moment is None else moment.first_of(["prediction"])
    document = sample.document if sample is not None and sample.current else None
    if not isinstance(document, Prediction):
        return []
    modes = [mode for one in document.objects if one.id == track for mode in one.modes][:_MOST_MODES]
    names = [tr("unnamed") if mode.intention is None else named(mode.intention).lower() for mode in modes]
    said = (one_line(f"{name} {number(mode.probability, 2)}".strip()) for name, mode in zip(names, modes, strict=True))
    return [filled(tr("predicted: %1"), ", ".join(said))] if modes else []


def method() -> str:
    """How it was reckoned."""
    return filled(
        tr(
            "Method, version %1: each turn follows from a record that has the object and the one before it that does; "
            "nothing is smoothed. The class is the one that perception gave first. The distance is horizontal, from "
            "the origin of the vehicle to the centre of the box."
        ),
        str(VERSION),
    )


def _said(one: Milestone, life: Life) -> str:
    match one.turn:
        case Turn.FIRST:
            origin = "" if life.parent is None else filled(tr(", came from track %1"), one_line(life.parent))
            return filled(tr("First reported: %1"), _class(one.after)) + origin
        case Turn.CLASS:
            return f"{_class(one.before)} → {_class(one.after)}"
        case Turn.ABSENT:
            return filled(tr("Not reported for %1, %2 records"), milliseconds(_gap_ns(one, life)), count(one.missed))
        case Turn.UNREAD:
            return filled(tr("%1 records cannot be read"), count(one.missed))
        case Turn.AGAIN:
            return filled(tr("Reported again: %1"), _class(one.after))
        case Turn.COASTED:
            return tr("Coasted: not measured")
        case Turn.MEASURED:
            return tr("Measured again")
        case Turn.LOST:
            return tr("Lost: given up by perception")
        case Turn.NEAREST:
            return filled(tr("Nearest: %1"), quantity(one.value, "m"))
        case Turn.LAST:
            return tr("Last reported")


def _gap_ns(one: Milestone, life: Life) -> int:
    captures = life.cells["capture_ns"]
    return int(captures[one.at + 1] - captures[one.at])


def _decided(track: str, ledger: Ledger, mode: Mode) -> Iterator[ObjectRow]:
    """The first cycle that names it as its reason, each with another manoeuvre since, and each with which the planner
    lets go of it.
    """
    known = {word: number_ for number_, word in enumerate(ledger.words)}
    if track not in known:
        return
    cycles = np.flatnonzero(ledger.cells["object"] == known[track])
    manoeuvres = ledger.cells["manoeuvre"][cycles]
    follows = np.diff(cycles) == 1
    turns = cycles[np.append(True, (manoeuvres[1:] != manoeuvres[:-1]) | ~follows)] if len(cycles) else cycles
    # what cannot be read lets go of nothing
    ends = [at + 1 for at in cycles[np.append(~follows, True)].tolist() if at + 1 < len(ledger)]
    let_go = [at for at in ends if ledger.readable(at)] if len(cycles) else []
    times = ledger.times_ns(mode)
    for text, which in ((tr("Decided: %1"), turns.tolist()), (tr("No longer because of it: %1"), let_go)):
        for at in which:
            doing = one_line(named(ledger.word("manoeuvre", at) or tr("nothing chosen")))
            yield ObjectRow(t_ns=int(times[at]), text=filled(text, doing), severity="notice", decided=True)


def _class(name: str | None) -> str:
    return tr("not classified") if name is None else one_line(named(name))
