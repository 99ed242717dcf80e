"""Hostile containers and values, as far as they concern sealed logs (list C), and faults of the medium (list F).

Must not know how they are found.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.log.directory import USER_BLOCK
from app.log.leaf import RecordType
from tests.adversary.attack import Scene, attack, directory_of, nth, of_type
from tests.adversary.base import CAMERA, DEVICE, DEVICE_KEY, STATE, TEXT, key_of
from tests.adversary.forgery import Forgery


def _signed(scene: Scene, change: Callable[[Forgery], None]) -> None:
    """What a recorder with all its keys would have signed had it made this itself."""
    scene.sound()
    forgery = scene.forgery()
    change(forgery)
    forgery.recompute()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack("C-10-names", "SEALED")
def names(scene: Scene) -> None:
    """Names that climb folders, turn the reading direction, or look like another."""

    def change(forgery: Forgery) -> None:
        document = forgery.json(0)
        for channel, name in zip(document["channels"], ("../../x", "cam\u202egpj.a", "st\u0430te\u200b"), strict=True):
            channel["name"] = name
        forgery.put_json(0, document)

    _signed(scene, change)


@attack("C-13-length", "BROKEN", "RANGE", "SCHEMA_MISMATCH")
def length(scene: Scene) -> None:
    scene.sound()
    forgery = scene.forgery()
    forgery.edit(nth(forgery, STATE, 6), payload_len=2**64 - 1)
    forgery.rechain()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack("C-13-location", "BROKEN", "RANGE", "SCHEMA_MISMATCH")
def location(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.pieces[nth(forgery, STATE, 6)].location = 2**64 - 64
    forgery.pieces[nth(forgery, STATE, 39)].location = 2**63
    forgery.write(scene.out())


@attack("C-13-directory", "BROKEN", "DIR_RANGE")
def directory(scene: Scene) -> None:
    path = scene.copy(scene.sound())
    found = directory_of(path)
    found.areas["seal/system"] = replace(found.areas["seal/system"], size=2**63 - 1)
    with path.open("r+b") as file:
        file.write(found.pack())


@attack("C-14-empty", "UNSIGNED", "NOT_SEALED")
def empty(scene: Scene) -> None:
    scene.out().write_bytes(b"")


@attack("C-14-zeros", "UNSIGNED", "NOT_SEALED")
def zeros(scene: Scene) -> None:
    scene.out().write_bytes(bytes(4096))


@attack("C-14-head-only", "BROKEN", "DIR_FORMAT")
def head_only(scene: Scene) -> None:
    scene.out().write_bytes(scene.sound().read_bytes()[: USER_BLOCK // 2])


@attack("C-14-one-byte-less", "BROKEN", "TRUNCATED_FILE", "SHORT_READ", "CONTAINER_MISMATCH")
def one_byte_less(scene: Scene) -> None:
    forgery = scene.forgery()
    path = scene.out()
    forgery.write(path)
    area = directory_of(path).areas[f"channel/{TEXT}"]
    path.write_bytes(path.read_bytes()[: area.offset + area.size - 1])


@attack("C-15-many-records", "BROKEN", "SIZE_RANGE", "CHECKPOINT_SIGNATURE", "CHECKPOINT_DEVICE", "UNSEALED_TAIL")
def many_records(scene: Scene) -> None:
    forgery = scene.forgery()
    size = len(forgery.pieces)
    last = len(forgery.slots) - 1
    forgery.edit_slot(last, lambda text: text.replace(b"\n%d\n" % size, b"\n1000000000\n"))
    forgery.write(scene.out())


@attack("C-15-many-leaves", "BROKEN", "DIR_RANGE")
def many_leaves(scene: Scene) -> None:
    path = scene.copy(scene.sound())
    found = directory_of(path)
    found.areas["seal/leaf"] = replace(found.areas["seal/leaf"], size=192 * 10**9)
    with path.open("r+b") as file:
        file.write(found.pack())


def _genesis(name: str, code: str, text: Callable[[Forgery], bytes]) -> None:
    @attack(name, "BROKEN", code)
    def changed(scene: Scene) -> None:
        forgery = scene.forgery()
        forgery.put(0, text(forgery))
        forgery.rechain()
        forgery.write(scene.out())


def _with(**members: object) -> Callable[[Forgery], bytes]:
    return lambda forgery: json.dumps(forgery.json(0) | members).encode()


def _channels(change: Callable[[list[dict[str, object]]], object]) -> Callable[[Forgery], bytes]:
    def text(forgery: Forgery) -> bytes:
        document = forgery.json(0)
        change(document["channels"])
        return json.dumps(document).encode()

    return text


_genesis("C-16-large", "GENESIS", _with(padding="x" * 1_048_576))
_genesis("C-16-deep", "GENESIS", lambda f: f.pieces[0].payload[:-1] + b',"x":' + b"[" * 10**5 + b"]" * 10**5 + b"}")
_genesis("C-16-twice", "GENESIS", lambda f: f.pieces[0].payload[:-1] + b',"format":"sealed-log/1"}')
_genesis("C-16-nan", "GENESIS", lambda f: f.pieces[0].payload[:-1] + b',"x":NaN}')
_genesis("C-16-infinite", "GENESIS", lambda f: f.pieces[0].payload[:-1] + b',"x":1e999}')
_genesis("C-16-huge", "GENESIS", lambda f: f.pieces[0].payload[:-1] + b',"x":' + b"9" * 50_000 + b"}")
_genesis("C-16-surrogate", "GENESIS", lambda f: f.pieces[0].payload[:-1] + rb',"x":"\ud800"}')
_genesis("C-16-not-utf-8", "GENESIS", lambda f: f.pieces[0].payload[:-1] + b',"x":"\xff"}')
_genesis("C-16-true-number", "GENESIS", _with(segment_number=True))
_genesis("C-16-array", "GENESIS", lambda f: b"[" + f.pieces[0].payload + b"]")
_genesis("C-21-twice", "CHANNEL_TABLE", _channels(lambda table: table.append(dict(table[0]))))
_genesis("C-21-zero", "CHANNEL_TABLE", _channels(lambda table: table[0].update(id=0)))
_genesis(
    "C-21-many",
    "CHANNEL_TABLE",
    _channels(
        lambda table: table.extend(table[0] | {"id": n, "name": f"n{n}", "area": f"a{n}"} for n in range(9, 1100))
    ),
)
_genesis("C-21-area", "CHANNEL_TABLE", _channels(lambda table: table[0].update(area="..")))
_genesis("C-21-no-object", "CHANNEL_TABLE", _channels(lambda table: table.append(7)))  # type: ignore[arg-type]


@attack("C-17-rows", "SEALED", "SCHEMA_MISMATCH")
def rows(scene: Scene) -> None:
    """A record that is not whole rows, signed as it is."""
    _signed(scene, lambda forgery: forgery.put(nth(forgery, STATE, 3), b"short"))


@attack("C-19-empty-record", "SEALED")
def empty_record(scene: Scene) -> None:
    def change(forgery: Forgery) -> None:
        for channel in (STATE, TEXT):
            forgery.put(nth(forgery, channel, 1), b"")

    _signed(scene, change)


@attack("C-22-texts", "SEALED")
def texts(scene: Scene) -> None:
    hostile = "=cmd|' /C calc'!A0 <b>bold</b> \u202e\u200b\u0000\u001b[31m"
    line = json.dumps({"level": "info", "message": hostile}).encode()
    _signed(scene, lambda forgery: forgery.put(nth(forgery, TEXT, 1), line))


@attack("F-02-torn-checkpoint", "OPEN_PREFIX", "TORN_CHECKPOINT", "UNSEALED_TAIL")
def torn_checkpoint(scene: Scene) -> None:
    """The first sector of the last slot never reached the medium; witnesses made it longer than one."""
    scene.sound()
    forgery = scene.forgery()
    last = len(forgery.slots) - 1
    witnesses = {f"witness/{number}": key_of(f"witness {number}") for number in range(3)}
    own = {f"{forgery.genesis['origin']}/e{last}": scene.ring.keys[last], DEVICE: DEVICE_KEY}
    forgery.sign(last, len(forgery.pieces), own | witnesses)
    forgery.slots[last] = bytes(512) + forgery.slots[last][512:]
    assert any(forgery.slots[last])
    forgery.write(scene.out())


@attack("F-12-half", "BROKEN", "TRUNCATED_FILE", "SHORT_READ", "CONTAINER_MISMATCH")
def half(scene: Scene) -> None:
    forgery = scene.forgery()
    path = scene.out()
    forgery.write(path)
    area = directory_of(path).areas[f"channel/{CAMERA}"]
    path.write_bytes(path.read_bytes()[: area.offset + area.size // 2])


@attack("C-16-epoch", "BROKEN", "EPOCH_RECORD", "CHECKPOINT_SIGNATURE")
def malformed_epoch(scene: Scene) -> None:
    """An EPOCH without counts, signed by every right key."""
    scene.sound()
    forgery = scene.forgery()
    index = of_type(forgery, RecordType.EPOCH, 2)
    document = forgery.json(index)
    del document["counts"]
    forgery.put_json(index, document)
    forgery.rechain()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack("C-16-event", "BROKEN", "SYSTEM_RECORD")
def malformed_event(scene: Scene) -> None:
    scene.sound()
    forgery = scene.forgery()
    forgery.put(of_type(forgery, RecordType.EVENT), b'{"event": NaN}')
    forgery.rechain()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack("C-15-overlap", "BROKEN", "RANGE")
def overlap(scene: Scene) -> None:
    """Every record of a channel lies on the same bytes, so that a small file claims much work; signed as it is."""
    scene.sound()
    forgery = scene.forgery()
    payload = forgery.pieces[nth(forgery, STATE, 0)].payload
    positions = [index for index, piece in enumerate(forgery.pieces) if piece.leaf.channel == STATE]
    for index in positions:
        forgery.put(index, payload)
        forgery.pieces[index].location = 0
    forgery.pieces[positions[0]].location = None
    forgery.recompute()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack("C-15-overlap-system", "BROKEN", "RANGE", "EPOCH_RECORD")
def overlap_system(scene: Scene) -> None:
    """The same with a system record: what comes last no longer has room in its area."""
    scene.sound()
    forgery = scene.forgery()
    event, gap = of_type(forgery, RecordType.EVENT), of_type(forgery, RecordType.GAP)
    forgery.put(gap, forgery.pieces[event].payload)
    forgery.recompute()
    before = sum(len(piece.payload) for piece in forgery.pieces[:gap] if piece.leaf.channel == 0)
    forgery.pieces[event].location = before
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack("C-16-long-event", "BROKEN", "PAYLOAD")
def long_event(scene: Scene) -> None:
    """A system record longer than one may be."""
    scene.sound()
    forgery = scene.forgery()
    forgery.put(of_type(forgery, RecordType.EVENT), b'{"event":"' + b"x" * 65_536 + b'"}')
    forgery.rechain()
    forgery.sign_all(scene.ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack(
    "F-12-locations-last", "BROKEN", "TRUNCATED_FILE", "SHORT_READ", "CONTAINER_MISMATCH", "UNSEALED_BYTES",
    "EPOCH_RECORD", "CHECKPOINT_SIGNATURE",
)  # fmt: skip
def locations_last(scene: Scene) -> None:
    """A file whose directory puts the locations at its end, and which ends within them."""
    _locations_at_the_end(scene.copy(scene.sound()), {})


@attack(
    "F-12-locations-last-small", "BROKEN", "TRUNCATED_FILE", "SHORT_READ", "RANGE", "CONTAINER_MISMATCH",
    "UNSEALED_BYTES", "EPOCH_RECORD", "CHECKPOINT_SIGNATURE",
)  # fmt: skip
def locations_last_small(scene: Scene) -> None:
    """The same, and areas too small for what they hold: a record whose place is unknown is outside of none."""
    _locations_at_the_end(scene.copy(scene.sound()), {"seal/system": 2_000, f"channel/{STATE}": 320})


def _locations_at_the_end(path: Path, sizes: dict[str, int]) -> None:
    raw = path.read_bytes()
    found = directory_of(path)
    area = found.areas["seal/location"]
    found.areas["seal/location"] = replace(area, offset=len(raw))
    found.areas.update({name: replace(found.areas[name], size=size) for name, size in sizes.items()})
    head = found.pack().ljust(65_536, b"\0")
    path.write_bytes(head + raw[65_536:] + raw[area.offset : area.offset + area.size // 16 * 8 + 3])
