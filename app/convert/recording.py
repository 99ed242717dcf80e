"""What a reader of a foreign format gives to the intake: channels, their records in order of arrival, and what it lost.

It must not know any format, nor how a log is sealed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec


class ConvertError(ValueError):
    """Nothing of the source can be taken in; the text says what is wrong, where, and what to do."""


class Item(NamedTuple):
    """One record of the source. `t_arrival_ns` never decreases from one item to the next."""

    t_arrival_ns: int
    channel: int
    t_capture_ns: int | None
    payload: bytes
    key_frame: bool = False


@dataclass(slots=True)
class Losses:
    """What could not be taken in, counted by where and why."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, where: str, why: str, count: int = 1) -> None:
        """So many more."""
        if count:
            self.counts[where, why] += count

    def document(self) -> list[dict[str, object]]:
        """As JSON, the most first."""
        return [{"where": where, "why": why, "count": count} for (where, why), count in self.counts.most_common()]


class Recording(Protocol):
    """An opened source."""

    source_format: str
    channels: tuple[ChannelSpec, ...]
    clocks: tuple[ClockSpec, ...]
    sources: tuple[Path, ...]
    root: Path
    """The folder that the names of the sources are told from."""
    assumptions: tuple[str, ...]
    """What had to be assumed, a sentence each."""
    losses: Losses
    """Grows while items are taken."""
    epoch_is_unix: bool
    """Whether t_arrival counts from 1970 in UTC, so that UTC is known."""

    def records(self, channel: int) -> int:
        """How many records a channel will have, at most."""
        ...

    def items(self) -> Iterator[Item]:
        """All records, streamed."""
        ...
