"""Attacks of someone who has the file and no keys (list A).

Must not know how they are found. "Recomputed" means: every hash that needs no key was made right again.
"""

import shutil
from dataclasses import replace

import numpy as np

from app.log.leaf import LEAF_SIZE, UNKNOWN_TIME_NS, RecordType
from tests.adversary.attack import Scene, attack, directory_of, flip, nth, of_type
from tests.adversary.base import CAMERA, DEVICE_KEY, STATE, TEXT, KeyRing, key_of, pack, record, redacted
from tests.adversary.forgery import Forgery, Piece


@attack("A-00-sound", "SEALED")
def sound(scene: Scene) -> None:
    scene.copy(scene.sound())


@attack("A-00-derived", "SEALED")
def derived(scene: Scene) -> None:
    forgery = scene.forgery()
    hidden = frozenset(nth(forgery, STATE, n) for n in range(10))
    redacted(scene.sound(), scene.out(), records=hidden, parts={CAMERA: frozenset({1})})


@attack("A-00-open", "OPEN_PREFIX", "UNSEALED_TAIL")
def still_open(scene: Scene) -> None:
    forgery = scene.forgery()
    last = of_type(forgery, RecordType.EPOCH, -1)
    forgery.pieces = forgery.pieces[: last + 4]
    forgery.slots = forgery.slots[:-1]
    forgery.write(scene.out())


@attack("A-01-payload-bit", "BROKEN", "PAYLOAD")
def payload_bit(scene: Scene) -> None:
    path = scene.copy(scene.sound())
    flip(path, directory_of(path).areas[f"channel/{STATE}"].offset + 163, 3)


@attack("A-02-leaf-bit", "BROKEN", "CHAIN_BREAK", "ROOT_MISMATCH")
def leaf_bit(scene: Scene) -> None:
    path = scene.copy(scene.sound())
    flip(path, directory_of(path).areas["seal/leaf"].offset + 20 * LEAF_SIZE + 64)


@attack("A-02-leaf-magic", "BROKEN", "LEAF_FORMAT", "CHAIN_BREAK", "ROOT_MISMATCH")
def leaf_magic(scene: Scene) -> None:
    path = scene.copy(scene.sound())
    flip(path, directory_of(path).areas["seal/leaf"].offset + 20 * LEAF_SIZE + 2)


@attack("A-03-checkpoint-size", "BROKEN", "ROOT_MISMATCH", "CHECKPOINT_SIGNATURE", "EPOCH_RECORD")
def checkpoint_size(scene: Scene) -> None:
    forgery = scene.forgery()
    size = of_type(forgery, RecordType.EPOCH, 2) + 1
    forgery.edit_slot(2, lambda text: text.replace(b"\n%d\n" % size, b"\n%d\n" % (size - 1)))
    forgery.write(scene.out())


@attack("A-03-checkpoint-origin", "BROKEN", "CHECKPOINT_ORIGIN", "CHECKPOINT_SIGNATURE")
def checkpoint_origin(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.edit_slot(2, lambda text: text.replace(b"vehicle/7", b"vehicle/8", 1))
    forgery.write(scene.out())


@attack("A-03-checkpoint-base64", "BROKEN", "CHECKPOINT_SIGNATURE")
def checkpoint_signature_bit(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.edit_slot(2, lambda text: text[:-20] + (b"A" if text[-20:-19] != b"A" else b"B") + text[-19:])
    forgery.write(scene.out())


@attack("A-04-location", "BROKEN", "PAYLOAD", "SCHEMA_MISMATCH")
def location(scene: Scene) -> None:
    forgery = scene.forgery()
    path = scene.copy(scene.sound())
    flip(path, directory_of(path).areas["seal/location"].offset + 8 * nth(forgery, STATE, 5), 5)


@attack("A-04-location-far", "BROKEN", "RANGE", "SCHEMA_MISMATCH", "UNSEALED_BYTES")
def location_far(scene: Scene) -> None:
    forgery = scene.forgery()
    path = scene.copy(scene.sound())
    flip(path, directory_of(path).areas["seal/location"].offset + 8 * nth(forgery, STATE, 5) + 7, 6)


@attack("A-05-salt", "BROKEN", "GENESIS")
def salt(scene: Scene) -> None:
    path = scene.copy(scene.sound())
    flip(path, directory_of(path).areas["seal/salt"].offset)


@attack("A-06-directory-bit", "BROKEN", "DIR_DIGEST")
def directory_bit(scene: Scene) -> None:
    flip(scene.copy(scene.sound()), 32 + 33)


@attack("A-06-directory-range", "BROKEN", "DIR_RANGE")
def directory_range(scene: Scene) -> None:
    path = scene.copy(scene.sound())
    directory = directory_of(path)
    name = f"channel/{STATE}"
    directory.areas[name] = replace(directory.areas[name], offset=2**63)
    with path.open("r+b") as file:
        file.write(directory.pack())


@attack(
    "A-07-delete", "BROKEN", "INDEX", "CHANNEL_SEQUENCE", "CHAIN_BREAK", "ROOT_MISMATCH", "EPOCH_RECORD", "COUNTS",
    "SIZE_RANGE", "UNSEALED_TAIL",
)  # fmt: skip
def delete(scene: Scene) -> None:
    forgery = scene.forgery()
    del forgery.pieces[nth(forgery, CAMERA, 8)]
    forgery.write(scene.out())


@attack("A-08-delete-recomputed", "BROKEN", "ROOT_MISMATCH", "EPOCH_RECORD", "SIZE_RANGE", "UNSEALED_TAIL")
def delete_recomputed(scene: Scene) -> None:
    forgery = scene.forgery()
    del forgery.pieces[nth(forgery, CAMERA, 8)]
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-08-replaced-recomputed", "BROKEN", "ROOT_MISMATCH")
def replaced_recomputed(scene: Scene) -> None:
    """A record is deleted and another doubled in its place, so that every count agrees again."""
    forgery = scene.forgery()
    gone, twice = nth(forgery, STATE, 12), nth(forgery, STATE, 13)
    forgery.pieces[gone].payload = forgery.pieces[twice].payload
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-09-duplicate", "BROKEN", "ROOT_MISMATCH", "EPOCH_RECORD", "UNSEALED_TAIL")
def duplicate(scene: Scene) -> None:
    forgery = scene.forgery()
    frame = nth(forgery, CAMERA, 8)
    twin = forgery.pieces[frame]
    forgery.pieces.insert(frame + 1, Piece(twin.leaf, twin.payload, twin.parts))
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-09-duplicate-late", "BROKEN", "ROOT_MISMATCH", "EPOCH_RECORD", "UNSEALED_TAIL", "TIME_BACKWARDS")
def duplicate_late(scene: Scene) -> None:
    forgery = scene.forgery()
    twin = forgery.pieces[nth(forgery, CAMERA, 8)]
    forgery.pieces.insert(nth(forgery, CAMERA, 10), Piece(twin.leaf, twin.payload, twin.parts))
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-10-swap", "BROKEN", "ROOT_MISMATCH")
def swap(scene: Scene) -> None:
    forgery = scene.forgery()
    one, other = (forgery.pieces[nth(forgery, CAMERA, n)] for n in (7, 8))
    one.payload, other.payload = other.payload, one.payload
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-11-swap-channels", "BROKEN", "ROOT_MISMATCH", "SCHEMA_MISMATCH")
def swap_channels(scene: Scene) -> None:
    forgery = scene.forgery()
    one, other = forgery.pieces[nth(forgery, STATE, 7)], forgery.pieces[nth(forgery, TEXT, 1)]
    one.payload, other.payload = other.payload, one.payload
    one.parts, other.parts = (len(one.payload),), (len(other.payload),)
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-12-location-next", "BROKEN", "PAYLOAD", "UNSEALED_BYTES")
def location_next(scene: Scene) -> None:
    forgery = scene.forgery()
    path = scene.copy(scene.sound())
    area = directory_of(path).areas["seal/location"]
    with path.open("r+b") as file:
        file.seek(area.offset + 8 * nth(forgery, CAMERA, 6))
        following = file.read(8)
        file.seek(area.offset + 8 * nth(forgery, CAMERA, 5))
        file.write(following)


@attack("A-13-stamp", "BROKEN", "ROOT_MISMATCH")
def stamp(scene: Scene) -> None:
    forgery = scene.forgery()
    index = nth(forgery, STATE, 15)
    forgery.edit(index, t_capture=forgery.pieces[index].leaf.t_capture + 5_000_000)
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-14-all-stamps", "BROKEN", "ROOT_MISMATCH")
def all_stamps(scene: Scene) -> None:
    forgery = scene.forgery()
    for index, piece in enumerate(forgery.pieces):
        forgery.edit(index, t_arrival=piece.leaf.t_arrival + 10**9)
        if piece.leaf.t_capture != UNKNOWN_TIME_NS:
            forgery.edit(index, t_capture=piece.leaf.t_capture + 10**9)
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-15-speed", "BROKEN", "ROOT_MISMATCH")
def speed(scene: Scene) -> None:
    forgery = scene.forgery()
    index = nth(forgery, STATE, 15)
    payload = bytearray(forgery.pieces[index].payload)
    payload[8:12] = bytes(4)
    forgery.pieces[index].payload = bytes(payload)
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-16-channel", "BROKEN", "ROOT_MISMATCH", "EPOCH_RECORD", "SIZE_RANGE", "UNSEALED_TAIL")
def drop_channel(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.pieces = [piece for piece in forgery.pieces if piece.leaf.channel != TEXT]
    forgery.recompute()
    forgery.write(scene.out())


@attack(
    "A-16-channel-undeclared", "BROKEN", "GENESIS",
)  # fmt: skip
def undeclare_channel(scene: Scene) -> None:
    """The channel leaves the table of GENESIS, but GENESIS is not hashed again."""
    forgery = scene.forgery()
    document = forgery.json(0)
    document["channels"] = [channel for channel in document["channels"] if channel["id"] != TEXT]
    root = forgery.pieces[0].leaf.payload_root
    forgery.put_json(0, document)
    forgery.edit(0, payload_root=root)
    forgery.write(scene.out())


@attack(
    "A-16-channel-unknown", "BROKEN", "UNKNOWN_CHANNEL", "COUNTS", "ROOT_MISMATCH", "CHAIN_BREAK", "CONTAINER_MISMATCH",
    "UNSEALED_CONTENT",
)  # fmt: skip
def unknown_channel(scene: Scene) -> None:
    """The channel leaves the table of GENESIS, its records stay."""
    forgery = scene.forgery()
    document = forgery.json(0)
    document["channels"] = [channel for channel in document["channels"] if channel["id"] != TEXT]
    forgery.put_json(0, document)
    forgery.write(scene.out())


@attack("A-17-checkpoints-dropped", "OPEN_PREFIX", "UNSEALED_TAIL")
def checkpoints_dropped(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.slots = forgery.slots[:4]
    forgery.write(scene.out())


@attack("A-17-tail-too-long", "BROKEN", "UNSEALED_TAIL", "TAIL_TOO_LONG")
def tail_too_long(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.slots = forgery.slots[:2]
    forgery.write(scene.out())


@attack("A-18-cut", "OPEN_PREFIX")
def cut(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.slots = forgery.slots[:3]
    forgery.pieces = forgery.pieces[: of_type(forgery, RecordType.EPOCH, 2) + 1]
    forgery.write(scene.out())


@attack("A-18-cut-in-drive", "BROKEN", "TRUNCATED_AFTER_ANCHOR")
def cut_in_drive(scene: Scene) -> None:
    first, second, third = scene.drive()
    forgery = Forgery(first)
    forgery.slots = forgery.slots[:2]
    forgery.pieces = forgery.pieces[: of_type(forgery, RecordType.EPOCH, 1) + 1]
    forgery.write(scene.out("0.h5"))
    scene.copy(second, "1.h5")
    scene.copy(third, "2.h5")


@attack(
    "A-19-checkpoint-again", "BROKEN", "CHECKPOINT_SIZE", "CHECKPOINT_SIGNATURE", "EPOCH_RECORD", "CHECKPOINT_DEVICE"
)
def checkpoint_again(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.put_slot(3, forgery.slots[2])
    forgery.write(scene.out())


@attack("A-20-checkpoint-removed", "BROKEN", "CHECKPOINT_SIGNATURE", "EPOCH_RECORD", "CHECKPOINT_DEVICE")
def checkpoint_removed(scene: Scene) -> None:
    forgery = scene.forgery()
    del forgery.slots[2]
    forgery.write(scene.out())


@attack("A-21-foreign-checkpoints", "BROKEN", "CHECKPOINT_ORIGIN", "CHECKPOINT_SIGNATURE", "ROOT_MISMATCH")
def foreign_checkpoints(scene: Scene) -> None:
    forgery = scene.forgery()
    other = record(scene.work / "other", KeyRing("other"))
    forgery.slots = Forgery(other[0]).slots
    forgery.write(scene.out())


@attack("A-22-splice", "BROKEN", "FOREIGN_RECORD", "CHAIN_BREAK", "ROOT_MISMATCH", "PAYLOAD")
def splice(scene: Scene) -> None:
    forgery = scene.forgery()
    other = Forgery(record(scene.work / "spliced", KeyRing("spliced"))[0])
    index = nth(forgery, STATE, 11)
    forgery.pieces[index] = other.pieces[index]
    forgery.write(scene.out())


@attack("A-23-segment-deleted", "OPEN_PREFIX", "SEGMENT_MISSING")
def segment_deleted(scene: Scene) -> None:
    first, _, third = scene.drive()
    scene.copy(first, "0.h5")
    scene.copy(third, "2.h5")


@attack("A-23-wrong-predecessor", "BROKEN", "SEGMENT_LINK", "SEGMENT_MISSING")
def wrong_predecessor(scene: Scene) -> None:
    """The last segment of another drive of this vehicle, which claims the same drive and number."""
    first, second, _ = scene.drive()
    other = record(
        scene.work / "cuckoo",
        KeyRing("cuckoo"),
        seconds=6,
        drive_id=bytes.fromhex(Forgery(first).genesis["drive"]),
        segment_ms=2000,
    )
    scene.copy(first, "0.h5")
    scene.copy(second, "1.h5")
    pack(other[2], scene.out("2.h5"))


@attack("A-24-names-shuffled", "SEALED")
def names_shuffled(scene: Scene) -> None:
    for source, name in zip(scene.drive(), ("c.h5", "a.h5", "b.h5"), strict=True):
        scene.copy(source, name)


@attack("A-25-twice", "SEALED", "SEGMENT_TWICE")
def twice(scene: Scene) -> None:
    scene.copy(scene.sound(), "a.h5")
    scene.copy(scene.sound(), "b.h5")


@attack("A-25-twins", "UNTRUSTED", "FORK")
def twins(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.slots = forgery.slots[:3]
    forgery.pieces = forgery.pieces[: of_type(forgery, RecordType.EPOCH, 2) + 1]
    forgery.write(scene.out("a.h5"))
    scene.copy(scene.sound(), "b.h5")


@attack("A-26-slack", "SEALED", "UNSEALED_BYTES")
def slack(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.slack = 64
    path = scene.out()
    forgery.write(path)
    area = directory_of(path).areas[f"channel/{TEXT}"]
    with path.open("r+b") as file:
        file.seek(area.offset + area.size - 20)
        file.write(b"hidden")


@attack("A-27-extra-dataset", "SEALED", "UNSEALED_CONTENT")
def extra_dataset(scene: Scene) -> None:
    import h5py

    with h5py.File(scene.copy(scene.sound()), "r+") as file:
        file["channels/extra"] = np.arange(4)
        file["seal"].attrs["verified"] = "yes"
        file["channels/soft"] = h5py.SoftLink("/seal/leaf")


@attack("A-28-metadata", "SEALED", "CONTAINER_MISMATCH")
def metadata(scene: Scene) -> None:
    """HDF5 tools are shown another dataset of the same size under the channel's name."""
    import h5py

    with h5py.File(scene.copy(scene.sound()), "r+") as file:
        path = "channels/camera_front/data"
        raw = file[path][:]
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_layout(h5py.h5d.CONTIGUOUS)
        properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        file.create_dataset("other", data=raw[::-1], dcpl=properties)
        del file[path]
        file.move("other", path)


@attack("A-29-reserved", "BROKEN", "LEAF_FORMAT", "ROOT_MISMATCH")
def reserved(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.edit(nth(forgery, STATE, 3), zero_120=7)
    forgery.edit(nth(forgery, STATE, 4), flags=2)
    forgery.edit(nth(forgery, STATE, 5), type=9)
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-30-gap", "BROKEN", "ROOT_MISMATCH")
def forged_gap(scene: Scene) -> None:
    forgery = scene.forgery()
    index = nth(forgery, STATE, 8)
    forgery.edit(index, type=RecordType.GAP, channel=0, t_capture=UNKNOWN_TIME_NS)
    lost = {"lost": [{"channel": STATE, "records": "1"}], "reason": "sensor"}
    forgery.put_json(index, lost)
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-31-end", "BROKEN", "CHECKPOINT_SIGNATURE", "CHECKPOINT_DEVICE")
def forged_end(scene: Scene) -> None:
    """A log cut back and then ended by the adversary with keys of his own."""
    forgery = scene.forgery()
    forgery.pieces = forgery.pieces[: of_type(forgery, RecordType.EPOCH, 2)]
    last = scene.forgery().pieces[-1]
    forgery.pieces.append(Piece(last.leaf, last.payload, last.parts))
    document = forgery.json(len(forgery.pieces) - 1)
    forgery.put_json(len(forgery.pieces) - 1, document | {"epoch": 2})
    forgery.edit(len(forgery.pieces) - 1, t_arrival=forgery.pieces[-2].leaf.t_arrival)
    forgery.recompute()
    origin = forgery.genesis["origin"]
    forgery.slots = forgery.slots[:2]
    forgery.sign(2, len(forgery.pieces), {f"{origin}/e2": key_of("adversary"), "vehicle/7": key_of("adversary")})
    forgery.write(scene.out())


@attack("A-32-sequence", "BROKEN", "CHANNEL_SEQUENCE", "ROOT_MISMATCH")
def sequence(scene: Scene) -> None:
    forgery = scene.forgery()
    index = nth(forgery, STATE, 9)
    forgery.edit(index, channel_seq=forgery.pieces[index].leaf.channel_seq + 1)
    forgery.rechain()
    forgery.write(scene.out())


def _derived(scene: Scene) -> Forgery:
    forgery = scene.forgery()
    hidden = frozenset(nth(forgery, STATE, n) for n in range(10))
    path = scene.work / f"derived-{scene.folder.name}.h5"
    redacted(scene.sound(), path, records=hidden, parts={CAMERA: frozenset({1})})
    return Forgery(path)


@attack("A-33-derived-leaf", "BROKEN", "CHAIN_BREAK", "ROOT_MISMATCH")
def derived_leaf(scene: Scene) -> None:
    forgery = _derived(scene)
    forgery.edit(nth(forgery, STATE, 4), t_capture=0)
    forgery.write(scene.out())


@attack(
    "A-34-excerpt-narrowed", "BROKEN", "SIZE_RANGE", "UNSEALED_TAIL", "INDEX", "CHANNEL_SEQUENCE", "CHAIN_BREAK",
    "ROOT_MISMATCH", "EPOCH_RECORD", "COUNTS",
)  # fmt: skip
def excerpt_narrowed(scene: Scene) -> None:
    """Leaves of withheld records are left out, to hide that there was more."""
    forgery = _derived(scene)
    for number in (5, 4, 3):
        del forgery.pieces[nth(forgery, STATE, number)]
    forgery.write(scene.out())


@attack("A-35-redacted-bytes", "BROKEN", "PAYLOAD")
def redacted_bytes(scene: Scene) -> None:
    forgery = _derived(scene)
    piece = forgery.pieces[nth(forgery, CAMERA, 2)]
    piece.payload = b"other bytes of the same length".ljust(40, b"x") + piece.payload[40:]
    forgery.write(scene.out())


@attack("A-37-salt", "BROKEN", "PAYLOAD")
def derived_salt(scene: Scene) -> None:
    forgery = _derived(scene)
    row = int(np.flatnonzero(forgery.rows["index"] == nth(forgery, CAMERA, 3))[0])
    forgery.rows["value"][row][0] ^= 1
    forgery.write(scene.out())


@attack("A-37-withheld-filled", "BROKEN", "PAYLOAD")
def withheld_filled(scene: Scene) -> None:
    forgery = _derived(scene)
    piece = forgery.pieces[nth(forgery, CAMERA, 2)]
    piece.payload = piece.payload[:40] + b"filled with other bytes!"
    forgery.write(scene.out())


@attack("A-38-salt-back", "BROKEN", "SALT_IN_REDACTED", "PAYLOAD")
def salt_back(scene: Scene) -> None:
    forgery = _derived(scene)
    forgery.salt_key = scene.forgery().salt_key
    forgery.write(scene.out())


@attack("A-39-not-its-epoch", "BROKEN", "EPOCH_RECORD", "CHECKPOINT_SIGNATURE")
def not_its_epoch(scene: Scene) -> None:
    """The epoch key signs a prefix that does not end with its EPOCH: not even the recorder may."""
    forgery = scene.forgery()
    origin = forgery.genesis["origin"]
    size = of_type(forgery, RecordType.EPOCH, 2)
    forgery.sign(2, size, {f"{origin}/e2": scene.ring.keys[1]})
    forgery.slots = forgery.slots[:3]
    forgery.pieces = forgery.pieces[:size]
    forgery.write(scene.out())


@attack("A-40-genesis-of-another", "BROKEN", "GENESIS")
def genesis_of_another(scene: Scene) -> None:
    forgery = scene.forgery()
    other = Forgery(record(scene.work / "another", KeyRing("another"))[0])
    forgery.put(0, other.pieces[0].payload)
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-40-delegation", "BROKEN", "DELEGATION", "ROOT_MISMATCH")
def delegation(scene: Scene) -> None:
    forgery = scene.forgery()
    other = Forgery(record(scene.work / "delegating", KeyRing("delegating"))[0])
    forgery.put_json(0, forgery.json(0) | {"delegation": other.json(0)["delegation"]})
    forgery.recompute()
    forgery.write(scene.out())


@attack("A-40-counts", "BROKEN", "COUNTS", "ROOT_MISMATCH")
def counts(scene: Scene) -> None:
    forgery = scene.forgery()
    index = of_type(forgery, RecordType.EPOCH, 2)
    document = forgery.json(index)
    document["counts"][str(STATE)] = "1"
    forgery.put_json(index, document)
    forgery.rechain()
    forgery.write(scene.out())


@attack("A-40-after-end", "BROKEN", "AFTER_END", "UNSEALED_BYTES")
def after_end(scene: Scene) -> None:
    forgery = scene.forgery()
    last = forgery.pieces[-2]
    forgery.pieces.append(Piece(last.leaf, last.payload, last.parts))
    forgery.renumber()
    forgery.rehash(len(forgery.pieces) - 1)
    forgery.rechain(len(forgery.pieces) - 1)
    forgery.write(scene.out())


@attack("A-41-two-successors", "UNTRUSTED", "FORK")
def two_successors(scene: Scene) -> None:
    """The device itself continued one segment twice: two recorders ran, or a key was copied."""
    first, second, _ = scene.drive()
    shutil.copytree(scene.work / "drive", scene.work / "resumed")
    for path in sorted((scene.work / "resumed").glob("*.h5"))[1:]:
        path.unlink()
    record(scene.work / "resumed", KeyRing("resumed"), seconds=2, resume=True)
    scene.copy(first, "0.h5")
    scene.copy(second, "1.h5")
    pack(sorted((scene.work / "resumed").glob("*.h5"))[1], scene.out("1b.h5"))


@attack("A-40-signed-after-end", "BROKEN", "AFTER_END", "CHECKPOINT_SIGNATURE")
def signed_after_end(scene: Scene) -> None:
    """The device goes on behind its own END, as a recorder never does: no record names a key for that."""
    scene.sound()
    forgery = scene.forgery()
    epoch, end = of_type(forgery, RecordType.EPOCH, -1), forgery.pieces[-1]
    template = forgery.pieces[epoch]
    number = len(forgery.slots)
    forgery.pieces.append(Piece(template.leaf, template.payload, template.parts))
    index = len(forgery.pieces) - 1
    forgery.edit(index, t_arrival=end.leaf.t_arrival)
    forgery.put_json(index, forgery.json(index) | {"epoch": number})
    forgery.recompute()
    forgery.sign(number, index + 1, {f"{forgery.genesis['origin']}/e{number}": key_of("late"), "vehicle/7": DEVICE_KEY})
    forgery.write(scene.out())


@attack("A-16-area", "BROKEN", "RANGE", "UNSEALED_CONTENT")
def area_gone(scene: Scene) -> None:
    """The area of a channel leaves the directory."""
    path = scene.copy(scene.sound())
    directory = directory_of(path)
    del directory.areas[f"channel/{TEXT}"]
    with path.open("r+b") as file:
        file.write(directory.pack().ljust(65_536, b"\0"))


@attack("A-23-other-root", "BROKEN", "GENESIS")
def other_root(scene: Scene) -> None:
    """GENESIS names another root of its predecessor than the first leaf continues."""
    forgery = Forgery(scene.drive()[1])
    document = forgery.json(0)
    document["previous"]["root"] = "A" * 43 + "="
    forgery.put_json(0, document)
    forgery.rechain()
    forgery.write(scene.out())


@attack("A-37-length", "BROKEN", "PAYLOAD")
def part_length(scene: Scene) -> None:
    forgery = _derived(scene)
    row = int(np.flatnonzero(forgery.rows["index"] == nth(forgery, CAMERA, 3))[0])
    forgery.rows["length"][row] += 1
    forgery.write(scene.out())


@attack("A-37-row-zero", "BROKEN", "PAYLOAD", "UNSEALED_BYTES")
def row_zero(scene: Scene) -> None:
    """A row in the middle is wiped: the table ends there."""
    forgery = scene.forgery()
    forgery.rows[len(forgery.rows) - 3] = np.zeros(1, dtype=forgery.rows.dtype)[0]
    forgery.write(scene.out())


@attack("A-37-row-zero-first", "BROKEN", "PAYLOAD", "UNSEALED_BYTES")
def row_zero_first(scene: Scene) -> None:
    """A row of zeros before all others: the table has no row at all."""
    forgery = scene.forgery()
    forgery.rows = np.concatenate([np.zeros(1, dtype=forgery.rows.dtype), forgery.rows])
    forgery.write(scene.out())


@attack("A-37-system-withheld", "BROKEN", "PAYLOAD", "EPOCH_RECORD", "CHECKPOINT_SIGNATURE")
def system_withheld(scene: Scene) -> None:
    """A system record is withheld with its right hash: system records never may be."""
    forgery = _derived(scene)
    index = of_type(forgery, RecordType.EPOCH, 2)
    row = int(np.flatnonzero(forgery.rows["index"] == index)[0])
    forgery.rows["kind"][row] = 2
    forgery.rows["value"][row] = np.frombuffer(forgery.pieces[index].leaf.payload_root, dtype=np.uint8)
    forgery.pieces[index].payload = bytes(len(forgery.pieces[index].payload))
    forgery.write(scene.out())


@attack("A-37-system-nowhere", "BROKEN", "RANGE", "EPOCH_RECORD", "CHECKPOINT_SIGNATURE", "UNSEALED_BYTES")
def system_nowhere(scene: Scene) -> None:
    """The location of a system record says that it is withheld."""
    path = scene.copy(scene.sound())
    index = of_type(scene.forgery(), RecordType.EPOCH, 2)
    with path.open("r+b") as file:
        file.seek(directory_of(path).areas["seal/location"].offset + 8 * index)
        file.write(b"\xff" * 8)
