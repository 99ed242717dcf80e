"""A long recording in parts: each is all that arrived before what was not looked at yet, as its files promise.

It must not know formats, nor how parts are sealed. Promises are hostile: a message that belongs to a part that is
sealed already is a BrokenPromiseError, and whoever gets it begins again, and looks at all first.
"""

from dataclasses import dataclass, field

import numpy as np

from app.convert.messages.carrier import CarrierError
from app.convert.messages.horizon import BrokenPromiseError
from app.convert.recording import ConvertError
from app.convert.streams import Rows, StreamRecording
from app.convert.topics.arrival_times import place_beside
from app.convert.topics.clock_findings import is_unix
from app.convert.topics.composing import Origin, channels_of, composed, maker_of, streams_of, whole
from app.convert.topics.look import Look
from app.convert.topics.promises import Promises
from app.convert.topics.scan import PUBLISHED
from app.convert.topics.stream_maker import Numbers

FIRST_BYTES = 32 << 20
LATER_BYTES = 192 << 20
"""Less than what is held of pieces that were taken apart, so that each is taken apart once."""
_END_NS = 2**63 - 1
_MORE = 1.1


@dataclass(slots=True)
class _Waiting:
    """Which records of a channel were given out, and which were seen and have to wait for earlier ones."""

    seen: int = 0
    held: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def ready(self, log_ns: Rows, before_ns: int) -> Rows:
        """The positions of those that arrived before a time and were not given out yet, of the log times of all."""
        at = np.concatenate([self.held, np.arange(self.seen, len(log_ns))])
        come = log_ns[at] < before_ns
        self.seen, self.held = len(log_ns), at[~come]
        ready: Rows = at[come]
        return ready


class Parts:
    """The parts of a recording, one after another. Used by one thread."""

    def __init__(self, origin: Origin, look: Look, promises: Promises) -> None:
        self._origin = origin
        self._look = look
        self._promises = promises
        self._numbers = Numbers()
        self._waiting: dict[str, _Waiting] = {}
        self._names: dict[int, str] = {}
        """By the identity of the column."""
        self._kept: tuple[int, int] | None = None
        self._settled_ns: int | None = None
        """All that was before this was given out."""
        self._of_first = 0, 0
        """Bytes of payload and records that were found before the first part, and what was seen of the files then."""
        self._seen_first = 1.0

    @property
    def exact(self) -> bool:
        """See Rest."""
        return self._promises.exact

    @property
    def span(self) -> tuple[int, int]:
        """See Rest."""
        first, behind = self._promises.span
        if self._kept is None:
            return first, behind
        start, end = max(first, self._kept[0]), self._kept[1]
        # it may be longer than was estimated
        return start, min(behind if self.exact else max(behind, start + 1), end)

    @property
    def expected(self) -> tuple[int, int]:
        """See Rest: as many in the same time as were found until the first part, and a tenth more."""
        (first, behind), (start, end) = self._promises.span, self.span
        share = (end - start) / (behind - first) / self._seen_first
        payload, records = self._of_first
        return int(payload * share * _MORE), int(records * share * _MORE)

    @property
    def seen(self) -> float:
        """See Rest."""
        return self._promises.seen

    def keep(self, start_ns: int, end_ns: int) -> None:
        """See Rest."""
        self._kept = start_ns, end_ns

    def first(self) -> StreamRecording | None:
        """The first part; None: all was seen meanwhile. Raises ConvertError, CarrierError: as a look at all."""
        part = self._next(FIRST_BYTES, first=True)
        if part is not None:
            takes, published = self._origin.choice.takes, self._look.scan.published
            found = [column for _, column in channels_of(self._look.scan) if takes(column.name)]
            records = sum(len(column.rows) for column in found) + len(published.log_ns) * takes(PUBLISHED)
            self._of_first = sum(sum(column.sizes) for column in found), records
            self._seen_first = self.seen
        return part

    def next(self) -> StreamRecording | None:
        """See Rest."""
        try:
            return self._next(LATER_BYTES, first=False)
        except CarrierError as error:
            raise ConvertError(str(error)) from error

    def whole(self) -> StreamRecording:
        """See Rest."""
        if not self._look.over:
            self._origin.findings.assume(
                f"the files were looked at as far as --to needs, {self.seen:.1%} of them; what is behind is not judged"
            )
        recording = whole(self._origin, self._look, self._numbers, unix=self._unix())
        if self._kept is not None:
            recording.keep(*self._kept)
        return recording

    def _next(self, most_bytes: int, *, first: bool) -> StreamRecording | None:
        while not self._look.over and not self._ended():
            more = self._look.on(most_bytes)
            if first and not (more and self._all_found() and self._promises.hold()):
                continue
            if not more:
                self._promises.require_kept()
            before = self._settled_ns = self._promises.settle() if more else _END_NS
            part = self._part(before, first=first)
            if part is not None:
                return part
        return None

    def _ended(self) -> bool:
        """Whether nothing that is wanted is left, for certain: an order that held so far is no reason to stop."""
        return (
            self.exact and self._kept is not None and self._settled_ns is not None and self._settled_ns >= self._kept[1]
        )

    def _all_found(self) -> bool:
        """Whether the channels that were asked for are known; if never, that is said when all was seen."""
        asked = set(self._origin.choice.channels or ()) - {PUBLISHED}
        return asked <= {column.name for _, column in channels_of(self._look.scan)}

    def _unix(self) -> bool:
        """Whether log times are dates."""
        return is_unix(self._promises.span[0])

    def _require_names(self) -> None:
        """Refuse that a channel gets another name: it had that of the topic, as nothing else was made of it so far."""
        for topic, column in channels_of(self._look.scan):
            if self._names.setdefault(id(column), column.name) != column.name:
                raise BrokenPromiseError(f"{topic.name!r:.100} has later messages that become another channel")

    def _part(self, before_ns: int, *, first: bool) -> StreamRecording | None:
        scan, choice = self._look.scan, self._origin.choice
        if first:
            for _, column in channels_of(scan):
                if column.beside:
                    place_beside(column, self.span[0], scan.findings, unix=self._unix())
        self._require_names()
        maker, setting, texts = maker_of(self._look, self._numbers)

        def ready(name: str, log_ns: Rows) -> Rows:
            return self._waiting.setdefault(name, _Waiting()).ready(log_ns, before_ns)

        there = [stream for _, _, stream in streams_of(maker, choice, ready) if stream is not None]
        if self._kept is not None:
            there = [stream.between(*self._kept) for stream in there]
        if not any(len(stream.rows) for stream in there):
            return None
        return composed(self._origin, maker, setting, there, texts, unix=self._unix(), rest=self if first else None)
