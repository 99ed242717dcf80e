"""How a scene is drawn, as people set it.

It must not know what is in the scene.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.scene.colour import ColourBy, Range
from app.scene.drawing import ALL_PARTS, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a scene is drawn, as people set it: what a layout remembers."""

    by: ColourBy = ColourBy.HEIGHT
    ranges: Mapping[ColourBy, Range] = field(default_factory=lambda: MappingProxyType({}))
    """Between which numbers colours run where that is not as usual."""
    size: int | None = None
    """Edge of a point in pixels; None: 3 for a sparse cloud, 2 for a dense one."""
    sweeps: int = 1
    """Of each LiDAR and radar over each other."""
    shaded: bool = False
    """Darken what lies behind a nearer neighbour, so that shapes can be read."""
    parts: frozenset[Part] = ALL_PARTS
    hidden: frozenset[str] = frozenset()
    """Channels that are left out."""

    def ranging(self, over: Range | None) -> "Look":
        """With colours that run between other numbers; None: the usual ones."""
        others = {by: one for by, one in self.ranges.items() if by is not self.by}
        return replace(self, ranges=MappingProxyType(others if over is None else {**others, self.by: over}))
