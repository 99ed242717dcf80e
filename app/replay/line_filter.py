"""What somebody looks for among the lines of a log: words that are all there, from a level on.

It must not know who types it. Each word is found anywhere in a line and in what is known of it, which stands there as
`logger:planner`, `trace:4bf92f35…`; several words in quotes are one. ASCII letters may be small or large. What cannot
be read, and what is not known, is never left out: nobody can tell.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.log.channel import Mode
from app.replay.lines import CHUNK, Lines
from app.replay.priority import right_of_way
from app.scene.level import Level

_AGAIN_S = 0.2
_WORD = re.compile(r'"([^"]*)"?|(\S+)')


@dataclass(frozen=True, slots=True)
class LineFilter:
    """`words`: as they were typed. Lines whose level is not known are of every level: nobody can tell."""

    words: str = ""
    level: Level = Level.UNKNOWN
    hidden: frozenset[str] = frozenset()
    """Channels that somebody has asked not to see."""

    @property
    def needles(self) -> tuple[bytes, ...]:
        """What must be there, the longest first: it is the rarest."""
        found = {(quoted or bare).encode(errors="replace").lower() for quoted, bare in _WORD.findall(self.words)} - {
            b""
        }
        return tuple(sorted(found, key=lambda one: (-len(one), one)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hits:
    """The lines that answer a filter, in the order of a mode."""

    lines: Lines
    filter: LineFilter
    mode: Mode
    at: npt.NDArray[np.int64]
    """(m,) which lines."""
    times_ns: npt.NDArray[np.int64]
    """(m,) when each of them stands, ascending."""
    looked: int
    """Through how many lines."""

    @property
    def complete(self) -> bool:
        """Whether all that were read were looked through."""
        return self.looked >= len(self.lines)

    def last_at(self, t_ns: int, chosen: int | None = None) -> int:
        """The last of them at or before a time, or the chosen line where it is of that time; -1: all come later."""
        first, behind = (int(np.searchsorted(self.times_ns, t_ns, side)) for side in ("left", "right"))
        same = np.flatnonzero(self.at[first:behind] == chosen)
        return first + int(same[0]) if len(same) else behind - 1


def hits(lines: Lines, wanted: LineFilter, mode: Mode) -> Iterator[Hits | None]:
    """The lines that answer, more and more of them; the last ones are complete. None: no more of them are told yet, and
    whoever does not want them any more can go.
    """
    answers = np.isin(lines.cells["level"], [Level.UNKNOWN, *range(wanted.level, len(Level))])
    for number, name in enumerate(lines.channels):
        if name in wanted.hidden:
            answers &= lines.cells["channel"] != number
    needles, pause_s = wanted.needles, _AGAIN_S
    due_s = time.monotonic() + pause_s
    found = ~lines.cells["readable"] if needles else np.ones(len(lines), dtype=np.bool_)
    for number, chunk in enumerate(lines.chunks if needles else ()):
        right_of_way.let_pass()
        # a search that finds nothing is a row of short calls that keep Python's lock: unless it is offered, the window
        # is away for all of it (80 ms of a million lines)
        time.sleep(0)
        first = number * CHUNK
        if answers[first : first + CHUNK].any():
            here = np.fromiter(chunk.having(needles), dtype=np.int64)
            found[first + here] = True
        due = time.monotonic() >= due_s
        yield _hits(lines, wanted, mode, found & answers, looked=first + CHUNK) if due else None
        if due:
            # what has many hits takes its time to be told, too
            pause_s *= 2
            due_s = time.monotonic() + pause_s
    yield _hits(lines, wanted, mode, found & answers, looked=len(lines))


def _hits(lines: Lines, wanted: LineFilter, mode: Mode, answers: npt.NDArray[np.bool_], *, looked: int) -> Hits:
    at = np.flatnonzero(answers)
    times = lines.times_ns(mode)[at]
    order = np.argsort(times, kind="stable")
    return Hits(lines=lines, filter=wanted, mode=mode, at=at[order], times_ns=times[order], looked=looked)
