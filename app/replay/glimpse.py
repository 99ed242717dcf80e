"""What a camera had at a time somebody only points at: read, checked and decoded in draft on a thread of its own.

It must not know Qt, nor move the replay. The newest request wins.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.log.channel import Mode
from app.replay.newest import Newest
from app.replay.sampler import Sampler
from app.replay.timeline import Timeline
from app.scene.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glimpse:
    """A sample of one channel, which no moment has to have."""

    t_ns: int
    mode: Mode
    sample: Sample
    frame: int | None
    """Number of its record among those of the channel, from 1."""


class Glimpser:
    """Makes the glimpses of one log. Close it before the log is closed."""

    def __init__(
        self, timeline: Timeline, sampler: Sampler, *, deliver: Callable[[Glimpse], None],
        failed: Callable[[BaseException], None],
    ) -> None:  # fmt: skip
        """Start its thread; the callbacks are called from it."""
        self._timeline = timeline
        self._sampler = sampler
        self._deliver = deliver
        self._asked: Newest[tuple[str, int, Mode]] = Newest(self._serve, failed=failed, name="glimpses")

    def request(self, channel: str, t_ns: int, mode: Mode) -> None:
        """Ask for what a channel has at a time; what waits is replaced."""
        self._asked.ask((channel, t_ns, mode))

    def stop(self) -> None:
        """Read no more than what is being read; waits for nothing."""
        self._asked.stop()

    def close(self) -> None:
        """Stop, and return when nothing is read any more."""
        self._asked.close()

    def _serve(self, asked: tuple[str, int, Mode]) -> None:
        self._deliver(self._made(*asked))

    def _made(self, channel: str, t_ns: int, mode: Mode) -> Glimpse:
        (lookup,) = self._timeline.rows_at(t_ns, mode, [channel])
        frame = None if lookup.row is None else self._timeline.frame(channel, lookup.row, mode) + 1
        return Glimpse(t_ns=t_ns, mode=mode, sample=self._sampler.sample(lookup, t_ns, mode, draft=True), frame=frame)
