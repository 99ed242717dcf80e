"""The layouts that the program brings along: nobody can overwrite them, everybody can save them under another name.

It must not know what the parts show.
"""

import msgspec

from app.ui.layouts.layout import Form, Layout, SpaceLook
from app.ui.layouts.tile import Cell, Column, Pages, PartName, Row, Tile

INVESTIGATE = "Investigate"
STEP_DECISIONS = "Step decisions"
COMPARE_SENSORS = "Compare sensors"


def _cell(name: PartName, share: float, *, shown: bool = True) -> Cell:
    return Cell(name=name, share=share, shown=shown)


def _side(share: float, *, inspector: bool = True, state: bool = True) -> Column:
    """The inspector over the vehicle's state."""
    return Column(share=share, tiles=(_cell("inspector", 0.75, shown=inspector), _cell("state", 0.25, shown=state)))


def _over_time(views: Tile, plots: float, *, plotted: bool = True, share: float = 1.0) -> Column:
    """Views over plots, timeline and transport, which have one axis of time; those two are as high as they are."""
    below = _cell("plots", plots, shown=plotted), _cell("timeline", 0.01), _cell("transport", 0.01)
    return Column(share=share, tiles=(views, *below))


def _with_cycles(column: Column) -> Column:
    """With ledger, object, trace and text, once somebody asks for them, beneath the views and as wide as these are."""
    views, *below = (msgspec.structs.replace(one, share=round(0.56 * one.share, 4)) for one in column.tiles)
    shares: tuple[tuple[PartName, float], ...] = ("ledger", 0.32), ("object", 0.24), ("trace", 0.2), ("text", 0.24)
    cycles = Row(share=0.44, tiles=tuple(_cell(name, share, shown=False) for name, share in shares))
    return msgspec.structs.replace(column, tiles=(views, cycles, *below))


def _pages(share: float) -> Pages:
    """What there is no room for side by side."""
    return Pages(share=share, names=("space", "second", "map"), front="space")


def _space_over_both(share: float) -> Column:
    small = Row(share=0.4, tiles=(_cell("second", 0.5), _cell("map", 0.5)))
    return Column(share=share, tiles=(_cell("space", 0.6), small))


def _investigate(*, compact: bool) -> Form:
    views = Row(
        share=0.88 if compact else 0.67,
        tiles=(
            _cell("channels", 0.187, shown=not compact),
            _cell("camera", 0.488),
            _pages(0.325) if compact else _space_over_both(0.325),
        ),
    )
    side = 0.232 if compact else 0.198
    left = _with_cycles(_over_time(views, 0.1 if compact else 0.31, share=1 - side))
    return Form(desk=Row(tiles=(left, _side(side))), merged=compact)


def _step_decisions(*, compact: bool) -> Form:
    cameras = _cell("camera", 0.32), _cell("second", 0.32, shown=False), _cell("trace", 0.36)
    above = (
        _cell("space", 0.346), _cell("map", 0.154, shown=False), _cell("object", 0.28),
        _cell("text", 0.22, shown=False),
    )  # fmt: skip
    cycles = _cell("ledger", 0.42), _cell("inspector", 0.38), _cell("state", 0.2, shown=False)
    views = Row(
        share=0.75,
        tiles=(
            _cell("channels", 0.13, shown=False),
            Column(share=0.35, tiles=cycles),
            Column(share=0.28, tiles=above),
            Column(share=0.24, tiles=cameras),
        ),
    )
    return Form(desk=_over_time(views, 0.23, plotted=False), merged=compact)


def _compare_sensors(*, compact: bool) -> Form:
    """Up to six cameras around the 3D view: a log of two has them in a row. The first is the largest, 480 pixels wide
    at least where the window has 1366.
    """
    first, small, space = (0.252, 0.1345, 0.168) if compact else (0.1726, 0.1724, 0.1724)
    views = Row(
        share=0.88 if compact else 0.66,
        tiles=(
            _cell("channels", 0.13, shown=False),
            _cell("camera", first),
            Column(share=small, tiles=(_cell("second", 0.5), _cell("camera_4", 0.5))),
            Column(share=small, tiles=(_cell("camera_3", 0.5), _cell("camera_5", 0.5))),
            Column(share=space, tiles=(_cell("space", 0.36), _cell("camera_6", 0.34), _cell("map", 0.3, shown=False))),
            _side(0.18, inspector=False, state=False),
        ),
    )
    return Form(desk=_with_cycles(_over_time(views, 0.1 if compact else 0.32)), merged=compact)


SHIPPED: dict[str, Layout] = {
    INVESTIGATE: Layout(wide=_investigate(compact=False), compact=_investigate(compact=True)),
    STEP_DECISIONS: Layout(
        wide=_step_decisions(compact=False), compact=_step_decisions(compact=True), space=SpaceLook(preset="top")
    ),
    COMPARE_SENSORS: Layout(wide=_compare_sensors(compact=False), compact=_compare_sensors(compact=True)),
}
"""By their names, in the order of the tabs."""
