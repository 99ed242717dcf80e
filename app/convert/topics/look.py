"""Looks at the messages of some files one after another, as far as it is asked to.

It must not know formats or types, nor what becomes of what it finds.
"""

from collections.abc import Callable, Iterator, Sequence

from app.convert.messages.carrier import (
    ATTACHMENT,
    MOST_MESSAGES,
    Carrier,
    CarrierError,
    Findings,
    Message,
    Topic,
)
from app.convert.messages.horizon import MOST_TIME_NS, BrokenPromiseError
from app.convert.recording import Choice, ConvertError
from app.convert.topics.camera_info import Cameras
from app.convert.topics.scan import FILE_SHIFT, PUBLISHED, Published, Scan, TopicScan

_BYTES_A_MESSAGE = 2048
"""That could be read in the time that it takes to look at a message, however small it is."""
_MOST_TOPICS = 4096
_MOST_IDENTITIES = 1 << 16


TOO_MANY = f"more than {MOST_MESSAGES} messages; split the recording first"


class Look:
    """What was seen so far of the messages of some files, in the units of time that were chosen.

    `settled_ns`: what was before that is sealed already.
    """

    def __init__(self, carriers: Sequence[Carrier], findings: Findings, choice: Choice,
                 when_over: Callable[[Scan], None]) -> None:  # fmt: skip
        """`when_over` is told of all, once all was seen."""
        self.scan = Scan(carriers, findings)
        self.cameras = Cameras(findings)
        self.settled_ns: int | None = None
        self.bytes = 0
        """Of the messages that were seen, and some for each."""
        self.file = 0
        """The number of the one that is being looked at."""
        self._when_over = when_over
        self._findings = findings
        self._log_unit_ns = choice.log_unit_ns
        self._desk = _Topics(self.scan, self.cameras, choice.stamp_unit_ns)
        self._steps = self._all()
        self.over = False
        """Whether all was seen."""

    def on(self, most_bytes: int | None = None) -> bool:
        """Look at messages of so many bytes more, or at all that are left; whether there may be more.

        Raises:
            CarrierError: the only file is not in its format at all.
            ConvertError: there are more messages than are held in memory.
            BrokenPromiseError: one is before what is settled.
        """
        stop = None if most_bytes is None else self.bytes + most_bytes
        for _ in self._steps:
            if stop is not None and self.bytes >= stop:
                return True
        if not self.over:
            self.over = True
            self._when_over(self.scan)
        return False

    def _all(self) -> Iterator[None]:
        carriers = self.scan.carriers
        for self.file, carrier in enumerate(carriers):
            first, last = None, None
            for found in _messages(carrier, self._findings, alone=len(carriers) == 1):
                message = found if self._log_unit_ns == 1 else _in_ns(found, self._log_unit_ns)
                if message is None:
                    why = "messages with a log time beyond the year 2116, in that unit"
                    self._findings.losses.add(found.topic.name, why)
                    continue
                self._see(message)
                if message.log_ns and message.topic.encoding != ATTACHMENT:
                    first = message.log_ns if first is None else min(first, message.log_ns)
                    last = message.log_ns if last is None else max(last, message.log_ns)
                yield
            if first is not None and last is not None:
                self.scan.spans.append((first, last, carrier.path))

    def _see(self, message: Message) -> None:
        scan = self.scan
        self.bytes += len(message.data) + _BYTES_A_MESSAGE
        scan.messages += 1
        if scan.messages > MOST_MESSAGES:
            raise ConvertError(TOO_MANY)
        if self.settled_ns is not None and message.log_ns < self.settled_ns:
            path = scan.carriers[self.file].path
            raise BrokenPromiseError(f"{path}: has messages before the times that its index says")
        place = self._desk.place(message.topic)
        if place is None:
            self._findings.losses.add("further topics", f"messages of more than {_MOST_TOPICS} topics")
            return
        scan.topics[place].take(self.file << FILE_SHIFT | message.row, message)
        _note_publish(scan.published, place, message)


class _Topics:
    """Finds the place of a topic in a scan; each is compared once, for its schema may be long."""

    def __init__(self, scan: Scan, cameras: Cameras, stamp_unit_ns: int) -> None:
        self._scan = scan
        self._stamp_unit_ns = stamp_unit_ns
        self._cameras = cameras
        self._names = {PUBLISHED}
        # the topic is held with its identity, which could be another's after it
        self._by_identity: dict[int, tuple[Topic, int]] = {}
        self._by_value: dict[Topic, int] = {}

    def place(self, topic: Topic) -> int | None:
        """Its place, made if it is new; None: there are too many."""
        known = self._by_identity.get(id(topic))
        if known is not None:
            return known[1]
        place = self._by_value.get(topic)
        if place is None:
            place = len(self._by_value)
            if place == _MOST_TOPICS:
                return None
            self._by_value[topic] = place
            scan = self._scan
            scan.topics.append(TopicScan(topic, self._names, scan, self._cameras, stamp_unit_ns=self._stamp_unit_ns))
        if len(self._by_identity) < _MOST_IDENTITIES:
            self._by_identity[id(topic)] = (topic, place)
        return place


def _messages(carrier: Carrier, findings: Findings, *, alone: bool) -> Iterator[Message]:
    """Those of one file, as far as it can be read; of several, one that is in no format is a loss, and not the end."""
    began = False
    try:
        for message in carrier.scan():
            began = True
            yield message
    except CarrierError as error:
        if alone and not began:
            raise
        findings.losses.add(carrier.path.name, f"{error}; nothing behind it" if began else str(error))


def _in_ns(message: Message, unit_ns: int) -> Message | None:
    """A message whose times were in another unit; None: its log time is none then."""
    limit = MOST_TIME_NS // unit_ns
    if abs(message.log_ns) >= limit:
        return None
    publish = message.publish_ns
    known = publish is not None and abs(publish) < limit
    return message._replace(
        log_ns=message.log_ns * unit_ns, publish_ns=publish * unit_ns if known and publish is not None else None
    )


def _note_publish(published: Published, topic: int, message: Message) -> None:
    if message.publish_ns is not None and message.publish_ns != message.log_ns:
        published.topics.append(topic)
        published.log_ns.append(message.log_ns)
        published.publish_ns.append(message.publish_ns)
        published.sequence.append(message.sequence or 0)
