"""A drive is shown first where its sensors have something to show."""

import pytest

from app.log.channel import Mode
from app.replay.beginning import WITHIN_NS, beginning_ns
from app.replay.timeline import Timeline
from app.scene.sample import Presence
from tests.replay.opening import NAMES, SAMPLES, opened


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_and_sweep_is_there_at_the_beginning(name: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        timeline = Timeline(log.log)
        at = beginning_ns(timeline)
        assert timeline.span[0] <= at <= timeline.span[0] + WITHIN_NS
        heavy = [one for one, channel in timeline.channels.items() if channel.kind in ("image", "cloud")]
        for mode in Mode:
            found = timeline.rows_at(at, mode, heavy)
            assert len(found) == len(heavy)
            if mode is Mode.CAPTURE:
                assert all(one.presence is Presence.CURRENT for one in found)


def test_a_drive_without_pictures_begins_at_its_start() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        timeline = Timeline(log.log)
        timeline.channels = {name: one for name, one in timeline.channels.items() if one.kind == "state"}
        assert beginning_ns(timeline) == timeline.span[0]
