"""Whole columns of a log in the background: the lanes first, then every signal that somebody asked for.

It must not know Qt: what it has it publishes from its own thread. A value is published only after the same check that a
moment's values pass; what fails it is unknown in the column.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from app.log.channel import Channel
from app.replay.chart import KINDS, Chart, chart_of
from app.replay.first_rows import FirstRows
from app.replay.lanes import Lanes, lanes_of
from app.replay.priority import BACKGROUND, give_way
from app.replay.reactions import Reactions, reactions_of
from app.replay.sampler import Sampler
from app.replay.series import Series
from app.replay.trails import Trails, trails_of

_FIRST_S = 0.1
_AGAIN_S = 0.4
"""Seconds until the first part of a column is published, and between two parts."""


class Columns:
    """Reads whole channels of one log. Close it before the log is closed."""

    def __init__(
        self, sampler: Sampler, *, lanes: Callable[[Lanes], None], series: Callable[[Series], None],
        trails: Callable[[Trails], None], charts: Callable[[Chart], None], reactions: Callable[[Reactions], None],
        failed: Callable[[BaseException], None],
    ) -> None:  # fmt: skip
        """Begin with the lanes at once; the callbacks are called from its thread."""
        self._sampler = sampler
        self._lanes = lanes
        self._series = series
        self._trails = trails
        self._charts = charts
        self._reactions = reactions
        self._charted: dict[str, Series | None] = {}
        self._failed = failed
        self._wanted: deque[str] = deque()
        self._asked: set[str] = set()
        self._served: set[str] = set()
        self._news = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="columns", daemon=True)
        self._thread.start()

    def want(self, channel: str) -> None:
        """Read all of a channel: of objects as trails, of decisions as reactions, else as a series, of positions
        also as a part of the chart; asking twice changes nothing.
        """
        with self._news:
            if channel not in self._asked:
                self._asked.add(channel)
                self._wanted.append(channel)
                self._news.notify()

    def begin_again(self) -> None:
        """Whatever is wanted from now on is read and told, also what was before: somebody else listens."""
        with self._news:
            self._wanted.clear()
            self._asked.clear()
            self._served.clear()

    @property
    def idle(self) -> bool:
        """Whether everything that was wanted by now was read and told."""
        with self._news:
            return self._asked <= self._served

    def stop(self) -> None:
        """Read no more than what is being read; waits for nothing."""
        with self._news:
            self._closed = True
            self._news.notify()

    def close(self) -> None:
        """Stop, and return when nothing is read any more."""
        self.stop()
        self._thread.join()

    def _run(self) -> None:
        give_way(BACKGROUND)
        try:
            due_s = time.monotonic() + _FIRST_S
            for lanes in lanes_of(self._sampler):
                if self._closed:
                    return
                if lanes.complete or time.monotonic() >= due_s:
                    self._lanes(lanes)
                    due_s = time.monotonic() + _AGAIN_S
                self._serve_waiting()
            while (name := self._next(wait=True)) is not None:
                self._serve(self._sampler.log.log.channels[name])
        except BaseException as error:  # noqa: BLE001 - the edge of the thread
            self._failed(error)

    def _next(self, *, wait: bool) -> str | None:
        with self._news:
            while wait and not self._wanted and not self._closed:
                self._news.wait()
            return None if self._closed or not self._wanted else self._wanted.popleft()

    def _serve_waiting(self) -> None:
        """A plot that somebody waits for does not wait for all decisions of an hour."""
        while (name := self._next(wait=False)) is not None:
            self._serve(self._sampler.log.log.channels[name])

    def _serve(self, channel: Channel) -> None:
        """A mistake about one channel is told, and does not take all others away with it."""
        try:
            self._publish(channel)
        except Exception as error:  # noqa: BLE001 - the edge of the task
            self._failed(error)
        with self._news:
            self._served.add(channel.name)

    def _publish(self, channel: Channel) -> None:
        if channel.kind == "objects":
            for trails in trails_of(self._sampler, channel, lambda: self._closed):
                self._trails(trails)
        elif channel.kind == "decision":
            for reactions in reactions_of(self._sampler, channel, lambda: self._closed):
                self._reactions(reactions)
                self._serve_waiting()
        else:
            self._read(channel)

    def _read(self, channel: Channel) -> None:
        reader, due_s = FirstRows(self._sampler, channel), time.monotonic() + _FIRST_S
        for done in reader.blocks():
            if self._closed:
                return
            began_s = time.monotonic()
            if done < len(channel) and began_s < due_s:
                continue
            series = reader.series()
            if series is not None:
                self._series(series)
            if series is not None or done == len(channel):
                self._chart(channel, series)
            # what is told takes a tenth of the time at most
            due_s = time.monotonic() + max(_AGAIN_S, 10 * (time.monotonic() - began_s))

    def _chart(self, channel: Channel, series: Series | None) -> None:
        """A chart of all positions that were read so far."""
        if channel.kind in KINDS:
            self._charted[channel.name] = series
            self._charts(chart_of(self._charted, self._sampler.log.log.channels, self._sampler.settings))
