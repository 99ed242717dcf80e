"""A thread that does what was asked last: one request running, one waiting, a newer one replacing that.

It must not know what is asked. The running one is finished, however slow the machine is.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.replay.priority import DECODING, give_way

T = TypeVar("T")
_LOOK_EVERY_S = 0.05


class Newest(Generic[T]):
    """Close it before what it reads is closed."""

    def __init__(
        self, do: Callable[[T], None], *, failed: Callable[[BaseException], None], name: str,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:  # fmt: skip
        """Start the thread. `do` is called from it; `failed` too, with what `do` raised: it goes on behind that.

        `ready`: whether there is any use in doing the next one by now; `look_again` asks it at once, time does anyway.
        """
        self._do = do
        self._failed = failed
        self._ready = ready
        self._waiting: T | None = None
        self._news = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def ask(self, what: T) -> None:
        """Do this next; what waits is replaced."""
        with self._news:
            self._waiting = what
            self._news.notify()

    def stop(self) -> None:
        """Do no more than what is being done; waits for nothing."""
        with self._news:
            self._closed = True
            self._waiting = None
            self._news.notify()

    def close(self) -> None:
        """Stop, and return when nothing is done any more."""
        self.stop()
        self._thread.join()

    def pause(self, seconds: float, *, until: Callable[[], bool] = lambda: False) -> bool:
        """Rest, so that others can work, or until something is so; True: what is being done has been overtaken."""
        with self._news:
            self._news.wait_for(lambda: self.interrupted or until(), timeout=seconds)
            return self.interrupted

    def look_again(self) -> None:
        """What is waited for may be so by now."""
        with self._news:
            self._news.notify()

    @property
    def interrupted(self) -> bool:
        """Whether what is being done has been overtaken."""
        return self._waiting is not None or self._closed

    def _run(self) -> None:
        give_way(DECODING)
        while (asked := self._next()) is not None:
            try:
                self._do(asked)
            except BaseException as error:  # noqa: BLE001 - the edge of the thread: a mistake must not end it silently
                self._failed(error)

    def _next(self) -> T | None:
        with self._news:
            while not self._closed and (self._waiting is None or not self._ready()):
                self._news.wait(None if self._waiting is None else _LOOK_EVERY_S)
            asked, self._waiting = self._waiting, None
            return None if self._closed else asked
