"""Three people at work, from the start page to what they came for, with every action counted.

The counts stand in README.md; a test fails when one grows.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from app.log.channel import Mode
from app.ui.intake.dialog import IntakeDialog
from app.ui.layouts.shipped import COMPARE_SENSORS
from app.ui.start_page import SampleCard
from tests.convert.real import folder
from tests.ui.hands import Hands
from tests.ui.windows import Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")
README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture
def here(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as one:
        one.desktop._on_tour_declined()
        yield one


def stated(who: str) -> int:
    """How many actions README says."""
    found = re.search(rf"^\| {who} .*\| (\d+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def open_sample(here: Seat, hands: Hands, name: str) -> None:
    (card,) = (one for one in here.window.start.findChildren(SampleCard) if one._path.stem == name)
    hands.click(card)
    here.wait(lambda: here.window.session is not None)
    here.finish()
    here.settle()


def sentence(here: Seat) -> str:
    here.settle()
    moment = here.session.moment
    assert moment is not None
    sample = moment.first_of(["decision"])
    assert sample is not None
    return str(sample.content.document.reason.text)  # type: ignore[union-attr]


def test_an_investigator_finds_out_why_it_did_not_brake(here: Seat) -> None:
    hands = Hands(here)
    open_sample(here, hands, "crossing")
    here.wait(lambda: here.session.state.t0_ns is not None)
    desk = here.desk
    # the contact is proposed as T0; who signs for it says so
    hands.press("T")
    here.settle()
    assert any(
        one.kind == "collision" and one.start_ns == here.session.state.here_ns for one in here.session.lanes.events
    )
    hands.press("Shift+T")
    hands.press("M")
    # the nearest object is the person
    hands.press("Tab")
    assert desk.selection.selected == "36"
    hands.press("Ctrl+PgDown")
    here.wait(lambda: desk.object.isVisible() and desk.object._life is not None and desk.object._life.complete)
    life = desk.object._life
    assert life is not None
    rows = [row.text for row in desk.object.model.rows]
    # its first track
    hands.click(desk.object.table.viewport(), desk.object.table.visualRect(desk.object.model.index(0, 1)).center())
    here.wait(lambda: desk.object.table.currentIndex().row() == 0)
    hands.press("Home")
    here.settle()
    assert rows[desk.object.table.currentIndex().row()] == "First reported: Unknown"
    assert here.session.moment is not None
    assert here.session.moment.t_ns == life.times_ns(Mode.CAPTURE)[0]
    hands.press("M")
    # each turn: flips of its class, and what was planned
    seen: list[tuple[str, str]] = []
    wanted = ["Decided: Emergency brake", "Pedestrian → Unknown", "No longer because of it: Keep lane"]
    while wanted:
        hands.press("Down")
        text = rows[desk.object.table.currentIndex().row()]
        seen.append((text, sentence(here)))
        if text == wanted[0]:
            hands.press("M")
            wanted.pop(0)
    t0_ns = here.session.state.t0_ns
    assert t0_ns is not None
    flips = np.flatnonzero(life.likeliest[1:] != life.likeliest[:-1]) + 1
    before = int((life.times_ns(Mode.CAPTURE)[flips] <= here.session.state.here_ns).sum())
    assert sum("→" in text for text, _ in seen) == before >= 10
    # why it did not brake
    assert seen[-1] == ("No longer because of it: Keep lane", "Keeps the lane: nothing in the way")
    here.wait(lambda: len(desk.marks) == 5)
    assert hands.actions <= stated("Investigator"), hands.actions


def drop(here: Seat, hands: Hands, path: Path) -> None:
    """From the file manager onto the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    place = here.window.rect().center()
    hands.actions += 1
    # only the system can send one
    here.window.dropEvent(QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none))


def seal(here: Seat, hands: Hands) -> str:
    """Read what the dialog says, and let it seal; what it said."""

    def dialog() -> IntakeDialog | None:
        return next((one for one in here.window.findChildren(IntakeDialog) if one.isVisible()), None)

    here.wait(lambda: (one := dialog()) is not None and one.seal.isEnabled())
    there = dialog()
    assert there is not None
    said, before = there.words.toPlainText(), here.window.session
    hands.click(there.seal)
    here.wait(lambda: here.window.session is not None and here.window.session is not before, 120)
    # as a window manager does behind a dialog
    here.window.activateWindow()
    here.wait(here.window.isActiveWindow)
    here.finish()
    here.settle()
    return said


def test_a_newcomer_replays_recordings_of_their_own(here: Seat, tmp_path: Path) -> None:
    hands = Hands(here)
    source = tmp_path / "002"
    shutil.copytree(folder("pandaset_002") / "002", source)
    drop(here, hands, source)
    offer = here.window.start._seal
    here.wait(offer.isVisible)
    hands.click(offer)
    said = seal(here, hands)
    assert "decision" not in {one.kind for one in here.session.timeline.channels.values()}
    assert "absent      nothing is in it of radar, predictions, decisions, commands, actuations, vehicle state" in said
    # all cameras around the points, and on
    hands.press("Ctrl+PgDown")
    hands.press("Ctrl+PgDown")
    assert here.window.layouts.name == COMPARE_SENSORS
    assert sum(one.isVisible() for one in here.desk.cameras_) >= 4
    assert here.desk.space.isVisible()
    before = here.session.state.here_ns
    hands.press("Space")
    here.wait(lambda: here.session.state.here_ns > before + 200_000_000)
    hands.press("Space")
    recording = tmp_path / "drive.mcap"
    shutil.copyfile(folder("mcap_pandaset_derived") / "pandaset_002_f00-03.mcap", recording)
    drop(here, hands, recording)
    seal(here, hands)
    assert here.session.evidence.title.startswith("drive")
    kinds = {one.kind for one in here.session.timeline.channels.values()}
    assert {"image", "cloud"} <= kinds
    assert hands.actions <= stated("Newcomer"), hands.actions


def test_an_engineer_finds_what_kept_it_from_changing_lanes(here: Seat) -> None:
    hands = Hands(here)
    open_sample(here, hands, "cut-in")
    desk = here.desk
    hands.press("Ctrl+PgDown")
    here.wait(desk.ledger.isVisible)
    # the cycles in which a lane change was refused
    hands.press("Ctrl+F")
    hands.type("rejected = rear_traffic")
    shown, there = desk.ledger.model.counted
    assert 0 < shown < there
    hands.press("Return")
    went = []
    for _ in range(shown):
        hands.press("F3")
        went.append(here.settle().t_ns)
    assert len(set(went)) == shown
    # which cost decided: the list has each term, and beneath it what would have changed the choice
    assert desk.inspector.page == "decision"
    assert not desk.decision._turning.isHidden()
    # two of its candidates in 3D, one after the other
    moment = here.session.moment
    assert moment is not None
    for _ in range(2):
        hands.press("C")
        assert desk.selection.picked in desk.decision.candidates.ids
    assert here.session.moment is moment
    # the slowest trace, stage by stage
    here.wait(lambda: here.session.reactions is not None and here.session.reactions.complete)
    hands.click(desk.trace.slowest)
    here.settle()
    stages = desk.trace.model.rowCount()
    assert stages >= 5
    hands.click(desk.trace.table.viewport(), desk.trace.table.visualRect(desk.trace.model.index(0, 0)).center())
    for stage in range(1, stages):
        hands.press("Down")
        here.settle()
        assert desk.trace.table.currentIndex().row() == stage
    # where another version of the model began to decide
    hands.press("Ctrl+K")
    hands.type("model change")
    hands.press("Return")
    ((cycle, before, after),) = here.session.lanes.ledger.changes()
    assert (before, after) == ("4.1.2", "4.2.0")
    assert here.settle().t_ns == here.session.lanes.ledger.times_ns(Mode.CAPTURE)[cycle]
    assert hands.actions <= stated("Engineer"), hands.actions
