"""The files that are taken in: their names, sizes and digests, and whether one was written to meanwhile.

It must not know what is in them.
"""

import hashlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.convert.recording import ConvertError
from app.kinds.intake import SourceFile
from app.kinds.quantity import decimal
from app.log.source import Source, SourceError

_BLOCK = 1 << 20
_HASHED_FIRST_BYTES = 1 << 30
"""About a second. Of more, the first picture does not wait for the digest."""
_NAMED_IN_GENESIS = 1024


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was when it was first looked at; the system sets the last two whenever it is written to."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


class Sources:
    """The files of one intake. A thread of its own hashes them, beside the reader's first look and the conversion."""

    def __init__(self, *expected: Path) -> None:
        """From now on none of them may be written to. Hashing begins with files that are `expected` to be read."""
        self._since_ns = time.time_ns()
        self._root = Path()
        self._seen: dict[Path, _Seen] = {}
        self._digests: dict[Path, Future[str]] = {}
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="digests")
        for path in expected:
            with suppress(OSError):  # whoever opens it says so
                if path.is_file():
                    self._digests[path] = self._pool.submit(self._digest, path)

    def __enter__(self) -> Self:
        """Use as a context that ends hashing."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End hashing, done or not."""
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    @property
    def _small(self) -> bool:
        return sum(seen.size for seen in self._seen.values()) <= _HASHED_FIRST_BYTES

    @contextmanager
    def read(self, paths: tuple[Path, ...], root: Path) -> Iterator[None]:
        """These are they, and are read in the block; their names are told from the folder `root`.

        The digests are known before the block if the files are small, and when it ends.

        Raises:
            SourceError: one cannot be looked at, or not be read.
            ConvertError: one was written to since this was made, or another is at its path.
        """
        self._root = root
        for path in paths:
            seen = self._seen[path] = _look(path)
            if seen.changed_ns > self._since_ns:
                raise ConvertError(f"{path}: was changed after it was looked at; nothing is kept, try again")
        self._digests = {path: self._digests.get(path) or self._pool.submit(self._digest, path) for path in paths}
        if self._small:
            self.document()
        yield
        self.document()
        for path, seen in self._seen.items():
            if _look(path) != seen:
                raise ConvertError(f"{path}: was changed while it was taken in; nothing is kept, try again")

    def known(self) -> tuple[SourceFile, ...]:
        """What GENESIS says of them, of so many files as it has room for; of large ones without their digests."""
        named = list(self._seen)[:_NAMED_IN_GENESIS]
        return tuple(self._file(path, wait=self._small) for path in named)

    @property
    def told(self) -> bool:
        """Whether `known` says all there is to say."""
        return len(self._seen) <= _NAMED_IN_GENESIS and self._small

    def document(self) -> list[dict[str, object]]:
        """All of them with their digests, as JSON; waits for those. Raises SourceError if one cannot be read."""
        files = [self._file(path, wait=True) for path in self._seen]
        return [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in files]

    def _file(self, path: Path, *, wait: bool) -> SourceFile:
        name = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name
        try:
            digest = self._digests[path].result() if wait else None
        except OSError as error:
            raise SourceError(str(error)) from error
        return SourceFile(name=name, bytes=decimal(self._seen[path].size), sha256=digest)

    def _digest(self, path: Path) -> str:
        digest = hashlib.sha256()
        block = memoryview(bytearray(_BLOCK))
        with Source(path) as source:
            for offset in range(0, source.size, _BLOCK):
                if self._stop.is_set():
                    raise CancelledError
                digest.update(block[: source.read_into(offset, block)])
        return digest.hexdigest()


def _look(path: Path) -> _Seen:
    try:
        found = path.stat()
    except OSError as error:
        raise SourceError(f"{path}: cannot be looked at: {error.strerror}") from error
    return _Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
