"""`cat`: the records of one channel, each checked before it is printed.

It must not know how payloads are decoded.
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from app.cli import evidence, times
from app.cli.drive import channel_of, channels_of, one_drive
from app.cli.plain import plain
from app.cli.streams import say

if TYPE_CHECKING:
    from app.chain.check import Checked
    from app.cli.evidence import Subparsers
    from app.log.channel import Channel
    from app.log.log import Log
    from app.scene.csv_table import CsvTable

_BROKEN, _INCOMPLETE = 1, 3
_MOST_ROWS = 100_000


def add(verbs: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "cat",
        help="print the records of a channel",
        description="Print the records of a channel in the order of their arrival. Every record is checked; the exit "
        "status is 1 if one of them is broken and 3 if one could not be read. A payload that does not hash to its "
        "record is named and never decoded. The first line says what the log is: a recording of a vehicle, an intake "
        "or a simulation; with --json, --csv and --raw it goes to standard error. In CSV a record of rows has a line a "
        "row, with units in the head; of JSON one line, objects taken apart with dots, lists as JSON in a cell; of "
        "pictures and other bytes their size. What is unknown is empty, codes are words, points keep the counts of "
        "their channel; nothing is a formula of a spreadsheet.",
        epilog="example: incident-replay cat drive/ /vehicle/state --from 12 --to 12.5 --json",
    )
    parser.add_argument("log", type=evidence.named_path, metavar="LOG", help="a segment file, or a folder with a drive")
    parser.add_argument(
        "channel",
        metavar="CHANNEL",
        help="name or number of the channel (see: info); 0 for what the recorder says of itself",
    )
    times.add_span(parser, required=False)
    evidence.add_trust(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line, with decoded values")
    form.add_argument("--csv", action="store_true", help="a table for other programs, its columns in the first line")
    form.add_argument("--raw", action="store_true", help="the payload bytes as they were recorded, one after another")


def run(asked: argparse.Namespace) -> int:
    """Print the records; 1 if one is broken, 3 if one could not be read."""
    from app.chain.verdict import Fact
    from app.log.channel import Mode

    found = set()
    with one_drive([asked.log], asked.trust) as one:
        one.say_what_is_wrong()
        channel = channel_of(one.log, asked.channel)
        for other in channels_of(one.log, asked.channel):
            if other is not channel:
                say(f"not shown: other segments have the channel as {other.name!r}; give that name to see it")
        start, end = times.span_ns(asked, one.log.log)
        _say_provenance(one.provenance(), for_people=not (asked.json or asked.csv or asked.raw))
        table = _begin_table(channel) if asked.csv else None
        for row in channel.rows_between(start, end, Mode.ARRIVAL).tolist():
            checked = one.log.read(channel, row)
            found.add(checked.verdict.intact)
            if table is not None:
                _print_lines(table, one.log.log, channel, row, checked)
            elif asked.raw:
                _print_raw(checked, channel, row)
            elif asked.json:
                print(json.dumps(_document(checked, channel, row)))
            else:
                print(_line(checked, channel, row))
    if Fact.NO in found:
        return _BROKEN
    return _INCOMPLETE if Fact.NOT_YET in found or one.refused else 0


def _say_provenance(texts: list[str], *, for_people: bool) -> None:
    """What the log is, before any record. JSON and payloads are for programs: there it goes to standard error."""
    for text in texts:
        if for_people:
            print(text)
        else:
            say(text)


def _begin_table(channel: "Channel") -> "CsvTable":
    from app.scene.csv_table import CsvTable

    table = CsvTable(None if channel.id == 0 else channel.document)
    print(table.head)
    return table


def _print_lines(table: "CsvTable", log: "Log", channel: "Channel", row: int, checked: "Checked") -> None:
    from app.scene.csv_table import Spot

    segment = int(channel.segment[row])
    entry = None if channel.id == 0 else log.chapters[segment].channels[channel.ids[segment]]
    spot = Spot(row=row, capture_ns=int(channel.capture_ns[row]), arrival_ns=int(channel.arrival_ns[row]))
    for line in table.lines(checked, entry, spot):
        print(line)


def _print_raw(checked: "Checked", channel: "Channel", row: int) -> None:
    if checked.usable:
        sys.stdout.buffer.write(checked.record.payload)
    else:
        say(f"left out: {_line(checked, channel, row)}")


def _document(checked: "Checked", channel: "Channel", row: int) -> dict[str, object]:
    from app.log.leaf import UNKNOWN_TIME_NS
    from app.scene.values import DecodeError, system_values, values

    leaf = checked.record.fields
    verdict = checked.verdict
    said: dict[str, object] = {
        "row": row,
        "index": checked.record.index,
        "t_arrival_ns": leaf.t_arrival,
        "t_capture_ns": None if leaf.t_capture == UNKNOWN_TIME_NS else leaf.t_capture,
        "trace_id": leaf.trace_id.hex() if any(leaf.trace_id) else None,
        "bytes": leaf.payload_len,
        "intact": verdict.intact.value,
        "signed": verdict.signed.value,
        "trusted": verdict.trusted.value,
        "withheld": checked.withheld,
        "finding": checked.finding.document() if checked.finding else None,
    }
    if checked.usable:
        try:
            said["value"] = (
                system_values(checked) if channel.id == 0 else values(checked, channel.document, most_rows=_MOST_ROWS)
            )
        except DecodeError as error:
            said["decode_error"] = str(error)
    return said


def _line(checked: "Checked", channel: "Channel", row: int) -> str:
    leaf = checked.record.fields
    verdict = checked.verdict
    state = f"intact {verdict.intact.value}, signed {verdict.signed.value}"
    if checked.withheld:
        state = f"withheld, {state}"
    if verdict.intact.value == "no":
        state += f": {verdict.reason}"
    if checked.finding is not None:
        state = checked.finding.said
    time_s = int(channel.arrival_ns[row]) / 1e9
    told = f"{row:8}  record {checked.record.index:8}  {time_s:16.6f} s  {leaf.payload_len:10} bytes  {plain(state)}"
    said = _said(checked, channel)
    return f"{told}  {plain(said)}" if said else told


def _said(checked: "Checked", channel: "Channel") -> str:
    """What a record says in words, in a line: a text its message, an event what happened, a decision its reason."""
    from app.scene.values import DecodeError, values

    if not checked.usable or channel.kind not in ("text", "event", "decision"):
        return ""
    try:
        value = values(checked, channel.document)
    except DecodeError as error:
        return f"cannot be decoded: {error}"
    reason = value.get("reason")
    words = {
        "text": [value.get("level"), value.get("message")],
        "event": [value.get("severity"), value.get("kind"), value.get("phase"), value.get("text")],
        "decision": [value.get("mode"), reason.get("text") if isinstance(reason, dict) else None],
    }
    return ", ".join(str(word) for word in words[channel.kind] if word)
