"""`convert`: takes a foreign recording in: seals it as an intake, and says what it could not take.

It must not know formats or how a log is sealed. Exit: 0 all taken, 3 taken with losses, 65 nothing taken.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.cli import evidence, times
from app.cli.exits import CANNOT_READ, CANNOT_WRITE, REFUSED, VerbError
from app.cli.plain import plain
from app.cli.progress import ProgressBar
from app.cli.target import put_in_place, require_replaceable

if TYPE_CHECKING:
    from app.cli.evidence import Subparsers
    from app.convert.hdf5 import Hdf5Recording
    from app.convert.hdf5_files import Files
    from app.convert.hdf5_mapping import Mapping
    from app.convert.intake import Sealed
    from app.record.keys import DeviceKey

_WITH_LOSSES = 3
_MOST_LINES = 40


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "convert",
        help="seal a foreign recording as an intake",
        description="Take in a recording that is no sealed log: HDF5 in a known layout, or any with a mapping (see: "
        "inspect). It is sealed with the intake key of this workstation: authentic since then, never since recording. "
        "Exit status: 0 all taken, 3 taken with losses, which are counted and named, 65 nothing could be taken.",
        epilog="example: incident-replay convert drive.h5 --mapping drive.toml -o drive-sealed.h5",
    )
    parser.add_argument("source", type=evidence.named_path, metavar="SOURCE", help="a file, or a folder of files")
    parser.add_argument(
        "-o", "--output", type=evidence.named_path, metavar="OUT",
        help="file to write (.h5 is added if it has no suffix); a folder if it takes several segments",
    )  # fmt: skip
    parser.add_argument(
        "--mapping", type=evidence.named_path, metavar="FILE", help="what the datasets mean, as inspect proposes it"
    )
    times.add_span(parser, required=False)
    parser.add_argument("--channels", nargs="+", metavar="NAME", help="take these channels only")
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken, and write nothing")
    parser.add_argument("--force", action="store_true", help="replace an earlier intake at OUT")
    parser.add_argument("--json", action="store_true", help="print what was taken as JSON")


def run(asked: argparse.Namespace) -> int:
    """Seal, and print what was taken and what was not."""
    from app.convert.hdf5 import Hdf5Recording
    from app.convert.hdf5_files import Files
    from app.log.source import SourceError

    if asked.output is None and not asked.dry_run:
        raise VerbError(REFUSED, "give -o OUT, or --dry-run to see what would be taken")
    try:
        with Files(asked.source) as files:
            whole = _mapping(files, asked)
            strict = asked.mapping is not None
            recording = Hdf5Recording(files, _chosen(whole, asked.channels), whole=whole, strict=strict)
            if asked.start is not None or asked.end is not None:
                recording.keep(*times.span_ns(asked, recording))
            facts = _facts(recording)
            if not asked.json:
                _print_found(facts)
            if not asked.dry_run:
                facts |= _seal(recording, asked)
            facts["not_taken"] = recording.losses.document()
    except ValueError as error:  # of the converter, of the trust store, or what a log cannot say: too long a table, say
        raise VerbError(REFUSED, str(error)) from error
    except SourceError as error:
        raise VerbError(CANNOT_READ, str(error)) from error
    if asked.json:
        print(json.dumps(facts, indent=2))
    else:
        _print_outcome(facts)
    return _WITH_LOSSES if facts["not_taken"] else 0


def _mapping(files: "Files", asked: argparse.Namespace) -> "Mapping":
    from app.convert.hdf5_layouts import recognise
    from app.convert.hdf5_mapping import load
    from app.convert.recording import ConvertError

    mapping = load(asked.mapping) if asked.mapping is not None else recognise(files)
    if mapping is None:
        raise ConvertError(
            f"{asked.source}: is in no layout that is known; `incident-replay inspect {asked.source} -o FILE` proposes "
            "a mapping, mend it and give it with --mapping"
        )
    return mapping


def _chosen(mapping: "Mapping", names: list[str] | None) -> "Mapping":
    from msgspec.structs import replace

    if names is None:
        return mapping
    known = {channel.name for channel in mapping.channel}
    if missing := [name for name in names if name not in known]:
        raise VerbError(REFUSED, f"there is no channel {missing[0]!r}; there are {', '.join(sorted(known))}")
    return replace(mapping, channel=tuple(one for one in mapping.channel if one.name in names))


def _facts(recording: "Hdf5Recording") -> dict[str, Any]:
    first, behind = recording.span
    odd = recording.oddities()
    return {
        "format": recording.source_format,
        "duration_s": (behind - 1 - first) / 1e9,
        "channels": [
            {
                "name": channel.name,
                "kind": channel.kind,
                "codec": channel.codec,
                "records": recording.records(channel.id),
                "rate_hz": channel.rate_hz,
                "capture": channel.capture,
                "arrival": channel.arrival,
                **odd[channel.name],
            }
            for channel in recording.channels
        ],
        "assumptions": list(recording.assumptions),
    }


def _seal(recording: "Hdf5Recording", asked: argparse.Namespace) -> dict[str, Any]:
    from app.convert.intake import estimated_bytes, finished, seal
    from app.log.source import SourceError
    from app.record.failure import NoSegmentError
    from app.record.keys import EntropyError, KeyFileError
    from app.record.storage import DiskFullError

    output = asked.output if asked.output.suffix else asked.output.with_suffix(".h5")
    for target in (output, output.with_suffix("")):
        require_replaceable(target, _Evidence(asked), single=target == output, force=asked.force)
    work = output.with_name(f".{output.name}.partial-{uuid4().hex[:8]}")
    try:
        device = _own_key()
        work.mkdir(parents=True)
        needed, free = estimated_bytes(recording), shutil.disk_usage(work).free
        print(f"needs       up to {needed / 1e6:,.0f} MB; {free / 1e6:,.0f} MB are free", file=sys.stderr)
        if needed > free:
            raise VerbError(CANNOT_WRITE, f"{output}: {needed} bytes are needed and {free} free; give another -o")
        with ProgressBar("sealing") as bar:
            bar.expect(needed)
            sealed: Sealed = seal(recording, work, device=device, progress=bar.advance, notes=_notes(recording, asked))
        done = finished(sealed, work)
        target = output if done != work else output.with_suffix("")
        require_replaceable(target, _Evidence(asked), single=done != work, force=asked.force)
        put_in_place(done, target)
        paths = [target] if done != work else sorted(target.iterdir())
    except SourceError:
        raise
    except (OSError, DiskFullError, NoSegmentError, KeyFileError, EntropyError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise VerbError(CANNOT_WRITE, f"{output}: cannot be written: {reason}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return {"output": [str(path) for path in paths], "records": sealed.records, "device": device.name}


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


def _notes(recording: "Hdf5Recording", asked: argparse.Namespace) -> dict[str, object]:
    """What else belongs into the log: how it was read, and what the user left out."""
    from app.convert.hdf5_mapping import text_of

    return {
        "mapping": text_of(recording.mapping),
        "stamps": recording.oddities(),
        "asked": {"from": asked.start, "to": asked.end, "channels": asked.channels},
    }


class _Evidence:
    """What an intake may never replace: its source and mapping, and whatever is no intake."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.given = [asked.source, *([asked.mapping] if asked.mapping is not None else [])]

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


def _print_found(facts: dict[str, Any]) -> None:
    print(f"format      {plain(facts['format'])}, {facts['duration_s']:.3f} s")
    for channel in facts["channels"]:
        rate = "-" if channel["rate_hz"] is None else f"{channel['rate_hz']:.2f} Hz"
        odd = ", ".join(f"{channel[what]} {what}" for what in ("duplicates", "regressions", "jumps") if channel[what])
        times = f"capture {channel['capture']}, arrival {channel['arrival']}"
        print(f"{plain(channel['name']):32} {channel['kind']:10} {channel['codec']:8} {channel['records']:9}", end="")
        print(f" {rate:>10}  {times}{'; ' + odd if odd else ''}")
    for text in facts["assumptions"]:
        print(f"assumed     {plain(text)}")


def _print_outcome(facts: dict[str, Any]) -> None:
    for one in facts["not_taken"][:_MOST_LINES]:
        print(f"not taken   {plain(one['where'])}: {plain(one['why'])} ({one['count']})")
    if len(facts["not_taken"]) > _MOST_LINES:
        print(f"... and {len(facts['not_taken']) - _MOST_LINES} more kinds (--json lists all)")
    if "output" in facts:
        print(f"sealed      {facts['records']} records as {plain(facts['device'])}, authentic since now")
        for path in facts["output"]:
            print(f"written     {plain(path)}")
