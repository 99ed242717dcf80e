"""The outcome of checking: four facts and one status, never one boolean.

It must not know how the facts were found. Rules: sealed-log.md section 10.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum

from app.chain.finding import Effect, Finding


class Fact(Enum):
    """Yes, no, or not yet known."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not yet"


class Status(IntEnum):
    """The one word for a verdict; the value is the exit status of `verify`."""

    SEALED = 0
    BROKEN = 1
    UNTRUSTED = 2
    OPEN_PREFIX = 3
    STRUCTURE_ONLY = -3
    UNSIGNED = 4

    @property
    def exit_status(self) -> int:
        """0 to 4; two statuses share 3."""
        return abs(self.value)


# the worse first: what a person must hear of several segments
_WORST = (
    Status.BROKEN,
    Status.UNSIGNED,
    Status.UNTRUSTED,
    Status.OPEN_PREFIX,
    Status.STRUCTURE_ONLY,
    Status.SEALED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the bytes match, nothing is missing, a signature covers it and the key leads to a trusted root."""

    intact: Fact
    complete: Fact
    signed: Fact
    trusted: Fact
    status: Status
    reason: str
    """The finding that decided the status, in words; for a sealed log, what it means."""


def judge(
    findings: Iterable[Finding], *, payloads_checked: bool, complete: bool, signed: bool, trusted: bool,
    withheld: bool = False,
) -> Verdict:  # fmt: skip
    """The verdict over a segment or a drive from what was found, by the rules of section 10."""
    found = list(findings)
    first = {effect: next((f for f in found if f.effect is effect), None) for effect in Effect}
    if unsigned := first[Effect.UNSIGNED]:
        no = Fact.NO
        return Verdict(intact=no, complete=no, signed=no, trusted=no, status=Status.UNSIGNED, reason=unsigned.text)
    opens = first[Effect.OPENS]
    checked = Fact.YES if payloads_checked and not opens else Fact.NOT_YET
    intact = Fact.NO if first[Effect.BREAKS] else checked
    status, reason = _status(first, payloads_checked=payloads_checked, complete=complete, trusted=trusted)
    if status is Status.SEALED and withheld:
        reason = "every byte that is here is as it was sealed; of what is withheld only the digest is"
    return Verdict(
        intact=intact, complete=_fact(complete), signed=_fact(signed), trusted=_fact(trusted), status=status,
        reason=reason,
    )  # fmt: skip


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of several statuses; SEALED of none."""
    return min(statuses, key=_WORST.index, default=Status.SEALED)


def _status(
    first: dict[Effect, Finding | None], *, payloads_checked: bool, complete: bool, trusted: bool
) -> tuple[Status, str]:
    if breaks := first[Effect.BREAKS]:
        return Status.BROKEN, breaks.text
    if not trusted:
        untrusts = first[Effect.UNTRUSTS]
        return Status.UNTRUSTED, untrusts.text if untrusts else "the key of the device is not trusted"
    if untrusts := first[Effect.UNTRUSTS]:
        return Status.UNTRUSTED, untrusts.text
    if not complete:
        return Status.OPEN_PREFIX, "there is no end record: proven up to the last checkpoint and not beyond"
    if opens := first[Effect.OPENS]:
        return Status.STRUCTURE_ONLY, opens.text
    if not payloads_checked:
        return Status.STRUCTURE_ONLY, "chain, tree and signatures hold; payloads were not checked"
    return Status.SEALED, "every byte of every record is as it was sealed"


def _fact(value: bool) -> Fact:  # noqa: FBT001
    return Fact.YES if value else Fact.NO
