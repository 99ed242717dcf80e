"""The members of GENESIS that verifying needs, taken out of bytes that hash to their leaf.

It must not know the other members: those are in `app.kinds`. Rules: sealed-log.md section 7.2, codes: section 9 step 3.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.chain.hashes import HASH_SIZE
from app.chain.keys import KEY_SIZE, NAME, SIGNATURE_SIZE, delegation_message, is_acceptable, verifies
from app.chain.note import canonical_base64
from app.kinds.strict_json import StrictJsonError, parse_object
from app.log.directory import MAX_CHANNELS

MAX_GENESIS_BYTES = 1_048_576
MAX_INTERVAL = 2_048
FORMAT = "sealed-log/1"
PROVENANCES = ("recorded", "intake", "simulated")
_MAX_ENDORSEMENTS = 16
_KEPT_BYTES = 65_536
"""What is larger is of no drive of many segments, and would fill the memory."""
_IDENTIFIER = re.compile(r"[0-9a-f]{32}\Z", re.ASCII)
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,19})\Z", re.ASCII)
_AREA = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z", re.ASCII)


class GenesisError(ValueError):
    """GENESIS is not as the format needs it; `code` is the finding code."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Endorsement:
    """A fleet key's claim that the device key belongs to the device; unverified."""

    name: str
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The last durable checkpoint of the segment before."""

    segment_id: bytes
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class DeclaredChannel:
    """One entry of the channel table; `document` has the members that describe the payloads."""

    id: int
    name: str
    area: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Genesis:
    """What a segment says of itself. Keys are acceptable, and the delegation is yet to be verified."""

    provenance: str
    origin: str
    segment_id: bytes
    drive: str
    segment_number: int
    boot: str
    device_name: str
    device_key: bytes
    endorsements: tuple[Endorsement, ...]
    epoch_key: bytes
    delegation: bytes
    previous: Predecessor | None
    max_interval: int
    device_every: int
    channels: Mapping[int, DeclaredChannel]
    document: Mapping[str, Any]
    """Every member, also those that verifying does not need."""

    @property
    def delegated(self) -> bool:
        """Whether the device key signed the first epoch key."""
        message = delegation_message(segment_id=self.segment_id, origin=self.origin, epoch_key=self.epoch_key)
        return verifies(self.device_key, self.delegation, message)


def parse_genesis(payload: bytes) -> Genesis:
    """The genesis in a payload; raises GenesisError."""
    return _kept(payload) if len(payload) <= _KEPT_BYTES else _parsed(payload)


@lru_cache(maxsize=128)
def _kept(payload: bytes) -> Genesis:
    """Each is asked for twice: when a drive is put in order, and when its segments are opened."""
    return _parsed(payload)


def _parsed(payload: bytes) -> Genesis:
    try:
        document = parse_object(payload, limit=MAX_GENESIS_BYTES)
    except StrictJsonError as error:
        raise GenesisError("GENESIS", f"GENESIS is not JSON as the format allows it: {error}") from error
    if document.get("format") != FORMAT:
        raise GenesisError("GENESIS", f"the format is {document.get('format')!r}; this program knows {FORMAT!r}")
    provenance = _text(document, "provenance")
    if provenance not in PROVENANCES:
        raise GenesisError("GENESIS", f"provenance {provenance!r} is none of {', '.join(PROVENANCES)}")
    device = _object(document, "device")
    policy = _object(document, "policy")
    genesis = Genesis(
        provenance=provenance,
        origin=_text(document, "origin"),
        segment_id=bytes.fromhex(_matching(document, "segment", _IDENTIFIER)),
        drive=_matching(document, "drive", _IDENTIFIER),
        segment_number=_integer(document, "segment_number", low=0, high=2**53 - 1),
        boot=_text(document, "boot"),
        device_name=_matching(device, "name", NAME),
        device_key=_key(device, "key"),
        endorsements=_endorsements(device),
        epoch_key=_key(document, "epoch_key"),
        delegation=_binary(document, "delegation", SIGNATURE_SIZE),
        previous=_previous(document),
        max_interval=_integer(policy, "max_interval", low=1, high=MAX_INTERVAL),
        device_every=_integer(policy, "device_every", low=1, high=2**31 - 1),
        channels=_channels(document),
        document=document,
    )
    if genesis.origin != f"{genesis.device_name}/{genesis.segment_id.hex()}":
        raise GenesisError("GENESIS", "the origin is not the device name and the segment")
    return genesis


def canonical_decimal(text: object) -> int | None:
    """The integer in a decimal string without leading zeros; None if it is none."""
    return int(text) if isinstance(text, str) and _DECIMAL.match(text) else None


def _object(document: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    value = document.get(member)
    if not isinstance(value, dict):
        raise GenesisError("GENESIS", f"{member} is missing or not an object")
    return value


def _text(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    if not isinstance(value, str):
        raise GenesisError("GENESIS", f"{member} is missing or not a text")
    return value


def _matching(document: Mapping[str, Any], member: str, pattern: re.Pattern[str]) -> str:
    value = _text(document, member)
    if not pattern.match(value):
        raise GenesisError("GENESIS", f"{member} has the wrong form: {value[:80]!r}")
    return value


def _integer(document: Mapping[str, Any], member: str, *, low: int, high: int) -> int:
    value = document.get(member)
    if type(value) is not int or not low <= value <= high:
        raise GenesisError("GENESIS", f"{member} is missing or no integer from {low} to {high}")
    return value


def _binary(document: Mapping[str, Any], member: str, size: int) -> bytes:
    try:
        return canonical_base64(_text(document, member), size)
    except GenesisError:
        raise
    except ValueError as error:
        raise GenesisError("GENESIS", f"{member}: {error}") from error


def _key(document: Mapping[str, Any], member: str) -> bytes:
    key = _binary(document, member, KEY_SIZE)
    if not is_acceptable(key):
        raise GenesisError("GENESIS", f"{member} is no acceptable Ed25519 public key")
    return key


def _endorsements(device: Mapping[str, Any]) -> tuple[Endorsement, ...]:
    entries = device.get("endorsements", [])
    if not isinstance(entries, list) or len(entries) > _MAX_ENDORSEMENTS:
        raise GenesisError("GENESIS", f"endorsements are no array of at most {_MAX_ENDORSEMENTS}")
    found = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise GenesisError("GENESIS", "an endorsement is not an object")
        found.append(Endorsement(_text(entry, "name"), _text(entry, "key"), _text(entry, "signature")))
    return tuple(found)


def _previous(document: Mapping[str, Any]) -> Predecessor | None:
    if "previous" not in document:
        raise GenesisError("GENESIS", "previous is missing")
    if document["previous"] is None:
        return None
    previous = _object(document, "previous")
    size = canonical_decimal(previous.get("size"))
    if size is None:
        raise GenesisError("GENESIS", "the size of previous is missing or no decimal string")
    segment_id = bytes.fromhex(_matching(previous, "segment", _IDENTIFIER))
    return Predecessor(segment_id, size, _binary(previous, "root", HASH_SIZE))


def _channels(document: Mapping[str, Any]) -> Mapping[int, DeclaredChannel]:
    entries = document.get("channels")
    if not isinstance(entries, list):
        raise GenesisError("GENESIS", "channels is missing or not an array")
    if len(entries) > MAX_CHANNELS:
        raise GenesisError("CHANNEL_TABLE", f"{len(entries)} channels; the format allows {MAX_CHANNELS}")
    channels: dict[int, DeclaredChannel] = {}
    names: set[str] = set()
    areas: set[str] = set()
    for position, entry in enumerate(entries):
        channel = _channel(entry, position)
        if channel.id in channels or channel.name in names or channel.area in areas:
            raise GenesisError("CHANNEL_TABLE", f"channel {channel.id}, its name or its area is declared twice")
        channels[channel.id] = channel
        names.add(channel.name)
        areas.add(channel.area)
    return channels


def _channel(entry: object, position: int) -> DeclaredChannel:
    if not isinstance(entry, dict):
        raise GenesisError("CHANNEL_TABLE", f"entry {position} of the channel table is not an object")
    identifier, name, area = entry.get("id"), entry.get("name"), entry.get("area")
    if type(identifier) is not int or not 1 <= identifier < 2**32:
        raise GenesisError("CHANNEL_TABLE", f"entry {position} of the channel table has no id from 1 to 2^32-1")
    if not isinstance(name, str):
        raise GenesisError("CHANNEL_TABLE", f"channel {identifier} has no name")
    if not isinstance(area, str) or not _AREA.match(area) or area in {".", ".."}:
        raise GenesisError("CHANNEL_TABLE", f"the area name of channel {identifier} is missing or not allowed")
    return DeclaredChannel(identifier, name, area, entry)
