"""Logs of the Argoverse 2 sensor data: sweeps, pictures as they were, poses, boxes, calibration and map of one drive.

It must not know how tables are read. Layout and meaning: argoverse/av2-api, src/av2/utils/io.py, structures/sweep.py
and structures/cuboid.py. Sweeps and boxes are in the vehicle's axes at their stamp (x forward, y left, z up, from the
rear axle), sweeps already moved there with the vehicle; camera axes are x right, y down, z forward. Stamps are
nanoseconds that count from about 1980 and are no wall clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt

from app.convert.av2.calibration import Calibration
from app.convert.av2.map import CITY, map_payload
from app.convert.av2.payloads import BOX_BYTES, CLOUD_LAYOUT, FIXED_BYTES, Boxes, cloud_rows, pose_rows
from app.convert.av2.tables import PLACE, TURN, rows_of, table_of
from app.convert.channels import Channels, Stamps
from app.convert.encodings.arrow_tables import Sort
from app.convert.encodings.jpeg import BEGIN
from app.convert.recording import Choice, Losses, Setting
from app.convert.stamps import to_ns
from app.convert.streams import StreamRecording
from app.convert.tree import Tree
from app.kinds.clock_spec import ClockSpec
from app.kinds.vehicle import FrameSpec, Vehicle

CLOCK = "source"
POSES = "city_SE3_egovehicle.feather"
BOXES = "annotations.feather"
SWEEPS = "sensors/lidar"
_CAMERAS = "sensors/cameras"
_CAMERA = re.compile(r"[A-Za-z0-9_.-]{1,100}\Z", re.ASCII)
_MAP = re.compile(r"map/log_map_archive_.*\.json\Z")
_LIMIT_NS = 2**62
_STAMP = re.compile(r"[0-9]{1,19}\Z", re.ASCII)
_POSE: Mapping[str, Sort] = {"timestamp_ns": "number", **TURN, **PLACE}
_BOX: Mapping[str, Sort] = {
    "timestamp_ns": "number", "track_uuid": "text", "category": "text", "length_m": "number", "width_m": "number",
    "height_m": "number", **TURN, **PLACE, "num_interior_pts": "number",
}  # fmt: skip
_POINT: Mapping[str, Sort] = dict.fromkeys(("x", "y", "z", "intensity", "laser_number", "offset_ns"), "number")


@dataclass(slots=True)
class SensorLog:
    """One log while its channels are found. Used by one thread."""

    name: str
    tree: Tree
    told: list[str] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    """The first stamp of each channel, in ns, whether it was asked for or not."""

    @property
    def losses(self) -> Losses:
        """What could not be taken."""
        return self.tree.losses

    def recording(self, choice: Choice) -> StreamRecording:
        """Everything that was found; raises ConvertError if that is nothing."""
        channels = Channels(choice, self.losses)
        calibration = Calibration.of(self.tree)
        self.told += calibration.told
        self._sweeps(channels)
        pictured = self._pictures(channels)
        blind = sum(one.camera is not None and one.sensor not in pictured for one in calibration.sensors)
        self.losses.add(_CAMERAS, "a calibrated camera without pictures", blind)
        self._poses(channels)
        self._boxes(channels)
        city = self._map(channels)
        streams = channels.done()
        self.tree.count_unused()
        self.told.append("stamps count from about 1980 and are no wall clock: when it was recorded is not stated")
        return StreamRecording(
            source_format="Argoverse 2 sensor log",
            streams=streams,
            clocks=(ClockSpec(name=CLOCK, role="source", epoch="arbitrary"),),
            sources=self.tree.used,
            root=self.tree.root,
            losses=self.losses,
            assumptions=tuple(self.told),
            setting=Setting(
                vehicle=Vehicle(id=f"Argoverse 2 {self.name}"[:256], origin="middle of the rear axle, at its height"),
                frames=(FrameSpec(name=CITY, axes="other", description=f"metres in the city {city}, z up"),),
                calibration=calibration.sensors,
            ),
            extra={"k1_k2_k3_of_lenses": calibration.distortion} if calibration.distortion else {},
        )

    def _sweeps(self, channels: Channels) -> None:
        files = self._stamped(SWEEPS, ".feather")
        sizes: dict[int, int] = {}
        for stamp, name in files.items():
            rows = rows_of(self.tree, name)
            if rows is not None:
                sizes[stamp] = max(1, rows * CLOUD_LAYOUT.row_bytes)
        stamps = list(sizes)
        if not stamps:
            return

        def sweep(row: int) -> bytes | None:
            name = files[stamps[row]]
            table = table_of(self.tree, name, _POINT, optional=("intensity", "laser_number", "offset_ns"))
            return None if table is None else cloud_rows(table, "/lidar", self.losses)

        channels.add_each(
            "/lidar", "cloud", "xyz_f32", self._stamps(stamps), sweep, sizes=list(sizes.values()), frame="vehicle",
            layout=CLOUD_LAYOUT, stamp="sweep_start",
            description="points of both LiDARs, moved by the source to where the vehicle was at the stamp",
        )  # fmt: skip
        self.told.append(
            "points are in the vehicle's axes at the stamp of their sweep: the source has compensated its motion; "
            "published ones are float16, which float32 holds exactly, and whatever it rounds is counted"
        )

    def _pictures(self, channels: Channels) -> set[str]:
        """Adds the channels of cameras; the names of those that have pictures."""
        found: set[str] = set()
        for folder in self.tree.folders(_CAMERAS):
            camera = PurePosixPath(folder).name
            if not _CAMERA.match(camera):
                continue  # no name for a channel: its files are counted as in none
            files = {stamp: name for stamp, name in self._stamped(folder, ".jpg").items() if self.tree.size(name)}
            if files:
                found.add(camera)
                self._camera(channels, camera, files)
        return found

    def _camera(self, channels: Channels, camera: str, files: dict[int, str]) -> None:
        stamps, names = list(files), list(files.values())

        def picture(row: int) -> bytes | None:
            raw = self.tree.read(names[row])
            if raw is not None and not raw.startswith(BEGIN):
                self.losses.add(f"/camera/{camera}", f"{names[row]}: is no JPEG")
                return None
            return raw

        sizes = [self.tree.size(name) for name in names]
        channels.add_each(
            f"/camera/{camera}", "image", "jpeg", self._stamps(stamps), picture, sizes=sizes, sensor=camera
        )

    def _stamped(self, folder: str, suffix: str) -> dict[int, str]:
        """The files `<stamp in ns><suffix>` of a folder by stamp, in order; others are counted as unused later."""
        found: dict[int, str] = {}
        for name in self.tree.within(folder):
            stem = PurePosixPath(name).name.removesuffix(suffix)
            if name.endswith(suffix) and _STAMP.match(stem) and int(stem) < _LIMIT_NS:
                if int(stem) in found:
                    self.losses.add(folder, "a file of the same stamp as another")
                found.setdefault(int(stem), name)
        return dict(sorted(found.items()))

    def _stamps(self, stamps: list[int] | npt.NDArray[np.int64]) -> Stamps:
        self.firsts.append(int(min(stamps)))
        return Stamps(capture_ns=np.array(stamps, dtype=np.int64), clock=CLOCK)

    def _poses(self, channels: Channels) -> None:
        table = table_of(self.tree, POSES, _POSE) if POSES in self.tree.files else None
        if table is None:
            return
        stamps, good = to_ns(table.numbers["timestamp_ns"], 1)
        rows, unit = pose_rows(table)
        self.losses.add("/pose", "a pose whose stamp or rotation is none", int((~(good & unit)).sum()))
        taken = good & unit
        if taken.any():
            channels.add_rows(
                "/pose", "pose", self._stamps(stamps[taken]), rows[taken], frame=CITY,
                description="city_from_vehicle, as the source has it",
            )  # fmt: skip

    def _boxes(self, channels: Channels) -> None:
        table = table_of(self.tree, BOXES, _BOX, optional=("num_interior_pts",)) if BOXES in self.tree.files else None
        if table is None or not table.rows:
            return
        stamps, good = to_ns(table.numbers["timestamp_ns"], 1)
        self.losses.add("/annotations", "a box whose stamp is none", int((~good).sum()))
        rows = np.flatnonzero(good)
        order = rows[np.argsort(stamps[rows], kind="stable")]
        each, first = np.unique(stamps[order], return_index=True)
        groups = np.split(order, first[1:])
        # in the order of the source, in which stamps may go backwards
        appearance = np.argsort([int(group[0]) for group in groups if len(group)], kind="stable")
        each, groups = each[appearance], [groups[place] for place in appearance.tolist()]
        boxes = Boxes(table, "/annotations", self.losses)
        if len(each):
            channels.add_each(
                "/annotations", "objects", "json", self._stamps(each),
                lambda row: boxes.payload(groups[row]), frame="vehicle",
                sizes=[FIXED_BYTES + BOX_BYTES * len(group) for group in groups],
                description="boxes that people annotated, in the vehicle's axes at the stamp",
            )  # fmt: skip

    def _map(self, channels: Channels) -> str:
        """Adds the map; the name of the city as far as the file's name says it."""
        names = sorted(name for name in self.tree.files if _MAP.match(name))
        self.losses.add("map", "another vector map than the first one", len(names[1:]))
        road, told = map_payload(self.tree, names[0]) if names else (None, [])
        self.told += told
        if road is not None:
            # a map has no moment; it is there from the first on
            first = Stamps(capture_ns=np.array([min(self.firsts, default=0)], dtype=np.int64), synthesised=True)
            channels.add_each("/map", "map", "json", first, lambda _: road, sizes=[len(road)], frame=CITY)
        _, _, city = PurePosixPath(names[0]).stem.partition("____") if names else ("", "", "")
        return city[:100] or "that is not named"
