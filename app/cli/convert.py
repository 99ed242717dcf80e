"""`convert`: takes a foreign recording in: seals it as an intake, and says what it could not take.

It must not know formats, nor where a log goes. Exit: 0 all taken, 3 taken with losses, 65 nothing taken.
"""

import argparse
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.cli import evidence, times
from app.cli.exits import CANNOT_READ, REFUSED, USAGE, VerbError
from app.cli.plain import plain
from app.cli.streams import say

if TYPE_CHECKING:
    from app.cli.evidence import Subparsers
    from app.convert.recording import Choice
    from app.convert.streams import StreamRecording

_WITH_LOSSES = 3
_MOST_LINES = 40
_UNITS = ("ns", "us", "ms", "s")
_SHOWN = {
    "image": "pictures", "cloud": "LiDAR points", "radar": "radar", "objects": "objects", "prediction": "predictions",
    "decision": "decisions", "control": "commands", "actuation": "actuations", "state": "vehicle state",
    "event": "events", "span": "traces", "text": "log lines", "map": "the road", "gnss": "GNSS", "pose": "poses",
    "imu": "IMU",
}  # fmt: skip
"""What a view or a lane is for, by the kind of its records."""
_ODD = ("duplicates", "regressions", "jumps")


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "convert",
        help="seal a foreign recording as an intake",
        description="Take in a recording that is no sealed log. Its format is found by its names and first bytes; HDF5 "
        "in no known layout needs a mapping (see: inspect). It is sealed with the intake key of this workstation: "
        "authentic since then, never since recording. "
        "Exit status: 0 all taken, 3 taken with losses, which are counted and named, 65 nothing could be taken. "
        "Licences and readmes beside a recording are named, and are no losses.",
        epilog="example: incident-replay convert drive.h5 --mapping drive.toml -o drive-sealed.h5",
    )
    parser.add_argument("source", type=evidence.named_path, metavar="SOURCE", help="a file, or a folder of files")
    parser.add_argument(
        "-o", "--output", type=evidence.named_path, metavar="OUT",
        help="file to write (.h5 is added if it has no suffix); a folder if it takes several segments",
    )  # fmt: skip
    parser.add_argument("--format", metavar="F", help="take it as this format; a wrong name lists those that are known")
    parser.add_argument(
        "--mapping",
        type=evidence.named_path,
        metavar="FILE",
        help="of HDF5 what the datasets mean, as inspect proposes it; of comma2k19 a CAN database (.dbc), or a folder",
    )
    parser.add_argument("--part", metavar="NAME", help="which of several recordings of SOURCE: a scene, a sequence")
    for name, what in (("log", "log times"), ("stamp", "stamps within messages")):
        parser.add_argument(
            f"--{name}-unit", choices=_UNITS, default="ns",
            help=f"the unit that the {what} of MCAP and bags are in, if their recorder wrote a wrong one",
        )  # fmt: skip
    times.add_span(parser, required=False)
    parser.add_argument("--channels", nargs="+", metavar="NAME", help="take these channels only")
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken, and write nothing")
    parser.add_argument("--force", action="store_true", help="replace an earlier intake at OUT")
    parser.add_argument("--json", action="store_true", help="print what was taken as JSON")


def run(asked: argparse.Namespace) -> int:
    """Seal, and print what was taken and what was not."""
    from app.chain.trust import TrustError
    from app.cli.sealing import require_target
    from app.convert.formats import FORMATS
    from app.convert.messages.horizon import BrokenPromiseError
    from app.convert.recording import Choice, ConvertError
    from app.convert.stamps import UNITS_NS
    from app.log.source import SourceError

    if asked.output is None and not asked.dry_run:
        raise VerbError(USAGE, "give -o OUT, or --dry-run to see what would be taken")
    if asked.format is not None and asked.format not in {one.name for one in FORMATS}:
        known = "; ".join(f"{one.name}: {one.title}" for one in FORMATS)
        raise VerbError(USAGE, f"there is no format {asked.format!r}. Known are {known}")
    if not asked.dry_run:
        require_target(asked)
    choice = Choice(
        channels=None if asked.channels is None else tuple(asked.channels), mapping=asked.mapping, part=asked.part,
        log_unit_ns=UNITS_NS[asked.log_unit], stamp_unit_ns=UNITS_NS[asked.stamp_unit], whole=asked.dry_run,
    )  # fmt: skip
    try:
        try:
            facts = _taken(asked, choice)
        except BrokenPromiseError as error:
            say(f"{error}; nothing is kept: all of it is looked at before anything is sealed")
            facts = _taken(asked, replace(choice, whole=True))
    except SourceError as error:
        raise VerbError(CANNOT_READ, str(error)) from error
    except (ConvertError, TrustError) as error:
        if asked.json:
            print(json.dumps(_refusal(error), indent=2))
        raise VerbError(REFUSED, str(error)) from error
    if asked.json:
        print(json.dumps(facts, indent=2))
    else:
        _print_outcome(facts)
    return _WITH_LOSSES if facts["not_taken"] else 0


def _refusal(error: ValueError) -> dict[str, Any]:
    """Why nothing is taken, and what would help: one of its recordings to be chosen, or a mapping."""
    from app.convert.recording import NoMappingError, SeveralPartsError

    parts = list(error.parts) if isinstance(error, SeveralPartsError) else []
    return {"refused": str(error), "parts": parts, "needs_mapping": isinstance(error, NoMappingError)}


def _taken(asked: argparse.Namespace, choice: "Choice") -> dict[str, Any]:
    """What was found, written and not taken. Raises what its parts do."""
    from app.cli.sealing import seal_to
    from app.convert.formats import format_of
    from app.convert.sources import Sources

    with (
        Sources(*([] if asked.dry_run else [asked.source])) as sources,
        format_of(asked.source, asked.format).opened(asked.source, choice) as recording,
    ):
        if asked.start is not None or asked.end is not None:
            _keep(asked, recording)
        facts = _facts(recording)
        if not asked.json:
            _print_found(facts)
        if not asked.dry_run:
            written, whole = seal_to(asked, recording, sources)
            if recording.rest is not None:
                facts = _facts(whole)
                if not asked.json:
                    _print_found(facts)
            facts |= written
        return facts | {"beside": recording.losses.beside_document(), "not_taken": recording.losses.document()}


def _keep(asked: argparse.Namespace, recording: "StreamRecording") -> None:
    """Take what --from and --to name; raises VerbError, ConvertError."""
    from app.convert.messages.horizon import BrokenPromiseError

    if not recording.exact and any("%" in (text or "") for text in (asked.start, asked.end)):
        raise BrokenPromiseError(f"{asked.source}: has no index, and a share of it is asked for")
    recording.keep(*times.span_ns(asked, recording, end_known=recording.exact))


def _facts(recording: "StreamRecording") -> dict[str, Any]:
    first, behind = recording.span
    odd = recording.oddities()
    seen = {} if recording.rest is None else {"looked_at": recording.rest.seen}
    return {
        **seen,
        **({} if recording.exact else {"duration": "estimated"}),
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
                "description": channel.description,
                **odd.get(channel.name, {}),
            }
            for channel in recording.channels
        ],
        "assumptions": list(recording.assumptions),
        # what is still to be looked at may have them
        **({} if recording.rest is not None else {"absent": _absent({one.kind for one in recording.channels})}),
    }


def _absent(there: set[str]) -> list[str]:
    """What of all that can be shown of a drive nothing was found of."""
    return [name for kind, name in _SHOWN.items() if kind not in there]


def _print_found(facts: dict[str, Any]) -> None:
    about = "about " if "duration" in facts else ""
    print(f"format      {plain(facts['format'])}, {about}{facts['duration_s']:.3f} s")
    if "looked_at" in facts:
        print(
            f"looked at   the first {facts['looked_at']:.1%}, which has the records below; "
            "the rest is looked at while it is sealed, and told at the end"
        )
    for channel in facts["channels"]:
        rate = "-" if channel["rate_hz"] is None else f"{channel['rate_hz']:.2f} Hz"
        odd = ", ".join(f"{channel[what]} {what}" for what in _ODD if channel.get(what))
        times = f"capture {channel['capture']}, arrival {channel['arrival']}"
        print(f"{plain(channel['name']):32} {channel['kind']:10} {channel['codec']:8} {channel['records']:9}", end="")
        print(f" {rate:>10}  {times}{'; ' + odd if odd else ''}")
        if channel["description"]:
            print(f"{'':32} {plain(channel['description'])}")
    for text in facts["assumptions"]:
        print(f"assumed     {plain(text)}")
    if facts.get("absent"):
        print(f"absent      nothing is in it of {', '.join(facts['absent'])}")


def _print_outcome(facts: dict[str, Any]) -> None:
    for one in facts["beside"][:_MOST_LINES]:
        print(f"beside      {plain(one['where'])}: {plain(one['why'])} ({one['count']})")
    for one in facts["not_taken"][:_MOST_LINES]:
        print(f"not taken   {plain(one['where'])}: {plain(one['why'])} ({one['count']})")
    if len(facts["not_taken"]) > _MOST_LINES:
        print(f"... and {len(facts['not_taken']) - _MOST_LINES} more kinds (--json lists all)")
    if "output" in facts:
        print(f"sealed      {facts['records']} records as {plain(facts['device'])}, authentic since now")
        for path in facts["output"]:
            print(f"written     {plain(path)}")
