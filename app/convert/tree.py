"""A folder of files that together make a recording: what is there, what was used, and what could not be read.

It must not know any format. Names in files are hostile: only what was found in the folder is opened, and links never.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from app.convert.recording import ConvertError, Losses
from app.log.source import Source, SourceError, UnreadableError

T = TypeVar("T")
MAX_FILE_BYTES = 256 << 20
_MOST_FILES = 1_000_000
_POINTER = b"version https://git-lfs"
_DIGITS = re.compile(r"\d+")


class Tree:
    """The files below `root`. What cannot be read is counted in `losses`. Used by one thread."""

    def __init__(self, root: Path, losses: Losses) -> None:
        """Look at a folder. Raises SourceError."""
        self.root = root
        self.losses = losses
        self._used: dict[Path, None] = {}
        self._refused: set[Path] = set()
        try:
            # sorted: the same tree gives the same log
            self.files = frozenset(_files(root))
        except OSError as error:
            raise SourceError(f"{root}: cannot be looked at: {error.strerror or error}") from error

    @property
    def used(self) -> tuple[Path, ...]:
        """The files that the recording is made of, in the order in which they were named."""
        return tuple(self._used)

    def within(self, folder: str) -> list[str]:
        """The files of a folder below the root, not those of its folders, as names relative to the root, sorted."""
        at = f"{folder}/" if folder else ""
        return sorted(name for name in self.files if name.startswith(at) and "/" not in name[len(at) :])

    def folders(self, folder: str) -> list[str]:
        """The folders in a folder below the root, relative to the root, sorted."""
        at = f"{folder}/" if folder else ""
        found = (name[len(at) :].partition("/") for name in self.files if name.startswith(at))
        return sorted({at + first for first, slash, _ in found if slash})

    def size(self, name: str) -> int:
        """Bytes of a file that shall be a record; 0 if it cannot be one, which is counted.

        A file with nothing in it, a pointer of Git LFS, a link, a file that is not there.
        """
        path = self.root / name
        if name not in self.files:
            self.losses.add(name, "is named, but not there")
            return 0
        try:
            with Source(path) as source:
                if source.size == 0:
                    self.refuse(name, "is empty")
                    return 0
                if source.read(0, len(_POINTER)) == _POINTER:
                    self.refuse(name, "is a pointer of Git LFS and not the file itself; `git lfs pull` fetches it")
                    return 0
        except (SourceError, UnreadableError) as error:
            self.refuse(name, str(error))
            return 0
        self._used[path] = None
        return source.size

    def read(self, name: str, *, limit: int = MAX_FILE_BYTES) -> bytes | None:
        """The bytes of a file; None if it cannot be read or is larger than `limit`, which is counted."""
        size = self.size(name)
        if size > limit:
            self.refuse(name, f"is larger than {limit} bytes")
        if not 0 < size <= limit:
            return None
        try:
            with Source(self.root / name) as source:
                return source.read(0, source.size)
        except (SourceError, UnreadableError) as error:
            self.refuse(name, str(error))
            return None

    def tail(self, name: str, size: int) -> bytes:
        """The last bytes of a file; none if it cannot be read."""
        try:
            with Source(self.root / name) as source:
                return source.read(max(0, source.size - size), size)
        except (SourceError, UnreadableError):
            return b""

    def document(self, name: str, of: type[T], *, limit: int = MAX_FILE_BYTES) -> T | None:
        """A JSON file of that type; None if it is not there or none, which is counted."""
        raw = self.read(name, limit=limit)
        if raw is None:
            return None
        try:
            return msgspec.json.decode(raw, type=of)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            self.refuse(name, f"is no JSON of the form that belongs here: {error}")
            return None

    def require(self, name: str, of: type[T], *, limit: int = MAX_FILE_BYTES) -> T:
        """As `document`, for a file without which there is nothing; raises ConvertError."""
        found = self.document(name, of, limit=limit)
        if found is None:
            why = next((why for (where, why) in self.losses.counts if where == name), "cannot be read")
            raise ConvertError(f"{self.root / name}: {why}")
        return found

    def count_unused(self, *, within: str = "", but: Collection[str] = ()) -> None:
        """Count the files below a folder that no channel took, those alike together; `but`: other recordings'."""
        used = {path.relative_to(self.root).as_posix() for path in self._used} | {str(one) for one in self._refused}
        alike: Counter[str] = Counter()
        at = f"{within}/" if within else ""
        for name in self.files:
            if name.startswith(at) and name not in used and name not in but:
                folder, slash, last = name.rpartition("/")
                alike[folder + slash + _DIGITS.sub("*", last)] += 1
        for name, count in sorted(alike.items()):
            self.losses.add(name, "is in no channel", count)

    def refuse(self, name: str, why: str) -> None:
        """Count a file that cannot be used; it is none of those that the recording is made of."""
        self._refused.add(Path(name))
        self._used.pop(self.root / name, None)
        self.losses.add(name, why)


def _files(root: Path) -> Iterator[str]:
    for count, path in enumerate(root.rglob("*")):
        if count >= _MOST_FILES:
            raise OSError(f"more than {_MOST_FILES} files; name the folder of one recording")
        if path.is_symlink() or path.is_file():
            yield path.relative_to(root).as_posix()
