"""One drive of KITTI's raw data: cameras, Velodyne, GPS/IMU and tracklets, each with its own stamps.

It must not know the benchmarks. Layout: readme.txt of the raw development kit; line k of `timestamps.txt`: frame k.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.convert.channels import Channels, Stamps
from app.convert.kitti.benchmark import FRAMES, MOST_FRAMES, VEHICLE_ORIGIN
from app.convert.kitti.calibration import VELODYNE, Rig, rig_of_raw
from app.convert.kitti.files import (
    CLOCK,
    PICTURES,
    POINTS,
    FrameTimes,
    add_pictures,
    add_points,
    lines_of,
    nominal,
    numbered,
    picture_size,
    times_of,
)
from app.convert.kitti.labels import of_tracklets
from app.convert.kitti.oxts import add_oxts, values_of
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.streams import StreamRecording
from app.convert.tree import Tree
from app.kinds.clock_spec import ClockSpec
from app.kinds.field import Field
from app.kinds.row_layout import RowLayout
from app.kinds.vehicle import Vehicle

_CALIBRATION = ("calib_cam_to_cam.txt", "calib_velo_to_cam.txt", "calib_imu_to_velo.txt")
_UNKNOWN = -(2**63)
_TURN = RowLayout(
    tuple(
        Field(name=f"{end}_ns", type="<i8", unit="ns", unknown=_UNKNOWN, description=f"{end} of the turn, as t_capture")
        for end in ("start", "end")
    )
)


def raw_drive(root: Path, name: str, choice: Choice, *, told: list[str]) -> StreamRecording:
    """The recording of a drive in the folder of its day; `told`: what is assumed. Raises ConvertError, SourceError."""
    return _Drive(Tree(root, Losses(), only=name), name, choice, told).recording()


@dataclass(slots=True)
class _Drive:
    """The recording while its channels are found."""

    tree: Tree
    name: str
    choice: Choice
    told: list[str] = field(default_factory=list)
    synthesised: list[bool] = field(default_factory=list)

    def recording(self) -> StreamRecording:
        """Everything that was found."""
        channels = Channels(self.choice, self.tree.losses)
        rig, text = self._rig()
        sizes: dict[int, tuple[int, int]] = {}
        for number in range(4):
            folder = f"{self.name}/image_{number:02}"
            files, stamps = self._framed(folder, numbered(self.tree, f"{folder}/data", PICTURES))
            if files:
                add_pictures(channels, self.tree, f"image_{number:02}", files, stamps)
                size = picture_size(self.tree, files)
                if size is not None:
                    sizes[number] = size
        self._velodyne(channels)
        self._oxts(channels, rig)
        self._tracklets(channels)
        if len(set(self.synthesised)) > 1:
            raise ConvertError(
                f"{self.tree.root / self.name}: some folders have a timestamps.txt and some have none: nobody can tell "
                "which came first; fetch the files that are missing, or take those folders away"
            )
        streams = channels.done()
        self.tree.count_unused(within=self.name)
        timed = self.synthesised == [] or not self.synthesised[0]
        if timed:
            self.told.append("stamps are those of a clock on the wall; the source names no time zone: UTC is not known")
        return StreamRecording(
            source_format="KITTI raw drive",
            streams=streams,
            clocks=(ClockSpec(name=CLOCK, role="source", epoch="unknown", description="local time, zone not said"),)
            if timed
            else (),
            sources=self.tree.used,
            root=self.tree.root,
            losses=self.tree.losses,
            assumptions=tuple(dict.fromkeys(self.told)),
            setting=Setting(
                vehicle=Vehicle(id=f"KITTI {self.name}", origin=VEHICLE_ORIGIN),
                frames=FRAMES,
                calibration=rig.sensors(sizes, self.tree.losses),
            ),
            extra={"calibration": text[:65_536]},
        )

    def _rig(self) -> tuple[Rig, str]:
        texts = ["\n".join(lines_of(self.tree, name)) for name in _CALIBRATION]
        rectified = not self.name.endswith("_extract")
        if not rectified:
            self.told.append("pictures of an extracted drive are not rectified")
        return rig_of_raw(texts[0], texts[1], texts[2], self.tree.losses, rectified=rectified), "\n".join(texts)

    def _framed(self, folder: str, files: dict[int, str]) -> tuple[dict[int, str], Stamps]:
        """The files that have a stamp, and their stamps; what disagrees is counted."""
        name = f"{folder}/timestamps.txt"
        if name not in self.tree.files:
            if files:
                self.told.append(f"{folder} has no timestamps.txt: its frames are laid out at 10 Hz from zero")
                self.synthesised.append(True)
            return files, nominal(sorted(files))
        times = times_of(self.tree, name)
        taken = {frame: file for frame, file in files.items() if times.has(frame)}
        self.tree.losses.add(folder, "a file without a stamp", len(files) - len(taken))
        self.tree.losses.add(folder, "a stamp without a file", int(times.good.sum()) - len(taken))
        if taken:
            self.synthesised.append(False)
        return taken, times.of(sorted(taken))

    def _velodyne(self, channels: Channels) -> None:
        folder = f"{self.name}/velodyne_points"
        files, stamps = self._framed(folder, numbered(self.tree, f"{folder}/data", POINTS))
        if not files:
            return
        add_points(channels, self.tree, "velodyne", files, stamps)
        ends = {end: times_of(self.tree, f"{folder}/timestamps_{end}.txt") for end in ("start", "end")
                if f"{folder}/timestamps_{end}.txt" in self.tree.files}  # fmt: skip
        if ends:
            rows = _TURN.unknown(len(files))
            for end, times in ends.items():
                rows[f"{end}_ns"] = [_stamp(times, frame) for frame in sorted(files)]
            channels.add_rows("/velodyne/turn", "signals", stamps, rows, layout=_TURN)
        self.told.append("a sweep's stamp is when the Velodyne faced forward; its start and end are in /velodyne/turn")

    def _oxts(self, channels: Channels, rig: Rig) -> None:
        folder = f"{self.name}/oxts"
        files, stamps = self._framed(folder, numbered(self.tree, f"{folder}/data", (".txt",)))
        if files:
            lines = [" ".join(lines_of(self.tree, files[frame])[:1]) for frame in sorted(files)]
            values = values_of(lines, f"{folder}/data", self.tree.losses)
            self.told += add_oxts(channels, stamps, values, rig.velodyne_from_imu)

    def _tracklets(self, channels: Channels) -> None:
        name = f"{self.name}/tracklet_labels.xml"
        raw = self.tree.read(name) if name in self.tree.files else None
        if raw is None:
            return
        boxes = of_tracklets(raw, "/tracklets", self.tree.losses)
        stamped = (
            one for one in ("velodyne_points", "image_02") if f"{self.name}/{one}/timestamps.txt" in self.tree.files
        )
        folder = next(stamped, None)
        times = FrameTimes(np.zeros(0, np.int64), np.zeros(0, np.bool_))
        if folder is not None:
            times = times_of(self.tree, f"{self.name}/{folder}/timestamps.txt")
        most = MOST_FRAMES if folder is None else len(times.stamps)
        named = range(min(1 + max(boxes.tracks, default=-1), most))
        frames = [frame for frame in named if folder is None or times.has(frame)]
        self.tree.losses.add("/tracklets", "boxes of a frame without a stamp",
                             len(boxes.tracks.keys() - set(frames)))  # fmt: skip
        if not frames:
            return
        if folder is None:
            self.synthesised.append(True)
        channels.add_each(
            "/tracklets", "objects", "json", nominal(frames) if folder is None else times.of(frames),
            lambda row: boxes.payload(frames[row]), sizes=[boxes.most_bytes(frame) for frame in frames], frame=VELODYNE,
            description="boxes that people annotated; the centre in place of the middle of their bottom",
        )  # fmt: skip
        self.told.append(f"boxes got the stamps of {folder or 'no folder, at 10 Hz from zero'}")


def _stamp(times: FrameTimes, frame: int) -> int:
    return int(times.stamps[frame]) if times.has(frame) else _UNKNOWN
