"""Clusters of LiDAR returns above the road: the first step of perception.

Returns on the ground, above vehicles and off the road are left out; the rest are joined where they lie close, with a
reach that grows with the distance as the beams spread. What stands close to something else becomes one with it.
It must not know classes or tracks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scene.rigid import moved
from app.simulate.sensors.localisation import Pose
from app.simulate.world.road import Road

_LOWEST_M = 0.28
_HIGHEST_M = 3.4
_EDGE_M = 0.05
_AHEAD_M = 95.0
_BEHIND_M = 50.0
_REACH_M = 0.55
_REACH_PER_M = 0.012
_LEAST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Cluster:
    """Points that belong together: the box around them in the map frame (m), how many, how far, and of what (truth).

    `of` is the id of what most of the points came from: for the confusion tables and the truth file alone.
    """

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    points: int
    distance: float
    of: int

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.low[0] + self.high[0]) / 2, (self.low[1] + self.high[1]) / 2

    @property
    def length(self) -> float:
        """Along the map's x."""
        return self.high[0] - self.low[0]

    @property
    def width(self) -> float:
        """Along the map's y."""
        return self.high[1] - self.low[1]


def clusters(
    points: NDArray[np.float64], ids: NDArray[np.int64], *, pose: Pose, vehicle_from_sensor: NDArray[np.float64],
    road: Road,
) -> tuple[Cluster, ...]:  # fmt: skip
    """Clusters of deskewed points (n, 3) of the sensor frame, seen from `pose`, the nearest first."""
    places = moved(pose.map_from_vehicle @ vehicle_from_sensor, points)
    x, y, z = places.T
    chosen = (
        (z > _LOWEST_M) & (z < _HIGHEST_M) & (y > road.right + _EDGE_M) & (y < road.left - _EDGE_M)
        & (x - pose.x < _AHEAD_M) & (x - pose.x > -_BEHIND_M)
    )  # fmt: skip
    places, ids = places[chosen], ids[chosen]
    if not len(places):
        return ()
    distance = np.hypot(places[:, 0] - pose.x, places[:, 1] - pose.y)
    labels = _joined(places[:, :2], _REACH_M + _REACH_PER_M * distance)
    found = []
    for label in range(int(labels.max()) + 1):
        at = np.flatnonzero(labels == label)
        if len(at) < _LEAST_POINTS:
            continue
        low, high = places[at].min(0), places[at].max(0)
        counts = np.unique(ids[at], return_counts=True)
        found.append(
            Cluster(
                (float(low[0]), float(low[1]), float(low[2])),
                (float(high[0]), float(high[1]), float(high[2])),
                len(at),
                float(distance[at].min()),
                int(counts[0][np.argmax(counts[1])]),
            )
        )
    return tuple(sorted(found, key=lambda one: one.distance))


def _joined(places: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.int64]:
    """A label for each place (n, 2): joined are those that lie within the smaller of their two reaches."""
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped,unused-ignore]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped,unused-ignore]
    from scipy.spatial import cKDTree  # type: ignore[import-untyped,unused-ignore]

    pairs = cKDTree(places).query_pairs(float(reach.max()), output_type="ndarray")
    apart = np.linalg.norm(places[pairs[:, 0]] - places[pairs[:, 1]], axis=1)
    near = pairs[apart <= np.minimum(reach[pairs[:, 0]], reach[pairs[:, 1]])]
    graph = coo_matrix((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(places), len(places)))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, np.int64)
