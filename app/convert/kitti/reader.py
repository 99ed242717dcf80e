"""KITTI: which of its layouts a folder is in, and which recordings it holds: raw drives, sequences, single frames.

It must not know what is in their files.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.convert.kitti.benchmark import benchmark
from app.convert.kitti.raw import raw_drive
from app.convert.recording import Choice, ConvertError
from app.convert.streams import StreamRecording
from app.convert.tree import beside

_DRIVE = re.compile(r".*_drive_\d{4}(_sync|_extract)?\Z", re.ASCII)
_SPLITS = ("", "training", "testing")
_SEQUENCE, _FRAME = re.compile(r"\d{4}\Z", re.ASCII), re.compile(r"\d{6}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One recording: its layout, the folder that its files are told from, and its name there."""

    layout: Literal["raw", "tracking", "object"]
    root: Path
    name: str


def recognised(source: Path) -> bool:
    """Whether this is a raw drive, a folder of a benchmark, or one with some of them in it."""
    return source.is_dir() and bool(_parts(source))


def _parts(source: Path) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for split in _SPLITS:
        root = source / split if split else source
        at = f"{split}/" if split else ""
        calibrated = sorted(path.stem for path in root.glob("calib/*.txt"))
        if any((root / name).is_dir() for name in ("label_02", "image_02", "velodyne", "velodyne_pcd")):
            found |= {at + name: Part("tracking", root, name) for name in calibrated if _SEQUENCE.match(name)}
        if any((root / name).is_dir() for name in ("label_2", "image_2", "velodyne")):
            found |= {at + name: Part("object", root, name) for name in calibrated if _FRAME.match(name)}
    drives = (
        {source} if _DRIVE.match(source.resolve().name) else {*source.glob("*_drive_*"), *source.glob("*/*_drive_*")}
    )
    for drive in sorted(path for path in drives if path.is_dir() and _DRIVE.match(path.resolve().name)):
        if drive != source and any(one.is_symlink() for one in (drive, drive.parent) if one != source):
            continue  # it lies outside of what was given
        if any((drive / name).is_dir() for name in ("velodyne_points", "oxts", *(f"image_{n:02}" for n in range(4)))):
            found[drive.resolve().name] = Part("raw", drive.resolve().parent, drive.resolve().name)
    return found


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in one drive, sequence or frame.

    Raises:
        ConvertError: there is none, or several and none was chosen; or nothing of it can be taken.
        SourceError: it cannot be read.
    """
    parts = _parts(source) if source.is_dir() else {}
    if not parts:
        raise ConvertError(f"{source}: is in no layout of KITTI: no raw drive, nor calib with labels or pictures")
    part = parts[choice.the_part(source, list(parts))]
    if part.layout == "raw":
        yield raw_drive(part.root, part.name, choice, told=beside(source, part.root / part.name))
    else:
        told = beside(source, part.root)
        yield benchmark(part.root, part.name, choice, tracking=part.layout == "tracking", told=told)
