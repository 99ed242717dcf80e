"""Writes the copies of `excerpt` and `pack`: only of sound logs, and each is verified before it gets its name.

It must not know the layout of a copy.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.exits import CANNOT_READ, INTERNAL_ERROR, REFUSED, VerbError
from app.cli.progress import ProgressBar
from app.cli.target import new_target

if TYPE_CHECKING:
    from app.chain.opening import CheckedLog, Opened
    from app.record.derive import Withheld

_VIDEO = ("h264", "h265")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What an excerpt keeps: records captured or arrived in `[start_ns, end_ns)`, without channels and parts."""

    start_ns: int
    end_ns: int
    without: frozenset[str] = frozenset()
    parts: Mapping[str, frozenset[int]] = field(default_factory=dict)


def write_derived(asked: argparse.Namespace, log: "CheckedLog", selection: Selection | None) -> int:
    """Write a copy of every segment; None packs. Raises VerbError."""
    from app.record.derive import write_copy

    sound = [_sound_records(one) for one in log.opened]
    withheld = [None if selection is None else _withheld(log, n, sound[n], selection) for n in range(len(sound))]
    with new_target(asked, len(log.opened)) as paths:
        for one, path, records, hidden in zip(log.opened, paths, sound, withheld, strict=True):
            write_copy(one.segment, one.genesis, path, records=records, withheld=hidden)
            _require_same_proof(one, path)
    count = sum(len(hidden.records) for hidden in withheld if hidden is not None)
    total = sum(sound)
    print(f"{asked.output}: {total} records" + (f", {count} of them withheld" if selection else ""))
    return 0


def _sound_records(one: "Opened") -> int:
    """How many records of a segment are copied: all that are sound; raises VerbError if the log is broken."""
    from app.chain.finding import Effect
    from app.chain.payload_plan import plan_payloads
    from app.chain.walk import Walk, walk_payloads

    with ProgressBar(f"checking {one.path.name}", one.structure.size) as bar:
        findings = [
            *one.structure.findings,
            *walk_payloads(one.segment, plan_payloads(one.segment, one.structure), Walk(progress=bar.advance)),
        ]
    bad = next((finding for finding in findings if finding.effect in {Effect.BREAKS, Effect.OPENS}), None)
    if bad is not None:
        status = REFUSED if bad.effect is Effect.BREAKS else CANNOT_READ
        text = f"{one.path}: {bad.code}: {bad.text}. A copy would hide what is wrong: keep the file as it is"
        raise VerbError(status, text)
    return _with_sound_tail(one)


def _with_sound_tail(one: "Opened") -> int:
    """Covered records and as much of the unsigned tail as has its payloads."""
    from app.chain.check import check

    for index in range(one.structure.records, one.shown):
        checked = check(one.segment.read(index), structure=one.structure, trusted=one.decision.trusted)
        if checked.finding is not None:
            return index
    return one.shown


def _withheld(log: "CheckedLog", number: int, records: int, selection: Selection) -> "Withheld":
    """What the selection leaves out of one segment."""
    from app.record.derive import Withheld

    hidden: set[int] = set()
    parts: dict[int, frozenset[int]] = {}
    for channel in log.log.channels.values():
        here = channel.segment == number
        kept = here & (
            ((channel.arrival_ns >= selection.start_ns) & (channel.arrival_ns < selection.end_ns))
            | ((channel.capture_ns >= selection.start_ns) & (channel.capture_ns < selection.end_ns))
        )
        if channel.name in selection.without:
            kept[:] = False
        elif channel.codec in _VIDEO and kept.any():
            # a picture needs those before it, back to the last key frame
            first = int(kept.argmax())
            while first > 0 and here[first] and not _is_key_frame(log, number, int(channel.index[first])):
                first -= 1
                kept[first] = here[first]
        hidden |= {int(index) for index in channel.index[here & ~kept] if index < records}
        identifier = next((i for i, entry in log.log.chapters[number].channels.items() if _is(entry, channel)), None)
        if channel.name in selection.parts and identifier is not None:
            parts[identifier] = selection.parts[channel.name]
    return Withheld(records=frozenset(hidden), parts=parts)


def _is(entry: Mapping[str, object], channel: object) -> bool:
    return all(entry.get(member) == getattr(channel, member) for member in ("kind", "codec")) and entry.get(
        "name"
    ) == getattr(channel, "document", {}).get("name")


def _is_key_frame(log: "CheckedLog", number: int, index: int) -> bool:
    from app.log.leaf import KEY_FRAME

    return bool(int(log.opened[number].segment.leaves[index]["flags"]) & KEY_FRAME)


def _require_same_proof(one: "Opened", path: Path) -> None:
    """Read the copy back: it must prove what the original proves."""
    from app.chain.finding import Effect
    from app.chain.trust import TrustStore
    from app.chain.verification import Options, verify

    copy = verify([path], Options(trust=TrustStore())).segments[0]
    breaks = [finding for finding in copy.findings if finding.effect is Effect.BREAKS]
    same = (copy.structure.root, copy.structure.proven) == (one.structure.root, one.structure.proven)
    if breaks or not same:
        reason = breaks[0].text if breaks else "it has another root"
        raise VerbError(INTERNAL_ERROR, f"the copy of {one.path} does not prove: {reason}; it was removed")
