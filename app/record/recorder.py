"""The recorder as a vehicle uses it: `append` from any thread, a writer thread behind, nobody ever waits for the disk.

It must not know the order of writes within a segment, nor what a payload means.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from app.kinds.annex import annexes
from app.kinds.event import Event
from app.kinds.severity import Severity
from app.kinds.system import Clock, Fault, Gap
from app.record import machine
from app.record.clock import BootClock, TimeSource
from app.record.container_source import VEHICLE, DiskContainers, DiskOptions
from app.record.drive_writer import DriveWriter
from app.record.entry import Entry, EntryDesk, EntryError, Trace, sayable, system_entry, whole
from app.record.failure import NoSegmentError
from app.record.keys import Entropy, Signer, system_entropy, wait_for_entropy
from app.record.place import Drive, Link
from app.record.plan import Plan
from app.record.record_queue import RecordQueue
from app.record.resume import find_last
from app.record.sink import DirectSink, Sink, ThreadSink
from app.record.storage import SUFFIX, DiskFullError, remove_leftovers
from app.record.succession import Means, last_arrival, tell_nobody

_ID_BYTES = 16
_MOST_REASON = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a recorder works; the defaults are those of a vehicle.

    `synchronous`: every call writes in the caller's thread, and times must be passed: for converters and the simulator.
    `spare_folders`: other media, taken in turn when writing to one fails. `proven` is told every durable checkpoint,
    on the writer's thread, and must return soon.
    """

    queue_bytes: int = 256 << 20
    queue_records: int = 65_536
    synchronous: bool = False
    disk: DiskOptions = VEHICLE
    spare_folders: tuple[Path, ...] = ()
    entropy: Entropy | None = None
    entropy_timeout_s: float = 10.0
    proven: Callable[[Link], None] = tell_nobody
    boot: str | None = None


class ForkedError(RuntimeError):
    """A process that was forked off tried to record: it has no thread that writes, and the files are another's."""


class Recorder:
    """Records one drive into a folder. Safe to use from any thread, unless synchronous."""

    def __init__(self, sink: Sink, desk: EntryDesk, held: ExitStack) -> None:
        """Use `open` or `resume`."""
        self._sink = sink
        self._desk = desk
        self._held = held
        self._process = os.getpid()

    @classmethod
    def open(
        cls,
        folder: Path,
        plan: Plan,
        *,
        device: Signer,
        clock: TimeSource | None = None,
        options: Options | None = None,
        drive_id: bytes | None = None,
    ) -> Self:
        """Begin a drive in `folder`, which is made if need be and must hold no log.

        Raises:
            FileExistsError: it holds a log already; see `resume`.
            DiskFullError: a segment does not fit; the text names path, needed and free bytes.
            EntropyError: there are no good random numbers.
            OSError: the folder cannot be used, or another recorder uses it.
        """
        options = options or Options()
        folders = (folder, *options.spare_folders)
        for place in folders:
            place.mkdir(parents=True, exist_ok=True)
        with _held(folders) as held:
            for place in folders:
                if any(place.glob(f"*{SUFFIX}")):
                    raise FileExistsError(errno.EEXIST, "holds a log already; resume it or use another", str(place))
            entropy = _entropy(options)
            drive = Drive(drive_id=drive_id or entropy.random(_ID_BYTES), boot=_boot(options, entropy))
            setup = _Setup(folders, plan, device, clock or BootClock(), options, entropy)
            return cls(*setup.start(drive, held), held.pop_all())

    @classmethod
    def resume(
        cls,
        folder: Path,
        plan: Plan,
        *,
        device: Signer,
        clock: TimeSource | None = None,
        options: Options | None = None,
        last: Path | None = None,
    ) -> Self:
        """Go on with the drive in `folder`, after a crash or a stop: a new segment, linked to the last durable root.

        `last`: its last segment, where the caller has just written the drive himself; otherwise it is looked for.

        Raises:
            ResumeError: the folder holds no drive of this device, or its last segment cannot be read.
            DiskFullError, EntropyError, OSError: as `open`.
        """
        options = options or Options()
        folders = (folder, *options.spare_folders)
        with _held(folders) as held:
            found = find_last(folders, device_name=device.name, device_key=device.public_key, last=last)
            entropy = _entropy(options)
            boot = _boot(options, entropy)
            drive = Drive(drive_id=found.drive_id, boot=boot, number=found.number + 1, previous=found.link)
            setup = _Setup(folders, plan, device, clock or BootClock(), options, entropy)
            return cls(*setup.start(drive, held), held.pop_all())

    def __enter__(self) -> Self:
        """Use as a context that closes the recorder."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def append(
        self,
        channel: int,
        payload: bytes | bytearray | memoryview,
        *,
        t_capture_ns: int | None,
        t_arrival_ns: int | None = None,
        trace: Trace | None = None,
        parts: Iterable[int] | None = None,
        key_frame: bool = False,
    ) -> bool:
        """Record one payload; False if the queue is full, and then a GAP will count it.

        `bytes` are kept as they are until they are written; any other buffer is copied here, but by a synchronous
        recorder, which has written it when this returns. `parts` are the lengths
        of the parts that can be withheld one by one. `t_arrival_ns` None: now, taken here; a given one that is below
        that of an earlier record becomes that one.

        Raises:
            EntryError: the format or the channel table does not allow it.
            ValueError: `t_arrival_ns` lies in the future or, in a synchronous recorder, goes backwards.
            QueueClosedError: the recorder was closed.
            ForkedError: this is not the process that opened it.
        """
        entry = self._desk.data_entry(
            channel, payload, t_capture_ns=t_capture_ns, trace=trace, parts=parts, key_frame=key_frame
        )
        return self._put(entry, t_arrival_ns)

    def largest(self, channel: int) -> int:
        """How many bytes a record of `channel` may have; raises EntryError if there is no such channel."""
        return self._desk.largest(channel)

    def event(self, event: Event, *, t_arrival_ns: int | None = None, trace: Trace | None = None) -> bool:
        """Record an EVENT, which is signed at once; False if even the room kept for events is full."""
        return self._put(system_entry(event, trace=trace), t_arrival_ns, event.severity)

    def note(self, record: Gap | Clock | Fault, *, t_arrival_ns: int | None = None) -> bool:
        """Record what a source lost, that a clock stepped, or that something failed.

        Raises:
            EntryError: it is another record, or a GAP of a channel that is not in the channel table.
        """
        if not isinstance(record, Gap | Clock | Fault):
            raise EntryError(f"a {type(record).__name__} is written by the recorder itself, or by another call")
        for one in record.lost if isinstance(record, Gap) else ():
            self._desk.largest(one.channel)
        return self._put(system_entry(record), t_arrival_ns)

    def annex(
        self, text: str, *, name: str, purpose: str, media_type: str = "text/plain", t_arrival_ns: int | None = None
    ) -> bool:
        """Record a text that the log names by its digest, in as many records as it needs; False if one was lost."""
        pieces = annexes(text, name=name, purpose=purpose, media_type=media_type)
        # every piece is offered, so that each that finds no room is counted
        taken = [self._put(system_entry(piece), t_arrival_ns) for piece in pieces]
        return all(taken)

    def _put(self, entry: Entry, t_arrival_ns: int | None, severity: Severity | None = None) -> bool:
        if os.getpid() != self._process:
            raise ForkedError(
                "the recorder belongs to the process that opened it; a child records into a drive of its own"
            )
        arrival = None if t_arrival_ns is None else whole(t_arrival_ns, what="the arrival")
        return self._sink.put(entry, t_arrival_ns=arrival, severity=severity)

    @property
    def lost(self) -> int:
        """Records lost since the start, over all channels."""
        return self._sink.lost

    @property
    def problem(self) -> str:
        """Why nothing is being written at present; empty if all is well."""
        return self._sink.problem

    def close(self, reason: str = "stopped") -> None:
        """Write what waits, then END, which says the `reason`: 1 to 256 characters. Twice is harmless.

        Interrupted, by Ctrl-C say, it can be called again: the folder is held as long as something is written there.
        In a process that was forked off it does nothing, and in a thread of the recorder itself, where a finaliser may
        run, it does not wait for the end.

        Raises:
            NoSegmentError: END could not be written.
            ValueError: END cannot say the reason; nothing is closed.
        """
        if os.getpid() != self._process:
            return
        if not reason or sayable(reason, _MOST_REASON) != reason:
            raise ValueError(f"the reason {reason!r:.80} has not 1 to {_MOST_REASON} characters that JSON can say")
        try:
            self._sink.close(reason)
        finally:
            if self._sink.ended:
                self._held.close()


@dataclass(frozen=True, slots=True)
class _Setup:
    """What a recorder is put together from."""

    folders: tuple[Path, ...]
    plan: Plan
    device: Signer
    clock: TimeSource
    options: Options
    entropy: Entropy

    def start(self, drive: Drive, held: ExitStack) -> tuple[Sink, EntryDesk]:
        """Begin the first segment and, unless synchronous, the thread."""
        options, clock = self.options, self.clock
        for place in self.folders:
            remove_leftovers(place)
        queue = RecordQueue(max_bytes=options.queue_bytes, max_records=options.queue_records, now_ns=clock.now_ns)
        containers = DiskContainers(
            self.folders, self.plan.layout(), make_segment_id=self._make_segment_id, options=options.disk
        )
        held.callback(containers.close)
        means = Means(
            device=self.device,
            containers=containers,
            clock=clock,
            entropy=self.entropy,
            present=last_arrival if options.synchronous else queue.present,
            proven=options.proven,
        )
        try:
            writer = DriveWriter(self.plan, drive, means)
        except NoSegmentError as error:
            if isinstance(error.__cause__, DiskFullError):
                raise error.__cause__ from None
            raise
        desk = EntryDesk(self.plan.channels, copies=not options.synchronous)
        if options.synchronous:
            return DirectSink(writer, start_ns=clock.now_ns()), desk
        sink = ThreadSink(queue, now_ns=clock.now_ns)
        sink.start(writer)
        return sink, desk

    def _make_segment_id(self) -> bytes:
        return self.entropy.random(_ID_BYTES)


@contextmanager
def _held(folders: tuple[Path, ...]) -> Iterator[ExitStack]:
    """The folders, each held by this recorder alone; let go unless the stack is taken over."""
    with ExitStack() as stack:
        for folder in folders:
            try:
                stack.callback(machine.FolderLock(folder).release)
            except BlockingIOError as error:
                raise BlockingIOError(error.errno, "another recorder writes there", str(folder)) from error
        yield stack


def _entropy(options: Options) -> Entropy:
    if options.entropy is not None:
        return options.entropy
    wait_for_entropy(timeout_s=options.entropy_timeout_s)
    return system_entropy()


def _boot(options: Options, entropy: Entropy) -> str:
    """Without a boot id of the system, this process shares its time scale with nobody."""
    return options.boot or machine.boot_id() or entropy.random(_ID_BYTES).hex()
