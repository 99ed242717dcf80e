"""Layouts of HDF5 that driving logs are published in: each recognised by its datasets, and said as a mapping.

It must not know how rows are read. Sources of each layout are named with it.
"""

import math
import re
from collections.abc import Callable

from msgspec.structs import replace

from app.convert.hdf5.events import dsec, ecal_6, m3ed, radar_scenes, stamped
from app.convert.hdf5.files import Files
from app.convert.hdf5.guess import guess, signals, time_of, unused
from app.convert.hdf5.mapping import ChannelMap, Column, Mapping, Place, Time

_DEGREE = math.pi / 180


def recognise(files: Files) -> Mapping | None:
    """The mapping of the layout that the files are in; None if none is known."""
    return next((found for layout in _LAYOUTS if (found := layout(files)) is not None), None)


def proposed(files: Files) -> Mapping:
    """The mapping of the published layout that the files are in; else stamps beside datasets, and guesses beyond."""
    published = (found for layout in _PUBLISHED if (found := layout(files)) is not None)
    return next(published, None) or guess(files, stamped(files))


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
        there = files.opened[log].datasets
        time = replace(time_of(files, f"{at}times", there["times"]), unit="s")
        known = [Column(name=name, dataset=f"{at}{source}", scale=scale, unit=unit)
                 for source, name, scale, unit in _COMMA_STATE if source in there]  # fmt: skip
        channels.append(
            ChannelMap(name=f"/vehicle/state{tag}", kind="state", codec="rows", time=time, columns=tuple(known))
        )
        rows = there["times"].rows
        channels += signals(f"/log{tag}", time, {f"{at}{p}": d for p, d in there.items() if p != "times"}, rows)
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
            channels += signals(unused(name, channels), Time(dataset=f"{at}{time}", unit="s"), there, rows)
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
            described = (
                "stamp as text, header and events of one cAER packet, one after another" if data.shape[1:] else ""
            )
            channels.append(
                ChannelMap(
                    name=name, kind="raw", codec="bytes", dataset=path, time=time, padded=True, description=described
                )
            )  # fmt: skip
        elif data.shape[1:] in ((), (1,), (2,)):
            # rows are a stamp and the value, or the value alone
            item = data.shape[1] - 1 if data.shape[1:] else None
            columns = (Column(name="value", dataset=path, item=item),)
            channels.append(
                ChannelMap(name=name, kind="signals", codec="rows", columns=columns, time=time, padded=True)
            )
    notes = (
        "stamps are microseconds of the camera's counter; rows behind the last stamp that is not zero are padding",
        "signals are numbers without a unit in the source; ignition and gear are codes of its recorder",
    )
    return Mapping(source="hdf5, DDD17 or DDD20", notes=notes, channel=tuple(channels))


def _group_name(comment: str, path: str) -> str:
    """The name in what asammdf writes as the comment of a group: `CAN2 - message gnss_status 0x11 EXT=False`."""
    match = re.match(r"(\S+) - message (\S+)", comment)
    return f"/{match[1]}/{match[2]}" if match else f"/{path}"


_PUBLISHED: tuple[Callable[[Files], Mapping | None], ...] = (
    _comma_2016, _corl_2017, _ecal, ecal_6, _asammdf, _ddd, radar_scenes, m3ed, dsec,
)  # fmt: skip
_LAYOUTS = (*_PUBLISHED, stamped)
