"""The layout that a plan leads to, and the plans that are refused.

It must not know how containers are made.
"""

from typing import Any

import msgspec
import numpy as np
import pytest

from app.kinds.channel_spec import ChannelSpec, FieldSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.genesis import Genesis, Policy
from app.record.clock import ManualClock
from app.record.keys import demonstration_key
from app.record.place import Place, genesis
from app.record.plan import POLICY, Capacity, Plan
from tests.record.worlds import CHANNELS, STATE, STATE_ROW, channel, policy


def made(*channels: ChannelSpec, **changes: Any) -> Plan:
    return Plan(provenance="recorded", channels=channels, **changes)


def test_room_follows_rate_and_size() -> None:
    rated = msgspec.structs.replace(CHANNELS[0], rate_hz=30.0, max_bytes=300_000)
    layout = made(rated, *CHANNELS[1:]).layout()
    assert layout.leaves == 131_072
    assert layout.checkpoints >= 60 + 100
    sizes = {area.id: area.size for area in layout.channels}
    assert 60 * 30 * 300_000 <= sizes[1] <= 1.2 * 60 * 30 * 300_000
    assert sizes[2] >= 64 * 1600


def test_rows_come_from_the_plan_or_from_the_declared_columns() -> None:
    fields = (FieldSpec(name="speed", type="<f4", unit="m/s"), FieldSpec(name="gear", type="|u1", unit="1"))
    declared = msgspec.structs.replace(
        channel(5, "signals", kind="signals", codec="rows", row=5, largest=500), fields=fields
    )
    areas = {area.id: area for area in made(declared, *CHANNELS, row_dtypes={STATE: STATE_ROW}).layout().channels}
    assert areas[5].row == np.dtype([("speed", "<f4"), ("gear", "|u1")])
    assert areas[5].attributes["unit"] == "speed: m/s, gear: 1"
    assert areas[5].size % 5 == 0
    assert areas[STATE].row == STATE_ROW
    assert areas[1].row == np.dtype("u1")
    # columns that do not fill the row are not shown as columns
    odd = msgspec.structs.replace(declared, row_bytes=6)
    assert made(odd).layout().channels[0].row == np.dtype("u1")


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"policy": Policy(max_interval=10, device_every=1)}, "states every interval"),
        ({"policy": policy(max_interval=1)}, "max_interval"),
        ({"policy": policy(segment_records=4)}, "segment_records"),
    ],
)
def test_a_policy_that_leaves_no_room_is_refused(changes: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        made(*CHANNELS, **changes)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"capacity": Capacity(channels={1: 100})}, "cannot take its largest record"),
        ({"row_dtypes": {STATE: np.dtype("V7")}}, "a dtype of 7"),
    ],
)
def test_areas_that_cannot_be_are_refused(changes: dict[str, Any], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        made(*CHANNELS, **changes).layout()


def test_clocks_of_the_plan_take_the_place_of_the_recorders() -> None:
    place = Place(segment_id=b"s" * 16, drive_id=b"d" * 16, number=0, boot="b")
    named = ClockSpec(name="log", role="log", system="PTP", epoch="gps")
    source = ClockSpec(name="lidar", role="source")

    def record(*clocks: ClockSpec) -> Genesis:
        key = demonstration_key()
        of = made(*CHANNELS, clocks=clocks)
        return genesis(of, place, device=key, epoch_key=key.public_key, clocks=ManualClock().specs())

    for clocks, expected in (((), ["log"]), ((source,), ["log", "lidar"]), ((named, source), ["log", "lidar"])):
        found = record(*clocks)
        assert [clock.name for clock in found.clocks] == expected
        assert sum(clock.role == "log" for clock in found.clocks) == 1
    assert record(named).clocks[0].system == "PTP"
    assert record().policy == POLICY
