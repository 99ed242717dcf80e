"""How one record is proven, step by step, for people: each step of `check` with what it found.

It must not check anything again: it says what `check` and the structure have found. Order: sealed-log.md section 9.
"""

from bisect import bisect_left
from dataclasses import dataclass

from app.chain.check import Checked
from app.chain.opening import Opened
from app.chain.verdict import Fact


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was asked, what was found, and whether it holds."""

    asked: str
    found: str
    holds: Fact


def steps(checked: Checked, opened: Opened) -> tuple[Step, ...]:
    """The steps for one record of an opened segment."""
    index, structure = checked.record.index, opened.structure
    violating = structure.violating is not None and bool(structure.violating[index])
    leaf_broken = checked.finding is not None and checked.finding.code == "CHAIN_BREAK"
    unread = checked.verdict.intact is Fact.NOT_YET
    payload_bad = checked.finding is not None and not leaf_broken and not unread
    covering = bisect_left(structure.checkpoints, index + 1)
    signed = index < structure.proven
    behind = "no good signature covers it"
    return (
        Step("Leaf well formed, in its place, linked to the one before", _word(not violating), _fact(not violating)),
        Step("Leaf as it was when the chain was walked", _word(not leaf_broken), _fact(not leaf_broken)),
        Step(
            "Payload hashes to its leaf",
            "withheld" if checked.withheld else "cannot be read" if unread else _word(not payload_bad),
            Fact.NOT_YET if unread or checked.withheld else _fact(not payload_bad),
        ),
        Step(
            "Root of the checkpoint that covers it", f"checkpoint {covering + 1}" if signed else behind, _fact(signed)
        ),
        Step("Signature of that checkpoint", "valid" if signed else behind, _fact(signed)),
        Step(
            "Key leads to a trusted root",
            opened.genesis.device_name if opened.decision.trusted else "not in the trust store",
            _fact(opened.decision.trusted),
        ),
    )


def _word(holds: bool) -> str:  # noqa: FBT001
    return "holds" if holds else "differs"


def _fact(holds: bool) -> Fact:  # noqa: FBT001
    return Fact.YES if holds else Fact.NO
