"""Which steps of a trace its whole time consists of."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.critical_path import critical_path
from app.scene.standing import Standing
from app.scene.traced import Step


def step(name: str, start: int, end: int | None, parent: str | None = None) -> Step:
    return Step(
        name=name, stage=None, start_ns=start, end_ns=end, span=name, parent=parent, channel="/trace", row=0,
        arrival_ns=0, standing=Standing.INTACT,
    )  # fmt: skip


def told(*steps: Step, last: int | None = None) -> list[tuple[str, int, int]]:
    """Name, beginning and end of each stretch; a wait is named in brackets by who waited."""
    return [
        (f"({steps[one.step].name})" if one.waiting else steps[one.step].name, one.start_ns, one.end_ns)
        for one in critical_path(steps, last)
    ]


def test_steps_that_go_on_from_one_another_and_their_waits() -> None:
    chain = (
        step("sweep", 0, 10), step("detect", 10, 60, "sweep"), step("plan", 75, 100, "detect"),
        step("log", 60, 70, "detect"), step("brake", 102, 110, "plan"),
    )  # fmt: skip
    assert told(*chain) == [
        ("sweep", 0, 10), ("detect", 10, 60), ("(plan)", 60, 75), ("plan", 75, 100), ("(brake)", 100, 102),
        ("brake", 102, 110),
    ]  # fmt: skip


def test_work_within_work_as_in_crisp() -> None:
    # the parts of one step in turn, one beside another, and what is its own between them
    nested = (
        step("all", 0, 100), step("first", 10, 40, "all"), step("beside", 5, 30, "all"), step("second", 50, 90, "all"),
        step("deep", 55, 60, "second"),
    )  # fmt: skip
    assert told(*nested) == [
        ("all", 0, 10), ("first", 10, 40), ("all", 40, 50), ("second", 50, 55), ("deep", 55, 60), ("second", 60, 90),
        ("all", 90, 100),
    ]  # fmt: skip


def test_both_together() -> None:
    assert told(step("perceive", 0, 50), step("cluster", 10, 45, "perceive"), step("plan", 60, 80, "perceive")) == [
        ("perceive", 0, 10),
        ("cluster", 10, 45),
        ("perceive", 45, 50),
        ("(plan)", 50, 60),
        ("plan", 60, 80),
    ]


def test_what_never_ended_and_what_has_no_parent_here() -> None:
    assert critical_path([]) == []
    assert critical_path([step("a", 0, None)]) == []
    assert told(step("a", 0, None), step("b", 5, 9, "a"), step("c", 9, 12, "elsewhere")) == [("c", 9, 12)]
    # it hides nothing of what came before it
    assert told(step("a", 0, 4), step("b", 4, None, "a"), step("c", 9, 12, "b")) == [
        ("a", 0, 4), ("(c)", 4, 9), ("c", 9, 12),
    ]  # fmt: skip


def test_what_goes_on_behind_the_end_that_is_asked_for_is_no_part_of_it() -> None:
    chain = step("sweep", 0, 10), step("plan", 10, 90, "sweep"), step("brake", 90, 110, "plan")
    steps = *chain, step("upload", 110, 500, "plan")
    assert told(*steps, last=2) == [("sweep", 0, 10), ("plan", 10, 90), ("brake", 90, 110)]
    assert told(*steps)[-1] == ("upload", 110, 500)
    assert told(*steps, step("late", 5, None), last=4) == []


def test_a_step_that_begins_before_what_it_goes_on_from_has_ended() -> None:
    assert told(step("a", 0, 10), step("b", 8, 20, "a")) == [("a", 0, 8), ("b", 8, 20)]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30) | st.none(), st.integers(0, 9) | st.none()), max_size=9)
)
def test_stretches_follow_one_another_whatever_a_log_says(rows: list[tuple[int, int | None, int | None]]) -> None:
    """Also where steps are each other's parents, or their own, or two have one id."""
    steps = [
        step(str(at % 7), start, None if took is None else start + took, None if parent is None else str(parent))
        for at, (start, took, parent) in enumerate(rows)
    ]
    path = critical_path(steps)
    for one, other in pairwise(path):
        assert one.end_ns == other.start_ns
    for one in path:
        assert one.took_ns > 0
        own = steps[one.step]
        assert own.end_ns is not None
        if one.waiting:
            assert one.end_ns == own.start_ns
        else:
            assert own.start_ns <= one.start_ns < one.end_ns <= own.end_ns
    ends = [one.end_ns for one in steps if one.end_ns is not None]
    # where the last one took no time of its own, and had nothing before it, there is nothing to tell
    assert path or all(one.took_ns in (None, 0) for one in steps if one.end_ns == max(ends, default=None))
    if path:
        assert path[-1].end_ns == max(ends)
