"""Where a drive goes on: finds its last segment and the last checkpoint of it that is durable and proven.

It must not judge a log for people, nor change one. Rules: sealed-log.md section 11.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.chain.finding import Finding
from app.chain.genesis import Genesis
from app.chain.structure import genesis_of, open_segment
from app.log.source import SourceError
from app.record import machine
from app.record.place import Link
from app.record.storage import SUFFIX


class ResumeError(OSError):
    """The drive cannot be continued; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class LastSegment:
    """The last segment of a drive, and what the next one links to."""

    drive_id: bytes
    number: int
    link: Link


def find_last(folders: Sequence[Path], *, device_name: str, device_key: bytes, last: Path | None = None) -> LastSegment:
    """The last segment in `folders`, its bytes forced onto the medium and read back from there.

    `last`: which one it is, where the caller has just written it.

    Raises:
        ResumeError: there is no log, more than one drive, another device's drive, or the last segment proves nothing.
    """
    paths = [path for folder in folders for path in sorted(folder.glob(f"*{SUFFIX}"))] if last is None else [last]
    segments = _segments(paths)
    drives = {genesis.drive for _, genesis in segments}
    if len(drives) != 1:
        what = "no log that could be continued" if not drives else "segments of several drives"
        raise ResumeError(f"{folders[0]}: there are {what}; begin a new drive in another folder")
    path, genesis = max(segments, key=lambda found: found[1].segment_number)
    if (genesis.device_name, genesis.device_key) != (device_name, device_key):
        # section 11: a drive has one device key
        raise ResumeError(f"{path}: was recorded by another device, {genesis.device_name}; begin a new drive")
    return LastSegment(bytes.fromhex(genesis.drive), genesis.segment_number, _last_link(path))


def _segments(paths: Sequence[Path]) -> list[tuple[Path, Genesis]]:
    found = []
    for path in paths:
        try:
            genesis = genesis_of(path)
        except SourceError as error:
            raise ResumeError(str(error)) from error
        if isinstance(genesis, Finding):
            # its number is not known: it might be the last one, and a link past it would fork the drive
            raise ResumeError(f"{path}: {genesis.text}; move it away, or begin a new drive in another folder")
        found.append((path, genesis))
    return found


def _last_link(path: Path) -> Link:
    """The last good checkpoint.

    What a killed process wrote may still be in memory only. Were it linked to and then lost in a power cut, the link
    would contradict the segment for ever: first it is made durable, and read back from the medium.
    """
    try:
        machine.settle(path)
        segment, structure = open_segment(path)
    except OSError as error:
        raise ResumeError(f"{path}: cannot be read back: {error.strerror or error}; begin a new drive") from error
    if segment is None:
        raise ResumeError(f"{path}: {structure.findings[-1].text}; begin a new drive")
    segment.close()
    if structure.root is None or structure.genesis is None:
        raise ResumeError(f"{path}: no checkpoint proves anything; begin a new drive")
    return Link(structure.genesis.segment_id, structure.proven, structure.root)
