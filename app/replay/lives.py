"""Reads what perception said of one object in a whole log, on a thread of its own; the newest request wins.

It must not know Qt, nor what any of it means.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from app.kinds.objects import Objects, Track
from app.log.channel import Channel, Mode
from app.replay.newest import Newest
from app.replay.sampler import Sampler
from app.scene.life import MEASURED, STATES, Life
from app.scene.rigid import Matrix, inverse, moved
from app.scene.standing import Standing

_AGAIN_S = 0.3
_MOST_CLASSES = 64
"""Whose probabilities are charted."""


class _Asked(NamedTuple):
    channels: tuple[str, ...]
    track: str


class Lives:
    """Reads the lives of one log's objects. Close it before the log is closed."""

    def __init__(
        self, sampler: Sampler, *, deliver: Callable[[Life], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Start its thread; the callbacks are called from it."""
        self._sampler = sampler
        self._deliver = deliver
        self._asked: Newest[_Asked] = Newest(self._serve, failed=failed, name="lives")

    def request(self, channels: Sequence[str], track: str) -> None:
        """Ask for a life: that in the first of these channels that has the object."""
        self._asked.ask(_Asked(tuple(channels), track))

    def stop(self) -> None:
        """Read no more than what is being read; waits for nothing."""
        self._asked.stop()

    def close(self) -> None:
        """Stop, and return when nothing is read any more."""
        self._asked.close()

    def _serve(self, asked: _Asked) -> None:
        for number, name in enumerate(asked.channels):
            last = number == len(asked.channels) - 1
            for life in life_of(self._sampler, self._sampler.log.log.channels[name], asked.track):
                if self._asked.interrupted:
                    return
                # that one channel does not have it is no answer yet
                if len(life) or (life.complete and last):
                    self._deliver(life)
                if len(life) and life.complete:
                    return


def life_of(sampler: Sampler, channel: Channel, track: str) -> Iterator[Life]:
    """The life of a track, more and more of it; the last one is complete."""
    gathered, due_s = _Gathered(channel, track), time.monotonic() + _AGAIN_S
    for row in channel.rows_in_order(Mode.CAPTURE).tolist():
        loaded = sampler.load(channel, row, keep=False)
        document = loaded.document
        if not isinstance(document, Objects) or loaded.standing >= Standing.AFTER_BREAK:
            gathered.add_unread(row)
        else:
            found = next((one for one in document.tracks if one.id == track), None)
            if found is not None:
                gathered.add(row, found, _vehicle_from(sampler, channel, row, document.frame), loaded.standing)
        if time.monotonic() >= due_s:
            yield gathered.life(complete=False)
            due_s = time.monotonic() + _AGAIN_S
    yield gathered.life(complete=True)


def _vehicle_from(sampler: Sampler, channel: Channel, row: int, frame: str) -> Matrix | None:
    """vehicle_from_frame at the capture of a record; None: nobody knows where the vehicle was in that frame."""
    given = sampler.settings[int(channel.segment[row])].vehicle_from_frame(frame)
    if given is not None:
        return given
    if sampler.poses is None or frame != sampler.poses.world:
        return None
    time_ns = int(channel.time_ns(Mode.CAPTURE)[row])
    placement = sampler.poses.at(time_ns, time_ns, Mode.CAPTURE)
    return None if placement is None else inverse(placement.world_from_vehicle)


class _Gathered:
    """What was read so far."""

    def __init__(self, channel: Channel, track: str) -> None:
        self._channel, self._track = channel, track
        self._captures = channel.time_ns(Mode.CAPTURE)
        self._arrivals = channel.time_ns(Mode.ARRIVAL)
        self._places = np.empty(len(channel), dtype=np.int64)
        self._places[channel.rows_in_order(Mode.CAPTURE)] = np.arange(len(channel))
        self._cells: list[tuple[float, ...]] = []
        self._classes: dict[str, int] = {}
        self._given: list[tuple[tuple[int, float], ...]] = []
        self._parent: tuple[str | None, int] = None, 0
        self._unread: list[int] = []

    def add_unread(self, row: int) -> None:
        """A record of which nobody knows whether it has it."""
        self._unread.append(int(self._places[row]))

    def add(self, row: int, track: Track, vehicle_from_frame: Matrix | None, standing: Standing) -> None:
        """One more record that has it."""
        distance = np.nan
        if vehicle_from_frame is not None:
            x, y, z = track.centre
            with np.errstate(all="ignore"):
                there = moved(vehicle_from_frame, np.array([[x, y, 0.0 if z is None else z]]))
            distance = float(np.hypot(there[0, 0], there[0, 1]))
        along, across = (None, None) if track.velocity is None else track.velocity[:2]
        speed = np.nan if along is None or across is None else float(np.hypot(along, across))
        self._cells.append((
            row, self._places[row], self._captures[row], self._arrivals[row], _number(track.confidence), distance,
            speed, _number(track.points), STATES.index(track.state), standing,
        ))  # fmt: skip
        if self._parent[0] is None and track.parent is not None:
            self._parent = track.parent, len(self._cells) - 1
        numbers = [self._classes.setdefault(one.name, len(self._classes)) for one in track.classes]
        self._given.append(
            tuple((which, _number(one.probability)) for which, one in zip(numbers, track.classes, strict=True))
        )

    def life(self, *, complete: bool) -> Life:
        """All of it so far."""
        with np.errstate(all="ignore"):
            cells = np.array(self._cells, dtype=MEASURED)
        for name in ("distance", "speed", "points"):
            # what is larger than a float32 can say was not measured
            cells[name][~np.isfinite(cells[name])] = np.nan
        cells.flags.writeable = False
        charted = min(len(self._classes), _MOST_CLASSES)
        probabilities = np.full((len(cells), charted), np.nan, dtype=np.float32)
        for at, given in enumerate(self._given):
            for which, probability in given:
                if which < charted:
                    probabilities[at, which] = probability
        likeliest = np.array([given[0][0] if given else -1 for given in self._given], dtype=np.int32)
        return Life(
            channel=self._channel.name, track=self._track, cells=cells, classes=tuple(self._classes),
            probabilities=probabilities, likeliest=likeliest, records=len(self._channel),
            unread=np.array(self._unread, dtype=np.int64), parent=self._parent[0], parent_at=self._parent[1],
            complete=complete,
        )  # fmt: skip


def _number(value: float | None) -> float:
    try:
        return np.nan if value is None else float(value)
    except OverflowError:
        # an integer that no sensor counts to
        return np.nan
