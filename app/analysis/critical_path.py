"""Which steps of a trace its whole time consists of, and for how long each of them waited for its turn.

It must not know what the steps did. Method: from the end that is last, back in time. As long as a step has one within
itself that ended last before that time, it waited for that one; else the time is its own, down to its beginning. There
it goes on with its parent: where that had ended before, the time between was spent waiting. Work within other work is
treated as in CRISP (Zhang et al., USENIX ATC 2022, section 3); steps that go on from one another, of which it knows
nothing, are the usual ones here. A step that never ended hides nothing: it goes on with that one's parent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.scene.traced import Step

VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the whole time. Stretches follow one another without a gap."""

    start_ns: int
    end_ns: int
    step: int
    """Whose time it is; of a wait, who waited."""
    waiting: bool = False

    @property
    def took_ns(self) -> int:
        """Never less than nothing."""
        return self.end_ns - self.start_ns


def critical_path(steps: Sequence[Step], last: int | None = None) -> list[Stretch]:
    """The stretches from the beginning to the end of the step `last` (None: that ended last of all), in the order of
    time; none: no step has an end.
    """
    ended = [at for at, one in enumerate(steps) if one.end_ns is not None]
    if not ended or (last is not None and steps[last].end_ns is None):
        return []
    parents = _parents(steps, ended)
    within: dict[int, list[int]] = {at: [] for at in ended}
    for at, parent in parents.items():
        if parent is not None and parent != at:
            within[parent].append(at)
    for those in within.values():
        # taken from the end: the one that ended last comes first
        those.sort(key=lambda at: (_end(steps, at), steps[at].start_ns))
    now: int | None = max(ended, key=lambda at: _end(steps, at)) if last is None else last
    assert now is not None
    time_ns = _end(steps, now)
    found: list[Stretch] = []
    # each step is entered from above once, and from within once for each of its parts
    for _ in range(2 * len(ended) + 1):
        if now is None:
            break
        part = _last_part(steps, within[now], steps[now].start_ns, time_ns)
        if part is not None:
            _put(found, _end(steps, part), time_ns, now)
            now, time_ns = part, _end(steps, part)
            continue
        begun_ns = min(steps[now].start_ns, time_ns)
        _put(found, begun_ns, time_ns, now)
        parent, time_ns = parents[now], begun_ns
        if parent is not None and _end(steps, parent) < begun_ns:
            _put(found, _end(steps, parent), begun_ns, now, waiting=True)
            time_ns = _end(steps, parent)
        now = parent
    return found[::-1]


def _parents(steps: Sequence[Step], ended: Sequence[int]) -> dict[int, int | None]:
    """With what each step that ended goes on: the nearest above it that ended, too."""
    by_span = {one.span: at for at, one in reversed(list(enumerate(steps)))}
    found: dict[int, int | None] = {}
    for at in ended:
        above, seen = by_span.get(steps[at].parent or ""), {at}
        while above is not None and steps[above].end_ns is None and above not in seen:
            seen.add(above)
            above = by_span.get(steps[above].parent or "")
        found[at] = None if above is None or steps[above].end_ns is None else above
    return found


def _last_part(steps: Sequence[Step], parts: list[int], from_ns: int, to_ns: int) -> int | None:
    """Of what a step has within itself, the one that ended last by then; each is taken once."""
    while parts:
        at = parts.pop()
        if _end(steps, at) <= to_ns and from_ns <= steps[at].start_ns:
            return at
    return None


def _put(found: list[Stretch], start_ns: int, end_ns: int, step: int, *, waiting: bool = False) -> None:
    if end_ns > start_ns:
        found.append(Stretch(start_ns=start_ns, end_ns=end_ns, step=step, waiting=waiting))


def _end(steps: Sequence[Step], at: int) -> int:
    end_ns = steps[at].end_ns
    assert end_ns is not None
    return end_ns
