"""How one record is proven, step by step, for people: each step of `check` with what it found.

It must not check anything again: it says what `check` and the structure have found. Order: sealed-log.md section 9.
"""

from bisect import bisect_left
from dataclasses import dataclass

from app.chain.check import Checked
from app.chain.keys import fingerprint
from app.chain.opening import Opened
from app.chain.verdict import Fact


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was asked, what was found, whether it holds, and the hash or key that it is about."""

    asked: str
    found: str
    holds: Fact
    digest: bytes = b""
    """Empty: there is none."""


def steps(checked: Checked, opened: Opened) -> tuple[Step, ...]:
    """The steps for one record of an opened segment."""
    index, structure = checked.record.index, opened.structure
    code = None if checked.finding is None else checked.finding.code
    placed = code != "AFTER_END" and not (structure.violating is not None and bool(structure.violating[index]))
    same = code != "CHAIN_BREAK"
    leaf = checked.record.fields
    covering = bisect_left(structure.checkpoints, index + 1)
    signed = index < structure.proven
    behind = "no good signature covers it"
    return (
        Step("Leaf well formed, linked to the one before", _word(placed), _fact(placed), leaf.prev_leaf),
        Step(
            "Leaf as it was walked", _word(same), _fact(same), structure.hashes[32 * index : 32 * (index + 1)]
        ),
        Step("Payload hashes to its leaf", *_payload(checked, code), leaf.payload_root),
        Step(
            "Root of its checkpoint", f"checkpoint {covering + 1}" if signed else behind, _fact(signed),
            structure.roots[covering] if signed else b"",
        ),
        Step(
            "Signature of that checkpoint",
            f"valid, over {structure.checkpoints[covering]} records" if signed else behind, _fact(signed),
        ),
        Step(
            "Key leads to a trusted root",
            opened.genesis.device_name if opened.decision.trusted else "not in the trust store",
            _fact(opened.decision.trusted), bytes.fromhex(fingerprint(opened.genesis.device_key)),
        ),
    )  # fmt: skip


def _payload(checked: Checked, code: str | None) -> tuple[str, Fact]:
    if code == "CHAIN_BREAK":
        return "not compared: the leaf is another one", Fact.NOT_YET
    if checked.verdict.intact is Fact.NOT_YET:
        return "cannot be read", Fact.NOT_YET
    holds = code in {None, "AFTER_END"}
    return ("withheld", Fact.NOT_YET) if holds and checked.withheld else (_word(holds), _fact(holds))


def _word(holds: bool) -> str:  # noqa: FBT001
    return "holds" if holds else "differs"


def _fact(holds: bool) -> Fact:  # noqa: FBT001
    return Fact.YES if holds else Fact.NO
