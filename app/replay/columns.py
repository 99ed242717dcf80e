"""Whole columns of a log in the background: the lanes first, then every signal that somebody asked for.

It must not know Qt: what it has it publishes from its own thread. A value is published only after the same check that a
moment's values pass; what fails it is unknown in the column.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.log.channel import Channel, Mode
from app.replay.lanes import Lanes, lanes_of
from app.replay.sampler import Sampler
from app.scene.content import Points, Table

_PUBLISH_RECORDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """The first row of every record of a channel, in the order of capture; records that failed are NaN or unknown."""

    channel: str
    times_ns: npt.NDArray[np.int64]
    arrival_ns: npt.NDArray[np.int64]
    table: Table
    failed: npt.NDArray[np.bool_]
    """Which records could not be used, shape (n,)."""
    complete: bool

    def values(self, field: str) -> npt.NDArray[np.float64] | None:
        """One signal, float64 (n,), NaN where unknown; None: there is no such field."""
        found = self.table.column(field)
        if found is not None:
            found[self.failed] = np.nan
        return found


class Columns:
    """Reads whole channels of one log. Close it before the log is closed."""

    def __init__(
        self, sampler: Sampler, *, lanes: Callable[[Lanes], None], series: Callable[[Series], None],
        failed: Callable[[BaseException], None],
    ) -> None:  # fmt: skip
        """Begin with the lanes at once; the callbacks are called from its thread."""
        self._sampler = sampler
        self._lanes = lanes
        self._series = series
        self._failed = failed
        self._wanted: deque[str] = deque()
        self._asked: set[str] = set()
        self._news = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="columns", daemon=True)
        self._thread.start()

    def want(self, channel: str) -> None:
        """Read all of a channel; asking twice changes nothing."""
        with self._news:
            if channel not in self._asked:
                self._asked.add(channel)
                self._wanted.append(channel)
                self._news.notify()

    def close(self) -> None:
        """Stop, and return when nothing is read any more."""
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            for lanes in lanes_of(self._sampler):
                if self._closed:
                    return
                self._lanes(lanes)
            while (name := self._next()) is not None:
                self._read(self._sampler.log.log.channels[name])
        except BaseException as error:  # noqa: BLE001 - the edge of the thread
            self._failed(error)

    def _next(self) -> str | None:
        with self._news:
            while not self._wanted and not self._closed:
                self._news.wait()
            return None if self._closed else self._wanted.popleft()

    def _read(self, channel: Channel) -> None:
        rows = channel.rows_in_order(Mode.CAPTURE).tolist()
        parts: list[Any] = []
        table: Table | None = None
        failed = np.zeros(len(rows), dtype=np.bool_)
        for at, row in enumerate(rows):
            if self._closed:
                return
            content = self._sampler.load(channel, row).content
            found = content.table if isinstance(content, Points) else content
            if isinstance(found, Table) and len(found.rows) and (table is None or found.rows.dtype == table.rows.dtype):
                table = table or found
                parts.append(found.rows[:1])
            else:
                failed[at] = True
                parts.append(None)
            if table is not None and ((at + 1) % _PUBLISH_RECORDS == 0 or at + 1 == len(rows)):
                self._series(self._joined(channel, table, parts, failed, complete=at + 1 == len(rows)))

    @staticmethod
    def _joined(
        channel: Channel, table: Table, parts: list[Any], failed: npt.NDArray[np.bool_], *, complete: bool
    ) -> Series:
        empty = table.layout.unknown(1)
        rows = np.concatenate([empty if part is None else part for part in parts])
        order = channel.rows_in_order(Mode.CAPTURE)[: len(parts)]
        return Series(
            channel=channel.name,
            times_ns=channel.times_in_order(Mode.CAPTURE)[: len(parts)],
            arrival_ns=channel.arrival_ns[order],
            table=Table(rows=rows, layout=table.layout),
            failed=failed[: len(parts)].copy(),
            complete=complete,
        )
