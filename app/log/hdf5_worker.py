"""The parent's side of HDF5: a process for each file, behind walls, that can crash or hang without taking us along.

It must not know what is asked of the file.
"""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.log.dialogue import Dialogue, DialogueError
from app.log.source import SourceError, UnreadableError, sha256_of
from app.log.worker_process import START_S, ForkServer, Process, Spawned

TIMEOUT_S = 30.0
_MOST_OF_A_TEXT = 500
_COMMAND = "from app.log.hdf5_child import serve; serve()"


class WorkerError(Exception):
    """The process did not survive the file, or took too long; `code` says which. The caller is as well as before."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class AnswerError(Exception):
    """The file is readable, but not this of it: the HDF5 library said so."""


class Worker:
    """One process for one file. Used by one thread; close it when done."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S, server: ForkServer | None = None) -> None:
        """Begin the process; without a server that takes a moment. `timeout_s` holds for each question.

        Raises:
            OSError: no process can be started.
            WorkerError: it was started and is not ready.
        """
        self._timeout_s = timeout_s
        self._path: Path | None = None
        """Of the file that it was told of."""
        self._dialogue = Dialogue(_process(server), timeout_s=timeout_s)
        try:
            self._dialogue.ask({"do": "ready"}, timeout_s=START_S)
        except DialogueError as error:
            if error.late:
                why = f"was not ready after {START_S:g} s: this machine has too much to do; the file was not looked at"
                raise WorkerError("READER_TIMEOUT", f"the process that reads HDF5 {why}") from error
            raise WorkerError(
                "READER_CRASH", "the process that reads HDF5 ended before it was told of a file"
            ) from error

    def __enter__(self) -> Self:
        """Use as a context that ends the process."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def open(self, path: Path) -> dict[str, Any]:
        """Name the one file that the process may read; a regular one, for a pipe would hang it. The walls it has."""
        self._path = path
        answer, _ = self.ask("open", path=str(path.absolute()), cpu_s=int(2 * self._timeout_s) + 1)
        return answer

    def ask(self, question: str, *, most_bytes: int = 0, **members: object) -> tuple[dict[str, Any], memoryview]:
        """The answer to a question, with at most so many bytes behind it.

        Raises:
            AnswerError: the library cannot read what was asked for.
            WorkerError: it crashed, hung, or answered what nobody asked; the process is gone.
        """
        try:
            answer, raw = self._dialogue.ask({"do": question, **members}, most_bytes=most_bytes)
        except DialogueError as error:
            if error.late:
                text = f"the HDF5 library took over {self._timeout_s:g} s for this file{self._identity()}"
                raise WorkerError("READER_TIMEOUT", text) from error
            text = f"the HDF5 library did not survive this file{self._identity()}"
            raise WorkerError("READER_CRASH", text) from error
        if "error" in answer:
            raise AnswerError(str(answer["error"])[:_MOST_OF_A_TEXT])
        return answer, raw

    def close(self) -> None:
        """End the process; closing twice is harmless."""
        self._dialogue.close()

    def _identity(self) -> str:
        """What tells the file from every other, for people: so that whoever has it knows which one it was."""
        try:
            found = self._path.stat() if self._path is not None else None
            return f" (SHA-256 {_digest(self._path, found.st_size, found.st_mtime_ns)})" if found else ""
        except (SourceError, UnreadableError, OSError):
            return " (which cannot be read to its end)"


def _process(server: ForkServer | None) -> Process:
    """A process forked off, or started from nothing where no server is, or where it is gone."""
    if server is not None:
        with suppress(OSError):
            return server.fork()
    return Spawned(_COMMAND)


@lru_cache(maxsize=16)
def _digest(path: Path, size: int, modified_ns: int) -> str:
    """The digest of a file, once as long as it is the same: one that crashes is asked again for what is left."""
    del size, modified_ns
    return sha256_of(path)
