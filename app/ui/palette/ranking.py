"""What of all that could be offered answers the typed words: the best first, group by group.

It must not know Qt, nor where the offers come from. Ten thousand of them are looked through at each key.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.ui.matching import Answer, off, parted, words_of
from app.ui.palette.offer import Group, Offer


@dataclass(frozen=True, slots=True)
class Hits:
    """The offers of one group that answer, the best first."""

    group: Group
    offers: Sequence[Offer]
    off: int
    """How far the best one is off."""


Ready = tuple[Answer, Offer]


def ready(one: Offer) -> Ready:
    """An offer as it is looked through."""
    return Answer(parted(one.text), parted(f"{one.words} {one.group.value}"), parted(one.about)), one


class Index:
    """The offers of one group, made ready to be looked through."""

    def __init__(self, group: Group, offers: Iterable[Offer] = (), *, made: Sequence[Ready] = ()) -> None:
        """`made`: what is ready already, before the others."""
        self.group = group
        self._offers = [*made, *map(ready, offers)]
        self._last: tuple[str, Hits | None] | None = None

    def hits(self, typed: str) -> Hits | None:
        """Those that answer; with nothing typed all, in their own order."""
        if self._last is None or self._last[0] != typed:
            self._last = typed, self._found(typed)
        return self._last[1]

    def _found(self, typed: str) -> Hits | None:
        words = words_of(typed)
        if not words and typed.strip():
            return self._by_sign(typed.strip())
        whole = " " + " ".join(words)
        # a list for each distance and no pair for each answer: so many new objects would wake the garbage collector
        found: dict[int, list[Offer]] = {}
        for answer, one in self._offers:
            by = off(answer, words)
            if by is not None:
                # a name that begins as typed comes before one that only has the words
                found.setdefault(2 * by + (not answer.name.startswith(whole)), []).append(one)
        if not found:
            return None
        return Hits(self.group, [one for by in sorted(found) for one in found[by]], min(found))

    def _by_sign(self, sign: str) -> Hits | None:
        """A sign is no word, but may be a key: `+`."""
        found = [one for _, one in self._offers if sign in one.aside.split(", ")]
        return Hits(self.group, found, 0) if found else None


def ranked(indexes: Iterable[Index], typed: str) -> list[Hits]:
    """The groups that have answers, the one with the best first."""
    found = [hits for index in indexes if (hits := index.hits(typed)) is not None]
    return sorted(found, key=lambda hits: hits.off)
