"""Looks at the messages of some files one after another, as far as it is asked to.

It must not know formats or types, nor what becomes of what it finds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

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
_MOST_AHEAD = 64 << 20
"""Bytes that are held of what stands before the first message of a file."""
_MOST_TOPICS = 4096
_MOST_IDENTITIES = 1 << 16


TOO_MANY = f"more than {MOST_MESSAGES} messages; split the recording first"


@dataclass(slots=True)
class Seen:
    """The log times of one file so far; what was recorded along has no say.

    `first_ns`, `latest_ns`: of those that are not zero; `behind_ns`: how far one was before the latest of those that
    stand before it in the file, at most; `zeros`: whether some are zero.
    """

    first_ns: int | None = None
    latest_ns: int = 0
    behind_ns: int = 0
    zeros: bool = False

    def add(self, log_ns: int) -> None:
        """The next one."""
        if not log_ns:
            self.zeros = True
        elif self.first_ns is None:
            self.first_ns = self.latest_ns = log_ns
        elif log_ns > self.latest_ns:
            self.latest_ns = log_ns
        else:
            self.first_ns = min(self.first_ns, log_ns)
            self.behind_ns = max(self.behind_ns, self.latest_ns - log_ns)


class Look:
    """What was seen so far of the messages of some files, in the units of time that were chosen."""

    def __init__(self, carriers: Sequence[Carrier], findings: Findings, choice: Choice,
                 when_over: Callable[[Scan], None]) -> None:  # fmt: skip
        """`when_over` is told of all, once all was seen."""
        self.scan = Scan(carriers, findings)
        self.cameras = Cameras(findings)
        self.promised: tuple[int, int] | None = None
        """The span of log times in which all is that was not seen yet, if something relies on that."""
        self.bytes = 0
        """Of the messages that were seen, and some for each."""
        self.file = 0
        """The number of the one that is being looked at."""
        self.seen = [Seen() for _ in carriers]
        """Of each file."""
        self._when_over = when_over
        self._findings = findings
        self._desk = _Topics(self.scan, self.cameras, choice.stamp_unit_ns)
        self._files: list[Iterator[Message]] = [self._messages(carrier, choice.log_unit_ns) for carrier in carriers]
        self._begins: dict[int, int | None] = {}
        self._steps = self._all(choice.log_unit_ns)
        self.over = False
        """Whether all was seen."""

    def on(self, most_bytes: int | None = None) -> bool:
        """Look at messages of so many bytes more, or at all that are left; whether there may be more.

        Raises:
            CarrierError: the only file is not in its format at all.
            ConvertError: there are more messages than are held in memory.
            BrokenPromiseError: one is not where all that is left was promised to be.
        """
        stop = None if most_bytes is None else self.bytes + most_bytes
        for _ in self._steps:
            if stop is not None and self.bytes >= stop:
                return True
        if not self.over:
            self.over = True
            self._when_over(self.scan)
        return False

    def begin_ns(self, file: int) -> int | None:
        """The log time of the first message of a file that was not begun yet; None: there is none.

        Where too much that was recorded along stands before it, it is as if it came before all.
        """
        if file not in self._begins:
            ahead: list[Message] = []
            self._begins[file], left = None, _MOST_AHEAD
            for message in self._files[file]:
                ahead.append(message._replace(data=bytes(message.data)))
                left -= len(message.data) + _BYTES_A_MESSAGE
                if message.topic.encoding != ATTACHMENT or left < 0:
                    self._begins[file] = message.log_ns if message.topic.encoding != ATTACHMENT else -(2**63)
                    break
            self._files[file] = chain(ahead, self._files[file])
        return self._begins[file]

    def _all(self, log_unit_ns: int) -> Iterator[None]:
        carriers = self.scan.carriers
        for self.file, carrier in enumerate(carriers):
            for message in self._in_ns(carrier.beside(), log_unit_ns):
                self._see(message)
        for self.file, carrier in enumerate(carriers):
            seen = self.seen[self.file]
            for message in self._files[self.file]:
                self._see(message)
                if message.topic.encoding != ATTACHMENT:
                    seen.add(message.log_ns)
                yield
            if seen.first_ns is not None:
                self.scan.spans.append((seen.first_ns, seen.latest_ns, carrier.path))

    def _messages(self, carrier: Carrier, log_unit_ns: int) -> Iterator[Message]:
        """Those of one file, as far as it can be read; of several, one that is in no format is a loss, not the end."""
        began = False
        try:
            for message in self._in_ns(carrier.scan(), log_unit_ns):
                began = True
                yield message
        except CarrierError as error:
            if len(self.scan.carriers) == 1 and not began:
                raise
            self._findings.losses.add(carrier.path.name, f"{error}; nothing behind it" if began else str(error))

    def _in_ns(self, messages: Iterator[Message], unit_ns: int) -> Iterator[Message]:
        """Messages whose times were in that unit; those whose log time is none then are counted."""
        if unit_ns == 1:
            yield from messages
            return
        limit = MOST_TIME_NS // unit_ns
        for one in messages:
            if abs(one.log_ns) >= limit:
                why = "messages with a log time beyond the year 2116, in that unit"
                self._findings.losses.add(one.topic.name, why)
                continue
            publish = None if one.publish_ns is None or abs(one.publish_ns) >= limit else one.publish_ns * unit_ns
            yield one._replace(log_ns=one.log_ns * unit_ns, publish_ns=publish)

    def _see(self, message: Message) -> None:
        scan = self.scan
        self.bytes += len(message.data) + _BYTES_A_MESSAGE
        scan.messages += 1
        if scan.messages > MOST_MESSAGES:
            raise ConvertError(TOO_MANY)
        if self.promised is not None and not self.promised[0] <= message.log_ns < self.promised[1]:
            path = scan.carriers[self.file].path
            raise BrokenPromiseError(f"{path}: has messages of times at which none were to come any more")
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


def _note_publish(published: Published, topic: int, message: Message) -> None:
    if message.publish_ns is not None and message.publish_ns != message.log_ns:
        published.topics.append(topic)
        published.log_ns.append(message.log_ns)
        published.publish_ns.append(message.publish_ns)
        published.sequence.append(message.sequence or 0)
