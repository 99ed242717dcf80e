"""Where the objects of a whole log were, in the world of its poses: read, checked and decoded like every value shown.

It must not know how trails are drawn, nor threads. What cannot be placed, or fails its check, is a hole in a trail, and
a hole is never bridged.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.kinds.objects import Objects
from app.log.channel import Channel, Mode
from app.replay.sampler import Loaded, Sampler
from app.scene.rigid import Matrix, moved
from app.scene.standing import Standing

_PUBLISH_RECORDS = 2_000
_LEAST_HOLE_NS = 500_000_000
"""Of a channel that states no maximum age."""
_FARTHEST_M = 1e7
Times = npt.NDArray[np.int64]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trail:
    """Where one object was: `points` (n, 3) of its centre in the world, NaN where a hole begins; ascending in time."""

    times_ns: Times
    arrival_ns: Times
    points: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trails:
    """Of one channel, as far as it was read."""

    channel: str
    world: str
    trails: Mapping[str, Trail]
    """By id of the track."""
    unplaced: int
    """Records that failed, or whose frame lies nowhere in that world."""
    complete: bool


def trails_of(sampler: Sampler, channel: Channel, stopped: Callable[[], bool]) -> Iterator[Trails]:
    """The trails of a channel of kind objects, more and more of them; none where nothing says where the vehicle was."""
    if sampler.poses is None:
        return
    most = channel.document.get("max_age_ns")
    gathering = _Gathering(most if type(most) is int and most > 0 else _LEAST_HOLE_NS)
    unplaced = 0
    rows = channel.rows_in_order(Mode.CAPTURE).tolist()
    times = channel.times_in_order(Mode.CAPTURE).tolist()
    for at, (row, time_ns) in enumerate(zip(rows, times, strict=True), start=1):
        if stopped():
            return
        loaded = sampler.load(channel, row, keep=False)
        world_from_frame = _placed(sampler, channel, row, time_ns, loaded)
        document = loaded.document
        if world_from_frame is None or not isinstance(document, Objects):
            unplaced += 1
        else:
            gathering.take(document, world_from_frame, time_ns, int(channel.arrival_ns[row]))
        if at % _PUBLISH_RECORDS == 0 or at == len(rows):
            yield Trails(
                channel=channel.name, world=sampler.poses.world, trails=gathering.made(), unplaced=unplaced,
                complete=at == len(rows),
            )  # fmt: skip


def _placed(sampler: Sampler, channel: Channel, row: int, time_ns: int, loaded: Loaded) -> Matrix | None:
    """world_from_frame of the objects of one record; None: they fail their check, or lie nowhere in that world."""
    assert sampler.poses is not None
    document = loaded.document
    if loaded.standing >= Standing.AFTER_BREAK or not isinstance(document, Objects):
        return None
    frame = document.frame
    if frame == sampler.poses.world:
        return np.eye(4)
    vehicle_from = sampler.settings[int(channel.segment[row])].vehicle_from_frame(frame)
    if vehicle_from is None:
        return None
    placement = sampler.poses.at(time_ns, time_ns, Mode.CAPTURE)
    return None if placement is None else placement.world_from_vehicle @ vehicle_from


class _Gathering:
    """Collects the places of each track."""

    def __init__(self, hole_ns: int) -> None:
        self._hole_ns = hole_ns
        self._found: dict[str, list[tuple[int, int, float, float, float]]] = {}

    def take(self, document: Objects, world_from_frame: Matrix, time_ns: int, arrival_ns: int) -> None:
        """The objects of one record."""
        if not document.tracks:
            return
        flat = np.array([[x, y, 0.0 if z is None else z] for x, y, z in (one.centre for one in document.tracks)])
        with np.errstate(all="ignore"):
            there = moved(world_from_frame, flat)
        for track, (x, y, z) in zip(document.tracks, there.tolist(), strict=True):
            places = self._found.setdefault(track.id, [])
            if places and time_ns - places[-1][0] > self._hole_ns:
                places.append((places[-1][0], places[-1][1], np.nan, np.nan, np.nan))
            # what lies farther away than the Earth is wide was not seen
            if max(abs(x), abs(y), abs(z)) < _FARTHEST_M:
                places.append((time_ns, arrival_ns, x, y, z))

    def made(self) -> dict[str, Trail]:
        """What there is by now."""
        made = {}
        for name, places in self._found.items():
            times = np.array([place[:2] for place in places], dtype=np.int64).reshape(-1, 2)
            points = np.array([place[2:] for place in places], dtype=np.float64).reshape(-1, 3)
            for array in (times, points):
                array.flags.writeable = False
            made[name] = Trail(times_ns=times[:, 0], arrival_ns=times[:, 1], points=points)
        return made
