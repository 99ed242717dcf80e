"""Where the vehicle and the objects have been, of a whole log: what of it lies before a moment is drawn.

It must not know how the columns were read. Arrays are kept as they are given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.scene.placed import Array

Times = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """Places (n, 3) at times (n,), ascending."""

    times_ns: Times
    points: Array

    def until(self, t_ns: int, since_ns: int | None = None) -> Array:
        """The places up to a time."""
        first = 0 if since_ns is None else int(np.searchsorted(self.times_ns, since_ns))
        return self.points[first : int(np.searchsorted(self.times_ns, t_ns, side="right"))]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """Of one log, in the world frame of its poses."""

    world: str
    vehicle: Track
    objects: Mapping[str, Track] = field(default_factory=dict)
    """By id of the track."""
    trail_ns: int = 3_000_000_000
    """So long the trail of an object is."""

    def driven(self, t_ns: int) -> tuple[str, Array]:
        """The world frame and the vehicle's path up to a time."""
        return self.world, self.vehicle.until(t_ns)

    def trails(self, t_ns: int) -> dict[str, Array]:
        """Where objects were lately."""
        return {name: track.until(t_ns, t_ns - self.trail_ns) for name, track in self.objects.items()}
