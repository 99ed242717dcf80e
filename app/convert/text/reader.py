"""Structured text logs: files of JSON lines, read twice, once for their stamps and once for their entries.

It must not know dialects. What cannot be taken is listed, line by line.
"""

import gzip
import shutil
import tempfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec
import numpy as np

from app.convert.other_files import count_alike, count_other_files
from app.convert.recording import Choice, ConvertError, Losses
from app.convert.stamps import oddities
from app.convert.streams import Rows, Stream, StreamRecording, area, arrived, nominal_hz
from app.convert.text.entry import MOST_BYTES, Entry, LineError
from app.convert.text.lines import entries, is_entry
from app.convert.text.mapping import TextMapping, load_text_mapping
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.log.leaf import UNKNOWN_TIME_NS
from app.log.source import SourceError
from app.record.entry import Trace, sayable

SUFFIXES = (".jsonl", ".ndjson", ".json", ".log", ".txt")
_SURE_SUFFIXES = (".jsonl", ".ndjson")
_GZIP = ".gz"
_KINDS = ("text", "decision", "span")
_LISTED_REJECTS = 1000
_SHOWN_OF_A_LINE = 200
_SYNTHESISED_NS = 1_000_000
_EXPANSION = 200
"""Lines of JSON are packed to a tenth or a thirtieth; deflate can do a thousandth."""
_LOOKED_AT = 1 << 20
_MAX_FILES = 256


@dataclass(frozen=True, slots=True)
class TextLogs:
    """The reader of these logs. `others`: whether a file is in a format that has a reader of its own."""

    others: Callable[[Path], bool]

    def recognised(self, source: Path) -> bool:
        """Whether this is a file whose first line is an entry, or a folder of files of lines with one."""
        if source.is_dir():
            return any(self._takes(path) for path in _files_of(source))
        return _has_suffix(source) and self._takes(source)

    @contextmanager
    def opened(self, source: Path, choice: Choice) -> Iterator[StreamRecording]:
        """The recording in one file, or in those of a folder.

        Raises:
            ConvertError: no line of it is an entry, or the mapping is none.
            SourceError: a file cannot be read.
        """
        mapping = load_text_mapping(choice.mapping)
        paths = _files_of(source) if source.is_dir() else [source]
        if len(paths) > _MAX_FILES:
            raise ConvertError(f"{source}: {len(paths)} files; at most {_MAX_FILES} are taken in at once")
        with ExitStack() as held:
            reader = _Reader(source)
            if source.is_dir():
                count_other_files(source, paths, reader.losses, what="structured text log")
            for path in paths:
                if source.is_dir() and not self._takes(path):
                    why = "does not begin with an entry, and is not read"
                    count_alike([(path.name, path.name)], reader.losses, why)
                    continue
                reader.index(_File(path, mapping, held))
            choice.require_known(channel.name for channel in reader.channels)
            yield reader.recording(choice, mapping)

    def _takes(self, path: Path) -> bool:
        return not self.others(path) and _begins_with_entry(path)


def _has_suffix(path: Path) -> bool:
    name = path.name.lower().removesuffix(_GZIP)
    return name.endswith(SUFFIXES)


def _files_of(source: Path) -> list[Path]:
    return sorted(path for path in source.iterdir() if path.is_file() and _has_suffix(path))


def _begins_with_entry(path: Path) -> bool:
    try:
        with gzip.open(path) if path.name.lower().endswith(_GZIP) else path.open("rb") as file:
            line = next((one for one in file.read(_LOOKED_AT).splitlines() if one.strip()), b"")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return False
    surely = path.name.lower().removesuffix(_GZIP).endswith(_SURE_SUFFIXES)
    return is_entry(_plain(line), any_object=surely)


def _numbers() -> "array[int]":
    return array("q")


@dataclass(slots=True)
class _Channel:
    """The entries of one kind in one file, by where their line begins and which of it they are."""

    name: str
    kind: str
    file: "_File"
    offsets: "array[int]" = field(default_factory=_numbers)
    lines: "array[int]" = field(default_factory=_numbers)
    places: "array[int]" = field(default_factory=_numbers)
    times: "array[int]" = field(default_factory=_numbers)
    arrivals: "array[int]" = field(default_factory=_numbers)
    sizes: "array[int]" = field(default_factory=_numbers)
    traces: list[Trace | None] = field(default_factory=list)

    @property
    def dated(self) -> bool:
        """Whether any entry says when it was, or when it arrived."""
        return any(time != UNKNOWN_TIME_NS for times in (self.times, self.arrivals) for time in times)

    @property
    def without_arrival(self) -> int:
        """How many entries say no arrival, if others do."""
        missing = sum(time == UNKNOWN_TIME_NS for time in self.arrivals)
        return missing if missing < len(self.arrivals) else 0

    def add(self, entry: Entry, *, offset: int, line: int, place: int) -> None:
        """Remember an entry."""
        self.offsets.append(offset)
        self.lines.append(line)
        self.places.append(place)
        self.times.append(UNKNOWN_TIME_NS if entry.time_ns is None else entry.time_ns)
        self.arrivals.append(UNKNOWN_TIME_NS if entry.arrival_ns is None else entry.arrival_ns)
        self.sizes.append(len(entry.payload))
        self.traces.append(entry.trace)

    def read(self, rows: Rows) -> Iterator[bytes | None]:
        """The payloads of entries."""
        for row in rows.tolist():
            line = self.file.line_at(self.offsets[row])
            found = list(entries(line, self.file.mapping, self.lines[row]))
            yield found[self.places[row]].payload


class _File:
    """One file of lines, unpacked if need be."""

    def __init__(self, path: Path, mapping: TextMapping, held: ExitStack) -> None:
        """Open it. Raises SourceError and ConvertError."""
        self.path = path
        self.mapping = mapping
        try:
            opened = held.enter_context(path.open("rb"))
            self._file = self._unpacked(opened, held) if path.name.lower().endswith(_GZIP) else opened
        except OSError as error:
            raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error

    def _unpacked(self, packed: IO[bytes], held: ExitStack) -> IO[bytes]:
        """The lines in a file of their own, for they are not read in their order; raises ConvertError for a bomb."""
        free = shutil.disk_usage(tempfile.gettempdir()).free
        most = min(free // 2, max(1 << 20, self.path.stat().st_size * _EXPANSION))
        plain = held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        try:
            with gzip.open(packed) as lines:
                while piece := lines.read(1 << 20):
                    plain.write(piece)
                    if plain.tell() > most:
                        raise ConvertError(f"{self.path}: unpacks to over {most} bytes; unpack it first")
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ConvertError(f"{self.path}: is no whole gzip file: {error}") from error
        return plain

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Each line with its offset, without the mark of its end; of too long ones, the beginning."""
        self._file.seek(0)
        offset = 0
        while line := self._file.readline(MOST_BYTES + 2):
            yield offset, line
            while not line.endswith(b"\n") and len(line) > MOST_BYTES:
                offset += len(line)
                line = self._file.readline(MOST_BYTES + 2)
            offset += len(line)

    def line_at(self, offset: int) -> bytes:
        """The line that begins there."""
        self._file.seek(offset)
        return _plain(self._file.readline(MOST_BYTES + 2))


def _plain(line: bytes) -> bytes:
    return line.removeprefix(b"\xef\xbb\xbf").strip()


class _Reader:
    """Goes through the lines once."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._paths: list[Path] = []
        self._rejected: list[dict[str, object]] = []
        self._without_zone = 0
        self._without_time = 0
        self.losses = Losses()
        self.channels: list[_Channel] = []

    def index(self, file: _File) -> None:
        """Remember where each entry of a file is."""
        self._paths.append(file.path)
        stem = "" if file.path == self._source else f"/{file.path.name}"
        here: dict[str, _Channel] = {}
        for number, (offset, raw) in enumerate(file.lines(), start=1):
            line = _plain(raw)
            if not line:
                continue
            try:
                found = list(entries(line, file.mapping, number))
            except (LineError, ValueError) as error:
                self._reject(file.path, number, line, str(error))
                continue
            for place, entry in enumerate(found):
                if entry.kind not in here:
                    here[entry.kind] = _Channel(f"/{entry.kind}{stem}", entry.kind, file)
                here[entry.kind].add(entry, offset=offset, line=number, place=place)
                self._without_zone += not entry.zoned
                self._without_time += entry.time_ns is None
                self.losses.add(file.path.name, "an entry with more than a record holds, which is cut", int(entry.cut))
        self.channels += (here[kind] for kind in _KINDS if kind in here)

    def _reject(self, path: Path, number: int, line: bytes, why: str) -> None:
        self.losses.add(path.name, why[:_SHOWN_OF_A_LINE])
        if len(self._rejected) < _LISTED_REJECTS:
            begins = sayable(line[:_SHOWN_OF_A_LINE].decode("utf-8", "replace"), _SHOWN_OF_A_LINE)
            self._rejected.append({"file": path.name, "line": number, "why": why[:_SHOWN_OF_A_LINE], "begins": begins})

    def recording(self, choice: Choice, mapping: TextMapping) -> StreamRecording:
        """What was found; raises ConvertError if that is nothing."""
        chosen = [channel for channel in self.channels if choice.takes(channel.name)]
        dated = any(channel.dated for channel in chosen)
        for channel in chosen:
            if dated and not channel.dated:
                self.losses.add(
                    channel.name, "no line of it has a time, others have; take its file alone", len(channel.times)
                )
        chosen = [channel for channel in chosen if channel.dated or not dated]
        areas: set[str] = set()
        streams = tuple(_stream(one, number, areas, dated=dated) for number, one in enumerate(chosen, start=1))
        return StreamRecording(
            source_format="structured text log",
            streams=streams,
            clocks=(ClockSpec(name="source", role="source", epoch="unix_utc"),) if dated else (),
            sources=tuple(self._paths),
            root=self._source if self._source.is_dir() else self._source.parent,
            losses=self.losses,
            assumptions=tuple(self._assumptions(chosen, dated=dated)),
            epoch_is_unix=dated,
            extra={"rejected": self._rejected, "mapping": msgspec.to_builtins(mapping)},
        )

    def _assumptions(self, chosen: list[_Channel], *, dated: bool) -> Iterator[str]:
        if not dated:
            yield "no line has a time: each is taken as a millisecond behind the one before it"
        elif self._without_time:
            yield f"{self._without_time} entries have no time: they stand behind the one before them, capture unknown"
        if self._without_zone:
            yield f"{self._without_zone} stamps say no time zone and are taken as UTC"
        for channel in chosen:
            if channel.without_arrival:
                yield f"{channel.without_arrival} entries of {channel.name} say no arrival: it is assumed for all of it"
        if any(channel.kind == "decision" for channel in chosen):
            yield "a line with an action and a model or a confidence is a decision, its cycle the number of the line"
            yield "what else was weighed was not logged: the output, or the action, stands as the only candidate"


def _stream(channel: _Channel, number: int, areas: set[str], *, dated: bool) -> Stream:
    capture = np.array(channel.times, dtype=np.int64)
    arrival = np.array(channel.arrivals, dtype=np.int64)
    unknown = capture == UNKNOWN_TIME_NS
    if not dated:
        capture = np.array(channel.lines, dtype=np.int64) * _SYNTHESISED_NS
        unknown[:] = False
    measured = bool(len(arrival)) and bool((arrival != UNKNOWN_TIME_NS).all())
    # an entry without a stamp stands where it was written
    first = int(capture[~unknown][0]) if (~unknown).any() else 0
    known = np.maximum.accumulate(np.where(unknown, first if unknown.all() else UNKNOWN_TIME_NS, capture))
    known = np.where(known == UNKNOWN_TIME_NS, first, known)
    rows, capture, arrival = arrived(capture, arrival if measured else known)
    odd = oddities(capture[~unknown[rows]])
    spec = ChannelSpec(
        id=number,
        name=channel.name,
        area=area(channel.name, number, areas),
        kind=channel.kind,
        codec="json",
        stamp="instant",
        arrival="measured" if measured else "assumed",
        capture="synthesised" if not dated else "none" if unknown.all() else "measured",
        row_bytes=1,
        max_bytes=max(channel.sizes),
        rate_hz=nominal_hz(odd) if not dated else None,
        clock="source" if dated else None,
    )
    return Stream(
        spec=spec,
        rows=rows,
        capture_ns=capture,
        arrival_ns=arrival,
        oddities=odd,
        read=channel.read,
        sizes=np.array(channel.sizes, dtype=np.int64)[rows],
        traces=[channel.traces[row] for row in rows.tolist()],
    )
