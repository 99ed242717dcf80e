"""Reads the text lines of a whole log on a thread of its own, and looks through them on another one.

It must not know Qt. What is looked for last wins; every part that was read is looked through, too.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.kinds.text import TextLine
from app.log.channel import Channel, Mode
from app.replay.line_filter import Hits, LineFilter, hits
from app.replay.lines import Lines, LineWriter
from app.replay.newest import Newest
from app.replay.priority import BACKGROUND, give_way
from app.replay.sampler import Sampler

_FIRST_S, _AGAIN_S = 0.1, 0.5
_GROWN = 1.25
"""So many times as many of them must there be to be told again: what is long is looked through a few times only."""


class _Asked(NamedTuple):
    filter: LineFilter
    mode: Mode


class LineReader:
    """Of one log. Close it before the log is closed."""

    def __init__(
        self, sampler: Sampler, *, deliver: Callable[[Hits], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Begin to read; the callbacks are called from its threads."""
        self._sampler = sampler
        self._deliver = deliver
        self._failed = failed
        self._closed = False
        self._lines = Lines(records=sum(len(one) for one in self._channels()))
        self._asked = _Asked(LineFilter(), Mode.CAPTURE)
        # it is only woken: what is asked last is what is looked for, whoever woke it
        self._seeker: Newest[bool] = Newest(self._seek, failed=failed, name="lines sought")
        self._thread = threading.Thread(target=self._read, name="lines", daemon=True)
        self._thread.start()

    def seek(self, wanted: LineFilter, mode: Mode) -> None:
        """Look for these lines from now on."""
        self._asked = _Asked(wanted, mode)
        self._seeker.ask(True)  # noqa: FBT003

    def stop(self) -> None:
        """Read no more than what is being read; waits for nothing."""
        self._closed = True
        self._seeker.stop()

    def close(self) -> None:
        """Stop, and return when nothing is read any more."""
        self.stop()
        self._thread.join()
        self._seeker.close()

    def _channels(self) -> list[Channel]:
        return [one for one in self._sampler.log.log.channels.values() if one.kind == "text"]

    def _read(self) -> None:
        give_way(BACKGROUND)
        try:
            for lines in self._parts():
                self._lines = lines
                self._seeker.ask(True)  # noqa: FBT003
        except BaseException as error:  # noqa: BLE001 - the edge of the thread
            self._failed(error)

    def _parts(self) -> Iterator[Lines]:
        writer, told, due_s = LineWriter(self._lines.records), 0, time.monotonic() + _FIRST_S
        for channel in self._channels():
            writer.begin(channel.name)
            captures, arrivals = channel.time_ns(Mode.CAPTURE), channel.time_ns(Mode.ARRIVAL)
            for row in range(len(channel)):
                if self._closed:
                    return
                loaded = self._sampler.load(channel, row, keep=False)
                document = loaded.document
                writer.add(
                    row, document if isinstance(document, TextLine) else None, capture_ns=int(captures[row]),
                    arrival_ns=int(arrivals[row]), standing=loaded.standing,
                    trace=loaded.checked.record.fields.trace_id,
                )  # fmt: skip
                if len(writer) >= _GROWN * told and time.monotonic() >= due_s:
                    yield writer.lines(complete=False)
                    told, due_s = len(writer), time.monotonic() + _AGAIN_S
        yield writer.lines(complete=True)

    def _seek(self, _: bool) -> None:  # noqa: FBT001
        asked = self._asked
        for found in hits(self._lines, asked.filter, asked.mode):
            if self._seeker.interrupted:
                return
            if found is not None:
                self._deliver(found)
