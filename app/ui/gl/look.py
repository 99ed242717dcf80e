"""How a scene is drawn, as people set it.

It must not know what is in the scene.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.scene.colour import COLOUR_MAPS, ColourBy, Range
from app.scene.drawing import ALL_PARTS, Part


def _usual_ranges() -> Mapping[ColourBy, Range]:
    return MappingProxyType({by: one.usual for by, one in COLOUR_MAPS.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a scene is drawn, as people set it: what a layout remembers."""

    by: ColourBy = ColourBy.HEIGHT
    ranges: Mapping[ColourBy, Range] = field(default_factory=_usual_ranges)
    size: int | None = None
    """Edge of a point in pixels; None: 3 for a sparse cloud, 2 for a dense one."""
    sweeps: int = 1
    """Of each LiDAR and radar over each other."""
    shaded: bool = False
    """Darken what lies behind a nearer neighbour, so that shapes can be read."""
    parts: frozenset[Part] = ALL_PARTS
    hidden: frozenset[str] = frozenset()
    """Channels that are left out."""

    def ranging(self, low: float, high: float) -> "Look":
        """With colours that run between other numbers."""
        return replace(self, ranges=MappingProxyType({**self.ranges, self.by: Range(low, high)}))
