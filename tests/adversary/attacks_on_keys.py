"""Attacks on keys, signatures and time (list B).

Must not know how they are found.
"""

import base64
from collections.abc import Callable

from app.chain.note import signature_line
from app.log.leaf import RecordType
from app.record.keys import DeviceKey
from tests.adversary.attack import Scene, attack, nth, of_type
from tests.adversary.base import DEVICE, DEVICE_KEY, SECOND, STATE, KeyRing, key_of, pack, record
from tests.adversary.forgery import Forgery, Piece

THIEF = key_of("adversary")


def _origin(forgery: Forgery) -> str:
    return str(forgery.genesis["origin"])


def _ring(scene: Scene) -> KeyRing:
    scene.sound()
    return scene.ring


@attack("B-01-other-device", "UNTRUSTED", "UNTRUSTED_DEVICE_KEY")
def other_device(scene: Scene) -> None:
    paths = record(scene.work / "b01", KeyRing("b01"), device=DeviceKey("vehicle/8", THIEF))
    pack(paths[0], scene.out())


@attack("B-02-signed-again", "BROKEN", "CHECKPOINT_SIGNATURE")
def signed_again(scene: Scene) -> None:
    forgery = scene.forgery()
    origin = _origin(forgery)
    for number in range(len(forgery.slots)):
        lines = forgery.slots[number].rstrip(b"\0").decode().splitlines(keepends=True)
        text = "".join(lines[:3]).encode()
        mine = signature_line(
            name=f"{origin}/e{number}", public_key=THIEF.public_key().public_bytes_raw(), signature=THIEF.sign(text)
        )
        kept = [line.encode() for line in lines[4:] if f" {DEVICE} " in line]
        forgery.put_slot(number, text + b"\n" + mine + b"".join(kept))
    forgery.write(scene.out())


@attack("B-03-stripped", "BROKEN", "CHECKPOINT_FORMAT", "NO_CHECKPOINT", "UNSEALED_TAIL", "TAIL_TOO_LONG")
def stripped(scene: Scene) -> None:
    forgery = scene.forgery()
    for number in range(len(forgery.slots)):
        forgery.edit_slot(number, lambda text: text[: text.index(b"\n\n") + 2])
    forgery.write(scene.out())


@attack("B-04-unknown-lines", "BROKEN", "CHECKPOINT_SIGNATURE", "CHECKPOINT_DEVICE")
def unknown_lines(scene: Scene) -> None:
    forgery = scene.forgery()
    for number in range(len(forgery.slots)):
        forgery.sign(number, _size(forgery, number), {"somebody/else": THIEF, "another": THIEF})
    forgery.write(scene.out())


def _size(forgery: Forgery, number: int) -> int:
    return int(forgery.slots[number].split(b"\n")[1])


@attack("B-05-device-renamed", "BROKEN", "CHECKPOINT_DEVICE")
def device_renamed(scene: Scene) -> None:
    forgery = scene.forgery()
    forgery.edit_slot(0, lambda text: text.replace(b" vehicle/7 ", b" vehicle/9 "))
    forgery.write(scene.out())


@attack("B-05-device-wrong", "BROKEN", "CHECKPOINT_DEVICE")
def device_wrong(scene: Scene) -> None:
    """A device line where none is required, but a wrong one."""
    ring = _ring(scene)
    forgery = scene.forgery()
    forgery.sign(1, _size(forgery, 1), {f"{_origin(forgery)}/e1": ring.keys[1], DEVICE: THIEF})
    forgery.write(scene.out())


@attack("B-06-suite", "BROKEN", "LEAF_FORMAT", "ROOT_MISMATCH")
def suite(scene: Scene) -> None:
    forgery = scene.forgery()
    for index in range(1, len(forgery.pieces)):
        forgery.edit(index, suite=0)
    forgery.recompute()
    forgery.write(scene.out())


def _speed_zero(forgery: Forgery, index: int) -> None:
    payload = bytearray(forgery.pieces[index].payload)
    payload[8:12] = bytes(4)
    forgery.pieces[index].payload = bytes(payload)


@attack("B-07-past-rewritten", "BROKEN", "CHECKPOINT_SIGNATURE", "CHECKPOINT_DEVICE")
def past_rewritten(scene: Scene) -> None:
    """Who stole the key of epoch 3 rewrites epoch 1: for 1 and 2 he has no keys, for 3 none of the device."""
    ring = _ring(scene)
    forgery = scene.forgery()
    _speed_zero(forgery, nth(forgery, STATE, 5))
    forgery.recompute()
    forgery.slots = forgery.slots[:4]
    keys = {1: THIEF, 2: THIEF, 3: ring.keys[3]}
    for number, key in keys.items():
        forgery.sign(number, _size(forgery, number), {f"{_origin(forgery)}/e{number}": key})
    forgery.pieces = forgery.pieces[: _size(forgery, 3)]
    forgery.write(scene.out())


@attack("B-08-cut-and-continued", "BROKEN", "CHECKPOINT_SIGNATURE")
def cut_and_continued(scene: Scene) -> None:
    """Who stole the key of epoch 3 cuts back to checkpoint 1 and goes on from there."""
    ring = _ring(scene)
    forgery = scene.forgery()
    _continue(forgery, after=1, next_key=THIEF.public_key().public_bytes_raw())
    forgery.sign(2, len(forgery.pieces), {f"{_origin(forgery)}/e2": ring.keys[3]})
    forgery.write(scene.out())


@attack("B-09-future-forged", "OPEN_PREFIX")
def future_forged(scene: Scene) -> None:
    """Who stole the live key of epoch 2 goes on from checkpoint 1: the stated limit; the device never signs his END."""
    ring = _ring(scene)
    forgery = scene.forgery()
    _continue(forgery, after=1, next_key=THIEF.public_key().public_bytes_raw())
    forgery.sign(2, len(forgery.pieces), {f"{_origin(forgery)}/e2": ring.keys[2]})
    forgery.write(scene.out())


@attack("B-09-future-ended", "BROKEN", "CHECKPOINT_DEVICE")
def future_ended(scene: Scene) -> None:
    """The same thief comes to the point where the device has to sign."""
    ring = _ring(scene)
    forgery = scene.forgery()
    _continue(forgery, after=1, next_key=THIEF.public_key().public_bytes_raw())
    forgery.sign(2, len(forgery.pieces), {f"{_origin(forgery)}/e2": ring.keys[2]})
    _continue(forgery, after=2, next_key=THIEF.public_key().public_bytes_raw(), cut=False)
    forgery.sign(3, len(forgery.pieces), {f"{_origin(forgery)}/e3": THIEF, DEVICE: THIEF})
    forgery.write(scene.out())


def _continue(forgery: Forgery, *, after: int, next_key: bytes, cut: bool = True) -> None:
    """Three records of the adversary's and an EPOCH behind checkpoint `after`."""
    epoch = of_type(forgery, RecordType.EPOCH, after)
    template, document = forgery.pieces[epoch], forgery.json(epoch)
    state = forgery.pieces[nth(forgery, STATE, 0)]
    if cut:
        forgery.pieces = forgery.pieces[: epoch + 1]
        forgery.slots = forgery.slots[: after + 1]
    last = forgery.pieces[-1].leaf.t_arrival
    for _ in range(3):
        forgery.pieces.append(Piece(state.leaf, state.payload, state.parts))
        forgery.edit(len(forgery.pieces) - 1, t_arrival=last)
    forgery.pieces.append(Piece(template.leaf, template.payload, template.parts))
    index = len(forgery.pieces) - 1
    forgery.edit(index, t_arrival=last)
    forgery.put_json(index, document | {"epoch": after + 1, "next_key": base64.b64encode(next_key).decode()})
    forgery.recompute()


@attack("B-10-key-id", "BROKEN", "CHECKPOINT_SIGNATURE")
def key_id(scene: Scene) -> None:
    """The right key id on a signature by another key: an id is a hint."""
    ring = _ring(scene)
    forgery = scene.forgery()
    lines = forgery.slots[1].rstrip(b"\0").split(b"\n")
    text = b"\n".join(lines[:3]) + b"\n"
    name = f"{_origin(forgery)}/e1"
    right = ring.keys[1].public_key().public_bytes_raw()
    forgery.put_slot(1, text + b"\n" + signature_line(name=name, public_key=right, signature=THIEF.sign(text)))
    forgery.write(scene.out())


def _change_text(name: str, code: str, change: Callable[[bytes], bytes]) -> None:
    @attack(name, "BROKEN", code)
    def changed(scene: Scene) -> None:
        forgery = scene.forgery()
        forgery.edit_slot(1, change)
        forgery.write(scene.out())


def _loose_base64(text: bytes) -> bytes:
    """Another text for the same root: the unused bits of the last digit."""
    lines = text.split(b"\n")
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = alphabet.index(lines[2][-2:-1])
    lines[2] = lines[2][:-2] + alphabet[last + 1 : last + 2] + b"="
    return b"\n".join(lines)


_change_text("B-11-base64", "BASE64", _loose_base64)
_change_text("B-11-size-zero", "CHECKPOINT_FORMAT", lambda text: text.replace(b"\n", b"\n0", 1))
_change_text("B-11-control", "CHECKPOINT_FORMAT", lambda text: text.replace(b"\n", b"\r\n"))
_change_text("B-11-two", "CHECKPOINT_FORMAT", lambda text: text + text)
_change_text("B-11-padding", "CHECKPOINT_FORMAT", lambda text: text + b"\0\0more")
_change_text("B-11-twice-signed", "CHECKPOINT_FORMAT", lambda text: text + text[text.index(b"\n\n") + 2 :])
_change_text("B-11-not-utf-8", "CHECKPOINT_FORMAT", lambda text: text.replace(b"vehicle", b"vehicl\xff", 1))


@attack("B-12-same-name", "UNTRUSTED", "UNTRUSTED_DEVICE_KEY")
def same_name(scene: Scene) -> None:
    pack(record(scene.work / "b12", KeyRing("b12"), device=DeviceKey(DEVICE, THIEF))[0], scene.out())


@attack("B-18-utc", "SEALED")
def utc(scene: Scene) -> None:
    """UTC jumps back, before 1970, over a leap second and beyond 2106: data, and never a reason to refuse."""
    jumps = (1_483_228_800 * SECOND, -5 * SECOND, 4_400_000_000 * SECOND, 1_483_228_799 * SECOND)
    pack(record(scene.work / "b18", KeyRing("b18"), utc_ns=jumps)[0], scene.out())


@attack("B-18-arrival-backwards", "BROKEN", "TIME_BACKWARDS")
def arrival_backwards(scene: Scene) -> None:
    """Signed by every right key: a recorder whose own clock ran backwards is still refused."""
    ring = _ring(scene)
    forgery = scene.forgery()
    index = nth(forgery, STATE, 12)
    forgery.edit(index, t_arrival=forgery.pieces[index].leaf.t_arrival - SECOND)
    forgery.recompute()
    forgery.sign_all(ring.keys, DEVICE_KEY)
    forgery.write(scene.out())


@attack("B-21-small-order-key", "BROKEN", "GENESIS")
def small_order_key(scene: Scene) -> None:
    """An epoch key of small order, for which everybody can make signatures."""
    forgery = scene.forgery()
    key = base64.b64encode(b"\1" + bytes(31)).decode()
    forgery.put_json(0, forgery.json(0) | {"epoch_key": key})
    forgery.recompute()
    forgery.write(scene.out())
