#!/usr/bin/env python3
"""The independent verifier of sealed logs, version 1, written from sealed-log.md alone, whose sections it cites.

    python3 verify.py LOG [NAME=KEY ...] [--no-payloads]

It needs Python 3.11 or later and published.py beside it, and writes nothing. NAME=KEY is a device you trust, or a fleet
key that endorses devices: a name, and a public key in base64 or its fingerprint (64 hexadecimal digits). --no-payloads
leaves payloads of channels out. Prints the verdict as JSON, a summary to standard error. Exit: 0 SEALED, 1 BROKEN, 2
UNTRUSTED, 3 OPEN_PREFIX or STRUCTURE_ONLY, 4 UNSIGNED; 64 usage, 66 unread, 69 no published.py, 70 bug, 74 unwritten.
"""

import hmac
import json
import os
import re
import struct
import sys
import time
from base64 import b64decode, b64encode
from collections import Counter, defaultdict, namedtuple
from hashlib import sha256
from itertools import chain, pairwise, repeat, takewhile
from pathlib import Path
from typing import Any, BinaryIO

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
try:
    from published import base64_form, decoded, fits, parse_checkpoint, public_key, strict_json, tree_root, verifies
except ImportError as error:
    print(f"verify.py needs published.py in the same folder: {error}", file=sys.stderr)
    sys.exit(69)

__all__ = ["verify"]
EXIT = {"SEALED": 0, "BROKEN": 1, "UNTRUSTED": 2, "OPEN_PREFIX": 3, "STRUCTURE_ONLY": 3, "UNSIGNED": 4}
WARN = {"TRUNCATED_FILE", "TORN_CHECKPOINT", "UNSEALED_TAIL"}  # NOT_SEALED is UNSIGNED; all other findings break
GENESIS, DATA, EPOCH, ANNEX, END, NONE, NO_ROW = 0, 1, 3, 7, 255, 2**64 - 1, (0, 0, 0, 0, bytes(8), bytes(32))
SIZES = {"seal/leaf": range(0, 192 * 2**20 + 1, 192), "seal/location": range(0, 2**63, 8), "seal/system": range(2**63)}
SIZES |= {"seal/checkpoint": range(0, 2**26 + 1, 4096), "seal/part": range(0, 2**28 + 1, 64)}
SIZES |= {"seal/salt": range(32, 64, 32)}  # section 2; the step of a range is the size of a leaf, location, slot or row
AREA = rb"(seal/(?:leaf|location|checkpoint|system|salt|part)|channel/([1-9][0-9]{0,9}))\0*"
LEAF = struct.Struct("<5sBH16sQIIQQq20x4s24xQ8s32s32s")  # section 3, without the fields that decide nothing
Leaf = namedtuple("Leaf", "suite type flags segment number channel parts seq prev time zero length zeros root chain at")
ID, DECIMAL, TEXT, KEY = "[0-9a-f]{32}", "0|[1-9][0-9]{0,19}", "(?s).*", base64_form(32)  # section 7; see fits
ENDORSEMENTS = (..., [{"name": TEXT, "key": TEXT, "signature": TEXT}])
CHANNEL = {"id": range(1, 2**32), "name": TEXT, "area": r"(?!\.{1,2}\Z)[A-Za-z0-9_.-]{1,64}"}
GENESIS_FORM: dict[str, Any] = {"format": "sealed-log/1", "provenance": "recorded|intake|simulated", "boot": TEXT}
GENESIS_FORM |= {"segment": ID, "drive": ID, "segment_number": range(2**53), "channels": [], "origin": TEXT}
GENESIS_FORM |= {"device": {"name": "[a-z0-9./-]{1,64}", "key": KEY, "endorsements": ENDORSEMENTS}, "epoch_key": KEY}
GENESIS_FORM |= {"policy": {"max_interval": range(1, 2049), "device_every": range(1, 2**31)}}
GENESIS_FORM |= {"previous": (None, {"segment": ID, "size": DECIMAL, "root": KEY}), "delegation": base64_form(64)}


def malformed(leaf: Leaf, position: int) -> bool:  # LEAF_FORMAT: section 3, step 5
    kind = 1 <= leaf.type <= 7 or leaf.type == END if position else leaf.type == GENESIS
    parts = leaf.channel and 1 <= leaf.parts <= 4096 if leaf.type == DATA else (leaf.channel, leaf.parts) == (0, 1)
    fixed = leaf.suite + leaf.zero + leaf.zeros == b"SLR1\x01" + bytes(12) and leaf.flags <= 1
    return not (fixed and kind and parts)


class Log:  # what is known of a log and found in it
    def __init__(self, file: BinaryIO, *, payloads: bool) -> None:
        self.file, self.size, self.payloads, self.used = file, file.seek(0, 2), payloads, Counter[str]()
        self.found: dict[str, list[dict[str, Any]]] = {"findings": [], "warnings": []}
        self.listed, self.bad, self.rows = Counter[str](), set[int](), defaultdict[int, list[Any]](list)  # bad: slots
        self.root, self.complete, self.leaves, self.areas = "", False, list[Leaf](), {"directory": [0, 65536]}
        self.covered = self.tail = self.withheld = self.proven = 0
        self.stop = self.step_1_directory() or self.step_2_counts() or self.step_3_genesis()
        self.report({self.stop: self.stop}, 0 if self.stop in ("GENESIS", "CHANNEL_TABLE") else None)
        steps = (self.step_4_notes, self.step_5_leaves, self.step_6_system, self.step_7_checkpoints)
        for step in () if self.stop else (*steps, self.step_9_payloads):
            step()

    # Lists findings (code: whether it is one) of a leaf, or of a slot, which is bad then, at the last leaf it covers
    def report(self, checks: dict[str, Any], at: int | None = None, slot: int | None = None) -> None:
        leaf = self.leaves[at] if at is not None and at < len(self.leaves) else None
        place = {"index": at, "channel": leaf.channel if leaf and slot is None else None, "t_ns": leaf and leaf.time}
        for code in [code for code, wrong in checks.items() if wrong]:
            self.listed[code] += 1
            self.bad |= {slot} if slot is not None else set()
            if self.listed[code] <= 1000:
                finding = {"code": code, **place, "text": code.lower().replace("_", " ") + ": section 9"}
                self.found["warnings" if code in WARN else "findings"].append(finding)

    def read(self, area: str, at: int = 0, size: int = 2**63) -> bytes:  # the leaves, slots, bytes ... that are there
        (offset, length), unit = self.areas.get(area, (0, 0)), SIZES.get(area, range(1)).step
        self.file.seek(min(offset + at, self.size))
        data = self.file.read(min(size, length - at, self.size))
        return data[: len(data) // unit * unit]

    def step_1_directory(self) -> str:  # section 2; returns the code to stop at, or nothing
        head = self.read("directory").ljust(32, b"\0")
        version, self.id, n = struct.unpack_from("<I16sI", head, 8)
        if head[:8] != b"SEALDIR1" or len(head) < 65536 or version != 1 or n > 1030:
            return "DIR_FORMAT" if head[:8] == b"SEALDIR1" else "NOT_SEALED"
        end = 32 + 48 * n
        if sha256(head[:end]).digest() != head[end : end + 32]:
            return "DIR_DIGEST"
        table = [(re.fullmatch(AREA, name), place) for name, *place in struct.iter_unpack("<32sQQ", head[32:end])]
        self.areas = {name[1].decode(): place for name, place in table if name and int(name[2] or 0) < 2**32}
        seal, optional = self.areas.keys() & SIZES.keys(), self.areas.keys() & {"seal/salt", "seal/part"}
        if len(self.areas) < n or len(seal - optional) < 4 or not optional or n - len(seal) > 1024:
            return "DIR_FORMAT"
        spans = sorted((offset, offset + size) for offset, size in self.areas.values() if size)
        good = all(offset >= 65536 and offset + size < 2**63 for offset, size in self.areas.values())
        good = good and all(before[1] <= after[0] for before, after in pairwise(spans))
        good = good and self.areas["seal/location"][1] // 8 >= self.areas["seal/leaf"][1] // 192
        return "" if good and all(self.areas[name][1] in SIZES[name] for name in seal) else "DIR_RANGE"

    def step_2_counts(self) -> str:  # sections 3, 5, 7.4, 8: what there is of leaves, locations, slots and part rows
        leaves, slots = self.read("seal/leaf"), self.read("seal/checkpoint").rstrip(b"\0")
        raw = [*takewhile(any, (leaves[at : at + 192] for at in range(0, len(leaves), 192)))]  # up to one of zero bytes
        self.hashes = [sha256(b"\0" + leaf).digest() for leaf in raw]
        locations = chain(struct.iter_unpack("<Q", self.read("seal/location", 0, 8 * len(raw))), repeat((-1,)))
        self.leaves = [Leaf._make((*LEAF.unpack(leaf), at)) for leaf, (at,) in zip(raw, locations, strict=False)]
        rows = takewhile(NO_ROW.__ne__, struct.iter_unpack("<QIIQ8s32s", self.read("seal/part")))
        for _, (index, *row) in takewhile(lambda pair: pair[0][:2] < pair[1][:2], pairwise(chain([(0, -1)], rows))):
            self.rows[index].append(row)
        self.notes = [parse_checkpoint(slots[at : at + 4096].rstrip(b"\0")) for at in range(0, len(slots), 4096)]
        last_slot = slots[4096 * len(self.notes) - 4096 :].ljust(4096, b"\0")
        zero_sector = re.match(rb"(?s)((.{512})*.{511}[^\0])?\0{512}", last_slot)  # at the start or behind other bytes
        torn = zero_sector and self.notes and not (self.notes[-1] and self.notes[-1].root)
        self.notes = self.notes[:-1] if torn else self.notes
        short = any(offset + size > self.size for offset, size in self.areas.values())
        self.report({"TRUNCATED_FILE": short, "TORN_CHECKPOINT": torn, "NO_CHECKPOINT": not self.notes})
        return ""

    def step_3_genesis(self) -> str:  # section 7.2; returns the code to stop at, or nothing
        if not self.leaves or malformed(leaf := self.leaves[0], 0) or not any(leaf.segment):
            return "GENESIS"
        self.full, self.salt_key = "seal/salt" in self.areas, self.read("seal/salt")
        code, payload = self.payload(leaf)
        self.genesis, first = strict_json(payload) or {}, (leaf.seq, leaf.prev, leaf.number, leaf.segment)
        if code or first != (0, NONE, 0, self.id) or not fits(g := self.genesis, GENESIS_FORM):
            return "GENESIS"
        device, table, fleet = g["device"], g["channels"], g["device"].get("endorsements", [])
        previous = b64decode(g["previous"]["root"]) if g["previous"] else bytes(32)
        self.name, self.origin = device["name"], f"{device['name']}/{self.id.hex()}"
        self.device, self.keys = b64decode(device["key"]), {0: b64decode(g["epoch_key"])}
        good = (g["segment"], g["origin"], leaf.chain) == (self.id.hex(), self.origin, previous) and len(fleet) <= 16
        if not good or not public_key(self.device) or not public_key(self.keys[0]):
            return "GENESIS"
        unique = fits(table, [CHANNEL]) and all(len({each[name] for each in table}) == len(table) for name in CHANNEL)
        if not unique or len(table) > 1024:
            return "CHANNEL_TABLE"
        message = b"sealed-log/1/delegate\0" + self.id + self.origin.encode() + b"\0" + self.keys[0]
        self.report({"DELEGATION": not verifies(self.device, message, b64decode(g["delegation"]))}, 0)
        self.channels, self.vouchers = {0} | {channel["id"] for channel in table}, [(self.name, self.device)]
        message = b"sealed-log/1/endorse\0" + self.name.encode() + b"\0" + self.device
        signed = [(each["name"], decoded(each["key"], 32), decoded(each["signature"], 64)) for each in fleet]
        self.vouchers += [(name, key) for name, key, signature in signed if verifies(key, message, signature)]
        return ""

    def payload(self, leaf: Leaf, *, check: bool = True) -> tuple[str, bytes]:  # steps 6, 9: code, system record
        at, data, hashes = leaf.at, b"", list[bytes]()
        area = f"channel/{leaf.channel}" if leaf.channel else "seal/system"
        offset, size = self.areas.get(area, (0, -1))
        if at >= 0 and leaf.length > min(size - at, size - self.used[area]):
            return "RANGE", b""
        self.used[area] += leaf.length
        if leaf.channel == 0 <= at and leaf.length > (2**20 if leaf.type in (GENESIS, ANNEX) else 2**16):
            return "PAYLOAD", b""
        if not check or at < 0 or offset + at + leaf.length > self.size:
            return "SHORT_READ" if check else "", b""
        parts, rows = leaf.parts if leaf.channel else 1, self.rows.get(leaf.number, [])
        rows = [(0, 0, leaf.length, bytes(8), bytes(32))] if self.full and parts == 1 else rows
        kinds = (0,) if self.full else (1, 2) if leaf.channel else (1,)
        good = [part for part, *_ in rows] == [*range(parts)] and sum(row[2] for row in rows) == leaf.length
        for part, kind, length, zero, value in rows if good else ():  # section 4
            good = good and kind in kinds and not any(zero) and not (kind == 0 and any(value))
            message = b"sealed-log/1/salt" + struct.pack("<QI", leaf.number, part)
            salt = value if kind else hmac.digest(self.salt_key, message, "sha256")
            digest = sha256(b"\x10" + salt + struct.pack("<Q", length))
            for start in range(at, at + length, 2**20):  # a system record is not longer than that
                digest.update(data := self.read(area, start, min(2**20, at + length - start)))
                good = good and not (kind == 2 and data.strip(b"\0"))
            hashes.append(value if kind == 2 else digest.digest())
            at += length
        return "" if good and tree_root(hashes, b"\x11", 0, parts, {}) == leaf.root else "PAYLOAD", data

    def step_4_notes(self) -> None:  # section 7.4: the checkpoints as text, and how many leaves they cover
        self.parsed, before = dict[int, Any](), 0
        for k, note in enumerate(self.notes):
            if not note or not note.root:
                self.report({"CHECKPOINT_FORMAT": not note, "BASE64": note}, slot=k)
                continue
            checks = {"CHECKPOINT_ORIGIN": note.origin != self.origin, "SIZE_RANGE": note.size > len(self.leaves)}
            self.report(checks | {"CHECKPOINT_SIZE": note.size <= before}, note.size - 1, slot=k)
            self.parsed[k], before = note, note.size
        self.report({"NO_CHECKPOINT": self.notes and not self.parsed})
        self.covered = max((note.size for note in self.parsed.values() if note.size <= len(self.leaves)), default=0)

    def step_5_leaves(self) -> None:  # section 3: every leaf against the one before, also in the tail up to a wrong one
        self.tail, due = int(self.covered == 0), {0: (1, 0)}  # by channel: channel_seq and prev_in_channel
        for i, (before, leaf) in enumerate(pairwise(self.leaves), 1):
            follows, known = (leaf.seq, leaf.prev) == due.get(leaf.channel, (0, NONE)), leaf.channel in self.channels
            checks = {"LEAF_FORMAT": malformed(leaf, i), "FOREIGN_RECORD": leaf.segment != self.id}
            checks |= {"INDEX": leaf.number != (before.number + 1) % 2**64, "UNKNOWN_CHANNEL": not known}
            checks |= {"CHANNEL_SEQUENCE": not follows, "TIME_BACKWARDS": leaf.time < before.time}
            checks |= {"CHAIN_BREAK": leaf.chain != self.hashes[i - 1], "AFTER_END": before.type == END}
            if i >= self.covered and any(checks.values()):
                break
            self.report(checks, i)
            self.tail += i >= self.covered
            due[leaf.channel] = ((leaf.seq + 1) % 2**64, leaf.number)

    def step_6_system(self) -> None:  # sections 7.1 and 7.3: the system records behind GENESIS
        self.epochs, before = dict[int, int](), Counter[int]()  # position -> epoch; -1: EPOCH_RECORD is reported
        for i, leaf in enumerate(self.leaves[: self.covered]):
            if i and leaf.channel == 0:
                code, payload = self.payload(leaf)
                record, key = strict_json(payload), KEY if leaf.type == EPOCH else None
                if not code and leaf.type not in (EPOCH, END):
                    code = "SYSTEM_RECORD" if record is None else ""
                elif not code and fits(record, {"epoch": range(2**53), "next_key": key, "counts": {...: DECIMAL}}):
                    counts = {str(channel): str(before[channel]) for channel in self.channels}
                    code, self.epochs[i] = "COUNTS" if record["counts"] != counts else "", record["epoch"]
                    if leaf.type == EPOCH:
                        self.keys.setdefault(record["epoch"] + 1, b64decode(record["next_key"]))
                elif not code:
                    code, self.epochs[i] = "EPOCH_RECORD", -1
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
            checks = {"CHECKPOINT_SIGNATURE": not verifies(self.keys.get(k, b""), note.text, line)}
            checks |= {"CHECKPOINT_DEVICE": required and not verifies(self.device, note.text, by_device)}
            self.report({"ROOT_MISMATCH": other, **checks, "AFTER_END": there and ended}, last, slot=k)
            ended, mismatch = ended or end, mismatch or other
        if good := min(self.bad, default=len(self.notes)):
            self.proven, self.root = self.parsed[good - 1].size, b64encode(self.parsed[good - 1].root).decode()
            self.complete = not self.bad and self.leaves[self.proven - 1].type == END
        # Step 8: the tail
        end = 0 < self.covered < len(self.leaves) and self.leaves[self.covered - 1].type == END
        long = self.tail > self.genesis["policy"]["max_interval"]
        self.report({"AFTER_END": end, "UNSEALED_TAIL": self.tail, "TAIL_TOO_LONG": long}, self.covered)

    def step_9_payloads(self) -> None:  # sections 4, 5 and 8: the payloads of the channels
        kinds = {index: {kind for _, kind, *_ in rows} for index, rows in self.rows.items()}
        self.report({"SALT_IN_REDACTED": self.full and any(each & {1, 2} for each in kinds.values())})
        for i, leaf in enumerate(self.leaves[: self.covered]):
            if leaf.channel and leaf.channel in self.channels and not malformed(leaf, i):
                code = "" if (gone := leaf.at == NONE) else self.payload(leaf, check=self.payloads)[0]
                self.withheld += not self.full and (gone or 2 in kinds.get(leaf.number, ()))
                self.report({code: code, "SALT_IN_REDACTED": gone and self.full}, i)


def verify(path: str, trusted: list[tuple[str, str]], *, payloads: bool = True) -> dict[str, Any]:
    """The verdict on a log. ValueError: a name or key is none; OSError: there is no regular file that can be read."""
    given = {(name, sha256(b64decode(key)).hexdigest() if fits(key, KEY) else key.lower()) for name, key in trusted}
    if not all(name and re.fullmatch("[0-9a-f]{64}", fingerprint) for name, fingerprint in given):
        raise ValueError("NAME=KEY needs a name and a public key in base64 or its fingerprint in hexadecimal")
    if Path(path).is_symlink() or not Path(path).is_file():
        raise OSError("no regular file")
    with Path(path).open("rb") as file:
        began, log, yes = time.monotonic(), Log(file, payloads=payloads), ("no", "yes")
    known = not log.stop and any((name, sha256(key).hexdigest()) in given for name, key in log.vouchers)
    ladder = {"UNSIGNED": log.stop == "NOT_SEALED", "BROKEN": log.found["findings"], "UNTRUSTED": not known}
    ladder |= {"OPEN_PREFIX": not log.complete, "STRUCTURE_ONLY": not payloads, "SEALED": True}
    intact = "no" if log.found["findings"] else "yes" if payloads else "not yet"
    facts: dict[str, Any] = {"status": next(filter(ladder.get, ladder)), "intact": intact}
    facts |= {"complete": yes[log.complete], "signed": yes[0 < log.proven == log.covered], "trusted": yes[known]}
    facts |= {member: None if log.stop else log.genesis[member] for member in ("provenance", "segment", "drive")}
    facts |= {"payloads": "all" if payloads and not log.stop else "none", "records": log.covered, "tail": log.tail}
    facts |= {"withheld": log.withheld, "proven_records": log.proven, "bytes": log.size, "root": log.root or None}
    return {**facts, **log.found, "seconds": round(time.monotonic() - began, 3)}


def main(arguments: list[str]) -> int:
    log, *keys = [word for word in arguments if word != "--no-payloads"] or ["-"]
    try:
        if log.startswith("-"):
            raise ValueError("LOG is missing")
        result = verify(log, [word.partition("=")[::2] for word in keys], payloads="--no-payloads" not in arguments)
    except (ValueError, OSError) as error:
        unread = f"cannot read {log}: copy what can be read first ({error})" if isinstance(error, OSError) else ""
        print(unread or f"{__doc__}\n{error}", file=sys.stderr)
        return 66 if unread else 64
    print(json.dumps(result, indent=2), flush=True)
    print(f"{log}: {result['status']}, provenance {result['provenance']}", file=sys.stderr)
    return EXIT[result["status"]]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Exception as error:  # noqa: BLE001 - Python's own exit code is 1, which would read as BROKEN
        os._exit(74 if isinstance(error, OSError) else 70)
