"""The wrapping around the seal: what HDF5 tools would show, bytes that nothing covers, and the form of the payloads.

It must not change a verdict: these findings are warnings. Rules: sealed-log.md sections 5, 10 and 12.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.chain.finding import Finding
from app.chain.leaves import leaf_finding
from app.chain.structure import Structure
from app.log.directory import PART_SIZE, USER_BLOCK, Area, packed_size
from app.log.hdf5_view import SeenDataset, SeenFile
from app.log.leaf import LEAF_DTYPE, LEAF_SIZE, NONE
from app.log.segment import Segment

_MOST_NAMED = 20
_MOST_OF_A_NAME = 300
_BLOCK = 1 << 20
_ZEROS = bytes(_BLOCK)


def container_findings(segment: Segment, structure: Structure, seen: SeenFile) -> list[Finding]:
    """All findings about the wrapping of one segment with a sound GENESIS."""
    return [
        *_change(segment),
        *_hdf5(segment, structure, seen),
        *_schema(segment, structure),
        *_unsealed_bytes(segment, structure),
    ]


def _change(segment: Segment) -> list[Finding]:
    change = segment.source.changes()
    texts = {
        "size": "the file has another size than when it was opened; check it again",
        "time": "the file was written to while it was open; check it again",
        "gone": "the file is no longer at its path, or another file is; the one that was opened was checked",
    }
    return [Finding(code="FILE_CHANGED", text=texts[change])] if change else []


def _hdf5(segment: Segment, structure: Structure, seen: SeenFile) -> Iterator[Finding]:
    if seen.crashed or seen.timed_out:
        yield Finding(code="READER_CRASH" if seen.crashed else "READER_TIMEOUT", text=seen.problem)
        return
    if seen.problem:
        yield Finding(code="CONTAINER_MISMATCH", text=f"HDF5 tools cannot open the file: {seen.problem}")
        return
    wanted = _expected(structure)
    shown = {dataset.path: dataset for dataset in seen.datasets}
    areas = segment.directory.areas
    for path, dataset in shown.items():
        area = areas.get(wanted.get(path, path if path.startswith("seal/") else ""))
        if area is None:
            yield Finding(code="UNSEALED_CONTENT", text=f"the dataset {path!r} is no part of the sealed log")
        elif not dataset.plain or area.size != dataset.size or (dataset.size and area.offset != dataset.offset):
            text = (
                f"{path!r} is at {dataset.offset} with {dataset.size} bytes for HDF5, at {area.offset} with {area.size}"
            )
            yield Finding(code="CONTAINER_MISMATCH", text=f"{text} for the seal")
        elif path == "seal/leaf" and dataset.fields != _LEAF_FIELDS:
            yield Finding(code="CONTAINER_MISMATCH", text="HDF5 shows the leaves with other fields than they have")
    path_of = {area: path for path, area in wanted.items()}
    for name in areas:
        if path_of.get(name, name) not in shown:
            yield Finding(code="CONTAINER_MISMATCH", text=f"the area {name} is no dataset for HDF5")
    sealed_groups = {"seal", "channels", *(path.removesuffix("/data") for path in wanted)}
    extras = [*seen.extra, *(f"group {path!r}" for path in seen.groups if path not in sealed_groups)]
    for extra in extras[:_MOST_NAMED]:
        yield Finding(code="UNSEALED_CONTENT", text=f"{extra[:_MOST_OF_A_NAME]} is no part of the sealed log")
    if len(extras) > _MOST_NAMED:
        yield Finding(code="UNSEALED_CONTENT", text=f"{len(extras) - _MOST_NAMED} more objects are no part of it")
    yield from _declared_rows(structure, shown)


_LEAF_FIELDS = tuple(
    (name, LEAF_DTYPE.fields[name][0].str, LEAF_DTYPE.fields[name][1])
    for name in LEAF_DTYPE.names or ()
    if LEAF_DTYPE.fields is not None
)


def _expected(structure: Structure) -> dict[str, str]:
    """HDF5 path of every declared channel to its area."""
    assert structure.genesis is not None
    return {f"channels/{c.area}/data": f"channel/{c.id}" for c in structure.genesis.channels.values()}


def _declared_rows(structure: Structure, shown: dict[str, SeenDataset]) -> Iterator[Finding]:
    """Datasets whose rows are not those that the channel table declares."""
    assert structure.genesis is not None
    for channel in structure.genesis.channels.values():
        dataset = shown.get(f"channels/{channel.area}/data")
        declared = channel.document.get("fields")
        if dataset is None or not isinstance(declared, list) or not dataset.fields:
            continue
        if [(name, kind) for name, kind, _ in dataset.fields] != [_name_and_type(field) for field in declared]:
            text = f"the dataset of {channel.name!r} has other columns than the channel table declares"
            yield Finding(code="SCHEMA_MISMATCH", text=text, channel=channel.id)


def _name_and_type(field: Any) -> tuple[Any, Any]:  # noqa: ANN401
    return (field.get("name"), field.get("type")) if isinstance(field, dict) else (None, None)


def _schema(segment: Segment, structure: Structure) -> Iterator[Finding]:
    """Records that are not whole rows of their channel: one finding a channel, at the first of them."""
    assert structure.genesis is not None
    leaves = segment.leaves[: min(structure.records, len(segment.locations))]
    locations = segment.locations[: len(leaves)]
    for channel in structure.genesis.channels.values():
        row = channel.document.get("row_bytes")
        if type(row) is not int or not 1 < row < 2**31:
            continue
        of = (leaves["channel"] == channel.id) & (locations != np.uint64(NONE))
        odd = of & ((leaves["payload_len"] % np.uint64(row) != 0) | (locations % np.uint64(row) != 0))
        if odd.any():
            index = int(odd.argmax())
            text = f"the payload is not whole rows of {row} bytes, and {int(odd.sum()) - 1} more of this channel"
            yield leaf_finding("SCHEMA_MISMATCH", text, leaves, index)


def _unsealed_bytes(segment: Segment, structure: Structure) -> Iterator[Finding]:
    """One finding for each area that has bytes outside all records."""
    directory = segment.directory
    head = Area(0, USER_BLOCK)
    spaces = [("the user block", head, [(0, packed_size(len(directory.areas)))])]
    used = structure.records + structure.tail
    for name, area in directory.areas.items():
        spaces.append((name, area, _used(segment, name, used)))
    for name, area, ranges in spaces:
        at = _first_byte_outside(segment, area, ranges)
        if at is not None:
            yield Finding(code="UNSEALED_BYTES", text=f"byte {at} of the file, in {name}, is not zero and in no record")


def _used(segment: Segment, name: str, records: int) -> list[tuple[int, int]]:
    """The byte ranges of an area that records, checkpoints or rows take, as (start, length)."""
    if name == "seal/leaf":
        return [(0, records * LEAF_SIZE)]
    if name == "seal/location":
        return [(0, records * 8)]
    if name == "seal/part":
        return [(0, len(segment.part_table.rows) * PART_SIZE)]
    if name in {"seal/checkpoint", "seal/salt"}:
        # a slot that is not zero was parsed, and what is wrong with it is a finding already
        return [(0, segment.directory.areas[name].size)]
    channel = 0 if name == "seal/system" else int(name.removeprefix("channel/"))
    count = min(records, len(segment.locations))
    of = (segment.leaves["channel"][:count] == channel) & (segment.locations[:count] != np.uint64(NONE))
    starts = segment.locations[:count][of].tolist()
    return list(zip(starts, segment.leaves["payload_len"][:count][of].tolist(), strict=True))


def _first_byte_outside(segment: Segment, area: Area, ranges: list[tuple[int, int]]) -> int | None:
    """The position in the file of the first byte of an area that is not zero and in none of the ranges."""
    end = min(area.size, max(0, segment.source.size - area.offset))
    at = 0
    for start, length in [*sorted(ranges), (end, 0)]:
        found = _first_nonzero(segment, area.offset + at, min(start, end) - at)
        if found is not None:
            return found
        at = max(at, min(start + length, end))
    return None


def _first_nonzero(segment: Segment, offset: int, size: int) -> int | None:
    end = offset + size
    while (at := segment.source.next_data(offset)) < end:
        raw, unreadable = segment.source.read_until_unreadable(at, min(_BLOCK, end - at))
        if raw != _ZEROS[: len(raw)]:
            return at + len(raw) - len(raw.lstrip(b"\0"))
        offset = segment.source.sector_end(at + len(raw)) if unreadable else at + len(raw)
        if not raw and not unreadable:
            break
    return None
