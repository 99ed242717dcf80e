"""Layouts of HDF5 that driving logs are published in: each recognised by its datasets, and said as a mapping.

It must not know how rows are read. Sources of each layout are named with it.
"""

import math
import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from app.convert.hdf5_files import Files
from app.convert.hdf5_mapping import ChannelMap, Column, Mapping, Place, Time
from app.log.foreign_hdf5 import ForeignDataset

Datasets = dict[str, ForeignDataset]
_DEGREE = math.pi / 180


def propose(files: Files) -> Mapping:
    """The mapping of the known layout; else one guessed from names, shapes, units and attributes, to be mended."""
    known = recognise(files)
    return known if known is not None else _guessed(files)


def recognise(files: Files) -> Mapping | None:
    """The mapping of the layout that the files are in; None if none is known."""
    return next((found for layout in _LAYOUTS if (found := layout(files)) is not None), None)


def _comma_2016(files: Files) -> Mapping | None:
    """comma.ai research 2016 (commaai/research, Logs.md): trees `camera/` and `log/` of files with the same names."""
    logs = [name for name in files.opened if "speed" in files.opened[name].datasets
            and {"times", "steering_angle"} <= files.opened[name].datasets.keys()]  # fmt: skip
    if not logs:
        return None
    channels: list[ChannelMap] = []
    for log in logs:
        at = f"{log}:" if log else ""
        tag = "" if len(logs) == 1 else f"/{log.rsplit('/', 1)[-1].removesuffix('.h5')}"
        time = Time(dataset=f"{at}times", unit="s", epoch="unix" if _is_unix(files, f"{at}times") else "arbitrary")
        there = files.opened[log].datasets
        known = [Column(name=name, dataset=f"{at}{source}", scale=scale, unit=unit)
                 for source, name, scale, unit in _COMMA_STATE if source in there]  # fmt: skip
        channels.append(
            ChannelMap(name=f"/vehicle/state{tag}", kind="state", codec="rows", time=time, columns=tuple(known))
        )
        rows = there["times"].rows
        channels += _signals(f"/log{tag}", time, {f"{at}{p}": d for p, d in there.items() if p != "times"}, rows)
        camera = log.replace("log/", "camera/", 1)
        if camera != log and camera in files.opened and "X" in files.opened[camera].datasets:
            channels.append(
                ChannelMap(
                    name=f"/camera/front{tag}",
                    kind="image",
                    codec="png",
                    dataset=f"{camera}:X",
                    axes="chw",
                    time=replace(time, pointer=f"{at}cam1_ptr"),
                )
            )
    notes = (
        "speed is in m/s, steering_angle in degrees at the steering wheel with left positive, as comma.ai describes it",
        "pictures are RGB and are kept without loss as PNG",
        "a picture was captured when the log first points to it (cam1_ptr)",
    )
    return Mapping(source="hdf5, comma.ai research 2016", notes=notes, channel=tuple(channels))


_COMMA_STATE = (
    ("speed", "speed", 1.0, "m/s"),
    ("steering_angle", "steering_wheel_angle", _DEGREE, "rad"),
    ("speed_fl", "wheel_speed_front_left", 1.0, "m/s"),
    ("speed_fr", "wheel_speed_front_right", 1.0, "m/s"),
    ("speed_rl", "wheel_speed_rear_left", 1.0, "m/s"),
    ("speed_rr", "wheel_speed_rear_right", 1.0, "m/s"),
    ("rpm", "engine_speed", 2 * math.pi / 60, "rad/s"),
)


def _corl_2017(files: Files) -> Mapping | None:
    """CARLA imitation learning, CORL 2017 (carla-simulator/imitation-learning, README.md): `rgb` and `targets`."""
    datasets = dict(files.names())
    targets = datasets.get("targets")
    pictures = next((name for name in ("rgb", "images_center") if name in datasets), None)
    if targets is None or pictures is None or targets.shape[1:] != (len(_CORL_TARGETS),):
        return None
    time = Time(dataset="targets", item=20, unit="ms")
    columns = tuple(
        Column(name=name, dataset="targets", item=number, unit=unit)
        for number, (name, unit) in enumerate(_CORL_TARGETS)
    )
    channels = (
        ChannelMap(name="/camera/center", kind="image", codec="png", dataset=pictures, time=time, axes="hwc"),
        ChannelMap(name="/targets", kind="signals", codec="rows", time=time, columns=columns),
    )
    notes = ("the time is the game time of column 20, in milliseconds; pictures are RGB, kept without loss as PNG",)
    return Mapping(source="hdf5, CARLA CORL 2017", notes=notes, channel=channels)


_CORL_TARGETS = (
    *(("steer", "1"), ("gas", "1"), ("brake", "1"), ("hand_brake", "1"), ("reverse_gear", "1")),
    *(("steer_noise", "1"), ("gas_noise", "1"), ("brake_noise", "1")),
    *(("position_x", "cm"), ("position_y", "cm"), ("speed", "km/h")),
    *(("collision_other", "1"), ("collision_pedestrian", "1"), ("collision_car", "1")),
    *(("opposite_lane", "1"), ("sidewalk", "1")),
    *(("acceleration_x", "m/s^2"), ("acceleration_y", "m/s^2"), ("acceleration_z", "m/s^2")),
    *(("platform_time", "ms"), ("game_time", "ms")),
    *(("orientation_x", "1"), ("orientation_y", "1"), ("orientation_z", "1")),
    *(("command", "1"), ("noise", "1"), ("camera", "1"), ("angle", "°")),
)


def _ecal(files: Files) -> Mapping | None:
    """Version 5 of eCAL measurements (eclipse-ecal/ecal, eh5_meas_file_v5.cpp): a dataset a message, and an index."""
    channels: list[ChannelMap] = []
    for name, file in files.opened.items():
        listed = file.groups[""].attributes.get("Channels")
        if not isinstance(listed, str) or not str(file.groups[""].attributes.get("Version", "")).startswith("5"):
            continue
        at = f"{name}:" if name else ""
        for channel in filter(None, listed.split(",")):
            index = file.datasets.get(channel)
            if index is None or index.shape[1:] != (5,):
                continue
            channels.append(
                ChannelMap(
                    name=channel,
                    kind="raw",
                    codec="bytes",
                    entries=Place(dataset=f"{at}{channel}", item=1),
                    time=Time(dataset=f"{at}{channel}", item=3, unit="us", epoch="unix"),
                    arrival=Time(dataset=f"{at}{channel}", item=0, unit="us", epoch="unix"),
                    description=f"eCAL message, {index.attributes.get('Channel Type', 'type not stated')}",
                )
            )
    if not channels:
        return None
    notes = ("captured: when eCAL sent the message; arrived: when it received it; the messages are kept as they are",)
    return Mapping(source="hdf5, eCAL measurement 5", notes=notes, channel=tuple(channels))


def _asammdf(files: Files) -> Mapping | None:
    """What asammdf exports (danielhrisca/asammdf, mdf.py): a group with a master, a dataset a signal."""
    channels: list[ChannelMap] = []
    for file_name, file in files.opened.items():
        at = f"{file_name}:" if file_name else ""
        for path, group in file.groups.items():
            master = group.attributes.get("master")
            time = f"{path}/{master}"
            if not isinstance(master, str) or time not in file.datasets:
                continue
            prefix = f"{path}/"
            there = {f"{at}{p}": d for p, d in file.datasets.items() if p.startswith(prefix) and p != time}
            name = _group_name(str(group.attributes.get("comment", "")), path)
            rows = file.datasets[time].rows
            channels += _signals(_unused(name, channels), Time(dataset=f"{at}{time}", unit="s"), there, rows)
    if not channels:
        return None
    notes = ("times are relative to the start of the measurement, which asammdf does not export",)
    return Mapping(source="hdf5, asammdf export", notes=notes, channel=tuple(channels))


def _ddd(files: Files) -> Mapping | None:
    """DDD17 and DDD20 (SensorsINI/ddd20-utils, record.py): a group a signal, with `data` and `timestamp`."""
    datasets = dict(files.names())
    if not any(path.endswith("dvs/timestamp") for path in datasets):
        return None
    channels = []
    for path, data in datasets.items():
        stamps = path.removesuffix("data") + "timestamp"
        if not path.endswith("/data") or stamps not in datasets:
            continue
        time = Time(dataset=stamps, unit="us")
        name = "/" + path.removesuffix("/data")
        if data.lists:
            channels.append(ChannelMap(name=name, kind="raw", codec="bytes", dataset=path, time=time, padded=True))
        elif data.shape[1:] in ((), (1,), (2,)):
            item = 0 if data.shape[1:] else None
            columns = (Column(name="value", dataset=path, item=item),)
            channels.append(
                ChannelMap(name=name, kind="signals", codec="rows", columns=columns, time=time, padded=True)
            )
    notes = (
        "stamps are microseconds of the camera's counter; rows behind the last stamp that is not zero are padding",
    )
    return Mapping(source="hdf5, DDD17 or DDD20", notes=notes, channel=tuple(channels))


def _stamped(files: Files) -> Mapping | None:
    """MVSEC and its kin (daniilidis-group/mvsec): each dataset `X` has its stamps in `X_ts`."""
    channels = []
    datasets = dict(files.names())
    for path, data in datasets.items():
        stamps = datasets.get(f"{path}_ts")
        if stamps is None or len(stamps.shape) != 1:
            continue
        unit, epoch = ("us", "arbitrary") if stamps.dtype.kind in "iu" else ("s", "arbitrary")
        if unit == "s" and _is_unix(files, f"{path}_ts"):
            epoch = "unix"
        time = Time(dataset=f"{path}_ts", unit=unit, epoch=epoch)  # type: ignore[arg-type]
        channels += list(_of_form(path, data, time))
    if not channels:
        return None
    notes = ("a dataset with _ts behind its name has the stamps of the one without",)
    return Mapping(source="hdf5, stamps beside each dataset", notes=notes, channel=tuple(channels))


_TIME_NAME = re.compile(r"(^|_)(t|ts|time|times|timestamps?|stamps?|epoch|time_\w+|timestamp_\w+)$", re.IGNORECASE)
_TIME_UNITS = {
    "s": "s",
    "sec": "s",
    "seconds": "s",
    "ms": "ms",
    "us": "us",
    "µs": "us",
    "microseconds": "us",
    "ns": "ns",
}


def _guessed(files: Files) -> Mapping:
    """A group's datasets go with the stamps in it, or in a group above, that have as many rows."""
    datasets = dict(files.names())
    stamps = {path: data for path, data in datasets.items() if _could_be_time(path, data)}
    groups: dict[tuple[str, str], Datasets] = {}
    channels: list[ChannelMap] = []
    notes: list[str] = []
    for path, data in datasets.items():
        if path in stamps:
            continue
        near = max(
            (one for one, its in stamps.items() if its.rows == data.rows and path.startswith(_folder(one))),
            key=lambda one: len(_folder(one)), default=None,
        )  # fmt: skip
        if near is None:
            notes.append(f"{path} is left out: no dataset near it has a stamp for each of its {data.rows} rows")
            continue
        time = _guessed_time(files, near, stamps[near])
        pictures = [one for one in _of_form(path, data, time) if one.kind in ("image", "raw")]
        if pictures:
            channels += pictures
        else:
            groups.setdefault((_folder(path), near), {})[path] = data
    for (folder, near), members in groups.items():
        name = "/" + (folder.replace(":", "/").strip("/") or "signals")
        time = _guessed_time(files, near, stamps[near])
        channels += _signals(_unused(name, channels), time, members, stamps[near].rows)
    notes.append("guessed from names, shapes and attributes: look at every unit, name and frame before you rely on it")
    return Mapping(source="hdf5", notes=tuple(notes), channel=tuple(channels))


def _could_be_time(path: str, data: ForeignDataset) -> bool:
    name = path.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return bool(_TIME_NAME.search(name)) and len(data.shape) == 1 and not data.lists and data.dtype.kind in "iuf"


def _folder(path: str) -> str:
    return path[: max(path.rfind("/"), path.rfind(":")) + 1]


def _guessed_time(files: Files, path: str, data: ForeignDataset) -> Time:
    """The unit as the attributes say it, else the one in which the first stamp lies between 2000 and 2100, else s."""
    said = data.attributes.get("unit", data.attributes.get("units"))
    unit = _TIME_UNITS.get(said.lower()) if isinstance(said, str) else None
    file, dataset = files.find(path)
    first = file.read(dataset.path, 0, min(1, dataset.rows))
    value = float(first[0]) if len(first) else 0.0
    units = [unit] if unit else ["s", "ms", "us", "ns"]
    for one in units:
        seconds = value / {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}[one]
        if _YEAR_2000_S <= seconds < _YEAR_2100_S:
            return Time(dataset=path, unit=one, epoch="unix")  # type: ignore[arg-type]
    return Time(dataset=path, unit=unit or ("us" if data.dtype.kind in "iu" else "s"))  # type: ignore[arg-type]


_YEAR_2000_S, _YEAR_2100_S = 946_684_800, 4_102_444_800


def _of_form(path: str, data: ForeignDataset, time: Time) -> Iterator[ChannelMap]:
    """The channel that a dataset of this shape can be: a picture a row, numbers a row, or packets."""
    name = "/" + path.replace(":", "/")
    shape, kind = data.shape[1:], data.dtype.kind
    if data.lists:
        yield ChannelMap(name=name, kind="raw", codec="bytes", dataset=path, time=time)
    elif kind == "u" and data.dtype.itemsize <= 2 and _axes(shape):
        yield ChannelMap(name=name, kind="image", codec="png", dataset=path, time=time, axes=_axes(shape))  # type: ignore[arg-type]
    elif data.dtype.names or len(shape) <= 1:
        yield from _signals(name, time, {path: data}, data.rows)


def _axes(shape: tuple[int, ...]) -> str:
    """How the axes of a picture are ordered; empty if the shape is that of none."""
    if len(shape) == 2 and min(shape) >= 16:
        return "hw"
    if len(shape) == 3 and shape[2] in (1, 3) and min(shape[:2]) >= 16:
        return "hwc"
    return "chw" if len(shape) == 3 and shape[0] in (1, 3) and min(shape[1:]) >= 16 else ""


def _signals(name: str, time: Time, datasets: Datasets, rows: int) -> list[ChannelMap]:
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
    unique = {column.name[:128]: column for column in columns if column.name.isprintable()}
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


def _group_name(comment: str, path: str) -> str:
    """The name in what asammdf writes as the comment of a group: `CAN2 - message gnss_status 0x11 EXT=False`."""
    match = re.match(r"(\S+) - message (\S+)", comment)
    return f"/{match[1]}/{match[2]}" if match else f"/{path}"


def _unused(name: str, channels: list[ChannelMap]) -> str:
    taken = {channel.name for channel in channels}
    number = 2
    unused = name
    while unused in taken:
        unused, number = f"{name}#{number}", number + 1
    return unused


def _is_unix(files: Files, path: str) -> bool:
    """Whether the first stamp, in seconds, lies between 2000 and 2100."""
    file, dataset = files.find(path)
    first = file.read(dataset.path, 0, min(1, dataset.rows))
    return bool(len(first)) and _YEAR_2000_S <= float(first[0]) < _YEAR_2100_S


_LAYOUTS: tuple[Callable[[Files], Mapping | None], ...] = (
    _comma_2016, _corl_2017, _ecal, _asammdf, _ddd, _stamped,
)  # fmt: skip
