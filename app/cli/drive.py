"""The one drive that a verb works on, opened with its trust store, and what of it cannot be shown.

It must not know what the verb does with it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.evidence import segment_paths, trust_store
from app.cli.exits import CANNOT_READ, REFUSED, VerbError
from app.cli.provenance import provenance_texts
from app.cli.streams import say

if TYPE_CHECKING:
    from app.chain.finding import Finding
    from app.chain.opening import CheckedLog, Drive, Refused
    from app.log.channel import Channel


@dataclass(frozen=True, slots=True)
class OneDrive:
    """An opened drive: its segments as one log, the files left out of it, and what segments say of each other."""

    drive: "Drive"
    log: "CheckedLog"
    refused: "tuple[Refused, ...]"
    findings: "tuple[Finding, ...]"

    def provenance(self) -> list[str]:
        """What its segments say they are, each statement once: one alone, unless they disagree."""
        return provenance_texts(one.genesis for one in self.log.opened)

    def say_what_is_wrong(self) -> None:
        """Print to standard error which files were left out, and what is wrong with the drive as a whole."""
        for file in self.refused:
            say(f"left out: {file.said}")
        for finding in self.findings:
            say(f"drive {finding.effect.value}: {finding.said}")


@contextmanager
def one_drive(logs: list[Path], trust: Path | None) -> Iterator[OneDrive]:
    """The drive that all files belong to, structure checked; raises VerbError if there is none or more than one."""
    from app.chain.opening import NoLogError, open_drives
    from app.chain.trust import TrustError
    from app.log.source import SourceError

    try:
        drives, refused = open_drives(segment_paths(logs), trust_store(trust))
        if refused and not drives:
            first = refused[0]
            unsealed = first.finding.code == "NOT_SEALED"
            hint = " Give a log that a recorder sealed." if unsealed else " Run `incident-replay verify` on it."
            raise VerbError(REFUSED, f"{first.said}.{hint}")
        if len(drives) != 1:
            ids = ", ".join(drive.id for drive in drives)
            raise VerbError(REFUSED, f"the files belong to {len(drives)} drives ({ids}); give those of one")
        (drive,) = drives
        log = drive.log()
    except TrustError as error:
        raise VerbError(REFUSED, str(error)) from error
    except NoLogError as error:
        raise VerbError(REFUSED, f"{error}; run `incident-replay verify` to see why") from error
    except SourceError as error:
        raise VerbError(CANNOT_READ, str(error)) from error
    try:
        yield OneDrive(drive, log, (*refused, *drive.refused()), tuple(drive.findings()))
    finally:
        drive.close()


def channels_of(log: "CheckedLog", wanted: str) -> "list[Channel]":
    """The channel that `channel_of` finds, and those of the same name that a segment declares as another kind or codec.

    What is withheld by a name must be withheld under all its kinds. Raises VerbError.
    """
    first = channel_of(log, wanted)
    if first.id == 0:
        return [first]
    return [channel for channel in log.log.channels.values() if channel.declared_name == first.declared_name]


def channel_of(log: "CheckedLog", wanted: str) -> "Channel":
    """The channel of that name, or of that decimal id, 0 for the system records; raises VerbError."""
    channels = log.log.channels
    if wanted == "0":
        return log.log.system
    if wanted in channels:
        return channels[wanted]
    for channel in channels.values():
        if str(channel.id) == wanted:
            return channel
    raise VerbError(REFUSED, f"there is no channel {wanted!r}; the log has {_listed(channels.values())}")


def _listed(channels: "Iterable[Channel]") -> str:
    return ", ".join(f"{channel.id} {channel.name}" for channel in sorted(channels, key=lambda c: c.id)) or "none"
