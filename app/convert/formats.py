"""The formats that can be taken in: which one a source is in, and how it is opened.

It must not know what any of them contains.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.convert.av2 import reader as av2
from app.convert.carla import reader as carla
from app.convert.comma2k19 import reader as comma2k19
from app.convert.commonroad import reader as commonroad
from app.convert.hdf5 import reader as hdf5
from app.convert.kitti import reader as kitti
from app.convert.mcap import reader as mcap
from app.convert.messages.carrier import missing_content
from app.convert.not_read import advice
from app.convert.nuscenes import mmdet3d
from app.convert.nuscenes import reader as nuscenes
from app.convert.openxc import lines as openxc_lines
from app.convert.openxc import reader as openxc
from app.convert.osi import trace as osi_trace
from app.convert.pandaset import reader as pandaset
from app.convert.recording import Choice, ConvertError
from app.convert.ros_bags import ros1_bag, ros2_db3
from app.convert.streams import StreamRecording
from app.convert.text.reader import TextLogs
from app.convert.waymo import reader as waymo
from app.log.source import SourceError

_LOOKED_INTO = 64


class Reader(Protocol):
    """What the module of a format offers."""

    @property
    def recognised(self) -> Callable[[Path], bool]:
        """Whether a file or folder is in this format; looks at names and first bytes only, and may raise OSError."""

    @property
    def opened(self) -> Callable[[Path, Choice], AbstractContextManager[StreamRecording]]:
        """The recording in it; raises ConvertError and SourceError when it is entered."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name on the command line, what it is, and the module that reads it."""

    name: str
    title: str
    reader: Reader

    def recognised(self, source: Path) -> bool:
        """Whether a file or folder is in it; may raise OSError."""
        return self.reader.recognised(source)

    def opened(self, source: Path, choice: Choice) -> AbstractContextManager[StreamRecording]:
        """The recording in it; raises ConvertError and SourceError when it is entered."""
        return self.reader.opened(source, choice)


FORMATS: tuple[Format, ...] = (
    Format("av2", "Argoverse 2 (folder of a sensor log or a motion forecasting scenario)", av2),
    Format("carla", "log of CARLA's recorder", carla),
    Format("comma2k19", "comma2k19 (folder of a segment)", comma2k19),
    Format("commonroad", "CommonRoad scenario (*.xml)", commonroad),
    Format("hdf5", "HDF5 (*.h5, *.hdf5)", hdf5),
    Format("kitti", "KITTI (raw drive, tracking or object benchmark)", kitti),
    Format("mcap", "MCAP (*.mcap)", mcap),
    Format("mmdet3d", "info file of MMDetection3D (folder with it)", mmdet3d),
    Format("nuscenes", "nuScenes or T4 (folder with its tables)", nuscenes),
    Format("openxc", "trace of OpenXC (lines of JSON)", openxc),
    Format("osi", "ASAM OSI trace (*.osi)", osi_trace),
    Format("pandaset", "PandaSet (folder of a sequence)", pandaset),
    Format("ros1-bag", "ROS 1 bag (*.bag)", ros1_bag),
    Format("ros2-db3", "ROS 2 database (*.db3)", ros2_db3),
    Format(
        "text",
        "lines of JSON, ECS, OTLP, Fluentd, Splunk, Datadog (*.jsonl, *.ndjson, *.json, *.log, *.gz)",
        # signals of a vehicle are lines of JSON too
        TextLogs(others=openxc_lines.begins),
    ),
    Format("waymo", "Waymo Open Dataset (*.tfrecord of scenarios or frames)", waymo),
)


def format_of(source: Path, name: str | None = None) -> Format:
    """The format of a source, or the one of that name.

    Raises:
        ConvertError: it is in none that is known, or in several; the text names them.
        SourceError: it cannot be looked at.
    """
    known = "; ".join(f"{one.name}: {one.title}" for one in FORMATS)
    if name is not None:
        chosen = next((one for one in FORMATS if one.name == name), None)
        if chosen is None:
            raise ConvertError(f"there is no format {name!r}. Known are {known}")
        return chosen
    try:
        if source.exists() and not (source.is_file() or source.is_dir()):
            raise ConvertError(f"{source}: is no regular file and no folder")
        missing = missing_content(_begin(source)) if source.is_file() else None
        found = [one for one in FORMATS if missing is None and one.recognised(source)]
    except OSError as error:
        raise SourceError(f"{source}: cannot be looked at: {error.strerror}") from error
    if missing is not None:
        raise ConvertError(f"{source}: {missing}")
    if not found:
        below = _below(source)
        if below:
            raise ConvertError(f"{source}: is no recording, but has some in it: {', '.join(below)}; name one of them")
        raise ConvertError(f"{source}: is in no format that is known. {advice(source)}Known are {known}")
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise ConvertError(f"{source}: holds recordings of several formats: {names}; say with --format which to take")
    return found[0]


def _below(source: Path) -> list[str]:
    """The folders in a folder that are recordings, at most two levels down."""
    if not source.is_dir():
        return []
    folders = sorted(path for some in ("*", "*/*") for path in source.glob(some) if path.is_dir())[:_LOOKED_INTO]
    found: list[str] = []
    for folder in folders:
        with suppress(OSError):  # what cannot be looked at is not offered
            if any(one.recognised(folder) for one in FORMATS):
                found.append(folder.relative_to(source).as_posix())
    return found


def _begin(source: Path) -> bytes:
    with source.open("rb") as file:
        return file.read(64)
