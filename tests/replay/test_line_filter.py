"""What is looked for among the lines of a log: found by the letter, in every chunk, in the order of each mode."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kinds.quantity import TraceId
from app.kinds.text import Place, TextLine
from app.log.channel import Mode
from app.replay.line_filter import Hits, LineFilter, hits
from app.replay.lines import CHUNK, MOST_SIGNS, Lines, LineWriter
from app.scene.level import Level
from app.scene.standing import Standing

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def written(*lines: TextLine | None, channels: int = 1, trace: bytes = bytes(16)) -> Lines:
    writer = LineWriter(len(lines))
    for number in range(channels):
        writer.begin(f"/log/{number}")
        for row, line in enumerate(lines[number::channels]):
            at = row * channels + number
            standing = Standing.INTACT if line else Standing.BROKEN
            # what was captured later had arrived before
            writer.add(row, line, capture_ns=at, arrival_ns=1_000_000 - at, standing=standing, trace=trace)
    return writer.lines(complete=True)


def all_hits(lines: Lines, wanted: LineFilter, mode: Mode = Mode.CAPTURE) -> Hits:
    last = list(hits(lines, wanted, mode))[-1]
    assert last is not None
    assert last.complete
    return last


def said(lines: Lines, words: str, level: Level = Level.UNKNOWN) -> list[str]:
    return [lines.said(at) for at in all_hits(lines, LineFilter(words=words, level=level)).at.tolist()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Brakes hard", "brakes off", "Lane kept"]),
        ("BRAKES", ["Brakes hard", "brakes off"]),
        ("brakes off", ["brakes off"]),
        ("off brakes", ["brakes off"]),
        ('"brakes off"', ["brakes off"]),
        ('"off brakes"', []),
        ('"lane kept', ["Lane kept"]),
        ("logger:planner", ["Brakes hard"]),
        (f"trace:{TRACE[:8]}", ["Lane kept"]),
        ("speed:12", ["brakes off"]),
        ("hardbrakes", []),
        ('""', ["Brakes hard", "brakes off", "Lane kept"]),
    ],
)  # fmt: skip
def test_every_word_must_be_there(words: str, found: list[str]) -> None:
    trace: TraceId = TRACE
    lines = written(
        TextLine(message="Brakes hard", logger="planner"),
        TextLine(message="brakes off", fields={"speed": 12}),
        TextLine(message="Lane kept", trace=trace),
    )
    assert said(lines, words) == found


def test_a_word_does_not_reach_from_one_line_into_the_next() -> None:
    lines = written(TextLine(message="ab"), TextLine(message="cd"), TextLine(message="abcd"), TextLine(message="bcx"))
    assert said(lines, "bc") == ["abcd", "bcx"]


def test_levels_are_at_least_that_grave_and_unknown_ones_stay() -> None:
    lines = written(*(TextLine(message=one, level=one) for one in ("DEBUG", "Info", "warn", "fatal", "loud")))
    assert said(lines, "", Level.WARNING) == ["warn", "fatal", "loud"]
    assert said(lines, "fatal", Level.ERROR) == ["fatal"]


def test_the_order_is_that_of_the_mode_whatever_the_channel() -> None:
    lines = written(*(TextLine(message=f"line {number}") for number in range(9)), channels=2)
    forth = [lines.said(at) for at in all_hits(lines, LineFilter()).at.tolist()]
    back = [lines.said(at) for at in all_hits(lines, LineFilter(), Mode.ARRIVAL).at.tolist()]
    assert forth == [f"line {number}" for number in range(9)]
    assert back == forth[::-1]
    found = all_hits(lines, LineFilter())
    assert [found.last_at(t_ns) for t_ns in (-1, 0, 3, 99)] == [-1, 0, 3, 8]


def test_lines_of_a_hidden_channel_are_left_out() -> None:
    lines = written(*(TextLine(message=str(number)) for number in range(6)), channels=2)
    wanted = LineFilter(hidden=frozenset({"/log/1"}))
    assert [lines.record(at) for at in all_hits(lines, wanted).at.tolist()] == [("/log/0", row) for row in range(3)]


def test_what_cannot_be_read_is_never_left_out() -> None:
    lines = written(TextLine(message="a"), None, TextLine(message="b"))
    assert lines.cells["readable"].tolist() == [True, False, True]
    assert said(lines, "") == ["a", "", "b"]
    # nobody can tell what it says
    assert said(lines, "b") == ["", "b"]


def test_the_trace_of_the_record_is_that_of_the_line_unless_it_says_another() -> None:
    trace: TraceId = TRACE
    lines = written(TextLine(message="a"), TextLine(message="b", trace=trace), trace=b"\xab" * 16)
    assert [lines.fact(at, "trace") for at in (0, 1)] == ["ab" * 16, TRACE]


def test_further_fields_are_taken_for_no_member_of_the_line() -> None:
    fields = {"level": "info", "logger": "innocent", "logger:x": "y", "speed": 3}
    lines = written(
        TextLine(message="a\x1flogger:forged \ud800", level="error", logger="planner", fields=fields),
        TextLine(message="b", fields=fields),
    )
    assert [lines.fact(0, name) for name in ("level", "logger")] == ["error", "planner"]
    assert [lines.fact(1, name) for name in ("level", "logger", "trace")] == ["", "", ""]
    assert {"fields.level:info", "fields.logger:innocent", "fields.logger;x:y", "speed:3"} <= set(lines.facts(0))


def test_all_that_is_known_of_a_line_is_looked_through_to_its_end() -> None:
    lines = written(
        TextLine(message="a", exception="Traceback " + "x" * 5_000 + " BrakeFault: no pressure"),
        TextLine(message="b", source=Place(file="planner.py", function="step", host="ecu")),
    )
    assert said(lines, "brakefault") == ["a"]
    assert said(lines, "planner.py host:ecu function:step") == ["b"]


def test_what_is_too_long_is_kept_in_part_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = written(TextLine(message="x" * MOST_SIGNS + "end"), TextLine(message="short"))
    assert lines.cells["clipped"].tolist() == [True, False]
    monkeypatch.setattr("app.replay.lines.MOST_BYTES", 10)
    lines = written(TextLine(message="x" * 20), TextLine(message="y" * 1_000), TextLine(message="z"))
    assert lines.cells["clipped"].tolist() == [False, True, False]


@given(
    st.lists(st.text(alphabet="abAB é\u3042", max_size=6), min_size=1, max_size=40),
    st.text(alphabet="abAB é\u3042", min_size=1, max_size=3),
)
def test_words_are_found_as_by_looking_at_each_line(messages: list[str], words: str) -> None:
    lines = written(*(TextLine(message=one) for one in messages))
    needles = [one.decode() for one in LineFilter(words=words).needles]
    folded = [one.encode().lower().decode() for one in messages]
    assert said(lines, words) == [
        message for message, small in zip(messages, folded, strict=True) if all(one in small for one in needles)
    ]


def test_every_line_of_many_chunks_is_looked_at() -> None:
    many = 3 * CHUNK + 17
    lines = written(*(TextLine(message=f"n{number} {'even' if number % 2 == 0 else 'odd'}") for number in range(many)))
    assert np.array_equal(all_hits(lines, LineFilter(words="odd")).at, np.arange(1, many, 2))
    assert said(lines, f"n{many - 1}") == [f"n{many - 1} even"]
