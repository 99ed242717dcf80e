"""What a back end is told to show, and how points become layers of the splat: the same for both back ends.

It must not know widgets.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.scene.colour import COLOUR_MAPS, SELECTED, ColourBy, Range, indices
from app.scene.drawn import Drawing
from app.scene.placed import PlacedBox, PlacedPoints
from app.scene.splat import Layer
from app.scene.thinning import even_rows
from app.scene.view import Viewpoint

EMPTY = Drawing(lines=(), marks=(), labels=())
RADAR_PX = 3
"""So much larger the squares of a radar's few detections are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """Everything that a picture of a scene depends on."""

    points: tuple[PlacedPoints, ...] = ()
    drawing: Drawing = EMPTY
    viewpoint: Viewpoint = field(default_factory=Viewpoint)
    by: ColourBy = ColourBy.HEIGHT
    over: Range = field(default_factory=lambda: COLOUR_MAPS[ColourBy.HEIGHT].usual)
    size: int = 2
    """Edge of a point in pixels of the screen."""
    shaded: bool = False
    """Eye-dome lighting."""
    selected: PlacedBox | None = None
    greyed: frozenset[str] = frozenset()
    """Channels of what is drawn that must not be taken for what was known then."""
    moving: bool = False
    """Whether the next picture follows at once: fewer points are enough then."""

    @property
    def total(self) -> int:
        """Points that there are."""
        return sum(len(one.points.xyz) for one in self.points)


class Layers:
    """Makes the layers of what is shown, and keeps the colours of points that are shown again."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, int], tuple[PlacedPoints, tuple[object, ...], npt.NDArray[np.uint8]]] = {}

    def of(self, shown: Shown, *, ratio: float = 1.0, budget: int | None = None) -> list[Layer]:
        """The layers, drawn `ratio` times as large; at most about `budget` points of them, evenly thinned."""
        made, total = [], max(shown.total, 1)
        for one in shown.points:
            count = len(one.points.xyz)
            size = shown.size + (RADAR_PX if one.kind == "radar" else 0)
            share = count if budget is None or one.kind == "radar" else max(1, budget * count // total)
            rows = even_rows(count, share) if share < count else None
            made.append(
                Layer(
                    xyz=one.points.xyz, target_from_xyz=one.target_from_channel, index=self._index(one, shown, rows),
                    colours=COLOUR_MAPS[shown.by].packed(greyed=one.channel in shown.greyed),
                    size=max(1, round(size * ratio)), rows=rows,
                )
            )  # fmt: skip
        self._held = {key: self._held[key] for key in map(_key, shown.points) if key in self._held}
        return made

    def _index(self, one: PlacedPoints, shown: Shown, rows: npt.NDArray[np.int64] | None) -> npt.NDArray[np.uint8]:
        """Colours of all points; where only some are drawn, of those at least."""
        key = (shown.by, shown.over, None if shown.selected is None else shown.selected)
        held = self._held.get(_key(one))
        if held is not None and held[0] is one and held[1] == key:
            return held[2]
        if rows is not None:
            index = np.zeros(len(one.points.xyz), dtype=np.uint8)
            index[rows] = _coloured(one.thinned(rows), shown)
            return index
        index = _coloured(one, shown)
        self._held[_key(one)] = one, key, index
        return index


def _coloured(one: PlacedPoints, shown: Shown) -> npt.NDArray[np.uint8]:
    index = indices(one, shown.by, shown.over)
    # where the object is now, an earlier sweep may have seen something else
    if shown.selected is not None and shown.selected.size is not None and not one.back:
        index[shown.selected.inside(one.xyz(), margin=0.05)] = SELECTED
    return index


def _key(one: PlacedPoints) -> tuple[str, int]:
    return one.channel, one.back
