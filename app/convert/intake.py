"""Seals what a reader found: provenance, assumptions and losses in the log, records in order of arrival.

It must not know any format. Authentic since intake, never since recording. Rules: sealed-log.md sections 6 and 7.
"""

import hashlib
import json
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from app import __version__
from app.convert.recording import ConvertError, Item, Recording
from app.kinds.genesis import Software
from app.kinds.intake import Intake, SourceFile
from app.kinds.quantity import decimal
from app.log.source import Source
from app.record import machine
from app.record.areas import SECTOR
from app.record.clock import ManualClock
from app.record.container_source import CONVERSION
from app.record.entry import EntryError
from app.record.keys import DeviceKey, create_device_key, load_device_key
from app.record.plan import POLICY, SEGMENT_RECORDS, Capacity, Plan
from app.record.recorder import Options, Recorder
from app.record.storage import SUFFIX

CONVERTER = "incident-replay convert"
_BLOCK = 1 << 20
_RESERVE = 1.5
_MOST_SOURCES = 4096
_SEGMENT_S = (POLICY.segment_ms or 0) / 1000
_SPARE_RECORDS = 4096
_SEAL_BYTES = 256
_CHECKPOINTS = 2 * (POLICY.segment_ms or 0) // (POLICY.interval_ms or 1)
_FIXED_BYTES = 8 << 20
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an intake made."""

    paths: tuple[Path, ...]
    records: int


def intake_key(folder: Path) -> DeviceKey:
    """The intake key of this workstation, made at first use. Raises KeyFileError, EntropyError."""
    host = re.sub(r"[^a-z0-9.-]+", "-", socket.gethostname().lower()).strip("-.")[:50] or "workstation"
    path = folder / "intake.key"
    if path.exists():
        return load_device_key(path, name=f"intake/{host}")
    folder.mkdir(parents=True, exist_ok=True)
    return create_device_key(path, name=f"intake/{host}")


class Sources:
    """The files that are taken in, held open, so that what was hashed is what was read."""

    def __init__(self, paths: tuple[Path, ...], root: Path, held: ExitStack) -> None:
        """Open them; `root`: the folder that their names are told from. Raises SourceError and ConvertError."""
        if len(paths) > _MOST_SOURCES:
            raise ConvertError(f"{len(paths)} files; at most {_MOST_SOURCES} are taken in at once")
        self._files = [(path, held.enter_context(Source(path))) for path in paths]
        self._root = root

    def digests(self) -> tuple[SourceFile, ...]:
        """Name, size and SHA-256 of each."""
        return tuple(
            SourceFile(name=self._name(path), bytes=decimal(source.size), sha256=_digest(source))
            for path, source in self._files
        )

    def require_unchanged(self) -> None:
        """Raise ConvertError if one was written to since it was opened, or another is at its path."""
        for path, source in self._files:
            if change := source.changes():
                raise ConvertError(f"{path}: was changed ({change}) while it was taken in; nothing is kept, try again")

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name


def _digest(source: Source) -> str:
    digest = hashlib.sha256()
    for offset in range(0, source.size, _BLOCK):
        digest.update(source.read(offset, _BLOCK))
    return digest.hexdigest()


def seal(
    recording: Recording, folder: Path, *, device: DeviceKey, progress: Progress, notes: dict[str, object]
) -> Sealed:
    """Write the segments of a recording into `folder`, which holds no log yet; each can be opened once it has END.

    `notes`: further facts for the ANNEX that says how the intake went. `progress` is told of payload bytes sealed.

    Raises:
        ConvertError: there is not one record, or a source was changed meanwhile.
        SourceError: a source cannot be opened any more.
        DiskFullError, NoSegmentError, OSError: the log cannot be written.
    """
    with ExitStack() as held:
        sources = Sources(recording.sources, recording.root, held)
        sealed = _seal(recording, folder, sources, device=device, progress=progress, notes=notes)
        sources.require_unchanged()
    return sealed


def _seal(
    recording: Recording, folder: Path, sources: Sources, *, device: DeviceKey, progress: Progress,
    notes: dict[str, object],
) -> Sealed:  # fmt: skip
    plan = _plan(recording, sources.digests(), device)
    items = recording.items()
    first = next(items, None)
    if first is None:
        raise ConvertError("the source has no record that can be taken")
    clock = ManualClock(first.t_arrival_ns, utc_offset_ns=0 if recording.epoch_is_unix else None)
    options = Options(synchronous=True, disk=CONVERSION, boot=secrets.token_hex(16))
    count = 0
    with Recorder.open(folder, plan, device=device, clock=clock, options=options) as recorder:
        last = first.t_arrival_ns
        for item in chain([first], items):
            last = item.t_arrival_ns
            count += _append(recorder, recording, item)
            progress(len(item.payload))
        text = json.dumps({"records": count, "not_taken": recording.losses.document(), **notes}, indent=1)
        recorder.annex(
            text, name="intake", purpose="reject_list", media_type="application/json", t_arrival_ns=last
        )  # fmt: skip
        recorder.close("the source ends here")
    paths = tuple(sorted(folder.glob(f"*{SUFFIX}")))
    for path in paths:
        with path.open("r+b") as file:
            machine.sync_whole(file.fileno())
    machine.sync_folder(folder)
    return Sealed(paths, count)


def estimated_bytes(recording: Recording) -> int:
    """Bytes that the log will need, at most: payloads, and what the seal adds to each record."""
    return sum(recording.records(c.id) * (c.max_bytes + _SEAL_BYTES) for c in recording.channels) + _FIXED_BYTES


def finished(sealed: Sealed, folder: Path) -> Path:
    """What is to become OUT: the one segment, or the folder with several, numbered from 1."""
    if len(sealed.paths) == 1:
        return sealed.paths[0]
    for number in range(len(sealed.paths), 0, -1):  # from the last: the first new name is the old one of the second
        sealed.paths[number - 1].rename(folder / _segment_name(number))
    return folder


def _segment_name(number: int) -> str:
    return f"{number:04}{SUFFIX}"


def _append(recorder: Recorder, recording: Recording, item: Item) -> int:
    try:
        recorder.append(
            item.channel, item.payload, t_capture_ns=item.t_capture_ns, t_arrival_ns=item.t_arrival_ns,
            key_frame=item.key_frame,
        )  # fmt: skip
    except EntryError as error:
        recording.losses.add(recording.channels[item.channel - 1].name, str(error))
        return 0
    return 1


def _plan(recording: Recording, sources: tuple[SourceFile, ...], device: DeviceKey) -> Plan:
    total = sum(recording.records(channel.id) for channel in recording.channels)
    records = min(SEGMENT_RECORDS, int(total * 1.1) + _SPARE_RECORDS)
    return Plan(
        provenance="intake",
        channels=recording.channels,
        policy=replace(POLICY, segment_records=records),
        capacity=Capacity(channels=dict(_room(recording))),
        clocks=recording.clocks,
        software=(Software(name=CONVERTER, version=__version__),),
        intake=Intake(
            laboratory=device.name.removeprefix("intake/"),
            converter=CONVERTER,
            converter_version=__version__,
            source_format=recording.source_format,
            sources=sources,
            assumptions=recording.assumptions,
            taken_utc_ns=decimal(time.time_ns()),
        ),
    )


def _room(recording: Recording) -> Iterator[tuple[int, int]]:
    """Bytes of each channel in one segment: what a minute needs at its rate, and no more than there is."""
    for channel in recording.channels:
        count = recording.records(channel.id)
        minute = int(_SEGMENT_S * channel.rate_hz * _RESERVE) + 16 if channel.rate_hz else count
        # bytes without rows begin a sector of their own behind each checkpoint
        slack = min(count, _CHECKPOINTS) * SECTOR if channel.row_bytes == 1 else 0
        yield channel.id, (min(count, minute) + 1) * channel.max_bytes + slack
