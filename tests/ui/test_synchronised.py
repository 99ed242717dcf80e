"""Every pane says on the screen the number of the record that a search of the whole log names, at 1 000 random times.

Half of them in each time mode; `tests/replay/test_timeline.py` does so with 1 000 in each, on all samples, without a
window. The search is of its own: it counts what lies at or before the time, in the order of that time.
"""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.kinds.decision import Decision
from app.log.channel import Mode
from app.log.log import Log
from app.scene.content import Picture, Words
from app.scene.sample import Presence
from app.ui.pane import Pane
from tests.replay.test_timeline import brute
from tests.ui.windows import SAMPLES, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")

PARTS, TIMES = 5, 100
STATE, DECISION, LIDAR = "/vehicle/state", "/planner/decision", "/lidar/top"


def counted(log: Log, channel: str, t_ns: int, mode: Mode) -> int:
    """Records at or before a time: the number of the last of them, counted from 1."""
    return int(np.count_nonzero(log.channels[channel].time_ns(mode) <= t_ns))


def number_said(pane: Pane) -> int:
    found = re.search(r"(?:frame|sweep|row|record) ([\d\u202f]+)", pane.header.accessibleDescription())
    return int(found[1].replace("\u202f", "")) if found else 0


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mode", Mode)
def test_every_pane_says_the_record_that_a_search_names(qtbot: QtBot, mode: Mode, part: int) -> None:
    times = random.Random(part)
    with seat(qtbot, 1920, 1080) as here:
        here.open(SAMPLES / "crossing.h5")
        desk, log = here.desk, here.session.evidence.log.log
        desk.channels.record_asked.emit(STATE)
        here.session.set_mode(mode)
        first, last = here.session.timeline.span
        panes: tuple[Pane, ...] = (desk.camera, desk.second, desk.space, desk.state, desk.record)
        named = set()
        for _ in range(TIMES):
            here.session.seek(times.randint(first, last))
            moment = here.settle()
            assert moment.mode is mode
            for name, sample in moment.samples.items():
                assert sample.lookup.row == brute(log, name, moment.t_ns, mode)
                assert sample.checked is None or sample.checked.record.fields.channel == log.channels[name].id
            for pane in panes:
                # 3D names the radar while no sweep of the LiDAR is there
                name = STATE if pane is desk.state else "/" + pane.header.accessibleName().removeprefix("3D ")
                assert number_said(pane) == counted(log, name, moment.t_ns, mode), name
                named.add(name)
            camera = moment.samples["/camera/front"]
            seen = desk.camera.sample
            # an instant that is shown once more, with nothing new for a camera, leaves it what it has
            assert seen is not None
            assert seen.lookup == camera.lookup
            assert seen.content is camera.content
            assert seen.standing is camera.standing
            assert isinstance(camera.content, Picture) == (camera.lookup.presence is Presence.CURRENT)
            decision = moment.samples[DECISION]
            if decision.current:
                assert isinstance(decision.content, Words)
                assert isinstance(decision.content.document, Decision)
                said = f"cycle {decision.content.document.cycle}"
                assert said in desk.decision.header.accessibleDescription()
        assert named >= {"/camera/front", "/camera/rear", LIDAR, STATE}
