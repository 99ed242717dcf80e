"""The child's side of HDF5: builds its walls, then answers questions about one file until nobody asks any more.

It must not know the seal. Every answer is a line of JSON with as many bytes behind it as the line says.
"""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from app.log import foreign_answers, hdf5_view
from app.log.dialogue import send
from app.log.sandbox import allow_cpu, confine
from app.log.worker_process import take_over

MEMORY_BYTES = 2 << 30
Answer = tuple[dict[str, Any], bytes]
_READING = (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, MemoryError, OverflowError)
"""What h5py raises for a damaged file."""
_MOST_OF_A_TEXT = 500


def serve() -> None:
    """Answer what comes on standard input."""
    rehearse()
    Child().serve(sys.stdin.buffer, sys.stdout.buffer)


def serve_forks(control_fd: int) -> None:
    """Fork a child off for whoever asks for one, and touch no file."""
    rehearse()
    with socket.socket(fileno=control_fd) as control, contextlib.suppress(EOFError):
        while True:
            pipes = take_over(control)
            if pipes is not None:
                with pipes[0] as questions, pipes[1] as answers:
                    Child().serve(questions, answers)
                os._exit(0)  # what the server would still do is not the child's


class Child:
    """The state between the questions about one file."""

    def __init__(self) -> None:
        self._path = ""
        self._cpu_s = 0
        self._file: Any = None
        self._questions: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "ready": lambda _: ({}, b""),
            "open": self._open,
            "look": lambda _: (hdf5_view.look(self._path), b""),
            "inspect": lambda _: (foreign_answers.inspect(self._opened()), b""),
            "read": lambda asked: foreign_answers.read(self._opened(), asked["path"], asked["start"], asked["stop"]),
            "said_sizes": lambda asked: foreign_answers.said_sizes(
                self._opened(), asked["path"], asked["start"], asked["stop"]
            ),
            "sizes": lambda asked: foreign_answers.sizes(self._opened(), asked["path"], asked["start"], asked["stop"]),
        }

    def serve(self, questions: IO[bytes], answers: IO[bytes]) -> None:
        """Answer every line until there are no more."""
        for line in questions:
            document, raw = self.answer(json.loads(line))
            send(answers, document, [raw])

    def answer(self, asked: dict[str, Any]) -> Answer:
        """The answer to one question; what the library cannot read is an answer too."""
        if self._cpu_s:
            allow_cpu(self._cpu_s)
        try:
            return self._questions[asked["do"]](asked)
        except _READING as error:
            return {"error": f"{type(error).__name__}: {error}"[:_MOST_OF_A_TEXT]}, b""

    def _open(self, asked: dict[str, Any]) -> Answer:
        walls = confine([Path(asked["path"])], memory_bytes=MEMORY_BYTES)
        self._path, self._cpu_s = asked["path"], asked["cpu_s"]
        return {"landlock": walls.landlock, "limits": walls.limits, "calls": walls.calls}, b""

    def _opened(self) -> Any:  # noqa: ANN401
        import h5py

        if self._file is None:
            self._file = h5py.File(self._path, "r", locking=False)
        return self._file


def rehearse() -> None:
    """Ask every question of a file in memory, so that all that Python loads late is there before the walls are."""
    import h5py
    import hdf5plugin  # noqa: F401 - registers its filters; the search for others on the disk is off
    import numpy as np

    with h5py.File("rehearsal", "w", driver="core", backing_store=False) as file:
        file.attrs["text"] = "é"
        file.attrs["bytes"] = np.bytes_(b"a")
        file.attrs["numbers"] = [1.5, 2.5]
        file.create_dataset("rows", data=np.zeros(3, dtype=[("a", "<i4"), ("b", "<f8")]), chunks=(2,), compression=1)
        file.create_dataset("text", data=["a", "b"], dtype=h5py.string_dtype())
        file.create_dataset("flags", data=np.array([True, False]))
        lists = file.create_dataset("lists", (1,), dtype=h5py.vlen_dtype("u1"))
        lists[0] = [1, 2]
        hdf5_view.look_into(file)
        for dataset in foreign_answers.inspect(file)["datasets"]:
            foreign_answers.read(file, dataset["path"], 0, 1)
            if dataset["lists"]:
                foreign_answers.said_sizes(file, dataset["path"], 0, 1)
                foreign_answers.sizes(file, dataset["path"], 0, 1)
    try:
        h5py.File("/dev/null", "r", locking=False)
    except OSError as error:
        str(error)
