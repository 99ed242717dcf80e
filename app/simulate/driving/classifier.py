"""The stand-in for a learned classifier: for each cluster it draws a class from stated tables of confusion.

How good a look is decides between two tables, for a poor and for a good one: `clarity`, from the pixels that the road
user really shows in the newest picture, the light, the returns it gave, and the distance. Errors are so a matter of
geometry and light, not of a script. The tables are inventions of the order of published detectors' errors on small and
rare objects at dusk; they stand in the configuration of the log.
It must not know tracks, nor where anything is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from app.simulate.sensors.camera import Glimpse

CLASSES = ("unknown", "vehicle", "truck", "bicycle", "pedestrian")
_Table = Mapping[str, tuple[float, float, float, float, float]]

POOR: _Table = MappingProxyType(
    {
        "car": (0.12, 0.84, 0.03, 0.005, 0.005),
        "van": (0.12, 0.74, 0.13, 0.005, 0.005),
        "truck": (0.30, 0.30, 0.40, 0.0, 0.0),
        "bus": (0.25, 0.25, 0.50, 0.0, 0.0),
        "pedestrian": (0.45, 0.06, 0.0, 0.14, 0.35),
        "bicycle_pushed": (0.34, 0.24, 0.0, 0.26, 0.16),
        "cyclist": (0.35, 0.10, 0.0, 0.40, 0.15),
        "obstacle": (0.85, 0.10, 0.0, 0.03, 0.02),
    }
)
"""Of a poor look: probabilities of `CLASSES` by what it is."""
GOOD: _Table = MappingProxyType(
    {
        "car": (0.004, 0.99, 0.006, 0.0, 0.0),
        "van": (0.005, 0.955, 0.04, 0.0, 0.0),
        "truck": (0.01, 0.04, 0.95, 0.0, 0.0),
        "bus": (0.01, 0.04, 0.95, 0.0, 0.0),
        "pedestrian": (0.01, 0.0, 0.0, 0.03, 0.96),
        "bicycle_pushed": (0.01, 0.01, 0.0, 0.08, 0.90),
        "cyclist": (0.01, 0.01, 0.0, 0.93, 0.05),
        "obstacle": (0.90, 0.06, 0.0, 0.02, 0.02),
    }
)
"""Of a good look."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a classification rests on. `light` 0 (night) to 1 (day); `glimpse` None: no picture shows it."""

    kind: str
    distance: float
    points: int
    light: float
    glimpse: Glimpse | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharpness:
    """What a model needs for a clear look; a newer model needs less.

    Half clarity at so many pixels in full light, and at so many returns.
    """

    pixels: float = 2600.0
    returns: float = 26.0
    dim: float = 0.55
    """How far the light matters: 0 not at all, 1 wholly."""


def clarity(look: Look, sharpness: Sharpness) -> float:
    """0 (poor) to 1 (good): the picture counts for 0.7, the returns for 0.3."""
    returns = _share(look.points, sharpness.returns)
    if look.glimpse is None:
        return 0.3 * returns
    pixels = look.glimpse.pixels * (1 - sharpness.dim * (1 - look.light))
    return 0.7 * _share(pixels, sharpness.pixels) * look.glimpse.share + 0.3 * returns


def _share(amount: float, half: float) -> float:
    """0 to 1, one half at `half`: with four times as much almost all, with a quarter almost nothing."""
    return amount**4 / (amount**4 + half**4)


def probabilities(look: Look, sharpness: Sharpness) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Probability of each of `CLASSES` to be drawn."""
    good = clarity(look, sharpness)
    # what is no road user is part of the street: a cluster of it is like an obstacle
    kind = look.kind if look.kind in GOOD else "obstacle"
    return good * np.array(GOOD[kind]) + (1 - good) * np.array(POOR[kind])


def classify(look: Look, sharpness: Sharpness, stream: np.random.Generator) -> tuple[str, float]:
    """A class drawn for this look, and the score the classifier gives it."""
    chances = probabilities(look, sharpness)
    chosen = int(stream.choice(len(CLASSES), p=chances / chances.sum()))
    score = 0.35 + 0.6 * clarity(look, sharpness) + 0.05 * float(stream.standard_normal())
    return CLASSES[chosen], min(0.99, max(0.2, score))
