"""HDF5 by mapping: streams the rows that a mapping names, in blocks, through the worker that reads foreign files.

It must not know layouts: those are mappings.
"""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from app.convert.hdf5.files import SUFFIXES, Files
from app.convert.hdf5.layouts import recognise
from app.convert.hdf5.mapping import ChannelMap, Mapping, load, text_of
from app.convert.hdf5.payloads import entry_names, payloads
from app.convert.hdf5.prepared import Payloads
from app.convert.hdf5.records import Records, records
from app.convert.hdf5.times import times
from app.convert.recording import Choice, ConvertError, Losses, NoMappingError
from app.convert.stamps import oddities
from app.convert.streams import Rows, Stream, StreamRecording, area, nominal_hz
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.genesis import MAX_CHANNELS
from app.log.directory import MAGIC as SEALED
from app.log.hdf5_worker import AnswerError, WorkerError
from app.record.entry import Payload
from app.record.plain_json import Plainer

_BLOCKS_BYTES = 256 << 20
"""What all channels together hold in memory, about: two blocks each."""
_LARGEST_BLOCK, _SMALLEST_BLOCK = 8 << 20, 64 << 10
_LEAST_OF_A_RECORD = 8
_MOST_FAILURES, _CRASH_COSTS = 1000, 200
_NOT_TRIED = "not tried, as too many records in a row before them could not be read"
_MOST_OF_A_NAME = 256
_MOST_OF_A_SENTENCE = 400
_MOST_ASSUMPTIONS = 256
_MOST_OF_ATTRIBUTES = 1 << 20
_MAGIC = b"\x89HDF\r\n\x1a\n"
_FIRST_USER_BLOCK = 512


def recognised(source: Path) -> bool:
    """Whether this is an HDF5 file, or a folder with some; a sealed log is one too, and refused when it is opened."""
    if source.is_dir():
        return any(path.suffix.lower() in SUFFIXES for path in source.rglob("*"))
    if source.suffix.lower() in SUFFIXES:
        return True
    with source.open("rb") as file:
        begin = file.read(len(_MAGIC))
        file.seek(_FIRST_USER_BLOCK)
        return begin == SEALED or _MAGIC in (begin, file.read(len(_MAGIC)))


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in one file or in a folder of them.

    Raises:
        ConvertError: they are in no known layout and no mapping was given, or that does not fit.
        SourceError: they cannot be opened.
    """
    if (choice.log_unit_ns, choice.stamp_unit_ns) != (1, 1):
        raise ConvertError(f"{source}: the units of stamps in HDF5 stand in its mapping; see --mapping")
    with Files(source) as files:
        mapping = load(choice.mapping) if choice.mapping is not None else recognise(files)
        if mapping is None:
            raise NoMappingError(
                f"{source}: is in no layout that is known; `incident-replay inspect {source} -o FILE` proposes "
                "a mapping, mend it and give it with --mapping"
            )
        choice.require_known(channel.name for channel in mapping.channel)
        taken = msgspec.structs.replace(mapping, channel=tuple(c for c in mapping.channel if choice.takes(c.name)))
        yield recorded(files, taken, whole=mapping, strict=choice.mapping is not None)


def recorded(files: Files, mapping: Mapping, *, whole: Mapping, strict: bool) -> StreamRecording:
    """The recording that a mapping finds in files, after all stamps were read and every dataset named was found.

    `whole`: the mapping before channels were left out on purpose, which are no losses.
    Not `strict`: a channel that does not fit is a loss, and no error; for mappings that nobody wrote for the file.

    Raises:
        ConvertError: the mapping does not fit the files, or nothing of it can be taken.
    """
    _require_one_scale(mapping)
    losses, areas = files.losses, set[str]()
    streams: list[Stream] = []
    block_bytes = max(_SMALLEST_BLOCK, min(_LARGEST_BLOCK, _BLOCKS_BYTES // (2 * max(1, len(mapping.channel)))))
    for channel in mapping.channel:
        if len(streams) == MAX_CHANNELS:
            losses.add(channel.name, f"a log has at most {MAX_CHANNELS} channels")
            continue
        try:
            stream = _stream(files, channel, number=len(streams) + 1, areas=areas, block_bytes=block_bytes)
        except (AnswerError, WorkerError) as error:
            losses.add(channel.name, f"cannot be read: {error}")
            continue
        except ConvertError as error:
            if strict:
                raise
            losses.add(channel.name, str(error))
            continue
        if len(stream.rows):
            streams.append(stream)
        else:
            losses.add(channel.name, "has no record at all")
    if not streams:
        raise ConvertError(f"{files.source}: nothing of it can be taken: {_first(losses)}")
    _count_what_is_left_out(files, whole)
    return StreamRecording(
        source_format=mapping.source,
        streams=tuple(streams),
        clocks=_clocks(mapping),
        sources=files.paths,
        root=files.source if files.source.is_dir() else files.source.parent,
        losses=losses,
        assumptions=(*files.notes, *mapping.notes, *_units(mapping))[:_MOST_ASSUMPTIONS],
        epoch_is_unix=_epochs(mapping) == {"unix"},
        extra={"mapping": text_of(mapping), "attributes": _attributes(files)},
    )


def _stream(files: Files, channel: ChannelMap, *, number: int, areas: set[str], block_bytes: int) -> Stream:
    if len(channel.name) > _MOST_OF_A_NAME:
        raise ConvertError(f"channel {channel.name[:40]!r}...: a name has at most {_MOST_OF_A_NAME} characters")
    found = payloads(files, channel)
    its_records = records(files, channel, found.count)
    if not (found.joinable or its_records.single):
        raise ConvertError(f"channel {channel.name!r}: only rows of columns can be joined")
    rows, capture, arrival = times(files, channel, its_records)
    if found.lacking is not None:
        there = ~found.lacking[rows]
        rows, capture, arrival = rows[there], capture[there], arrival[there]
    odd = oddities(capture)
    largest = found.max_bytes * int((its_records.stops - its_records.starts).max(initial=1))
    spec = ChannelSpec(
        id=number,
        name=channel.name,
        area=area(channel.name, number, areas),
        kind=channel.kind,
        codec=channel.codec,
        stamp=channel.stamp,
        arrival="assumed" if channel.arrival is None else "measured",
        capture="synthesised" if channel.time is None else "measured",
        row_bytes=found.row_bytes,
        max_bytes=max(1, largest),
        rate_hz=channel.rate_hz or nominal_hz(odd),
        fields=found.fields,
        frame=channel.frame,
        clock=None if channel.time is None else _clock(channel.time.epoch),
        description=channel.description or None,
    )
    reader = _Reader(spec, its_records, found, files, block_bytes)
    return Stream(
        spec=spec, rows=rows, capture_ns=capture, arrival_ns=arrival, oddities=odd, read=reader.read,
        sizes=reader.sizes(rows),
    )  # fmt: skip


class _Patience:
    """How many more records in a row may fail before the rest of a channel is not tried any more."""

    def __init__(self) -> None:
        self._left = _MOST_FAILURES

    @property
    def lost(self) -> bool:
        """Whether there is none left."""
        return self._left <= 0

    def spend(self, error: AnswerError | WorkerError) -> None:
        """One failed; one that took its worker along took long, too."""
        self._left -= 1 if isinstance(error, AnswerError) else _CRASH_COSTS

    def renew(self) -> None:
        """One could be read."""
        if not self.lost:
            self._left = _MOST_FAILURES


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads records in blocks; what cannot be read is lost record by record, and not with its block."""

    spec: ChannelSpec
    records: Records
    payloads: Payloads
    files: Files
    block_bytes: int
    patience: _Patience = field(default_factory=_Patience)

    def sizes(self, rows: Rows) -> Rows:
        """Bytes of each of these records, at most."""
        if self.payloads.sizes is not None:
            return self.payloads.sizes[rows]  # each row is a record of its own
        return (self.records.stops[rows] - self.records.starts[rows]) * self.payloads.max_bytes

    def read(self, rows: Rows) -> Iterator[Payload | None]:
        """The payloads of records; each block is read while the one before it is sealed."""
        # one without bytes still costs its place in a list
        block = np.cumsum(np.maximum(self.sizes(rows), _LEAST_OF_A_RECORD)) // self.block_bytes
        before: Future[list[Payload | None]] | None = None
        for piece in np.split(rows, np.flatnonzero(np.diff(block)) + 1):
            coming = self.files.reader.submit(self._block_of, piece)
            if before is not None:
                yield from before.result()
            before = coming
        if before is not None:
            yield from before.result()

    def _block_of(self, rows: Rows) -> list[Payload | None]:
        return list(self._payloads(rows)) if len(rows) else []

    def _payloads(self, rows: Rows) -> Iterator[Payload | None]:
        """What cannot be read together is read in halves."""
        if self.patience.lost:
            self.files.losses.add(self.spec.name, _NOT_TRIED, len(rows))
            yield from [None] * len(rows)
            return
        starts, stops = self.records.starts[rows], self.records.stops[rows]
        start, stop = int(starts.min()), int(stops.max())
        alone = len(rows) == 1
        # records that lie far apart would bring all between them along
        far = not alone and stop - start > 2 * int((stops - starts).sum())
        try:
            found = None if far else self._block(starts, stops, start, stop)
        except (AnswerError, WorkerError) as error:
            if alone:
                self.files.losses.add(self.spec.name, f"cannot be read: {error}")
                self.patience.spend(error)
                yield None
                return
            found = None
        if found is None:
            yield from self._payloads(rows[: len(rows) // 2])
            yield from self._payloads(rows[len(rows) // 2 :])
            return
        self.patience.renew()
        empty = sum(raw is None for raw in found)
        self.files.losses.add(self.spec.name, "the row has no bytes that a payload of its kind could have", empty)
        yield from found

    def _block(self, starts: Rows, stops: Rows, start: int, stop: int) -> list[Payload | None]:
        payload = self.payloads.blocks(start, stop)
        return [payload(a, b) for a, b in zip((starts - start).tolist(), (stops - start).tolist(), strict=True)]


def _count_what_is_left_out(files: Files, whole: Mapping) -> None:
    """Every dataset that the mapping does not use, and every piece that was never written."""
    used = set(_used(whole)) | {name for channel in whole.channel for name in entry_names(files, channel)}
    for name, dataset in files.names():
        if name not in used:
            files.losses.add(name, "is in no channel of the mapping")
        elif dataset.unwritten:
            files.losses.add(name, "pieces that were never written, taken as the fill value", dataset.unwritten)


def _attributes(files: Files) -> dict[str, object]:
    """What the attributes of groups and datasets say, such as the types of kept messages, for the log; of very long
    ones the beginning.
    """
    said: dict[str, object] = {}
    for name, file in files.opened.items():
        at = f"{name}:" if name else ""
        holders = [
            *((path, group.attributes) for path, group in file.groups.items()),
            *((path, data.attributes) for path, data in file.datasets.items()),
        ]
        for path, attributes in holders:
            if attributes:
                said[f"{at}{path or '/'}"] = Plainer(_MOST_OF_ATTRIBUTES).members(attributes)
    return said


def _require_one_scale(mapping: Mapping) -> None:
    """Refuse stamps that cannot be put in order; raises ConvertError."""
    seen = {_scale(channel): channel.name for channel in mapping.channel}
    if len(seen) > 1:
        (one, first), (other, second), *_ = seen.items()
        raise ConvertError(
            f"stamps of {first!r} count from {_said(one)}, those of {second!r} from {_said(other)}: nobody can tell "
            "which came first. Take one sort only (--channels), give one file alone, or mend the times in the mapping"
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
        places = (channel.time, channel.arrival, channel.entries, channel.starts, *channel.columns)
        yield from (place.dataset for place in places if place is not None)
        for time in (channel.time, channel.arrival):
            yield from filter(None, (time.pointer, time.origin) if time is not None else ())
        yield channel.dataset or ""


def _clocks(mapping: Mapping) -> tuple[ClockSpec, ...]:
    """A clock for each epoch that captures count from, which need not be that of the arrivals."""
    epochs = dict.fromkeys(channel.time.epoch for channel in mapping.channel if channel.time is not None)
    return tuple(
        ClockSpec(name=_clock(epoch), role="source", epoch="unix_utc" if epoch == "unix" else epoch)
        for epoch in epochs
    )  # fmt: skip


def _clock(epoch: str) -> str:
    return "source" if epoch == "unix" else f"source, {epoch}"


def _first(losses: Losses) -> str:
    return next((f"{where}: {why}" for where, why in losses.counts), "the mapping names no channel")
