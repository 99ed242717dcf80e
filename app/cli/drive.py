"""The one drive that a verb works on, opened with its trust store, and what it prints of verdicts.

It must not know what the verb does with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.evidence import segment_paths
from app.cli.exits import CANNOT_READ, REFUSED, VerbError

if TYPE_CHECKING:
    from app.chain.opening import CheckedLog, Drive
    from app.log.channel import Channel


@contextmanager
def one_drive(logs: list[Path], trust: Path | None) -> "Iterator[tuple[Drive, CheckedLog]]":
    """The drive that all files belong to, structure checked; raises VerbError if there is none or more than one."""
    from app.chain.opening import NoLogError, open_drives
    from app.chain.trust import TrustError, TrustStore, default_path
    from app.log.source import SourceError

    try:
        drives, refused = open_drives(segment_paths(logs), TrustStore.load(trust or default_path()))
        if refused and not drives:
            first = refused[0]
            hint = " Run `incident-replay verify` on it." if first.finding.code != "NOT_SEALED" else ""
            raise VerbError(REFUSED, f"{first.path}: {first.finding.code}: {first.finding.text}.{hint}")
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
        yield drive, log
    finally:
        drive.close()


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
    raise VerbError(REFUSED, f"there is no channel {wanted!r}; the log has {', '.join(sorted(channels)) or 'none'}")
