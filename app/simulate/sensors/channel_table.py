"""The channel table of a simulated drive.

It must not know what goes into the channels.
"""

from app.kinds.channel_spec import ChannelSpec, FieldSpec, Stamp
from app.kinds.cloud import KNOWN, XYZ_I16, X, Y, Z
from app.kinds.declared import field_specs
from app.kinds.field import Field
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout
from app.simulate.sensors.rig import LIDAR, PRECISE, Rig

_MS = 1_000_000
_JSON_BYTES = 262_144
_BY_NAME = {column.name: column for column in KNOWN}
CLOUD_COLUMNS: tuple[Field, ...] = (
    X, Y, Z, _BY_NAME["intensity"], _BY_NAME["ring"], _BY_NAME["time_ns"], _BY_NAME["column"],
)  # fmt: skip
"""Of the clouds of `--full`."""
PRECISE_CLOUD = RowLayout(CLOUD_COLUMNS)
_DESKEWED = (
    "Points lie where they would at the end of the sweep, were everything but the vehicle at rest (its own speed and "
    "yaw rate are taken out). They stand in the order in which they were measured."
)


def channel_table(rig: Rig) -> tuple[ChannelSpec, ...]:
    """All channels, ids from 1."""
    table = [_camera(rig, number) for number in range(len(rig.cameras))]
    table.append(_cloud(rig))
    table += [_radar(one.name, one.period_ns) for one in rig.radars]
    table += [
        _rows("/imu", "imu", 100, sensor="imu", frame="imu", max_age_ms=50),
        _rows("/gnss", "gnss", 10, sensor="gnss", max_age_ms=500),
        _rows("/localisation/pose", "pose", 50, frame="map", max_age_ms=100),
        _rows("/vehicle/state", "state", 50, max_age_ms=100),
        _json("/perception/objects", "objects", 10, stamp="sweep_end", max_age_ms=400, frame="map"),
        _json("/prediction", "prediction", 10, stamp="sweep_end", max_age_ms=400, frame="map"),
        _json("/planner/decision", "decision", 10, stamp="cycle_start", max_age_ms=300, frame="map"),
        _rows("/planner/candidates", "candidates", 10, stamp="cycle_start", frame="map", max_age_ms=300, rows=4096),
        _rows("/control", "control", 50, max_age_ms=100),
        _rows("/actuation", "actuation", 50, max_age_ms=100),
        _json("/environment", "environment", 1, max_age_ms=3000),
        _json("/map", "map", None, frame="map"),
        _json("/events", "event", None),
        _json("/log", "text", None),
        _json("/trace/spans", "span", None),
        _json("/health", "health", 1, max_age_ms=3000),
    ]
    return tuple(_numbered(one, number) for number, one in enumerate(table, start=1))


def ids(table: tuple[ChannelSpec, ...]) -> dict[str, int]:
    """Channel ids by name."""
    return {one.name: one.id for one in table}


def _numbered(one: ChannelSpec, number: int) -> ChannelSpec:
    from msgspec.structs import replace

    return replace(one, id=number, area=one.name.strip("/").replace("/", "_"))


def _spec(
    name: str, kind: str, codec_name: str, *, stamp: Stamp = "instant", row_bytes: int = 1, max_bytes: int,
    rate_hz: float | None, max_age_ms: int | None = None, frame: str | None = None, sensor: str | None = None,
    fields: tuple[FieldSpec, ...] = (), scale: float | None = None, description: str | None = None,
    max_decoded_bytes: int | None = None,
) -> ChannelSpec:  # fmt: skip
    return ChannelSpec(
        id=1,
        name=name,
        area="x",
        kind=kind,
        codec=codec_name,
        stamp=stamp,
        arrival="measured",
        capture="measured",
        row_bytes=row_bytes,
        max_bytes=max_bytes,
        max_decoded_bytes=max_decoded_bytes,
        max_age_ns=None if max_age_ms is None else max_age_ms * _MS,
        rate_hz=rate_hz,
        schema=f"urn:sealed-log:1:payload:{kind}",
        fields=fields,
        frame=frame,
        sensor=sensor,
        clock="log",
        scale=scale,
        description=description,
    )


def _camera(rig: Rig, number: int) -> ChannelSpec:
    one = rig.cameras[number]
    raw = one.width * one.height * 3
    return _spec(
        f"/{one.name}", "image", "jpeg", stamp="exposure_middle", max_bytes=max(65_536, raw // 3), sensor=one.name,
        rate_hz=1e9 / one.period_ns, max_age_ms=one.period_ns * 2 // _MS, max_decoded_bytes=raw,
    )  # fmt: skip


def _cloud(rig: Rig) -> ChannelSpec:
    lidar = rig.lidar
    most = lidar.beams * lidar.columns
    layout = PRECISE_CLOUD if rig.precise else XYZ_I16
    turn = (
        f"A turn begins backwards and goes anticlockwise in {lidar.columns} columns of {lidar.beams} beams: a beam "
        f"went out t = (azimuth + pi) / (2 pi) * T after the start of its sweep, T = {lidar.period_ns / 1e9:g} s, with "
        "the azimuth before motion was taken out. "
    )
    turn += (
        "`time_ns` says when." if rig.precise else
        "To find it, undo that: in the vehicle frame turn the point by yaw rate * (T - t), then add speed * (T - t) to "
        "its x (both as /localisation/pose has them at the end of the sweep), and take the azimuth at the sensor; "
        "begin with the azimuth of the point as recorded, and do it three times. Straight behind, where t jumps from "
        "T to 0, the order of the points tells which it is."
    )  # fmt: skip
    return _spec(
        f"/{LIDAR}", "cloud", "xyz_f32" if rig.precise else "xyz_i16", stamp="sweep_end", row_bytes=layout.row_bytes,
        max_bytes=most * layout.row_bytes, rate_hz=1e9 / lidar.period_ns, max_age_ms=250, frame=LIDAR, sensor=LIDAR,
        fields=field_specs(layout), scale=None if rig.precise else PRECISE, description=f"{_DESKEWED} {turn}",
    )  # fmt: skip


def _radar(name: str, period_ns: int) -> ChannelSpec:
    layout = codec("radar", "detections").layout
    assert layout is not None
    return _spec(
        f"/{name}", "radar", "detections", row_bytes=layout.row_bytes, max_bytes=256 * layout.row_bytes,
        rate_hz=1e9 / period_ns, max_age_ms=150, frame=name, sensor=name, fields=field_specs(layout),
    )  # fmt: skip


def _rows(
    name: str, kind: str, rate_hz: float, *, stamp: Stamp = "instant", max_age_ms: int, frame: str | None = None,
    sensor: str | None = None, rows: int = 1,
) -> ChannelSpec:  # fmt: skip
    layout = codec(kind, "rows").layout
    assert layout is not None
    return _spec(
        name, kind, "rows", stamp=stamp, row_bytes=layout.row_bytes, max_bytes=rows * layout.row_bytes,
        rate_hz=rate_hz, max_age_ms=max_age_ms, frame=frame, sensor=sensor, fields=field_specs(layout),
    )  # fmt: skip


def _json(
    name: str, kind: str, rate_hz: float | None, *, stamp: Stamp = "instant", max_age_ms: int | None = None,
    frame: str | None = None,
) -> ChannelSpec:  # fmt: skip
    return _spec(
        name, kind, "json", stamp=stamp, max_bytes=_JSON_BYTES, rate_hz=rate_hz, max_age_ms=max_age_ms, frame=frame
    )  # fmt: skip
