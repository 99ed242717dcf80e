"""The files that are taken in: their names, sizes and digests, and whether one was written to meanwhile.

It must not know what is in them.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
    """The files of one intake. A thread of its own hashes them, beside the conversion where they are large."""

    def __init__(self, paths: tuple[Path, ...], root: Path, *, since_ns: int | None = None) -> None:
        """Look at them; `root`: the folder that their names are told from.

        `since_ns`: when a reader began to look at them, in ns of UTC since 1970.

        Raises:
            SourceError: one cannot be looked at.
            ConvertError: one was written to since then.
        """
        self._root = root
        self._seen = {path: _look(path) for path in paths}
        for path, seen in self._seen.items():
            if since_ns is not None and seen.changed_ns > since_ns:
                raise ConvertError(f"{path}: was changed after it was looked at; nothing is kept, try again")
        self._digests: dict[Path, str] = {}
        self._failure: OSError | None = None
        self._stop = threading.Event()

    @property
    def size(self) -> int:
        """Bytes of all of them."""
        return sum(seen.size for seen in self._seen.values())

    @contextmanager
    def hashing(self) -> Iterator[None]:
        """Hash them: before the block if they are small, beside it if they are large; done when it ends.

        Raises:
            SourceError: one cannot be read.
            ConvertError: one was written to since it was looked at, or another is at its path.
        """
        thread = threading.Thread(target=self._hash, name="digests", daemon=True)
        thread.start()
        try:
            if self.size <= _HASHED_FIRST_BYTES:
                thread.join()
                self._raise()
            yield
            thread.join()
        finally:
            self._stop.set()
            thread.join()
        self._raise()
        for path, seen in self._seen.items():
            if _look(path) != seen:
                raise ConvertError(f"{path}: was changed while it was taken in; nothing is kept, try again")

    def known(self) -> tuple[SourceFile, ...]:
        """What GENESIS says of them: the digests that are known by now, of so many files as it has room for."""
        return tuple(self._file(path) for path in list(self._seen)[:_NAMED_IN_GENESIS])

    @property
    def told(self) -> bool:
        """Whether `known` says all there is to say."""
        return len(self._seen) <= _NAMED_IN_GENESIS and self.size <= _HASHED_FIRST_BYTES

    def document(self) -> list[dict[str, object]]:
        """All of them with their digests, as JSON; waits for those."""
        while len(self._digests) < len(self._seen) and self._failure is None and not self._stop.is_set():
            self._stop.wait(0.01)
        files = (self._file(path) for path in self._seen)
        return [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in files]

    def _file(self, path: Path) -> SourceFile:
        name = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name
        return SourceFile(name=name, bytes=decimal(self._seen[path].size), sha256=self._digests.get(path))

    def _hash(self) -> None:
        try:
            for path in self._seen:
                self._digests[path] = self._digest(path)
                if self._stop.is_set():
                    return
        except OSError as error:
            self._failure = error

    def _digest(self, path: Path) -> str:
        digest = hashlib.sha256()
        with Source(path) as source:
            for offset in range(0, source.size, _BLOCK):
                if self._stop.is_set():
                    break
                digest.update(source.read(offset, _BLOCK))
        return digest.hexdigest()

    def _raise(self) -> None:
        if self._failure is not None:
            raise SourceError(str(self._failure)) from self._failure


def _look(path: Path) -> _Seen:
    try:
        found = path.stat()
    except OSError as error:
        raise SourceError(f"{path}: cannot be looked at: {error.strerror}") from error
    return _Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
