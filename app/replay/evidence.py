"""Opens what a user names as one drive: files or a folder, in any order; and says what of it is left out, and why.

It must not know windows. Nothing is opened for writing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.chain.finding import CODES, CodeClass
from app.chain.genesis import Genesis
from app.chain.opening import CheckedLog, Drive, NoLogError, Refused, open_drives
from app.chain.trust import TrustStore
from app.replay.timeline import Timeline
from app.replay.trust import Trust, at_opening

SUFFIX = ".h5"
_MOST_SAID = 3
_NOT_SEALED = "NOT_SEALED"
_DAMAGED = "Nothing of it can be shown; compare it with the original, and copy it again if they differ"
_NEXT = {
    _NOT_SEALED: "It is no sealed log, but can be imported: it is inspected first, and sealed at intake",
    "READ_ERROR": "Copy what can be read of it to another drive, and open the copy",
    "FILE_CHANGED": "Open it again when nothing writes to it",
}
"""What to do, by the code of what is wrong."""


class EvidenceError(ValueError):
    """Nothing can be shown of what was named; the text says why and what to do."""


class ForeignError(EvidenceError):
    """The file is no sealed log: it can be taken in by an intake."""

    def __init__(self, text: str, path: Path) -> None:
        super().__init__(text)
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One drive that is open."""

    paths: tuple[Path, ...]
    """Of its segments, in their order."""
    log: CheckedLog
    store: TrustStore
    trust: Trust
    """What its structure proves, and what its segments say against each other."""
    timeline: Timeline
    left_out: tuple[str, ...]
    """Files and drives that were named and are not a part of this one, in words that say what to do."""
    foreign: tuple[Path, ...] = ()
    """Those of them that are no sealed logs, and can be taken in."""

    @property
    def title(self) -> str:
        """What people call it: the file, or the folder of the segments."""
        first = self.paths[0]
        return first.name if len(self.paths) == 1 else f"{first.parent.name or first.parent}/"

    @property
    def genesis(self) -> Genesis:
        """What the log says of itself, in its first segment."""
        return self.log.opened[0].genesis

    @property
    def records(self) -> int:
        """Those of all segments that are shown."""
        return sum(one.shown for one in self.log.opened)

    @property
    def size(self) -> int:
        """Bytes of all segments."""
        return sum(one.segment.source.size for one in self.log.opened)


def open_evidence(named: Sequence[Path], store: TrustStore) -> Evidence:
    """Open files, or folders with segments, as one drive; of several drives that with the most segments.

    Raises:
        EvidenceError: nothing of it can be shown. ForeignError: it is no sealed log, but may be taken in.
        SourceError: a file cannot be opened as evidence.
    """
    paths = _segments(named)
    drives, refused = open_drives(paths, store)
    if not drives:
        raise _none(refused)
    drive = max(drives, key=lambda one: len(one.paths))
    try:
        log = drive.sketched()
    except NoLogError as error:
        said = "; ".join(_said(one) for one in drive.refused())
        raise EvidenceError(f"{error}: {said}") from error
    # what segments say against each other is known when all are checked: the walk tells it
    findings = tuple(drive.findings()) if len(drive.paths) == 1 else ()
    timeline = Timeline(log.log)
    timeline.prepare()
    left_out = [_said(one) for one in (*refused, *drive.known_refused())]
    left_out += [_other(one) for one in drives if one is not drive]
    return Evidence(
        paths=tuple(one.path for one in log.opened),
        log=log,
        store=store,
        trust=at_opening(log, findings),
        timeline=timeline,
        left_out=tuple(left_out),
        foreign=tuple(one.path for one in refused if one.finding.code == _NOT_SEALED),
    )


def _other(drive: Drive) -> str:
    names = ", ".join(path.name for path in drive.paths[:3])
    return f"{names}{' …' if len(drive.paths) > 3 else ''}: another drive; open it by itself"


def _none(refused: Sequence[Refused]) -> EvidenceError:
    said = "\n".join(_said(one) for one in refused[:_MOST_SAID])
    if len(refused) > _MOST_SAID:
        said += f"\nand {len(refused) - _MOST_SAID} more files"
    if all(one.finding.code == _NOT_SEALED for one in refused):
        return ForeignError(said, refused[0].path)
    return EvidenceError(said)


def _said(one: Refused) -> str:
    """What is wrong with a file, and what to do."""
    code = one.finding.code
    damaged = CODES[code].kind in (CodeClass.SEAL, CodeClass.MEDIUM)
    meant = _DAMAGED if damaged else f"`incident-replay codes {code}` says what it means and what to do"
    return f"{one.path.name}: {one.finding.text}. {_NEXT.get(code, meant)}"


def _segments(named: Sequence[Path]) -> list[Path]:
    """The files that are named, a folder standing for its `.h5` files."""
    found: list[Path] = []
    for path in named:
        try:
            inside = sorted(one for one in path.iterdir() if one.suffix.lower() == SUFFIX) if path.is_dir() else [path]
        except OSError as error:
            raise EvidenceError(f"{path}: cannot be read: {error.strerror}") from error
        if not inside:
            text = f"{path}: no segment (*{SUFFIX}) is in this folder. A recording of another format can be imported"
            raise ForeignError(text, path)
        found += inside
    if not found:
        raise EvidenceError("nothing was named")
    return found
