"""Where a record stands, in one word that people see beside it: the same word for a pane, the timeline and a figure.

It must not know how verdicts are found.
"""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from app.chain.check import Checked
from app.chain.check_run import CheckedRun
from app.chain.verdict import Fact


class Standing(IntEnum):
    """How far a record can be relied on; the larger the worse."""

    INTACT = 0
    """Its bytes match and a signature covers it."""
    UNSIGNED = 1
    """Its bytes match; no signature covers it: the tail of a recording that ended without one."""
    UNCHECKED = 2
    """Not checked yet, or the medium cannot read it."""
    MISSING = 3
    """Known to have been there, and not in the file."""
    AFTER_BREAK = 4
    """Its bytes match their leaf, and the leaf's place in the chain is not proven."""
    BROKEN = 5
    """It is not what was recorded."""


def standing(checked: Checked) -> Standing:
    """Where one checked record stands."""
    verdict = checked.verdict
    if checked.withheld:
        return Standing.MISSING
    if verdict.intact is Fact.NOT_YET:
        return Standing.UNCHECKED
    if verdict.intact is Fact.NO:
        return Standing.BROKEN if checked.finding is not None else Standing.AFTER_BREAK
    return Standing.INTACT if verdict.signed is Fact.YES else Standing.UNSIGNED


def standings(run: CheckedRun) -> npt.NDArray[np.int8]:
    """Where each record of a run stands that holds, shape (n,); of the others it says UNCHECKED."""
    found = np.full(len(run.holds), Standing.AFTER_BREAK, dtype=np.int8)
    found[run.proven] = Standing.UNSIGNED
    found[run.proven & run.signed] = Standing.INTACT
    found[~run.holds] = Standing.UNCHECKED
    return found
