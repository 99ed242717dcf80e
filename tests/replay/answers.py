"""Moments as a loader gives them, for tests."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from app.chain.opening import CheckedLog
from app.log.channel import Mode
from app.replay.cache import Cache
from app.replay.loader import Loader
from app.replay.request import Request
from app.replay.sampler import Sampler
from app.replay.timeline import Timeline
from app.scene.moment import Moment
from app.scene.staging import Staging


class Answers:
    """Moments as they come."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self.wrong: list[BaseException] = []
        self._news = threading.Condition()

    def deliver(self, _: Request, moment: Moment) -> None:
        with self._news:
            self.moments.append(moment)
            self._news.notify_all()

    def full(self, number: int) -> Moment:
        def there() -> bool:
            return any(moment.number == number and not moment.draft for moment in self.moments)

        with self._news:
            assert self._news.wait_for(there, timeout=30)
        assert not self.wrong
        return next(moment for moment in self.moments if moment.number == number and not moment.draft)


@contextmanager
def moments_of(log: CheckedLog, staging: Staging | None = None) -> Iterator[Callable[[float, Mode], Moment]]:
    """Everything at so many seconds of a log; of what is reckoned from it as much as is wanted."""
    timeline, answers = Timeline(log.log), Answers()

    def deliver(request: Request, moment: Moment) -> None:
        answers.deliver(request, moment)
        loader.drawn()

    loader = Loader(Sampler(log, Cache()), deliver=deliver, failed=answers.wrong.append)
    numbers = count(1)

    def at(seconds: float, mode: Mode) -> Moment:
        t_ns = timeline.span[0] + int(seconds * 1e9)
        lookups, number = timeline.rows_at(t_ns, mode, timeline.channels), next(numbers)
        wanted = staging or Staging(sweeps=1)
        loader.request(Request(number=number, epoch=0, t_ns=t_ns, mode=mode, lookups=lookups, staging=wanted))
        return answers.full(number)

    try:
        yield at
    finally:
        loader.close()


def moment_of(log: CheckedLog, seconds: float, mode: Mode = Mode.CAPTURE) -> Moment:
    """One of them."""
    with moments_of(log) as at:
        return at(seconds, mode)
