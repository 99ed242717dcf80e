"""Traces of OpenXC: a channel of rows for each signal of the vehicle, and its state and fixes where they are published.

It must not know how lines are written. What is no signal is counted by its sort, lines that are none are listed.
"""

import math
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal

import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels, Stamps
from app.convert.openxc.columns import Column, Texts
from app.convert.openxc.lines import MARK, MOST_BYTES, LineError, Other, Signal, begins, message
from app.convert.openxc.signals import STATE
from app.convert.other_files import count_beside
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import UNITS_NS, Nanoseconds, to_ns, unix_unit
from app.convert.streams import StreamRecording
from app.kinds.clock_spec import ClockSpec
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.state import STATE_LAYOUT
from app.kinds.vehicle import Vehicle
from app.log.source import SourceError
from app.record.entry import sayable

CLOCK = "source"
_MOST_SIGNALS = 1000
_LISTED = 100
_SYNTHESISED_NS = 1_000_000
_TOGETHER_NS = 10**9
_SAID = ("version", "vehicle_interface_id", "description")
_MOST_DEGREES = (90.0, 180.0)
_YEARS = range(1900, 2200)


def recognised(source: Path) -> bool:
    """Whether a file begins as a trace does, or a folder has one that does."""
    return bool(_traces(source))


def _traces(source: Path) -> list[Path]:
    paths = sorted(source.iterdir()) if source.is_dir() else [source]
    return [path for path in paths if path.is_file() and not path.is_symlink() and begins(path)]


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in a trace, or in the one of a folder that --part names.

    Raises:
        ConvertError: it has no signal.
        SourceError: it cannot be read.
    """
    names = {path.name: path for path in _traces(source)} if source.is_dir() else {}
    path = names[choice.the_part(source, list(names))] if source.is_dir() else source
    trace = _Trace(path)
    trace.told = count_beside(source, path, names.values(), trace.losses, what="OpenXC trace")
    try:
        with path.open("rb") as file:
            trace.read(file)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
    yield trace.recording(choice)


_ABSENT, _UNUSABLE, _WHOLE, _FLOATING = range(4)


@dataclass(slots=True)
class _Stamps:
    """The stamps of messages as the source has them: a sort for each, and a number where it is one."""

    sorts: "array[int]" = field(default_factory=lambda: array("b"))
    integers: "array[int]" = field(default_factory=lambda: array("q"))
    floats: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, stamp: int | float | None) -> None:
        """That of the next message."""
        if stamp is None:
            sort = _ABSENT
        elif isinstance(stamp, int):
            sort = _WHOLE
        else:
            sort = _UNUSABLE if math.isnan(stamp) else _FLOATING
        self.sorts.append(sort)
        self.integers.append(stamp if isinstance(stamp, int) else 0)
        self.floats.append(stamp if isinstance(stamp, float) else math.nan)


@dataclass(frozen=True, slots=True)
class _Times:
    """The stamp of each message in ns (n,), which of them are stamps (n,), and the unit that dates them, if any does.

    `unusable`: which messages have one that is no number, or none that fits; the others without a stamp have none.
    `measured`: whether the trace has stamps at all; without any, messages are laid out a millisecond apart.
    """

    stamps_ns: Nanoseconds
    good: npt.NDArray[np.bool_]
    unusable: npt.NDArray[np.bool_]
    unit: str | None
    measured: bool

    @classmethod
    def of(cls, stamps: _Stamps) -> "_Times":
        """Those of all messages."""
        sorts = np.array(stamps.sorts, dtype=np.int8)
        numbers, whole = np.array(stamps.floats), np.array(stamps.integers, dtype=np.int64)
        if not np.isin(sorts, (_WHOLE, _FLOATING)).any():
            every = np.ones(len(sorts), dtype=np.bool_)
            return cls(
                np.arange(len(sorts)) * _SYNTHESISED_NS, every, sorts == _UNUSABLE, unit=None, measured=False
            )  # fmt: skip
        unit = unix_unit(np.where(sorts == _WHOLE, whole, numbers))
        exact, fit = to_ns(whole, UNITS_NS[unit or "s"])
        rounded, good = to_ns(numbers, UNITS_NS[unit or "s"])
        good = np.where(sorts == _WHOLE, fit, good)
        unusable = (sorts != _ABSENT) & ~good
        return cls(np.where(sorts == _WHOLE, exact, rounded), good, unusable, unit=unit, measured=True)

    def some(self, places: npt.NDArray[np.int64]) -> Stamps:
        """Those of some messages."""
        return Stamps(capture_ns=self.stamps_ns[places], synthesised=not self.measured, clock=CLOCK)


@dataclass(slots=True)
class _State:
    """What messages say of one column of the state: their places among all messages, and the values."""

    places: "array[int]" = field(default_factory=lambda: array("q"))
    values: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, place: int, value: float) -> None:
        """The next message."""
        self.places.append(place)
        self.values.append(value)


@dataclass(slots=True)
class _Trace:
    """One trace: every message by its place among all of them; numbers alone are kept. Used by one thread."""

    path: Path
    losses: Losses = field(default_factory=Losses)
    stamps: _Stamps = field(default_factory=_Stamps)
    signals: dict[str, Column] = field(default_factory=dict)
    texts: Texts = field(default_factory=Texts)
    states: dict[str, _State] = field(default_factory=dict)
    metadata: dict[str, object] = field(default_factory=dict)
    rejected: list[dict[str, object]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def read(self, file: IO[bytes]) -> None:
        """Go through the lines once. Raises OSError."""
        number = 0
        while raw := file.readline(MOST_BYTES + 2):
            number += 1
            # the beginning of a line that is too long is not made shorter, for it is to be counted
            line = raw if len(raw) > MOST_BYTES else raw.removeprefix(MARK).strip()
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(MOST_BYTES + 2)
            if line:
                try:
                    self._take(message(line))
                except LineError as error:
                    self._reject(number, line, str(error))

    def _reject(self, number: int, line: bytes, why: str) -> None:
        self.losses.add(self.path.name, why)
        if len(self.rejected) < _LISTED:
            begin = sayable(line[:80].decode("utf-8", "replace"), 80)
            self.rejected.append({"line": number, "why": why, "begins": begin})

    def _take(self, found: Signal | Other) -> None:
        if isinstance(found, Other):
            if found.members is not None and not self.metadata:
                self.metadata = found.members
            else:
                self.losses.add(self.path.name, f"{found.sort}, is in no channel")
            return
        if found.name not in self.signals and len(self.signals) == _MOST_SIGNALS:
            self.losses.add(self.path.name, f"a signal beyond the first {_MOST_SIGNALS}")
            return
        place = len(self.stamps.sorts)
        self.stamps.add(found.stamp)
        if found.name not in self.signals:
            self.signals[found.name] = Column(found.name, self.texts)
        self.signals[found.name].add(place, found.value, found.event)
        if found.name in STATE:
            column, converted = STATE[found.name]
            value = converted(found.value)
            if value is not None:
                self.states.setdefault(column, _State()).add(place, float(value))

    def recording(self, choice: Choice) -> StreamRecording:
        """Everything that was found; raises ConvertError if that is nothing."""
        if not self.signals:
            raise ConvertError(f"{self.path}: has no signal of OpenXC; nothing can be taken of it")
        times = _Times.of(self.stamps)
        channels = Channels(choice, self.losses)
        for name, column in self.signals.items():
            places, (layout, rows) = column.places, column.rows(self.losses)
            taken = times.good[places]
            odd = times.unusable[places]
            self.losses.add(f"/signals/{name}", "a message whose stamp is no number, or none that fits", int(odd.sum()))
            self.losses.add(f"/signals/{name}", "a message without a stamp", int((~taken & ~odd).sum()))
            stamps = times.some(places[taken])
            channels.add_rows(f"/signals/{name}", "signals", stamps, rows[taken], layout=layout)
        self._add_state(channels, times)
        self._add_fixes(channels, times)
        epoch: Literal["unix_utc", "unknown"] = "unknown" if times.unit is None else "unix_utc"
        return StreamRecording(
            source_format="OpenXC trace",
            streams=channels.done(),
            clocks=(ClockSpec(name=CLOCK, role="source", epoch=epoch),) if times.measured else (),
            sources=(self.path,),
            root=self.path.parent,
            losses=self.losses,
            assumptions=(*self._assumptions(times), *self.told),
            setting=Setting(vehicle=_vehicle(self.metadata)),
            epoch_is_unix=times.unit is not None,
            extra=self._notes(),
        )

    def _notes(self) -> dict[str, object]:
        said = {name: sayable(value, 1024) for name in _SAID if isinstance(value := self.metadata.get(name), str)}
        return {**({"rejected": self.rejected} if self.rejected else {}), **({"metadata": said} if said else {})}

    def _add_state(self, channels: Channels, times: "_Times") -> None:
        """What is published as state: a row a message, with the one column that it speaks of."""
        if not self.states:
            return
        columns = list(self.states)
        places = np.concatenate([one.places for one in self.states.values()], dtype=np.int64)
        values = np.concatenate([one.values for one in self.states.values()], dtype=np.float64)
        which = np.repeat(np.arange(len(columns)), [len(one.places) for one in self.states.values()])
        order = np.argsort(places, kind="stable")
        order = order[times.good[places[order]]]

        def payload(row: int) -> bytes:
            made = STATE_LAYOUT.unknown(1)
            made[columns[which[order[row]]]] = values[order[row]]
            return STATE_LAYOUT.encode(made)

        channels.add_each(
            "/state", "state", "rows", times.some(places[order]), payload, frame="vehicle",
            sizes=np.full(len(order), STATE_LAYOUT.row_bytes),
        )  # fmt: skip

    def _add_fixes(self, channels: Channels, times: "_Times") -> None:
        """Each latitude with the longitude that follows it."""
        if not {"latitude", "longitude"} <= self.signals.keys():
            return
        north, east = self.signals["latitude"], self.signals["longitude"]
        # of each latitude the next longitude, of each longitude the last latitude before it
        behind = np.searchsorted(east.places, north.places)
        pairs = {at: row for row, at in enumerate(behind.tolist()) if at < len(east.places)}
        places = np.array([[north.places[row], east.places[at]] for at, row in pairs.items()], dtype=np.int64)
        degrees = np.array([[north.values[row], east.values[at]] for at, row in pairs.items()])
        if not len(places):
            return
        apart = np.abs(times.stamps_ns[places[:, 1]] - times.stamps_ns[places[:, 0]])
        fits = times.good[places].all(axis=1) & (apart <= _TOGETHER_NS) & (np.abs(degrees) <= _MOST_DEGREES).all(axis=1)
        rows = GNSS_LAYOUT.unknown(int(fits.sum()))
        rows["latitude_deg"], rows["longitude_deg"] = degrees[fits].T
        if len(rows):
            channels.add_rows("/gnss", "gnss", times.some(places[fits, 1]), rows)

    def _assumptions(self, times: "_Times") -> Iterator[str]:
        if not times.measured and times.unusable.any():
            yield "no message has a stamp that is a number: each is taken as a millisecond behind the one before it"
        elif not times.measured:
            yield "no message has a stamp: each is taken as a millisecond behind the one before it"
        elif times.unit is None:
            yield "no date fits the stamps: they are taken as seconds of an unknown epoch"
        elif times.unit != "s":
            yield f"stamps are in {times.unit}, by their size; OpenXC says s"
        if self.states:
            yield "a row of /state knows only what its message said; nothing is carried on from earlier ones"
        if "vehicle_speed" in self.signals:
            yield "a speed of OpenXC has no sign: a vehicle that drives backwards shows it as forwards"
        if "steering_wheel_angle" in self.signals:
            yield "which side of the steering wheel is positive is not published: its angle is in no column of /state"
        if {"latitude", "longitude"} <= self.signals.keys():
            yield "a fix of /gnss is a latitude with the longitude that follows it within 1 s, at the latter's stamp"
        if "driver_name" in self.metadata:
            yield "the name of the driver, which the trace gives, was left out"


def _vehicle(metadata: dict[str, object]) -> Vehicle | None:
    """The vehicle, as the first line of a trace may say it."""
    told = metadata.get("vehicle")
    said = {**(told if isinstance(told, dict) else {}), "id": metadata.get("vehicle_id")}
    text = {name: sayable(value, 256) for name, value in said.items() if isinstance(value, str) and value}
    year = said.get("year")
    known = year if isinstance(year, int) and year in _YEARS else None
    model = " ".join(text[name] for name in ("model", "trim") if name in text)[:256]
    if not text and known is None:
        return None
    return Vehicle(id=text.get("id"), make=text.get("make"), model=model or None, model_year=known)
