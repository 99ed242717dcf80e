"""Pictures of H.264 groups against a stream whose every picture is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from app.scene.values import DecodeError
from app.scene.video import group
from tests.scene.h264 import brightness, stream


@pytest.mark.parametrize("reordered", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 60])
def test_every_access_unit_gives_its_own_picture(count: int, reordered: bool) -> None:
    units, shown, places = stream(60, reordered=reordered)
    found = group(units[:count], "h264", places[:count])
    assert sorted(found) == list(range(count))
    for at, picture in found.items():
        # the way to RGB and back may lose one step
        assert np.abs(brightness(picture.pixels) - shown[at]).max() <= 1


def test_stamps_that_go_back_move_no_picture_where_none_was_reordered() -> None:
    units, shown, _ = stream(9)
    found = group(units, "h264", [5, 4, 3, 9, 8, 1, 2, 7, 6])
    assert all(np.abs(brightness(found[at].pixels) - shown[at]).max() <= 1 for at in range(9))


def test_of_a_group_that_is_too_large_the_last_pictures_are_kept() -> None:
    units, shown, places = stream(60)
    size = 64 * 48 * 4
    found = group(units, "h264", places, most_bytes=5 * size)
    assert sorted(found) == [55, 56, 57, 58, 59]
    assert np.abs(brightness(found[59].pixels) - shown[59]).max() <= 1
    assert list(group(units, "h264", places, most_bytes=1)) == [59]


def test_what_gives_another_number_of_pictures_is_not_shown() -> None:
    units, _, places = stream(5)
    with pytest.raises(DecodeError, match="6 access units from the key frame on give"):
        group([*units[:3], b"\0\0\0\1\x09\x10", *units[3:]], "h264", [*places, 5])
    with pytest.raises(DecodeError):
        group([b"\0\0\0\1\x65noise"], "h264", [0])
