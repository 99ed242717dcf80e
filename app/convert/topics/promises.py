"""What is promised of the times of messages that were not seen yet: by the indexes of files, or by their order so far.

It must not know formats, nor what is sealed by that. Indexes and orders are hostile: whoever relies on a promise has
to see it broken.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from app.convert.messages.carrier import MOST_MESSAGES, Carrier
from app.convert.messages.horizon import BrokenPromiseError, Horizon
from app.convert.recording import Choice, ConvertError
from app.convert.topics.clock_findings import era
from app.convert.topics.look import TOO_MANY, Look
from app.log.source import SourceError

WHOLE_BYTES = 256 << 20
"""Files of less than so many are looked at before the first record is sealed: that takes a second or two."""
LATE_NS = 2_000_000_000
"""In a file without an index, a message may stand behind others whose log times are so much later."""
_LATE = 2
"""Or so many times as much as was seen so far."""
_BEFORE_ALL_NS, _BEHIND_ALL_NS = -(2**63), 2**63 - 1
_LEAST_SHARE = 1e-9
Edges = tuple[int, int]
"""First and last log time."""


class Promises:
    """What the files of a recording promise. Used by one thread."""

    def __init__(self, look: Look, horizons: Sequence[Horizon | None], sizes: Sequence[int], *, apart: bool) -> None:
        """`horizons`: what the index of each file says; None: it has none. `apart`: none may cover another's time."""
        self._look = look
        self._horizons = horizons
        self._sizes = sizes
        self._apart = apart

    @property
    def exact(self) -> bool:
        """Whether `span` is no estimate."""
        return self._look.over or None not in self._horizons

    @property
    def span(self) -> tuple[int, int]:
        """First log time, and the first nanosecond behind the last, of all files."""
        edges = self._edges()
        first, last = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
        if not self.exact:
            seen = max(seen.latest_ns for seen in self._look.seen) - first
            last = min(max(last, first + int(seen / self.seen)), era(last)[1])
        return first, last + 1

    @property
    def seen(self) -> float:
        """Which share of the files was looked at: more than 0, 1 at most."""
        if self._look.over:
            return 1.0
        now = self._look.file
        here = self._look.scan.carriers[now].passed * self._sizes[now]
        return max(_LEAST_SHARE, (sum(self._sizes[:now]) + here) / sum(self._sizes))

    def hold(self) -> bool:
        """Whether they can be relied on: not where times have a meaning that is only known when all were seen.

        So it is of a recorder that wrote zero as some or as all, in a unit that is not that of its format; and where
        files seem to be no pieces of one recording.
        """
        edges = self._edges()
        if not edges:
            return False
        first, last = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
        return first >= 0 and 0 < last < era(first)[1] and not self._overlap()

    def settle(self) -> int:
        """The time before which nothing will come any more; the look watches over that from now on."""
        now = self._look.file
        horizon, seen = self._horizons[now], self._look.seen[now]
        if horizon is not None:
            here = horizon.rest_from_ns(self._look.scan.carriers[now].place)
        else:
            here = _BEFORE_ALL_NS if seen.first_ns is None else seen.latest_ns - self._late_ns()
        before = min([here, *(self._begin_ns(file) for file in range(now + 1, len(self._horizons)))])
        if self._look.promised is not None:
            before = max(before, self._look.promised[0])
        self._look.promised = before, era(self.span[0])[1]
        return before

    def require_kept(self) -> None:
        """Raise BrokenPromiseError for what could not be told before all was seen."""
        if self._overlap():
            raise BrokenPromiseError("there are files that cover the same time")

    def _late_ns(self) -> int:
        return max(LATE_NS, *(_LATE * seen.behind_ns for seen in self._look.seen))

    def _begin_ns(self, file: int) -> int:
        """The time before which a file that was not begun yet has nothing."""
        horizon = self._horizons[file]
        if horizon is not None:
            return horizon.first_ns
        begin = self._look.begin_ns(file)
        return _BEHIND_ALL_NS if begin is None else max(_BEFORE_ALL_NS, begin - self._late_ns())

    def _edges(self) -> list[Edges]:
        """Those of each file that has messages, as far as they are known."""
        return [edge for file in range(len(self._horizons)) if (edge := self._edge(file)) is not None]

    def _edge(self, file: int) -> Edges | None:
        horizon, seen = self._horizons[file], self._look.seen[file]
        if horizon is not None:
            return horizon.first_ns, horizon.last_ns
        if seen.first_ns is not None or seen.zeros:
            first = seen.latest_ns if seen.first_ns is None else seen.first_ns
            return min(first, 0) if seen.zeros else first, seen.latest_ns
        begin = self._look.begin_ns(file) if file > self._look.file else None
        return None if begin is None else (begin, begin)

    def _overlap(self) -> bool:
        """Whether files cover the same time. Of those that are not at their end it is not known how long they are."""
        if not self._apart:
            return False
        carriers = self._look.scan.carriers
        if self._look.over:
            return overlapping(self._look.scan.spans) is not None
        known: list[tuple[int, int, Path]] = []
        for file, (horizon, carrier) in enumerate(zip(self._horizons, carriers, strict=True)):
            edge = self._edge(file)
            if edge is not None:
                ended = horizon is not None or file < self._look.file
                known.append((edge[0], edge[1] if ended else edge[0], carrier.path))
        return overlapping(known) is not None


def promises_of(look: Look, choice: Choice, *, apart: bool) -> Promises | None:
    """What the files of a look promise; None: they are small, or it is wanted that they are looked at whole.

    Raises:
        ConvertError: there are more messages than can be held.
        SourceError: a file is not there any more.
    """
    carriers = look.scan.carriers
    sizes = [_size(carrier) for carrier in carriers]
    if choice.whole or sum(sizes) < WHOLE_BYTES:
        return None
    horizons = [None if (one := carrier.horizon()) is None else one.in_ns(choice.log_unit_ns) for carrier in carriers]
    if sum(one.messages for one in horizons if one is not None) > MOST_MESSAGES:
        raise ConvertError(TOO_MANY)
    return Promises(look, horizons, sizes, apart=apart)


def overlapping(spans: Iterable[tuple[int, int, Path]]) -> tuple[Path, Path] | None:
    """Two files that cover the same time: they are no pieces of one recording. Of each first and last log time."""
    for (start, end, path), (other_start, other_end, other) in pairwise(sorted(spans)):
        shorter = min(end - start, other_end - other_start)
        if shorter and end - other_start > shorter / 2:
            return path, other
    return None


def _size(carrier: Carrier) -> int:
    try:
        return carrier.path.stat().st_size
    except OSError as error:
        raise SourceError(f"{carrier.path}: cannot be looked at: {error.strerror}") from error
