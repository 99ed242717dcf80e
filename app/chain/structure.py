"""The structure of one segment: everything that is proven or refuted without reading the payloads of channels.

It must not know trust or drives. The steps are those of sealed-log.md section 9, with its numbers.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from app.chain.checkpoints import Judged, SlotTexts, check_against_records, check_texts, read_slots
from app.chain.finding import Finding, capped
from app.chain.genesis import Genesis, GenesisError, parse_genesis
from app.chain.leaves import LeafCheck, Mask, check_leaves, leaf_finding, malformed
from app.chain.system_records import check_system_records, system_problem
from app.chain.tree import Tree
from app.log.directory import DirectoryError, NotSealedError
from app.log.leaf import NONE, RecordType
from app.log.record import UNREAD
from app.log.segment import Segment
from app.log.source import Source, UnreadableError


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What the structure of a segment proves. `genesis` is None where checking had to stop before anything else."""

    findings: tuple[Finding, ...]
    size: int
    """Of the file, in bytes."""
    genesis: Genesis | None = None
    records: int = 0
    """Covered records (N): those that a checkpoint claims to sign."""
    tail: int = 0
    """Records behind them that no checkpoint covers."""
    proven: int = 0
    """Records that good checkpoints sign."""
    root: bytes | None = None
    """The root of the last good checkpoint."""
    last_root: bytes | None = None
    """The root over all covered records as they are: what two copies of one segment are compared by."""
    complete: bool = False
    ends_with_rotation: bool = False
    """END says that another segment follows."""
    hashes: bytes = field(default=b"", repr=False)
    """leaf_hash of every leaf that is there, 32 bytes each."""
    violating: Mask | None = field(default=None, repr=False)
    """Which leaves violate a rule of step 5, shape (P,)."""
    checkpoints: tuple[int, ...] = field(default=(), repr=False)
    """The sizes of the good checkpoints."""
    roots: tuple[bytes, ...] = field(default=(), repr=False)
    """Their roots."""
    declared: frozenset[int] = frozenset()

    @property
    def signed(self) -> bool:
        """Whether good signatures cover every covered record."""
        return self.proven == self.records > 0


def open_segment(path: Path) -> tuple[Segment | None, Structure]:
    """Open a file and check its structure; the segment is None where step 1 stopped. Raises SourceError."""
    source = Source(path)
    segment = _segment(source, most=None)
    if isinstance(segment, Finding):
        return None, Structure(findings=(segment,), size=source.size)
    return segment, check_structure(segment)


def sketch_segment(path: Path) -> Segment | Finding:
    """Open a file and read its leaves, or the finding that stops step 1; nothing is checked. Raises SourceError."""
    return _segment(Source(path), most=None)


def genesis_in(segment: Segment) -> Genesis | Finding:
    """What an open segment says of itself, unproven, or why it says nothing."""
    genesis, findings = _unproven_genesis(segment)
    if genesis is not None:
        return genesis
    return findings[0] if findings else Finding(code="READ_ERROR", text="the device cannot read the first record")


def genesis_of(path: Path) -> Genesis | Finding:
    """What a file says of itself, or why it says nothing. Only GENESIS is read and hashed; whether the device key
    delegated the epoch key is left to `open_segment`. Raises SourceError.
    """
    segment = _segment(Source(path), most=1)
    if isinstance(segment, Finding):
        return segment
    with segment:
        return genesis_in(segment)


def _segment(source: Source, *, most: int | None) -> Segment | Finding:
    """Step 1: the segment in an open file, or the finding after which the file is closed again."""
    try:
        return Segment(source, most=most)
    except (NotSealedError, DirectoryError, UnreadableError) as error:
        source.close()
        code = error.code if isinstance(error, DirectoryError) else "READ_ERROR"
        code = "NOT_SEALED" if isinstance(error, NotSealedError) else code
        return Finding(code=code, text=str(error))
    except BaseException:
        source.close()
        raise


def check_structure(segment: Segment) -> Structure:
    """Steps 1 to 8 of section 9 for a segment whose directory is sound."""
    # Step 1, what is left of it
    findings: list[Finding] = []
    if segment.truncated:
        text = f"the file ends after {segment.source.size} bytes; its directory needs {segment.directory.end}"
        findings.append(Finding(code="TRUNCATED_FILE", text=text))
    # Step 2: which leaves and slots are there
    texts = read_slots(segment)
    if texts.torn:
        text = f"checkpoint {len(texts.slots)} was torn while it was written"
        findings.append(Finding(code="TORN_CHECKPOINT", text=text))
    findings += _unreadable(segment, texts)
    if not texts.slots and not texts.unreadable:
        findings.append(Finding(code="NO_CHECKPOINT", text="no checkpoint signs anything"))
    # Step 3: GENESIS
    genesis, stop = _genesis(segment)
    findings += stop
    if genesis is None:
        return Structure(findings=tuple(findings), size=segment.source.size)
    # Steps 4 to 8
    return _Records(segment, genesis, texts, findings).structure()


class _Records:
    """Steps 4 to 8: what follows once GENESIS is accepted."""

    def __init__(self, segment: Segment, genesis: Genesis, texts: SlotTexts, findings: list[Finding]) -> None:
        self.segment = segment
        self.genesis = genesis
        self.texts = texts
        self.findings = findings
        self.leaves = segment.leaves
        self.covered = max((note.size for _, note in texts.parsed if note.size <= len(self.leaves)), default=0)

    def structure(self) -> Structure:
        segment, genesis, texts, findings = self.segment, self.genesis, self.texts, self.findings
        unreadable = segment.leaves_unreadable
        # Step 4: checkpoints as text
        found, bad_texts = check_texts(texts, origin=genesis.origin, leaves=self.leaves, leaves_unreadable=unreadable)
        findings += found
        if texts.slots and not any(texts.parsed) and not texts.unreadable:
            findings.append(Finding(code="NO_CHECKPOINT", text="no slot holds a checkpoint"))
        # Step 5: leaves
        checked = check_leaves(self.leaves, channels=genesis.channels)
        findings += checked.findings(self.leaves, covered=self.covered)
        # Step 6: system records
        length = int(self.leaves[0]["payload_len"])
        system = check_system_records(
            segment, covered=self.covered, genesis_length=length, channels=set(genesis.channels)
        )
        findings += system.findings
        # Step 7: checkpoints against leaves
        tree = Tree(checked.hashes)
        judged = check_against_records(
            texts, bad_texts, genesis=genesis, leaves=self.leaves, tree=tree, epochs=system.epochs,
            leaves_unreadable=unreadable,
        )  # fmt: skip
        findings += judged.findings
        # Step 8: what no checkpoint covers
        tail = self._tail(checked)
        structure = self._sum_up(checked, judged, tree, tail)
        end = system.epochs.valid.get(structure.proven - 1) if structure.complete else None
        return replace(structure, ends_with_rotation=end is not None and end.reason == "rotation")

    def _tail(self, checked: LeafCheck) -> int:
        covered, leaves = self.covered, self.leaves
        behind = len(leaves) - covered
        if behind == 0:
            return 0
        if covered and int(leaves[covered - 1]["type"]) == RecordType.END:
            if not self.texts.unreadable:
                self.findings.append(leaf_finding("AFTER_END", "a record follows the END record", leaves, covered))
            return 0
        violating = checked.any()[covered:]
        tail = int(violating.argmax()) if violating.any() else behind
        if tail:
            text = f"{tail} records at the end are covered by no signature"
            self.findings.append(leaf_finding("UNSEALED_TAIL", text, leaves, covered))
        if tail > self.genesis.max_interval and not self.texts.unreadable:
            text = f"{tail} records are covered by no signature; a recorder leaves at most {self.genesis.max_interval}"
            self.findings.append(leaf_finding("TAIL_TOO_LONG", text, leaves, covered))
        return tail

    def _sum_up(self, checked: LeafCheck, judged: Judged, tree: Tree, tail: int) -> Structure:
        good = next((k for k, is_good in enumerate(judged.good) if not is_good), len(judged.good))
        notes = dict(self.texts.parsed)
        sizes = tuple(notes[number].size for number in range(good))
        proven = sizes[-1] if sizes else 0
        ends = bool(proven) and int(self.leaves[proven - 1]["type"]) == RecordType.END
        return Structure(
            findings=tuple(capped(self.findings)),
            size=self.segment.source.size,
            genesis=self.genesis,
            records=self.covered,
            tail=tail,
            proven=proven,
            root=notes[good - 1].root if good else None,
            last_root=tree.root(self.covered) if self.covered else None,
            complete=ends and good == len(self.texts.slots),
            hashes=checked.hashes,
            violating=checked.any(),
            checkpoints=sizes,
            roots=tuple(notes[number].root for number in range(good)),
            declared=frozenset(self.genesis.channels),
        )


def _unreadable(segment: Segment, texts: SlotTexts) -> list[Finding]:
    found = []
    if texts.unreadable:
        text = f"the device cannot read checkpoint {len(texts.slots) + texts.torn}; it and all after it are left out"
        found.append(Finding(code="READ_ERROR", text=text))
    if segment.leaves_unreadable:
        text = "the device cannot read the leaves from here on"
        found.append(Finding(code="READ_ERROR", text=text, index=len(segment.leaves)))
    if segment.part_table.unreadable:
        found.append(Finding(code="READ_ERROR", text="the device cannot read a stretch of the part table"))
    return found


def _genesis(segment: Segment) -> tuple[Genesis | None, list[Finding]]:
    """Step 3: the genesis, or None and why."""
    genesis, findings = _unproven_genesis(segment)
    if genesis is not None and not genesis.delegated:
        text = "the device key did not sign the key of the first epoch for this segment"
        findings = [leaf_finding("DELEGATION", text, segment.leaves, 0)]
    return genesis, findings


def _unproven_genesis(segment: Segment) -> tuple[Genesis | None, list[Finding]]:
    """Step 3 but for the delegation."""
    leaves = segment.leaves
    if len(leaves) == 0:
        # that the device cannot read the first leaf is said already
        return None, [] if segment.leaves_unreadable else [Finding(code="GENESIS", text="there is no record", index=0)]
    row = leaves[0]
    expected = {"type": RecordType.GENESIS, "channel": 0, "index": 0, "channel_seq": 0, "prev_in_channel": NONE}
    wrong = [name for name, value in expected.items() if int(row[name]) != value]
    if wrong or bool(malformed(leaves[:1])[0]) or not row["segment_id"].any():
        text = f"the first leaf is no GENESIS: {', '.join(wrong) or 'its form'} is wrong"
        return None, [leaf_finding("GENESIS", text, leaves, 0)]
    problem, payload = system_problem(segment, 0, used=0)
    if problem is not None:
        code = "READ_ERROR" if problem.code in UNREAD else "GENESIS"
        return None, [leaf_finding(code, problem.text, leaves, 0)]
    try:
        genesis = parse_genesis(payload)
        _require_same_segment(segment, genesis)
    except GenesisError as error:
        return None, [leaf_finding(error.code, str(error), leaves, 0)]
    return genesis, []


def _require_same_segment(segment: Segment, genesis: Genesis) -> None:
    row = segment.leaves[0]
    if not genesis.segment_id == row["segment_id"].tobytes() == segment.directory.segment_id:
        raise GenesisError("GENESIS", "the directory, the first leaf and GENESIS name different segments")
    previous = genesis.previous.root if genesis.previous else bytes(32)
    if row["prev_leaf"].tobytes() != previous:
        raise GenesisError("GENESIS", "the first leaf does not continue the segment that GENESIS names")
