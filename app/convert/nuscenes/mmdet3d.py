"""Info files of mmdetection3d (version 2) of nuScenes samples: six cameras, the LiDAR's boxes, poses and mountings.

It must not know how pickles are read. Layout: open-mmlab/mmdetection3d, docs/en/user_guides/dataset_prepare.md and
tools/dataset_converters/update_infos_to_v2.py: `bbox_3d` is x, y, z of the centre, length, width, height and yaw in the
LiDAR's axes; `cam2ego`, `lidar2ego` and `ego2global` are matrices.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from app.convert.channels import Channels, Stamps
from app.convert.encodings.jpeg import BEGIN
from app.convert.encodings.jpeg import size_of as jpeg_size
from app.convert.encodings.pickle_tree import PickleError, tree_of
from app.convert.encodings.pickled_arrays import NAMES, SCALARS, plain
from app.convert.nuscenes.payloads import GLOBAL, LIDAR, lidar_bytes
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import UNITS_NS, number_array, stamped, unix_unit
from app.convert.streams import StreamRecording
from app.convert.tree import Tree
from app.kinds.calibration import Camera, SensorCalibration, Transform
from app.kinds.clock_spec import ClockSpec
from app.kinds.code import PoseSource
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.pose import POSE_LAYOUT
from app.kinds.strict_json import MAX_INTEGER
from app.kinds.vehicle import FrameSpec, Vehicle
from app.scene.rigid import quaternion_of

_HEAD = 4096
_MARKS = (b"metainfo", b"nuscenes")
_CLOCK, _SWEEP = "nuscenes", "LIDAR_TOP"
_NO_STAMP = "a stamp that is no number, or none that fits"
_BOX_BYTES = 1024
_MOST_TRACKS = 4096
_TOLERANCE = 1e-3

Row = tuple[float, float, float, float]
Matrix = tuple[Row, Row, Row, Row]
Box = Annotated[list[float], Meta(min_length=7, max_length=16)]


class Picture(msgspec.Struct):
    """A picture of a sample."""

    img_path: str | None = None
    cam2img: list[list[float]] | None = None
    cam2ego: Matrix | None = None
    timestamp: float | None = None


class Sweep(msgspec.Struct):
    """The sweep of a sample."""

    lidar_path: str | None = None
    lidar2ego: Matrix | None = None


class Instance(msgspec.Struct):
    """An annotated box."""

    bbox_3d: Box
    bbox_label_3d: int = -1
    num_lidar_pts: int | None = None


class Sample(msgspec.Struct):
    """A moment."""

    timestamp: float
    token: str = ""
    ego2global: Matrix | None = None
    images: dict[str, Picture] = {}
    lidar_points: Sweep | None = None
    instances: list[Instance] = []


class Meta2(msgspec.Struct):
    """What holds for all samples."""

    categories: dict[str, int] = {}


class Infos(msgspec.Struct):
    """An info file."""

    metainfo: Meta2
    data_list: list[Sample]


def recognised(source: Path) -> bool:
    """Whether an info file of nuScenes lies in this folder."""
    return source.is_dir() and bool(_info_files(source))


def _info_files(source: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(source.glob("*.pkl")):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if all(mark in head for mark in _MARKS):
            found[path.stem] = path.name
    return found


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording of the samples in an info file.

    Raises:
        ConvertError: there is none, or several and none was chosen, or it cannot be read.
        SourceError: the folder cannot be read.
    """
    files = _info_files(source) if source.is_dir() else {}
    if not files:
        raise ConvertError(f"{source}: no info file (*.pkl) of mmdetection3d with nuScenes samples is in this folder")
    name = choice.the_part(source, list(files))
    tree = Tree(source, Losses())
    yield _Samples(name, tree, choice, _infos(tree, files[name])).recording()


def _infos(tree: Tree, name: str) -> Infos:
    raw = tree.read(name)
    if raw is None:
        raise ConvertError(f"{tree.root / name}: cannot be read")
    try:
        found = msgspec.convert(plain(tree_of(raw, names=NAMES | SCALARS)), Infos)
    except (PickleError, msgspec.ValidationError) as error:
        raise ConvertError(f"{tree.root / name}: is no info file of version 2: {error}") from error
    found.data_list.sort(key=lambda sample: sample.timestamp)
    return found


@dataclass(slots=True)
class _Samples:
    """The recording while its channels are found."""

    name: str
    tree: Tree
    choice: Choice
    infos: Infos
    told: list[str] = field(default_factory=list)
    calibration: dict[str, SensorCalibration] = field(default_factory=dict)

    def recording(self) -> StreamRecording:
        """Everything that was found."""
        samples = self.infos.data_list
        unit = unix_unit(number_array([one.timestamp for one in samples] or [0]))
        if unit != "s":
            self.told.append(f"stamps are in {unit or 's, though no date fits them'}, by their size")
        channels = Channels(self.choice, self.tree.losses)
        unit_ns = UNITS_NS[unit or "s"]
        for camera in sorted({name for sample in samples for name in sample.images}):
            self._camera(channels, camera, unit_ns)
        self._sweeps(channels, unit_ns)
        self._poses(channels, unit_ns)
        self._boxes(channels, unit_ns)
        streams = channels.done()
        self.tree.count_unused()
        return StreamRecording(
            source_format="mmdetection3d info file of nuScenes",
            streams=streams,
            clocks=(ClockSpec(name=_CLOCK, role="source", epoch="unix_utc" if unit else "unknown"),),
            sources=self.tree.used,
            root=self.tree.root,
            losses=self.tree.losses,
            assumptions=tuple(dict.fromkeys(self.told)),
            setting=Setting(
                vehicle=Vehicle(origin="middle of the rear axle, on the ground"),
                frames=(FrameSpec(name=GLOBAL, axes="other", description="the map: metres, right-handed, z up"),),
                calibration=tuple(self.calibration.values()),
            ),
            epoch_is_unix=unit is not None,
        )

    def _camera(self, channels: Channels, camera: str, unit_ns: int) -> None:
        taken: list[tuple[float, str]] = []
        for sample in self.infos.data_list:
            picture = sample.images.get(camera)
            file = None if picture is None else self._file(picture.img_path, camera)
            if picture is None or file is None:
                continue
            taken.append((sample.timestamp if picture.timestamp is None else picture.timestamp, file))
            self.calibration.setdefault(camera, self._lens(camera, picture, file))
        self._add(channels, camera, "image", "jpeg", taken, self._picture, unit_ns, sensor=camera)

    def _picture(self, channel: str, file: str) -> bytes | None:
        raw = self.tree.read(file)
        if raw is not None and not raw.startswith(BEGIN):
            self.tree.losses.add(channel, f"{file}: is no JPEG")
            return None
        return raw

    def _sweeps(self, channels: Channels, unit_ns: int) -> None:
        taken: list[tuple[float, str]] = []
        for sample in self.infos.data_list:
            sweep = sample.lidar_points
            file = None if sweep is None else self._file(sweep.lidar_path, _SWEEP)
            if sweep is not None:
                placed = self._placed(_SWEEP, sweep.lidar2ego)
                self.calibration.setdefault(
                    _SWEEP, SensorCalibration(sensor=_SWEEP, vehicle_from_sensor=placed, type="lidar")
                )
            if file is not None:
                taken.append((sample.timestamp, file))
        self._add(
            channels, _SWEEP, "cloud", "xyz_f32", taken, lambda name, file: lidar_bytes(self.tree, name, file), unit_ns,
            layout=LIDAR, frame=_SWEEP, sensor=_SWEEP, stamp="sweep_end",
        )  # fmt: skip

    def _add(
        self, channels: Channels, name: str, kind: str, codec: str, taken: list[tuple[float, str]],
        read: Callable[[str, str], bytes | None], unit_ns: int, **said: object,
    ) -> None:  # fmt: skip
        """A channel of files, if there are any."""
        if taken:
            taken, stamps, without = stamped(taken, [stamp for stamp, _ in taken], unit_ns)
            self.tree.losses.add(f"/{name}", _NO_STAMP, without)
            channels.add_each(
                f"/{name}", kind, codec, Stamps(capture_ns=stamps, clock=_CLOCK),
                lambda row: read(f"/{name}", taken[row][1]), sizes=[self.tree.size(file) for _, file in taken], **said,
            )  # fmt: skip

    def _file(self, name: str | None, sensor: str) -> str | None:
        """Where a file lies: as it is named, or in the folder of its sensor; None if nowhere, which is counted."""
        if not name:
            return None
        places = (name, f"samples/{sensor}/{name}", f"sweeps/{sensor}/{name}")
        found = next((place for place in places if self.tree.has(place)), None)
        return found if self.tree.size(found or name) else None

    def _placed(self, sensor: str, matrix: Matrix | None) -> Transform | None:
        if matrix is None:
            return None
        values = np.array(matrix)
        turn = values[:3, :3]
        sound = np.abs(turn).max() < 2 and np.abs(turn @ turn.T - np.eye(3)).max() < _TOLERANCE
        if not sound or values[3].tolist() != [0, 0, 0, 1]:
            self.tree.losses.add(sensor, "a mounting that is no rotation with a translation")
            return None
        return Transform(matrix=matrix)

    def _lens(self, camera: str, picture: Picture, file: str) -> SensorCalibration:
        raw = self.tree.read(file)
        size = None if raw is None else jpeg_size(raw)
        flat = [number for row in picture.cam2img or [] for number in row]
        lens = None
        if size is not None and len(flat) == 9 and min(flat[0], flat[4]) > 0:
            lens = Camera(
                width=size[0], height=size[1], projection="pinhole", focal_x=flat[0], focal_y=flat[4],
                centre_x=flat[2], centre_y=flat[5], skew=flat[1] or None, distortion_model="none",
            )  # fmt: skip
            self.told.append("pictures are undistorted, as nuScenes says")
        else:
            self.tree.losses.add(camera, "no lens: cam2img is no matrix, or the picture has no size")
        placed = self._placed(camera, picture.cam2ego)
        return SensorCalibration(sensor=camera, vehicle_from_sensor=placed, type="camera", camera=lens)

    def _poses(self, channels: Channels, unit_ns: int) -> None:
        there = [(one.timestamp, one.ego2global) for one in self.infos.data_list if one.ego2global is not None]
        good = [(stamp, matrix) for stamp, matrix in there if self._placed("ego2global", matrix) is not None]
        good, stamps, without = stamped(good, [stamp for stamp, _ in good], unit_ns)
        self.tree.losses.add("/pose", _NO_STAMP, without)
        rows = POSE_LAYOUT.unknown(len(good))
        for number, (_, matrix) in enumerate(good):
            values = np.array(matrix)
            rows["x"][number], rows["y"][number], rows["z"][number] = values[:3, 3]
            for part, value in zip("wxyz", quaternion_of(values), strict=True):
                rows[f"q{part}"][number] = value
        rows["source"] = PoseSource.LIDAR_MAP
        channels.add_rows("/pose", "pose", Stamps(capture_ns=stamps, clock=_CLOCK), rows, frame=GLOBAL,
                          description="global_from_vehicle at the stamp of the sweep")  # fmt: skip

    def _boxes(self, channels: Channels, unit_ns: int) -> None:
        samples = self.infos.data_list
        if not any(sample.instances for sample in samples):
            return
        samples, stamps, without = stamped(samples, [one.timestamp for one in samples], unit_ns)
        self.tree.losses.add("/annotations", _NO_STAMP, without)
        names = {number: name for name, number in self.infos.metainfo.categories.items()}

        def boxes(row: int) -> bytes:
            tracks = [one for number, box in enumerate(samples[row].instances)
                      if (one := self._track(str(number), box, names)) is not None]  # fmt: skip
            self.tree.losses.add("/annotations", f"more than {_MOST_TRACKS} boxes", len(tracks[_MOST_TRACKS:]))
            objects = Objects(frame=_SWEEP, tracks=tuple(tracks[:_MOST_TRACKS]), origin="annotation")
            return encode_document(objects, of=Objects)

        channels.add_each(
            "/annotations", "objects", "json", Stamps(capture_ns=stamps, clock=_CLOCK), boxes, frame=_SWEEP,
            sizes=[_BOX_BYTES * (1 + len(sample.instances)) for sample in samples],
            description="boxes that people annotated, in the LiDAR's axes; numbers in place of ids, new in each sample",
        )  # fmt: skip

    def _track(self, number: str, box: Instance, names: dict[int, str]) -> Track | None:
        x, y, z, length, width, height, yaw = box.bbox_3d[:7]
        if not all(abs(one) < 1e30 for one in box.bbox_3d) or min(length, width, height) < 0:
            self.tree.losses.add("/annotations", "a box with a number that is none")
            return None
        name = names.get(box.bbox_label_3d)
        points = box.num_lidar_pts
        return Track(
            id=number,
            centre=(x, y, z),
            classes=(ClassProbability(name=name[:256]),) if name else (),
            size=Size(length=length, width=width, height=height),
            yaw=math.remainder(yaw, math.tau),
            points=points if points is not None and 0 <= points <= MAX_INTEGER else None,
        )
