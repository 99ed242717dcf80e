"""Seals what a reader found: provenance, assumptions and losses in the log, records in order of arrival.

It must not know any format. Authentic since intake, never since recording. Rules: sealed-log.md sections 6 and 7.
"""

import json
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from app.chain.finding import Finding
from app.chain.structure import genesis_of
from app.convert.handover import Handover
from app.convert.intake_plan import plan_of
from app.convert.recording import ConvertError, Item, Losses
from app.convert.sources import Sources
from app.convert.streams import StreamRecording
from app.log.segment import Segment
from app.log.source import Source
from app.record import machine
from app.record.clock import ManualClock
from app.record.container_source import CONVERSION
from app.record.derive import write_copy
from app.record.entry import EntryError
from app.record.keys import DeviceKey, create_device_key, load_device_key
from app.record.recorder import Options, Recorder
from app.record.storage import SUFFIX, DiskFullError

_LITTLE_BYTES = 1 << 20
_BATCH_BYTES = 1 << 20
_BATCH_RECORDS = 256
_SYNC_BYTES = 48 << 20
_AHEAD_BYTES = 192 << 20
"""What waits for being sealed, at most: a whole part, so that the next one is looked at meanwhile."""
_RECORD_BYTES = 512
"""What a record that waits takes beside its payload, at most."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an intake made."""

    paths: tuple[Path, ...]
    records: int
    whole: StreamRecording
    """What was sealed, as one."""


def intake_key(folder: Path) -> DeviceKey:
    """The intake key of this workstation, made at first use. Raises KeyFileError, EntropyError."""
    host = re.sub(r"[^a-z0-9.-]+", "-", socket.gethostname().lower()).strip("-.")[:50] or "workstation"
    path = folder / "intake.key"
    if path.exists():
        return load_device_key(path, name=f"intake/{host}")
    folder.mkdir(parents=True, exist_ok=True)
    return create_device_key(path, name=f"intake/{host}")


def seal(
    recording: StreamRecording, folder: Path, *, sources: Sources, device: DeviceKey, progress: Progress,
    notes: dict[str, object],
) -> Sealed:  # fmt: skip
    """Write the segments of a recording into `folder`, which holds no log yet; each can be opened as soon as it begins.

    `sources` was made before the reader looked at them. `notes`: further facts for the ANNEX that says how the intake
    went. `progress` is told of payload bytes sealed, in another thread.

    Raises:
        ConvertError: there is not one record, or a source was changed meanwhile.
        SourceError: a source cannot be opened any more.
        DiskFullError, NoSegmentError, OSError: the log cannot be written.
    """
    with sources.read(recording.sources, recording.root, at_once=recording.rest is None):
        return _seal(recording, folder, sources=sources, device=device, progress=progress, notes=notes)


def _seal(
    recording: StreamRecording, folder: Path, *, sources: Sources, device: DeviceKey, progress: Progress,
    notes: dict[str, object],
) -> Sealed:  # fmt: skip
    rest = recording.rest
    with ExitStack() as held:
        drive = _Drive(folder, sources, device, held, progress)
        drive.add(recording)
        while rest is not None and (part := rest.next()) is not None:
            drive.add(part)
        drive.wait()
        whole = recording if rest is None else rest.whole()
        for name, trouble in sources.unreadable():
            whole.losses.add(name, f"has no SHA-256: {trouble}"[:300])
        told: dict[str, object] = {"records": drive.records, "not_taken": whole.losses.document()}
        if rest is not None:  # what GENESIS of the first segment could not know
            told["assumptions"] = list(whole.assumptions)
        told |= {"beside": whole.losses.beside_document(), "stamps": whole.oddities(), **whole.notes(), **notes}
        drive.end(told)
    paths = tuple(sorted(folder.glob(f"*{SUFFIX}")))
    for path in paths:
        _finish(path)
    machine.sync_folder(folder)
    return Sealed(paths, drive.records, whole)


class _Drive:
    """The drive that the parts of a recording become, each of them one or more segments.

    Used by the thread of the reader, which reads on while another one seals what it read.
    """

    def __init__(
        self, folder: Path, sources: Sources, device: DeviceKey, held: ExitStack, progress: Progress
    ) -> None:  # fmt: skip
        """What `held` ends is closed with it."""
        self._folder = folder
        self._sources = sources
        self._device = device
        held.callback(self._close)
        self._boot = secrets.token_hex(16)  # of all segments: they share a time scale
        self._recorder: Recorder | None = None
        self._syncs = held.enter_context(ThreadPoolExecutor(1, thread_name_prefix="sync"))
        self._sealing = held.enter_context(Handover(most_bytes=_AHEAD_BYTES, thread="sealing"))
        self._progress = progress
        # written by that thread, and read when it has nothing to do
        self._last: Path | None = None
        """The last segment."""
        self._syncing: Future[None] | None = None
        self._unsynced = 0
        self._last_ns = 0
        self._refused: list[tuple[Losses, str, str]] = []
        self.records = 0

    def add(self, part: StreamRecording) -> None:
        """Have what a part has sealed, which goes on when this returns. The segment before it can be seen as far as it
        goes until this is called.
        """
        items = part.items()
        first = next(items, None)
        if first is None:
            return
        recorder = self._begun(part, first.t_arrival_ns)
        for batch, size in _batches(chain([first], items)):
            self._sealing.put(partial(self._append, recorder, part, batch), size)
        self._sealing.put(self._sync_last)

    def wait(self) -> None:
        """Return when all that was added is sealed; raises what that did."""
        self._sealing.wait()
        for losses, where, why in self._refused:
            losses.add(where, why)
        self._refused.clear()

    def end(self, told: dict[str, object]) -> None:
        """Say how the intake went, and end the last segment; raises ConvertError if there is none."""
        if self._recorder is None:
            raise ConvertError("the source has no record that can be taken")
        _annex(self._recorder, "intake", "reject_list", told, t_ns=self._last_ns)
        if not self._sources.told:
            _annex(self._recorder, "sources", "provenance", self._sources.document(), t_ns=self._last_ns)
        self._recorder.close("the source ends here")

    def _begun(self, part: StreamRecording, t_ns: int) -> Recorder:
        """The next segment, with the channels of a part."""
        if self._recorder is not None:
            self.wait()
            self._recorder.close("the source goes on in the next segment")
        # at its first moment, which is all that the clock of an intake can hold
        clock = ManualClock(t_ns, utc_offset_ns=part.utc_offset_ns(time.time_ns()))
        options = Options(synchronous=True, disk=CONVERSION, boot=self._boot)
        plan, last = plan_of(part, self._sources, self._device), self._last
        try:
            if last is None:
                recorder = Recorder.open(self._folder, plan, device=self._device, clock=clock, options=options)
            else:
                recorder = Recorder.resume(
                    self._folder, plan, device=self._device, clock=clock, options=options, last=last
                )
        except ValueError as error:
            raise ConvertError(f"a log cannot say what there is to say of this source: {error}") from error
        self._recorder = recorder
        return recorder

    def _append(self, recorder: Recorder, part: StreamRecording, items: Sequence[Item]) -> None:
        for item in items:
            self._progress(len(item.payload))
            self._last_ns = item.t_arrival_ns
            try:
                recorder.append(
                    item.channel, item.payload, t_capture_ns=item.t_capture_ns, t_arrival_ns=item.t_arrival_ns,
                    key_frame=item.key_frame, trace=item.trace,
                )  # fmt: skip
            except EntryError as error:
                self._refused.append((part.losses, part.channels[item.channel - 1].name, str(error)))
            else:
                self.records += 1
                self._unsynced += len(item.payload)
        if self._unsynced > _SYNC_BYTES:
            self._sync_on()

    def _sync_on(self) -> Future[None]:
        """Begin to make durable what was appended, and go on beside that; of what was before it is waited for."""
        if self._syncing is not None:
            self._syncing.result()
        self._last = max(self._folder.glob(f"*{SUFFIX}"))
        self._syncing, self._unsynced = self._syncs.submit(_sync, self._last), 0
        return self._syncing

    def _sync_last(self) -> None:
        """While the next part is looked at, for the segment behind it waits for that."""
        self._sync_on().result()

    def _close(self) -> None:
        # a thread that is still at work, as waiting for it was interrupted, is left alone with it
        if self._recorder is not None and self._sealing.ended:
            self._recorder.close()


def _finish(path: Path) -> None:
    """Make a segment durable, without the room that was kept free in it if that is much and there is place for it."""
    status = path.stat()
    # where a system does not tell what is used, all of it may be
    used = 512 * getattr(status, "st_blocks", 0)
    # a quarter of a large one is no reason to write all of it again
    if status.st_size - used > max(_LITTLE_BYTES, used // 4):
        with suppress(DiskFullError):
            _pack(path)
            return
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        machine.sync_whole(file.fileno())


def _pack(path: Path) -> None:
    packed = path.with_name(f".{path.name}.packed")
    genesis = genesis_of(path)
    assert not isinstance(genesis, Finding), "this process has just written it"
    with Segment(Source(path)) as segment:
        write_copy(segment, genesis, packed, records=len(segment), withheld=None)
    packed.replace(path)


def _annex(recorder: Recorder, name: str, purpose: str, document: object, *, t_ns: int) -> None:
    text = json.dumps(document, indent=1)
    if not recorder.annex(text, name=name, purpose=purpose, media_type="application/json", t_arrival_ns=t_ns):
        raise ConvertError(f"the log has no room for what it has to say of the sources: {name}, {len(text)} characters")


def finished(sealed: Sealed, folder: Path, *, single: bool) -> Path:
    """What is to become OUT: the one segment if `single` and there is one, else the folder with those it has."""
    return sealed.paths[0] if single and len(sealed.paths) == 1 else folder


def _batches(items: Iterable[Item]) -> Iterator[tuple[list[Item], int]]:
    """Some at a time, and how many bytes they hold: handing over costs more than a small record does."""
    batch: list[Item] = []
    size = 0
    piece: object = None
    for item in items:
        batch.append(item)
        size += _RECORD_BYTES
        # a few bytes of a piece of the source keep all of it
        held = item.payload.obj if isinstance(item.payload, memoryview) else item.payload
        if held is not piece:
            piece, size = held, size + memoryview(held).nbytes
        if size >= _BATCH_BYTES or len(batch) == _BATCH_RECORDS:
            yield batch, size
            batch, size = [], 0
    if batch:
        yield batch, size
