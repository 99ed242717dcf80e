"""Walks over all payloads of a segment on several threads and finds those that were altered.

It must not know what is done with the findings. It can be watched and cancelled. Rules: sealed-log.md section 9 step 9.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from app.chain.finding import Finding, capped
from app.chain.hashes import HASH_SIZE, SaltMaker, part_hasher
from app.chain.leaves import leaf_finding
from app.chain.payload import CHUNK, InFile, payload_problem
from app.chain.payload_plan import RUN_BYTES, PayloadPlan, Run
from app.log.record import UNREAD, Extent, Problem
from app.log.segment import Segment
from app.log.source import UnreadableError

MAX_THREADS = 16
Progress = Callable[[int], None]
"""Told of bytes that were just checked; called from the walking threads."""


class CancelledError(Exception):
    """The walk was told to stop before it was done."""


@dataclass(frozen=True, slots=True)
class Amiss:
    """Every position of a segment whose payload was not found to be whole: findings are capped, these are not."""

    refuted: frozenset[int] = frozenset()
    unread: frozenset[int] = frozenset()
    """What the device cannot read says nothing about the record."""


@dataclass(frozen=True, slots=True)
class Walk:
    """How to walk: on how many threads (None: one for each core, at most 4), who watches, who may stop it."""

    threads: int | None = None
    progress: Progress | None = None
    planned: Progress | None = None
    """Told how many bytes a segment has to check, before the first of them is."""
    cancelled: threading.Event | None = None
    amiss: Callable[[Path, Amiss], None] | None = None
    """Told of each segment, after it was walked."""

    @property
    def width(self) -> int:
        """The number of threads to use."""
        return max(1, min(self.threads or min(4, os.cpu_count() or 1), MAX_THREADS))

    def advance(self, done: int) -> None:
        """Tell the one who watches of `done` bytes; raises CancelledError if it was told to stop."""
        if self.cancelled is not None and self.cancelled.is_set():
            raise CancelledError
        if self.progress is not None:
            self.progress(done)


def walk_payloads(segment: Segment, plan: PayloadPlan, walk: Walk) -> list[Finding]:
    """Check every payload of the plan; the findings of the plan and of the bytes, by position.

    Raises:
        CancelledError: `walk.cancelled` was set before everything was checked.
    """
    if walk.planned is not None:
        walk.planned(plan.size)
    jobs = _Jobs(segment, plan, walk)
    with ThreadPoolExecutor(walk.width, thread_name_prefix="walker") as pool:
        workers = [pool.submit(_Worker(segment, jobs).work) for _ in range(walk.width)]
        try:
            problems = [problem for worker in workers for problem in worker.result()]
        finally:
            # Ctrl-C arrives in this thread only; the walkers end at the piece that they are hashing
            jobs.stop()
    if walk.amiss is not None:
        unread = frozenset(index for index, problem in problems if problem.code in UNREAD)
        refuted = plan.refused.union(index for index, problem in problems if problem.code not in UNREAD)
        walk.amiss(segment.source.path, Amiss(refuted, unread))
    leaves = segment.leaves
    # that a stretch of the part table cannot be read is said once, by the structure
    told = sorted(((index, one) for index, one in problems if one.code != "UNREADABLE_ROWS"), key=_at)
    found = (leaf_finding(problem.code, problem.text, leaves, index) for index, problem in told)
    return capped(sorted([*plan.findings, *capped(found)], key=lambda f: -1 if f.index is None else f.index))


def _at(found: tuple[int, Problem]) -> int:
    return found[0]


class _Jobs:
    """What several threads share: the work that is left, what they compare with, and whether to stop."""

    def __init__(self, segment: Segment, plan: PayloadPlan, walk: Walk) -> None:
        self.roots = segment.leaves["payload_root"].tobytes()
        # salts go with the index that a leaf names, so that a deleted record leaves those behind it usable
        self.names: list[int] = segment.leaves["index"].tolist()
        self._left: Iterator[Run | int] = iter(
            [*plan.runs, *(index for index in plan.singles if index not in plan.refused)]
        )
        self._walk = walk
        self._lock = threading.Lock()
        self._stopped = False

    def next(self) -> Run | int | None:
        with self._lock:
            return next(self._left, None)

    def advance(self, done: int) -> None:
        """So many bytes more were checked; raises CancelledError if no more shall be."""
        if self._stopped:
            raise CancelledError
        self._walk.advance(done)

    def stop(self) -> None:
        with self._lock:
            self._left = iter(())
        self._stopped = True


class _Worker:
    """One walking thread with a buffer of its own."""

    def __init__(self, segment: Segment, jobs: _Jobs) -> None:
        self._segment = segment
        self._jobs = jobs
        self._buffer = memoryview(bytearray(max(RUN_BYTES, CHUNK)))
        self._salts = SaltMaker(segment.salt_key or b"")
        self._problems: list[tuple[int, Problem]] = []

    def work(self) -> list[tuple[int, Problem]]:
        """Do jobs until there are none; positions and what is wrong with them."""
        while (job := self._jobs.next()) is not None:
            if isinstance(job, int):
                self._check_one(job, self._segment.extent(job))
            else:
                self._check_run(job)
        return self._problems

    def _check_run(self, run: Run) -> None:
        if len(run.indices) > 1 or run.size <= len(self._buffer):
            try:
                whole = self._segment.source.read_into(run.offset, self._buffer[: run.size]) == run.size
            except UnreadableError:
                whole = False
            if whole:
                self._check_in_buffer(run)
                self._jobs.advance(run.size)
                return
        offset = run.offset
        for index, length in zip(run.indices, run.lengths, strict=True):
            self._check_one(index, Extent(offset=offset, length=length))
            offset += length

    def _check_in_buffer(self, run: Run) -> None:
        salt, buffer, roots, names = self._salts.salt, self._buffer, self._jobs.roots, self._jobs.names
        start = 0
        for index, length in zip(run.indices, run.lengths, strict=True):
            digest = part_hasher(salt(names[index], 0), length)
            digest.update(buffer[start : start + length])
            start += length
            if digest.digest() != roots[HASH_SIZE * index : HASH_SIZE * (index + 1)]:
                self._problems.append((index, _ALTERED))

    def _check_one(self, index: int, extent: Extent) -> None:
        segment, jobs = self._segment, self._jobs
        reader = InFile(segment.source, extent.offset, self._buffer, jobs.advance)
        root = jobs.roots[HASH_SIZE * index : HASH_SIZE * (index + 1)]
        problem = payload_problem(extent, reader, index=jobs.names[index], root=root, salt_key=segment.salt_key)
        if problem is not None:
            self._problems.append((index, problem))


_ALTERED = Problem("PAYLOAD", "the payload does not hash to what its leaf says")
