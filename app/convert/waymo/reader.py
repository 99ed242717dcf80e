"""The Waymo Open Dataset: files of TFRecord with scenarios of its motion data, or with frames of its perception data.

It must not know what stands in a scenario or a frame. A file holds several scenarios, or the frames of a drive or more:
each is a recording of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.convert.encodings import tfrecord
from app.convert.encodings.protobuf_wire import FIXED_64, SIZED, VARINT, WireError, members
from app.convert.other_files import count_beside
from app.convert.recording import Choice, ConvertError, Losses
from app.convert.streams import StreamRecording
from app.convert.waymo import frames as waymo_frames
from app.convert.waymo.frame_scan import Frames
from app.convert.waymo.frames import FrameLog
from app.convert.waymo.messages import MOST_MEMBERS, MessageError, parsed, text
from app.convert.waymo.scenario import CLOCK, Scenario
from app.kinds.clock_spec import ClockSpec
from app.log.source import Source

_HEAD = 12
_IN_NAMES = "*tfrecord*"
_MOST_RECORDS = 1_000_000
_LOOKED_AT = 5
"""The number of the last member that a record is named by."""


def recognised(source: Path) -> bool:
    """Whether a file begins as TFRecord does, or a folder has such files."""
    return bool(_files(source))


def _files(source: Path) -> dict[str, Path]:
    paths = sorted(source.glob(_IN_NAMES)) if source.is_dir() else [source]
    return {path.name: path for path in paths if path.is_file() and not path.is_symlink() and _begins(path)}


def _begins(path: Path) -> bool:
    with path.open("rb") as file:
        return tfrecord.begins(file.read(_HEAD))


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in a file, or in the one of a folder that --part names, as FILE or FILE/NAME.

    Raises:
        ConvertError: there is none, or several and none was chosen.
        SourceError: it cannot be read.
    """
    files = _files(source)
    if not files:
        raise ConvertError(f"{source}: is no TFRecord: it does not begin with a length and its checksum")
    path, inner = _the_file(source, files, choice)
    with Source(path) as file:
        contents = _Contents.of(file, path)
        name = inner.the_part(path, list(contents.parts))
        part = contents.parts[name]
        contents.count_damage()
        told = count_beside(source, path, files.values(), contents.losses, what="TFRecord")
        made = _frames if part.message == "Frame" else _scenario
        yield made(file, path, part, contents.losses, told, inner)


def _the_file(source: Path, files: dict[str, Path], choice: Choice) -> tuple[Path, Choice]:
    """Which file, and what to choose in it."""
    head, _, rest = (choice.part or "").partition("/")
    if len(files) == 1 and head not in files:
        return next(iter(files.values())), choice
    name = replace(choice, part=head or None).the_part(source, list(files))
    return files[name], replace(choice, part=rest or None)


@dataclass(frozen=True, slots=True)
class Part:
    """One recording of a file: its records in their order, all of them `Scenario` or `Frame`."""

    message: str
    extents: list[tfrecord.Extent] = field(default_factory=list)


@dataclass(slots=True)
class _Contents:
    """What a file holds: its recordings by name. `losses`: what could not be taken of any of them."""

    path: Path
    losses: Losses = field(default_factory=Losses)
    parts: dict[str, Part] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Source, path: Path) -> "_Contents":
        """Go through a file once; raises ConvertError if it holds nothing of these."""
        found = cls(path)
        for count, (extent, data) in enumerate(tfrecord.records(file, path.name, found.losses)):
            if count == _MOST_RECORDS:
                raise ConvertError(f"{path}: has more than {_MOST_RECORDS} records; cut it into several files")
            found._add(extent, data)
        if not found.parts:
            why = "; ".join(f"{why} ({count})" for (_, why), count in found.losses.counts.most_common(3))
            raise ConvertError(
                f"{path}: holds no scenario and no frame of the Waymo Open Dataset ({why or 'no record at all'}); of "
                "its motion data take the files of the folders named scenario, not tf_example"
            )
        return found

    def _add(self, extent: tfrecord.Extent, data: bytes) -> None:
        message, name = _name_of(data)
        if message is None:
            self.losses.add(self.path.name, "a record that is neither a scenario nor a frame")
            return
        if message == "Scenario" and name in self.parts:
            name = f"{name}#{extent.start}"
        self.parts.setdefault(name, Part(message)).extents.append(extent)

    def count_damage(self) -> None:
        """Say of damaged records that nobody knows to which recording they belonged, if there are several."""
        if len(self.parts) > 1:
            counts = self.losses.counts
            self.losses = Losses()
            for (where, why), count in counts.items():
                self.losses.add(where, f"{why}; it may be of another recording of the file", count)


def _name_of(data: bytes) -> tuple[str | None, str]:
    """Which message a record is, and of which recording, by members of both that differ in their types.

    The record is not parsed for that, which would take up to 60 times its memory. Of a Frame, 1 is its context with
    the name as 1, and 2 its stamp; of a Scenario, 1 are its stamps and 5 is its id (protos/dataset.proto,
    protos/scenario.proto).
    """
    try:
        said = _last_members(data)
        if (2, VARINT) in said and (1, SIZED) in said:
            return "Frame", text(_last_members(said[1, SIZED]).get((1, SIZED), b"")) or "unnamed"
    except WireError:
        return None, ""
    if (5, SIZED) in said and ((1, FIXED_64) in said or said.get((1, SIZED))):
        return "Scenario", text(said[5, SIZED]) or "unnamed"
    return None, ""


def _last_members(raw: bytes) -> dict[tuple[int, int], bytes]:
    """The first five members of a message by number and wire type, each as it stands there last; raises WireError."""
    found: dict[tuple[int, int], memoryview] = {}
    for number, wire, content in members(raw, most=MOST_MEMBERS):
        if number <= _LOOKED_AT:
            found[number, wire] = content
    return {key: bytes(content) for key, content in found.items()}


def _scenario(file: Source, path: Path, part: Part, losses: Losses, told: list[str], choice: Choice) -> StreamRecording:
    data = tfrecord.data_of(file, part.extents[0])
    if data is None:
        raise ConvertError(f"{path}: was changed while it was read; try again")
    try:
        scenario = Scenario(parsed("Scenario", data), losses)
    except MessageError as error:
        raise ConvertError(f"{path}: the record at byte {part.extents[0].start} {error}") from error
    channels = scenario.add_to(choice)
    return StreamRecording(
        source_format="Waymo Open Dataset, scenario of the motion data",
        streams=channels.done(),
        clocks=(ClockSpec(name=CLOCK, role="source", epoch="arbitrary"),),
        sources=(path,),
        root=path.parent,
        losses=losses,
        assumptions=(*scenario.assumptions(), *told),
        setting=scenario.setting(),
        extra=scenario.notes(),
    )


def _frames(file: Source, path: Path, part: Part, losses: Losses, told: list[str], choice: Choice) -> StreamRecording:
    log = FrameLog(Frames(file, part.extents, losses), losses)
    channels = log.add_to(choice)
    return StreamRecording(
        source_format="Waymo Open Dataset, frames of the perception data",
        streams=channels.done(),
        clocks=(ClockSpec(name=waymo_frames.CLOCK, role="source", epoch="unix_utc" if log.dated else "unknown"),),
        sources=(path,),
        root=path.parent,
        losses=losses,
        assumptions=(*log.assumptions(), *told),
        setting=log.setting(),
        epoch_is_unix=log.dated,
        extra=log.notes(),
    )
