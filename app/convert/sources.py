"""The files that are taken in: their names, sizes and digests, and whether one was written to meanwhile.

It must not know what is in them.
"""

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from app.convert.recording import ConvertError
from app.kinds.intake import SourceFile
from app.kinds.quantity import decimal
from app.log.source import Source, SourceError, UnreadableError

_HASHED_FIRST_BYTES = 128 << 20
"""About a tenth of a second. Of more, neither the first picture nor the conversion waits for the digest."""
_NAMED_IN_GENESIS = 1024


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was when it was looked at; the system sets the last two whenever it is written to."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


class _Digest(NamedTuple):
    """The SHA-256 of a file as it was when it was opened for that; None: not all of it can be read, and why."""

    seen: _Seen
    text: str | None
    trouble: str = ""


class Sources:
    """The files of one intake. A thread of its own hashes them beside the conversion; those that are expected, already
    beside the first look of their reader.
    """

    def __init__(self, *expected: Path) -> None:
        """None of them may be written to from now on. `expected`: what will be read, if it is one file."""
        self._since_ns = time.time_ns()
        self._root = Path()
        self._small = True
        self._seen: dict[Path, _Seen] = {}
        self._digests: dict[Path, Future[_Digest]] = {}
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="digests")
        for path in expected:
            with suppress(OSError):  # whoever opens it says so
                if path.is_file():
                    self._seen[path] = _look(path)

    def __enter__(self) -> Self:
        """Use as a context that ends hashing; it begins with what is expected."""
        self._digests = {path: self._pool.submit(self._digest, path) for path in self._seen}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End hashing, done or not."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    @contextmanager
    def read(self, paths: tuple[Path, ...], root: Path, *, at_once: bool = True) -> Iterator[None]:
        """These are they, and are read in the block; their names are told from the folder `root`.

        The digests are known before the block if the files are small and it is wanted `at_once`, and when it ends.

        Raises:
            SourceError: one cannot be looked at, or not be opened.
            ConvertError: one was written to since this was made, or what was hashed is not what is at its path.
        """
        expected, self._seen, self._root = self._seen, {path: _look(path) for path in paths}, root
        self._small = at_once and sum(seen.size for seen in self._seen.values()) <= _HASHED_FIRST_BYTES
        for path, seen in self._seen.items():
            if seen.changed_ns > self._since_ns or expected.get(path, seen) != seen:
                raise ConvertError(f"{path}: was changed after it was looked at; nothing is kept, try again")
        for path in expected.keys() - self._seen.keys():
            self._digests.pop(path).cancel()
        for path in self._seen.keys() - self._digests.keys():
            self._digests[path] = self._pool.submit(self._digest, path)
        if self._small:
            self.document()
        yield
        self.document()
        for path, seen in self._seen.items():
            if _look(path) != seen:
                raise ConvertError(f"{path}: was changed while it was taken in; nothing is kept, try again")

    def known(self) -> tuple[SourceFile, ...]:
        """What GENESIS says of them, of so many files as it has room for; of large ones without their digests."""
        return tuple(self._file(path, wait=self._small) for path in list(self._seen)[:_NAMED_IN_GENESIS])

    @property
    def told(self) -> bool:
        """Whether `known` says all there is to say."""
        return len(self._seen) <= _NAMED_IN_GENESIS and self._small and not self.unreadable()

    def unreadable(self) -> list[tuple[str, str]]:
        """Names of those that cannot be read as a whole, and why: they have no digest. Waits. Raises as `read`."""
        found = [(path, self._known_digest(path).trouble) for path in self._seen]
        return [(self._name(path), trouble) for path, trouble in found if trouble]

    def document(self) -> list[dict[str, object]]:
        """All of them with their digests, as JSON; waits for those. Raises as `read`."""
        found: list[dict[str, object]] = []
        for path in self._seen:
            one = self._file(path, wait=True)
            found.append({"name": one.name, "bytes": one.bytes, "sha256": one.sha256})
            if trouble := self._known_digest(path).trouble:
                found[-1]["no_sha256_because"] = trouble
        return found

    def _file(self, path: Path, *, wait: bool) -> SourceFile:
        size = decimal(self._seen[path].size)
        return SourceFile(
            name=self._name(path), bytes=size, sha256=self._known_digest(path).text if wait else None
        )  # fmt: skip

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name

    def _known_digest(self, path: Path) -> _Digest:
        digest = self._digests[path].result()
        if digest.seen != self._seen[path]:
            raise ConvertError(f"{path}: is another file than the one that was hashed; nothing is kept, try again")
        return digest

    def _digest(self, path: Path) -> _Digest:
        with Source(path) as source:
            seen = _seen(os.fstat(source.fileno()))
            try:
                digest = source.sha256(self._stop.is_set)
            except UnreadableError as error:
                # what can be read of it is taken nevertheless: a damaged disk must not keep evidence back
                return _Digest(seen, None, str(error))
        if self._stop.is_set():
            raise CancelledError
        return _Digest(seen, digest)


def _look(path: Path) -> _Seen:
    try:
        return _seen(path.stat())
    except OSError as error:
        raise SourceError(f"{path}: cannot be looked at: {error.strerror}") from error


def _seen(found: os.stat_result) -> _Seen:
    return _Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
