"""What a reader of a foreign format gives to the intake: channels, their records in order of arrival, and what it lost.

It must not know any format, nor how a log is sealed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from app.kinds.calibration import SensorCalibration
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.reference import ModelRef
from app.kinds.vehicle import FrameSpec, Vehicle
from app.record.entry import Trace

_MOST_PARTS = 40


class ConvertError(ValueError):
    """Nothing of the source can be taken in; the text says what is wrong, where, and what to do."""


class Item(NamedTuple):
    """One record of the source. `t_arrival_ns` never decreases from one item to the next."""

    t_arrival_ns: int
    channel: int
    t_capture_ns: int | None
    payload: bytes
    key_frame: bool = False
    trace: Trace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a source says once for all of its records."""

    vehicle: Vehicle | None = None
    frames: tuple[FrameSpec, ...] = ()
    calibration: tuple[SensorCalibration, ...] = ()
    models: tuple[ModelRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the user wants of a source. `channels` None: all of them.

    `part`: which of several recordings that one source holds, such as a scene or a sequence.
    `log_unit_ns`, `stamp_unit_ns`: nanoseconds that one count of the log times, or of the stamps within messages, is,
    where the recorder wrote another unit than its format says.
    """

    channels: tuple[str, ...] | None = None
    mapping: Path | None = None
    log_unit_ns: int = 1
    stamp_unit_ns: int = 1
    part: str | None = None

    def the_part(self, source: Path, parts: Sequence[str]) -> str:
        """The part to be taken of those that a source has; raises ConvertError if that is not said, or is not there."""
        if self.part is None and len(parts) == 1:
            return parts[0]
        if self.part is not None and self.part in parts:
            return self.part
        known = f"{', '.join(parts[:_MOST_PARTS])}{' ...' if len(parts) > _MOST_PARTS else ''}"
        if self.part is None:
            raise ConvertError(f"{source}: holds {len(parts)} recordings: {known}; say which with --part")
        raise ConvertError(f"{source}: holds no recording {self.part!r}; it holds {known or 'none'}")

    def require_known(self, names: Iterable[str]) -> None:
        """Raise ConvertError if a channel was asked for that is not among `names`."""
        known = set(names)
        if missing := [name for name in self.channels or () if name not in known]:
            raise ConvertError(f"there is no channel {missing[0]!r}; there are {', '.join(sorted(known))}")

    def takes(self, name: str) -> bool:
        """Whether a channel is wanted."""
        return self.channels is None or name in self.channels


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

    @property
    def source_format(self) -> str:
        """The format and layout, for people."""

    @property
    def channels(self) -> tuple[ChannelSpec, ...]:
        """The channel table; ids count from 1."""

    @property
    def clocks(self) -> tuple[ClockSpec, ...]:
        """The clocks that stamps of the source came from."""

    @property
    def setting(self) -> Setting:
        """What the source says once for all."""

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that are read."""

    @property
    def root(self) -> Path:
        """The folder that the names of the sources are told from."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What had to be assumed, a sentence each."""

    @property
    def losses(self) -> Losses:
        """What could not be taken; grows while items are taken."""

    @property
    def epoch_is_unix(self) -> bool:
        """Whether t_arrival counts from 1970 in UTC, so that UTC is known."""

    def utc_offset_ns(self, utc_ns: int) -> int | None:
        """UTC minus t_arrival at a moment of UTC; None if it is not known."""

    @property
    def span(self) -> tuple[int, int]:
        """First arrival, and the first nanosecond behind the last."""

    def keep(self, start_ns: int, end_ns: int) -> None:
        """Take only what arrived in `[start, end)`; raises ConvertError if that is nothing."""

    def records(self, channel: int) -> int:
        """How many records a channel will have, at most."""

    def most_bytes(self, channel: int, span_ns: int) -> int:
        """How many bytes of payload the channel's records have in any span of that length, at most."""

    def oddities(self) -> dict[str, dict[str, int | None]]:
        """What the stamps of each channel look like, by its name; complete once all items were taken."""

    def notes(self) -> dict[str, object]:
        """What else the log shall say of how the source was read, as JSON."""

    def items(self) -> Iterator[Item]:
        """All records, streamed, in order of arrival."""
