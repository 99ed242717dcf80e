"""How well a text answers typed words."""

from __future__ import annotations

import pytest

from app.ui.matching import Answer, off, parted, words_of


def by(typed: str, name: str, *, words: str = "", about: str = "") -> int | None:
    return off(Answer(parted(name), parted(words), parted(about)), words_of(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "anything"), ("brake", "Hard brake"), ("BRAKE hard", "Hard brake"), ("camera/front", "camera/front_left"),
        ("left", "camera/front_left"), ("0.1", "0.1 s forward"), ("31", "31 · Bicycle 0.46"), ("8080", "8080"),
        ("straße", "STRASSE"), ("前方", "前方カメラ"),
    ],
)  # fmt: skip
def test_what_begins_words_is_the_best_answer(typed: str, name: str) -> None:
    assert by(typed, name) == 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [("brakes", "Hard brake"), ("hard light", "Hard brake"), ("x", ""), ("camera rear", "camera/front")],
)
def test_every_word_must_be_there(typed: str, name: str) -> None:
    assert by(typed, name) is None


def test_word_starts_come_before_further_words_infixes_and_what_is_said_about_it() -> None:
    answers = [
        by("mark", "Mark this"),
        by("mark", "Keep this", words="mark"),
        by("mark", "Bookmark this"),
        by("mark", "Keep this", about="It marks an instant"),
    ]
    assert answers == sorted(set(answers), key=lambda one: -1 if one is None else one)
    assert None not in answers
    # inside of a word of what is said about it is no answer: nearly everything would be one
    assert by("stan", "Keep this", about="It marks an instant") is None
