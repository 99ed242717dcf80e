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
from app.kinds.genesis import MAX_CHANNELS
from app.log.hdf5_worker import AnswerError, WorkerError

_BLOCK_BYTES = 8 << 20
_MOST_OF_A_NAME = 256
_MOST_OF_A_SENTENCE = 400
_MOST_ASSUMPTIONS = 256


@dataclass(frozen=True, slots=True)
class _Plan:
    """One channel, ready to be streamed: rows in the order of the file, their stamps, and how to make payloads."""

    map: ChannelMap
    spec: ChannelSpec
    rows: npt.NDArray[np.int64]
    capture_ns: Nanoseconds
    arrival_ns: Nanoseconds
    oddities: Oddities
    blocks: Callable[[int, int], Payload]


class Hdf5Recording:
    """The recording that a mapping finds in HDF5 files. Used by one thread; the files stay their owner's."""

    def __init__(self, files: Files, mapping: Mapping, *, whole: Mapping | None = None, strict: bool = True) -> None:
        """Read all stamps and check that every dataset named is there.

        `whole`: the mapping before channels were left out on purpose, which are no losses.
        Not `strict`: a channel that does not fit is a loss, and no error; for mappings that nobody wrote for the file.

        Raises:
            ConvertError: the mapping does not fit the files, or nothing of it can be taken.
        """
        self._files = files
        self.source_format = mapping.source
        self.sources = files.paths
        self.root = files.source if files.source.is_dir() else files.source.parent
        self.losses = files.losses
        self.mapping = mapping
        self._plans: list[_Plan] = []
        _require_one_scale(mapping)
        areas: set[str] = set()
        for channel in mapping.channel:
            if len(self._plans) == MAX_CHANNELS:
                self.losses.add(channel.name, f"a log has at most {MAX_CHANNELS} channels")
                continue
            try:
                plan = self._plan(channel, number=len(self._plans) + 1, areas=areas)
            except (AnswerError, WorkerError) as error:
                self.losses.add(channel.name, f"cannot be read: {error}")
                continue
            except ConvertError as error:
                if strict:
                    raise
                self.losses.add(channel.name, str(error))
                continue
            if len(plan.rows):
                self._plans.append(plan)
            else:
                self.losses.add(channel.name, "has no record at all")
        if not self._plans:
            raise ConvertError(f"{files.source}: nothing of it can be taken: {_first(self.losses)}")
        self.channels = tuple(plan.spec for plan in self._plans)
        self.clocks = _clocks(mapping)
        self.epoch_is_unix = _epochs(mapping) == {"unix"}
        self.assumptions: tuple[str, ...] = (*files.notes, *mapping.notes, *_units(mapping))[:_MOST_ASSUMPTIONS]
        self._count_what_is_left_out(whole or mapping)

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
            kept.append(
                replace(
                    plan, rows=plan.rows[rows], arrival_ns=plan.arrival_ns[rows], capture_ns=plan.capture_ns[rows]
                )
            )  # fmt: skip
        if not any(len(plan.rows) for plan in kept):
            raise ConvertError("nothing arrived in that span; --dry-run without --from and --to shows what there is")
        self._plans = kept

    def items(self) -> Iterator[Item]:
        """All records in order of arrival; of equal ones, in the order of the channels."""
        return heapq.merge(*(self._stream(plan) for plan in self._plans), key=lambda item: item.t_arrival_ns)

    def _stream(self, plan: _Plan) -> Iterator[Item]:
        step = max(1, _BLOCK_BYTES // plan.spec.max_bytes)
        for first in range(0, len(plan.rows), step):
            for position, raw in self._payloads(plan, first, min(first + step, len(plan.rows))):
                yield Item(int(plan.arrival_ns[position]), plan.spec.id, int(plan.capture_ns[position]), raw)

    def _payloads(self, plan: _Plan, first: int, behind: int) -> Iterator[tuple[int, bytes]]:
        """The payloads at positions `[first, behind)`; what cannot be read together is read in halves."""
        rows = plan.rows[first:behind]
        start, stop = int(rows.min()), int(rows.max()) + 1
        alone = len(rows) == 1
        try:
            # rows that lie far apart would bring all between them along
            found = None if not alone and stop - start > 2 * len(rows) else self._read(plan, rows, start, stop)
        except (AnswerError, WorkerError) as error:
            if alone:
                self.losses.add(plan.spec.name, f"cannot be read: {error}")
                return
            found = None
        if found is None:
            middle = first + len(rows) // 2
            yield from self._payloads(plan, first, middle)
            yield from self._payloads(plan, middle, behind)
            return
        for position, raw in enumerate(found, start=first):
            if raw is None:
                self.losses.add(plan.spec.name, "the row has no bytes that a payload of its kind could have")
            else:
                yield position, raw

    @staticmethod
    def _read(plan: _Plan, rows: npt.NDArray[np.int64], start: int, stop: int) -> list[bytes | None]:
        payload = plan.blocks(start, stop)
        return [payload(row - start) for row in rows.tolist()]

    def _count_what_is_left_out(self, whole: Mapping) -> None:
        """Every dataset that the mapping does not use, and every piece that was never written."""
        used = set(_used(whole))
        messages = any(channel.entries is not None for channel in whole.channel)
        for name, dataset in self._files.names():
            if name in used:
                self.losses.add(name, "pieces that were never written, taken as the fill value", dataset.unwritten)
            elif not (messages and name.rsplit(":", 1)[-1].isdecimal()):
                self.losses.add(name, "is in no channel of the mapping")

    def _plan(self, channel: ChannelMap, *, number: int, areas: set[str]) -> _Plan:
        if len(channel.name) > _MOST_OF_A_NAME:
            raise ConvertError(f"channel {channel.name[:40]!r}...: a name has at most {_MOST_OF_A_NAME} characters")
        found = payloads(self._files, channel)
        rows, capture, arrival = times(self._files, channel, found.count)
        odd = oddities(capture)  # whose usual step is the rate that GENESIS calls nominal
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
            rate_hz=channel.rate_hz or (round(1e9 / odd.usual_step_ns, 3) if odd.usual_step_ns else None),
            fields=found.fields,
            frame=channel.frame,
            clock=None if channel.time is None else "source",
            description=channel.description or None,
        )
        return _Plan(channel, spec, rows, capture, arrival, odd, found.blocks)


def _area(name: str, number: int, used: set[str]) -> str:
    """A name for the group of a channel that every system can show."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("_.")[:48] or f"channel_{number}"
    area = plain if plain not in used else f"{plain}_{number}"
    used.add(area)
    return area


def _require_one_scale(mapping: Mapping) -> None:
    """Refuse stamps that cannot be put in order; raises ConvertError."""
    seen = {_scale(channel): channel.name for channel in mapping.channel}
    if len(seen) > 1:
        (one, first), (other, second), *_ = seen.items()
        raise ConvertError(
            f"stamps of {first!r} count from {_said(one)}, those of {second!r} from {_said(other)}: nobody can tell "
            "which came first. Take one sort only (--channels), or mend the times in the mapping"
        )


def _scale(channel: ChannelMap) -> tuple[str, str]:
    """What a channel's arrival counts from: an epoch and, where that says nothing, the file that has it."""
    time = channel.arrival or channel.time
    if time is None:
        return "nothing", ""
    file, colon, _ = time.dataset.partition(":")
    return time.epoch, "" if time.epoch in ("unix", "gps") else file if colon else ""


def _said(scale: tuple[str, str]) -> str:
    epoch, file = scale
    return "zero at a nominal rate" if epoch == "nothing" else f"{epoch!r} of {file}" if file else repr(epoch)


def _epochs(mapping: Mapping) -> set[str]:
    return {_scale(channel)[0] for channel in mapping.channel}


def _units(mapping: Mapping) -> Iterator[str]:
    """How each column of stamps was read: only the unit is converted, and said."""
    for time in dict.fromkeys(time for c in mapping.channel for time in (c.time, c.arrival) if time is not None):
        part = f" (field {time.field})" if time.field is not None else ""
        part += f" (column {time.item})" if time.item is not None else ""
        yield f"stamps of {time.dataset}{part} are in {time.unit} and count from: {time.epoch}"[:_MOST_OF_A_SENTENCE]


def _used(mapping: Mapping) -> Iterator[str]:
    for channel in mapping.channel:
        places = (channel.time, channel.arrival, channel.entries, *channel.columns)
        yield from (place.dataset for place in places if place is not None)
        yield from (time.pointer for time in (channel.time, channel.arrival) if time is not None and time.pointer)
        yield channel.dataset or ""


def _clocks(mapping: Mapping) -> tuple[ClockSpec, ...]:
    epochs = sorted(_epochs(mapping) - {"nothing"})
    if not epochs:
        return ()
    epoch = {"unix": "unix_utc"}.get(epochs[0], epochs[0])
    return (ClockSpec(name="source", role="source", epoch=epoch),)  # type: ignore[arg-type]


def _first(losses: Losses) -> str:
    return next((f"{where}: {why}" for where, why in losses.counts), "the mapping names no channel")
