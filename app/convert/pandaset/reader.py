"""PandaSet: six cameras, two LiDARs, poses, GPS and annotations of one sequence.

It must not know how pickles are read, nor how a log is sealed. Layout and meaning: scaleapi/pandaset-devkit, README.md.
World coordinates are local metres with z up; camera axes are x right, y down, z forward.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels, Stamps, plausible
from app.convert.encodings.jpeg import BEGIN
from app.convert.pandaset.calibration import VEHICLE_FROM_LIDAR, Calibration
from app.convert.pandaset.payloads import WORLD, Boxes, Clouds, cloud_layout, unpacked_size
from app.convert.pandaset.sensors import Sensor, Times, files_of, give_stamps, sensor_of, times_of
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.streams import StreamRecording
from app.convert.tree import Tree, beside
from app.kinds.clock_spec import ClockSpec
from app.kinds.code import PoseSource
from app.kinds.field import precise
from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import RowLayout
from app.kinds.vehicle import FrameSpec, Vehicle
from app.scene.rigid import inverse, quaternion_of

_TABLE = ".pkl.gz"
_FAR_NS = 60 * 10**9
_CLASSES = "annotations/semseg/classes.json"
_VELOCITY = RowLayout(
    (
        precise("height", "m", "height as the source gives it; it does not say above what"),
        precise("xvel", "m/s", "velocity along x as the source gives it; it does not say of which axes"),
        precise("yvel", "m/s", "velocity along y as the source gives it; it does not say of which axes"),
    )
)


class _Fix(msgspec.Struct):
    """One entry of `gps.json`."""

    lat: float | None = None
    long: float | None = None
    height: float | None = None
    xvel: float | None = None
    yvel: float | None = None


def recognised(source: Path) -> bool:
    """Whether this is the folder of a sequence, or one with sequences in it."""
    return source.is_dir() and bool(_sequences(source))


def _sequences(source: Path) -> dict[str, Path]:
    """The sequences in a folder by name; it may be one itself."""
    if _is_sequence(source):
        return {source.resolve().name: source}
    return {path.name: path for path in sorted(source.iterdir()) if _is_sequence(path)}


def _is_sequence(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return (folder / "lidar" / "poses.json").is_file() or any(folder.glob("camera/*_camera/intrinsics.json"))


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in the folder of a sequence.

    Raises:
        ConvertError: there is none, or several and none was chosen, or its stamps cannot be put in order.
        SourceError: it cannot be read.
    """
    sequences = _sequences(source) if source.is_dir() else {}
    if not sequences:
        raise ConvertError(f"{source}: is no sequence of PandaSet: it has no lidar/poses.json and no camera folders")
    name = choice.the_part(source, list(sequences))
    told = beside(source, sequences[name])
    yield _Sequence(name, Tree(sequences[name], Losses()), choice, told).recording()


@dataclass(slots=True)
class _Sequence:
    """One sequence while its channels are found."""

    name: str
    tree: Tree
    choice: Choice
    told: list[str] = field(default_factory=list)
    extra: dict[str, object] = field(default_factory=dict)

    def recording(self) -> StreamRecording:
        """Everything that was found."""
        lidar = sensor_of(self.tree, "lidar", _TABLE)
        cameras = [sensor_of(self.tree, one, ".jpg") for one in self.tree.folders("camera")]
        meta = times_of(self.tree, "meta/timestamps.json")
        units = {one.unit for one in (lidar, *cameras) if len(one.stamps)} | ({meta.unit} if len(meta.ns) else set())
        dated = self._require_one_scale(units)
        self.told += give_stamps(self.tree, [lidar, *cameras], meta)
        channels = Channels(self.choice, self.tree.losses)
        calibration = Calibration.of(self.tree, lidar, cameras)
        self.told += calibration.told
        self._cloud(channels, lidar)
        for camera in cameras:
            self._camera(channels, camera, lidar)
        self._poses(channels, lidar, cameras)
        self._boxes(channels, lidar)
        self._gps(channels, meta, lidar)
        streams = channels.done()
        self.tree.count_unused()
        clocks = tuple(self._clock(one, lidar, dated=dated) for one in (lidar, *cameras))
        if len(meta.ns):
            clocks += (ClockSpec(name="meta", role="source", epoch=_epoch(dated=dated)),)
        return StreamRecording(
            source_format="PandaSet sequence",
            streams=streams,
            clocks=clocks,
            sources=self.tree.used,
            root=self.tree.root,
            losses=self.tree.losses,
            assumptions=tuple(self.told),
            setting=Setting(
                vehicle=Vehicle(
                    id=f"PandaSet {self.name}", origin="origin of the LiDAR's poses; the source names no axle"
                ),
                frames=(FrameSpec(name=WORLD, axes="other", description="local, right-handed, z up, as the source"),),
                calibration=calibration.sensors,
            ),
            epoch_is_unix=dated,
            extra=self.extra,
        )

    def _require_one_scale(self, units: set[str | None]) -> bool:
        """Whether stamps count from 1970; raises ConvertError if only some of them do."""
        if None in units and len(units) > 1:
            raise ConvertError(
                f"{self.tree.root}: some timestamps.json count from 1970 and some do not: nobody can tell which came "
                "first; mend them, or take the others away"
            )
        for unit in sorted(one for one in units if one not in (None, "s")):
            self.told.append(f"some stamps are in {unit}, by their size; PandaSet says s")
        if None in units:
            self.told.append("no date fits the stamps: they are taken as seconds of an unknown epoch")
        return bool(units) and None not in units

    def _cloud(self, channels: Channels, lidar: Sensor) -> None:
        labels = files_of(self.tree, "annotations/semseg", _TABLE)
        clouds = Clouds(
            self.tree, "/lidar", cloud_layout(self._classes() if labels else None), lidar.files, labels, lidar.stamps
        )
        frames, stamps = lidar.taken("lidar")
        sizes = [unpacked_size(self.tree, lidar.files[frame]) for frame in frames]

        def sweep(row: int) -> bytes | None:
            raw = clouds.payload(frames[row])
            self.extra["largest_rounding_of_a_coordinate_m"] = clouds.rounding_m
            return raw

        channels.add_each(
            "/lidar", "cloud", "xyz_f32", stamps, sweep, sizes=sizes, layout=clouds.layout, frame=WORLD, sensor="lidar",
            description="points of both LiDARs in world coordinates, as the source has them",
        )  # fmt: skip
        if frames:
            self.told.append(
                "coordinates of points are float64 in the source and float32 here: below 256 m that moves one by at "
                "most 0.015 mm; the largest move is in the ANNEX"
            )
        if labels:
            self.told.append("the column label was annotated later; the vehicle did not know it")
            self.tree.losses.add("annotations/semseg", "classes without a sweep", len(labels.keys() - set(frames)))

    def _classes(self) -> dict[int, str]:
        found = self.tree.document(_CLASSES, dict[str, str]) if _CLASSES in self.tree.files else {}
        good = {int(code): text[:256] for code, text in (found or {}).items() if code.isascii() and code.isdecimal()}
        kept = {code: text for code, text in good.items() if code < 255}
        self.tree.losses.add(_CLASSES, "a class that is no number below 255", len(found or {}) - len(kept))
        return kept

    def _camera(self, channels: Channels, camera: Sensor, lidar: Sensor) -> None:
        name = f"/camera/{camera.name}"
        frames, stamps = camera.taken(camera.name)

        def picture(row: int) -> bytes | None:
            file = camera.files[frames[row]]
            raw = self.tree.read(file)
            if raw is not None and not raw.startswith(BEGIN):
                self.tree.losses.add(name, f"{file}: is no JPEG")
                return None
            return raw

        sizes = [self.tree.size(camera.files[frame]) for frame in frames]
        channels.add_each(name, "image", "jpeg", stamps, picture, sizes=sizes, sensor=camera.name)
        offsets = _offsets(camera, lidar)
        if offsets is not None:
            middle, least, most = (float(part) / 1e6 for part in offsets)
            self.extra.setdefault("camera_minus_lidar_ms", {})[camera.name] = [middle, least, most]  # type: ignore[index]
            far = "; is that another drive?" if abs(middle) * 1e6 > _FAR_NS else ""
            self.told.append(
                f"stamps of {camera.name} minus those of the LiDAR's same frames: {middle:+.2f} ms ({least:+.2f} to "
                f"{most:+.2f}); nothing was shifted{far}"
            )

    def _poses(self, channels: Channels, lidar: Sensor, cameras: list[Sensor]) -> None:
        if len(lidar.frames):
            turned = lidar.world_from_sensor @ inverse(VEHICLE_FROM_LIDAR)
            rows = _pose_rows(np.array([quaternion_of(one) for one in turned]), lidar.positions)
            channels.add_rows(
                "/pose", "pose", lidar.stamped(lidar.frames, "lidar"), rows, frame=WORLD,
                description="world_from_vehicle: the LiDAR's pose, its axes turned to x forward, y left",
            )  # fmt: skip
        for sensor in (lidar, *cameras):
            if len(sensor.frames):
                channels.add_rows(
                    f"/pose/{sensor.name}", "pose", sensor.stamped(sensor.frames, sensor.name),
                    _pose_rows(sensor.rotations, sensor.positions), frame=WORLD, sensor=sensor.name,
                    description=f"world_from_{sensor.name}, as the source has it",
                )  # fmt: skip

    def _boxes(self, channels: Channels, lidar: Sensor) -> None:
        files = files_of(self.tree, "annotations/cuboids", _TABLE)
        boxes = Boxes(self.tree, "/annotations/cuboids", files)
        frames = [frame for frame in sorted(files) if lidar.has(frame)]
        self.tree.losses.add("/annotations/cuboids", "a file without a stamp", len(files) - len(frames))
        if not files:
            return
        # nobody measured when a box was where it is
        stamps = Stamps(capture_ns=lidar.stamps[np.array(frames, dtype=np.int64)], synthesised=True)
        channels.add_each(
            "/annotations/cuboids", "objects", "json", stamps,
            lambda row: boxes.payload(frames[row]), sizes=[boxes.most_bytes(frame) for frame in frames], frame=WORLD,
            description="boxes that people annotated; an object seen by both LiDARs has two, see sibling_id",
        )  # fmt: skip
        self.told.append("boxes have no stamps of their own: they got those of the LiDAR's frames")

    def _gps(self, channels: Channels, meta: Times, lidar: Sensor) -> None:
        name = "meta/gps.json"
        fixes = self.tree.document(name, list[_Fix]) if name in self.tree.files else None
        if not fixes:
            return
        if not len(meta.ns):
            self.told.append(
                "meta has no timestamps.json with a stamp in it: fixes of /gps got those of the LiDAR's frames"
            )
        stamps, good = (meta.ns, meta.good) if len(meta.ns) else (lidar.stamps, lidar.good)
        at = np.flatnonzero(good[: len(fixes)])
        unpaired = len(fixes) + int(good.sum()) - 2 * len(at)
        self.tree.losses.add(name, "a fix without a stamp, or a stamp without a fix", unpaired)
        values = {
            member: plausible(
                np.array(
                    [
                        math.nan if (one := getattr(fix, member)) is None else one
                        for fix in (fixes[one] for one in at.tolist())
                    ]
                ),
                self.tree.losses,
                f"{name}: {member}",
            )
            for member in ("lat", "long", "height", "xvel", "yvel")
        }
        # the LiDAR's stamps say of a fix only about when it came
        when = Stamps(capture_ns=stamps[at], synthesised=not len(meta.ns), clock="meta")
        rows = GNSS_LAYOUT.unknown(len(at))
        rows["latitude_deg"], rows["longitude_deg"] = values["lat"], values["long"]
        rows["speed"] = np.hypot(values["xvel"], values["yvel"])
        channels.add_rows("/gps", "gnss", when, rows)
        others = _VELOCITY.unknown(len(at))
        for column in _VELOCITY.fields:
            others[column.name] = values[column.name]
        channels.add_rows("/gps/source", "signals", when, others, layout=_VELOCITY)
        self.told.append("the speed of /gps is that of xvel and yvel together; height stays in /gps/source, for the "
                         "source does not say above what")  # fmt: skip

    def _clock(self, sensor: Sensor, lidar: Sensor, *, dated: bool) -> ClockSpec:
        offsets = _offsets(sensor, lidar) if sensor is not lidar else None
        said = None if offsets is None else f"{offsets[0] / 1e6:+.2f} ms from the LiDAR's stamps of the same frames"
        return ClockSpec(
            name=sensor.name, role="source", epoch=_epoch(dated=dated), offset_applied=False, description=said
        )


def _epoch(*, dated: bool) -> Literal["unix_utc", "unknown"]:
    return "unix_utc" if dated else "unknown"


def _offsets(sensor: Sensor, lidar: Sensor) -> tuple[int, int, int] | None:
    """Stamps of a sensor minus those of the LiDAR's frames of the same number: the middle one, the least, the most."""
    count = min(len(sensor.stamps), len(lidar.stamps))
    both = sensor.good[:count] & lidar.good[:count]
    if not both.any() or sensor.synthesised or lidar.synthesised:
        return None
    apart = (sensor.stamps[:count] - lidar.stamps[:count])[both]
    return int(np.median(apart)), int(apart.min()), int(apart.max())


def _pose_rows(rotations: npt.NDArray[np.float64], positions: npt.NDArray[np.float64]) -> npt.NDArray[np.void]:
    rows = POSE_LAYOUT.unknown(len(positions))
    for number, axis in enumerate("xyz"):
        rows[axis] = positions[:, number]
    for number, part in enumerate("wxyz"):
        rows[f"q{part}"] = rotations[:, number]
    rows["source"] = PoseSource.UNKNOWN
    return rows
