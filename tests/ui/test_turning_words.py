"""What would have changed a choice stands beneath the candidates, in words that agree with what was reckoned."""

from __future__ import annotations

import pytest

from app.analysis.turning import Silence, Turning, turning_of
from app.kinds.decision import Decision
from app.scene.content import Words
from app.scene.wording import named
from app.ui.views.turning_words import turning_rows
from tests.ui.windows import Seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


def test_each_cycle_says_what_would_have_changed_its_choice(crossing: Seat) -> None:
    said: set[int] = set()
    for tenth in range(40, 80, 2):
        (sample,) = crossing.go(tenth / 10).of_kind("decision")
        if not sample.current or not isinstance(sample.content, Words):
            continue
        decision = sample.content.document
        assert isinstance(decision, Decision)
        found = turning_of(decision)
        section = crossing.desk.decision._turning
        assert section.isVisibleTo(crossing.desk.decision)
        for turn in found.turns:
            assert f"{named(turn.term)} weight × {turn.stated:g} selects K{turn.candidate} " in (
                section.accessibleDescription()
            )
        nothing = not found.turns and found.silence is None
        assert ("No single term" in section.accessibleDescription()) is (nothing and not found.unsure)
        assert ("Not known" in section.accessibleDescription()) is (nothing and found.unsure)
        assert ("Not defined" in section.accessibleDescription()) is (found.silence is not None)
        assert "Method, version 1" in section.accessibleDescription() or found.silence is not None
        said.add(-1 if found.silence else len(found.turns))
    # it was none, and some, and there was nothing to compare with
    assert {-1, 0, 2} <= said


def test_every_reason_to_say_nothing_has_its_own_words(crossing: Seat) -> None:
    (sample,) = crossing.go(6.0).of_kind("decision")
    assert isinstance(sample.content, Words)
    decision = sample.content.document
    assert isinstance(decision, Decision)
    told = [turning_rows(Turning(silence=silence), decision) for silence in Silence]
    assert len({rows[0][-1] for rows in told}) == len(Silence)
