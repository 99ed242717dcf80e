#!/usr/bin/env python3
"""The independent verifier of sealed logs, version 1, written from sealed-log.md alone, whose sections it cites.

    python3 verify.py LOG [NAME=KEY ...] [--no-payloads]

It needs Python 3.11 or later and nothing else, and it writes nothing. NAME=KEY is a device you trust, or a fleet key
that endorses devices: its name, and its public key in base64 or the fingerprint of that key (64 hexadecimal digits).
Nothing is trusted from the log itself. --no-payloads checks all but the payloads of the channels. Standard output gets
the verdict as one JSON object, standard error a summary. Exit code: 0 SEALED, 1 BROKEN, 2 UNTRUSTED, 3 OPEN_PREFIX or
STRUCTURE_ONLY, 4 UNSIGNED, 64 wrong usage, 66 cannot read LOG.
"""

import hmac
import json
import re
import struct
import sys
import time
from base64 import b64decode, b64encode
from collections import Counter, defaultdict, namedtuple
from hashlib import sha256, sha512
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any, BinaryIO, TypeGuard

__all__ = ["main", "verify"]
EXIT = {"SEALED": 0, "BROKEN": 1, "UNTRUSTED": 2, "OPEN_PREFIX": 3, "STRUCTURE_ONLY": 3, "UNSIGNED": 4}
WARN = {"TRUNCATED_FILE", "TORN_CHECKPOINT", "UNSEALED_TAIL"}  # NOT_SEALED is UNSIGNED; all other findings break
GENESIS, DATA, EPOCH, ANNEX, END, NONE = 0, 1, 3, 7, 255, 2**64 - 1
# Section 2: the sizes that areas may have; the step of a range is the size of a leaf, location, slot or row
SIZES = {"seal/leaf": range(0, 192 * 2**20 + 1, 192), "seal/location": range(0, 2**63, 8), "seal/system": range(2**63)}
SIZES |= {"seal/checkpoint": range(0, 2**26 + 1, 4096), "seal/part": range(0, 2**28 + 1, 64)}
SIZES |= {"seal/salt": range(32, 64, 32)}
AREA = rb"(seal/(?:leaf|location|checkpoint|system|salt|part)|channel/([1-9][0-9]{0,9}))\0*"
LEAF = struct.Struct("<4sBBH16sQIIQQq20x4s24xQ8s32s32s")  # section 3, without the fields that decide nothing
Leaf = namedtuple(
    "Leaf", "magic suite type flags segment number channel parts sequence previous time zero length zeros root chain"
)
Note = namedtuple("Note", "origin size root text signatures")
# Section 7: forms of JSON (see fits). Base64 is canonical if the last digit has no more bits than the bytes need
HEX32, DECIMAL, TEXT = "[0-9a-f]{32}", "0|[1-9][0-9]{0,19}", "(?s).*"
KEY, SIGNATURE = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=", "[A-Za-z0-9+/]{85}[AQgw]=="
CHANNEL = {"id": range(1, 2**32), "name": TEXT, "area": r"(?!\.{1,2}\Z)[A-Za-z0-9_.-]{1,64}"}
GENESIS_FORM: dict[str, Any] = {"format": "sealed-log/1", "provenance": "recorded|intake|simulated", "boot": TEXT}
GENESIS_FORM |= {"segment": HEX32, "drive": HEX32, "segment_number": range(2**53), "channels": [], "origin": TEXT}
GENESIS_FORM |= {"device": {"name": "[a-z0-9./-]{1,64}", "key": KEY}, "epoch_key": KEY, "delegation": SIGNATURE}
GENESIS_FORM |= {"policy": {"max_interval": range(1, 2049), "device_every": range(1, 2**31)}}
GENESIS_FORMS = [GENESIS_FORM | {"previous": each} for each in (None, {"segment": HEX32, "size": DECIMAL, "root": KEY})]
Point = tuple[int, int, int, int]  # of edwards25519: X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_1, BASE = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P), b"\x58" + b"\x66" * 31


def add(p: Point, q: Point) -> Point:  # RFC 8032 section 5.1.4
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def public_key(data: bytes) -> Point | None:  # RFC 8032 section 5.1.3; None if not acceptable (section 7.4)
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    root = root if root * root % P == square else root * ROOT_OF_MINUS_1 % P
    x = root if root % 2 == sign else P - root
    point = multiple = (x, y, 1, x * y % P)
    for _ in range(3):  # 8 times a point of small order is the neutral element: x = 0
        multiple = add(multiple, multiple)
    return point if len(data) == 32 and y < P and x * x % P == square and multiple[0] else None


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:  # RFC 8032 section 5.1.7: R = [S]B - [h]A
    a, base, s = public_key(key), public_key(BASE), int.from_bytes(signature[32:], "little")
    if not a or not base or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    r, minus_a = (0, 1, 1, 0), (P - a[0], a[1], 1, P - a[3])
    table = (r, base, minus_a, add(base, minus_a))
    for bit in range(252, -1, -1):
        r = add(add(r, r), table[(s >> bit & 1) + 2 * (h >> bit & 1)])
    x, y = (coordinate * pow(r[2], -1, P) % P for coordinate in r[:2])
    return (y | x % 2 << 255).to_bytes(32, "little") == signature[:32]


def tree_root(hashes: list[bytes], prefix: bytes, start: int, size: int, known: dict[tuple[int, int], bytes]) -> bytes:
    if size > 1 and (start, size) not in known:  # RFC 6962 section 2.1; known: the subtrees that are made already
        split = 1 << (size - 1).bit_length() - 1
        left = tree_root(hashes, prefix, start, split, known)
        right = tree_root(hashes, prefix, start + split, size - split, known)
        known[start, size] = sha256(prefix + left + right).digest()
    return known[start, size] if size > 1 else hashes[start]


def strict_json(data: bytes) -> dict[str, Any] | None:  # section 7.1: the object, or None
    bad = float("inf")  # stands for what is refused: dumps raises ValueError for it, encode for lone surrogates
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else {"": bad},
            parse_int=lambda digits: int(digits) if abs(int(digits)) < 2**53 else bad,
        )
        lines = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode().decode()
    except (ValueError, RecursionError):
        return None
    # a line with a bracket that 32 others stand around: too deep
    return value if isinstance(value, dict) and not re.search(r"(?m)^ {32}.*[][{}],?$", lines) else None


def fits(value: object, form: object) -> TypeGuard[Any]:  # form: of each member, [of all items], text, integer, None
    if isinstance(form, dict):
        return isinstance(value, dict) and all(name in value and fits(value[name], form[name]) for name in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(item, each) for item in value for each in form)
    if isinstance(form, str):
        return isinstance(value, str) and re.fullmatch(form, value) is not None
    return type(value) is int and value in form if isinstance(form, range) else value is form


def malformed(leaf: Leaf, position: int) -> bool:  # LEAF_FORMAT: section 3, step 5
    fixed = (leaf.magic, leaf.suite, leaf.zero, leaf.zeros) == (b"SLR1", 1, bytes(4), bytes(8)) and leaf.flags <= 1
    kind = 1 <= leaf.type <= 7 or leaf.type == END if position else leaf.type == GENESIS
    parts = leaf.channel and 1 <= leaf.parts <= 4096 if leaf.type == DATA else (leaf.channel, leaf.parts) == (0, 1)
    return not (fixed and kind and parts)


def parse_note(slot: bytes) -> Note | str:  # section 7.4: a slot without its zero bytes at the end, or what is wrong
    line = rb"\xe2\x80\x94 ([^\x00-\x20+\x7f]{1,160}) ([^\n\0]*)\n"
    note = re.fullmatch(rb"(([^\n\0]*)\n([1-9][0-9]{0,18})\n([^\n\0]*)\n)\n((?:%b){1,8})" % line, slot)
    lines = re.findall(line, note[5]) if note else []
    if not note or len(dict(lines)) < len(lines) or slot.decode(errors="ignore").encode() != slot:
        return "CHECKPOINT_FORMAT"
    texts = [b"A" * 48 + note[4], *dict(lines).values()]  # 48 digits more, so that a root is as long as a signature
    if not all(re.fullmatch(KEY.replace("42", "90").encode(), text) for text in texts):
        return "BASE64"
    signatures = {name.decode(): b64decode(text)[4:] for name, text in lines}
    return Note(note[2].decode(), int(note[3]), b64decode(note[4]), note[1], signatures)


class Log:  # what is known of a log and found in it
    def __init__(self, file: BinaryIO, *, payloads: bool) -> None:
        self.file, self.size, self.payloads, self.used = file, file.seek(0, 2), payloads, Counter[str]()
        self.findings, self.listed, self.bad = list[dict[str, Any]](), Counter[str](), set[int]()  # bad: slots
        self.genesis, self.root, self.complete, self.leaves = dict[str, Any](), b"", False, list[Leaf]()
        self.areas, self.covered, self.tail, self.withheld, self.proven = {"directory": [0, 65536]}, 0, 0, 0, 0

    # Lists findings (code: whether it is one) of a leaf, or of a slot, which is bad then, at the last leaf it covers
    def report(self, checks: dict[str, Any], at: int | None = None, slot: int | None = None) -> None:
        leaf = self.leaves[at] if at is not None and at < len(self.leaves) else None
        place = {"index": at, "channel": leaf.channel if leaf and slot is None else None, "t_ns": leaf and leaf.time}
        for code in [code for code, wrong in checks.items() if wrong]:
            self.listed[code] += 1
            self.bad |= {slot} if slot is not None else set()
            if self.listed[code] <= 1000:
                self.findings.append({"code": code, **place, "text": code.lower().replace("_", " ") + ": section 9"})

    def read(self, area: str, at: int = 0, size: int = 2**63) -> bytes:  # the leaves, slots, bytes ... that are there
        (offset, length), unit = self.areas.get(area, (0, 0)), SIZES.get(area, range(1)).step
        self.file.seek(min(offset + at, self.size))
        data = self.file.read(min(size, length - at, self.size))
        return data[: len(data) // unit * unit]

    def step_1_directory(self) -> str:  # section 2; returns the code to stop at, or nothing
        head = self.read("directory").ljust(32, b"\0")
        version, self.id, n = struct.unpack_from("<I16sI", head, 8)
        if head[:8] != b"SEALDIR1":
            return "NOT_SEALED"
        if len(head) < 65536 or version != 1 or n > 1030:
            return "DIR_FORMAT"
        end = 32 + 48 * n
        if sha256(head[:end]).digest() != head[end : end + 32]:
            return "DIR_DIGEST"
        table = [(re.fullmatch(AREA, name), place) for name, *place in struct.iter_unpack("<32sQQ", head[32:end])]
        self.areas = {name[1].decode(): place for name, place in table if name and int(name[2] or 0) < 2**32}
        seal, optional = self.areas.keys() & SIZES.keys(), self.areas.keys() & {"seal/salt", "seal/part"}
        if len(self.areas) < n or len(seal - optional) < 4 or not optional or n - len(seal) > 1024:
            return "DIR_FORMAT"
        spans = sorted((offset, offset + size) for offset, size in self.areas.values() if size)
        inside = all(offset >= 65536 and offset + size < 2**63 for offset, size in self.areas.values())
        inside = inside and all(before[1] <= after[0] for before, after in pairwise(spans))
        sized = self.areas["seal/location"][1] // 8 >= self.areas["seal/leaf"][1] // 192
        return "" if inside and sized and all(self.areas[name][1] in SIZES[name] for name in seal) else "DIR_RANGE"

    def step_2_counts(self) -> str:  # sections 3, 5, 7.4, 8: what there is of leaves, locations, slots and part rows
        leaves, slots = self.read("seal/leaf"), self.read("seal/checkpoint").rstrip(b"\0")
        raw = [*takewhile(any, (leaves[at : at + 192] for at in range(0, len(leaves), 192)))]  # up to one of zero bytes
        self.leaves = [Leaf._make(LEAF.unpack(leaf)) for leaf in raw]
        self.hashes = [sha256(b"\0" + leaf).digest() for leaf in raw]
        locations = struct.iter_unpack("<Q", self.read("seal/location", 0, 8 * len(raw)))
        self.locations = [*(at for (at,) in locations), *[-1] * len(raw)]  # -1: not in the file
        self.rows, last = defaultdict[int, list[Any]](list), (-1, -1)
        for index, part, *row in struct.iter_unpack("<QIIQ8s32s", self.read("seal/part")):
            if (index, part) <= last or (index, part, *row) == (0, 0, 0, 0, bytes(8), bytes(32)):
                break
            self.rows[index].append((part, *row))
            last = (index, part)
        self.notes = [parse_note(slots[at : at + 4096].rstrip(b"\0")) for at in range(0, len(slots), 4096)]
        last_slot = slots[4096 * len(self.notes) - 4096 :].ljust(4096, b"\0")
        zero_sector = re.match(rb"(?s)((.{512})*.{511}[^\0])?\0{512}", last_slot)  # at the start or behind other bytes
        torn = zero_sector and self.notes and isinstance(self.notes[-1], str)
        self.notes = self.notes[:-1] if torn else self.notes
        short = any(offset + size > self.size for offset, size in self.areas.values())
        self.report({"TRUNCATED_FILE": short, "TORN_CHECKPOINT": torn, "NO_CHECKPOINT": not self.notes})
        return ""

    def step_3_genesis(self) -> str:  # section 7.2; returns the code to stop at, or nothing
        if not self.leaves or malformed(leaf := self.leaves[0], 0) or not any(leaf.segment):
            return "GENESIS"
        self.full, self.salt_key = "seal/salt" in self.areas, self.read("seal/salt")
        code, payload = self.payload(0)
        g, first = strict_json(payload) or {}, (leaf.sequence, leaf.previous, leaf.number, leaf.segment)
        if code or first != (0, NONE, 0, self.id) or not any(fits(g, form) for form in GENESIS_FORMS):
            return "GENESIS"
        device, table, fleet = g["device"], g["channels"], g["device"].setdefault("endorsements", [])
        before = b64decode(g["previous"]["root"]) if g["previous"] else bytes(32)
        self.name, self.origin = device["name"], f"{device['name']}/{self.id.hex()}"
        self.device, self.keys = b64decode(device["key"]), {0: b64decode(g["epoch_key"])}
        good = (g["segment"], g["origin"], leaf.chain) == (self.id.hex(), self.origin, before)
        good = good and fits(fleet, [{"name": TEXT, "key": TEXT, "signature": TEXT}]) and len(fleet) <= 16
        if not good or not public_key(self.device) or not public_key(self.keys[0]):
            return "GENESIS"
        good = len(table) <= 1024 and fits(table, [CHANNEL])
        if not good or any(len({channel[member] for channel in table}) < len(table) for member in CHANNEL):
            return "CHANNEL_TABLE"
        message = b"sealed-log/1/delegate\0" + self.id + self.origin.encode() + b"\0" + self.keys[0]
        self.report({"DELEGATION": not verifies(self.device, message, b64decode(g["delegation"]))}, 0)
        self.genesis, self.channels = g, {0} | {channel["id"] for channel in table}
        return ""

    def payload(self, i: int, *, check: bool = True) -> tuple[str, bytes]:  # steps 6, 9: what is wrong; system record
        leaf, at, data, hashes = self.leaves[i], self.locations[i], b"", list[bytes]()
        area = f"channel/{leaf.channel}" if leaf.channel else "seal/system"
        offset, size = self.areas.get(area, (0, -1))
        if at > size or leaf.length > min(size - at, size - self.used[area]):
            return "RANGE", b""
        self.used[area] += leaf.length
        if leaf.channel == 0 and leaf.length > (2**20 if leaf.type in (GENESIS, ANNEX) else 2**16):
            return "PAYLOAD", b""
        if not check or at < 0 or offset + at + leaf.length > self.size:
            return "SHORT_READ" if check else "", b""
        parts, rows = leaf.parts if leaf.channel else 1, self.rows.get(leaf.number, [])
        rows = [(0, 0, leaf.length, bytes(8), bytes(32))] if self.full and parts == 1 else rows
        kinds = (0,) if self.full else (1, 2) if leaf.channel else (1,)
        form = [(part, kind in kinds, zero, value if kind == 0 else bytes(32)) for part, kind, _, zero, value in rows]
        good = form == [(part, True, bytes(8), bytes(32)) for part in range(parts)]
        if not good or sum(length for _, _, length, _, _ in rows) != leaf.length:
            return "PAYLOAD", b""
        for part, kind, length, _, value in rows:  # section 4
            message = b"sealed-log/1/salt" + struct.pack("<QI", leaf.number, part)
            salt = value if kind else hmac.digest(self.salt_key, message, "sha256")
            digest = sha256(b"\x10" + salt + struct.pack("<Q", length))
            for start in range(at, at + length, 2**20):  # a system record is not longer than that
                data = self.read(area, start, min(2**20, at + length - start))
                digest.update(data)
                if kind == 2 and data.strip(b"\0"):
                    return "PAYLOAD", b""
            hashes.append(value if kind == 2 else digest.digest())
            at += length
        return "" if tree_root(hashes, b"\x11", 0, parts, {}) == leaf.root else "PAYLOAD", data

    def step_4_notes(self) -> None:  # section 7.4: the checkpoints as text, and how many leaves they cover
        self.parsed, before = dict[int, Note](), 0
        for k, note in enumerate(self.notes):
            if isinstance(note, str):
                self.report({note: True}, slot=k)
                continue
            checks = {"CHECKPOINT_ORIGIN": note.origin != self.origin, "SIZE_RANGE": note.size > len(self.leaves)}
            self.report(checks | {"CHECKPOINT_SIZE": note.size <= before}, note.size - 1, slot=k)
            self.parsed[k], before = note, note.size
        self.report({"NO_CHECKPOINT": self.notes and not self.parsed})
        self.covered = max((note.size for note in self.parsed.values() if note.size <= len(self.leaves)), default=0)

    def step_5_leaves(self) -> None:  # section 3: every leaf against the one before, also in the tail up to a wrong one
        self.tail, last = int(self.covered == 0), {0: (0, 0)}  # last: channel_seq and index by channel
        for i, (before, leaf) in enumerate(pairwise(self.leaves), 1):
            (sequence, number), declared = last.get(leaf.channel, (NONE, NONE)), leaf.channel in self.channels
            follows = (leaf.sequence, leaf.previous) == ((sequence + 1) % 2**64, number)
            checks = {"LEAF_FORMAT": malformed(leaf, i), "FOREIGN_RECORD": leaf.segment != self.id}
            checks |= {"INDEX": leaf.number != (before.number + 1) % 2**64, "UNKNOWN_CHANNEL": not declared}
            checks |= {"CHANNEL_SEQUENCE": not follows, "TIME_BACKWARDS": leaf.time < before.time}
            checks |= {"CHAIN_BREAK": leaf.chain != self.hashes[i - 1], "AFTER_END": before.type == END}
            if i >= self.covered and any(checks.values()):
                break
            self.report(checks, i)
            self.tail += i >= self.covered
            last[leaf.channel] = (leaf.sequence, leaf.number)

    def step_6_system(self) -> None:  # sections 7.1 and 7.3: the system records behind GENESIS
        self.epochs, before = dict[int, int](), Counter[int]()  # position -> epoch; -1: EPOCH_RECORD is reported
        for i, leaf in enumerate(self.leaves[: self.covered]):
            if i and leaf.channel == 0:
                code, payload = self.payload(i)
                record: Any = strict_json(payload)
                form: dict[str, Any] = {"epoch": range(2**53), "next_key": {EPOCH: KEY}.get(leaf.type), "counts": {}}
                if not code and leaf.type not in (EPOCH, END):
                    code = "SYSTEM_RECORD" if record is None else ""
                elif not code and not (fits(record, form) and fits([*record["counts"].values()], [DECIMAL])):
                    code, self.epochs[i] = "EPOCH_RECORD", -1
                elif not code:
                    counts = {str(channel): str(before[channel]) for channel in self.channels}
                    code, self.epochs[i] = "COUNTS" if record["counts"] != counts else "", record["epoch"]
                    if leaf.type == EPOCH:
                        self.keys.setdefault(record["epoch"] + 1, b64decode(record["next_key"]))
                self.report({code: code}, i)
            before[leaf.channel] += 1

    def step_7_checkpoints(self) -> None:  # section 7.4: the checkpoints against the leaves, and the last good one
        ended, mismatch, known = False, False, dict[tuple[int, int], bytes]()
        for k, note in self.parsed.items():
            last, there = note.size - 1, note.size <= len(self.leaves)
            end, epoch = there and self.leaves[last].type == END, self.epochs.get(last)
            if there and epoch != k:
                self.report({"EPOCH_RECORD": epoch != -1}, last)
                self.epochs[last] = -1
                self.bad.add(k)
            line, by_device = note.signatures.get(f"{self.origin}/e{k}", b""), note.signatures.get(self.name, b"")
            required = by_device or end or k % self.genesis["policy"]["device_every"] == 0
            other = there and not mismatch and tree_root(self.hashes, b"\1", 0, note.size, known) != note.root
            checks = {"ROOT_MISMATCH": other}
            checks |= {"CHECKPOINT_SIGNATURE": not verifies(self.keys.get(k, b""), note.text, line)}
            checks |= {"CHECKPOINT_DEVICE": required and not verifies(self.device, note.text, by_device)}
            self.report(checks | {"AFTER_END": there and ended}, last, slot=k)
            ended, mismatch = ended or end, mismatch or other
        if good := min(self.bad, default=len(self.notes)):
            self.proven, self.root = self.parsed[good - 1].size, self.parsed[good - 1].root
            self.complete = not self.bad and self.leaves[self.proven - 1].type == END

    def step_8_tail(self) -> None:
        end = 0 < self.covered < len(self.leaves) and self.leaves[self.covered - 1].type == END
        long = self.tail > self.genesis["policy"]["max_interval"]
        self.report({"AFTER_END": end, "UNSEALED_TAIL": self.tail, "TAIL_TOO_LONG": long}, self.covered)

    def step_9_payloads(self) -> None:  # sections 4, 5 and 8: the payloads of the channels
        kinds = {index: {kind for _, kind, *_ in rows} for index, rows in self.rows.items()}
        self.report({"SALT_IN_REDACTED": self.full and any(each & {1, 2} for each in kinds.values())})
        for i, leaf in enumerate(self.leaves[: self.covered]):
            if leaf.channel and leaf.channel in self.channels and not malformed(leaf, i):
                gone = self.locations[i] == NONE
                code = "" if gone else self.payload(i, check=self.payloads)[0]
                self.withheld += not self.full and (gone or 2 in kinds.get(leaf.number, ()))
                self.report({code: code, "SALT_IN_REDACTED": gone and self.full}, i)

    def trusted(self, given: set[tuple[str, str]]) -> bool:  # section 10: the device, or a fleet key that endorses it
        message, keys = b"sealed-log/1/endorse\0" + self.name.encode() + b"\0" + self.device, {(self.name, self.device)}
        for fleet in self.genesis["device"]["endorsements"]:
            if fits(fleet, {"key": KEY, "signature": SIGNATURE}):
                key, signature = b64decode(fleet["key"]), b64decode(fleet["signature"])
                keys |= {(fleet["name"], key)} if verifies(key, message, signature) else set()
        return any((name, sha256(key).hexdigest()) in given for name, key in keys)

    def verdict(self, given: set[tuple[str, str]]) -> dict[str, Any]:  # section 9, then section 10
        began, answer = time.monotonic(), ("no", "yes")
        code = self.step_1_directory() or self.step_2_counts() or self.step_3_genesis()
        self.report({code: code}, 0 if code in ("GENESIS", "CHANNEL_TABLE") else None)
        steps = (self.step_4_notes, self.step_5_leaves, self.step_6_system, self.step_7_checkpoints, self.step_8_tail)
        for step in () if code else (*steps, self.step_9_payloads):
            step()
        trusted, broken = not code and self.trusted(given), self.listed.keys() - WARN - {"NOT_SEALED"}
        status = "SEALED" if self.payloads else "STRUCTURE_ONLY"
        status = "UNTRUSTED" if not trusted else status if self.complete else "OPEN_PREFIX"
        status = "BROKEN" if broken else "UNSIGNED" if code else status
        intact = "no" if broken or code else "yes" if self.payloads else "not yet"
        facts: dict[str, Any] = {"status": status, "intact": intact, "complete": answer[self.complete]}
        facts |= {"signed": answer[0 < self.proven == self.covered], "trusted": answer[trusted]}
        facts |= {member: self.genesis.get(member) for member in ("provenance", "segment", "drive")}
        numbers = {"records": self.covered, "tail": self.tail, "withheld": self.withheld, "proven_records": self.proven}
        found = {"findings": [each for each in self.findings if each["code"] not in WARN]}
        found["warnings"] = [each for each in self.findings if each["code"] in WARN]
        facts |= {"payloads": "none" if code or not self.payloads else "all", **numbers, "bytes": self.size}
        root, seconds = b64encode(self.root).decode() or None, round(time.monotonic() - began, 3)
        return {**facts, "root": root, **found, "seconds": seconds}


def verify(path: str, trusted: list[tuple[str, str]], *, payloads: bool = True) -> dict[str, Any]:
    """The verdict on a log. ValueError: a name or key is none; OSError: there is no regular file that can be read."""
    prints = [sha256(b64decode(key)).hexdigest() if re.fullmatch(KEY, key) else key.lower() for _, key in trusted]
    given = {(name, fingerprint) for (name, _), fingerprint in zip(trusted, prints, strict=True)}
    if not all(name and re.fullmatch("[0-9a-f]{64}", fingerprint) for name, fingerprint in given):
        raise ValueError("NAME=KEY needs a name and a public key in base64 or its fingerprint in hexadecimal")
    if Path(path).is_symlink() or not Path(path).is_file():
        raise OSError("no regular file")
    with Path(path).open("rb") as file:
        return Log(file, payloads=payloads).verdict(given)


def main(arguments: list[str]) -> int:
    """Run the command line."""
    log, *keys = [word for word in arguments if word != "--no-payloads"] or ["-"]
    try:
        if log.startswith("-"):
            raise ValueError("LOG is missing")
        given = [(name, key) for name, _, key in (word.partition("=") for word in keys)]
        result = verify(log, given, payloads="--no-payloads" not in arguments)
    except (ValueError, OSError) as error:
        unread = f"cannot read {log}: copy what can be read first ({error})" if isinstance(error, OSError) else ""
        print(unread or f"{__doc__}\n{error}", file=sys.stderr)
        return 66 if unread else 64
    print(json.dumps(result, indent=2))
    print(f"{log}: {result['status']}, provenance {result['provenance']}", file=sys.stderr)
    return EXIT[result["status"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
