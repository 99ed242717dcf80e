"""comma2k19: one segment of a minute: CAN with openpilot's commands, radar, IMU, GNSS and the pose of the camera.

It must not know how arrays lie in files, nor how a log is sealed. Layout and meaning: commaai/comma2k19, README.md;
where the files disagree with it, the numbers decide, and it is said.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.convert.channels import Channels
from app.convert.comma2k19.arrays import CLOCK, Arrays
from app.convert.comma2k19.camera import add_preview, add_video
from app.convert.comma2k19.can import OPENPILOT, add_can, frames_of
from app.convert.comma2k19.pose import DEVICE, ECEF, add_pose, utc_offset_ns
from app.convert.comma2k19.sensors import RADAR, add_gnss, add_imu, add_radar, add_state
from app.convert.encodings.dbc import MAX_BYTES, Database, DbcError, database_of
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.streams import StreamRecording
from app.convert.tree import Tree, beside
from app.kinds.clock_spec import ClockSpec
from app.kinds.quantity import decimal
from app.kinds.vehicle import FrameSpec, Vehicle
from app.log.source import Source, SourceError, UnreadableError

_MARK = "processed_log"
_DEPTHS = ("", "*/", "*/*/", "*/*/*/")
_MOST_ASSUMPTIONS = 256


def recognised(source: Path) -> bool:
    """Whether this is the folder of a segment, or one with segments up to three folders deep."""
    return source.is_dir() and bool(_segments(source))


def _segments(source: Path) -> dict[str, str]:
    """The segments of a folder: their names, and where they are below it."""
    found: dict[str, str] = {}
    for depth in _DEPTHS:
        for mark in sorted(source.glob(f"{depth}{_MARK}")):
            if (mark / "CAN").is_dir() or (mark / "IMU").is_dir() or (mark / "GNSS").is_dir():
                at = mark.parent.relative_to(source).as_posix()
                found["/".join(mark.parent.resolve().parts[-2:])] = "" if at == "." else at
    return found


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in a segment.

    Raises:
        ConvertError: there is none, or several and none was chosen; or `--mapping` is no CAN database.
        SourceError: it cannot be read.
    """
    segments = _segments(source) if source.is_dir() else {}
    if not segments:
        raise ConvertError(f"{source}: is no segment of comma2k19: it has no folder {_MARK} with CAN, IMU or GNSS")
    name = choice.the_part(source, list(segments))
    losses = Losses()
    # with what lies beside the segment: CAN databases
    tree = Tree(source, losses)
    arrays = Arrays(tree, segments[name])
    database, databases = _database(tree, choice)
    yield _recording(name, arrays, database, databases, choice)


def _database(tree: Tree, choice: Choice) -> tuple[Database | None, tuple[Path, ...]]:
    """The CAN databases of `--mapping`, a file or a folder, else those beside the segment, as one."""
    given = choice.mapping
    if given is None:
        named = [(name, tree.read(name)) for name in sorted(tree.files) if name.endswith(".dbc")]
        paths = tuple(tree.root / name for name, raw in named if raw is not None)
    else:
        paths = tuple(sorted(given.glob("*.dbc"))) if given.is_dir() else (given,)
        named = [(path.name, _bytes(path)) for path in paths]
        if not paths:
            raise ConvertError(f"{given}: no CAN database (*.dbc) is in this folder")
    joined: Database | None = None
    for name, raw in named:
        if raw is None:
            continue
        try:
            found = database_of(raw)
        except DbcError as error:
            if given is not None:
                raise ConvertError(f"{name}: {error}") from error
            tree.refuse(name, str(error))
            continue
        joined = found if joined is None else joined.joined(found)
    for why, count in (joined.refused if joined is not None else {}).items():
        tree.losses.add("CAN database", why, count)
    return joined, paths


def _bytes(path: Path) -> bytes:
    try:
        with Source(path) as source:
            if source.size > MAX_BYTES:
                raise ConvertError(f"{path}: is no CAN database: {source.size} bytes; at most {MAX_BYTES} are read")
            return source.read(0, source.size)
    except SourceError as error:
        raise ConvertError(str(error)) from error
    except UnreadableError as error:
        raise ConvertError(f"{path}: {error}") from error


def _recording(
    name: str, arrays: Arrays, database: Database | None, databases: tuple[Path, ...], choice: Choice
) -> StreamRecording:
    channels = Channels(choice, arrays.tree.losses)
    offset = utc_offset_ns(arrays)
    add_preview(channels, arrays)
    add_video(channels, arrays)
    add_pose(channels, arrays)
    add_state(channels, arrays)
    frames = frames_of(arrays)
    if frames is not None:
        add_can(channels, arrays, frames, database)
        if database is None:
            arrays.told.append(
                "there is no CAN database (*.dbc), nor was one given with --mapping: no frame is decoded"
            )
    add_radar(channels, arrays)
    add_imu(channels, arrays)
    add_gnss(channels, arrays)
    arrays.tree.count_unused(within=arrays.segment)
    arrays.told += beside(arrays.tree.root, arrays.tree.root / arrays.segment, databases)
    return StreamRecording(
        source_format="comma2k19 segment",
        streams=channels.done(),
        clocks=(
            ClockSpec(
                name=CLOCK,
                role="source",
                system="boot time of the device",
                epoch="boot",
                utc_offset_ns=None if offset is None else decimal(offset),
                utc_source=None if offset is None else "gnss",
            ),
        ),
        sources=tuple(dict.fromkeys((*arrays.tree.used, *databases))),
        root=arrays.tree.root,
        losses=arrays.tree.losses,
        assumptions=tuple(dict.fromkeys(arrays.told))[:_MOST_ASSUMPTIONS],
        setting=Setting(
            vehicle=Vehicle(id=name, origin="the camera; the source names no axle"),
            frames=_FRAMES,
            models=(OPENPILOT,) if frames is not None and database is not None else (),
        ),
        utc_minus_stamps_ns=offset,
    )


_FRAMES = (
    FrameSpec(name=ECEF, axes="earth_fixed", reference="EPSG:4978"),
    FrameSpec(name=DEVICE, axes="other", description="the camera's: x forward, y right, z down"),
    FrameSpec(name=RADAR, axes="other", description="the car's radar: x ahead, y to the left"),
)
