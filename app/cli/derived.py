"""Writes the copies of `excerpt` and `pack`: only of sound logs, and each is verified before it gets its name.

It must not know the layout of a copy.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.exits import CANNOT_READ, INTERNAL_ERROR, REFUSED, VerbError
from app.cli.progress import ProgressBar
from app.cli.target import new_target

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.chain.opening import CheckedLog, Opened
    from app.cli.drive import OneDrive
    from app.log.channel import Channel
    from app.record.derive import Withheld

_VIDEO = ("h264", "h265")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What an excerpt keeps: records captured or arrived in `[start_ns, end_ns)`, without channels and parts."""

    start_ns: int
    end_ns: int
    without: frozenset[str] = frozenset()
    parts: Mapping[str, frozenset[int]] = field(default_factory=dict)


def write_derived(asked: argparse.Namespace, one: "OneDrive", selection: Selection | None) -> int:
    """Write a copy of every segment; None packs. Raises VerbError."""
    from app.record.derive import write_copy

    _require_whole(one)
    opened = one.log.opened
    sound = [_sound_records(segment) for segment in opened]
    withheld = [None] * len(opened) if selection is None else _withheld(one.log, sound, selection)
    count = 0
    numbers = [segment.genesis.segment_number for segment in opened]
    with new_target(asked, numbers, _Evidence(asked.logs, opened)) as (written, paths):
        for segment, path, records, out in zip(opened, paths, sound, withheld, strict=True):
            write_copy(segment.segment, segment.genesis, path, records=records, withheld=out)
            count += _withheld_in_copy(segment, path)
    if asked.json:
        print(json.dumps({"output": str(written), "segments": len(paths), "records": sum(sound), "withheld": count}))
    else:
        hidden = f", {count} of them withheld wholly or in part" if count else ""
        print(f"{written}: {sum(sound)} records{hidden}")
    return 0


class _Evidence:
    """What a copy may never replace: the files given, and whatever is no copy of them."""

    def __init__(self, given: "list[Path]", opened: "tuple[Opened, ...]") -> None:
        self.given = given
        self._sources = {(one.genesis.segment_id, one.structure.last_root) for one in opened}

    def holds(self, path: Path) -> bool:
        """Whether a file would be lost: it is no derived copy, nor a full one of a segment that was given."""
        from app.chain.structure import open_segment
        from app.log.source import SourceError

        try:
            segment, structure = open_segment(path)
        except SourceError:
            return True
        if segment is None or structure.genesis is None:
            return True
        with segment:
            copied = (structure.genesis.segment_id, structure.last_root) in self._sources
            return not copied and segment.salt_key is not None


def _require_whole(one: "OneDrive") -> None:
    """Refuse files that would be missing from the copy, and drives that contradict themselves; raises VerbError."""
    from app.chain.finding import Effect

    for file in one.refused:
        text = f"{file.said}. It would be missing from the copy"
        raise VerbError(REFUSED, f"{text}: leave it out yourself, if that is what you want")
    for finding in one.findings:
        if finding.effect in {Effect.BREAKS, Effect.UNTRUSTS}:
            raise VerbError(REFUSED, f"{finding.said}. A copy would hide what is wrong: keep the files")
        if finding.code == "SEGMENT_TWICE":
            raise VerbError(REFUSED, f"{finding.text}; give each segment once")


def _sound_records(one: "Opened") -> int:
    """How many records of a segment are copied: all that are sound; raises VerbError if the log is broken."""
    from app.chain.finding import Effect
    from app.chain.payload_plan import plan_payloads
    from app.chain.walk import Walk, walk_payloads

    with ProgressBar(f"checking {one.path.name}") as bar:
        walk = Walk(progress=bar.advance, planned=bar.expect)
        plan = plan_payloads(one.segment, one.structure)
        findings = [*one.structure.findings, *walk_payloads(one.segment, plan, walk)]
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


def _withheld(log: "CheckedLog", sound: list[int], selection: Selection) -> "list[Withheld | None]":
    """What the selection leaves out of each segment; `sound`: the records of each that are copied."""
    from app.record.derive import Withheld

    hidden: list[set[int]] = [set() for _ in sound]
    parts: list[dict[int, frozenset[int]]] = [{} for _ in sound]
    for channel in log.log.channels.values():
        kept = _kept(log, channel, selection)
        for number, rows in channel.by_segment():
            gone = channel.index[rows][~kept[rows]]
            hidden[number] |= set(gone[gone < sound[number]].tolist())
            if channel.name in selection.parts:
                parts[number][channel.ids[number]] = selection.parts[channel.name]
    return [Withheld(records=frozenset(h), parts=p) for h, p in zip(hidden, parts, strict=True)]


def _kept(log: "CheckedLog", channel: "Channel", selection: Selection) -> "npt.NDArray[np.bool_]":
    """Which rows of a channel the selection keeps."""
    from app.log.leaf import KEY_FRAME

    start, end = selection.start_ns, selection.end_ns
    kept = ((channel.arrival_ns >= start) & (channel.arrival_ns < end)) | (
        (channel.capture_ns >= start) & (channel.capture_ns < end)
    )
    if channel.name in selection.without:
        kept[:] = False
    elif channel.codec in _VIDEO and kept.any():
        # a picture needs those before it, back to the last key frame, also over the joint of two segments
        key_frame = (log.leaf_field(channel, "flags") & KEY_FRAME) != 0
        for row in range(len(kept) - 1, 0, -1):
            kept[row - 1] |= kept[row] and not key_frame[row]
    return kept


def _withheld_in_copy(one: "Opened", path: Path) -> int:
    """Read the copy back: it must prove what the original proves; how many records it withholds."""
    from app.chain.finding import Effect
    from app.chain.trust import TrustStore
    from app.chain.verification import Options, verify

    copy = verify([path], Options(trust=TrustStore())).segments[0]
    breaks = [finding for finding in copy.findings if finding.effect is Effect.BREAKS]
    same = (copy.structure.root, copy.structure.proven) == (one.structure.root, one.structure.proven)
    if breaks or not same:
        reason = breaks[0].text if breaks else "it has another root"
        raise VerbError(INTERNAL_ERROR, f"the copy of {one.path} does not prove: {reason}; it was removed")
    return copy.withheld
