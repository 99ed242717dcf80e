"""Looks through a whole log for what cannot be decoded, and for odd stamps, on a thread of its own.

It must not know Qt. Pictures and clouds are not decoded for it: an hour of them takes an hour; of these it says what
their sizes say, and who shows one of them says the rest.
"""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np

from app.log.channel import Channel
from app.replay.priority import BACKGROUND, give_way
from app.replay.problems import Listed, Names, Problem, Trouble, at_row, of_stamps, undecoded
from app.replay.sampler import Sampler
from app.replay.timeline import Timeline

_FIRST_S, _LONGEST_S = 0.3, 5.0
"""Seconds until problems are told, and after which they are told again."""


class ProblemReader:
    """Of one log. Close it before the log is closed."""

    def __init__(
        self, sampler: Sampler, timeline: Timeline, *, deliver: Callable[[tuple[Problem, ...], bool], None],
        failed: Callable[[BaseException], None],
    ) -> None:  # fmt: skip
        """Begin; `deliver` gets all that was found so far, and whether that is all. Called from its thread."""
        self._sampler, self._timeline = sampler, timeline
        self._deliver, self._failed = deliver, failed
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="problems", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no more than what is being read; waits for nothing."""
        self._closed = True

    def close(self) -> None:
        """Stop, and return when nothing is read any more."""
        self.stop()
        self._thread.join()

    def _run(self) -> None:
        give_way(BACKGROUND)
        found = Listed()
        told, pause_s = 0, _FIRST_S
        due_s = time.monotonic() + pause_s
        try:
            for one in self._problems():
                if self._closed:
                    return
                if one is not None:
                    found.add(one)
                if len(found) > told and time.monotonic() >= due_s:
                    self._deliver(found.problems(), False)  # noqa: FBT003 - a callback
                    told, pause_s = len(found), min(2 * pause_s, _LONGEST_S)
                    due_s = time.monotonic() + pause_s
            self._deliver(found.problems(), True)  # noqa: FBT003 - a callback
        except BaseException as error:  # noqa: BLE001 - the edge of the thread
            self._failed(error)

    def _problems(self) -> Iterator[Problem | None]:
        """None: nothing came of the last piece of work."""
        channels = self._timeline.channels.values()
        for channel in channels:
            yield None
            yield from of_stamps(self._timeline, channel)
        for channel in channels:
            yield from self._undecoded(channel)

    def _undecoded(self, channel: Channel) -> Iterator[Problem | None]:
        for number, rows in channel.by_segment():
            wrong = self._sampler.decoder(channel, number).wrong
            if wrong is not None and rows.start < rows.stop:
                many = rows.stop - rows.start
                yield at_row(Trouble.UNKNOWN, "critical", channel, rows.start, text=wrong, value=many)
        for row in self._suspects(channel):
            loaded = self._sampler.load(channel, row, keep=False)
            # what fails its check, checking has found
            failed = loaded.problem is not None and loaded.checked.usable
            yield undecoded(channel, row, loaded.problem or "") if failed else None

    def _suspects(self, channel: Channel) -> Iterator[int]:
        """Rows whose records may not be as declared: all of JSON, of rows those of an odd size."""
        for number, rows in channel.by_segment():
            decoder = self._sampler.decoder(channel, number)
            row_bytes = decoder.row_bytes
            if decoder.wrong is not None:
                continue
            if row_bytes is not None:
                odd = np.flatnonzero(channel.size[rows] % row_bytes)
                yield from (rows.start + odd).tolist()
            elif decoder.in_words:
                yield from range(rows.start, rows.stop)


def names_of(timeline: Timeline) -> Names:
    """The names of all channels, by segment and id."""
    return {(number, id_): one.name for one in timeline.channels.values() for number, id_ in one.ids.items()}
