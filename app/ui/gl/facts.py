"""What the strip below a scene has to say, and what of it fits into so much room.

It must not know widgets, nor what the facts mean. What goes last: that points are missing, and facts that are `kept`;
the first of these never does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

_WORST = ("broken", "warn")
"""Tones by which facts that did not fit are counted, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing to be said."""

    text: str
    tone: str = "t3"
    """Name of its colour."""
    short: str = ""
    """Where the text does not fit: less, and not something else. Empty: then it is not said."""
    kept: bool = False
    """It goes behind everything that is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that is to be said."""

    title: str = ""
    """Of the number that colours mean; empty: nothing is coloured."""
    low: str = ""
    high: str = ""
    ramp: tuple[tuple[int, int, int], ...] = ()
    ranged: bool = False
    """Whether its colours run between two numbers that can be changed."""
    left: tuple[Fact, ...] = ()
    """The most important first."""
    backend: str = ""
    """Who draws; what stands behind its comma says why."""
    count: str = ""
    """How many points there are."""
    count_short: str = ""


class Legend(Enum):
    """How much is said of what colours mean."""

    FULL = "full"
    UNTITLED = "untitled"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What is said: words and their tones."""

    legend: Legend
    left: tuple[tuple[str, str], ...]
    """From the left."""
    right: tuple[tuple[str, str], ...]
    """From the right."""


def fitted(
    facts: Facts, room: float, *, gap: float, width: Callable[[str], float], legends: Mapping[Legend, float]
) -> Fitted:  # fmt: skip
    """What of the facts goes into so many pixels. `width`: of a text; `legends`: of what colours mean."""
    kept = [fact for fact in facts.left if fact.kept]
    legend, few, spare = _least(facts, kept, room + gap, gap=gap, width=width, legends=legends)
    made = _Room(spare, gap, width)
    words = {fact: made.longer(fact.short or fact.text, fact.text) for fact in few}
    count, whole = facts.count_short if legend is not None else "", facts.count.startswith(facts.count_short)
    if not whole and count:
        count = made.longer(count, facts.count)
    backend = made.added(facts.backend.partition(",")[0])
    words, hidden = made.filled(facts.left, words)
    # that all is as one expects, and why who draws does, goes first
    count = made.longer(count, facts.count) if count else ""
    if backend:
        backend = made.longer(backend, facts.backend)
    left = [(words[fact], fact.tone) for fact in facts.left if fact in words]
    if hidden:
        tones = {fact.tone for fact in hidden}
        left.append((f"+{len(hidden)}", next((tone for tone in _WORST if tone in tones), "t3")))
    right = [(text, tone) for text, tone in ((count, "t2"), (backend, "t3")) if text]
    return Fitted(legend=legend or Legend.NONE, left=tuple(left), right=tuple(right))


def _least(
    facts: Facts, kept: list[Fact], room: float, *, gap: float, width: Callable[[str], float],
    legends: Mapping[Legend, float],
) -> tuple[Legend | None, list[Fact], float]:  # fmt: skip
    """What is said in any case, as short as may be, and what room it leaves: how much of what colours mean, and which
    facts. None: neither that, nor how many points there are.
    """
    facts_px = [width(fact.short or fact.text) + gap for fact in kept]
    count_px = width(facts.count_short) + gap if facts.count else 0.0
    for legend in Legend:
        spare = room - sum(facts_px) - count_px - (legends[legend] + gap if legends[legend] else 0.0)
        if spare >= 0:
            return (legend if legends[legend] else Legend.NONE), kept, spare
    while len(facts_px) > 1 and sum(facts_px) > room:
        facts_px.pop()
    return None, kept[: len(facts_px)], room - sum(facts_px)


class _Room:
    """What is left of it."""

    def __init__(self, spare: float, gap: float, width: Callable[[str], float]) -> None:
        self._spare, self._gap, self._width = spare, gap, width

    def longer(self, short: str, text: str) -> str:
        """The text instead of the short one, if that fits."""
        return text if self._taken(self._width(text) - self._width(short)) else short

    def added(self, *texts: str) -> str:
        """The first of these that fits; empty: none does."""
        return next((text for text in texts if text and self._taken(self._width(text) + self._gap)), "")

    def filled(self, facts: tuple[Fact, ...], said: dict[Fact, str]) -> tuple[dict[Fact, str], list[Fact]]:
        """What is said of all the facts when some are already, and which are to be counted."""
        rest = [fact for fact in facts if fact not in said]
        whole = sum(self._width(fact.text) + self._gap for fact in rest)
        if whole > self._spare and not self._taken(self._width(f"+{len(rest)}") + self._gap):
            return said, []
        more = {fact: self.added(fact.text, fact.short) for fact in rest}
        return said | {fact: text for fact, text in more.items() if text}, [fact for fact in rest if not more[fact]]

    def _taken(self, pixels: float) -> bool:
        fits = pixels <= self._spare
        self._spare -= pixels if fits else 0.0
        return fits
