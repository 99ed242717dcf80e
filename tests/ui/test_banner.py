"""What the banner says of drives that are not whole, and that it leads to why."""

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.log import positioned
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


def test_records_that_cannot_be_read_are_not_called_intact(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "evidence" / "copy.h5"
    copy.parent.mkdir()
    copy.write_bytes((SAMPLES / "crossing.h5").read_bytes())
    real, bad = positioned.read_into, set[int]()

    def read_into(fd: int, target: memoryview, offset: int) -> int:
        if any(offset <= at < offset + len(target) for at in bad):
            raise OSError(errno.EIO, "input/output error")
        return real(fd, target, offset)

    monkeypatch.setattr(positioned, "read_into", read_into)
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        channel = here.session.timeline.channels["/lidar/top"]
        extent = here.session.evidence.log.opened[0].segment.extent(int(channel.index[7]))
        bad.add(extent.offset + 10)
        here.open(copy)
        here.wait(lambda: here.session.trust.finished)
        fact = here.window.banner.facts()[0]
        assert fact.word == "Not all checked"
        # one record at least is not among them
        sound, every = (int(part.replace("\u202f", "")) for part in fact.detail.split(" records")[0].split(" of "))
        assert every == 5362
        assert every - 20 < sound < every
