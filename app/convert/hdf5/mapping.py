"""The small file that says what an HDF5 file means: which dataset is which channel, its times, units and columns.

It must not know HDF5. TOML; `inspect` proposes one, and people mend it.
"""

import json
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.convert.recording import ConvertError
from app.convert.stamps import UNITS_NS
from app.kinds.channel_spec import Stamp

FORMAT = "hdf5-mapping/1"
_MAX_BYTES = 4 << 20


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table in which an unknown key is a mistake to be told."""


class Place(_Strict, frozen=True, kw_only=True):
    """Numbers of a dataset: all of it, one column of its last axis, or one field of its rows.

    `dataset` is a path in the file, or `FILE:PATH` where the source is a folder of files.
    """

    dataset: str
    item: Annotated[int, Meta(ge=0)] | None = None
    field: str | None = None


class Time(Place, frozen=True, kw_only=True, omit_defaults=False):
    """Where the stamps are. `pointer`: a dataset beside the stamps that names the row that each of them belongs to.
    `origin`: a dataset of one number, in the same unit, that all stamps count from.
    """

    unit: Literal["s", "ms", "us", "ns"] = "s"
    epoch: Literal["unix", "boot", "gps", "arbitrary"] = "arbitrary"
    pointer: str | None = None
    origin: str | None = None

    @property
    def ns(self) -> int:
        """Nanoseconds of one unit."""
        return UNITS_NS[self.unit]


class Column(Place, frozen=True, kw_only=True):
    """One column of packed rows: the source's number times `scale` plus `offset` is in `unit`.

    Where a row of the dataset has many numbers for the column, they are as many rows of one record: the points of a
    sweep, (sweeps, points, columns) with an `item`, or (sweeps, points) without. `width`: of a dataset of lists, how
    many numbers that follow each other are one point; `item` is the column's place among them.
    """

    name: Annotated[str, Meta(min_length=1, max_length=128)]
    unit: Annotated[str, Meta(max_length=64)] = "1"
    scale: float = 1.0
    offset: float = 0.0
    width: Annotated[int, Meta(ge=1, le=512)] | None = None
    description: str = ""


class ChannelMap(_Strict, frozen=True, kw_only=True):
    """One channel: `columns` for packed rows, or `dataset` for pictures and packets, a row each."""

    name: Annotated[str, Meta(min_length=1, max_length=256)]
    kind: str
    codec: str
    dataset: str | None = None
    entries: Place | None = None
    """The number that names the dataset of each row's packet, in the same file."""
    columns: tuple[Column, ...] = ()
    time: Time | None = None
    """When it was captured; null: at the nominal rate from zero, and the log says so."""
    arrival: Time | None = None
    """When it reached the computer; null: assumed, when it was captured."""
    joined: bool = False
    """Rows that follow each other with equal stamps are one record, such as the detections of one radar cycle."""
    starts: Place | None = None
    """The number of each record's first row; a record has all rows up to the start of the next one."""
    every: Annotated[int, Meta(ge=1)] = 1
    """Of `starts`, take each so many."""
    rate_hz: Annotated[float, Meta(gt=0)] | None = None
    stamp: Stamp = "instant"
    frame: str | None = None
    axes: Literal["hw", "hwc", "chw"] = "hwc"
    """Order of rows, columns and colours of a picture."""
    colours: Literal["rgb", "bgr"] = "rgb"
    padded: bool = False
    """The file was allocated in advance: rows behind the last stamp that is not zero are none."""
    description: str = ""


class Mapping(_Strict, frozen=True, kw_only=True):
    """A whole mapping file."""

    format: Literal["hdf5-mapping/1"] = "hdf5-mapping/1"
    source: str = "hdf5"
    """Name of the layout, as the log will say it."""
    notes: tuple[str, ...] = ()
    """What this mapping assumes, a sentence each."""
    channel: tuple[ChannelMap, ...] = ()

    @property
    def datasets(self) -> frozenset[str]:
        """The names of all that it speaks of."""
        places = (
            place
            for one in self.channel
            for place in (one.time, one.arrival, one.entries, one.starts, *one.columns)
            if place is not None
        )
        return frozenset(place.dataset for place in places) | {one.dataset for one in self.channel if one.dataset}


def load(path: Path) -> Mapping:
    """The mapping in a file.

    Raises:
        ConvertError: it cannot be read, or is none; the text says where.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConvertError(f"{path}: the mapping cannot be read: {error.strerror}") from error
    if len(raw) > _MAX_BYTES:
        raise ConvertError(f"{path}: {len(raw)} bytes are no mapping")
    try:
        return msgspec.toml.decode(raw, type=Mapping)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ConvertError(f"{path}: is no mapping: {error}; `incident-replay inspect` proposes one") from error


def text_of(mapping: Mapping) -> str:
    """The mapping as TOML that `load` reads."""
    document = msgspec.to_builtins(mapping)
    channels = document.pop("channel", ())
    # a default that everybody should see
    lines = [f"{key} = {_value(value)}" for key, value in {"format": FORMAT, **document}.items()]
    for channel in channels:
        lines += ["", "[[channel]]"]
        columns = channel.pop("columns", ())
        lines += [f"{key} = {_value(value)}" for key, value in channel.items()]
        if columns:
            lines += ["columns = [", *(f"  {_value(column)}," for column in columns), "]"]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items() if inner is not None) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    # JSON's texts, numbers and booleans are TOML's, but for DEL and for halves of a character, which TOML has not
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return text.encode("utf-8", "replace").decode()
