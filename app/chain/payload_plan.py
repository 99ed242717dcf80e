"""What checking all payloads of a segment has to read, in which order, and what is wrong before a byte is read.

It must not know threads, nor read payloads. Rules: sealed-log.md section 9 step 9.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.chain.finding import MOST_OF_A_CODE, Finding
from app.chain.leaves import leaf_finding, malformed
from app.chain.structure import Structure
from app.log.leaf import NONE, LeafArray
from app.log.record import WITHHELD
from app.log.segment import Segment

RUN_BYTES = 5 << 18
"""Neighbouring records are read together up to this size: four frames of a camera, or one sweep of a LiDAR; more no
longer stays in the cache until it is hashed. A larger record is a run of its own."""
RUN_RECORDS = 64
"""So many at most: hashing small records keeps other threads from running, which must not last."""

Indices = npt.NDArray[np.int64]


class Run(NamedTuple):
    """Records that lie one behind another in the file and are hashed as one part each."""

    offset: int
    size: int
    indices: list[int]
    lengths: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadPlan:
    """The work of step 9 for one segment."""

    findings: tuple[Finding, ...]
    """What is wrong without reading: RANGE, SALT_IN_REDACTED, and what the device cannot tell."""
    withheld: int
    runs: tuple[Run, ...]
    singles: tuple[int, ...]
    """Records that need their rows of the part table, or of which it is already known that something is wrong."""
    size: int
    """Bytes to read."""
    refused: frozenset[int] = field(default=frozenset(), repr=False)
    """Records that have a finding of this plan."""


def plan_payloads(segment: Segment, structure: Structure) -> PayloadPlan:
    """Plan the covered records of declared channels, in the order of their positions as far as runs allow."""
    leaves = segment.leaves[: structure.records]
    eligible = (leaves["channel"] != 0) & ~malformed(leaves) & np.isin(leaves["channel"], list(structure.declared))
    if len(eligible):
        eligible[0] = False
    indices: Indices = np.flatnonzero(eligible)
    derived = segment.salt_key is None
    findings: list[Finding] = []
    if not derived and segment.part_table.tells_of_withholding:
        text = "the part table of a full log tells of withheld parts"
        findings.append(Finding(code="SALT_IN_REDACTED", text=text))
    readable = (indices < len(segment.locations)) & ~np.isin(indices, list(segment.unreadable_locations))
    known = indices[readable]
    locations = segment.locations[known]
    none = locations == np.uint64(NONE)
    placed, refused = _placed(segment, leaves, known[~none])
    findings += [leaf_finding(*_OUTSIDE, leaves, index) for index in sorted(refused)[:MOST_OF_A_CODE]]
    if not derived:
        hidden = [int(index) for index in known[none]]
        findings += [leaf_finding(*_HIDDEN, leaves, index) for index in hidden[:MOST_OF_A_CODE]]
        refused |= set(hidden)
    findings.sort(key=lambda finding: -1 if finding.index is None else finding.index)
    simple = np.zeros(len(placed.indices), dtype=np.bool_)
    if not derived:
        simple = (leaves["parts"][placed.indices] == 1) & (placed.ends <= segment.source.size)
    singles = [*placed.indices[~simple], *indices[~readable]]
    return PayloadPlan(
        findings=tuple(findings),
        withheld=_withheld(segment, indices, known[none]) if derived else 0,
        runs=tuple(_runs(placed, simple)),
        singles=tuple(sorted(int(index) for index in singles)),
        size=int(sum(placed.lengths.tolist())),
        refused=frozenset(refused),
    )


_OUTSIDE = ("RANGE", "the payload does not lie in the area of its channel, or the channel has more than its area holds")
_HIDDEN = ("SALT_IN_REDACTED", "a withheld record in a file that has the salt key")


@dataclass(frozen=True, slots=True)
class _Placed:
    """Records that lie in their areas: positions, and byte ranges in the file."""

    indices: Indices
    offsets: npt.NDArray[np.uint64]
    lengths: npt.NDArray[np.uint64]

    @property
    def ends(self) -> npt.NDArray[np.uint64]:
        return self.offsets + self.lengths


def _placed(segment: Segment, leaves: LeafArray, indices: Indices) -> tuple[_Placed, set[int]]:
    """The records of `indices` that lie in their areas, and those that do not."""
    offsets = np.zeros(len(indices), dtype=np.uint64)
    inside = np.zeros(len(indices), dtype=np.bool_)
    lengths = leaves["payload_len"][indices]
    locations = segment.locations[indices]
    channels = leaves["channel"][indices]
    for channel in sorted(set(channels.tolist())):
        area = segment.directory.channel(channel)
        if area is None:
            continue
        of = channels == channel
        size = np.uint64(area.size)
        starts = np.minimum(locations, size)
        # subtract, never add: both numbers are hostile and have 64 bits
        inside |= _within_budget(of & (locations <= size) & (lengths <= size - starts), lengths, area.size)
        offsets[of] = np.uint64(area.offset) + starts[of]
    return _Placed(indices[inside], offsets[inside], lengths[inside]), set(indices[~inside].tolist())


def _within_budget(fits: npt.NDArray[np.bool_], lengths: npt.NDArray[np.uint64], size: int) -> npt.NDArray[np.bool_]:
    """Those of `fits` whose lengths, in order, sum to no more than `size`: no byte of an area serves twice."""
    # at most 2^20 records: below 2^40 each, the sum fits 64 bits
    if fits.any() and int(lengths[fits].max()) < 2**40 and int(lengths[fits].sum()) <= size:
        return fits
    within = fits.copy()
    used = 0
    for position in np.flatnonzero(fits):
        length = int(lengths[position])
        if length > size - used:
            within[position] = False
        else:
            used += length
    return within


def _runs(placed: _Placed, simple: npt.NDArray[np.bool_]) -> list[Run]:
    return runs_of(placed.indices[simple], placed.offsets[simple], placed.lengths[simple])


def runs_of(indices: Indices, offsets: npt.NDArray[np.uint64], lengths: npt.NDArray[np.uint64]) -> list[Run]:
    """Records with their places in the file as runs, in the order of the first position of each."""
    order = np.argsort(offsets, kind="stable")
    indices, offsets, lengths = indices[order], offsets[order], lengths[order]
    ends = offsets + lengths
    # where a record does not begin at the end of the one before it, a run ends
    breaks = np.flatnonzero(offsets[1:] != ends[:-1]) + 1
    at, starts, stops, sizes = indices.tolist(), offsets.tolist(), ends.tolist(), lengths.tolist()
    runs: list[Run] = []
    for first, behind in pairwise([0, *breaks.tolist(), len(order)]):
        while first < behind:
            last = bisect_right(stops, starts[first] + RUN_BYTES, first + 1, min(behind, first + RUN_RECORDS))
            size = stops[last - 1] - starts[first]
            runs.append(Run(starts[first], size, at[first:last], sizes[first:last]))
            first = last  # noqa: PLW2901
    return sorted(runs, key=lambda run: run.indices[0])


def _withheld(segment: Segment, looked_at: Indices, hidden: Indices) -> int:
    """How many of the records that step 9 looks at are withheld wholly (`hidden`) or partly, in a derived copy."""
    rows = segment.part_table.rows
    names = segment.leaves["index"][looked_at]
    partly = looked_at[np.isin(names, rows["index"][rows["kind"] == WITHHELD])]
    return len(set(partly.tolist()) | set(hidden.tolist()))
