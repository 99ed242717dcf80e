"""Makes the HDF5 file that holds a segment: named, typed, contiguous datasets, and the directory in the user block.

It must not know what will be written into the areas, nor write into them. Profile: sealed-log.md section 12. The
order of the areas is so that a file cut short keeps its structure before its payloads.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from app.log.directory import (
    MAX_CHANNELS,
    MAX_LEAVES,
    MAX_PART_ROWS,
    MAX_SLOTS,
    PART_SIZE,
    SALT_SIZE,
    SLOT_SIZE,
    USER_BLOCK,
    Area,
    Directory,
)
from app.log.leaf import LEAF_DTYPE, LEAF_SIZE
from app.log.part_table import PART_DTYPE

ALIGNMENT = 4096
_LIBVER = ("v110", "v110")
_BYTE = np.dtype("u1")
# object headers and attributes of a channel take about this much: one block in front of the areas holds them all
_METADATA_PER_DATASET = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelArea:
    """The payload area of one channel: `/channels/<area>/data`.

    `size` is in bytes, a multiple of the row. `row` is the dtype of one row: a compound, a plain type, or a plain type
    with a shape (`("<f4", (4,))` gives a dataset of shape (n, 4)). `attributes` are for people, never evidence.
    """

    id: int
    area: str
    size: int
    row: "np.dtype[Any]" = _BYTE
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The areas of a container: numbers of leaves, checkpoints and part rows, bytes of the rest. All are capacities.

    `locations` may exceed the number of leaves; None means as many. `parts` None: no part table. `salt` False: a
    derived copy, which needs a part table.
    """

    leaves: int
    checkpoints: int
    system: int
    locations: int | None = None
    salt: bool = True
    parts: int | None = None
    channels: tuple[ChannelArea, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.leaves <= MAX_LEAVES or not 0 <= self.checkpoints <= MAX_SLOTS:
            raise ValueError(
                f"{self.leaves} leaves and {self.checkpoints} checkpoints: beyond the limits of the format"
            )
        if not 0 <= (self.parts or 0) <= MAX_PART_ROWS:
            raise ValueError(f"{self.parts} part rows: beyond the limits of the format")
        if len(self.channels) > MAX_CHANNELS:
            raise ValueError(f"{len(self.channels)} channels; the format allows {MAX_CHANNELS}")
        if not self.salt and self.parts is None:
            raise ValueError("a container without a salt key is a derived copy and needs a part table")
        for channel in self.channels:
            if channel.size % channel.row.itemsize:
                raise ValueError(
                    f"channel {channel.id}: {channel.size} bytes are no multiple of its row of {channel.row.itemsize}"
                )


@dataclass(frozen=True, slots=True)
class _Dataset:
    name: str
    """In the directory."""
    path: str
    """In HDF5."""
    shape: tuple[int, ...]
    dtype: "np.dtype[Any]"
    attributes: Mapping[str, str]


def create(path: Path, layout: Layout, *, segment_id: bytes) -> Directory:
    """Make the container at `path`, which must not exist, sparse and zero; returns its directory.

    libhdf5 has closed the file when this returns; whatever is written later is written beside it, by position.

    Raises:
        FileExistsError: something is at `path` already.
        OSError: the file cannot be made; what was begun is removed.
    """
    datasets = list(_datasets(layout))
    # reserved by us: h5py asks whether a file exists and then makes it, which is two steps
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o644))
    try:
        directory = Directory(segment_id, _make(path, datasets))
        with path.open("r+b") as file:
            file.write(directory.pack())
            # nothing of HDF5 may stand behind the end of its own file: the areas come last
            file.truncate(max(directory.end, os.fstat(file.fileno()).st_size))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return directory


def _datasets(layout: Layout) -> Iterator[_Dataset]:
    """All datasets in the order of section 12."""
    locations = layout.leaves if layout.locations is None else layout.locations
    yield _Dataset("seal/leaf", "seal/leaf", (layout.leaves,), LEAF_DTYPE, {})
    yield _Dataset("seal/location", "seal/location", (locations,), np.dtype("<u8"), {})
    yield _Dataset("seal/checkpoint", "seal/checkpoint", (layout.checkpoints,), np.dtype(f"S{SLOT_SIZE}"), {})
    yield _Dataset("seal/system", "seal/system", (layout.system,), _BYTE, {})
    if layout.salt:
        yield _Dataset("seal/salt", "seal/salt", (SALT_SIZE,), _BYTE, {})
    if layout.parts is not None:
        yield _Dataset("seal/part", "seal/part", (layout.parts,), PART_DTYPE, {})
    for channel in layout.channels:
        element, shape = channel.row.subdtype or (channel.row, ())
        rows = channel.size // channel.row.itemsize
        path = f"channels/{channel.area}/data"
        yield _Dataset(f"channel/{channel.id}", path, (rows, *shape), element, channel.attributes)


def _make(path: Path, datasets: list[_Dataset]) -> dict[str, Area]:
    metadata = max(1, -(-len(datasets) * _METADATA_PER_DATASET // ALIGNMENT)) * ALIGNMENT
    with h5py.File(
        path,
        "w",
        libver=_LIBVER,
        userblock_size=USER_BLOCK,
        alignment_threshold=1,
        alignment_interval=ALIGNMENT,
        meta_block_size=metadata,
    ) as file:
        return {dataset.name: _add(file, dataset) for dataset in datasets}


def _add(file: "h5py.File", dataset: _Dataset) -> Area:
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_layout(h5py.h5d.CONTIGUOUS)
    properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    properties.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    made = file.create_dataset(dataset.path, dataset.shape, dtype=dataset.dtype, dcpl=properties)
    for name, text in dataset.attributes.items():
        made.attrs[name] = text
    size = dataset.dtype.itemsize * int(np.prod(dataset.shape, dtype=np.int64))
    # HDF5 gives an empty dataset no place; the directory wants one behind the user block
    return Area(made.id.get_offset() if size else USER_BLOCK, size)


assert LEAF_DTYPE.itemsize == LEAF_SIZE
assert PART_DTYPE.itemsize == PART_SIZE
