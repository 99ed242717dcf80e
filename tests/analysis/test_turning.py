"""Which single term would have changed a choice: by hand, and by trying every weight."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.turning import MOST, Silence, turning_of
from app.kinds.decision import Candidate, Decision, Reason
from app.kinds.reference import ModelRef

TERMS = ("collision", "comfort", "progress", "lane")


def candidate(id_: int, *costs: float, total: float | None = math.nan, feasible: bool = True) -> Candidate:
    terms = dict(zip(TERMS, costs, strict=False))
    whole = round(sum(costs), 6) if total is not None and math.isnan(total) else total
    return Candidate(id=id_, manoeuvre="keep_lane", costs=terms, total=whole, feasible=feasible)


def decided(chosen: int | None, *candidates: Candidate) -> Decision:
    return Decision(
        cycle=1, model=ModelRef(name="planner", version="1"), inputs=(), candidates=candidates, chosen=chosen,
        reason=Reason(code="progress"),
    )  # fmt: skip


def told(decision: Decision) -> list[tuple[str, float, int]]:
    found = turning_of(decision)
    assert found.silence is None
    return [(one.term, one.stated, one.candidate) for one in found.turns]


def test_by_hand() -> None:
    """Keep on easing off, or keep the speed, or brake."""
    ease = candidate(2, 0.62, 0.18, 0.34, 0.05)
    keep = candidate(1, 1.21, 0.02, 0.00, 0.05)
    brake = candidate(3, 0.21, 0.82, 0.61, 0.05)
    # 1.19, 1.28 and 1.69: to 1 it is 0.09, to 3 it is 0.50
    assert told(decided(2, ease, keep, brake)) == [
        ("collision", 0.847, 1),  # 1 - 0.09 / 0.59 = 0.84746
        ("progress", 1.27, 1),  # 1 + 0.09 / 0.34 = 1.26471
        ("comfort", 1.57, 1),  # 1 + 0.09 / 0.16 = 1.5625
        ("collision", 2.22, 3),  # 1 + 0.50 / 0.41 = 2.21951
        ("comfort", 0.218, 3),  # 1 - 0.50 / 0.64 = 0.21875
    ]


def test_a_weight_of_nothing_is_the_least() -> None:
    # comfort would have to count as a gain
    assert told(decided(1, candidate(1, 0.0, 0.0, 0.0), candidate(2, 0.5, 0.4, 0.0))) == []


def test_a_term_that_would_weigh_a_hundred_times_as_much_is_left_out() -> None:
    # 1 + 0.89 / 0.01 and 1 - 0.89 / 0.9; 1 + 1.09 / 0.01 and 1 - 1.09 / 1.1
    assert told(decided(1, candidate(1, 0.0201, 0.5), candidate(2, 0.0101, 1.4))) == [
        ("collision", 90.1, 2), ("comfort", 0.0111, 2),
    ]  # fmt: skip
    assert told(decided(1, candidate(1, 0.0201, 0.5), candidate(2, 0.0101, 1.6))) == []


def test_terms_that_may_differ_by_rounding_alone_change_nothing() -> None:
    # logged in hundredths: 0.01 may be nothing
    assert told(decided(1, candidate(1, 0.53, 0.33), candidate(2, 0.84, 0.30))) == [("collision", 0.0967, 2)]
    # 1 + 0.28 / 0.03
    assert ("comfort", 10.4, 2) in told(decided(1, candidate(1, 0.53, 0.330001), candidate(2, 0.84, 0.300001)))


def test_terms_that_are_too_coarse_to_tell_are_not_taken_for_equal_ones() -> None:
    # in tenths: 0.1 may be 0.15, and 0.5 0.45; three times 0.4 would have been enough
    found = turning_of(decided(1, candidate(1, 0.5, 0.1), candidate(2, 0.1, 0.9)))
    assert (found.turns, found.silence, found.unsure) == ((), None, True)
    # a hundred times what they may differ by is too little
    found = turning_of(decided(1, candidate(1, 0.5, 0.1), candidate(2, 0.5, 900.1)))
    assert (found.turns, found.silence, found.unsure) == ((), None, False)


def test_of_a_cost_that_is_not_among_the_terms_nothing_is_left_out_of_account() -> None:
    same, more = (
        Candidate(id=id_, manoeuvre="keep_lane", costs={"a": 1000.0001, "b": b}, total=total, feasible=True)
        for id_, b, total in ((1, 0.5001, 1000.5002), (2, 0.2001, 1000.9002))
    )
    assert turning_of(decided(1, same, more)).silence is Silence.OTHER_COSTS


def test_what_cannot_be_driven_is_no_choice() -> None:
    assert (
        told(decided(1, candidate(1, 0.6, 0.2), candidate(2, 0.1, 0.9, feasible=False), candidate(3, 0.9, 0.6))) == []
    )


def test_a_factor_is_not_rounded_past_a_third_candidate() -> None:
    first = candidate(1, 1.0, 0.0)
    # the one is reached at 1.0001, the other is cheaper from 1.0009 on
    near, far = candidate(2, 0.5, 0.50005), candidate(3, 0.0, 1.0005)
    (stated,) = (factor for term, factor, which in told(decided(1, first, near, far)) if (term, which) == (TERMS[0], 2))
    assert 1.0001 < stated < 1.0009


@pytest.mark.parametrize(
    ("silence", "decision"),
    [
        (Silence.NO_CHOICE, decided(None, candidate(1, 0.5))),
        (Silence.NO_CHOICE, decided(1, candidate(1, 0.5, total=None))),
        (Silence.NOT_DRIVABLE, decided(1, candidate(1, 0.5, feasible=False), candidate(2, 0.6))),
        (Silence.ALONE, decided(1, candidate(1, 0.5), candidate(2, 0.4, feasible=False), candidate(3, total=None))),
        (Silence.OTHER_COSTS, decided(1, candidate(1, 0.5), candidate(2, 0.6, total=0.9))),
        (Silence.OTHER_COSTS, decided(1, candidate(1, 0.5), candidate(2, total=0.9))),
        (Silence.OTHER_COSTS, decided(1, candidate(1, 1e308, 1e308, total=1e308), candidate(2, 1.0))),
        (Silence.NOT_CHEAPEST, decided(1, candidate(1, 0.5), candidate(2, 0.25))),
        (Silence.TOO_MANY, decided(0, *(candidate(number, 0.5, 0.5, 0.5, 0.5) for number in range(MOST // 4 + 2)))),
    ],
)  # fmt: skip
def test_where_nothing_can_be_said_it_says_why(silence: Silence, decision: Decision) -> None:
    found = turning_of(decision)
    assert found.silence is silence
    assert not found.turns


costs = st.lists(st.integers(0, 999), min_size=4, max_size=4).map(lambda those: [one / 250 + 1e-12 for one in those])


def dearest(decision: Decision, term: str, factor: float) -> dict[int, float]:
    return {
        one.id: sum(cost * (factor if name == term else 1) for name, cost in one.costs.items())
        for one in decision.candidates
    }


@given(st.lists(costs, min_size=2, max_size=6))
def test_a_stated_factor_changes_the_choice_and_nothing_nearer_does(those: list[list[float]]) -> None:
    those.sort(key=sum)
    decision = decided(0, *(candidate(number, *one, total=sum(one)) for number, one in enumerate(those)))
    found = turning_of(decision)
    assert found.silence is None
    for turn in found.turns:
        there = dearest(decision, turn.term, turn.stated)
        assert there[turn.candidate] < there[0]
        assert there[turn.candidate] <= min(there.values()) + 1e-9
        assert abs(turn.stated / turn.factor - 1) < 0.021
    for term in TERMS:
        for step in range(-20, 21):
            factor = 2.0 ** (step / 4)
            there = dearest(decision, term, factor)
            changed = min(there.values()) < there[0] - 1e-6
            nearer = any(
                one.term == term and (1 <= one.factor <= factor or factor <= one.factor <= 1) for one in found.turns
            )
            assert nearer or not changed
