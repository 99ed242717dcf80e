"""A long recording in parts: each is all that arrived before what was not looked at yet, by the indexes of its files.

It must not know formats, nor how parts are sealed. An index is hostile: a message that belongs to a part that is sealed
already is a BrokenPromiseError, and whoever gets it begins again, and looks at all first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.convert.messages.carrier import MOST_MESSAGES, Carrier, CarrierError
from app.convert.messages.horizon import BrokenPromiseError, Horizon
from app.convert.recording import ConvertError
from app.convert.streams import Rows, StreamRecording
from app.convert.topics.arrival_times import place_beside
from app.convert.topics.clock_findings import dated, is_unix
from app.convert.topics.composing import Origin, channels_of, composed, maker_of, streams_of, whole
from app.convert.topics.look import TOO_MANY, Look
from app.convert.topics.scan import PUBLISHED
from app.convert.topics.stream_maker import Numbers
from app.log.source import SourceError

WHOLE_BYTES = 256 << 20
"""Files of less than so many are looked at before the first record is sealed: that takes a second or two."""
FIRST_BYTES = 32 << 20
LATER_BYTES = 192 << 20
"""Less than what is held of pieces that were taken apart, so that each is taken apart once."""
_END_NS = 2**63 - 1
_MORE = 1.1


def horizons_of(carriers: Sequence[Carrier], origin: Origin) -> list[Horizon] | None:
    """Those of all files; None: they are to be looked at whole.

    They are small, or one of them has no index, or times whose meaning is only known when all were seen: of a recorder
    that wrote zero as some, in a unit that is not that of its format, of pieces that are none. Raises ConvertError:
    there are more messages than can be held.
    """
    if origin.choice.whole or origin.choice.log_unit_ns != 1:
        return None
    if sum(_size(carrier) for carrier in carriers) < WHOLE_BYTES:
        return None
    horizons = [one for carrier in carriers if (one := carrier.horizon()) is not None]
    edges = np.array([(one.first_ns, one.last_ns) for one in horizons], dtype=np.int64)
    if len(horizons) < len(carriers) or not len(edges) or edges.min() <= 0 or len(np.unique(dated(edges))) != 1:
        return None
    if len(horizons) > 1 and any(one.beside for one in horizons):
        return None
    if sum(one.messages for one in horizons) > MOST_MESSAGES:
        raise ConvertError(TOO_MANY)
    return horizons


def _size(carrier: Carrier) -> int:
    try:
        return carrier.path.stat().st_size
    except OSError as error:
        raise SourceError(f"{carrier.path}: cannot be looked at: {error.strerror}") from error


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

    def __init__(self, origin: Origin, look: Look, horizons: Sequence[Horizon]) -> None:
        self._origin = origin
        self._look = look
        self._horizons = horizons
        self._unix = is_unix(horizons[0].first_ns)
        self._numbers = Numbers()
        self._waiting: dict[str, _Waiting] = {}
        self._names: dict[int, str] = {}
        """By the identity of the column."""
        self._kept: tuple[int, int] | None = None
        self._sizes = [_size(carrier) for carrier in look.scan.carriers]
        self._of_first = 0, 0
        """Bytes of payload and records of the first part, and what was seen of the files then."""
        self._seen_first = 1.0

    @property
    def span(self) -> tuple[int, int]:
        """See Rest."""
        first, behind = self._whole_span
        return (first, behind) if self._kept is None else (max(first, self._kept[0]), min(behind, self._kept[1]))

    @property
    def _whole_span(self) -> tuple[int, int]:
        return min(one.first_ns for one in self._horizons), max(one.last_ns for one in self._horizons) + 1

    @property
    def expected(self) -> tuple[int, int]:
        """See Rest: as many in the same time as in the first part, and a tenth more."""
        (first, behind), (start, end) = self._whole_span, self.span
        share = (end - start) / (behind - first) / self._seen_first
        payload, records = self._of_first
        return int(payload * share * _MORE), int(records * share * _MORE)

    @property
    def seen(self) -> float:
        """See Rest."""
        if self._look.over:
            return 1.0
        now = self._look.file
        here = self._horizons[now].passed(self._look.scan.carriers[now].place) * self._sizes[now]
        return (sum(self._sizes[:now]) + here) / sum(self._sizes)

    def keep(self, start_ns: int, end_ns: int) -> None:
        """See Rest."""
        self._kept = start_ns, end_ns

    def first(self) -> StreamRecording | None:
        """The first part; None: all was seen meanwhile. Raises ConvertError, CarrierError: as a look at all."""
        part = self._next(FIRST_BYTES, first=True)
        if part is not None:
            sizes = [int(stream.sizes.sum()) for stream in part.streams if stream.sizes is not None]
            self._of_first = sum(sizes), sum(len(stream.rows) for stream in part.streams)
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
        recording = whole(self._origin, self._look, self._numbers, unix=self._unix)
        if self._kept is not None:
            recording.keep(*self._kept)
        return recording

    def _next(self, most_bytes: int, *, first: bool) -> StreamRecording | None:
        while not self._look.over and not self._ended():
            more = self._look.on(most_bytes)
            if first and not (more and self._all_found()):
                continue
            before = self._settled() if more else _END_NS
            self._look.settled_ns = max(before, self._look.settled_ns or before)
            part = self._part(before, first=first)
            if part is not None:
                return part
        return None

    def _ended(self) -> bool:
        """Whether nothing that is wanted is left."""
        settled = self._look.settled_ns
        return self._kept is not None and settled is not None and settled >= self._kept[1]

    def _all_found(self) -> bool:
        """Whether the channels that were asked for are known; if never, that is said when all was seen."""
        asked = set(self._origin.choice.channels or ()) - {PUBLISHED}
        return asked <= {column.name for _, column in channels_of(self._look.scan)}

    def _settled(self) -> int:
        """The time before which nothing will come any more."""
        now = self._look.file
        here = self._horizons[now].rest_from_ns(self._look.scan.carriers[now].place)
        return min([here, *(one.first_ns for one in self._horizons[now + 1 :])])

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
                    place_beside(column, self.span[0], scan.findings, unix=self._unix)
        self._require_names()
        maker, setting, texts = maker_of(self._look, self._numbers)

        def ready(name: str, log_ns: Rows) -> Rows:
            return self._waiting.setdefault(name, _Waiting()).ready(log_ns, before_ns)

        there = [stream for _, _, stream in streams_of(maker, choice, ready) if stream is not None]
        if self._kept is not None:
            there = [stream.between(*self._kept) for stream in there]
        if not any(len(stream.rows) for stream in there):
            return None
        return composed(self._origin, maker, setting, there, texts, unix=self._unix, rest=self if first else None)
