"""The strong adversary: takes a sealed log apart, changes what he likes, and recomputes every hash that needs no key.

It must not know which changes are attacks. It writes what he made as a file with a directory that agrees with it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from app.chain.hashes import leaf_hash, part_hash, payload_root, salt
from app.chain.note import note_text, signature_line, slot
from app.chain.tree import Frontier
from app.log.container import ChannelArea, Layout, create
from app.log.directory import SLOT_SIZE
from app.log.leaf import NONE, Leaf, RecordType
from app.log.part_table import PART_DTYPE
from app.log.segment import Segment
from app.log.source import Source


@dataclass
class Piece:
    """One record as the adversary holds it. `parts` are the lengths of its parts; `location` overrides its place."""

    leaf: Leaf
    payload: bytes
    parts: tuple[int, ...]
    location: int | None = None


class Forgery:
    """A log in pieces. Every method changes it in place."""

    def __init__(self, path: Path) -> None:
        with Segment(Source(path)) as segment:
            self.segment_id = segment.directory.segment_id
            self.salt_key = segment.salt_key
            self.pieces = [self._piece(segment, index) for index in range(len(segment))]
            raw = b"".join(run.raw for run in segment.slots())
            used = -(-len(raw.rstrip(b"\0")) // SLOT_SIZE)
            self.slots = [raw[k * SLOT_SIZE : (k + 1) * SLOT_SIZE] for k in range(used)]
            self.rows = segment.part_table.rows.copy()
        genesis = json.loads(self.pieces[0].payload)
        self.genesis: dict[str, Any] = genesis
        self.areas = {channel["id"]: channel["area"] for channel in genesis["channels"]}
        self.slack = 0
        self.part_slack = 0
        """Free leaves, slots and bytes behind the used ones, as a recorder leaves them."""

    @staticmethod
    def _piece(segment: Segment, index: int) -> Piece:
        record = segment.read(index)
        extent = record.extent
        lengths = tuple(part.length for part in extent.parts) if extent.parts else (extent.length,)
        location = NONE if extent.withheld else None
        return Piece(record.fields, record.payload, lengths, location)

    def edit(self, position: int, /, **fields: Any) -> None:
        """Change fields of a leaf."""
        self.pieces[position].leaf = replace(self.pieces[position].leaf, **fields)

    def json(self, index: int) -> dict[str, Any]:
        """The JSON of a record."""
        found: dict[str, Any] = json.loads(self.pieces[index].payload)
        return found

    def put_json(self, index: int, document: dict[str, Any]) -> None:
        """Give a record other JSON and the hash that goes with it."""
        self.put(index, json.dumps(document, separators=(",", ":")).encode())

    def put(self, index: int, payload: bytes) -> None:
        """Give a record of one part another payload and the hash and length that go with it."""
        piece = self.pieces[index]
        piece.payload, piece.parts = payload, (len(payload),)
        self.rehash(index)

    def rehash(self, index: int) -> None:
        """Make a leaf agree with its payload again; needs no key but the salt key, which lies in the file."""
        piece = self.pieces[index]
        assert self.salt_key is not None
        hashes, start = [], 0
        for number, length in enumerate(piece.parts):
            hashes.append(part_hash(salt(self.salt_key, index, number), piece.payload[start : start + length]))
            start += length
        self.edit(index, payload_root=payload_root(hashes), payload_len=len(piece.payload), parts=len(piece.parts))

    def renumber(self) -> None:
        """Make index, sequence and predecessors agree with the order of the records."""
        last: dict[int, tuple[int, int]] = {}
        for index, piece in enumerate(self.pieces):
            seq, before = last.get(piece.leaf.channel, (-1, NONE))
            self.edit(index, index=index, channel_seq=seq + 1, prev_in_channel=before)
            last[piece.leaf.channel] = (seq + 1, index)

    def recount(self) -> None:
        """Make the counts of every EPOCH and END agree with the records before it."""
        for index, piece in enumerate(self.pieces):
            if piece.leaf.type in {RecordType.EPOCH, RecordType.END}:
                document = self.json(index)
                before = [p.leaf.channel for p in self.pieces[:index]]
                document["counts"] = {channel: str(before.count(int(channel))) for channel in document["counts"]}
                self.put_json(index, document)

    def rechain(self, first: int = 1) -> None:
        """Make every leaf from `first` on contain the hash of the one before."""
        for index in range(first, len(self.pieces)):
            self.edit(index, prev_leaf=leaf_hash(self.pieces[index - 1].leaf.pack()))

    def recompute(self) -> None:
        """Everything that needs no key."""
        self.renumber()
        self.recount()
        rows = [
            (index, part, 0, length, 0, np.zeros(32, dtype=np.uint8))
            for index, piece in enumerate(self.pieces)
            if len(piece.parts) > 1
            for part, length in enumerate(piece.parts)
        ]
        self.rows = np.array(rows, dtype=PART_DTYPE)
        for index in range(len(self.pieces)):
            self.rehash(index)
        self.rechain()

    def root(self, size: int) -> bytes:
        """The root over the first leaves as they are now."""
        frontier = Frontier()
        for piece in self.pieces[:size]:
            frontier.append(leaf_hash(piece.leaf.pack()))
        return frontier.root()

    def sign(self, number: int, size: int, signers: dict[str, Any], *, origin: str | None = None) -> None:
        """Put a checkpoint into a slot, signed by private keys under their names."""
        text = note_text(origin=origin or self.genesis["origin"], size=size, root=self.root(size))
        lines = [
            signature_line(name=name, public_key=key.public_key().public_bytes_raw(), signature=key.sign(text))
            for name, key in signers.items()
        ]
        self.put_slot(number, slot(text, lines))

    @property
    def epochs(self) -> list[int]:
        """The positions of the EPOCH records."""
        return [i for i, piece in enumerate(self.pieces) if piece.leaf.type == RecordType.EPOCH]

    def sign_all(self, epoch_keys: list[Any], device_key: Any) -> None:
        """Sign every checkpoint again with all the right keys, as only the recorder itself could."""
        device = self.genesis["device"]["name"]
        ends = [i for i, p in enumerate(self.pieces) if p.leaf.type in {RecordType.EPOCH, RecordType.END}]
        self.slots = []
        for number, index in enumerate(ends):
            self.sign(
                number, index + 1, {f"{self.genesis['origin']}/e{number}": epoch_keys[number], device: device_key}
            )

    def put_slot(self, number: int, raw: bytes) -> None:
        """Replace or append a slot."""
        self.slots[number : number + 1] = [raw.ljust(SLOT_SIZE, b"\0")]

    def edit_slot(self, number: int, change: Callable[[bytes], bytes]) -> None:
        """Change the text of a checkpoint."""
        before = self.slots[number].rstrip(b"\0")
        after = change(before)
        assert after != before
        self.put_slot(number, after)

    def write(self, path: Path) -> None:
        """Write the file, with a directory and an HDF5 wrapping that agree with it."""
        sizes: dict[int, int] = {0: 0, **dict.fromkeys(self.areas, 0)}
        locations = []
        for piece in self.pieces:
            channel = piece.leaf.channel if piece.leaf.channel in sizes else 0
            if piece.location is None:
                locations.append(sizes[channel])
                sizes[channel] += len(piece.payload)
            else:
                locations.append(piece.location)
        layout = Layout(
            leaves=len(self.pieces) + self.slack,
            checkpoints=len(self.slots) + self.slack,
            system=sizes[0] + self.slack,
            salt=self.salt_key is not None,
            parts=len(self.rows) + self.part_slack or None,
            channels=tuple(
                ChannelArea(id=channel, area=area, size=sizes[channel] + self.slack)
                for channel, area in self.areas.items()
            ),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        directory = create(path, layout, segment_id=self.segment_id)
        with path.open("r+b") as file:
            for name, raw in (
                ("seal/leaf", b"".join(piece.leaf.pack() for piece in self.pieces)),
                ("seal/location", np.array(locations, dtype="<u8").tobytes()),
                ("seal/checkpoint", b"".join(self.slots)),
                ("seal/salt", self.salt_key or b""),
                ("seal/part", self.rows.astype(PART_DTYPE).tobytes()),
            ):
                if raw:
                    file.seek(directory.areas[name].offset)
                    file.write(raw)
            for piece, location in zip(self.pieces, locations, strict=True):
                area = directory.channel(piece.leaf.channel)
                if area is not None and piece.location is None:
                    file.seek(area.offset + location)
                    file.write(piece.payload)
