"""Layouts as hypothesis makes them up: any sound one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from hypothesis import strategies as st

from app.ui.layouts.layout import (
    CameraLook,
    ColourName,
    ColourRange,
    Form,
    Layout,
    Logged,
    Overlays,
    Page,
    PlotLook,
    Preset,
    Reckoned,
    SpaceLook,
    Sweeps,
)
from app.ui.layouts.tile import FURTHER, PARTS, Cell, Column, Pages, PartName, Row, Tile

_CHANNELS = ("/camera/front", "/camera/rear", "/lidar/top", "/vehicle/state", "/not/there", "ein Name mit Ö „“")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@st.composite
def _trees(draw: st.DrawFn, names: Sequence[PartName], deep: int = 0) -> Tile:
    share = draw(st.integers(1, 1000)) / 10_000
    tiles: list[Tile] = [Cell(name=one, share=0.05, shown=draw(st.booleans())) for one in names]
    if deep < 3:
        cuts = sorted(draw(st.sets(st.integers(1, len(names) - 1), max_size=3))) if len(names) > 1 else []
        ends = zip([0, *cuts], [*cuts, len(names)], strict=True)
        tiles = [draw(_trees(names[one:other], deep + 1)) for one, other in ends]
    if len(names) > 1 and draw(st.booleans()):
        tiles = [Pages(names=tuple(names), front=draw(st.sampled_from(names)), share=0.05)]
    if len(tiles) == 1 and draw(st.booleans()):
        return tiles[0]
    return Row(tiles=tuple(tiles), share=share) if draw(st.booleans()) else Column(tiles=tuple(tiles), share=share)


@st.composite
def trees(draw: st.DrawFn) -> Tile:
    """Every part somewhere, in sight or not; plots, timeline and transport in one column."""
    others = draw(st.permutations([one for one in PARTS if one not in ("plots", "timeline", "transport")]))
    kept = draw(st.integers(0, len(others)))
    if "space" not in others[:kept]:
        others, kept = ["space", *(one for one in others if one != "space")], kept + 1
    axis = (
        Cell(name="plots", share=0.2, shown=draw(st.booleans())),
        Cell(name="timeline", share=0.01, shown=draw(st.booleans())),
        Cell(name="transport", share=0.01),
    )
    column = Column(tiles=(draw(_trees(others[:kept])), *axis), share=draw(st.integers(1, 10_000 - 1000)) / 10_000)
    if kept == len(others) or not draw(st.booleans()):
        return column
    side: Tile = draw(_trees(others[kept:]))
    return Row(tiles=(column, side) if draw(st.booleans()) else (side, column))


_OVERLAYS = st.builds(Overlays, **{name: st.booleans() for name in Overlays.__struct_fields__})
_CAMERAS = st.builds(CameraLook, channel=st.none() | st.sampled_from(_CHANNELS), overlays=_OVERLAYS)


def _trimmed(looks: list[CameraLook]) -> tuple[CameraLook, ...]:
    """Without usual ones at the end: they are not written."""
    while looks and looks[-1] == CameraLook():
        looks.pop()
    return tuple(looks)


_SIGNALS: st.SearchStrategy[Any] = st.builds(
    Logged, channel=st.sampled_from(_CHANNELS), field=st.sampled_from(["speed", "acceleration_longitudinal", "none"])
) | st.builds(
    Reckoned, name=TEXTS, text=st.sampled_from(["derivative(speed)", "speed * 2", "no.such + 1", "(("]), unit=TEXTS
)  # fmt: skip
_PLOTS = st.lists(
    st.builds(PlotLook, subject=TEXTS, signals=st.lists(_SIGNALS, min_size=1, max_size=6, unique=True).map(tuple)),
    max_size=4,
).map(tuple)

_RANGES = st.sets(st.sampled_from(get_args(ColourName))).flatmap(
    lambda names: st.tuples(
        *(
            st.builds(ColourRange, of=st.just(name), low=st.floats(-100, 0), high=st.floats(1, 500))
            for name in sorted(names)
        )
    )
)

LAYOUTS: st.SearchStrategy[Layout] = st.builds(
    Layout,
    wide=st.builds(Form, desk=trees(), merged=st.booleans()),
    compact=st.builds(Form, desk=trees(), merged=st.booleans()),
    page=st.sampled_from(get_args(Page)),
    camera=_CAMERAS,
    second=_CAMERAS,
    further=st.lists(_CAMERAS, max_size=len(FURTHER)).map(_trimmed),
    space=st.builds(
        SpaceLook, preset=st.sampled_from(get_args(Preset)), follow=st.booleans(),
        colour=st.sampled_from(get_args(ColourName)), sweeps=st.sampled_from(get_args(Sweeps)), shaded=st.booleans(),
        ranges=_RANGES,
    ),
    plots=st.none() | _PLOTS,
    hidden=st.lists(st.sampled_from(_CHANNELS), unique=True).map(tuple),
)  # fmt: skip
