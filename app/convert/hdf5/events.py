"""Layouts of HDF5 with event cameras, packets and radar cycles: MVSEC, M3ED, DSEC, RadarScenes, eCAL 6.

It must not know how rows are read. Sources of each layout are named with it.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from app.convert.hdf5.files import Files
from app.convert.hdf5.guess import Datasets, channels_of, time_of
from app.convert.hdf5.mapping import ChannelMap, Column, Mapping, Place, Time

_MS_PER_PACKET = 10
"""Events are indexed by millisecond; a record holds so many of them."""
_HEX = re.compile(r"(?:0x)?[0-9A-Fa-f]+\Z")


def ecal_6(files: Files) -> Mapping | None:
    """Version 6 of eCAL measurements (eclipse-ecal/ecal, eh5_meas_file_writer_v6.cpp): `<channel>/<id>/DataTable`."""
    channels: list[ChannelMap] = []
    for name, file in files.opened.items():
        if not str(file.groups[""].attributes.get("Version", "")).startswith("6"):
            continue
        at = f"{name}:" if name else ""
        for path, index in file.datasets.items():
            channel, _, rest = path.partition("/")
            identity, _, table = rest.partition("/")
            if table != "DataTable" or not _HEX.match(identity) or index.shape[1:] != (5,):
                continue
            place = f"{at}{path}"
            channels.append(
                ChannelMap(
                    name=f"{_unescaped(channel)}#{identity}",
                    kind="raw",
                    codec="bytes",
                    entries=Place(dataset=place, item=1),
                    time=Time(dataset=place, item=3, unit="us", epoch="unix"),
                    arrival=Time(dataset=place, item=0, unit="us", epoch="unix"),
                    description="eCAL message; its type stands beside it in the source",
                )
            )
    if not channels:
        return None
    notes = ("captured: when eCAL sent the message; arrived: when it received it; the messages are kept as they are",)
    return Mapping(source="hdf5, eCAL measurement 6", notes=notes, channel=tuple(channels))


def _unescaped(name: str) -> str:
    """The channel's own name: eCAL writes bytes that HDF5 reserves as %XX (escape.cpp)."""
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name.encode())
    text = raw.decode("utf-8", "replace")
    return text if text.isprintable() and text else name


def radar_scenes(files: Files) -> Mapping | None:
    """RadarScenes (radar-scenes.github.io, structure.md): compounds `radar_data`, a row a detection, and `odometry`."""
    channels: list[ChannelMap] = []
    for path, data in files.names():
        if path.rsplit(":", 1)[-1] not in ("radar_data", "odometry") or "timestamp" not in (data.dtype.names or ()):
            continue
        at = path.rpartition(":")[0]
        tag = f"/{at.removesuffix('/radar_data.h5')}" if at.count("/") else ""
        names = set(data.dtype.names or ())
        time = Time(dataset=path, field="timestamp", unit="us")
        known = [(s, n, u) for s, n, u in _RADAR_COLUMNS if s in names]
        if path.endswith("radar_data"):
            columns = tuple(Column(name=name, dataset=path, field=field, unit=unit) for field, name, unit in known)
            channels.append(
                ChannelMap(
                    name=f"/radar{tag}", kind="radar", codec="rows", columns=columns, time=time, joined=True,
                    frame="vehicle",
                )
            )  # fmt: skip
        else:
            fields = [(s, n, u) for s, n, u in _ODOMETRY if s in names]
            columns = tuple(Column(name=name, dataset=path, field=field, unit=unit) for field, name, unit in fields)
            channels.append(
                ChannelMap(name=f"/odometry{tag}", kind="signals", codec="rows", columns=columns, time=time)
            )
    if not any(channel.kind == "radar" for channel in channels):
        return None
    notes = (
        "stamps count from an origin that RadarScenes does not give; detections of one stamp are one record",
        "x and y are in the car's axes, from the middle of the rear axle; range and azimuth in those of the sensor",
        "the texts uuid and track_id of each detection are left out: a column holds numbers",
    )
    return Mapping(source="hdf5, RadarScenes", notes=notes, channel=tuple(channels))


_RADAR_COLUMNS = (
    *(("sensor_id", "sensor_id", "1"), ("range_sc", "range", "m"), ("azimuth_sc", "azimuth", "rad")),
    *(
        ("rcs", "rcs", "dBm^2"),
        ("vr", "radial_velocity", "m/s"),
        ("vr_compensated", "radial_velocity_over_ground", "m/s"),
    ),
    *(("x_cc", "x", "m"), ("y_cc", "y", "m"), ("x_seq", "x_seq", "m"), ("y_seq", "y_seq", "m")),
    ("label_id", "label", "1"),
)
_ODOMETRY = (
    *(("x_seq", "x_seq", "m"), ("y_seq", "y_seq", "m"), ("yaw_seq", "yaw_seq", "rad")),
    *(("vx", "speed", "m/s"), ("yaw_rate", "yaw_rate", "rad/s")),
)


def dsec(files: Files) -> Mapping | None:
    """DSEC (uzh-rpg/DSEC, eventslicer.py): `events/{x,y,t,p}`, `ms_to_idx` and `t_offset`."""
    datasets = dict(files.names())
    channels: list[ChannelMap] = []
    for path in datasets:
        folder = path.removesuffix("ms_to_idx")
        if path == folder or f"{folder}t_offset" not in datasets:
            continue
        events = next((f for f in (f"{folder}events/", folder) if {f"{f}{n}" for n in "xytp"} <= datasets.keys()), None)
        if events is not None:
            time = Time(dataset=f"{events}t", unit="us", origin=f"{folder}t_offset")
            channels.append(_events(_name(events), events, time, path))
    if not channels:
        return None
    return Mapping(source="hdf5, DSEC", notes=(_EVENT_NOTE,), channel=tuple(channels))


def m3ed(files: Files) -> Mapping | None:
    """M3ED (daniilidis-group/m3ed, rosbag2hdf5.py): `prophesee`, `ovc` and `ouster` on one clock in microseconds."""
    datasets = dict(files.names())
    channels: list[ChannelMap] = []
    for path, data in datasets.items():
        folder, _, last = path.rpartition("/")
        if last == "ms_map_idx" and {f"{folder}/{n}" for n in "xytp"} <= datasets.keys():
            time = Time(dataset=f"{folder}/t", unit="us")
            channels.append(_events(_name(folder), f"{folder}/", time, path))
        elif last == "data" and f"{folder}/ts_start" in datasets:
            channels.append(
                ChannelMap(
                    name=_name(folder), kind="raw", codec="bytes", dataset=path, stamp="sweep_start",
                    time=Time(dataset=f"{folder}/ts_start", unit="us"),
                    description=f"packets of one sweep as Ouster sends them, {data.shape[1:]} bytes",
                )
            )  # fmt: skip
            if f"{folder}/ts_end" in datasets:
                # when the sensor had turned once: nobody says when the packets were received
                end = Column(name="sweep_end", dataset=f"{folder}/ts_end", unit="us")
                time = Time(dataset=f"{folder}/ts_start", unit="us")
                channels.append(
                    ChannelMap(
                        name=f"{_name(folder)}/sweep_end", kind="signals", codec="rows", columns=(end,), time=time
                    )
                )
        elif last == "data" and f"{folder.rpartition('/')[0]}/ts" in datasets:
            time = Time(dataset=f"{folder.rpartition('/')[0]}/ts", unit="us")
            channels += [replace(one, name=_name(folder)) for one in channels_of(path, data, time)]
        elif last == "ts" and {f"{folder}/omega", f"{folder}/accel"} <= datasets.keys():
            channels.append(
                ChannelMap(
                    name=_name(folder),
                    kind="imu",
                    codec="rows",
                    columns=_imu(folder),
                    time=Time(dataset=path, unit="us"),
                )
            )
    if not any(path.rsplit("/", 1)[-1] in ("ms_map_idx", "ts_start") for path in datasets) or not channels:
        return None
    notes = (_EVENT_NOTE, "all stamps are microseconds of one clock that begins with the recording")
    return Mapping(source="hdf5, M3ED", notes=notes, channel=tuple(channels))


def stamped(files: Files) -> Mapping | None:
    """MVSEC and its kin (daniilidis-group/mvsec): each dataset `X` has its stamps in `X_ts`."""
    datasets = dict(files.names())
    channels = [*_stamped(files, datasets), *_mvsec_events(datasets)]
    if not channels:
        return None
    notes = ("a dataset with _ts behind its name has the stamps of the one without",)
    return Mapping(source="hdf5, stamps beside each dataset", notes=notes, channel=tuple(channels))


def _stamped(files: Files, datasets: Datasets) -> Iterator[ChannelMap]:
    for path, data in datasets.items():
        stamps = datasets.get(f"{path}_ts")
        if stamps is not None and len(stamps.shape) == 1:
            yield from channels_of(path, data, time_of(files, f"{path}_ts", stamps))


def _mvsec_events(datasets: Datasets) -> Iterator[ChannelMap]:
    """Events between two pictures; MVSEC says for each picture which event came first behind it."""
    for path, data in datasets.items():
        folder = path.removesuffix("events")
        starts = f"{folder}image_raw_event_inds"
        if path != folder and starts in datasets and data.shape[1:] == (4,):
            names = (("x", "px"), ("y", "px"), ("t", "s"), ("p", "1"))
            columns = tuple(Column(name=n, dataset=path, item=i, unit=u) for i, (n, u) in enumerate(names))
            time = Time(dataset=path, item=2, unit="s", epoch="unix")
            yield ChannelMap(
                name=_name(path), kind="signals", codec="rows", columns=columns, time=time,
                starts=Place(dataset=starts), description=_EVENT_NOTE,
            )  # fmt: skip


_EVENT_NOTE = "a record of an event camera has all events of a stretch of time, and the stamp of the first of them"


def _events(name: str, folder: str, time: Time, starts: str) -> ChannelMap:
    columns = tuple(
        Column(name=column, dataset=f"{folder}{column}", unit=unit)
        for column, unit in (("x", "px"), ("y", "px"), ("t", "us"), ("p", "1"))
    )
    return ChannelMap(
        name=name, kind="signals", codec="rows", columns=columns, time=time, starts=Place(dataset=starts),
        every=_MS_PER_PACKET, description=_EVENT_NOTE,
    )  # fmt: skip


def _imu(folder: str) -> tuple[Column, ...]:
    sources = (("omega", "rate", "rad/s"), ("accel", "acceleration", "m/s^2"))
    return tuple(
        Column(name=f"{name}_{axis}", dataset=f"{folder}/{dataset}", item=item, unit=unit)
        for dataset, name, unit in sources
        for item, axis in enumerate("xyz")
    )


def _name(path: str) -> str:
    return "/" + path.replace(":", "/").strip("/")
