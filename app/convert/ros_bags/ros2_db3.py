"""ROS 2 databases as a source: one file, or the folder of a bag with its metadata.

It must not know what a message says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.convert.messages.carrier import Buffer, CarrierError, Findings
from app.convert.messages.decompression import decompressed, whole_frame
from app.convert.recording import Choice, ConvertError, Losses
from app.convert.ros_bags.db3_file import Db3File, Unpack
from app.convert.streams import StreamRecording
from app.convert.topics.bag_metadata import BagMetadata, files_of
from app.convert.topics.carried import carried

SUFFIX = ".db3"
_PACKED = (".db3.zstd", ".mcap.zstd")


def recognised(source: Path) -> bool:
    """Whether this is a database of ROS 2, or a folder with some in it, compressed ones too."""
    names = [path.name.lower() for path in source.iterdir()] if source.is_dir() else [source.name.lower()]
    return any(name.endswith((SUFFIX, *_PACKED)) for name in names)


@contextmanager
def opened(source: Path, choice: Choice) -> Iterator[StreamRecording]:
    """The recording in one database, or in those of a bag.

    Raises:
        ConvertError: they are none, nothing of them can be taken, or they are several recordings.
        SourceError: they cannot be opened.
    """
    names = [path.name.lower() for path in source.iterdir()] if source.is_dir() else [source.name.lower()]
    if packed := [name for name in names if name.endswith(_PACKED)]:
        raise ConvertError(f"{source}: {packed[0]} is compressed as a whole; unpack it first (zstd -d) and take that")
    findings = Findings(losses=Losses())
    paths, metadata = files_of(source, (SUFFIX,), findings, what="ROS 2 database")
    if source.is_file() and metadata is None:
        findings.assume(f"{source.name} has no metadata.yaml beside it that names it; it is taken alone")
    unpack = _unpacker(metadata)
    with carried(
        source, paths, choice, lambda path: Db3File(path, findings, unpack), source_format="ros2 db3",
        findings=findings, metadata=metadata,
    ) as recording:  # fmt: skip
        yield recording


def _unpacker(metadata: BagMetadata | None) -> Unpack:
    """What undoes the compression of each message; raises ConvertError if that is not known."""
    if metadata is None or metadata.compression_mode != "message":
        return lambda raw: raw
    if metadata.compression_format != "zstd":
        raise ConvertError(f"messages compressed as {metadata.compression_format!r:.40} are not read; only zstd is")
    return _zstd


def _zstd(raw: bytes) -> Buffer:
    from zstandard import ZstdError, frame_content_size

    try:
        size = frame_content_size(raw)
    except ZstdError as error:
        raise CarrierError(f"a message that cannot be decompressed: {error}") from error
    return decompressed(raw, "zstd", size) if size >= 0 else whole_frame(raw)
