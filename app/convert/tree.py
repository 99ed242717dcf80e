"""A folder of files that together make a recording: what is there, what was used, and what could not be read.

It must not know any format. Names in files are hostile: only what was found in the folder is opened, and links never.
"""

import os
import re
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path, PurePath
from typing import TypeVar

import msgspec

from app.convert.other_files import count_alike, shown
from app.convert.recording import Losses
from app.log.source import Source, SourceError, UnreadableError

T = TypeVar("T")
MAX_FILE_BYTES = 256 << 20
_MOST_FILES = 1_000_000
_POINTER = b"version https://git-lfs"
_MOST_NAMES = 8
_MOST_OF_A_SENTENCE = 400
_DIGITS = re.compile(r"\d+")


class Tree:
    """The files below `root`. What cannot be read is counted in `losses`. Used by one thread."""

    def __init__(self, root: Path, losses: Losses, *, only: str | None = None) -> None:
        """Nothing is looked at yet. `only`: of the folders in the root, the one that is listed."""
        self.root = root
        self._only = only
        self.losses = losses
        self._used: dict[Path, None] = {}
        self._refused: set[str] = set()
        self._files: frozenset[str] | None = None
        self._too_many = False

    @property
    def files(self) -> frozenset[str]:
        """Every file, relative to the root, / between folders; listed when it is first asked for.

        Raises:
            SourceError: a folder cannot be looked at, or there are more than a million files.
        """
        if not self.listable:
            raise SourceError(f"{self.root}: more than {_MOST_FILES} files; name the folder of one recording")
        assert self._files is not None
        return self._files

    @property
    def listable(self) -> bool:
        """Whether there are at most a million files. Raises SourceError if a folder cannot be looked at."""
        if self._files is None and not self._too_many:
            found = frozenset(islice(self._listed(), _MOST_FILES + 1))
            self._too_many = len(found) > _MOST_FILES
            self._files = None if self._too_many else found
        return not self._too_many

    def _listed(self) -> Iterator[str]:
        """Every file and link; a folder that cannot be looked at is counted, if it is not the root itself."""

        def refuse(error: OSError) -> None:
            at = Path(error.filename).relative_to(self.root).as_posix()
            if at == ".":
                raise SourceError(f"{self.root}: cannot be looked at: {error.strerror or error}") from error
            self.losses.add(shown(at), f"is a folder that cannot be looked at: {error.strerror or error}")

        for folder, folders, files in os.walk(self.root, onerror=refuse):
            at = Path(folder)
            if at == self.root and self._only is not None:
                folders[:] = [name for name in folders if name == self._only]
            # links to folders are listed, and not followed
            for path in (at / name for name in (*files, *folders)):
                if path.is_symlink() or path.is_file():
                    yield path.relative_to(self.root).as_posix()

    def has(self, name: str) -> bool:
        """Whether a file is there, without listing all of them; never one outside, nor one behind a link."""
        return name in self._files if self._files is not None else _is_there(self.root, name)

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
        if not self.has(name):
            out = _leads_out(name)
            self.losses.add(
                shown(name), "leads out of the folder, and is not opened" if out else "is named, but not there"
            )
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

    def head(self, name: str, size: int) -> bytes:
        """The first bytes of a file; none if it cannot be read."""
        try:
            with Source(self.root / name) as source:
                return source.read(0, size)
        except (SourceError, UnreadableError):
            return b""

    def tail(self, name: str, size: int) -> bytes:
        """The last bytes of a file; none if it cannot be read."""
        try:
            with Source(self.root / name) as source:
                return source.read(max(0, source.size - size), size)
        except (SourceError, UnreadableError):
            return b""

    def document(self, name: str, of: type[T]) -> T | None:
        """A JSON file of that type; None if it is not there or none, which is counted."""
        raw = self.read(name)
        if raw is None:
            return None
        try:
            return msgspec.json.decode(raw, type=of)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            self.refuse(name, f"is no JSON of the form that belongs here: {error}")
            return None

    def count_unused(self, *, within: str = "", but: Collection[str] = ()) -> None:
        """Count the files below a folder that no channel took; `but`: other recordings'.

        Several whose names differ in digits only are one pattern with a * for these.
        """
        used = {path.relative_to(self.root).as_posix() for path in self._used} | self._refused
        at = f"{within}/" if within else ""
        unused = (name for name in self.files if name.startswith(at) and name not in used and name not in but)
        count_alike(((_pattern(name), name) for name in unused), self.losses, "is in no channel")

    def refuse(self, name: str, why: str) -> None:
        """Count a file that cannot be used; it is none of those that the recording is made of."""
        self._refused.add(name)
        self._used.pop(self.root / name, None)
        self.losses.add(shown(name), why)


def beside(source: Path, root: Path, used: Collection[Path] = ()) -> list[str]:
    """A sentence that says what of a folder was not looked at, because the recording lies in a part of it.

    `used`: files outside of that part that were.
    """
    looked_at = [root.resolve(), *(path.resolve() for path in used)]
    apart = [path for path in source.iterdir() if not any(one.is_relative_to(path.resolve()) for one in looked_at)]
    if root.resolve() == source.resolve() or not apart:
        return []
    named = sorted(path.name for path in apart)
    some = ", ".join(named[:_MOST_NAMES]) + (" ..." if len(named) > _MOST_NAMES else "")
    said = f"of {source.resolve().name} only {root.resolve().name} was looked at, and not: {some}"
    return [said[:_MOST_OF_A_SENTENCE]]


def _pattern(name: str) -> str:
    folder, slash, last = name.rpartition("/")
    return folder + slash + _DIGITS.sub("*", last)


def _leads_out(name: str) -> bool:
    """Whether a name is that of something outside of the folder in which it is looked for."""
    path, depth = PurePath(name), 0
    for part in path.parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return bool(path.anchor)


def _is_there(root: Path, name: str) -> bool:
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part or PurePath(part).name != part for part in parts):
        return False
    path = root
    for part in parts[:-1]:
        path /= part
        if path.is_symlink():
            return False
    # a link is there, and refused when it is opened
    path /= parts[-1]
    return path.is_symlink() or path.is_file()
