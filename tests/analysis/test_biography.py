"""What happened to one object in the eyes of perception, from lives written by hand."""

from __future__ import annotations

import numpy as np

from app.analysis.biography import Turn, biography
from app.scene.life import MEASURED, STATES, Life


def life(
    *records: tuple[int, str | None, str, float], records_of_channel: int, unread: tuple[int, ...] = (),
    complete: bool = True,
) -> Life:  # fmt: skip
    """Each record: its place in the channel, the class, the state, the distance in m."""
    classes = tuple(dict.fromkeys(name for _, name, _, _ in records if name is not None))
    cells = np.zeros(len(records), dtype=MEASURED)
    for at, (place, _, state, distance) in enumerate(records):
        cells[at]["place"] = cells[at]["row"] = place
        cells[at]["state"], cells[at]["distance"] = STATES.index(state), distance
    return Life(
        channel="/objects", track="7", cells=cells, classes=classes,
        probabilities=np.full((len(records), len(classes)), np.nan, dtype=np.float32),
        likeliest=np.array([-1 if name is None else classes.index(name) for _, name, _, _ in records], dtype=np.int32),
        records=records_of_channel, unread=np.array(unread, dtype=np.int64), parent=None,
        parent_at=0, complete=complete,
    )  # fmt: skip


def told(found: Life) -> list[tuple[object, ...]]:
    return [(one.turn, one.at, one.before, one.after, one.missed) for one in biography(found)]


def test_a_life_with_every_turn() -> None:
    found = life(
        (2, "car", "tentative", 30.0), (3, "bicycle", "confirmed", 20.0), (4, "bicycle", "coasted", 10.0),
        (7, "bicycle", "confirmed", np.nan), (8, None, "confirmed", 12.0), (9, None, "lost", 15.0),
        records_of_channel=12,
    )  # fmt: skip
    assert told(found) == [
        (Turn.FIRST, 0, None, "car", 0),
        (Turn.CLASS, 1, "car", "bicycle", 0),
        (Turn.ABSENT, 2, None, None, 2),
        (Turn.COASTED, 2, None, None, 0),
        (Turn.NEAREST, 2, None, None, 0),
        (Turn.AGAIN, 3, None, "bicycle", 2),
        (Turn.MEASURED, 3, None, None, 0),
        (Turn.CLASS, 4, "bicycle", None, 0),
        (Turn.LOST, 5, None, None, 0),
        (Turn.LAST, 5, None, None, 0),
    ]
    assert next(one.value for one in biography(found) if one.turn is Turn.NEAREST) == 10.0


def test_one_that_is_there_to_the_end_has_no_last_report() -> None:
    found = life((0, "car", "confirmed", np.nan), (1, "car", "confirmed", np.nan), records_of_channel=2)
    assert told(found) == [(Turn.FIRST, 0, None, "car", 0)]


def test_of_nothing_there_is_nothing_to_tell() -> None:
    assert biography(life(records_of_channel=3)) == []


def test_what_cannot_be_read_is_not_called_absent() -> None:
    here = (0, "car", "confirmed", np.nan), (4, "car", "confirmed", np.nan)
    assert told(life(*here, records_of_channel=6, unread=(1, 2, 3, 5))) == [
        (Turn.FIRST, 0, None, "car", 0), (Turn.UNREAD, 0, None, None, 3),
    ]  # fmt: skip
    assert told(life(*here, records_of_channel=6, unread=(2,)))[1:4] == [
        (Turn.ABSENT, 0, None, None, 2), (Turn.UNREAD, 0, None, None, 1), (Turn.AGAIN, 1, None, "car", 2),
    ]  # fmt: skip


def test_of_a_part_nobody_says_that_it_was_the_last() -> None:
    there = (0, "car", "confirmed", np.nan)
    assert told(life(there, records_of_channel=9))[-1][0] is Turn.LAST
    assert told(life(there, records_of_channel=9, complete=False))[-1][0] is Turn.FIRST


def test_that_it_is_measured_again_somebody_must_have_said() -> None:
    states = ("coasted", "unknown"), ("lost", "unknown"), ("coasted", "confirmed"), ("lost", "tentative")
    found = [
        told(life((0, "car", before, np.nan), (1, "car", after, np.nan), records_of_channel=2))
        for before, after in states
    ]
    assert [any(one[0] is Turn.MEASURED for one in each) for each in found] == [False, False, True, True]
