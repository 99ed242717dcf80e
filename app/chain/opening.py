"""Opens files as drives: their order from GENESIS alone, then each segment's structure when it is needed.

So the first picture of an hour-long drive costs one segment and not sixty. It must not know what is shown.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from app.chain.check import Checked, check
from app.chain.check_run import CheckedRun, check_runs
from app.chain.drive import Member, check_drive
from app.chain.finding import Finding
from app.chain.genesis import Genesis
from app.chain.structure import Structure, check_structure, genesis_in, genesis_of, open_segment, sketch_segment
from app.chain.trust import TrustDecision, TrustStore
from app.chain.verification import decide
from app.log.channel import Channel
from app.log.leaf import RecordType
from app.log.log import Chapter, Log
from app.log.segment import Segment


class NoLogError(ValueError):
    """None of the files is a sealed log that can be opened; the text says why."""


class Opened:
    """A segment that is open. Its structure is checked before anything of it is shown: at once, or at first use."""

    def __init__(
        self, path: Path, segment: Segment, genesis: Genesis, trust: TrustStore, structure: Structure | None = None
    ) -> None:
        """`genesis`: as GENESIS has it, proven only with the structure."""
        self.path = path
        self.segment = segment
        self.genesis = genesis
        self._trust = trust
        self._structure = structure
        self._lock = threading.Lock()

    @property
    def known(self) -> bool:
        """Whether the structure was checked."""
        return self._structure is not None

    @property
    def structure(self) -> Structure:
        """What its structure proves, checked now if it was not yet; with an unsound GENESIS every record is broken."""
        with self._lock:
            if self._structure is None:
                self._structure = check_structure(self.segment)
            return self._structure

    @cached_property
    def decision(self) -> TrustDecision:
        """Whether its device is trusted."""
        structure = self.structure
        if structure.genesis is None:
            return TrustDecision(trusted=False, entry=None, finding=None)
        return decide(self.segment, structure, self._trust)

    @property
    def completeness(self) -> tuple[bool, int]:
        """Which of two copies has more: a log more than its excerpt, and the one with the longer tail."""
        return self.segment.salt_key is not None, self.structure.tail

    @property
    def shown(self) -> int:
        """Records that may be shown: covered, and the tail, which is marked; all leaves while that is not known."""
        if self.known:
            return self.structure.records + self.structure.tail
        return self._up_to_end

    @cached_property
    def _up_to_end(self) -> int:
        """Records up to END, which nothing follows; what else the structure will not let stand is refused when read."""
        ends = np.flatnonzero(self.segment.leaves["type"] == RecordType.END)
        return int(ends[0]) + 1 if len(ends) else len(self.segment)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be shown as a part of the drive, and why."""

    path: Path
    finding: Finding

    @property
    def said(self) -> str:
        """Which file and why, for people."""
        return f"{self.path}: {self.finding.said}"


class Drive:
    """The segments of one drive in their order. Safe from several threads; close it when done."""

    def __init__(self, entries: Sequence[tuple[Path, Genesis]], trust: TrustStore) -> None:
        """Use `open_drives` to make one."""
        self.paths = tuple(path for path, _ in entries)
        self._segments = tuple(genesis.segment_id for _, genesis in entries)
        self.numbers = tuple(genesis.segment_number for _, genesis in entries)
        self.id = entries[0][1].drive
        self._trust = trust
        self._opened: dict[int, Opened | Refused] = {}
        self._locks = [threading.Lock() for _ in entries]

    def open(self, position: int) -> Opened | Refused:
        """The segment at a position with its structure checked; the work is done once. Raises SourceError."""
        with self._locks[position]:
            if position not in self._opened:
                self._opened[position] = self._open(position)
            return self._opened[position]

    def log(self) -> "CheckedLog":
        """Every segment opened and joined into one log; one that was given twice is there once.

        Raises:
            SourceError: a file cannot be opened as evidence.
            NoLogError: no segment can be shown.
        """
        single: dict[tuple[bytes, bytes | None], Opened] = {}
        for one in self._all():
            key = one.genesis.segment_id, one.structure.last_root
            if key not in single or one.completeness > single[key].completeness:
                single[key] = one
        return CheckedLog(list(single.values()))

    def sketched(self) -> "CheckedLog":
        """The drive as its leaves and each GENESIS have it: the structure of a segment is checked when it is needed.

        So the first picture of a long drive costs one segment. Raises SourceError, NoLogError: as `log`.
        """
        if len(set(self._segments)) < len(self._segments):
            return self.log()  # which of two copies counts is known when both are checked
        # of the first one it is needed at once: the first picture is in it
        every = [self._sketch(position) if position else self._open(0) for position in range(len(self.paths))]
        self._opened = dict(enumerate(every))
        return CheckedLog([one for one in every if isinstance(one, Opened)])

    def refused(self) -> list["Refused"]:
        """The files that belong to the drive and cannot be shown; opens all of them."""
        every = [self.open(position) for position in range(len(self.paths))]
        return [one for one in every if isinstance(one, Refused)]

    def known_refused(self) -> list["Refused"]:
        """Those of which that is known already; opens none."""
        return [one for one in self._opened.values() if isinstance(one, Refused)]

    def findings(self) -> list[Finding]:
        """What the segments say against each other; opens all of them."""
        return check_drive([Member(str(one.path), one.genesis, one.structure) for one in self._all()])

    def close(self) -> None:
        """Close every segment that was opened."""
        for one in self._opened.values():
            if isinstance(one, Opened):
                one.segment.close()

    def _all(self) -> list[Opened]:
        every = [self.open(position) for position in range(len(self.paths))]
        return [one for one in every if isinstance(one, Opened)]

    def _sketch(self, position: int) -> Opened | Refused:
        path = self.paths[position]
        segment = sketch_segment(path)
        if isinstance(segment, Finding):
            return Refused(path, segment)
        genesis = genesis_in(segment)
        if isinstance(genesis, Genesis) and (genesis.drive, genesis.segment_id) == (self.id, self._segments[position]):
            return Opened(path, segment, genesis, self._trust)
        segment.close()
        return Refused(path, genesis) if isinstance(genesis, Finding) else _another(path)

    def _open(self, position: int) -> Opened | Refused:
        path = self.paths[position]
        segment, structure = open_segment(path)
        if segment is None or structure.genesis is None:
            if segment is not None:
                segment.close()
            return Refused(path, structure.findings[-1])
        if (structure.genesis.drive, structure.genesis.segment_id) != (self.id, self._segments[position]):
            segment.close()
            return _another(path)
        return Opened(path, segment, structure.genesis, self._trust, structure)


def _another(path: Path) -> Refused:
    text = "another log is at this path than when the drive was put in order; open the drive again"
    return Refused(path, Finding(code="FILE_CHANGED", text=text))


class CheckedLog:
    """A log whose records are read and checked in one step: the way to everything that is shown."""

    def __init__(self, opened: Sequence[Opened]) -> None:
        """Join opened segments in their order; raises NoLogError if there is none."""
        if not opened:
            raise NoLogError("no segment of the drive can be shown")
        self.opened = tuple(opened)
        self.log = Log(
            [
                Chapter(
                    segment=one.segment,
                    number=one.genesis.segment_number,
                    boot=one.genesis.boot,
                    records=one.shown,
                    channels={c.id: c.document for c in one.genesis.channels.values()},
                )
                for one in opened
            ]
        )

    def read(self, channel: Channel, row: int) -> Checked:
        """The record in a row of a channel with its verdict."""
        return self.check_at(int(channel.segment[row]), int(channel.index[row]))

    def check_at(self, chapter: int, index: int) -> Checked:
        """The record at a position of a segment with its verdict."""
        one = self.opened[chapter]
        return check(one.segment.read(index), structure=one.structure, trusted=one.decision.trusted)

    def check_many(self, chapter: int, indices: "npt.NDArray[np.int64]") -> Iterator[CheckedRun | Checked]:
        """The records at ascending positions of a segment, neighbours together, with what `check_at` says of each."""
        one = self.opened[chapter]
        return check_runs(one.segment, one.structure, indices, trusted=one.decision.trusted)

    def leaf_field(self, channel: Channel, name: str) -> "npt.NDArray[Any]":
        """One field of the leaves of a channel, such as `parts`, for every row."""
        columns = [self.opened[n].segment.leaves[name][channel.index[rows]] for n, rows in channel.by_segment()]
        return np.concatenate(columns)

    def close(self) -> None:
        """Close every segment."""
        self.log.close()

    def __enter__(self) -> Self:
        """Use as a context that closes every segment."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close every segment."""
        self.close()


def open_log(files: Sequence[Path | str], trust: TrustStore | None = None) -> CheckedLog:
    """The files of one drive as one log, their structure checked; without a trust store nobody is trusted.

    What is wrong with a segment stands in its structure, what is wrong with a record in the verdict of that record.

    Raises:
        SourceError: a file cannot be opened as evidence.
        NoLogError: a file is no sealed log that can be opened, or they belong to several drives.
    """
    assert not isinstance(files, str), "a list of files, also of one"
    drives, refused = open_drives([Path(file) for file in files], trust or TrustStore())
    if len(drives) != 1 or refused:
        why = [one.said for one in refused]
        raise NoLogError("; ".join(why) or f"the files belong to {len(drives)} drives, which must be one")
    (drive,) = drives
    log = drive.log()
    if unfit := drive.known_refused():
        drive.close()
        raise NoLogError("; ".join(one.said for one in unfit))
    return log


def open_drives(paths: Iterable[Path], trust: TrustStore) -> tuple[list[Drive], list[Refused]]:
    """The drives that the files belong to, and the files that belong to none; reads little more than each GENESIS.

    Raises:
        SourceError: a file cannot be opened as evidence.
    """
    entries: dict[str, list[tuple[Path, Genesis]]] = {}
    refused: list[Refused] = []
    for path in paths:
        genesis = genesis_of(path)
        if isinstance(genesis, Finding):
            refused.append(Refused(path, genesis))
        else:
            entries.setdefault(genesis.drive, []).append((path, genesis))
    drives = [
        Drive(sorted(group, key=lambda entry: (entry[1].segment_number, str(entry[0]))), trust)
        for group in entries.values()
    ]
    return drives, refused
