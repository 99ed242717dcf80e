"""The evidence page: every checkpoint, the proof of a record with its hashes, and the key to be compared by eye."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chain.keys import fingerprint
from app.scene.wording import fours
from app.ui.theme.fonts import Role
from app.ui.theme.theme import apply_theme, theme
from app.ui.views.checkpoints_list import CheckpointsList
from app.ui.widgets.painted import broken, width_of
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture
def crossing(qtbot: QtBot) -> Iterator[Seat]:
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        here.desk.channels.record_asked.emit("/lidar/top")
        here.desk.show_evidence()
        here.go(5.0)
        yield here


def test_checkpoints_are_listed_and_lead_to_their_time(crossing: Seat) -> None:
    page, trust = crossing.desk.evidence, crossing.session.trust
    model = page.checkpoints.model()
    assert model.rowCount() == len(trust.checkpoints) > 50
    last = trust.checkpoints[-1]
    assert last.records == trust.records
    assert last.root == crossing.session.evidence.log.opened[0].structure.root
    assert model.index(last.number - 1, 3).data(Qt.ItemDataRole.ToolTipRole) == fours(last.root)
    page.checkpoints.doubleClicked.emit(model.index(4, 0))
    assert crossing.session.state.asked_ns == trust.checkpoints[4].t_ns


def test_a_list_that_was_filled_before_it_is_shown_is_wide_enough(qtbot: QtBot, crossing: Seat) -> None:
    listed = CheckpointsList()
    qtbot.addWidget(listed)
    listed.show_checkpoints(crossing.session.trust.checkpoints, crossing.session.timeline.span[0])
    listed.show()
    head = listed.header()
    assert all(
        listed.columnWidth(column) >= max(listed.sizeHintForColumn(column), head.sectionSizeHint(column))
        for column in range(3)
    )


def test_every_checkpoint_is_as_wide_as_its_longest_cells_at_any_scale(crossing: Seat, qapp: QApplication) -> None:
    listed, trust = crossing.desk.evidence.checkpoints, crossing.session.trust

    def fits() -> bool:
        # Qt's measures every cell
        wanted = [max(listed.sizeHintForColumn(one), listed.header().sectionSizeHint(one)) for one in range(3)]
        return all(listed.columnWidth(column) >= wide > 20 for column, wide in enumerate(wanted))

    assert fits()
    narrow = listed.columnWidth(0)
    many = [replace(one, number=one.number + 99_999_950) for one in trust.checkpoints[:90]]
    again = [*many, *(replace(one, segment=1) for one in trust.checkpoints)]
    listed.show_checkpoints(again, crossing.session.timeline.span[0])
    assert fits()
    assert listed.columnWidth(0) > narrow
    apply_theme(qapp, "dark", scale=1.75)
    assert fits()


def test_the_proof_of_a_record_shows_its_hashes(crossing: Seat) -> None:
    sample = crossing.settle().samples["/lidar/top"]
    assert sample.checked is not None
    leaf, proof = sample.checked.record.fields, crossing.desk.evidence.proof
    crossing.wait(lambda: fours(leaf.payload_root) in proof.accessibleDescription())
    assert fours(leaf.prev_leaf) in proof.accessibleDescription()


def test_the_fingerprint_is_shown_whole(crossing: Seat) -> None:
    key = fingerprint(crossing.session.evidence.genesis.device_key)
    keys = crossing.desk.evidence.keys
    assert fours(bytes.fromhex(key)) in keys.accessibleDescription()
    before = keys.sizeHint().height()
    keys.resize(180, before)
    assert keys.sizeHint().height() > before


def test_the_lane_of_verification_has_a_tick_a_checkpoint(crossing: Seat) -> None:
    bar = crossing.desk.timeline
    cell, image = bar.cell("verification"), bar.grab().toImage()
    assert bar.axis is not None
    assert cell is not None
    tick, row = QColor(theme.tokens.t3), round(cell.top()) + 3
    places = {round(bar.axis.x(one.t_ns)) for one in crossing.session.trust.checkpoints}
    seen = [x for x in sorted(places) if image.pixelColor(x, row) == tick]
    assert len(seen) >= len(places) - 2  # the hand and T0 may stand before one


@pytest.mark.parametrize("room", [30, 80, 400])
def test_a_text_is_broken_so_that_no_line_is_too_wide(themed: object, room: int) -> None:
    text = "its fingerprint is 20f3cdab416eced00e1e6fe3a0b5ea01ba0fb2953f3e4434dedd4ba8387a277c and no other"
    lines = broken(text, Role.SECONDARY, room)
    assert all(width_of(line, Role.SECONDARY) <= room for line in lines)
    assert "".join("".join(lines).split()) == text.replace(" ", "")
    assert broken("", Role.SECONDARY, room) == []
