"""Where the vehicle was when something was captured: from the pose channel, between two poses where that is allowed.

It must not know what is placed. What lies between two poses carries a mark that says so (slerp and linear, see
`app.scene.rigid`); in arrival mode nothing is used that had not arrived.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from app.log.channel import Channel, Mode
from app.scene.content import Content, Table
from app.scene.rigid import between, matrix_of
from app.scene.sample import Placement
from app.scene.standing import Standing

Read = Callable[[Channel, int], tuple[Content | None, Standing]]
"""What a row of a channel contains, and where it stands."""
_FARTHEST_NS = 500_000_000
"""Between two poses further apart than this nothing is interpolated: that would bridge a gap."""


def pose_channel(channels: Iterable[Channel]) -> Channel | None:
    """The channel that says where the vehicle is: the first pose that is not that of a sensor; None: there is none."""
    there = [one for one in channels if one.kind == "pose" and len(one) and one.document.get("frame")]
    whole = [one for one in there if not one.document.get("sensor")]
    return whole[0] if whole else None


@dataclass(frozen=True, slots=True)
class _Pose:
    time_ns: int
    rotation: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
    position: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
    standing: Standing


class Poses:
    """Places the vehicle at instants. Safe from several threads."""

    def __init__(self, channel: Channel, read: Read) -> None:
        """Use a channel of kind pose; `read` gives what its rows contain."""
        self._channel = channel
        self._read = read
        self.world = str(channel.document.get("frame"))

    def at(self, capture_ns: int, t_ns: int, mode: Mode) -> Placement | None:
        """Where the vehicle was at `capture_ns`, as known at `t_ns` in that mode; None: nobody knows."""
        rows = self._channel.rows_in_order(Mode.CAPTURE)
        times = self._channel.times_in_order(Mode.CAPTURE)
        at = int(np.searchsorted(times, capture_ns, side="right")) - 1
        if mode is Mode.ARRIVAL:
            while at >= 0 and int(self._channel.time_ns(Mode.ARRIVAL)[rows[at]]) > t_ns:
                at -= 1
        before = self._pose(int(rows[at]), int(times[at])) if at >= 0 else None
        if before is None or capture_ns - before.time_ns > _FARTHEST_NS:
            return None
        after = None
        # the pose behind is of the future to whoever decided then
        if mode is Mode.CAPTURE and before.time_ns < capture_ns and at + 1 < len(rows):
            after = self._pose(int(rows[at + 1]), int(times[at + 1]))
        if after is None or after.time_ns - before.time_ns > _FARTHEST_NS:
            age_ns = capture_ns - before.time_ns
            return Placement(
                world=self.world, world_from_vehicle=matrix_of(before.rotation, before.position), interpolated=False,
                age_ns=age_ns, standing=before.standing,
            )  # fmt: skip
        share = (capture_ns - before.time_ns) / (after.time_ns - before.time_ns)
        matrix = between(
            np.stack([before.rotation, after.rotation]), np.stack([before.position, after.position]), share
        )
        return Placement(
            world=self.world, world_from_vehicle=matrix, interpolated=True, age_ns=0,
            standing=max(before.standing, after.standing),
        )  # fmt: skip

    def _pose(self, row: int, time_ns: int) -> _Pose | None:
        content, standing = self._read(self._channel, row)
        if not isinstance(content, Table) or not len(content.rows):
            return None
        rotation = np.array([content.rows[f"q{part}"][0] for part in "wxyz"], dtype=np.float64)
        position = np.array([content.rows[axis][0] for axis in "xyz"], dtype=np.float64)
        if not (np.isfinite(position).all() and 0 < float(np.linalg.norm(rotation)) < np.inf):
            return None
        return _Pose(time_ns, rotation, position, standing)
