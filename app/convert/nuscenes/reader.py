"""nuScenes, and T4 data sets with its tables: one scene with its cameras, LiDAR, radars, poses and annotated boxes.

It must not know how tables are read. Schema and frames: nutonomy/nuscenes-devkit, docs/schema_nuscenes.md; what stamps
mark: nuscenes.org, "Data collection" (cameras: the trigger of the exposure; LiDAR: the end of the turn).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from app.convert.channels import Channels, Stamps
from app.convert.nuscenes.calibration import calibration_of, is_unit
from app.convert.nuscenes.payloads import GLOBAL, Boxes
from app.convert.nuscenes.sensors import Delivery
from app.convert.nuscenes.tables import (
    EgoPose,
    Sample,
    SampleData,
    Scene,
    SceneRows,
    Sensor,
    Tables,
    rows_of,
    scenes_of,
)
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import UNITS_NS, number_array, stamped, unix_unit
from app.convert.streams import StreamRecording
from app.convert.tree import Tree, beside
from app.kinds.calibration import SensorCalibration
from app.kinds.clock_spec import ClockSpec
from app.kinds.code import PoseSource
from app.kinds.pose import POSE_LAYOUT
from app.kinds.vehicle import FrameSpec, Vehicle

T = TypeVar("T", Sample, SampleData, EgoPose)
_CLOCK = "nuscenes"
_NEEDED = ("scene.json", "sample.json", "sample_data.json", "ego_pose.json")
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
        calibration: list[SensorCalibration] = []
        for name, rows in data.items():
            one, told = calibration_of(name, rows, self.rows, self.tree.losses)
            calibration.append(one)
            self.told += told
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
                calibration=tuple(calibration),
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
            sensor = self._sensor_of(one)
            name = sensor.channel if sensor is not None else one.channel
            if name:
                found.setdefault(name, []).append(one)
            else:
                self.tree.losses.add("sample_data", "no sensor is known for it")
        return dict(sorted(found.items()))

    def _sensor_of(self, one: SampleData) -> Sensor | None:
        mounted = self.rows.mounted.get(one.calibrated_sensor_token)
        return self.rows.sensors.get(mounted.sensor_token) if mounted is not None else None

    def _dated(self, table: str, rows: Iterable[T]) -> tuple[list[T], Stamps]:
        """The rows of a table whose timestamps fit, and those; others are counted."""
        listed = list(rows)
        kept, stamps, without = stamped(listed, [one.timestamp for one in listed], self.unit_ns)
        self.tree.losses.add(table, "a timestamp that is no number, or none that fits", without)
        return kept, Stamps(capture_ns=stamps, clock=_CLOCK)

    def _sensor(self, channels: Channels, name: str, rows: list[SampleData]) -> None:
        """A channel of what a sensor delivered, a file a record."""
        sizes = {one.filename: self.tree.size(one.filename) for one in rows}
        here, stamps = self._dated("sample_data", (one for one in rows if sizes[one.filename]))
        if not here:
            channels.names.append(f"/{name}")
            return
        sensor = self._sensor_of(here[0])
        delivery = Delivery(self.tree, name, sensor.modality.lower() if sensor is not None else "", here, stamps)
        delivery.add(channels)
        self.told += delivery.told

    def _poses(self, channels: Channels) -> None:
        good = [pose for pose in self.rows.poses.values() if is_unit(pose)]
        self.tree.losses.add("ego_pose", "a rotation that is no unit quaternion", len(self.rows.poses) - len(good))
        good, stamps = self._dated("ego_pose", sorted(good, key=lambda one: one.timestamp))
        rows = POSE_LAYOUT.unknown(len(good))
        for number, pose in enumerate(good):
            rows["x"][number], rows["y"][number], rows["z"][number] = pose.translation
            for part, value in zip("wxyz", pose.rotation, strict=True):
                rows[f"q{part}"][number] = value
        # nuScenes localises with LiDAR on a map, data sets of T4 do not say; nor do the tables
        rows["source"] = PoseSource.UNKNOWN
        channels.add_rows(
            "/pose", "pose", stamps, rows, frame=GLOBAL,
            description="global_from_vehicle, one for each picture and sweep",
        )  # fmt: skip

    def _boxes(self, channels: Channels) -> None:
        if not self.rows.annotations:
            return
        # a sample without boxes is a record too: the boxes before it are over
        samples, stamps = self._dated("sample", self.rows.samples)
        boxes = Boxes(self.tree, "/annotations", self.rows)
        channels.add_each(
            "/annotations", "objects", "json", stamps, lambda row: boxes.payload(samples[row]),
            sizes=[boxes.most_bytes(one) for one in samples], frame=GLOBAL,
            description="boxes that people annotated, by instance; a sample without any has a record without tracks",
        )  # fmt: skip
