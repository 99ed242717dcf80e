"""nuScenes, and T4 data sets with its tables: one scene with its cameras, LiDAR, radars, poses and annotated boxes.

It must not know how tables are read. Schema and frames: nutonomy/nuscenes-devkit, docs/schema_nuscenes.md; what stamps
mark: nuscenes.org, "Data collection" (cameras: the trigger of the exposure; LiDAR: the end of the turn).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.convert.channels import Channels, Stamps
from app.convert.jpeg import BEGIN
from app.convert.nuscenes_payloads import GLOBAL, LIDAR, Boxes, lidar_bytes, radar_cloud, radar_layout
from app.convert.nuscenes_tables import (
    CalibratedSensor,
    EgoPose,
    SampleData,
    Scene,
    SceneRows,
    Tables,
    rows_of,
    scenes_of,
)
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import UNITS_NS, number_array, to_ns, unix_unit
from app.convert.streams import StreamRecording
from app.convert.tree import Tree, beside
from app.kinds.calibration import Camera, SensorCalibration, Transform
from app.kinds.clock_spec import ClockSpec
from app.kinds.code import PoseSource
from app.kinds.pose import POSE_LAYOUT
from app.kinds.vehicle import FrameSpec, Vehicle

_CLOCK = "nuscenes"
_NEEDED = ("scene.json", "sample.json", "sample_data.json", "ego_pose.json")
_PICTURES = {"jpg": BEGIN, "jpeg": BEGIN, "png": b"\x89PNG\r\n\x1a\n"}
_UNIT_TOLERANCE = 1e-3
_MOST_ASSUMPTIONS = 256


def recognised(source: Path) -> bool:
    """Whether this is a folder with tables, or one with such a folder up to two folders deep."""
    return source.is_dir() and bool(_table_folders(source))


def _table_folders(source: Path) -> list[Path]:
    found = {path.parent for depth in ("", "*/", "*/*/") for path in source.glob(f"{depth}sample_data.json")}
    return sorted(folder for folder in found if all((folder / name).is_file() for name in _NEEDED))


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording of a scene.

    Raises:
        ConvertError: there are no tables, or several scenes and none was chosen; or a table cannot be read.
        SourceError: it cannot be read.
    """
    folders = _table_folders(source) if source.is_dir() else []
    if not folders:
        raise ConvertError(f"{source}: has no tables of nuScenes: no folder with {', '.join(_NEEDED)}")
    scenes: dict[str, tuple[Tables, Scene]] = {}
    for folder in folders:
        # files are named from the folder that holds the tables' folder; the tables may also lie beside them
        root = folder.parent if folder != source else source
        tables = Tables(Tree(root, Losses()), folder.relative_to(root).as_posix() if folder != root else "")
        for name, scene in scenes_of(tables).items():
            scenes[name if len(folders) == 1 else f"{folder.relative_to(source).as_posix()}/{name}"] = tables, scene
    tables, scene = scenes[choice.the_part(source, list(scenes))]
    told = beside(source, tables.tree.root)
    files = tables.tree.files if tables.tree.listable else ()
    if not tables.tree.listable:
        told.append("the folder holds too many files to say which of them belong to no scene")
    yield _Scene(tables, rows_of(tables, scene, files=files), choice, told).recording()


@dataclass(slots=True)
class _Scene:
    """One scene while its channels are found."""

    tables: Tables
    rows: SceneRows
    choice: Choice
    told: list[str] = field(default_factory=list)
    unit_ns: int = 1000

    @property
    def tree(self) -> Tree:
        """The files."""
        return self.tables.tree

    def recording(self) -> StreamRecording:
        """Everything that was found."""
        unit = unix_unit(number_array([one.timestamp for one in self.rows.data] or [0]))
        self.unit_ns = UNITS_NS[unit or "us"]
        if unit != "us":
            self.told.append(f"stamps are in {unit or 'us, though no date fits them'}, by their size; nuScenes says us")
        self.told.append("rows of a table have no order: records are in that of their stamps")
        channels = Channels(self.choice, self.tree.losses)
        data = self._by_channel()
        for name, rows in data.items():
            self._sensor(channels, name, rows)
        self._poses(channels)
        self._boxes(channels)
        calibration = tuple(self._calibration(name, rows) for name, rows in data.items())
        streams = channels.done()
        log = self.rows.log
        if self.tree.listable:
            self.tree.count_unused(but=self.rows.elsewhere)
        return StreamRecording(
            source_format="nuScenes scene",
            streams=streams,
            clocks=(ClockSpec(name=_CLOCK, role="source", epoch="unix_utc" if unit else "unknown"),),
            sources=self.tree.used,
            root=self.tree.root,
            losses=self.tree.losses,
            assumptions=tuple(dict.fromkeys(self.told))[:_MOST_ASSUMPTIONS],
            setting=Setting(
                vehicle=Vehicle(
                    id=(log.vehicle if log is not None else None) or None,
                    origin="middle of the rear axle, on the ground",
                ),
                frames=(FrameSpec(name=GLOBAL, axes="other", description=self._place()),),
                calibration=calibration,
            ),
            epoch_is_unix=unit is not None,
            extra={"scene": self.rows.scene.name, "description": self.rows.scene.description[:1000]},
        )

    def _place(self) -> str:
        where = self.rows.log.location if self.rows.log is not None else None
        return f"the map of {where or 'a place that is not said'}: metres, right-handed, z up"[:1000]

    def _by_channel(self) -> dict[str, list[SampleData]]:
        """What each sensor delivered, by the name of its channel, sorted."""
        found: dict[str, list[SampleData]] = {}
        for one in self.rows.data:
            mounted = self.rows.mounted.get(one.calibrated_sensor_token)
            sensor = self.rows.sensors.get(mounted.sensor_token) if mounted is not None else None
            name = sensor.channel if sensor is not None else one.channel
            if name:
                found.setdefault(name, []).append(one)
            else:
                self.tree.losses.add("sample_data", "no sensor is known for it")
        return dict(sorted(found.items()))

    def _stamps(self, rows: list[SampleData]) -> Stamps:
        return Stamps(capture_ns=to_ns(number_array([one.timestamp for one in rows]), self.unit_ns)[0], clock=_CLOCK)

    def _sensor(self, channels: Channels, name: str, rows: list[SampleData]) -> None:
        """A channel of what a sensor delivered, a file a record."""
        sizes = {one.filename: self.tree.size(one.filename) for one in rows}
        here = [one for one in rows if sizes[one.filename]]
        if not here:
            channels.names.append(f"/{name}")
            return
        ends = here[0].filename.lower()
        many = [sizes[one.filename] for one in here]
        if ends.endswith(".bin"):
            channels.add_each(
                f"/{name}", "cloud", "xyz_f32", self._stamps(here),
                lambda row: lidar_bytes(self.tree, f"/{name}", here[row].filename),
                sizes=many, layout=LIDAR, frame=name, sensor=name, stamp="sweep_end",
            )  # fmt: skip
        elif ends.endswith(".pcd"):
            self._radar(channels, name, here, many)
        elif (suffix := ends.rpartition(".")[2]) in _PICTURES:
            codec = "png" if suffix == "png" else "jpeg"
            channels.add_each(
                f"/{name}", "image", codec, self._stamps(here),
                lambda row: self._picture(f"/{name}", here[row].filename, _PICTURES[suffix]), sizes=many, sensor=name,
            )  # fmt: skip
        else:
            channels.add_each(
                f"/{name}",
                "raw",
                "bytes",
                self._stamps(here),
                lambda row: self.tree.read(here[row].filename),
                sizes=many,
                sensor=name,
            )
            self.told.append(f"what /{name} delivers is not known: its files are kept as they are")

    def _picture(self, channel: str, name: str, begin: bytes) -> bytes | None:
        raw = self.tree.read(name)
        if raw is not None and not raw.startswith(begin):
            self.tree.losses.add(channel, f"{name}: is no picture of the sort that its name says")
            return None
        return raw

    def _radar(self, channels: Channels, name: str, rows: list[SampleData], sizes: list[int]) -> None:
        # what cannot be read is counted when its turn comes
        probed = (radar_cloud(self.tree, f"/{name}", row.filename, Losses()) for row in rows)
        first = next((one for one in probed if one is not None), None)
        if first is None:
            channels.names.append(f"/{name}")
            for row in rows:
                radar_cloud(self.tree, f"/{name}", row.filename, self.tree.losses)
            return
        layout = radar_layout(first)

        def detections(row: int) -> bytes | None:
            cloud = radar_cloud(self.tree, f"/{name}", rows[row].filename, self.tree.losses)
            if cloud is not None and cloud.columns != first.columns:
                self.tree.losses.add(f"/{name}", f"{rows[row].filename}: other columns than in the first file")
                return None
            return None if cloud is None else cloud.rows

        channels.add_each(
            f"/{name}", "radar", "rows", self._stamps(rows), detections, sizes=sizes, layout=layout, frame=name,
            sensor=name, description="all detections; the devkit hides those of invalid_state other than 0",
        )  # fmt: skip

    def _poses(self, channels: Channels) -> None:
        good = [pose for pose in self.rows.poses.values() if _is_unit(pose)]
        self.tree.losses.add("ego_pose", "a rotation that is no unit quaternion", len(self.rows.poses) - len(good))
        good.sort(key=lambda one: one.timestamp)
        rows = POSE_LAYOUT.unknown(len(good))
        for number, pose in enumerate(good):
            rows["x"][number], rows["y"][number], rows["z"][number] = pose.translation
            for part, value in zip("wxyz", pose.rotation, strict=True):
                rows[f"q{part}"][number] = value
        rows["source"] = PoseSource.LIDAR_MAP
        stamps = to_ns(number_array([one.timestamp for one in good]), self.unit_ns)[0] if good else np.zeros(0, "i8")
        channels.add_rows(
            "/pose", "pose", Stamps(capture_ns=stamps, clock=_CLOCK), rows, frame=GLOBAL,
            description="global_from_vehicle, one for each picture and sweep",
        )  # fmt: skip

    def _boxes(self, channels: Channels) -> None:
        samples = [one for one in self.rows.samples if one.token in self.rows.annotations]
        if not samples:
            return
        boxes = Boxes(self.tree, "/annotations", self.rows)
        stamps = to_ns(number_array([one.timestamp for one in samples]), self.unit_ns)[0]
        channels.add_each(
            "/annotations", "objects", "json", Stamps(capture_ns=stamps, clock=_CLOCK),
            lambda row: boxes.payload(samples[row]), sizes=[boxes.most_bytes(one) for one in samples], frame=GLOBAL,
            description="boxes that people annotated, by instance",
        )  # fmt: skip

    def _calibration(self, name: str, rows: list[SampleData]) -> SensorCalibration:
        tokens = list(dict.fromkeys(one.calibrated_sensor_token for one in rows))
        mounted = next((self.rows.mounted[token] for token in tokens if token in self.rows.mounted), None)
        if len(tokens) > 1:
            self.told.append(f"{name} was calibrated {len(tokens)} times in the scene: the first one is given")
        sensor = self.rows.sensors.get(mounted.sensor_token) if mounted is not None else None
        placed = None
        if mounted is not None and _is_unit(mounted):
            placed = Transform(translation=mounted.translation, rotation=mounted.rotation)
        return SensorCalibration(
            sensor=name,
            vehicle_from_sensor=placed,
            type=(sensor.modality if sensor is not None else None) or None,
            camera=None if mounted is None else self._lens(name, mounted, rows),
        )

    def _lens(self, name: str, mounted: CalibratedSensor, rows: list[SampleData]) -> Camera | None:
        matrix = mounted.camera_intrinsic
        if not matrix:
            return None
        width, height = rows[0].width or 0, rows[0].height or 0
        flat = [number for row in matrix for number in row]
        if len(matrix) != 3 or len(flat) != 9 or min(flat[0], flat[4]) <= 0 or not (0 < width < 2**16 > height > 0):
            self.tree.losses.add("calibrated_sensor", f"a lens of {name} that is none")
            return None
        bent = mounted.camera_distortion or []
        known = len(bent) in (4, 5)
        self.told.append("pictures are undistorted, as nuScenes says" if not any(bent) else f"{name} is distorted")
        return Camera(
            width=width, height=height, projection="pinhole", focal_x=flat[0], focal_y=flat[4], centre_x=flat[2],
            centre_y=flat[5], skew=flat[1] or None,
            distortion_model="none" if not any(bent) else "brown_conrady" if known else "unknown",
            distortion=tuple(bent[:14]) if any(bent) else (),
        )  # fmt: skip


def _is_unit(one: EgoPose | CalibratedSensor) -> bool:
    return abs(sum(part * part for part in one.rotation) - 1) < _UNIT_TOLERANCE
