"""HDF5 by mapping: streams the rows that a mapping names, in blocks, through the worker that reads foreign files.

It must not know layouts: those are mappings.
"""

import heapq
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.convert.hdf5_files import Files
from app.convert.hdf5_mapping import ChannelMap, Mapping
from app.convert.hdf5_payloads import Payload, payloads
from app.convert.hdf5_times import times
from app.convert.recording import ConvertError, Item, Losses
from app.convert.stamps import Nanoseconds, Oddities, oddities
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.log.hdf5_worker import AnswerError, WorkerError

_BLOCK_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class _Plan:
    """One channel, ready to be streamed: rows in the order of the file, their stamps, and how to make payloads."""

    map: ChannelMap
    spec: ChannelSpec
    rows: npt.NDArray[np.int64]
    capture_ns: Nanoseconds | None
    arrival_ns: Nanoseconds
    oddities: Oddities
    blocks: Callable[[int, int], Payload]


class Hdf5Recording:
    """The recording that a mapping finds in HDF5 files. Used by one thread; the files stay their owner's."""

    def __init__(self, files: Files, mapping: Mapping) -> None:
        """Read all stamps and check that every dataset named is there.

        Raises:
            ConvertError: the mapping does not fit the files, or nothing of it can be taken.
        """
        self._files = files
        self.source_format = mapping.source
        self.sources = files.paths
        self.losses = files.losses
        self.assumptions: tuple[str, ...] = mapping.notes
        self._plans: list[_Plan] = []
        _require_one_scale(mapping)
        areas: set[str] = set()
        for channel in mapping.channel:
            try:
                plan = self._plan(channel, number=len(self._plans) + 1, areas=areas)
            except (AnswerError, WorkerError) as error:
                self.losses.add(channel.name, f"cannot be read: {error}")
                continue
            if len(plan.rows):
                self._plans.append(plan)
            else:
                self.losses.add(channel.name, "has no record at all")
        if not self._plans:
            raise ConvertError(f"{files.source}: nothing of it can be taken: {_first(self.losses)}")
        self.channels = tuple(plan.spec for plan in self._plans)
        self.clocks = _clocks(mapping)
        self.epoch_is_unix = all(plan.map.time is not None and plan.map.time.epoch == "unix" for plan in self._plans)

    def records(self, channel: int) -> int:
        """How many records a channel will have, at most."""
        return len(self._plans[channel - 1].rows)

    def oddities(self) -> dict[str, dict[str, int | None]]:
        """What the stamps of each channel look like, by its name."""
        return {plan.spec.name: plan.oddities.document() for plan in self._plans}

    @property
    def span(self) -> tuple[int, int]:
        """First arrival, and the first nanosecond behind the last."""
        first = min(int(plan.arrival_ns[0]) for plan in self._plans if len(plan.rows))
        return first, max(int(plan.arrival_ns[-1]) for plan in self._plans if len(plan.rows)) + 1

    def utc_offset_ns(self, _: int) -> int | None:
        """UTC minus the stamps' time: nothing where they count from 1970."""
        return 0 if self.epoch_is_unix else None

    def keep(self, start_ns: int, end_ns: int) -> None:
        """Take only what arrived in `[start, end)`; raises ConvertError if that is nothing."""
        kept = []
        for plan in self._plans:
            rows = slice(*np.searchsorted(plan.arrival_ns, [start_ns, end_ns]).tolist())
            capture = None if plan.capture_ns is None else plan.capture_ns[rows]
            kept.append(
                replace(plan, rows=plan.rows[rows], arrival_ns=plan.arrival_ns[rows], capture_ns=capture)
            )  # fmt: skip
        if not any(len(plan.rows) for plan in kept):
            raise ConvertError("nothing arrived in that span; --dry-run without --from and --to shows what there is")
        self._plans = kept

    def items(self) -> Iterator[Item]:
        """All records in order of arrival; of equal ones, in the order of the channels."""
        return heapq.merge(*(self._stream(plan) for plan in self._plans), key=lambda item: item.t_arrival_ns)

    def _stream(self, plan: _Plan) -> Iterator[Item]:
        name, number = plan.spec.name, plan.spec.id
        step = max(1, _BLOCK_BYTES // plan.spec.max_bytes)
        for first in range(0, len(plan.rows), step):
            rows = plan.rows[first : first + step]
            start, stop = int(rows.min()), int(rows.max()) + 1
            try:
                payload = plan.blocks(start, stop)
            except (AnswerError, WorkerError) as error:
                self.losses.add(name, f"cannot be read: {error}", len(rows))
                continue
            for position, row in enumerate(rows.tolist(), start=first):
                raw = payload(row - start)
                if raw is None:
                    self.losses.add(name, "the row has no bytes that a payload of its kind could have")
                    continue
                capture = None if plan.capture_ns is None else int(plan.capture_ns[position])
                yield Item(int(plan.arrival_ns[position]), number, capture, raw)

    def _plan(self, channel: ChannelMap, *, number: int, areas: set[str]) -> _Plan:
        found = payloads(self._files, channel)
        rows, capture, arrival = times(self._files, channel, found.count)
        spec = ChannelSpec(
            id=number,
            name=channel.name,
            area=_area(channel.name, number, areas),
            kind=channel.kind,
            codec=channel.codec,
            stamp=channel.stamp,
            arrival="assumed" if channel.arrival is None else "measured",
            capture="synthesised" if channel.time is None else "measured",
            row_bytes=found.row_bytes,
            max_bytes=max(1, found.max_bytes),
            rate_hz=channel.rate_hz or _rate(capture),
            fields=found.fields,
            frame=channel.frame,
            clock=None if channel.time is None else "source",
            description=channel.description or None,
        )
        return _Plan(channel, spec, rows, capture, arrival, oddities(capture), found.blocks)


def _area(name: str, number: int, used: set[str]) -> str:
    """A name for the group of a channel that every system can show."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("_.")[:48] or f"channel_{number}"
    area = plain if plain not in used else f"{plain}_{number}"
    used.add(area)
    return area


def _rate(stamps: Nanoseconds) -> float | None:
    """The usual rate, if there is one: what GENESIS calls nominal."""
    usual = oddities(stamps).usual_step_ns
    return None if not usual else round(1e9 / usual, 3)


def _require_one_scale(mapping: Mapping) -> None:
    epochs = {channel.time.epoch: channel.name for channel in mapping.channel if channel.time is not None}
    if len(epochs) > 1:
        (one, first), (other, second), *_ = epochs.items()
        raise ConvertError(
            f"stamps of {first!r} count from the epoch {one!r}, those of {second!r} from {other!r}: nobody can tell "
            "which came first. Take one sort only (--channels), or mend the epochs in the mapping"
        )


def _clocks(mapping: Mapping) -> tuple[ClockSpec, ...]:
    epochs = sorted({channel.time.epoch for channel in mapping.channel if channel.time is not None})
    if not epochs:
        return ()
    epoch = {"unix": "unix_utc"}.get(epochs[0], epochs[0])
    return (ClockSpec(name="source", role="source", epoch=epoch),)  # type: ignore[arg-type]


def _first(losses: Losses) -> str:
    return next((f"{where}: {why}" for where, why in losses.counts), "the mapping names no channel")
