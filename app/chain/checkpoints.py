"""The checkpoints of a segment: as text, and then against the records, the tree and the keys.

It must not know payloads or trust. Rules: sealed-log.md section 9 steps 2, 4 and 7.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.chain.finding import Finding
from app.chain.genesis import Genesis
from app.chain.keys import verifies
from app.chain.note import Note, NoteError, epoch_key_name, parse_slot
from app.chain.tree import Tree
from app.log.directory import SLOT_SIZE
from app.log.leaf import LeafArray, RecordType
from app.log.segment import Segment

_SECTOR = 512
_EMPTY = bytes(SLOT_SIZE)


@dataclass(frozen=True, slots=True)
class SlotTexts:
    """Step 2: the slots that are there, each parsed or with what is wrong with it."""

    slots: list[Note | NoteError]
    torn: bool
    unreadable: bool

    @property
    def parsed(self) -> Iterator[tuple[int, Note]]:
        """The slots that are checkpoints, with their numbers."""
        return ((number, note) for number, note in enumerate(self.slots) if isinstance(note, Note))


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRecord:
    """The members of an EPOCH or END record that checkpoints need."""

    epoch: int
    next_key: bytes | None
    reason: str | None = None
    """Why the segment ends, if this is END and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochRecords:
    """Step 6 as step 7 needs it: the valid EPOCH and END records by position."""

    valid: Mapping[int, EpochRecord]
    unchecked: frozenset[int]
    """Positions of those that the device could not read."""
    refused: frozenset[int]
    """Positions that have an EPOCH_RECORD finding already."""


@dataclass(slots=True)
class Judged:
    """Step 7: what was found, and which slots are good."""

    findings: list[Finding] = field(default_factory=list)
    good: list[bool] = field(default_factory=list)


def read_slots(segment: Segment) -> SlotTexts:
    """Parse the slots up to the last that is not empty; a torn last one is left out."""
    slots: list[Note | NoteError] = []
    empty = 0
    last = b""
    unreadable = False
    for run in segment.slots():
        unreadable = run.unreadable
        for start in range(0, len(run.raw), SLOT_SIZE):
            raw = run.raw[start : start + SLOT_SIZE]
            if raw == _EMPTY:
                empty += 1
                continue
            slots += [NoteError("CHECKPOINT_FORMAT", "the slot is empty")] * empty
            empty = 0
            last = raw
            slots.append(_parsed(raw))
    torn = bool(slots) and isinstance(slots[-1], NoteError) and _is_torn(last)
    return SlotTexts(slots[:-1] if torn else slots, torn, unreadable)


def check_texts(
    texts: SlotTexts, *, origin: str, leaves: LeafArray, leaves_unreadable: bool
) -> tuple[list[Finding], set[int]]:
    """Step 4: findings about the text of the slots, and the numbers of the parsed slots that have one."""
    findings: list[Finding] = []
    bad: set[int] = set()
    before = 0
    for number, note in enumerate(texts.slots):
        if isinstance(note, NoteError):
            findings.append(Finding(code=note.code, text=f"checkpoint {number}: {note}"))
            continue
        found = []
        if note.origin != origin:
            found.append(("CHECKPOINT_ORIGIN", f"is of {note.origin[:160]!r}"))
        if note.size > len(leaves) and not leaves_unreadable:
            found.append(("SIZE_RANGE", f"covers {note.size} records; there are {len(leaves)}"))
        if note.size <= before:
            found.append(("CHECKPOINT_SIZE", f"covers {note.size} records, the one before it {before}"))
        before = note.size
        findings += [checkpoint_finding(code, f"checkpoint {number} {text}", leaves, note) for code, text in found]
        if found:
            bad.add(number)
    return findings, bad


def check_against_records(
    texts: SlotTexts, bad_texts: set[int], *, genesis: Genesis, leaves: LeafArray, tree: Tree, epochs: EpochRecords,
    leaves_unreadable: bool,
) -> Judged:  # fmt: skip
    """Step 7: epoch records, roots and signatures of every parsed slot."""
    judged = Judged([], [False] * len(texts.slots))
    keys = _epoch_keys(genesis, epochs)
    mismatched = ended = False
    refused = set(epochs.refused)
    for number, note in texts.parsed:
        last = note.size - 1
        inside = note.size <= len(leaves)
        if not inside and leaves_unreadable:
            continue
        skipped = False
        found: list[tuple[str, str]] = []
        if inside:
            record = epochs.valid.get(last)
            skipped = last in epochs.unchecked
            if not skipped and (record is None or record.epoch != number) and last not in refused:
                refused.add(last)
                judged.findings.append(checkpoint_finding(*_NOT_ITS_EPOCH, leaves, note, channel=True))
            skipped |= record is None or record.epoch != number
            if not mismatched and tree.root(note.size) != note.root:
                mismatched = True
                found.append(("ROOT_MISMATCH", "signs another root than the records have"))
        key = keys.get(number)
        if key is None and epochs.unchecked:
            skipped = True
        elif (text := _epoch_signature(note, number, genesis, key)) is not None:
            found.append(("CHECKPOINT_SIGNATURE", text))
        is_end = inside and int(leaves[last]["type"]) == RecordType.END
        if (text := _device_signature(note, number, genesis, is_end=is_end)) is not None:
            found.append(("CHECKPOINT_DEVICE", text))
        if ended and inside:
            found.append(("AFTER_END", "follows a checkpoint that ends the recording"))
        ended |= is_end
        judged.findings += [checkpoint_finding(code, f"checkpoint {number} {t}", leaves, note) for code, t in found]
        judged.good[number] = inside and not skipped and not found and number not in bad_texts
    return judged


_NOT_ITS_EPOCH = ("EPOCH_RECORD", "the checkpoint does not stand on the EPOCH or END record of its own epoch")


def checkpoint_finding(code: str, text: str, leaves: LeafArray, note: Note, *, channel: bool = False) -> Finding:
    """A finding about a checkpoint: the position of its last record, and that record's arrival if it exists."""
    last = note.size - 1
    row = leaves[last] if last < len(leaves) else None
    return Finding(
        code=code,
        text=text,
        index=last,
        channel=int(row["channel"]) if channel and row is not None else None,
        t_ns=None if row is None else int(row["t_arrival"]),
    )


def _parsed(raw: bytes) -> Note | NoteError:
    try:
        return parse_slot(raw)
    except NoteError as error:
        return error


def _is_torn(raw: bytes) -> bool:
    """Whether whole sectors are missing, as after a power cut: slots are zero before they are written."""
    if not any(raw[:_SECTOR]):
        return True
    return any(
        raw[start - 1] != 0 and not any(raw[start : start + _SECTOR]) for start in range(_SECTOR, SLOT_SIZE, _SECTOR)
    )


def _epoch_keys(genesis: Genesis, epochs: EpochRecords) -> dict[int, bytes]:
    """The public key of every epoch that is known: the first record that names it counts."""
    keys = {0: genesis.epoch_key}
    for index in sorted(epochs.valid):
        record = epochs.valid[index]
        if record.next_key is not None:
            keys.setdefault(record.epoch + 1, record.next_key)
    return keys


def _epoch_signature(note: Note, number: int, genesis: Genesis, key: bytes | None) -> str | None:
    signature = note.signatures.get(epoch_key_name(genesis.origin, number))
    if signature is None:
        return f"has no signature of epoch {number}"
    if key is None:
        return f"has a signature of epoch {number}, whose key no record names"
    return None if verifies(key, signature, note.signed) else f"has a wrong signature of epoch {number}"


def _device_signature(note: Note, number: int, genesis: Genesis, *, is_end: bool) -> str | None:
    signature = note.signatures.get(genesis.device_name)
    if signature is None:
        required = is_end or number % genesis.device_every == 0
        return "lacks the signature of the device" if required else None
    return None if verifies(genesis.device_key, signature, note.signed) else "has a wrong signature of the device"
