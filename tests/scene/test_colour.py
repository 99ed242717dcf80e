"""Colours of points: the ramp of the design, and what has a colour of its own."""

from __future__ import annotations

import numpy as np
import pytest

from app.scene.colour import (
    ABOVE,
    COLOUR_MAPS,
    FIRST,
    GROUND,
    GROUND_LAST,
    HEIGHT_RAMP,
    LAST,
    SELECTED,
    UNKNOWN,
    ColourBy,
    Range,
    heights,
    indices,
    intensity_range,
    rgb,
    scalar,
)
from app.scene.placing import placed
from tests.scene.moments import cloud, moment, sample


def test_the_ramp_of_heights_begins_ends_and_passes_where_the_design_says() -> None:
    found = COLOUR_MAPS[ColourBy.HEIGHT]
    for got, wanted in zip(found.legend(6), HEIGHT_RAMP, strict=True):
        assert got == pytest.approx(rgb(wanted), abs=1)
    assert found.table[SELECTED].tolist() == [255] * 4
    assert not found.table.flags.writeable
    assert found.packed()[FIRST] == 0xFF23405E
    above, canvas, top = found.table[ABOVE, 2], 0x0B, 0xF6
    assert above == round(canvas + 0.42 * (top - canvas))


def test_indices_by_every_number_that_a_cloud_has() -> None:
    points = placed(
        moment(
            sample(
                "cloud",
                cloud((3, 4, -1.9), (10, 0, 0.5), (20, 0, 3.5), (9, 0, -2)),
                entry={"sensor": "roof"},
                age_ms=40,
            )
        )
    ).points[0]
    assert heights(points) == pytest.approx([0.1, 2.5, 5.5, 0.0])
    found = indices(points, ColourBy.HEIGHT, Range(0, 5)).tolist()
    assert GROUND <= found[0] <= GROUND_LAST
    assert found[1:3] == [120, ABOVE]
    assert found[3] == GROUND  # intensity 3 of 255
    assert scalar(points, ColourBy.RANGE)[0] == pytest.approx(np.sqrt(25 + 1.9**2))  # type: ignore[index]
    assert indices(points, ColourBy.AGE, Range(0, 200)).tolist() == [FIRST + 47] * 4
    assert indices(points, ColourBy.RING, Range(0, 3)).tolist() == [FIRST, 80, 160, LAST]
    assert indices(points, ColourBy.CLASS, Range(0, 1)).tolist() == [UNKNOWN] * 4
    assert intensity_range(points) == Range(0, 255)


def test_points_at_the_end_of_the_numbers_have_a_colour() -> None:
    far = placed(moment(sample("cloud", cloud((1, 2, 3), (4, 5, 6)), entry={"sensor": "roof"}))).points[0]
    far.points.xyz[:] = [[3e38, 3e38, 3e38], [-3e38, 3e38, -3e38]]
    for by in ColourBy:
        assert len(indices(far, by, Range(0, 5))) == 2
    assert indices(far, ColourBy.RANGE, Range(0, 5)).tolist() == [ABOVE, ABOVE]
