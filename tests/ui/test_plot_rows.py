"""What adding, splitting and taking away makes of plots, round values, and how zooms are taken back."""

import pytest

from app.replay.signals import PlotPlan, Signal
from app.ui.views.plot_rows import MOST_CURVES, added, fitted, moved, planned, ranged, removed, split
from app.ui.views.plot_zooms import Zoom, Zooms
from app.ui.widgets.ticks import ticks

A, B, C = (Signal(channel="/x", field=name, kind="state", unit="m") for name in "abc")
TWO = planned([PlotPlan(subject="s", signals=(A, B)), PlotPlan(subject="", signals=(C,))])


def signals(plots: object) -> list[tuple[str, ...]]:
    assert isinstance(plots, tuple)
    return [tuple(one.field for one in plot.signals) for plot in plots]


def test_plots_are_added_to_split_moved_and_removed() -> None:
    assert signals(added(TWO, A)) == [("a", "b"), ("c",), ("a",)]
    assert signals(added(TWO, A, onto=1)) == [("a", "b"), ("c", "a")]
    assert signals(added(TWO, A, onto=0)) == signals(TWO)
    assert signals(added((), A, onto=7)) == [("a",)]
    apart = split(TWO, 0, B)
    assert signals(apart) == [("a",), ("b",), ("c",)]
    assert len({plot.number for plot in apart}) == 3
    assert split(TWO, 1, C) == TWO
    assert signals(removed(TWO, 0, A)) == [("b",), ("c",)]
    assert signals(removed(TWO, 0)) == [("c",)]
    assert signals(removed(TWO, 1, C)) == [("a", "b")]
    assert signals(moved(TWO, 1, -1)) == [("c",), ("a", "b")]
    assert moved(TWO, 1, 1) == TWO
    assert ranged(TWO, 1, (0.0, 2.0))[1].range == (0.0, 2.0)
    many = TWO
    for at in range(10):
        many = added(many, Signal(channel="/y", field=str(at), kind="state", unit="m"), onto=1)
    assert len(many[1].signals) == MOST_CURVES


@pytest.mark.parametrize(
    ("low", "high", "most", "wanted"),
    [
        (0, 50, 3, [0, 20, 40]),
        (-0.4, 10.2, 3, [0, 5, 10]),
        (-8.6, 0.3, 2, [-5, 0]),
        (0.1234, 0.1239, 3, [0.1234, 0.1236, 0.1238]),
        (1, 1, 3, []),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, wanted: list[float]) -> None:
    assert ticks(low, high, most) == pytest.approx(wanted)


def test_a_scale_shows_all_values_and_no_noise_of_a_constant() -> None:
    low, high = fitted([(0.0, 10.0), (-2.0, 3.0)])
    assert low < -2
    assert high > 10
    low, high = fitted([(13.0, 13.000001)])
    assert high - low > 0.02
    assert fitted([]) == (0.0, 1.0)
    assert fitted([(0.0, 0.0)])[0] < 0


def test_turns_of_a_wheel_are_one_zoom() -> None:
    zooms = Zooms()
    zooms.keep(Zoom(0, 100), 10.0)
    zooms.keep(Zoom(10, 90), 10.3)
    zooms.keep(Zoom(20, 80), 10.6)
    zooms.keep(Zoom(30, 70), 20.0)
    with zooms.paused():
        zooms.keep(Zoom(1, 2), 90.0)
    assert zooms.back() == Zoom(30, 70)
    assert zooms.back() == Zoom(0, 100)
    assert zooms.back() is None
