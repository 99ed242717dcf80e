"""What the banner says of drives that are not whole, and that it leads to why."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.banner_words import ShownFact
from tests.ui.windows import SAMPLES, Seat, seat

VECTORS = Path(__file__).resolve().parents[1] / "vectors"

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


def words(here: Seat) -> list[str]:
    return [fact.word for fact in here.window.banner.facts()]


def test_a_segment_that_is_gone_is_named_and_checking_comes_to_an_end(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(*sorted((VECTORS / "A-23-segment-deleted").glob("*.h5")))
        here.wait(lambda: here.session.trust.finished)
        assert words(here)[:2] == ["Not all checked", "Segment missing"]
        assert "Checking" not in here.window.banner.accessibleDescription()


def test_records_that_nobody_signed_are_not_counted_as_checked(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(VECTORS / "A-00-open" / "log.h5")
        here.wait(lambda: here.session.trust.finished)
        trust, facts = here.session.trust, here.window.banner.facts()
        assert trust.tail > 0
        assert facts[0] == ShownFact("intact", "Intact", f"{trust.records} of {trust.records + trust.tail} records")
        assert facts[1] == ShownFact("missing", "No end", f"{trust.tail} unsigned records")


def test_a_file_that_was_cut_off_is_not_called_complete(qtbot: QtBot, tmp_path: Path) -> None:
    cut = tmp_path / "evidence" / "cut.h5"
    cut.parent.mkdir()
    cut.write_bytes((SAMPLES / "crossing.h5").read_bytes()[:9_000_000])
    with seat(qtbot) as here:
        here.open(cut)
        assert "Complete" not in words(here)
        here.wait(lambda: here.session.trust.finished)
        assert words(here)[:2] == ["Not intact", "File cut off"]


def test_a_click_on_it_shows_why(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        assert here.desk.inspector.stack.currentWidget() is here.desk.decision
        QTest.mouseClick(here.window.banner, Qt.MouseButton.LeftButton)
        assert here.desk.inspector.stack.currentWidget() is here.desk.evidence
        assert here.desk.evidence.isVisible()


def test_the_line_at_the_bottom_parts_its_thousands(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.wait(lambda: "Chain walk finished · 5\u202f362 records" in here.window.status.said.text())
