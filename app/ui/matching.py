"""Words that somebody types to find something, and how well a text answers them: word starts before infixes.

It must not know what is looked for, nor Qt. Case, and what stands between words, count for nothing: `camera/front`
is two words.
"""

from dataclasses import dataclass

_APART = dict.fromkeys(map(ord, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a0\u00b7\u2013\u2026\u202f\u2212"), " ")
BEST = 0
"""How far an answer is off of which every word begins one of its own words."""


def parted(text: str) -> str:
    """The text as it is compared: before each of its words is a blank."""
    return " " + text.casefold().translate(_APART)


def words_of(typed: str) -> tuple[str, ...]:
    """The words that were typed."""
    return tuple(parted(typed).split())


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be found: its name, further words that mean it, and what is said about it, all of them `parted`."""

    name: str
    words: str = ""
    about: str = ""


def off(answer: Answer, words: tuple[str, ...]) -> int | None:
    """How far the answer is off, less is better; None: one of the words is nowhere in it."""
    name, sum_ = answer.name, BEST
    for word in words:
        start = f" {word}"
        if start in name:
            continue
        if start in answer.words:
            sum_ += 1
        elif word in name:
            sum_ += 2
        elif start in answer.about:
            sum_ += 3
        else:
            return None
    return sum_
