"""Many records of a segment checked together: neighbours are read in one piece and hashed one behind another.

It decides nothing that `check` would decide otherwise: a record that does not plainly hold is left to `check`, whose
word is final. It must not know what payloads mean. Numbered steps: sealed-log.md section 9, step 9.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.chain.check import Checked, check
from app.chain.hashes import HASH_SIZE, SaltMaker, leaf_hash, part_hasher
from app.chain.payload_plan import RUN_BYTES, Run, runs_of
from app.chain.structure import Structure
from app.log.leaf import NONE
from app.log.segment import Segment
from app.log.source import UnreadableError

Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
_KEY = object()


@dataclass(frozen=True, slots=True, eq=False)
class CheckedRun:
    """Neighbouring records with what `check` says of each. Only `check_runs` makes one.

    The arrays have shape (n,) and are read-only.
    """

    run: Run
    payload: memoryview
    """The payloads, one behind another."""
    holds: Mask
    """Which of them are usable as `Checked` has it; the others come as `Checked` of their own."""
    proven: Mask
    """Whose place in the chain is not refuted, and not behind a break."""
    signed: Mask
    _made_by: object = field(repr=False)

    def __post_init__(self) -> None:
        assert self._made_by is _KEY, "only app.chain.check_run.check_runs makes a CheckedRun"


def check_runs(
    segment: Segment, structure: Structure, indices: Indices, *, trusted: bool
) -> Iterator[CheckedRun | Checked]:
    """Check records at ascending positions of a segment; each is in one run that it holds in, or comes alone."""
    plain, offsets, lengths = _plain(segment, indices, most=structure.records + structure.tail)
    salts = SaltMaker(segment.salt_key or b"")
    for run in runs_of(indices[plain], offsets, lengths):
        checked = _check_run(segment, structure, run, salts)
        if checked is not None:
            yield checked
        alone = run.indices if checked is None else np.array(run.indices)[~checked.holds].tolist()
        for index in alone:
            yield check(segment.read(index), structure=structure, trusted=trusted)
    for index in indices[~plain].tolist():
        yield check(segment.read(index), structure=structure, trusted=trusted)


def _plain(
    segment: Segment, indices: Indices, *, most: int
) -> tuple[Mask, npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:  # fmt: skip
    """Which records have one part that lies where it may, as `Segment.extent` has it, and where those lie."""
    plain: Mask = np.full(len(indices), segment.salt_key is not None) & (indices < min(len(segment.locations), most))
    plain &= ~np.isin(indices, list(segment.unreadable_locations))
    leaves = segment.leaves[indices]
    plain &= (leaves["parts"] == 1) & (leaves["channel"] != 0) & (leaves["payload_len"] <= RUN_BYTES)
    locations = np.full(len(indices), NONE, dtype=np.uint64)
    locations[plain] = segment.locations[indices[plain]]
    lengths = leaves["payload_len"].astype(np.uint64)
    offsets = np.zeros(len(indices), dtype=np.uint64)
    inside = np.zeros(len(indices), dtype=np.bool_)
    for channel in np.unique(leaves["channel"][plain]).tolist():
        area = segment.directory.channel(channel)
        if area is None:
            continue
        size, of = np.uint64(area.size), plain & (leaves["channel"] == channel)
        # both numbers are hostile and have 64 bits: subtract, never add, before they are known to be small
        of &= (locations <= size) & (lengths <= size - np.minimum(locations, size))
        offsets[of] = np.uint64(area.offset) + locations[of]
        inside |= of
    plain = inside & (offsets + np.where(inside, lengths, 0).astype(np.uint64) <= segment.source.size)
    return plain, offsets[plain], lengths[plain]


def _check_run(segment: Segment, structure: Structure, run: Run, salts: SaltMaker) -> CheckedRun | None:
    """None: it cannot be read as a whole."""
    try:
        payload = segment.source.view(run.offset, run.size)
    except UnreadableError:
        return None
    if len(payload) < run.size:
        return None
    first, last = run.indices[0], run.indices[-1]
    leaves = segment.leaves[run.indices]
    raw, names, roots = leaves.tobytes(), leaves["index"].tolist(), leaves["payload_root"].tobytes()
    size, salt, hashes = leaves.dtype.itemsize, salts.salt, structure.hashes
    found, start = [False] * len(run.indices), 0
    for at, (index, length) in enumerate(zip(run.indices, run.lengths, strict=True)):
        # 1. The leaf is the one whose place in chain and tree was checked when the file was opened.
        own = leaf_hash(raw[size * at : size * (at + 1)])
        # 2. The payload hashes to what the leaf says.
        digest = part_hasher(salt(names[at], 0), length)
        digest.update(payload[start : start + length])
        start += length
        found[at] = (
            own == hashes[HASH_SIZE * index : HASH_SIZE * (index + 1)]
            and digest.digest() == roots[HASH_SIZE * at : HASH_SIZE * (at + 1)]
        )
    # 3. Where the record stands in the segment: signed, covered but refuted, or behind the last signature.
    positions, holds = np.array(run.indices, dtype=np.int64), np.array(found)
    signed = positions < structure.proven
    proven = signed | (positions >= structure.records)
    if structure.violating is not None and structure.violating[first : last + 1].any():
        proven = proven & ~structure.violating[positions]
    for mask in (holds, proven, signed):
        mask.flags.writeable = False
    return CheckedRun(run, payload, holds, proven, signed, _KEY)
