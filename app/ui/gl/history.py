"""Where the vehicle and the objects have been, of a whole log: what of it lies before a moment is drawn.

It must not know how the columns were read. Arrays are kept as they are given; a place that is NaN is a hole, over which
nothing is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from app.scene.placed import Array

Times = npt.NDArray[np.int64]
TrackKey = tuple[str, str]
"""Channel of the objects, and id of the track."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """Places (n, 3) at times (n,), ascending."""

    times_ns: Times
    points: Array
    arrival_ns: Times | None = None
    """When the system knew of each; None: as soon as it was so."""

    def until(self, t_ns: int, since_ns: int | None = None, *, known_ns: int | None = None) -> Array:
        """The places up to a time; `known_ns`: of these only what had arrived by then."""
        first = 0 if since_ns is None else int(np.searchsorted(self.times_ns, since_ns))
        behind = int(np.searchsorted(self.times_ns, t_ns, side="right"))
        if known_ns is None or self.arrival_ns is None:
            return self.points[first:behind]
        return np.asarray(self.points[first:behind][self.arrival_ns[first:behind] <= known_ns])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Spans:
    """First and last time of each track: of a long log most are elsewhere."""

    keys: tuple[TrackKey, ...]
    first_ns: Times
    last_ns: Times


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """Of one log, in the world frame of its poses."""

    world: str
    vehicle: Track | None = None
    poses: str = ""
    """The channel that the vehicle's places are of."""
    objects: Mapping[TrackKey, Track] = field(default_factory=dict)
    trail_ns: int = 3_000_000_000
    """So long the trail of an object is."""
    _spans: _Spans = field(init=False, repr=False)

    def __post_init__(self) -> None:
        there = [(key, track) for key, track in self.objects.items() if len(track.times_ns)]
        spans = np.array([(one.times_ns[0], one.times_ns[-1]) for _, one in there], dtype=np.int64).reshape(-1, 2)
        keys = tuple(key for key, _ in there)
        object.__setattr__(self, "_spans", _Spans(keys=keys, first_ns=spans[:, 0], last_ns=spans[:, 1]))

    def with_objects(self, channel: str, tracks: Mapping[str, Track]) -> "History":
        """With these tracks of a channel instead of those it had."""
        others = {key: track for key, track in self.objects.items() if key[0] != channel}
        return replace(self, objects=others | {(channel, name): track for name, track in tracks.items()})

    def driven(self, t_ns: int, *, known_ns: int | None = None) -> tuple[str, Array]:
        """The world frame and the vehicle's path up to a time."""
        if self.vehicle is None:
            return self.world, np.empty((0, 3))
        return self.world, self.vehicle.until(t_ns, known_ns=known_ns)

    def trails(
        self, t_ns: int, *, known_ns: int | None = None, hidden: frozenset[str] = frozenset()
    ) -> dict[TrackKey, Array]:
        """Where objects were lately; `hidden`: channels that are left out."""
        since_ns, spans = t_ns - self.trail_ns, self._spans
        near = np.flatnonzero((spans.first_ns <= t_ns) & (spans.last_ns >= since_ns))
        keys = [spans.keys[at] for at in near.tolist() if spans.keys[at][0] not in hidden]
        return {key: self.objects[key].until(t_ns, since_ns, known_ns=known_ns) for key in keys}


def with_holes(track: Track, most_ns: int) -> Track:
    """The same places, with a hole wherever two are further apart in time than a sample of theirs may be old."""
    apart = np.flatnonzero(np.diff(track.times_ns.astype(np.float64)) > most_ns) + 1
    if not len(apart):
        return track
    known = track.arrival_ns
    return Track(
        times_ns=np.insert(track.times_ns, apart, track.times_ns[apart - 1]),
        points=np.insert(track.points, apart, np.nan, axis=0),
        arrival_ns=None if known is None else np.insert(known, apart, known[apart - 1]),
    )
