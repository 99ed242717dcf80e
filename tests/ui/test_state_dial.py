"""The vehicle at the instant: all that was logged is seen or counted, in much room and in little."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.kinds.code import OnOff
from app.scene.content import Table
from app.ui.theme.theme import theme
from app.ui.views.state_dial import State, StateDial
from tests.ui.windows import SAMPLES, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


@pytest.fixture(scope="module")
def table() -> Table:
    from app.chain.trust import TrustStore
    from app.replay.evidence import open_evidence
    from app.scene.decode import Decoder

    checked = open_evidence([Path(SAMPLES / "crossing.h5")], TrustStore()).log
    channel = checked.log.channels["/vehicle/state"]
    content = Decoder(checked.log.chapters[0].channels[channel.id]).decode(checked.read(channel, 100))
    checked.close()
    assert isinstance(content, Table)
    return content


def changed(table: Table, name: str, value: float) -> Table:
    rows = table.rows.copy()
    rows[name] = value
    return Table(rows=rows, layout=table.layout)


def picture(dial: StateDial) -> QImage:
    return dial.grab().toImage()


@pytest.mark.parametrize("size", [(380, 221), (317, 140)])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("speed", 3.2), ("driving_mode", 0), ("accelerator_pedal", 0.4), ("brake_pedal", 0.9), ("brake_pressure", 5e6),
        ("steering_wheel_angle", 1.0), ("acceleration_longitudinal", -7.1), ("acceleration_lateral", 2.2),
        ("yaw_rate", 0.3), ("brake_light", OnOff.ON),
    ],
)  # fmt: skip
def test_each_quantity_is_seen(qtbot: QtBot, table: Table, size: tuple[int, int], name: str, value: float) -> None:
    dial = StateDial()
    qtbot.addWidget(dial)
    dial.resize(*size)
    dial.show_state(State([table]))
    before = picture(dial)
    dial.show_state(State([changed(table, name, value)]))
    assert picture(dial) != before


@pytest.mark.parametrize("size", [(380, 221), (317, 140), (240, 90)])
def test_nothing_is_cut_off_at_its_foot(qtbot: QtBot, table: Table, size: tuple[int, int]) -> None:
    dial = StateDial()
    qtbot.addWidget(dial)
    dial.resize(*size)
    every = table
    for name in ("brake_light", "high_beam", "reversing_light"):
        every = changed(every, name, OnOff.ON)
    dial.show_state(State([every]))
    image = picture(dial)
    foot = {image.pixelColor(x, image.height() - 1).name() for x in range(image.width())}
    assert foot == {QColor(theme.tokens.bg1).name()}
    # what found no room is counted, and one more of it is one more
    counted = image.copy(image.width() - 40, image.height() - 22, 40, 20)
    dial.show_state(State([changed(every, "front_fog_light", OnOff.ON)]))
    assert picture(dial).copy(image.width() - 40, image.height() - 22, 40, 20) != counted
    assert "Brake lights" in dial.toolTip()
    assert "Yaw rate" in dial.toolTip()


def test_what_may_not_have_been_known_is_grey(qtbot: QtBot, table: Table) -> None:
    dial = StateDial()
    qtbot.addWidget(dial)
    dial.resize(380, 221)
    dial.show_state(State([table]), greyed=True)
    image = picture(dial)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)
    accent = QColor(theme.tokens.acc)
    near = np.abs(raw - [accent.blue(), accent.green(), accent.red()]).max(axis=2) < 8
    assert not near.any()
    assert theme.tokens.t1 not in {image.pixelColor(x, 28).name().upper() for x in range(image.width())}


def test_in_the_window_it_is_told_whole(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.window.resize(1366, 768)
        here.open(SAMPLES / "crossing.h5")
        dial = here.desk.state.dial
        assert dial.isVisible()
        assert "km/h" in dial.accessibleDescription()
        assert "Indicators" in dial.toolTip()


def test_of_lamps_only_what_was_logged_is_said(qtbot: QtBot, table: Table) -> None:
    dial = StateDial()
    qtbot.addWidget(dial)
    unknown = table
    for name in ("low_beam", "high_beam", "daytime_light"):
        unknown = changed(unknown, name, OnOff.UNKNOWN)
    dial.show_state(State([changed(changed(unknown, "horn", OnOff.OFF), "brake_light", OnOff.OFF)]))
    assert "off" not in dial.toolTip().replace("Indicators off", "")
    dial.show_state(State([changed(unknown, "low_beam", OnOff.OFF)]))
    assert "Low beam off" in dial.toolTip()
    dial.show_state(State([changed(unknown, "position_light", OnOff.ON)]))
    assert "Position lights" in dial.toolTip()
