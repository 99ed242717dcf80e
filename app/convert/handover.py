"""Work that one thread hands over to another, in order, as far ahead as fits into so much memory.

It must not know what the work is.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

Job = Callable[[], None]


class Handover:
    """Does jobs one after another in a thread of its own. Used by one other thread, as a context that ends it.

    When one fails, or the context ends, none that waits is begun any more; what it raised is raised ever after.
    """

    def __init__(self, *, most_bytes: int, thread: str) -> None:
        """`most_bytes`: what jobs that wait hold at most."""
        self._most_bytes = most_bytes
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=thread)
        self._given: deque[tuple[Future[None], int]] = deque()
        self._bytes = 0
        self._over = False
        self._failure: BaseException | None = None
        self.ended = False
        """Whether its thread is gone for certain."""

    def __enter__(self) -> Self:
        """Use as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Return when the job that runs is done; what waits is let go."""
        self._over = True
        self._pool.shutdown(cancel_futures=True)
        self.ended = True

    def put(self, job: Job, size: int = 0) -> None:
        """Hand over a job that holds `size` bytes; waits where too much is held. Raises what an earlier one raised."""
        self._given.append((self._pool.submit(self._run, job), size))
        self._bytes += size
        while self._bytes > self._most_bytes or (self._given and self._given[0][0].done()):
            self._take()

    def wait(self) -> None:
        """Return when all are done; raises what one raised."""
        while self._given:
            self._take()
        self._tell()

    def _take(self) -> None:
        future, size = self._given.popleft()
        self._bytes -= size
        future.result()
        self._tell()

    def _tell(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _run(self, job: Job) -> None:
        if self._over:
            return
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - raised where the next job is given
            self._over, self._failure = True, error
