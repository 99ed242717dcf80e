"""The leaves of a segment against each other: format, sequence, time and chain, all at once with numpy.

It must not know payloads or checkpoints. Rules: sealed-log.md section 9 step 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.chain.finding import MOST_OF_A_CODE, Finding
from app.chain.hashes import HASH_SIZE
from app.chain.tree import hash_rows
from app.log.leaf import KEY_FRAME, LEAF_SIZE, MAGIC, MAX_PARTS, NONE, SUITE, LeafArray, RecordType

_KNOWN_TYPES = np.zeros(256, dtype=np.bool_)
_KNOWN_TYPES[[member.value for member in RecordType]] = True
Mask = npt.NDArray[np.bool_]

# in the order in which section 9 names them, with what they mean for people
_TEXTS = {
    "LEAF_FORMAT": "the leaf is malformed",
    "FOREIGN_RECORD": "the record says it belongs to another segment",
    "INDEX": "the record does not have the number after the one before it",
    "UNKNOWN_CHANNEL": "the channel is not in the channel table",
    "CHANNEL_SEQUENCE": "the record does not follow the one before it in its channel",
    "TIME_BACKWARDS": "the record arrived before the one before it",
    "CHAIN_BREAK": "the record does not contain the hash of the one before it",
    "AFTER_END": "the record follows the END record",
}


@dataclass(frozen=True, slots=True)
class LeafCheck:
    """Which leaves violate what: for each code a mask over all leaves, shape (P,); the first leaf violates nothing."""

    hashes: bytes
    """leaf_hash of every leaf, 32 bytes each."""
    violations: dict[str, Mask]

    def any(self) -> Mask:
        """Which leaves violate anything."""
        violated: Mask = np.logical_or.reduce(list(self.violations.values()))
        return violated

    def findings(self, leaves: LeafArray, *, covered: int) -> Iterable[Finding]:
        """One finding for each code and covered leaf, by position and then in the order of section 9."""
        listed = {
            code: set(np.flatnonzero(m[:covered])[:MOST_OF_A_CODE].tolist()) for code, m in self.violations.items()
        }
        for index in sorted(set().union(*listed.values())):
            for code, positions in listed.items():
                if index in positions:
                    yield leaf_finding(code, _TEXTS[code], leaves, index)


def leaf_finding(code: str, text: str, leaves: LeafArray, index: int) -> Finding:
    """A finding about the record at a position, with the channel and arrival that its leaf claims."""
    row = leaves[index]
    return Finding(code=code, text=text, index=index, channel=int(row["channel"]), t_ns=int(row["t_arrival"]))


def check_leaves(leaves: LeafArray, *, channels: Iterable[int]) -> LeafCheck:
    """Compare every leaf with the one before it; `channels` are the declared channel ids."""
    hashes = hash_rows(b"\0", leaves.view(np.uint8).data, LEAF_SIZE)
    following = _following(leaves, hashes)
    declared = np.array([0, *channels], dtype=np.uint32)
    violations = {
        "LEAF_FORMAT": malformed(leaves) | (leaves["type"] == RecordType.GENESIS),
        "FOREIGN_RECORD": (leaves["segment_id"] != leaves["segment_id"][0]).any(axis=1),
        "INDEX": following["INDEX"],
        "UNKNOWN_CHANNEL": ~np.isin(leaves["channel"], declared),
        "CHANNEL_SEQUENCE": _out_of_sequence(leaves),
        "TIME_BACKWARDS": following["TIME_BACKWARDS"],
        "CHAIN_BREAK": following["CHAIN_BREAK"],
        "AFTER_END": following["AFTER_END"],
    }
    for mask in violations.values():
        mask[0] = False  # GENESIS has rules of its own
    return LeafCheck(hashes, {code: violations[code] for code in _TEXTS})


def malformed(leaves: LeafArray) -> Mask:
    """Which leaves break a rule that needs no other leaf; the place of GENESIS is not looked at."""
    kind, channel, parts = leaves["type"], leaves["channel"], leaves["parts"]
    data = kind == RecordType.DATA
    broken: Mask = (
        (leaves["magic"] != MAGIC)
        | (leaves["suite"] != SUITE)
        | ~_KNOWN_TYPES[kind]
        | ((leaves["flags"] & ~np.uint16(KEY_FRAME)) != 0)
        | (leaves["zero_84"] != 0)
        | (leaves["zero_120"] != 0)
        | (parts < 1)
        | (parts > MAX_PARTS)
        | (data & (channel == 0))
        | (~data & (channel != 0))
        | (~data & (parts != 1))
    )
    return broken


def _following(leaves: LeafArray, hashes: bytes) -> dict[str, Mask]:
    """What a leaf must have from the leaf before it; the first leaf has none and passes."""
    codes = ("INDEX", "TIME_BACKWARDS", "CHAIN_BREAK", "AFTER_END")
    found = {code: np.zeros(len(leaves), dtype=np.bool_) for code in codes}
    earlier, later = leaves[:-1], leaves[1:]
    digests = np.frombuffer(hashes, dtype=np.uint8).reshape(-1, HASH_SIZE)
    found["INDEX"][1:] = later["index"] != earlier["index"] + np.uint64(1)
    found["TIME_BACKWARDS"][1:] = later["t_arrival"] < earlier["t_arrival"]
    found["CHAIN_BREAK"][1:] = (later["prev_leaf"] != digests[:-1]).any(axis=1)
    found["AFTER_END"][1:] = earlier["type"] == RecordType.END
    return found


def _out_of_sequence(leaves: LeafArray) -> Mask:
    """Which leaves do not follow the nearest earlier leaf with the same channel field."""
    # a stable sort brings the leaves of one channel together and keeps their order
    order = np.argsort(leaves["channel"], kind="stable")
    channel = leaves["channel"][order]
    first = np.ones(len(leaves), dtype=np.bool_)
    first[1:] = channel[1:] != channel[:-1]
    expected_seq = np.zeros(len(leaves), dtype=np.uint64)
    expected_seq[1:] = leaves["channel_seq"][order][:-1] + np.uint64(1)
    expected_prev = np.full(len(leaves), NONE, dtype=np.uint64)
    expected_prev[1:] = leaves["index"][order][:-1]
    expected_seq[first] = 0
    expected_prev[first] = NONE
    wrong = (leaves["channel_seq"][order] != expected_seq) | (leaves["prev_in_channel"][order] != expected_prev)
    out = np.zeros(len(leaves), dtype=np.bool_)
    out[order] = wrong
    return out
