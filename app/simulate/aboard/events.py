"""The events that the simulated vehicle reports: each has an id, a beginning and perhaps an end.

Every event goes to the channel `/events` and, in words, to the log; from `notice` on it is also written as EVENT, which
the recorder signs at once. All of them, and all phases of one event, share a trace: see `tape`. It must not know what
events are about.
"""

from app.kinds.event import Event, Measurement
from app.kinds.event_kind import EVENT_KINDS
from app.kinds.quantity import decimal
from app.kinds.reference import ModelRef, RecordRef
from app.kinds.severity import Severity, rank
from app.simulate.aboard.aboard import Aboard
from app.simulate.aboard.tape import Link


class Events:
    """All events of one source."""

    def __init__(self, aboard: Aboard, source: ModelRef) -> None:
        self._aboard = aboard
        self._source = source
        self._open: dict[str, tuple[str, int]] = {}
        self._links: dict[str, Link] = {}

    def is_open(self, kind: str) -> bool:
        """Whether something of that kind has begun and not ended."""
        return kind in self._open

    def id_of(self, kind: str) -> str:
        """The event of that kind that has begun and not ended; raises KeyError if there is none."""
        return self._open[kind][0]

    def link_of(self, event: str) -> Link:
        """The trace of an event that was reported; raises KeyError if it was not."""
        return self._links[event]

    def begin(
        self, kind: str, t_ns: int, *, cause: str | None = None, text: str | None = None,
        values: tuple[Measurement, ...] = (), objects: tuple[str, ...] = (), link: Link | None = None,
        records: tuple[RecordRef, ...] = (),
    ) -> None:  # fmt: skip
        """Something begins that will end; nothing if it has begun already."""
        if kind in self._open:
            return
        event = self.report(
            kind, t_ns, cause=cause, text=text, values=values, objects=objects, link=link, records=records,
            phase="begin",
        )  # fmt: skip
        self._open[kind] = (event, t_ns)

    def end(self, kind: str, t_ns: int) -> None:
        """It ends, if it had begun."""
        begun = self._open.pop(kind, None)
        if begun is not None:
            self.report(kind, t_ns, phase="end", severity="info", event=begun[0], start_ns=begun[1], end_ns=t_ns)

    def report(
        self, kind: str, t_ns: int, *, cause: str | None = None, text: str | None = None, phase: str | None = None,
        values: tuple[Measurement, ...] = (), objects: tuple[str, ...] = (), link: Link | None = None,
        event: str | None = None, start_ns: int | None = None, end_ns: int | None = None,
        records: tuple[RecordRef, ...] = (), severity: Severity | None = None,
    ) -> str:  # fmt: skip
        """Something happened; the id of the event. `severity` None: the usual one of that kind.

        `link`: the trace of what it rests on; None: of what was reported of that event before, or a new one.
        """
        aboard = self._aboard
        severity = severity or EVENT_KINDS[kind].severity
        event = event or aboard.tape.event_id()
        link = self._links.setdefault(event, link or aboard.tape.begin("/events"))
        told = Event(
            event=event,
            kind=kind,
            severity=severity,
            text=text,
            cause=cause,
            phase=phase,
            start_ns=decimal(t_ns if start_ns is None else start_ns),
            end_ns=None if end_ns is None else decimal(end_ns),
            source=self._source,
            objects=objects,
            traces=(link.trace_id.hex(),),
            records=records,
            values=values,
        )
        aboard.put("/events", told, t_ns, of=Event, link=link)
        if rank(severity) >= rank("notice"):
            aboard.tape.note(told, t_ns, link=link)
        words = f"{kind}{'' if phase is None else ' ' + phase}{'' if text is None else ': ' + text}"
        aboard.say("info" if rank(severity) < rank("warning") else "warning", "supervisor", words, t_ns, link=link)
        return told.event
