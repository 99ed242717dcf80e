"""What is typed into the ledger: which cycles stay, and what is said of what is no filter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.replay.ledger import Ledger
from app.replay.ledger_filter import NAMES, NUMBERS, FilterError, filter_of
from tests.replay.opening import lanes_in


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return lanes_in("cut-in").ledger


def kept(ledger: Ledger, text: str) -> list[int]:
    return [int(row) for row in filter_of(text).rows(ledger)]


def test_nothing_keeps_all(ledger: Ledger) -> None:
    assert kept(ledger, "") == kept(ledger, "   ") == list(range(len(ledger)))
    assert kept(Ledger(), "distance < 20") == []


def test_a_word_is_looked_for_in_its_column(ledger: Ledger) -> None:
    chosen = [ledger.word("manoeuvre", at) for at in range(len(ledger))]
    wanted = [at for at, word in enumerate(chosen) if word is not None and "brake" in word.split("_")]
    assert wanted
    assert kept(ledger, "manoeuvre = brake") == wanted
    assert kept(ledger, "manoeuvre=Brake") == wanted
    assert kept(ledger, "manoeuvre != brake") == [at for at in range(len(ledger)) if at not in wanted]
    # a part of a word is another one
    assert kept(ledger, "manoeuvre = rake") == []
    assert kept(ledger, 'manoeuvre = "lane change"') == kept(ledger, "manoeuvre = lane_change")


def test_what_was_rejected_is_found_by_manoeuvre_and_by_reason(ledger: Ledger) -> None:
    told = [ledger.rejections[int(at)] for at in ledger.cells["rejected"]]
    for column in (0, 1):
        words = {pair[column] for pairs in told for pair in pairs if pair[column]}
        # some of them not of every cycle
        assert {len(kept(ledger, f"rejected = {word}")) for word in words} - {0, len(ledger)}
        for word in words:
            there = [at for at, pairs in enumerate(told) if word in {pair[column] for pair in pairs}]
            assert set(kept(ledger, f"rejected = {word}")) >= set(there)


@pytest.mark.parametrize(
    ("name", "column", "unit"),
    [("distance", "distance", 1), ("cost", "total", 1), ("behind", "behind", 1), ("latency", "latency_ns", 1e-6)],
)
def test_numbers_are_compared_and_what_is_not_said_is_never_among_them(
    ledger: Ledger, name: str, column: str, unit: float
) -> None:
    values = ledger.cells[column].astype(float) * unit
    values[values < 0] = np.nan
    middle = float(np.nanmedian(values))
    for sign, holds in (
        ("<", values < middle),
        (">=", values >= middle),
        ("!=", (values != middle) & ~np.isnan(values)),
    ):
        assert kept(ledger, f"{name} {sign} {middle!r}") == np.flatnonzero(holds).tolist()


def test_all_terms_hold(ledger: Ledger) -> None:
    some, others = kept(ledger, "rejected = lane_change"), kept(ledger, "cost > 0.5")
    assert kept(ledger, "rejected = lane_change and cost > 0.5") == sorted(set(some) & set(others))
    assert kept(ledger, "chosen = K0") == kept(ledger, "chosen = 0") != []


def test_a_word_alone_may_stand_anywhere(ledger: Ledger) -> None:
    assert set(kept(ledger, "brake")) == set(kept(ledger, "manoeuvre = brake")) | set(kept(ledger, "rejected = brake"))
    model = ledger.models[0][0]
    assert kept(ledger, model.name) == kept(ledger, f'model = "{model.name}"') != []


@pytest.mark.parametrize(
    ("text", "says", "where"),
    [
        ("speed > 3", "there is no column speed", "speed"),
        ("cost > much", "compared with a number", "much"),
        ("object < 3", "takes = or !=", "<"),
        ("cost > 3 or cost < 1", "joined by 'and'", "or cost < 1"),
        ("cost > ", "a column, a sign and a value", "cost > "),
        ("cost > 3 and", "a column, a sign and a value", ""),
        ("= 3", "a column, a sign and a value", "= 3"),
    ],
)
def test_what_is_no_filter_is_told_with_its_place(text: str, says: str, where: str) -> None:
    with pytest.raises(FilterError, match=says) as told:
        filter_of(text)
    assert text[told.value.start : told.value.end] == where


@given(st.text(alphabet='aK and=<>!3."_\n', max_size=40))
def test_whatever_is_typed_is_a_filter_or_says_why_not(text: str) -> None:
    told = problem(text)
    assert told is None or 0 <= told.start <= told.end <= len(text)


def problem(text: str) -> FilterError | None:
    try:
        filter_of(text).rows(Ledger())
    except FilterError as error:
        return error
    return None


def test_every_name_can_be_compared(ledger: Ledger) -> None:
    for name in NAMES:
        equal, other = kept(ledger, f"{name} = 1"), kept(ledger, f"{name} != 1")
        assert not set(equal) & set(other)
        # of numbers, what is not said is neither
        said = np.isfinite(ledger.numbers(NUMBERS[name][0])).sum() if name in NUMBERS else len(ledger)
        assert len(equal) + len(other) == said
