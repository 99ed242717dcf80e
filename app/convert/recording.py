"""What a reader of a foreign format is asked for, and what it tells: the choice, records, the setting, and losses.

It must not know any format, nor how a log is sealed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.kinds.calibration import SensorCalibration
from app.kinds.reference import ModelRef
from app.kinds.vehicle import FrameSpec, Vehicle
from app.record.entry import Payload, Trace

_MOST_PARTS = 40


class ConvertError(ValueError):
    """Nothing of the source can be taken in; the text says what is wrong, where, and what to do."""


class SeveralPartsError(ConvertError):
    """It holds several recordings, and it was not said which to take."""

    def __init__(self, text: str, parts: Sequence[str]) -> None:
        super().__init__(text)
        self.parts = tuple(parts)


class NoMappingError(ConvertError):
    """What it means has to be said by a mapping."""


class Item(NamedTuple):
    """One record of the source. `t_arrival_ns` never decreases from one item to the next."""

    t_arrival_ns: int
    channel: int
    t_capture_ns: int | None
    payload: Payload
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
    `whole`: all of the source is looked at before anything is said of it, however long that takes.
    """

    channels: tuple[str, ...] | None = None
    mapping: Path | None = None
    log_unit_ns: int = 1
    stamp_unit_ns: int = 1
    part: str | None = None
    whole: bool = False

    def the_part(self, source: Path, parts: Sequence[str]) -> str:
        """The part to be taken of those that a source has; raises ConvertError if that is not said, or is not there."""
        if self.part is None and len(parts) == 1:
            return parts[0]
        if self.part is not None and self.part in parts:
            return self.part
        known = f"{', '.join(parts[:_MOST_PARTS])}{' ...' if len(parts) > _MOST_PARTS else ''}"
        if self.part is None:
            raise SeveralPartsError(f"{source}: holds {len(parts)} recordings: {known}; say which with --part", parts)
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
    """What could not be taken in, counted by where and why.

    `beside`: files that lie beside the recording and are no data of it. They are named, so that nobody takes them for
    read; they are no losses, and change no exit status.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    beside: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, where: str, why: str, count: int = 1) -> None:
        """So many more."""
        if count:
            self.counts[where, why] += count

    def document(self) -> list[dict[str, object]]:
        """As JSON, the most first."""
        return _document(self.counts)

    def beside_document(self) -> list[dict[str, object]]:
        """As JSON, what lies beside the recording."""
        return _document(self.beside)


def _document(counts: Counter[tuple[str, str]]) -> list[dict[str, object]]:
    return [{"where": where, "why": why, "count": count} for (where, why), count in counts.most_common()]
