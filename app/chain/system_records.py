"""The system records of a segment: whether their bytes hash, and what EPOCH and END records say.

It must not know checkpoints. Rules: sealed-log.md section 9 step 6; limits: section 7.1; members: section 7.3.
"""

from dataclasses import dataclass

import numpy as np

from app.chain.checkpoints import EpochRecord, EpochRecords
from app.chain.finding import Finding
from app.chain.genesis import MAX_GENESIS_BYTES, canonical_decimal
from app.chain.keys import KEY_SIZE
from app.chain.leaves import leaf_finding
from app.chain.note import canonical_base64
from app.chain.payload import InMemory, payload_problem
from app.kinds.strict_json import StrictJsonError, parse_object
from app.log.leaf import LeafArray, RecordType
from app.log.record import UNREAD, WITHHELD, Problem
from app.log.segment import Segment

_MAX_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class SystemRecords:
    """Step 6: the findings, and the EPOCH and END records as the checkpoints need them."""

    findings: list[Finding]
    epochs: EpochRecords


def limit(kind: int) -> int:
    """The most bytes that a system record of this type may have."""
    return MAX_GENESIS_BYTES if kind in {RecordType.GENESIS, RecordType.ANNEX} else _MAX_BYTES


def system_problem(segment: Segment, index: int, *, used: int) -> tuple[Problem | None, bytes]:
    """What is wrong with the bytes of a system record, and its payload; `used`: bytes of the records before it."""
    row = segment.leaves[index]
    length = int(row["payload_len"])
    extent = segment.extent(index)
    problem = extent.problem
    if problem is not None and index >= len(segment.locations):
        return problem, b""
    area = segment.directory.areas["seal/system"]
    if (problem is None or problem.code not in {"RANGE", *UNREAD}) and length > area.size - used:
        problem = Problem("RANGE", "the system records together are longer than their area")
    if problem is not None and problem.code in {"RANGE", *UNREAD}:
        return problem, b""
    if length > limit(int(row["type"])):
        text = f"{length} bytes; a system record of this type has at most {limit(int(row['type']))}"
        return Problem("PAYLOAD", text), b""
    record = segment.read(index)
    if any(part.kind == WITHHELD for part in record.extent.parts or ()):
        return Problem("PAYLOAD", "a system record is withheld"), b""
    reader = InMemory(record.payload)
    root = row["payload_root"].tobytes()
    problem = payload_problem(record.extent, reader, index=int(row["index"]), root=root, salt_key=record.salt_key)
    return problem, record.payload


def check_system_records(segment: Segment, *, covered: int, genesis_length: int, channels: set[int]) -> SystemRecords:
    """Check every covered system record behind GENESIS; `channels` are the declared ids."""
    leaves = segment.leaves[:covered]
    counter = _Counter(leaves, channels)
    findings: list[Finding] = []
    valid: dict[int, EpochRecord] = {}
    unchecked: set[int] = set()
    refused: set[int] = set()
    used = genesis_length
    for position in np.flatnonzero(leaves["channel"] == 0)[1:]:
        index = int(position)
        kind = int(leaves[index]["type"])
        problem, payload = system_problem(segment, index, used=used)
        if problem is None or problem.code not in {"RANGE", *UNREAD}:
            used += int(leaves[index]["payload_len"])
        if problem is not None:
            if problem.code in UNREAD:
                unchecked.add(index)
            if problem.code != "UNREADABLE_ROWS":
                findings.append(leaf_finding(problem.code, problem.text, leaves, index))
        elif kind in {RecordType.EPOCH, RecordType.END}:
            try:
                valid[index], counts = _epoch(payload, is_end=kind == RecordType.END)
            except ValueError as error:
                refused.add(index)
                findings.append(leaf_finding("EPOCH_RECORD", str(error), leaves, index))
                continue
            if counts != counter.before(index):
                text = "the record counts other records than there are before it"
                findings.append(leaf_finding("COUNTS", text, leaves, index))
        else:
            findings += _malformed(payload, leaves, index, limit(kind))
    return SystemRecords(
        findings, EpochRecords(valid=valid, unchecked=frozenset(unchecked), refused=frozenset(refused))
    )


class _Counter:
    """How many records of each channel stand before a position; asked for positions in rising order."""

    def __init__(self, leaves: LeafArray, channels: set[int]) -> None:
        ids = np.array(sorted({0, *channels}), dtype=np.uint32)
        self._names = [str(channel) for channel in ids.tolist()]
        # the place of each record's channel among the ids; one place more for those of no declared channel
        places = np.searchsorted(ids, leaves["channel"])
        known = np.isin(leaves["channel"], ids)
        self._places = np.where(known, places, len(ids))
        self._counts = np.zeros(len(ids) + 1, dtype=np.int64)
        self._done = 0

    def before(self, index: int) -> dict[str, int]:
        """The counts as an EPOCH record must have them."""
        self._counts += np.bincount(self._places[self._done : index], minlength=len(self._counts))
        self._done = index
        return dict(zip(self._names, self._counts[:-1].tolist(), strict=True))


def _epoch(payload: bytes, *, is_end: bool) -> tuple[EpochRecord, dict[str, int]]:
    """The members of an EPOCH or END record and its counts; raises ValueError."""
    document = parse_object(payload, limit=_MAX_BYTES)
    epoch, counts = document.get("epoch"), document.get("counts")
    if type(epoch) is not int or epoch < 0:
        raise ValueError("epoch is missing or no number")
    if "next_key" not in document or (document["next_key"] is None) is not is_end:
        raise ValueError("next_key is missing, or null where a key belongs, or a key where null belongs")
    key = document["next_key"]
    if key is not None:
        if not isinstance(key, str):
            raise ValueError("next_key is no text")
        key = canonical_base64(key, KEY_SIZE)
    if not isinstance(counts, dict):
        raise ValueError("counts is missing or not an object")
    numbers: dict[str, int] = {}
    for channel, text in counts.items():
        count = canonical_decimal(text)
        if count is None:
            raise ValueError("counts has a value that is no decimal string")
        numbers[channel] = count
    reason = document.get("reason")
    return EpochRecord(epoch=epoch, next_key=key, reason=reason if isinstance(reason, str) else None), numbers


def _malformed(payload: bytes, leaves: LeafArray, index: int, most: int) -> list[Finding]:
    try:
        parse_object(payload, limit=most)
    except StrictJsonError as error:
        return [
            leaf_finding("SYSTEM_RECORD", f"the record is not JSON as the format allows it: {error}", leaves, index)
        ]
    return []
