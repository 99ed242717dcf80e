"""Files of KITTI that are numbered by frame: pictures and points, and the stamps of raw drives.

It must not know layouts of folders. Formats: readme.txt of the development kits; `timestamps.txt` has a line a frame,
`YYYY-MM-DD hh:mm:ss.nnnnnnnnn`, and no time zone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels, Stamps
from app.convert.encodings.cloud_columns import XYZ, layout_of
from app.convert.encodings.jpeg import BEGIN as JPEG
from app.convert.encodings.jpeg import size_of as jpeg_size
from app.convert.encodings.pcd import MOST_HEADER, PcdError, PointCloud, cloud_bytes, cloud_of, floats_of
from app.convert.encodings.png import BEGIN as PNG
from app.convert.encodings.png import size_of as png_size
from app.convert.recording import Losses
from app.convert.stamps import Nanoseconds
from app.convert.tree import Tree

CLOCK = "kitti"
NOMINAL_HZ = 10.0
POINTS = (".bin", ".pcd", ".txt")
PICTURES = (".png", ".jpg", ".jpeg")
_NUMBER = re.compile(r"[0-9]{1,10}\Z", re.ASCII)
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\Z", re.ASCII)
_MOST_LINES = 10_000_000
_PLAIN = PointCloud((*XYZ, ("intensity", "<f4")), b"")


def numbered(tree: Tree, folder: str, suffixes: tuple[str, ...]) -> dict[int, str]:
    """The files of a folder that are named by a number and hold something."""
    found: dict[int, str] = {}
    for name in tree.within(folder):
        path = PurePosixPath(name)
        named = path.suffix.lower() in suffixes and _NUMBER.match(path.stem) and int(path.stem) not in found
        if named and tree.size(name):
            found[int(path.stem)] = name
    return found


def lines_of(tree: Tree, name: str) -> list[str]:
    """The lines of a text; none if it is not there or none, which is counted."""
    raw = tree.read(name) if name in tree.files else None
    if raw is None:
        return []
    try:
        return raw.decode("utf-8").splitlines()[:_MOST_LINES]
    except UnicodeDecodeError as error:
        tree.refuse(name, f"is no text in UTF-8: {error.reason}")
        return []


def nominal(frames: Iterable[int]) -> Stamps:
    """Stamps of frames that have none, at the nominal rate from zero."""
    numbers = np.array(list(frames), dtype=np.float64)
    return Stamps(capture_ns=np.rint(numbers * (1e9 / NOMINAL_HZ)).astype(np.int64), synthesised=True)


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """The stamps of a `timestamps.txt`: by frame, and which of them are times."""

    stamps: Nanoseconds
    good: npt.NDArray[np.bool_]

    def has(self, frame: int) -> bool:
        """Whether a frame has a stamp."""
        return frame < len(self.stamps) and bool(self.good[frame])

    def of(self, frames: Iterable[int]) -> Stamps:
        """Those of frames that have one."""
        return Stamps(capture_ns=self.stamps[np.array(list(frames), dtype=np.int64)], clock=CLOCK)


def times_of(tree: Tree, name: str) -> FrameTimes:
    """The stamps in a file, in ns since 1970 of the clock on the wall, whose time zone nobody says."""
    found = [_nanoseconds(line.strip()) for line in lines_of(tree, name)]
    while found and found[-1] is None:
        found.pop()  # empty lines at the end
    bad = sum(one is None for one in found)
    tree.losses.add(name, "a line that is no time", bad)
    return FrameTimes(
        np.array([one or 0 for one in found], dtype=np.int64),
        np.array([one is not None for one in found], dtype=np.bool_),
    )


def _nanoseconds(text: str) -> int | None:
    found = _STAMP.match(text)
    if found is None:
        return None
    try:
        day = datetime.fromisoformat(found[1])
        since = day - datetime(1970, 1, 1) + timedelta(hours=int(found[2]), minutes=int(found[3]))  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None
    seconds = since.days * 86_400 + since.seconds + int(found[4])
    # 60: a leap second
    fits = 0 <= seconds < 2**33 and int(found[2]) < 24 and int(found[3]) < 60 and int(found[4]) <= 60
    return seconds * 10**9 + int((found[5] or "0").ljust(9, "0")) if fits else None


def add_pictures(channels: Channels, tree: Tree, name: str, files: dict[int, str], stamps: Stamps) -> None:
    """A channel of pictures as their files have them, PNG or JPEG, in the order of their frames."""
    frames = sorted(files)
    codec = "png" if files[frames[0]].lower().endswith(".png") else "jpeg"
    begin = PNG if codec == "png" else JPEG

    def picture(row: int) -> bytes | None:
        raw = tree.read(files[frames[row]])
        if raw is not None and not raw.startswith(begin):
            tree.losses.add(f"/{name}", f"{files[frames[row]]}: is no {codec.upper()}")
            return None
        return raw

    sizes = [tree.size(files[frame]) for frame in frames]
    channels.add_each(f"/{name}", "image", codec, stamps, picture, sizes=sizes, sensor=name)


def picture_size(tree: Tree, files: dict[int, str]) -> tuple[int, int] | None:
    """Width and height of the first picture."""
    for _, name in sorted(files.items())[:1]:
        raw = tree.read(name)
        if raw is not None:
            return png_size(raw) or jpeg_size(raw)
    return None


def add_points(channels: Channels, tree: Tree, name: str, files: dict[int, str], stamps: Stamps) -> None:
    """A channel of sweeps, in the order of their frames, as their files have the numbers."""
    frames = sorted(files)
    # what cannot be read is counted when its turn comes
    probed = (_points(tree, name, files[frame], Losses()) for frame in frames)
    first = next((one for one in probed if one is not None), None)
    if first is None:
        channels.names.append(f"/{name}")
        for frame in frames:
            _points(tree, name, files[frame], tree.losses)
        return
    layout = layout_of(first, "reflectance, 0 to 1")

    def sweep(row: int) -> bytes | None:
        found = _points(tree, name, files[frames[row]], tree.losses)
        if found is not None and found.columns != first.columns:
            tree.losses.add(f"/{name}", f"{files[frames[row]]}: other columns than in the first file")
            return None
        return None if found is None else found.rows

    sizes = [_most_bytes(tree, files[frame]) for frame in frames]
    channels.add_each(
        f"/{name}", "cloud", "xyz_f32", stamps, sweep, sizes=sizes, layout=layout, frame="velodyne", sensor="velodyne",
        description="not corrected for the motion of the vehicle during the turn",
    )  # fmt: skip


def _most_bytes(tree: Tree, file: str) -> int:
    """Bytes of the points of a file, at most."""
    if file.lower().endswith(".pcd"):
        return cloud_bytes(tree.size(file), tree.head(file, MOST_HEADER))
    # a number of a text has at least two characters, and four bytes as a float32
    return tree.size(file) * (2 if file.lower().endswith(".txt") else 1) + 4


def _points(tree: Tree, name: str, file: str, losses: Losses) -> PointCloud | None:
    """The points of a file: four float32 each, the same as text, or PCD; None if it has none, which is counted."""
    raw = tree.read(file)
    if raw is None:
        return None
    try:
        found = _decoded(raw, PurePosixPath(file).suffix.lower())
    except (PcdError, ValueError) as error:
        losses.add(f"/{name}", f"{file}: {error}")
        return None
    if found.columns[:3] != XYZ:
        losses.add(f"/{name}", f"{file}: does not begin with x, y, z as float32")
        return None
    return found


def _decoded(raw: bytes, suffix: str) -> PointCloud:
    if suffix == ".pcd":
        return cloud_of(raw)
    if suffix == ".txt":
        raw = floats_of(raw)
    if len(raw) % _PLAIN.row_bytes:
        raise PcdError(f"{len(raw)} bytes are no whole points of {_PLAIN.row_bytes}")
    return PointCloud(_PLAIN.columns, raw)
