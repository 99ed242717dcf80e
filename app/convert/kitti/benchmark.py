"""One sequence of KITTI's tracking benchmark, or one frame of its object benchmark.

It must not know other layouts. Neither has times: a sequence is laid out at its nominal rate. Layouts: readme.txt
of the two development kits.
"""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np

from app.convert.channels import Channels
from app.convert.kitti.calibration import LABELS, Rig, rig_of_benchmark
from app.convert.kitti.files import (
    NOMINAL_HZ,
    PICTURES,
    POINTS,
    add_pictures,
    add_points,
    lines_of,
    nominal,
    numbered,
    picture_size,
)
from app.convert.kitti.labels import Boxes, of_object, of_tracking
from app.convert.kitti.oxts import MERCATOR, add_oxts, values_of
from app.convert.recording import Choice, Losses, Setting
from app.convert.streams import StreamRecording
from app.convert.tree import Tree
from app.kinds.vehicle import FrameSpec, Vehicle

VEHICLE_ORIGIN = "origin of the Velodyne; the calibration files name no axle"
FRAMES = (
    FrameSpec(name=LABELS, axes="iso_8855", description="rectified camera 0, turned to x forward, y left, z up"),
    FrameSpec(name=MERCATOR, axes="projected", description="Mercator, scaled by the first latitude"),
)
_MORE_FRAMES = 2_000
"""Labels of so many frames beyond the last file are taken: a sequence may have been fetched in part."""
MOST_FRAMES = 100_000
"""Of a sequence: the longest real one has 1 200. A label of a frame beyond is a mistake."""


def benchmark(root: Path, name: str, choice: Choice, *, tracking: bool, told: list[str]) -> StreamRecording:
    """The recording of a sequence or a frame; `told`: what is assumed. Raises ConvertError, SourceError."""
    return _Benchmark(Tree(root, Losses()), name, choice, told, tracking=tracking).recording()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """The files of the recording, by what they are."""

    points: dict[int, str]
    pictures: dict[int, dict[int, str]]


@dataclass(slots=True)
class _Benchmark:
    """The recording while its channels are found."""

    tree: Tree
    name: str
    choice: Choice
    told: list[str]
    tracking: bool = field(kw_only=True)

    def recording(self) -> StreamRecording:
        """Everything that was found."""
        channels = Channels(self.choice, self.tree.losses)
        rig, text = self._rig()
        places = _Places(points=self._points(), pictures=self._pictures())
        boxes, lines = self._labels()
        oxts = self._oxts()
        every = [*places.points, *(frame for some in places.pictures.values() for frame in some)]
        recorded = 1 + max([*every, len(oxts) - 1])
        most = min(MOST_FRAMES, recorded + _MORE_FRAMES) if recorded else MOST_FRAMES
        every += [*boxes.tracks, *lines] if boxes is not None else []
        count = 1 + max((one for one in [*every, len(oxts) - 1] if one < most), default=-1)
        sizes: dict[int, tuple[int, int]] = {}
        for number, files in places.pictures.items():
            self._missing(f"image_{number:02}", files, count)
            add_pictures(channels, self.tree, f"image_{number:02}", files, nominal(sorted(files)))
            size = picture_size(self.tree, files)
            if size is not None:
                sizes[number] = size
        if places.points:
            self._missing("velodyne", places.points, count)
            add_points(channels, self.tree, "velodyne", places.points, nominal(sorted(places.points)))
        if boxes is not None:
            self._add_labels(channels, boxes, lines, count)
        if len(oxts):
            self.told += add_oxts(channels, nominal(range(len(oxts))), oxts, rig.velodyne_from_imu)
        streams = channels.done()
        self.tree.count_unused(but=self._others())
        return StreamRecording(
            source_format=f"KITTI {'tracking' if self.tracking else 'object'} benchmark",
            streams=streams,
            clocks=(),
            sources=self.tree.used,
            root=self.tree.root,
            losses=self.tree.losses,
            assumptions=(
                f"the source has no times: frames are laid out at {NOMINAL_HZ:g} Hz from zero"
                if self.tracking
                else "the source has no time: its one frame is laid out at zero",
                *self.told,
            ),
            setting=Setting(
                vehicle=Vehicle(id=f"KITTI {self.name}", origin=VEHICLE_ORIGIN),
                frames=FRAMES,
                calibration=rig.sensors(sizes, self.tree.losses),
            ),
            extra={"calibration": text[:65_536]},
        )

    def _rig(self) -> tuple[Rig, str]:
        name = f"calib/{self.name}.txt"
        text = "\n".join(lines_of(self.tree, name))
        return rig_of_benchmark(text, self.tree.losses, name), text

    def _of_frame(self, folder: str, suffixes: tuple[str, ...]) -> dict[int, str]:
        """The file of an object frame, as frame 0."""
        found = (f"{folder}/{self.name}{suffix}" for suffix in suffixes)
        name = next((name for name in found if name in self.tree.files and self.tree.size(name)), None)
        return {} if name is None else {0: name}

    def _points(self) -> dict[int, str]:
        """The sweeps; where no folder has the name of the sequence, those that lie in a folder of sweeps itself."""
        if not self.tracking:
            return self._of_frame("velodyne", POINTS)
        folders = sorted({name.partition("/")[0] for name in self.tree.files if name.startswith("velodyne")})
        for folder in (*(f"{one}/{self.name}" for one in folders), *folders):
            found = numbered(self.tree, folder, POINTS)
            if found:
                if not folder.endswith(f"/{self.name}"):
                    self.told.append(f"sweeps in {folder} are taken as those of sequence {self.name}")
                return found
        return {}

    def _pictures(self) -> dict[int, dict[int, str]]:
        found: dict[int, dict[int, str]] = {}
        for number in range(4):
            if self.tracking:
                files = numbered(self.tree, f"image_{number:02}/{self.name}", PICTURES)
            else:
                files = self._of_frame(f"image_{number}", PICTURES)
            if files:
                found[number] = files
        return found

    def _labels(self) -> tuple[Boxes | None, dict[int, list[str]]]:
        """The boxes, and the lines of each frame."""
        name = f"label_02/{self.name}.txt" if self.tracking else f"label_2/{self.name}.txt"
        if name not in self.tree.files:
            return None, {}
        lines = lines_of(self.tree, name)
        if not self.tracking:
            return of_object(lines, "/labels", self.tree.losses), {0: lines}
        by_frame: dict[int, list[str]] = {}
        for line in lines:
            first = line.partition(" ")[0]
            if first.isdecimal() and len(first) < 10:
                by_frame.setdefault(int(first), []).append(line)
        return of_tracking(lines, "/labels", self.tree.losses), by_frame

    def _add_labels(self, channels: Channels, boxes: Boxes, lines: dict[int, list[str]], count: int) -> None:
        frames = range(count)
        channels.add_each(
            "/labels", "objects", "json", nominal(frames), boxes.payload,
            sizes=[boxes.most_bytes(frame) for frame in frames], frame=LABELS,
            description="boxes that people annotated, turned to x forward, y left, z up",
        )  # fmt: skip
        named = sorted(frame for frame in lines if frame < count)
        beyond = sum(len(its) for frame, its in lines.items() if frame >= count)
        self.tree.losses.add("/labels", "lines of a frame far beyond the last that was recorded", beyond)
        texts = ["\n".join(lines[frame]).encode() for frame in named]
        channels.add_each(
            "/labels/source", "raw", "text", nominal(named), lambda row: texts[row],
            sizes=[len(text) for text in texts], description="the lines of the label file, as they are",
        )  # fmt: skip
        self.told.append(
            "boxes stand in the rectified camera 0 of the source; here in the same axes turned to x forward, y left, z "
            "up, with the centre in place of the middle of their bottom"
        )
        if boxes.regions:
            self.told.append(f"{boxes.regions} regions DontCare are no objects; they stay in /labels/source")

    def _oxts(self) -> np.ndarray:
        name = f"oxts/{self.name}.txt"
        if not self.tracking or name not in self.tree.files:
            return np.zeros((0, 30))
        return values_of(lines_of(self.tree, name), name, self.tree.losses)

    def _missing(self, name: str, files: dict[int, str], count: int) -> None:
        self.tree.losses.add(name, "a frame without a file", sum(frame not in files for frame in range(count)))

    def _others(self) -> frozenset[str]:
        """Files of other sequences or frames, which are no losses of this one."""
        others = {PurePosixPath(name).stem for name in self.tree.files if name.startswith("calib/")} - {self.name}
        return frozenset(name for name in self.tree.files if self._belongs(PurePosixPath(name)) in others)

    def _belongs(self, path: PurePosixPath) -> str:
        """The sequence or frame that a file says it is of: by its folder, else by its own name."""
        return path.parts[1] if self.tracking and len(path.parts) > 2 else path.stem
