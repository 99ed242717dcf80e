"""Questions to a worker process and its answers: lines of JSON, each with as many bytes behind it as the line says.

It must not know what is asked. Answers come through a pipe and not through shared memory: what was received and
measured can no longer be changed by the one who sent it.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from typing import IO, Any

from app.log.worker_process import Process

_MAX_LINE = 16 << 20


class DialogueError(Exception):
    """The process crashed, hung, or answered what nobody asked; it is gone by now."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("took too long" if late else "did not survive")
        self.late = late
        """It took longer than it may."""


class Dialogue:
    """The parent's side of one process. Used by one thread; close it when done."""

    def __init__(self, process: Process, *, timeout_s: float) -> None:
        """`timeout_s` holds for each question."""
        self._process = process
        self._timeout_s = timeout_s

    def ask(
        self,
        question: Mapping[str, Any],
        raw: Sequence[bytes] = (),
        *,
        most_bytes: int = 0,
        timeout_s: float | None = None,
    ) -> tuple[dict[str, Any], memoryview]:
        """The answer to a question with bytes behind it, and at most so many bytes behind the answer.

        `timeout_s`: for this question alone.

        Raises:
            DialogueError: there is none.
        """
        late = threading.Event()
        watchdog = threading.Timer(self._timeout_s if timeout_s is None else timeout_s, self._on_late, [late])
        watchdog.start()
        try:
            return self._exchange(question, raw, most_bytes)
        except (OSError, EOFError, ValueError, RecursionError) as error:
            watchdog.cancel()
            self.close()
            raise DialogueError(late=late.is_set()) from error
        finally:
            watchdog.cancel()

    def close(self) -> None:
        """End the process; closing twice is harmless."""
        self._process.close()

    def kill(self) -> None:
        """Stop the process at once, from whatever thread: who waits for an answer gets none."""
        self._process.kill()

    def _on_late(self, late: threading.Event) -> None:
        late.set()
        self.kill()

    def _exchange(
        self, question: Mapping[str, Any], raw: Sequence[bytes], most_bytes: int
    ) -> tuple[dict[str, Any], memoryview]:
        stdin, stdout = self._process.stdin, self._process.stdout
        send(stdin, question, raw)
        line = stdout.readline(_MAX_LINE)
        if not line.endswith(b"\n"):
            raise EOFError
        answer = json.loads(line)
        if not isinstance(answer, dict):
            raise ValueError("no object")
        size = answer.get("bytes", 0)
        if type(size) is not int or not 0 <= size <= most_bytes:
            raise ValueError(f"{size!r} bytes where at most {most_bytes} were asked for")
        return answer, received(stdout, size)


def send(to: IO[bytes], document: Mapping[str, Any], raw: Sequence[bytes] = ()) -> None:
    """A line, and the bytes behind it."""
    to.write(json.dumps({**document, "bytes": sum(map(len, raw))}).encode() + b"\n")
    for piece in raw:
        to.write(piece)
    to.flush()


def received(stream: IO[bytes], size: int) -> memoryview:
    """So many bytes; raises EOFError if there are not as many."""
    # into memory that is there already: `read` would join many pieces
    raw = memoryview(bytearray(size))
    done = 0
    while done < size:
        more = stream.readinto(raw[done:])  # type: ignore[attr-defined]
        if not more:
            raise EOFError
        done += more
    return raw
