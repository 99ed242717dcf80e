"""What can be drawn over the points of a scene: strokes, areas, marks and labels, in the display frame.

It must not know what they stand for, nor how they are drawn: colours are named, widths are pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.scene.placed import Array


class Pattern(Enum):
    """How a stroke is interrupted."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


class Shape(Enum):
    """A mark of constant size on screen."""

    DISC = "disc"
    RING = "ring"
    CROSS = "cross"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stroke:
    """A line through points (n, 3)."""

    points: Array
    ink: str
    """Name of its colour."""
    apart: bool = False
    """Points are pairs of ends, (2n, 3): each stretch by itself, as of the edges of a box."""
    width: float = 1.0
    """Pixels."""
    pattern: Pattern = Pattern.SOLID
    cased: bool = False
    """With a dark edge, so that it stands off the points."""
    share: float = 1.0
    """How opaque, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Area:
    """A filled outline (n, 3)."""

    points: Array
    ink: str
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mark:
    """A mark at a place (3,)."""

    at: Array
    shape: Shape
    ink: str
    radius: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Label:
    """Words at a place (3,). Of two that do not both fit, the one with the larger weight stays."""

    at: Array
    text: str
    ink: str
    weight: float = 0.0
    plain: bool = False
    """Without a card behind it, as the metres of the grid."""
    object: str | None = None
    """Id of the object that it names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """Everything over the points, in the order of drawing."""

    lines: tuple[Area | Stroke, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    limits: tuple[str, ...] = ()
    """How far what is drawn goes where there is more of it, in words."""
    greyed: frozenset[str] = frozenset()
    """Channels whose things are drawn without their colour, as nobody knows when they were known."""


def labels_in_order(labels: tuple[Label, ...]) -> Iterator[Label]:
    """The weightiest first, plain ones behind all that have a card; of equal ones as they came."""
    return iter(sorted(labels, key=lambda label: (label.plain, -label.weight)))
