"""Writes one segment. The order of writes and syncs in here is the durability proof of sealed-log.md section 7.5.

It must not know queues, threads, rotation or the present: records come one after another, with their times.
"""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypedDict

from app.kinds.clock_spec import ClockSpec
from app.kinds.quantity import decimal
from app.kinds.system import End, Epoch, StorageHealth
from app.log.leaf import RecordType
from app.record.areas import Areas
from app.record.checkpoint_signer import CheckpointSigner
from app.record.clock import UtcEstimate
from app.record.entry import Entry, system_entry
from app.record.failure import SegmentFailedError, StepError
from app.record.keys import KeyMaker, Signer
from app.record.leaf_buffer import LeafBuffer
from app.record.medium import Medium
from app.record.payload_hasher import PayloadHasher
from app.record.place import Link, Place, base64_text, genesis, origin_of
from app.record.plan import Plan
from app.record.storage import Container

_LOCATION = struct.Struct("<Q")
_OF_THE_WRITER = (RecordType.GENESIS, RecordType.EPOCH, RecordType.END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a segment begins with."""

    plan: Plan
    place: Place
    device: Signer
    make_key: KeyMaker
    salt_key: bytes
    clocks: tuple[ClockSpec, ...]
    utc: UtcEstimate


class _LastMembers(TypedDict):
    """What EPOCH and END have in common (section 7.3)."""

    epoch: int
    counts: dict[str, str]
    utc_offset_ns: str | None
    utc_uncertainty_us: int | None
    dropped: dict[str, str] | None
    storage: StorageHealth | None


class SegmentWriter:
    """One segment, from GENESIS to END. Used by one thread; after a failure every call fails again."""

    def __init__(self, container: Container, opening: Opening, *, t_ns: int) -> None:
        """Write GENESIS and checkpoint 0 and give the file its final name; `t_ns` is their arrival time.

        Raises:
            SegmentFailedError: without a `link` the file never got its name and is removed.
            ValueError: GENESIS is larger than the format allows, or the capacity too small for the plan.
        """
        plan, place, device = opening.plan, opening.place, opening.device
        self.segment_id = place.segment_id
        self.utc = opening.utc
        self._max_interval = plan.policy.max_interval
        self._medium = Medium(container)
        self._areas = Areas(container.directory, plan.channels)
        self._leaves = LeafBuffer(place.segment_id, [c.id for c in plan.channels], prev_leaf=place.prev_leaf)
        self._hasher = PayloadHasher(opening.salt_key)
        self._locations = bytearray()
        self._signer = CheckpointSigner(
            device,
            origin=origin_of(device.name, place.segment_id),
            make_key=opening.make_key,
            device_every=plan.policy.device_every,
        )
        self._link: Link | None = None
        # whether the file has the leaves of the waiting records; None: they were not written yet
        self._has_leaves: bool | None = None
        self._over = ""
        self._begin(opening, t_ns)

    @property
    def link(self) -> Link:
        """The last durable checkpoint."""
        assert self._link is not None
        return self._link

    @property
    def waiting(self) -> int:
        """Records that no durable checkpoint covers yet."""
        return self._leaves.size - self._leaves.first_waiting

    @property
    def must_checkpoint(self) -> bool:
        """Whether a checkpoint is due, for the interval may not grow (step 5): there is room for CLOCK and EPOCH."""
        return self.waiting + 2 >= self._max_interval

    @property
    def must_close(self) -> bool:
        """Whether an area could not take its largest record (step 9)."""
        return self._areas.full

    def fits(self, entry: Entry) -> bool:
        """Whether the segment can still take this record."""
        return self._areas.fits(entry.channel, len(entry.payload), parts=len(entry.parts))

    def could_ever_fit(self, entry: Entry) -> bool:
        """Whether a segment like this one could take the record if it were its first."""
        return self._areas.could_ever_fit(entry.channel, len(entry.payload), parts=len(entry.parts))

    def append(self, entry: Entry, *, t_arrival_ns: int) -> None:
        """Record `entry`; the next checkpoint proves it. The caller minds `fits` and `must_checkpoint`.

        Raises:
            SegmentFailedError: the payload could not be written.
        """
        assert entry.type not in _OF_THE_WRITER
        assert self.waiting + 1 < self._max_interval
        with self._ending_on_failure():
            self._add(entry, t_arrival_ns)

    def checkpoint(self, *, t_ns: int, dropped: Mapping[int, int] | None = None) -> Link:
        """Make everything so far durable and sign it; `t_ns` is the arrival time of EPOCH, `dropped` the records lost.

        Raises:
            SegmentFailedError: a step failed.
        """
        with self._ending_on_failure():
            # step 4.1: the next key
            next_key = base64_text(self._signer.make_next())
            # step 4.2: EPOCH, which names it
            self._add(system_entry(Epoch(next_key=next_key, **self._last_members(dropped))), t_ns)
            # steps 4.3 to 4.8
            self._prove(last=False)
            # step 4.9: the old key is dropped
            self._signer.advance()
        return self.link

    def close(self, *, t_ns: int, reason: str, dropped: Mapping[int, int] | None = None) -> Link:
        """Write END with the last checkpoint (step 7) and let go of the file; raises SegmentFailedError."""
        with self._ending_on_failure():
            self._add(system_entry(End(next_key=None, reason=reason, **self._last_members(dropped))), t_ns)
            self._prove(last=True)
        self._over = "nothing follows END"
        self._signer.drop()
        self._medium.storage.close()
        return self.link

    def abandon(self) -> None:
        """Let go of the file and the keys as they are, without a word; never raises."""
        self._over = self._over or "it was given up"
        self._signer.drop()
        self._medium.storage.close()

    def _begin(self, opening: Opening, t_ns: int) -> None:
        # step 2: GENESIS and EPOCH 0, synced, audited, signed; only then the final name
        with self._ending_on_failure():
            self._medium.write_salt(opening.salt_key)
            try:
                first = genesis(
                    opening.plan,
                    opening.place,
                    device=opening.device,
                    epoch_key=self._signer.public_key,
                    clocks=opening.clocks,
                )
            except OSError as error:
                raise StepError("device_key", "sign_failed", error) from error
            self._add(system_entry(first), t_ns)
        self.checkpoint(t_ns=t_ns)
        if self.must_close:
            raise ValueError("the capacity of a segment is too small for the largest records of the plan")
        with self._ending_on_failure():
            # a failure before the rename has no link: it never was a log
            link, self._link = self._link, None
            self._medium.publish()
            self._link = link
            # and after it has one: whether the name survives a power cut is open, and a missing segment is no fork
            self._medium.sync_name()

    def _add(self, entry: Entry, t_arrival_ns: int) -> None:
        """Step 3: payload, then its place in the chain and the tree, kept in the buffer."""
        root = self._hasher.root(self._leaves.size, entry)
        location, offset = self._areas.place(entry.channel, len(entry.payload), parts=len(entry.parts))
        self._medium.write(offset, entry.payload)
        self._locations += _LOCATION.pack(location)
        self._leaves.append(entry, root, t_arrival_ns=t_arrival_ns, utc=self.utc.at(t_arrival_ns))

    def _prove(self, *, last: bool) -> None:
        # step 4.3: leaves, locations and part rows
        self._write_leaves()
        # step 4.4: they and the payloads are durable
        self._medium.sync()
        # step 4.5: self-audit
        root = self._leaves.audit()
        # step 4.6: sign
        size = self._leaves.size
        slot = self._signer.sign(size, root, last=last)
        # step 4.7: the slot
        self._medium.write(self._areas.place_slot(), slot)
        # step 4.8: it is durable
        self._medium.sync()
        self._link = Link(self.segment_id, size, root)
        self._leaves.settle()
        self._areas.settle()
        self._locations.clear()
        self._hasher.rows.clear()
        self._has_leaves = None

    def _last_members(self, dropped: Mapping[int, int] | None) -> _LastMembers:
        utc = self.utc
        return {
            "epoch": self._signer.epoch,
            "counts": self._leaves.counts(),
            "utc_offset_ns": None if utc.offset_ns is None else decimal(utc.offset_ns),
            "utc_uncertainty_us": utc.uncertainty_us,
            "dropped": None if dropped is None else {str(c): decimal(n) for c, n in sorted(dropped.items())},
            "storage": self._medium.storage.health(),
        }

    def _write_leaves(self) -> None:
        self._has_leaves = False
        rows = self._hasher.rows
        self._medium.write_leaves(self._leaves.first_waiting, self._leaves.waiting, self._locations, rows)
        self._has_leaves = True

    @contextmanager
    def _ending_on_failure(self) -> Iterator[None]:
        if self._over:
            raise SegmentFailedError(StepError("recorder", "closed", self._over), link=None, tail=0, lost=False)
        try:
            yield
        except StepError as step:
            self._over = str(step)
            self._signer.drop()
            raise self._leave(step) from step

    def _leave(self, step: StepError) -> SegmentFailedError:
        """Let go of the file as it is (step 8); a failure without a link never was a log, and its file is removed."""
        if self._link is None:
            self._medium.storage.discard()
            return SegmentFailedError(step, link=None, tail=0, lost=False)
        if self.waiting and self._has_leaves is None:
            # the records before the failed one stay without a signature, but what they say is there. Nothing is
            # retried: their leaves were never written. Often the last records are those that count
            with suppress(StepError):
                self._write_leaves()
        self._medium.storage.close()
        waiting, written = self.waiting, bool(self._has_leaves)
        return SegmentFailedError(
            step, link=self._link, tail=waiting if written else 0, lost=bool(waiting and not written)
        )
