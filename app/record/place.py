"""The place of a segment: its drive, its number, the boot it was recorded in, and the checkpoint it continues.

It must not know how segments are written. Members of GENESIS: sealed-log.md section 7.2.
"""

import base64
from dataclasses import dataclass

from app.chain.hashes import HASH_SIZE
from app.chain.keys import delegation_message
from app.kinds.clock_spec import ClockSpec
from app.kinds.genesis import Device, Endorsement, Genesis, Previous
from app.kinds.quantity import decimal
from app.record.keys import Signer, signed_by
from app.record.plan import Plan


@dataclass(frozen=True, slots=True)
class Link:
    """A durable checkpoint of a segment, for the next one to name."""

    segment_id: bytes
    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """Which drive is recorded, and where it goes on: the number of the next segment and the checkpoint it continues."""

    drive_id: bytes
    boot: str
    number: int = 0
    previous: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a segment belongs; `previous` None: it is the first of its drive."""

    segment_id: bytes
    drive_id: bytes
    number: int
    boot: str
    previous: Link | None = None

    @property
    def prev_leaf(self) -> bytes:
        """The field of leaf 0 (section 3)."""
        return self.previous.root if self.previous else bytes(HASH_SIZE)


def origin_of(device_name: str, segment_id: bytes) -> str:
    """First line of every checkpoint of a segment."""
    return f"{device_name}/{segment_id.hex()}"


def genesis(plan: Plan, place: Place, *, device: Signer, epoch_key: bytes, clocks: tuple[ClockSpec, ...]) -> Genesis:
    """The GENESIS record, in which the device key delegates `epoch_key`; raises OSError if the device cannot sign.

    `clocks` are the recorder's own; clocks of the plan with the same name take their place.
    """
    origin = origin_of(device.name, place.segment_id)
    message = delegation_message(segment_id=place.segment_id, origin=origin, epoch_key=epoch_key)
    named = {clock.name for clock in plan.clocks}
    log_is_named = any(clock.role == "log" for clock in plan.clocks)
    own = [c for c in clocks if c.name not in named and not (c.role == "log" and log_is_named)]
    return Genesis(
        format="sealed-log/1",
        provenance=plan.provenance,
        origin=origin,
        segment=place.segment_id.hex(),
        drive=place.drive_id.hex(),
        segment_number=place.number,
        boot=place.boot,
        device=_device(device),
        epoch_key=base64_text(epoch_key),
        delegation=base64_text(signed_by(device, message)),
        previous=_previous(place.previous),
        policy=plan.policy,
        channels=plan.channels,
        clocks=(*own, *plan.clocks),
        vehicle=plan.vehicle,
        frames=plan.frames,
        calibration=plan.calibration,
        software=plan.software,
        configuration=plan.configuration,
        models=plan.models,
        intake=plan.intake,
    )


def base64_text(raw: bytes) -> str:
    """Canonical base64 (section 7.1)."""
    return base64.b64encode(raw).decode("ascii")


def _device(device: Signer) -> Device:
    endorsements = tuple(
        Endorsement(name=one.name, key=base64_text(one.key), signature=base64_text(one.signature))
        for one in device.endorsements
    )
    return Device(name=device.name, key=base64_text(device.public_key), endorsements=endorsements)


def _previous(link: Link | None) -> Previous | None:
    if link is None:
        return None
    return Previous(segment=link.segment_id.hex(), size=decimal(link.size), root=base64_text(link.root))
