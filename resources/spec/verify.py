#!/usr/bin/env python3
"""The independent verifier of sealed logs, format version 1, written from sealed-log.md alone.

It needs Python 3.11 or later and nothing else: no other package, no HDF5, no network. It writes nothing.

    python3 verify.py LOG [NAME=KEY ...] [--no-payloads]

NAME=KEY is a device you trust, or a fleet key that endorses devices: its name, and its public key in base64 or the
fingerprint of that key (64 hexadecimal digits). Nothing is trusted from the log itself. --no-payloads checks all but
the payloads of the channels. Standard output gets the verdict as one JSON object, standard error a summary. Exit code:
0 SEALED, 1 BROKEN, 2 UNTRUSTED, 3 OPEN_PREFIX or STRUCTURE_ONLY, 4 UNSIGNED, 64 wrong usage, 66 cannot read LOG.

From top to bottom: signatures, trees, JSON, the texts of a log, the nine steps of section 9, the verdict of section 10.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import stat
import struct
import sys
import time
from collections import Counter, namedtuple
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from threading import Lock
from typing import Any

EXIT = {"SEALED": 0, "BROKEN": 1, "UNTRUSTED": 2, "OPEN_PREFIX": 3, "STRUCTURE_ONLY": 3, "UNSIGNED": 4}
WARN, OPEN = (
    {"TRUNCATED_FILE", "TORN_CHECKPOINT", "UNSEALED_TAIL"},
    "READ_ERROR",
)  # all others break, but for NOT_SEALED
GENESIS, DATA, EPOCH, ANNEX, END = 0, 1, 3, 7, 255
NONE, BEYOND, UNCHECKED, CHUNK = 2**64 - 1, -1, "UNCHECKED", 1 << 18
HEX32, DECIMAL, AREA, TEXT = "[0-9a-f]{32}", "0|-?[1-9][0-9]*", r"(?!\.{1,2}\Z)[A-Za-z0-9_.-]{1,64}", "(?s).*"
AREAS = rb"(seal/(?:leaf|location|checkpoint|system|salt|part)|channel/([1-9][0-9]{0,9}))\0*"
UNIT = {"seal/leaf": 192, "seal/location": 8, "seal/checkpoint": 4096, "seal/part": 64, "seal/salt": 32}
LEAF = struct.Struct("<4sBBH16sQIIQQqqqI4s16s8sQ8s32s32s")
Leaf = namedtuple(
    "Leaf",
    "magic suite type flags segment number channel parts sequence previous t_arrival t_capture t_utc uncertainty "
    "zero_84 trace_id span_id length zero_120 root chain",
)
Note = namedtuple("Note", "origin size root text signatures")
Tree = list[tuple[int, bytes]]  # an RFC 6962 tree as its full subtrees (size, hash), the largest first
Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_1 = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def add(p: Point, q: Point) -> Point:
    """The sum of two points of edwards25519 (RFC 8032 section 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def public_key(data: bytes) -> Point | None:
    """The point that an acceptable public key encodes (section 7.4); None for any other bytes."""
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    u, v = y * y - 1, D * y * y + 1
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if (v * x * x - u) % P == 0 else x * ROOT_OF_MINUS_1 % P
    if len(data) != 32 or y >= P or (v * x * x - u) % P:
        return None
    x = x if x % 2 == sign else P - x
    point = (x, y, 1, x * y % P)
    four = add(add(point, point), add(point, point))
    return point if add(four, four)[0] else None  # eight times a point of small order is the neutral element, x = 0


BASE = public_key((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature is right (RFC 8032 section 5.1.7): R = [S]B - [h]A, compared as bytes."""
    a, s = public_key(key), int.from_bytes(signature[32:], "little")
    if a is None or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    r, minus_a = (0, 1, 1, 0), (P - a[0], a[1], 1, P - a[3])
    table = (r, BASE, minus_a, add(BASE, minus_a))
    for bit in range(252, -1, -1):
        r = add(r, r)
        if choice := (s >> bit & 1) + 2 * (h >> bit & 1):
            r = add(r, table[choice])
    x, y = (coordinate * pow(r[2], -1, P) % P for coordinate in r[:2])
    return (y | x % 2 << 255).to_bytes(32, "little") == signature[:32]


def sha256(data: bytes) -> bytes:
    """H of the document."""
    return hashlib.sha256(data).digest()


def push(tree: Tree, digest: bytes, prefix: bytes) -> None:
    """Append a leaf to a tree (section 4)."""
    size = 1
    while tree and tree[-1][0] == size:
        digest, size = sha256(prefix + tree.pop()[1] + digest), size * 2
    tree.append((size, digest))


def root(tree: Tree, prefix: bytes) -> bytes:
    """The root of a tree (section 4)."""
    digest = tree[-1][1]
    for _, left in reversed(tree[:-1]):
        digest = sha256(prefix + left + digest)
    return digest


def strict_json(data: bytes) -> dict[str, Any] | None:
    """The object that a payload is; None if it is not strict JSON (section 7.1)."""
    bad = float("inf")  # stands for what is refused: json.dumps raises ValueError for it, encode for lone surrogates
    try:
        text = data.decode("utf-8")
        brackets = re.findall(r"[][{}]", re.sub(r'(?s)"[^"\\]*(?:\\.[^"\\]*)*"?', "", text))
        if max(accumulate(1 if bracket in "[{" else -1 for bracket in brackets), default=0) > 32:
            return None
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else {"": bad},
            parse_int=lambda digits: int(digits) if len(digits) < 18 and abs(int(digits)) < 2**53 else bad,
        )
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def unbase64(text: object, size: int) -> bytes:
    """The bytes of a canonical base64 text of so many bytes; no bytes for anything else."""
    try:
        data = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return b""
    return data if len(data) == size and base64.b64encode(data).decode() == text else b""


def form(value: object, pattern: str) -> bool:
    """Tell whether a value is a text of that pattern."""
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def whole(value: object, low: int, high: int = 2**53 - 1) -> bool:
    """Tell whether a value is an integer of that range."""
    return type(value) is int and low <= value <= high


def genesis_fault(g: dict[str, Any]) -> str:
    """The code of what is wrong with the form of GENESIS (section 7.2), or nothing."""
    device, policy, previous = (m if isinstance(m := g.get(n), dict) else {} for n in ("device", "policy", "previous"))
    fleet, table = device.get("endorsements", []), g.get("channels", "")
    good = (
        g.get("format") == "sealed-log/1" and form(g.get("provenance"), "recorded|intake|simulated"),
        form(g.get("segment"), HEX32) and form(g.get("drive"), HEX32) and whole(g.get("segment_number"), 0),
        g.get("origin") == f"{device.get('name')}/{g.get('segment')}" and isinstance(g.get("boot"), str),
        form(device.get("name"), "[a-z0-9./-]{1,64}") and public_key(unbase64(device.get("key"), 32)),
        isinstance(fleet, list) and len(fleet) <= 16 and all(isinstance(e, dict) for e in fleet),
        public_key(unbase64(g.get("epoch_key"), 32)) and unbase64(g.get("delegation"), 64),
        g.get("previous", "") is None or (form(previous.get("segment"), HEX32) and unbase64(previous.get("root"), 32)),
        g.get("previous", "") is None or form(previous.get("size"), DECIMAL),
        whole(policy.get("max_interval"), 1, 2048) and whole(policy.get("device_every"), 1, 2**31 - 1),
        isinstance(table, list),
    )
    if not all(good) or not all(form(e.get(m), TEXT) for e in fleet for m in ("name", "key", "signature")):
        return "GENESIS"
    forms = (
        whole(c.get("id"), 1, 2**32 - 1) and form(c.get("name"), TEXT) and form(c.get("area"), AREA) for c in table
    )
    if len(table) > 1024 or not all(isinstance(c, dict) for c in table) or not all(forms):
        return "CHANNEL_TABLE"
    unique = all(len({c[member] for c in table}) == len(table) for member in ("id", "name", "area"))
    return "" if unique else "CHANNEL_TABLE"


def malformed(leaf: Leaf, position: int) -> bool:
    """Tell whether a leaf is LEAF_FORMAT (section 3 and step 5)."""
    return (
        (leaf.magic, leaf.suite, leaf.zero_84, leaf.zero_120) != (b"SLR1", 1, bytes(4), bytes(8))
        or (leaf.type > 7 and leaf.type != END)
        or leaf.flags > 1
        or (leaf.type == GENESIS) != (position == 0)
        or (leaf.type == DATA) != (leaf.channel != 0)
        or not 1 <= leaf.parts <= (4096 if leaf.type == DATA else 1)
    )


def parse_note(slot: bytes) -> Note | str:
    """The checkpoint in a slot without its zero bytes at the end (section 7.4), or the code of what is wrong."""
    note = re.fullmatch(rb"(([^\n\0]*)\n([1-9][0-9]*)\n([^\n\0]*)\n)\n((?:[^\n\0]*\n){1,8})", slot)
    lines = re.findall(rb"(?m)^\xe2\x80\x94 ([^\x00-\x20+\x7f]{1,160}) (.*)\n", note[5]) if note else []
    if not note or len(dict(lines)) != note[5].count(b"\n") or slot.decode("utf-8", "ignore").encode() != slot:
        return "CHECKPOINT_FORMAT"
    signatures = {name.decode(): unbase64(text.decode(), 68)[4:] for name, text in lines}
    digest = unbase64(note[4].decode(), 32)
    return Note(note[2], int(note[3]), digest, note[1], signatures) if digest and all(signatures.values()) else "BASE64"


class Verifier:
    """One log, what is known of it and what is found in it. Positions are those of leaves."""

    def __init__(self, fd: int, *, payloads: bool) -> None:
        self.fd, self.size, self.payloads, self.lock = fd, os.fstat(fd).st_size, payloads, Lock()
        self.findings: list[tuple[str, int | None, int | None, int | None, str]] = []
        self.areas: dict[str, tuple[int, int]] = {}
        self.genesis: dict[str, Any] = {}
        self.leaves, self.count, self.covered, self.tail, self.withheld, self.proven = bytearray(), 0, 0, 0, 0, 0
        self.cut_leaves = self.cut_slots = self.cut_rows = self.stray_rows = self.complete = False
        self.root = self.salt = b""

    def read(self, offset: int, size: int) -> bytes:
        """The bytes there, fewer where the file ends; OSError if a sector is unreadable. All reads are made here."""
        size = max(0, min(size, self.size - offset))
        with self.lock:
            os.lseek(self.fd, offset if size else 0, os.SEEK_SET)
            data = os.read(self.fd, size)
        if len(data) < size:
            raise OSError("the read stopped short")
        return data

    def units(self, area: str) -> Iterator[bytes | None]:
        """The leaves, slots, locations or rows of an area as far as the file goes; None for one that is unreadable."""
        (offset, size), unit = self.areas.get(area, (0, 0)), UNIT[area]
        for at in range(offset, min(offset + size, self.size) - unit + 1, unit):
            try:
                data = self.read(at, unit)
            except OSError:
                data = None
            yield data

    def leaf(self, position: int) -> Leaf:
        """The leaf at a position."""
        return Leaf._make(LEAF.unpack_from(self.leaves, 192 * position))

    def report(self, at: int | None, *checks: tuple[str, object, str], checkpoint: bool = False) -> bool:
        """Note findings, (code, whether it is one, text), at a leaf or the last leaf of a checkpoint; True if any."""
        leaf = self.leaf(at) if at is not None and at < self.count else None
        channel, t_ns = None if leaf is None or checkpoint else leaf.channel, None if leaf is None else leaf.t_arrival
        found = [(code, at, channel, t_ns, text) for code, wrong, text in checks if wrong]
        self.findings += found
        return bool(found)

    def directory(self) -> str:
        """Step 1, section 2: the areas. Returns the code of what stops here, or nothing."""
        try:
            magic, version, self.id, n = struct.unpack("<8sI16sI", self.read(0, 32).ljust(32, b"\0"))
            table = self.read(0, 64 + 48 * n) if n <= 1030 else b""
        except OSError:
            return OPEN
        if magic != b"SEALDIR1":
            return "NOT_SEALED"
        if self.size < 65536 or version != 1 or n > 1030:
            return "DIR_FORMAT"
        if sha256(table[:-32]) != table[-32:]:
            return "DIR_DIGEST"
        for padded, offset, size in struct.iter_unpack("<32sQQ", table[32:-32]):
            name = re.fullmatch(AREAS, padded)
            if not name or int(name[2] or 1) >= 2**32 or name[1].decode() in self.areas:
                return "DIR_FORMAT"
            self.areas[name[1].decode()] = (offset, size)
        sizes = {name: self.areas[name][1] for name in UNIT if name in self.areas}
        channels = sum(name.startswith("channel/") for name in self.areas)
        if channels > 1024 or "seal/system" not in self.areas or not sizes.keys() > set(list(UNIT)[:3]):
            return "DIR_FORMAT"
        spans = sorted((offset, offset + size) for offset, size in self.areas.values() if size)
        good = (
            all(offset >= 65536 and offset + size < 2**63 for offset, size in self.areas.values()),
            all(before[1] <= after[0] for before, after in pairwise(spans)),
            all(size % UNIT[name] == 0 for name, size in sizes.items()) and sizes.get("seal/salt", 32) == 32,
            sizes["seal/leaf"] <= 192 << 20 and sizes["seal/checkpoint"] <= 4096 << 17,
            sizes["seal/location"] // 8 >= sizes["seal/leaf"] // 192,
        )
        return "" if all(good) else "DIR_RANGE"

    def counts(self) -> None:
        """Step 2: how many leaves and checkpoints there are."""
        short = any(offset + size > self.size for offset, size in self.areas.values())
        self.report(None, ("TRUNCATED_FILE", short, f"the file ends at {self.size}, before one of its areas does"))
        for leaf in self.units("seal/leaf"):
            if leaf is None or not any(leaf):
                self.cut_leaves = leaf is None
                break
            self.leaves += leaf
        self.count = len(self.leaves) // 192
        self.report(self.count, (OPEN, self.cut_leaves, "the leaf cannot be read"))
        self.slots: list[bytes] = []
        for slot in self.units("seal/checkpoint"):
            if slot is None:
                self.cut_slots = self.report(None, (OPEN, True, f"checkpoint slot {len(self.slots)} cannot be read"))
                break
            self.slots.append(slot.rstrip(b"\0"))
        while self.slots and not self.slots[-1]:
            self.slots.pop()
        last = self.slots[-1] if self.slots else b""
        sectors = [last.ljust(4096, b"\0")[at : at + 512] for at in range(0, 4096, 512)]
        torn = not any(sectors[0]) or any(before[-1] and not any(sector) for before, sector in pairwise(sectors))
        if last and torn and isinstance(parse_note(last), str):
            self.slots.pop()
            self.report(None, ("TORN_CHECKPOINT", True, f"the write of checkpoint {len(self.slots)} was interrupted"))
        self.report(None, ("NO_CHECKPOINT", not self.slots and not self.cut_slots, "there is no checkpoint"))

    def start(self) -> bool:
        """Step 3, section 7.2: GENESIS. False to stop."""
        if not self.count:
            self.report(0, ("GENESIS", not self.cut_leaves, "there is no leaf"))
            return False
        try:
            self.salt = self.read(self.areas["seal/salt"][0], 32) if "seal/salt" in self.areas else b""
        except OSError:
            return not self.report(None, (OPEN, True, "the salt key cannot be read"))
        self.index_rows()
        leaf, self.locations = self.leaf(0), list[int | None]()
        for entry, _ in zip(self.units("seal/location"), range(self.count), strict=False):
            self.locations.append(None if entry is None else int.from_bytes(entry, "little"))
        self.locations += [BEYOND] * (self.count - len(self.locations))
        code, payload = self.payload(0)
        if malformed(leaf, 0) or (leaf.sequence, leaf.previous, leaf.number) != (0, NONE, 0):
            code = "GENESIS"
        elif code in (OPEN, UNCHECKED):
            return not self.report(0, (OPEN, True, "GENESIS cannot be read"))
        genesis = strict_json(payload) or {}
        code = "GENESIS" if code else genesis_fault(genesis)
        previous, identity = genesis.get("previous") or {"root": "A" * 43 + "="}, (leaf.segment.hex(), self.id.hex())
        if not code and (identity != (genesis["segment"],) * 2 or leaf.chain != unbase64(previous["root"], 32)):
            code = "GENESIS"
        if code:
            return not self.report(0, (code, True, "leaf, payload or channel table of GENESIS is not as required"))
        self.genesis, self.origin, self.device = genesis, genesis["origin"], unbase64(genesis["device"]["key"], 32)
        self.keys, signature = {0: unbase64(genesis["epoch_key"], 32)}, unbase64(genesis["delegation"], 64)
        message = b"sealed-log/1/delegate\0" + self.id + self.origin.encode() + b"\0" + self.keys[0]
        self.report(0, ("DELEGATION", not verifies(self.device, message, signature), "not signed by the device key"))
        self.channels = {0} | {channel["id"] for channel in genesis["channels"]}
        return True

    def texts(self) -> None:
        """Step 4, section 7.4: the checkpoints as text, and how many leaves they cover."""
        self.notes: list[Note | None] = []
        self.good: list[bool] = []
        before = 0
        for k, slot in enumerate(self.slots):
            note = parse_note(slot)
            if isinstance(note, str):
                self.good.append(not self.report(None, (note, True, f"checkpoint slot {k}")))
                self.notes.append(None)
                continue
            skipped, checks = self.cut_leaves and note.size > self.count, (
                ("CHECKPOINT_ORIGIN", note.origin != self.origin.encode(), f"checkpoint {k} is of another segment"),
                ("SIZE_RANGE", note.size > self.count, f"checkpoint {k}: there are {self.count} leaves"),
                ("CHECKPOINT_SIZE", note.size <= before, f"checkpoint {k}: not more than {before}"),
            )  # fmt: skip
            self.good.append(not skipped and not self.report(note.size - 1, *checks, checkpoint=True))
            self.notes.append(note)
            before = note.size
        sizes = [note.size for note in self.notes if note]
        unread = bool(self.slots) and not sizes and not self.cut_slots
        self.report(None, ("NO_CHECKPOINT", unread, "no slot holds a checkpoint"))
        self.covered = max((size for size in sizes if size <= self.count), default=0)

    def chain(self) -> None:
        """Step 5: every leaf against the leaf before it. Also the roots for step 7 and the length of the tail."""
        tree, digest, before, sizes = Tree(), b"", self.leaf(0), {note.size for note in self.notes if note}
        self.roots: dict[int, bytes] = {}
        last: dict[int, tuple[int, int]] = {}  # of each channel: channel_seq and index of its last record
        for i in range(self.count):
            leaf = self.leaf(i)
            sequence, number = last.get(leaf.channel, (NONE, NONE))
            follows = ((sequence + 1) % 2**64, number)
            checks = (
                ("LEAF_FORMAT", malformed(leaf, i), "a field has a value that it must not have"),
                ("FOREIGN_RECORD", leaf.segment != self.id, "of another segment"),
                ("INDEX", leaf.number != (before.number + 1) % 2**64, "does not follow the index before"),
                ("UNKNOWN_CHANNEL", leaf.channel not in self.channels, "the channel is not declared"),
                ("CHANNEL_SEQUENCE", (leaf.sequence, leaf.previous) != follows, "does not follow in its channel"),
                ("TIME_BACKWARDS", leaf.t_arrival < before.t_arrival, "arrived before the record before"),
                ("CHAIN_BREAK", leaf.chain != digest, "prev_leaf is not the hash of the leaf before"),
                ("AFTER_END", before.type == END, "follows the END record"),
            )
            if i >= self.covered and i and any(wrong for _, wrong, _ in checks):
                break
            self.report(i, *checks if i else ())
            last[leaf.channel], before = (leaf.sequence, leaf.number), leaf
            digest = sha256(b"\0" + self.leaves[192 * i : 192 * i + 192])
            if i < self.covered:
                push(tree, digest, b"\1")
            if i < self.covered and i + 1 in sizes:
                self.roots[i + 1] = root(tree, b"\1")
            self.tail += i >= self.covered

    def index_rows(self) -> None:
        """Section 8: which part rows each record has."""
        self.rows: dict[int, tuple[int, int]] = {}  # by record: number of the first row, number of rows
        self.partly: set[int] = set()  # records of which a part is withheld
        records, last = {self.leaf(i).number for i in range(self.count)}, (-1, -1)
        for number, row in enumerate(self.units("seal/part")):
            self.cut_rows = row is None
            index, part, kind = struct.unpack_from("<QII", row or bytes(64))
            if (index, part) <= last or not row or not any(row):
                break
            last, self.stray_rows = (index, part), self.stray_rows or kind in (1, 2)
            if index in records:
                first, count = self.rows.get(index, (number, 0))
                self.rows[index] = (first, count + 1)
                self.partly |= {index} if kind == 2 else set()

    def parts(self, leaf: Leaf) -> list[tuple[int, bytes, bytes]] | str:
        """Section 8: the parts of a record, (length, salt, hash if withheld), or what is wrong with its rows."""
        full, count, (first, rows) = "seal/salt" in self.areas, leaf.parts, self.rows.get(leaf.number, (0, 0))
        kinds = (0,) if full else (1, 2)
        if leaf.channel == 0:
            kinds, count, rows = kinds[:1], 1, 0 if full else rows
        salts = [b"sealed-log/1/salt" + struct.pack("<QI", leaf.number, part) for part in range(count)]
        salts = [hmac.digest(self.salt, salt, "sha256") for salt in salts] if full else salts
        if full and count == 1 and not rows:
            return [(leaf.length, salts[0], b"")]
        if rows != count:
            return UNCHECKED if self.cut_rows and rows < count else "PAYLOAD"
        table, parts = self.read(self.areas["seal/part"][0] + 64 * first, 64 * rows), []
        for part, (_, number, kind, length, zero, value) in enumerate(struct.iter_unpack("<QIIQ8s32s", table)):
            if number != part or kind not in kinds or any(zero) or (kind == 0 and any(value)):
                return "PAYLOAD"
            parts.append((length, (salts[part], value, b"")[kind], value if kind == 2 else b""))
        return parts if sum(length for length, _, _ in parts) == leaf.length else "PAYLOAD"

    def payload(self, i: int, *, check: bool = True) -> tuple[str, bytes]:
        """Sections 4, 5, 7.1: what is wrong with the payload of a record, and its bytes if it is a system record."""
        leaf, location = self.leaf(i), self.locations[i]
        offset, size = self.areas.get(f"channel/{leaf.channel}" if leaf.channel else "seal/system", (0, -1))
        limit = size if leaf.channel else 1 << 20 if leaf.type in (GENESIS, ANNEX) else 1 << 16
        if location is None:
            return OPEN, b""
        if location > size or leaf.length > size - location:
            return "RANGE", b""
        if leaf.length > limit:
            return "PAYLOAD", b""
        if not check or location == BEYOND or offset + location + leaf.length > self.size:
            return "SHORT_READ" if check else "", b""
        try:
            parts = self.parts(leaf)
            return (parts, b"") if isinstance(parts, str) else self.hashed(leaf, offset + location, parts)
        except OSError:
            return OPEN, b""

    def hashed(self, leaf: Leaf, at: int, parts: list[tuple[int, bytes, bytes]]) -> tuple[str, bytes]:
        """Section 4: whether the bytes hash to payload_root, in chunks; and the bytes of a system record."""
        tree, kept, good = Tree(), [], True
        for length, salt, withheld in parts:
            digest, end = hashlib.sha256(b"\x10" + salt + struct.pack("<Q", length)), at + length
            for start in range(at, end, CHUNK):
                chunk = self.read(start, min(CHUNK, end - start))
                digest.update(chunk)
                good = good and (not withheld or chunk.count(0) == len(chunk))
                kept += [] if leaf.channel else [chunk]
            push(tree, withheld or digest.digest(), b"\x11")
            at = end
        return "" if good and root(tree, b"\x11") == leaf.root else "PAYLOAD", b"".join(kept)

    def system(self) -> None:
        """Step 6, sections 7.1 and 7.3: the system records behind GENESIS."""
        self.epochs: dict[int, int] = {}  # the epochs of valid EPOCH and END records
        self.unread: dict[int, int] = {}  # the types of the EPOCH and END records left unchecked
        before: Counter[int] = Counter()
        for i in range(self.covered):
            leaf = self.leaf(i)
            if i and leaf.channel == 0:
                code, payload = self.payload(i)
                closing, record = leaf.type in (EPOCH, END), None if code else strict_json(payload)
                if closing and code in (OPEN, UNCHECKED):
                    self.unread[i] = leaf.type
                elif closing and record is not None:
                    code = self.epoch(i, record, {str(channel): str(before[channel]) for channel in self.channels})
                elif not code and record is None:
                    code = "EPOCH_RECORD" if closing else "SYSTEM_RECORD"
                self.report(i, (code, code not in ("", UNCHECKED), "the record or its payload is not as required"))
            before[leaf.channel] += 1

    def epoch(self, i: int, record: dict[str, Any], counted: dict[str, str]) -> str:
        """Section 7.3: what is wrong with the EPOCH or END record of a leaf; its epoch and next key are kept."""
        key, counts, end = unbase64(record.get("next_key"), 32), record.get("counts"), self.leaf(i).type == END
        if not whole(record.get("epoch"), 0) or not (record.get("next_key", "") is None if end else key):
            return "EPOCH_RECORD"
        if not isinstance(counts, dict) or not all(form(count, DECIMAL) for count in counts.values()):
            return "EPOCH_RECORD"
        if counts.keys() != counted.keys():
            return "EPOCH_RECORD"
        self.epochs[i] = record["epoch"]
        self.keys.setdefault(record["epoch"] + 1, key)
        return "" if counts == counted else "COUNTS"

    def checkpoints(self) -> None:
        """Step 7, section 7.4: the checkpoints against the leaves; the last good one."""
        lost = min((i for i, kind in self.unread.items() if kind == EPOCH), default=NONE)
        told = {i for code, i, *_ in self.findings if code == "EPOCH_RECORD"}
        ended = mismatch = False
        for k, note in enumerate(self.notes):
            if note is None:
                continue
            last, there = note.size - 1, note.size <= self.count
            if (self.cut_leaves and not there) or last in self.unread or (k not in self.keys and lost < last):
                self.good[k] = False
                continue
            end, stray = there and self.leaf(last).type == END, there and self.epochs.get(last) != k
            other = there and self.roots[note.size] != note.root
            checks = (
                ("ROOT_MISMATCH", other and not mismatch, f"checkpoint {k} has another root than the leaves"),
                ("CHECKPOINT_SIGNATURE", not self.signed(k, note), f"no right signature of epoch {k}"),
                ("CHECKPOINT_DEVICE", not self.signed(k, note, end=end), "no right signature of the device"),
                ("AFTER_END", there and ended, f"checkpoint {k} follows that of the END record"),
            )
            self.report(last, ("EPOCH_RECORD", stray and last not in told, f"no EPOCH or END record of epoch {k}"))
            self.good[k] &= not self.report(last, *checks, checkpoint=True) and not stray
            told, ended, mismatch = told | {last} if stray else told, ended or end, mismatch or other
        good = (*self.good, False).index(False)
        if good and (note := self.notes[good - 1]):
            self.proven, self.root = note.size, note.root
            self.complete = good == len(self.good) and self.leaf(self.proven - 1).type == END

    def signed(self, k: int, note: Note, *, end: bool | None = None) -> bool:
        """Section 7.4: whether the line of epoch k is right; with end, that of the device."""
        if end is None:
            line, key = note.signatures.get(f"{self.origin}/e{k}", b""), self.keys.get(k, b"")
            return verifies(key, note.text, line)
        line = note.signatures.get(self.genesis["device"]["name"])
        required = end or k % self.genesis["policy"]["device_every"] == 0
        return not required if line is None else verifies(self.device, note.text, line)

    def ending(self) -> None:
        """Step 8: what stands behind the covered leaves."""
        end = self.covered > 0 and self.leaf(self.covered - 1).type == END and self.count > self.covered
        limit = self.genesis["policy"]["max_interval"]
        self.report(
            self.covered,
            ("AFTER_END", end and not self.cut_slots, "leaves follow the END record"),
            ("UNSEALED_TAIL", self.tail, f"{self.tail} records are not covered by a signature"),
            ("TAIL_TOO_LONG", self.tail > limit and not self.cut_slots, f"{self.tail} records, {limit} allowed"),
        )

    def records(self, positions: range) -> tuple[int, list[tuple[int, str]]]:
        """Step 9 for some records: how many are withheld, and the codes of what is wrong with the payloads."""
        withheld, found, full = 0, [], "seal/salt" in self.areas
        for i in positions:
            leaf, location = self.leaf(i), self.locations[i]
            if leaf.channel == 0 or leaf.channel not in self.channels or malformed(leaf, i):
                continue
            if location == NONE:
                code, gone = "SALT_IN_REDACTED" if full else "", True
            else:
                code, gone = self.payload(i, check=self.payloads)[0], leaf.number in self.partly
            withheld += gone and not full
            found += [(i, code)] if code not in ("", UNCHECKED) else []
        return withheld, found

    def payload_step(self) -> None:
        """Step 9: the payloads of the channels, on several threads."""
        stray = self.stray_rows and "seal/salt" in self.areas
        self.report(None, (OPEN, self.cut_rows, "the part table cannot be read to its end"))
        self.report(None, ("SALT_IN_REDACTED", stray, "a log with a salt key has part rows of a derived copy"))
        batches = [range(start, min(start + 512, self.covered)) for start in range(0, self.covered, 512)]
        with ThreadPoolExecutor(4) as pool:
            for withheld, found in pool.map(self.records, batches):
                self.withheld += withheld
                for i, code in found:
                    self.report(i, (code, True, "the payload is not as recorded, or not there"))

    def trusted(self, given: list[tuple[str, str]]) -> bool:
        """Tell whether the device, or a fleet key that endorses it, is one of the given (name, fingerprint)."""
        device = self.genesis["device"]
        message = b"sealed-log/1/endorse\0" + device["name"].encode() + b"\0" + self.device
        for fleet in device.get("endorsements", []):
            key, signature = unbase64(fleet["key"], 32), unbase64(fleet["signature"], 64)
            if (fleet["name"], sha256(key).hex()) in given and verifies(key, message, signature):
                return True
        return (device["name"], sha256(self.device).hex()) in given

    def verdict(self, given: list[tuple[str, str]]) -> dict[str, Any]:
        """Section 9, then section 10: facts, status and findings as a JSON object."""
        began, code = time.monotonic(), self.directory()
        self.report(None, (code, code, "this is not the directory of a sealed log"))
        if not code:
            self.counts()
        ran = not code and self.start()
        for step in (
            (self.texts, self.chain, self.system, self.checkpoints, self.ending, self.payload_step) if ran else ()
        ):
            step()
        codes, trusted = {finding[0] for finding in self.findings}, ran and self.trusted(given)
        breaks, opens = bool(codes - WARN - {OPEN, "NOT_SEALED"}), OPEN in codes or not ran or not self.payloads
        status = "STRUCTURE_ONLY" if opens else "SEALED"
        status = "UNTRUSTED" if not trusted else status if self.complete else "OPEN_PREFIX"
        status = "BROKEN" if breaks else "UNSIGNED" if "NOT_SEALED" in codes else status
        found = [dict(zip(("code", "index", "channel", "t_ns", "text"), row, strict=True)) for row in self.findings]
        return {
            "status": status,
            "intact": "no" if status in ("BROKEN", "UNSIGNED") else "not yet" if opens else "yes",
            "complete": "yes" if self.complete else "no",
            "signed": "yes" if 0 < self.proven == self.covered else "no",
            "trusted": "yes" if trusted else "no",
            **{member: self.genesis.get(member) for member in ("provenance", "segment", "drive")},
            "payloads": "all" if ran and self.payloads else "none",
            "records": self.covered,
            "tail": self.tail,
            "withheld": self.withheld,
            "proven_records": self.proven,
            "bytes": self.size,
            "root": base64.b64encode(self.root).decode() or None,
            "findings": [finding for finding in found if finding["code"] not in WARN],
            "warnings": [finding for finding in found if finding["code"] in WARN],
            "seconds": round(time.monotonic() - began, 3),
        }


def verify(path: str, trusted: list[tuple[str, str]], *, payloads: bool = True) -> dict[str, Any]:
    """The verdict on a log. ValueError: a name or key is none; OSError: there is no such regular file."""
    keys = [(name, unbase64(key, 32), key.lower()) for name, key in trusted]
    if not all(name and (public or form(key, "[0-9a-f]{64}")) for name, public, key in keys):
        raise ValueError("NAME=KEY needs a name and a public key in base64 or its fingerprint in hexadecimal")
    fd = os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")))
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError("not a regular file")
        given = [(name, sha256(public).hex() if public else key) for name, public, key in keys]
        return Verifier(fd, payloads=payloads).verdict(given)
    finally:
        os.close(fd)


def main(arguments: list[str]) -> int:
    """Run the command line."""
    words = [word for word in arguments if word != "--no-payloads"]
    try:
        if not words or words[0].startswith("-"):
            raise ValueError("LOG is missing")
        keys = [(name, key) for name, _, key in (word.partition("=") for word in words[1:])]
        result = verify(words[0], keys, payloads=words == arguments)
    except ValueError as error:
        print(__doc__, error, sep="\n", file=sys.stderr)
        return 64
    except OSError as error:
        print(f"{words[0]}: {error}", file=sys.stderr)
        return 66
    print(json.dumps(result, indent=2))
    facts = ", ".join(f"{fact}: {result[fact]}" for fact in ("intact", "complete", "signed", "trusted", "provenance"))
    print(f"{words[0]}: {result['status']} ({facts})", file=sys.stderr)
    return EXIT[str(result["status"])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
