"""A small writer of sealed logs, made from the format document alone: no HDF5, everything in memory, every step open to
tampering. A log is built record by record, altered as a test likes, and laid out as the bytes of a file.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

GENESIS, DATA, GAP, EPOCH, CLOCK, EVENT, FAULT, ANNEX, END = 0, 1, 2, 3, 4, 5, 6, 7, 255
NONE = 2**64 - 1
LEAF = struct.Struct("<4sBBH16sQIIQQqqqI4s16s8sQ8s32s32s")
FIELDS = (
    *("magic", "suite", "type", "flags", "segment", "index", "channel", "parts", "sequence", "previous", "t_arrival"),
    *("t_capture", "t_utc", "uncertainty", "zero_84", "trace_id", "span_id", "length", "zero_120", "root", "chain"),
)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def private(label: str) -> Ed25519PrivateKey:
    """A key that a test can name."""
    return Ed25519PrivateKey.from_private_bytes(sha256(label.encode()))


def public(label: str) -> bytes:
    return private(label).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def tree(hashes: list[bytes], prefix: bytes) -> bytes:
    """RFC 6962 section 2.1, as it is written there."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(prefix + tree(hashes[:split], prefix) + tree(hashes[split:], prefix))


def pack(fields: dict[str, Any]) -> bytes:
    return LEAF.pack(*(fields[name] for name in FIELDS))


def unpack(leaf: bytes) -> dict[str, Any]:
    return dict(zip(FIELDS, LEAF.unpack(leaf), strict=True))


def note(name: str, key: Ed25519PrivateKey, signed: bytes) -> bytes:
    """A signature line of a C2SP note."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key_id = sha256(name.encode() + b"\n\x01" + raw)[:4]
    return f"\u2014 {name} {text(key_id + key.sign(signed))}\n".encode()


def directory(areas: dict[str, tuple[int, int]], segment: bytes, *, version: int = 1) -> bytes:
    head = b"SEALDIR1" + struct.pack("<I16sI", version, segment, len(areas))
    for name, (offset, size) in areas.items():
        head += struct.pack("<32sQQ", name.encode("latin-1"), offset, size)
    return head + sha256(head)


@dataclass
class Log:
    """A log under way. What stands in its lists is what is laid out."""

    device: str = "car/7"
    device_label: str = "device"
    segment: bytes = b"\x5a" * 16
    max_interval: int = 2048
    device_every: int = 2
    channels: dict[int, str] = field(default_factory=lambda: {1: "camera", 7: "state"})
    previous: dict[str, str] | None = None
    endorsements: list[dict[str, str]] | None = None
    change_genesis: dict[str, Any] = field(default_factory=dict)
    salt_key: bytes = b"\xc3" * 32
    leaves: list[bytes] = field(default_factory=list)
    parts: list[list[bytes]] = field(default_factory=list)
    locations: list[int] = field(default_factory=list)
    slots: list[bytes] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)
    areas: dict[str, bytearray] = field(default_factory=dict)
    derived: bool = False

    def __post_init__(self) -> None:
        if not self.leaves:
            self.add(GENESIS, 0, self.genesis())

    @property
    def origin(self) -> str:
        return f"{self.device}/{self.segment.hex()}"

    def genesis(self) -> bytes:
        signed = b"sealed-log/1/delegate\0" + self.segment + self.origin.encode() + b"\0" + public("epoch 0")
        value: dict[str, Any] = {
            "format": "sealed-log/1",
            "provenance": "simulated",
            "origin": self.origin,
            "segment": self.segment.hex(),
            "drive": "d0" * 16,
            "segment_number": 0,
            "boot": "boot",
            "device": {"name": self.device, "key": text(public(self.device_label))},
            "epoch_key": text(public("epoch 0")),
            "delegation": text(private(self.device_label).sign(signed)),
            "previous": self.previous,
            "policy": {"max_interval": self.max_interval, "device_every": self.device_every, "reason": "test"},
            "channels": [{"id": number, "name": name, "area": name} for number, name in self.channels.items()],
            "note": "Straße \U0001f600",
        }
        if self.endorsements is not None:
            value["device"]["endorsements"] = self.endorsements
        value.update(self.change_genesis)
        return json.dumps({member: each for member, each in value.items() if each != "absent"}).encode()

    def salt(self, index: int, part: int) -> bytes:
        return hmac.digest(self.salt_key, b"sealed-log/1/salt" + struct.pack("<QI", index, part), "sha256")

    def part_hash(self, index: int, part: int, data: bytes) -> bytes:
        return sha256(b"\x10" + self.salt(index, part) + struct.pack("<Q", len(data)) + data)

    def add(self, kind: int, channel: int, *parts: bytes, location: int | None = None, **changed: Any) -> int:
        """Append a record; fields of its leaf can be given other values. Returns its position."""
        position = len(self.leaves)
        before = [unpack(leaf) for leaf in self.leaves]
        same = [leaf for leaf in before if leaf["channel"] == channel]
        name = f"channel/{channel}" if channel else "seal/system"
        area = self.areas.setdefault(name, bytearray())
        previous_root = base64.b64decode(self.previous["root"]) if self.previous else bytes(32)
        fields = {
            "magic": b"SLR1",
            "suite": 1,
            "type": kind,
            "flags": 0,
            "segment": self.segment,
            "index": position,
            "channel": channel,
            "parts": len(parts),
            "sequence": same[-1]["sequence"] + 1 if same else 0,
            "previous": same[-1]["index"] if same else NONE,
            "t_arrival": 1000 + 10 * position,
            "t_capture": -(2**63),
            "t_utc": -(2**63),
            "uncertainty": 2**32 - 1,
            "zero_84": bytes(4),
            "trace_id": bytes(16),
            "span_id": bytes(8),
            "length": sum(len(part) for part in parts),
            "zero_120": bytes(8),
            "root": tree([self.part_hash(position, j, part) for j, part in enumerate(parts)], b"\x11"),
            "chain": sha256(b"\0" + self.leaves[-1]) if self.leaves else previous_root,
        } | changed
        self.locations.append(len(area) if location is None else location)
        area += b"".join(parts)
        self.parts.append(list(parts))
        if len(parts) > 1:
            self.rows += [struct.pack("<QIIQ40x", position, j, 0, len(part)) for j, part in enumerate(parts)]
        self.leaves.append(pack(fields))
        return position

    def data(self, channel: int, *parts: bytes, **changed: Any) -> int:
        return self.add(DATA, channel, *parts, **changed)

    def event(self, **members: Any) -> int:
        return self.add(EVENT, 0, json.dumps({"event": "e1", "kind": "braking"} | members).encode())

    def counts(self) -> dict[str, str]:
        channels = [unpack(leaf)["channel"] for leaf in self.leaves]
        return {str(channel): str(channels.count(channel)) for channel in (0, *self.channels)}

    def epoch(self, *, end: bool = False, leaf: dict[str, Any] | None = None, **members: Any) -> int:
        """An EPOCH or END record without its checkpoint."""
        k = members.pop("k", len(self.slots))
        value = {
            "epoch": k,
            "next_key": None if end else text(public(f"epoch {k + 1}")),
            "counts": self.counts(),
        } | members
        payload = json.dumps({member: each for member, each in value.items() if each != "absent"}).encode()
        return self.add(END if end else EPOCH, 0, payload, **(leaf or {}))

    def root(self, size: int | None = None) -> bytes:
        return tree([sha256(b"\0" + leaf) for leaf in self.leaves[:size]], b"\1")

    def sign(
        self,
        *,
        k: int | None = None,
        size: int | str | None = None,
        root: bytes | str | None = None,
        origin: str | None = None,
        keys: dict[str, str] | None = None,
        extra: bytes = b"",
    ) -> bytes:
        """The checkpoint of the leaves so far as a new slot. keys: the name of each line with the label of its key."""
        k = len(self.slots) if k is None else k
        size = len(self.leaves) if size is None else size
        root = self.root(size if isinstance(size, int) else None) if root is None else root
        root = root if isinstance(root, str) else text(root)
        signed = f"{origin or self.origin}\n{size}\n{root}\n".encode()
        if keys is None:
            keys = {f"{self.origin}/e{k}": f"epoch {k}"}
            if k % self.device_every == 0 or unpack(self.leaves[-1])["type"] == END:
                keys[self.device] = self.device_label
        slot = signed + b"\n" + b"".join(note(name, private(label), signed) for name, label in keys.items()) + extra
        self.slots.append(slot)
        return slot

    def checkpoint(self, *, end: bool = False) -> None:
        self.epoch(end=end)
        self.sign()

    def edit(self, position: int, *, rechain: bool = False, **changed: Any) -> None:
        """Alter fields of a leaf; with rechain, every prev_leaf behind it is made right again."""
        self.leaves[position] = pack(unpack(self.leaves[position]) | changed)
        for i in range(position + 1, len(self.leaves)) if rechain else ():
            self.leaves[i] = pack(unpack(self.leaves[i]) | {"chain": sha256(b"\0" + self.leaves[i - 1])})

    def delete(self, position: int) -> None:
        """Take a leaf and its location out."""
        del self.leaves[position], self.locations[position], self.parts[position]

    def withhold(self, *records: int, parts: dict[int, set[int]] | None = None) -> None:
        """Make this a derived copy without some records, and without some parts of others."""
        self.derived, self.rows = True, []
        for position, leaf in enumerate(self.leaves):
            fields = unpack(leaf)
            area = self.areas[f"channel/{fields['channel']}" if fields["channel"] else "seal/system"]
            at = self.locations[position]
            if position in records:
                area[at : at + fields["length"]] = bytes(fields["length"])
                self.locations[position] = NONE
                continue
            for j, part in enumerate(self.parts[position]):
                if j in (parts or {}).get(position, ()):
                    area[at : at + len(part)] = bytes(len(part))
                    kind, value = 2, self.part_hash(position, j, part)
                else:
                    kind, value = 1, self.salt(position, j)
                self.rows.append(struct.pack("<QIIQ8x32s", position, j, kind, len(part), value))
                at += len(part)

    def contents(self, slack: int = 2) -> dict[str, bytes]:
        """The bytes of each area, in the order of the file."""
        areas = {
            "seal/leaf": b"".join(self.leaves) + bytes(192 * slack),
            "seal/location": b"".join(struct.pack("<Q", location) for location in self.locations) + bytes(8 * slack),
            "seal/checkpoint": b"".join(slot.ljust(4096, b"\0") for slot in self.slots) + bytes(4096 * slack),
            "seal/system": bytes(self.areas["seal/system"]) + bytes(slack),
        }
        if not self.derived:
            areas["seal/salt"] = self.salt_key
        if self.rows or self.derived:
            areas["seal/part"] = b"".join(self.rows) + bytes(64 * slack)
        return areas | {name: bytes(area) + bytes(slack) for name, area in self.areas.items() if name != "seal/system"}

    def layout(self, slack: int = 2) -> dict[str, tuple[int, int]]:
        """Offset and size of each area."""
        offset, areas = 65536, {}
        for name, content in self.contents(slack).items():
            areas[name] = (offset, len(content))
            offset += len(content) + 5
        return areas

    def image(self, slack: int = 2) -> bytes:
        """The bytes of the file."""
        file = bytearray(directory(self.layout(slack), self.segment).ljust(65536, b"\0"))
        for (offset, _), content in zip(self.layout(slack).values(), self.contents(slack).values(), strict=True):
            file += bytes(offset - len(file)) + content
        return bytes(file)


def small(**options: Any) -> Log:
    """GENESIS and EPOCH; 8 records and EPOCH; 4 records and EPOCH; 3 records and END. Positions are written out:
    0 GENESIS, 1 EPOCH 0, 2 4 6 9 camera, 3 5 7 8 state, 10 EPOCH 1, 11 EVENT, 12 13 state, 14 camera, 15 EPOCH 2,
    16 camera, 17 camera, 18 state, 19 END 3.
    """
    log = Log(**options)
    log.checkpoint()
    for position in range(2, 10):
        log.data(*((1, b"picture %d" % position) if position in (2, 4, 6, 9) else (7, b"v=%d" % position)))
    log.checkpoint()
    log.event()
    log.data(7, b"v=12")
    log.data(7, b"")
    log.data(1, b"picture 14")
    log.checkpoint()
    log.data(1, b"picture 16")
    log.data(1, b"picture 17")
    log.data(7, b"v=18")
    log.checkpoint(end=True)
    return log


def multi(**options: Any) -> Log:
    """0 GENESIS, 1 EPOCH 0, 2 camera of 3 parts, 3 state of 1, 4 camera of 2 parts, 5 END 1."""
    log = Log(**options)
    log.checkpoint()
    log.data(1, b"face", b"", b"road" * 20)
    log.data(7, b"v=3")
    log.data(1, b"plate", b"sky")
    log.checkpoint(end=True)
    return log


def still_open(**options: Any) -> Log:
    """0 GENESIS, 1 EPOCH 0, 2 camera, 3 EPOCH 1; then the tail: 4 state, 5 camera."""
    log = Log(**options)
    log.checkpoint()
    log.data(1, b"picture 2")
    log.checkpoint()
    log.data(7, b"v=4")
    log.data(1, b"picture 5")
    return log
