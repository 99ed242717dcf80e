"""The one way from a record to something that may be decoded and shown: its bytes against its proven place.

It must not know files or what the payload means. Numbered steps: sealed-log.md section 9, step 9 for one record.
"""

from dataclasses import dataclass, field

from app.chain.finding import Finding
from app.chain.hashes import HASH_SIZE, leaf_hash
from app.chain.payload import InMemory, payload_problem
from app.chain.structure import Structure
from app.chain.verdict import Fact, Status, Verdict, worst
from app.log.record import WITHHELD, Problem, Record

_KEY = object()


@dataclass(frozen=True, slots=True)
class Checked:
    """A record with its verdict. Only `check` makes one: whoever holds it knows that the record was checked."""

    record: Record
    verdict: Verdict
    finding: Finding | None
    """What is wrong with this record itself; None if nothing is."""
    _made_by: object = field(repr=False)

    def __post_init__(self) -> None:
        assert self._made_by is _KEY, "only app.chain.check.check makes a Checked"

    @property
    def usable(self) -> bool:
        """Whether the payload is whole and hashes to its leaf, so that decoding shows what the file says was recorded.

        Whether that leaf itself is proven is the verdict's to say: what stands behind a break is shown, and marked.
        """
        return self.finding is None and not self.withheld

    @property
    def withheld(self) -> bool:
        """Whether the file is a derived copy without this payload, or without a part of it."""
        extent = self.record.extent
        return extent.withheld or any(part.kind == WITHHELD for part in extent.parts or ())


def check(record: Record, *, structure: Structure, trusted: bool) -> Checked:
    """Check one record that will be shown; bad data is a verdict, never an exception.

    `structure` is what was proven about the segment the record was read from; `trusted`: its device key is trusted.
    """
    index = record.index
    # 1. The leaf is the one whose place in chain and tree was checked when the file was opened.
    problem: Problem | None = None
    proven_hash = structure.hashes[HASH_SIZE * index : HASH_SIZE * (index + 1)]
    if leaf_hash(record.leaf) != proven_hash:
        problem = Problem("CHAIN_BREAK", "the leaf is not the one that was checked when the file was opened")
    # 2. The payload hashes to what the leaf says.
    leaf = record.fields
    if problem is None:
        reader = InMemory(record.payload)
        problem = payload_problem(
            record.extent, reader, index=leaf.index, root=leaf.payload_root, salt_key=record.salt_key
        )
    # a leaf that the structure does not count among the records is none of the log
    if problem is None and index >= structure.records + structure.tail:
        problem = Problem("AFTER_END", "the record lies behind the end of the log, or behind what breaks its tail")
    finding = None
    if problem is not None:
        code = problem.code if problem.code not in _NOT_FINDINGS else "READ_ERROR"
        finding = Finding(code=code, text=problem.text, index=index, channel=leaf.channel, t_ns=leaf.t_arrival)
    # 3. Where the record stands in the segment: signed, covered but refuted, or behind the last signature.
    return Checked(record, _verdict(index, structure, finding, trusted=trusted), finding, _KEY)


# problems that keep a record from being checked but are no findings of the seal
_NOT_FINDINGS = ("UNREADABLE_ROWS", "TOO_LARGE")


def _verdict(index: int, structure: Structure, finding: Finding | None, *, trusted: bool) -> Verdict:
    signed = index < structure.proven
    if finding is not None:
        intact = Fact.NOT_YET if finding.code == "READ_ERROR" else Fact.NO
        reason = finding.text
    elif structure.violating is not None and bool(structure.violating[index]):
        intact, reason = Fact.NO, "the record's place in the chain is refuted"
    elif index < structure.records and not signed:
        intact, reason = Fact.NO, "the record stands behind a break: no good signature covers it"
    else:
        intact, reason = Fact.YES, "as recorded" if signed else "not covered by a signature"
    status = Status.SEALED if trusted else Status.UNTRUSTED
    if intact is not Fact.YES:
        status = worst([status, Status.BROKEN if intact is Fact.NO else Status.STRUCTURE_ONLY])
    elif not signed:
        status = worst([status, Status.OPEN_PREFIX])
    return Verdict(
        intact=intact,
        complete=Fact.YES if structure.complete else Fact.NO,
        signed=Fact.YES if signed else Fact.NO,
        trusted=Fact.YES if trusted else Fact.NO,
        status=status,
        reason=reason,
    )
