"""Where an intake goes: OUT, with the key of this workstation, never over evidence.

It must not know formats, nor print what was found.
"""

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.cli import times
from app.cli.exits import CANNOT_WRITE, REFUSED, VerbError
from app.cli.progress import ProgressBar
from app.cli.target import SUFFIX, put_in_place, require_replaceable

if TYPE_CHECKING:
    from app.convert.sources import Sources
    from app.convert.streams import StreamRecording
    from app.record.keys import DeviceKey


def require_target(asked: argparse.Namespace) -> None:
    """Raise VerbError if OUT may not be written: before anything of the source is read.

    A folder is in the way of a name without a suffix, which is that of a folder as well; beside a file it may lie, and
    is in the way only of what turns out to take several segments.
    """
    _Out.of(asked).require_free(several=not asked.output.suffix)


def seal_to(
    asked: argparse.Namespace, recording: "StreamRecording", sources: "Sources"
) -> tuple[dict[str, Any], "StreamRecording"]:
    """Seal a recording as OUT; what was written, and what was sealed. `sources` was made before its reader looked.

    A drive that is known to take several segments is written where it shall stay, so that it can be watched meanwhile;
    anything else gets its name when it is whole.

    Raises:
        VerbError: OUT may not be replaced or cannot be written, or the key is revoked.
        SourceError, ConvertError: of the source.
    """
    from app.convert.intake import finished, seal
    from app.convert.intake_plan import estimated_bytes, needs_several_segments, payload_bytes
    from app.log.source import SourceError
    from app.record.failure import NoSegmentError
    from app.record.keys import EntropyError, KeyFileError
    from app.record.storage import DiskFullError

    out = _Out.of(asked)
    several = needs_several_segments(recording)
    out.require_free(several=several)
    in_place = several and not out.folder.exists()
    work = out.folder if in_place else out.file.with_name(f".{out.file.name}.partial-{uuid4().hex[:8]}")
    whole = False
    try:
        device = _own_key()
        work.mkdir(parents=True)
        _require_room(out.file, estimated_bytes(recording), work, known=recording.rest is None)
        print(f"writing     {work}: what is sealed so far can be opened meanwhile", file=sys.stderr)
        with ProgressBar("sealing") as bar:
            bar.expect(payload_bytes(recording))
            sealed = seal(recording, work, sources=sources, device=device, progress=bar.advance, notes=_asked(asked))
        done = finished(sealed, work, single=not in_place)
        target = out.folder if done == work else out.file
        if not in_place:
            out.require_free(several=target == out.folder)
            put_in_place(done, target)
        whole = True
    except SourceError:
        raise
    except (OSError, DiskFullError, NoSegmentError, KeyFileError, EntropyError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise VerbError(CANNOT_WRITE, f"{out.file}: cannot be written: {reason}") from error
    finally:
        if not (whole and in_place):
            shutil.rmtree(work, ignore_errors=True)
    paths = sorted(target.iterdir()) if target.is_dir() else [target]
    return {"output": [*map(str, paths)], "records": sealed.records, "device": device.name}, sealed.whole


@dataclass(frozen=True, slots=True)
class _Out:
    """OUT as one segment, and as the folder of several."""

    file: Path
    folder: Path
    evidence: "_Evidence"
    force: bool

    @classmethod
    def of(cls, asked: argparse.Namespace) -> "_Out":
        """What the command line says; raises VerbError."""
        output: Path = asked.output
        if output.name in {"", ".."}:
            raise VerbError(REFUSED, f"{output} names no file or folder of its own; give -o a name")
        file = output if output.suffix else output.with_suffix(SUFFIX)
        given = [asked.source, *([asked.mapping] if asked.mapping is not None else [])]
        return cls(file, file.with_suffix(""), _Evidence(given), asked.force)

    def require_free(self, *, several: bool) -> None:
        """Raise VerbError if OUT is there and may not be replaced: the file, of `several` segments the folder too."""
        require_replaceable(self.file, self.evidence, single=True, force=self.force)
        if several:
            require_replaceable(self.folder, self.evidence, single=False, force=self.force)


@dataclass(slots=True)
class _Evidence:
    """What an intake may never replace: its source and mapping, and whatever is no intake."""

    given: list[Path]

    def holds(self, path: Path) -> bool:
        """Whether a file would be lost: it is no intake, which its source could make again."""
        from app.chain.finding import Finding
        from app.chain.structure import genesis_of
        from app.log.source import SourceError

        try:
            genesis = genesis_of(path)
        except SourceError:
            return True
        return isinstance(genesis, Finding) or genesis.provenance != "intake"


def _require_room(file: Path, needed: int, folder: Path, *, known: bool) -> None:
    """Say how many bytes OUT may need, and how many are free where it is written; raises VerbError if too few are.

    `known`: it needs no more than that; else about as much.
    """
    free = shutil.disk_usage(folder).free
    much = "up to" if known else "about"
    print(f"needs       {much} {needed / 1e6:,.0f} MB; {free / 1e6:,.0f} MB are free", file=sys.stderr)
    if needed > free:
        raise VerbError(CANNOT_WRITE, f"{file}: {needed} bytes are needed and {free} free; give another -o")


def _asked(asked: argparse.Namespace) -> dict[str, object]:
    """What the user left out, which belongs into the log."""
    span = {"from": asked.start, "to": asked.end, "channels": asked.channels, "part": asked.part}
    return {"asked": {**span, "log_unit": asked.log_unit, "stamp_unit": asked.stamp_unit}}


def _own_key() -> "DeviceKey":
    """The intake key of this workstation, which its user trusts for what he took in himself."""
    from app.chain.keys import fingerprint
    from app.chain.trust import Role, TrustedKey, TrustStore, default_path
    from app.convert.intake import intake_key

    path = default_path()
    device = intake_key(path.parent)
    store = TrustStore.load(path)
    digest = fingerprint(device.public_key)
    known = [key for key in store.keys if key.fingerprint == digest]
    if any(key.revoked_utc for key in known):
        raise VerbError(REFUSED, f"the intake key of this workstation is revoked; move {path.parent}/intake.key away")
    if known and known[0].name != device.name:  # the computer was called otherwise when the key was made
        device = device.renamed(known[0].name)
    if not known:
        own = TrustedKey(
            name=device.name, fingerprint=digest, role=Role.INTAKE, origin="this workstation",
            added_by="incident-replay convert", added_utc=times.utc_now(),
        )  # fmt: skip
        store.pinned(own).save(path)
    return device
