"""The words that loggers have for how grave a line is."""

from __future__ import annotations

import pytest

from app.scene.level import Level, level_of


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("WARN", Level.WARNING), ("debug4", Level.DEBUG), (" Error ", Level.ERROR), ("E", Level.ERROR),
        ("informational", Level.INFO), ("emerg", Level.CRITICAL), ("FATAL2", Level.CRITICAL), (" err ", Level.ERROR),
        ("notice", Level.NOTICE), ("finest", Level.TRACE),
        ("", Level.UNKNOWN), ("7", Level.UNKNOWN), ("20", Level.UNKNOWN), ("info5", Level.UNKNOWN),
        (None, Level.UNKNOWN),
    ],
)  # fmt: skip
def test_the_words_of_many_loggers(word: str | None, level: Level) -> None:
    assert level_of(word) is level


def test_they_are_in_the_order_of_their_gravity() -> None:
    words = ("trace", "debug", "info", "notice", "warn", "err", "fatal")
    assert sorted(words, key=level_of) == list(words)
