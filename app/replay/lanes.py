"""What lanes of a timeline show of a whole log: who drove, what was decided, what happened. Read, checked, decoded.

It must not know how lanes are drawn, nor threads: `lanes_of` gives them as far as it has come.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from app.chain.check import Checked
from app.kinds.decision import Decision
from app.kinds.event import Event
from app.kinds.severity import Severity
from app.log.channel import Channel, Mode
from app.log.leaf import RecordType
from app.replay.first_rows import FirstRows
from app.replay.ledger import Ledger, LedgerWriter
from app.replay.priority import right_of_way
from app.replay.sampler import Sampler
from app.replay.series import Series
from app.replay.stops import Stops
from app.scene.content import Table
from app.scene.standing import Standing, standing
from app.scene.values import DecodeError, system_values

_BLOCK = 512
"""Records between two publications."""
_OF_COLUMNS = 8192
"""The same, where they are read as columns."""
_SYSTEM_EVENTS: dict[RecordType, Severity] = {
    RecordType.EVENT: "notice",
    RecordType.GAP: "warning",
    RecordType.CLOCK: "warning",
    RecordType.FAULT: "critical",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An event that was recorded. Times are those of its record; `start_ns` is when it began, as it says."""

    channel: str
    row: int
    number: int = 0
    """Counted as they were found: the same one in every choice of them, however many are still to be found."""
    event: str
    """Its id: EVENT and `event` records with one id and phase are one occurrence; empty where there is none."""
    capture_ns: int
    arrival_ns: int
    start_ns: int
    kind: str
    severity: Severity
    phase: str
    text: str
    objects: tuple[str, ...]
    standing: Standing

    def time_ns(self, mode: Mode) -> int:
        """When it stands on the timeline: when it began, or when the system knew."""
        return self.arrival_ns if mode is Mode.ARRIVAL else self.start_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class Driving:
    """A stretch in which one and the same drove, `[start_ns, end_ns)`; None: it is not known who."""

    start_ns: int
    end_ns: int
    mode: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The lanes of a whole log, as far as they were read."""

    events: tuple[Occurrence, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    """The planning cycles."""
    driving: tuple[Driving, ...] = ()
    """Who drove, by when it was so."""
    driving_known: tuple[Driving, ...] = ()
    """The same, by when it was known."""
    driving_channel: str = ""
    """The channel that says so."""
    unreadable: int = 0
    """Records that could not be decoded, or failed their check: they are in no lane but that of verification."""
    complete: bool = False

    @property
    def happened(self) -> tuple[Occurrence, ...]:
        """The events; that one has ended is none of its own."""
        return tuple(one for one in self.events if one.phase != "end")

    def who_drove(self, mode: Mode) -> tuple[Driving, ...]:
        """The stretches of one and the same driving mode."""
        return self.driving_known if mode is Mode.ARRIVAL else self.driving

    def without(self, *, kinds: frozenset[str], channels: frozenset[str]) -> "Lanes":
        """The lanes but for these kinds of events, and for all that these channels say."""
        if not kinds and not channels:
            return self
        driver_hidden = self.driving_channel in channels
        return replace(
            self,
            events=tuple(one for one in self.events if one.kind not in kinds and one.channel not in channels),
            ledger=Ledger() if self.ledger.channel in channels else self.ledger,
            driving=() if driver_hidden else self.driving,
            driving_known=() if driver_hidden else self.driving_known,
        )

    def event_stops(self, mode: Mode, kinds: frozenset[str] | None = None) -> Stops:
        """Where one can jump to: what happened, of these kinds only; the row is the number of the event."""
        chosen = [one for one in self.happened if kinds is None or one.kind in kinds]
        times = np.array([one.time_ns(mode) for one in chosen], dtype=np.int64)
        order = np.argsort(times, kind="stable")
        return Stops(times[order], np.array([one.number for one in chosen], dtype=np.int64)[order])


def lanes_of(sampler: Sampler) -> Iterator[Lanes]:
    """The lanes of a log, more and more of them; the last ones are complete."""
    log = sampler.log.log
    lanes = Lanes()
    for channel in [log.system, *(one for one in log.channels.values() if one.kind == "event")]:
        for block in _blocks(channel):
            yield (lanes := _with_events(lanes, sampler, channel, block))
    lanes = replace(lanes, events=tuple(sorted(lanes.events, key=lambda one: one.start_ns)))
    yield lanes
    decisions = [one for one in log.channels.values() if one.kind == "decision" and len(one)]
    for channel in decisions[:1]:
        writer = LedgerWriter(channel)
        for block in _blocks(channel):
            yield (lanes := _with_cycles(lanes, sampler, writer, block))
    states = [one for one in log.channels.values() if one.kind == "state" and len(one)]
    # of several channels the first that says who drives
    for channel in sorted(states, key=lambda one: not _says_who_drives(sampler, one))[:1]:
        reader, told = FirstRows(sampler, channel), 0
        for done in reader.blocks():
            if done - told >= _OF_COLUMNS or done == len(channel):
                told = done
                series = reader.series()
                happened, known = (tuple(_driving(series, mode)) for mode in (Mode.CAPTURE, Mode.ARRIVAL))
                lanes = replace(lanes, driving=happened, driving_known=known, driving_channel=channel.name)
                yield lanes
    yield replace(lanes, complete=True)


def _blocks(channel: Channel) -> Iterator[list[int]]:
    rows = channel.rows_in_order(Mode.CAPTURE).tolist()
    for start in range(0, len(rows), _BLOCK):
        yield rows[start : start + _BLOCK]


def _with_events(lanes: Lanes, sampler: Sampler, channel: Channel, rows: list[int]) -> Lanes:
    found: list[Occurrence] = []
    unreadable = lanes.unreadable
    told = {(one.event, one.phase) for one in lanes.events if one.event}
    for row in rows:
        if channel is sampler.log.log.system:
            right_of_way.let_pass()
            type_ = _type(sampler, channel, row)
            if type_ not in _SYSTEM_EVENTS:
                continue
            checked = sampler.log.read(channel, row)
            one = _system_event(sampler, channel, row, checked, type_)
        else:
            loaded = sampler.load(channel, row, keep=False)
            document = loaded.document
            one = _event(sampler, channel, row, document, loaded.standing) if isinstance(document, Event) else None
        if one is None:
            unreadable += 1
        elif not one.event or (one.event, one.phase) not in told:
            told.add((one.event, one.phase))
            found.append(replace(one, number=len(lanes.events) + len(found)))
    return replace(lanes, events=(*lanes.events, *found), unreadable=unreadable)


def _type(sampler: Sampler, channel: Channel, row: int) -> RecordType | None:
    leaves = sampler.log.opened[int(channel.segment[row])].segment.leaves
    try:
        return RecordType(int(leaves[int(channel.index[row])]["type"]))
    except ValueError:
        return None


def _system_event(
    sampler: Sampler, channel: Channel, row: int, checked: Checked, type_: RecordType
) -> Occurrence | None:
    if not checked.usable:
        return None
    try:
        said = system_values(checked)
    except DecodeError:
        return None
    if type_ is RecordType.EVENT:
        return _event(sampler, channel, row, _as_event(said), standing(checked))
    kind = {RecordType.GAP: "records_lost", RecordType.CLOCK: "clock", RecordType.FAULT: "recorder_fault"}[type_]
    words = [str(said[name]) for name in ("component", "code", "clock", "reason", "text") if said.get(name)]
    return _occurrence(
        channel, row, kind=kind, severity=_SYSTEM_EVENTS[type_], text=": ".join(words), stands=standing(checked)
    )


def _as_event(said: dict[str, Any]) -> Event | None:
    import msgspec

    try:
        return msgspec.convert(said, Event)
    except msgspec.ValidationError:
        return None


def _event(sampler: Sampler, channel: Channel, row: int, event: Event | None, stands: Standing) -> Occurrence | None:
    if event is None:
        return None
    moved_ns = sampler.log.log.offsets_ns[int(channel.segment[row])]
    start = None if event.start_ns is None or event.phase == "end" else int(event.start_ns) + moved_ns
    if event.phase == "end" and event.end_ns is not None:
        start = int(event.end_ns) + moved_ns
    return _occurrence(
        channel, row, kind=event.kind, severity=event.severity, text=event.text or "", stands=stands, start_ns=start,
        phase=event.phase or "", objects=event.objects, event=event.event,
    )  # fmt: skip


def _occurrence(
    channel: Channel, row: int, *, kind: str, severity: Severity, text: str, stands: Standing,
    start_ns: int | None = None, phase: str = "", objects: tuple[str, ...] = (), event: str = "",
) -> Occurrence:  # fmt: skip
    arrival = int(channel.arrival_ns[row])
    capture = int(channel.time_ns(Mode.CAPTURE)[row])
    # an event cannot have begun after it was reported, nor hours before
    sane = start_ns is not None and -3_600_000_000_000 < start_ns - capture <= max(0, arrival - capture)
    return Occurrence(
        channel=channel.name, row=row, event=event, capture_ns=capture, arrival_ns=arrival,
        start_ns=start_ns if sane and start_ns is not None else capture, kind=kind, severity=severity, phase=phase,
        text=text, objects=objects, standing=stands,
    )  # fmt: skip


def _with_cycles(lanes: Lanes, sampler: Sampler, writer: LedgerWriter, rows: list[int]) -> Lanes:
    unreadable = lanes.unreadable
    for row in rows:
        loaded = sampler.load(writer.channel, row, keep=False)
        document = loaded.document
        decision = document if isinstance(document, Decision) else None
        writer.add(row, decision, loaded.standing)
        unreadable += decision is None
    return replace(lanes, ledger=writer.ledger(), unreadable=unreadable)


def _driving(series: Series | None, mode: Mode) -> Iterator[Driving]:
    """Stretches of one and the same driving mode, as far as was read."""
    field = None if series is None else next((f for f in series.table.layout.fields if f.name == "driving_mode"), None)
    if series is None or field is None or not len(series.times_ns):
        return
    codes, times = series.values("driving_mode", unproven=True), series.times_ns
    assert codes is not None
    if mode is Mode.ARRIVAL:
        order = np.argsort(series.rows)  # rows are in the order of arrival
        codes, times = codes[order], series.arrival_ns[order]
    codes[np.isnan(codes)] = np.inf  # of which one is like the other
    starts = np.append(0, np.flatnonzero(codes[1:] != codes[:-1]) + 1)
    ends = np.append(times[starts[1:]], times[-1] + 1)
    for start, end_ns in zip(starts.tolist(), ends.tolist(), strict=True):
        known = bool(np.isfinite(codes[start]))
        who = (field.codes or {}).get(int(codes[start]), f"{codes[start]:g}") if known else None
        yield Driving(start_ns=int(times[start]), end_ns=end_ns, mode=who)


def _says_who_drives(sampler: Sampler, channel: Channel) -> bool:
    """By its first, middle and last record."""
    return any(_driving_mode(sampler, channel, row) for row in (0, len(channel) // 2, len(channel) - 1))


def _driving_mode(sampler: Sampler, channel: Channel, row: int) -> str | None:
    content = sampler.load(channel, row, keep=False).content
    return content.code("driving_mode") if isinstance(content, Table) else None
