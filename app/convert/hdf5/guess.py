"""What the datasets of an HDF5 file could be, from names, shapes, units and attributes: proposals to be mended.

It must not know layouts, nor take anything for certain.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from app.convert.hdf5.files import Files
from app.convert.hdf5.mapping import ChannelMap, Column, Mapping, Time
from app.convert.hdf5.sensors import cloud, imu
from app.convert.recording import ConvertError
from app.kinds.field import MAX_NAME
from app.log.foreign_hdf5 import ForeignDataset
from app.log.hdf5_worker import AnswerError, WorkerError

Datasets = dict[str, ForeignDataset]
_TIME_NAME = re.compile(r"(^|_)(t|ts|time|times|timestamps?|stamps?|epoch|time_\w+|timestamp_\w+)$", re.IGNORECASE)
_WORDS = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "ms": ("ms", "msec", "millis", "millisecond", "milliseconds"),
    "us": ("us", "\u00b5s", "\u03bcs", "usec", "micros", "microsecond", "microseconds"),
    "ns": ("ns", "nsec", "nanos", "nanosecond", "nanoseconds"),
}
_TIME_UNITS = {word: unit for unit, words in _WORDS.items() for word in words}


def guess(files: Files, known: Mapping | None = None) -> Mapping:
    """A group's datasets go with the stamps in it, or in a group above, that have as many rows.

    `known`: what is said of some of them already; it stays, and the others are guessed.
    """
    known = known or Mapping()
    datasets, done = dict(files.names()), known.datasets
    stamps = {path: data for path, data in datasets.items() if _could_be_time(path, data)}
    groups: dict[tuple[str, str], Datasets] = {}
    channels: list[ChannelMap] = list(known.channel)
    notes: list[str] = list(known.notes)
    for path, data in datasets.items():
        if path in stamps or path in done:
            continue
        near = max(
            (one for one, its in stamps.items() if its.rows == data.rows and path.startswith(_folder(one))),
            key=lambda one: len(_folder(one)), default=None,
        )  # fmt: skip
        if near is None:
            notes.append(f"{path} is left out: no dataset near it has a stamp for each of its {data.rows} rows")
            continue
        time = time_of(files, near, stamps[near])
        if (points := cloud(path, data, time)) is not None:
            channels.append(points)
            continue
        pictures = [one for one in channels_of(path, data, time) if one.kind in ("image", "raw")]
        if pictures:
            channels += [replace(one, name=unused(one.name, channels)) for one in pictures]
        else:
            groups.setdefault((_folder(path), near), {})[path] = data
    for (folder, near), members in groups.items():
        name = "/" + (folder.replace(":", "/").strip("/") or "signals")
        time = time_of(files, near, stamps[near])
        rest, inertial = members, imu(unused(name if folder else "/imu", channels), members, time)
        if inertial is not None:
            channels.append(inertial)
            used = {column.dataset for column in inertial.columns}
            rest = {path: data for path, data in members.items() if path not in used}
        channels += signals(unused(name, channels), time, rest, stamps[near].rows)
    if len(channels) > len(known.channel) or not channels:
        guessed = (
            "guessed from names, shapes and attributes"
            if not known.channel
            else "what has no stamps beside it was guessed from names, shapes and attributes"
        )
        notes.append(f"{guessed}: look at every unit, name and frame before you rely on it")
    return replace(known, notes=tuple(notes), channel=tuple(channels))


def _could_be_time(path: str, data: ForeignDataset) -> bool:
    name = path.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return bool(_TIME_NAME.search(name)) and _is_time(data)


def _folder(path: str) -> str:
    return path[: max(path.rfind("/"), path.rfind(":")) + 1]


def time_of(files: Files, path: str, data: ForeignDataset) -> Time:
    """The stamps of a dataset: in the unit that its attributes say, else in the one that dates its first stamp.

    Raises:
        ConvertError: the attributes say a unit that nobody knows: to guess another would be wrong.
    """
    said = data.attributes.get("unit", data.attributes.get("units"))
    # such as "seconds since ..." of CF conventions
    word = said.split()[0].lower() if isinstance(said, str) and said.strip() else ""
    if word and word not in _TIME_UNITS:
        raise ConvertError(f"the stamps {path!r} are in {said[:40]!r}, which is no unit of time; write a mapping")
    value = _first(files, path, data)
    unit = _TIME_UNITS.get(word)
    for one in (unit,) if unit else ("s", "ms", "us", "ns"):
        seconds = value / {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[one]
        if _YEAR_2000_S <= seconds < _YEAR_2100_S:
            return Time(dataset=path, unit=one, epoch="unix")  # type: ignore[arg-type]
    return Time(dataset=path, unit=unit or ("us" if data.dtype.kind in "iu" else "s"))  # type: ignore[arg-type]


def _first(files: Files, path: str, data: ForeignDataset) -> float:
    """The first stamp, or 0 where there is none that can be read: then it dates nothing."""
    if not _is_time(data):
        return 0.0
    try:
        values = files.rows(Time(dataset=path), 0, min(1, data.rows))
    except (AnswerError, WorkerError):
        return 0.0
    return float(values[0]) if len(values) else 0.0


def _is_time(data: ForeignDataset) -> bool:
    return len(data.shape) == 1 and not data.lists and data.dtype.kind in "iuf"


_YEAR_2000_S, _YEAR_2100_S = 946_684_800, 4_102_444_800


def channels_of(path: str, data: ForeignDataset, time: Time) -> Iterator[ChannelMap]:
    """The channel that a dataset of this shape can be: a picture a row, numbers a row, or packets."""
    name = "/" + path.replace(":", "/")
    shape, kind = data.shape[1:], data.dtype.kind
    if data.lists:
        yield ChannelMap(name=name, kind="raw", codec="bytes", dataset=path, time=time)
    elif kind == "u" and data.dtype.itemsize <= 2 and _axes(shape):
        yield ChannelMap(name=name, kind="image", codec="png", dataset=path, time=time, axes=_axes(shape))  # type: ignore[arg-type]
    elif data.dtype.names or len(shape) <= 1:
        yield from signals(name, time, {path: data}, data.rows)
    elif kind in "biuf":
        described = f"rows of {data.dtype.name} {data.dtype.str}, shape {' x '.join(map(str, shape))}, as they are"
        yield ChannelMap(name=name, kind="raw", codec="bytes", dataset=path, time=time, description=described)


def _axes(shape: tuple[int, ...]) -> str:
    """How the axes of a picture are ordered; empty if the shape is that of none."""
    if len(shape) == 2 and min(shape) >= 16:
        return "hw"
    if len(shape) == 3 and shape[2] in (1, 3) and min(shape[:2]) >= 16:
        return "hwc"
    return "chw" if len(shape) == 3 and shape[0] in (1, 3) and min(shape[1:]) >= 16 else ""


def signals(name: str, time: Time, datasets: Datasets, rows: int) -> list[ChannelMap]:
    """One channel of all numbers that have a row for each stamp; none if there are none."""
    columns: list[Column] = []
    for path, data in datasets.items():
        if data.lists or data.rows != rows or not data.shape:
            continue
        short = path.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
        unit = data.attributes.get("unit", data.attributes.get("units", "1"))
        comment = data.attributes.get("comment", "")
        said = Column(
            name=short or "value", dataset=path, unit=unit[:64] if isinstance(unit, str) and unit else "1",
            description=comment[:1000] if isinstance(comment, str) else "",
        )  # fmt: skip
        if data.dtype.names:
            columns += [
                Column(name=f"{short}.{field}", dataset=path, field=field)
                for field in data.dtype.names
                if len(data.shape) == 1 and data.dtype[field].subdtype is None and data.dtype[field].kind in "biufS"
            ]
        elif len(data.shape) == 1 and _holds_column(data):
            columns.append(said)
        elif len(data.shape) == 2 and data.shape[1] <= 64 and _holds_column(data):
            columns += [replace(said, name=f"{short}[{n}]", item=n) for n in range(data.shape[1])]
    unique: dict[str, Column] = {}
    for column in columns:
        # of two that end alike, the second is called by its whole path
        whole = f"{column.dataset}{column.name[len(column.dataset.rsplit('/', 1)[-1].rsplit(':', 1)[-1]) :]}"
        called = column.name if column.name not in unique else whole
        if called.isprintable() and len(called) <= MAX_NAME and called not in unique:
            unique[called] = replace(column, name=called)
    if not unique:
        return []
    # a channel has at most 512 columns
    chosen = tuple(unique.values())
    return [
        ChannelMap(
            name=name if first == 0 else f"{name}#{first // 512 + 1}",
            kind="signals",
            codec="rows",
            time=time,
            columns=chosen[first : first + 512],
        )
        for first in range(0, len(chosen), 512)
    ]


def _holds_column(data: ForeignDataset) -> bool:
    return data.dtype.kind in "biuS" or (data.dtype.kind == "f" and data.dtype.itemsize <= 8)


def unused(name: str, channels: list[ChannelMap]) -> str:
    """The name, with a number behind it if a channel has it already."""
    taken = {channel.name for channel in channels}
    number = 2
    unused = name
    while unused in taken:
        unused, number = f"{name}#{number}", number + 1
    return unused
