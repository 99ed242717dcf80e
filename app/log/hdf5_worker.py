"""The parent's side of HDF5: a process for each file, behind walls, that can crash or hang without taking us along.

It must not know what is asked of the file.
"""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.log.dialogue import Dialogue, DialogueError
from app.log.worker_process import ForkServer, Spawned

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
        """
        self._timeout_s = timeout_s
        process = server.fork() if server is not None else Spawned(_COMMAND)
        self._dialogue = Dialogue(process, timeout_s=timeout_s)

    def __enter__(self) -> Self:
        """Use as a context that ends the process."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def open(self, path: Path) -> dict[str, Any]:
        """Name the one file that the process may read; a regular one, for a pipe would hang it. The walls it has."""
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
                raise WorkerError("READER_TIMEOUT", f"the HDF5 library took over {self._timeout_s:g} s") from error
            raise WorkerError("READER_CRASH", "the HDF5 library did not survive this file") from error
        if "error" in answer:
            raise AnswerError(str(answer["error"])[:_MOST_OF_A_TEXT])
        return answer, raw

    def close(self) -> None:
        """End the process; closing twice is harmless."""
        self._dialogue.close()
