"""Where frames lie in each other, as the messages of a recording say: what never moves, and the pose of the vehicle.

It must not know topics, nor apply a transform to anything. Conventions: REP 105, tf2_msgs/TFMessage (a transform turns
coordinates of the child into those of the parent), foxglove.FrameTransform.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.convert.messages.carrier import Buffer, MessageError, printable
from app.convert.messages.message_type import MessageType, Plain, stamp_of
from app.convert.takers.rows import VEHICLE_FRAMES, WORLD_FRAMES, is_rotation, require_rotation
from app.convert.takers.taker import Outlet, Size
from app.kinds.calibration import Transform
from app.kinds.code import PoseSource
from app.kinds.pose import POSE_LAYOUT
from app.scene.rigid import matrix_of

_MOST_FRAMES = 4096
_MOST_NAMED, _MOST_OF_A_PAIR = 6, 40
_SEEN_OFTEN = 3
"""A transform on a topic for moving frames that was the same so often is taken for one that never moves."""
Matrix = npt.NDArray[np.float64]
Pair = tuple[str, str]
"""Parent and child of a transform."""


@dataclass(slots=True)
class _Edge:
    parts: tuple[float, ...]
    count: int
    declared: bool
    moved: bool = False

    @property
    def static(self) -> bool:
        """Whether the child is fixed to its parent."""
        return not self.moved and (self.declared or self.count >= _SEEN_OFTEN)


class Transforms:
    """All transforms of a recording, by parent and child."""

    def __init__(self) -> None:
        self._edges: dict[Pair, _Edge] = {}
        self._used: set[Pair] = set()

    def see(self, plain: Plain, *, static: bool) -> None:
        """Remember what a message says; `static`: it comes on a topic for what never moves."""
        for parent, child, parts, _ in transforms_of(plain):
            edge = self._edges.get((parent, child))
            if edge is None and len(self._edges) < _MOST_FRAMES:
                self._edges[parent, child] = _Edge(parts, 1, static)
            elif edge is not None:
                edge.count += 1
                edge.declared |= static
                edge.moved |= edge.parts != parts

    @property
    def vehicle_frame(self) -> str | None:
        """The frame of the vehicle, if there is one."""
        names = {name for edge in self._edges for name in edge}
        return next((name for name in VEHICLE_FRAMES if name in names), None)

    def vehicle_from(self, frame: str) -> tuple[Transform, bool] | None:
        """From a frame to the vehicle by what never moves; whether that was inferred and not declared; None: no way."""
        vehicle = self.vehicle_frame
        if vehicle is None or frame == vehicle:
            return None
        steps: dict[str, list[tuple[str, Matrix, Pair]]] = {}
        for (parent, child), edge in self._edges.items():
            if edge.static and (matrix := _matrix(edge.parts)) is not None:
                steps.setdefault(parent, []).append((child, matrix, (parent, child)))
                steps.setdefault(child, []).append((parent, np.asarray(np.linalg.inv(matrix)), (parent, child)))
        # vehicle_from_name for every name that can be reached, and by which transform from which name
        found: dict[str, tuple[Matrix, Pair | None, str]] = {vehicle: (np.eye(4), None, vehicle)}
        waiting = [vehicle]
        while waiting:
            at = waiting.pop()
            for name, matrix, pair in steps.get(at, ()):
                if name not in found:
                    found[name] = (found[at][0] @ matrix, pair, at)
                    waiting.append(name)
        if frame not in found:
            return None
        matrix, pair_there, back = found[frame]
        declared = True
        while pair_there is not None:
            self._used.add(pair_there)
            declared &= self._edges[pair_there].declared
            _, pair_there, back = found[back]
        rows = tuple(tuple(float(value) for value in row) for row in matrix[:3])
        return Transform(matrix=(*rows, (0.0, 0.0, 0.0, 1.0))), not declared  # type: ignore[arg-type]

    def forget_use(self) -> None:
        """Forget which transforms mountings were made of: they are made again."""
        self._used.clear()

    def unused(self, poses: Collection[Pair]) -> Iterator[str]:
        """Sentences that say of which transforms neither a pose, as of `poses`, nor a mounting was made, and why."""
        reasons: dict[str, list[str]] = {}
        for pair, edge in self._edges.items():
            if pair not in self._used and pair not in poses:
                reasons.setdefault(self._why_not(edge), []).append(" -> ".join(pair))
        for why, pairs in reasons.items():
            named = ", ".join(text[:_MOST_OF_A_PAIR] for text in pairs[:_MOST_NAMED])
            more = f" and {len(pairs) - _MOST_NAMED} more" if len(pairs) > _MOST_NAMED else ""
            yield f"{why}: {named}{more}"

    def _why_not(self, edge: _Edge) -> str:
        kept = "transforms are neither pose nor mounting, and stay in their messages"
        if self.vehicle_frame is None:
            return f"{kept}, for no frame of them is called like a vehicle's ({VEHICLE_FRAMES[0]} and the like)"
        if edge.moved:
            return f"{kept}, for they moved and another is the pose of the vehicle, or they are of something else"
        if not edge.static:
            return f"{kept}, for fewer than {_SEEN_OFTEN} of each do not tell whether it moves"
        if _matrix(edge.parts) is None:
            return f"{kept}, for they have no rotation"
        return f"{kept}, for they lead from the vehicle to no sensor of the recording"


class Found(NamedTuple):
    """One transform of a message: `parts` are x y z with quaternion w x y z; `stamp` as messages have it, or None."""

    parent: str
    child: str
    parts: tuple[float, ...]
    stamp: int | None


def transforms_of(plain: Plain) -> Iterator[Found]:
    """Every transform of a message; raises MessageError."""
    try:
        if "transforms" in plain:
            for one in plain["transforms"]:
                if "transform" in one:
                    parent, child = one["header"]["frame_id"], one["child_frame_id"]
                    yield Found(_named(parent), _named(child), _parts(one["transform"]), stamp_of(one))
                else:
                    yield from transforms_of(one)
        else:
            parent, child = plain["parent_frame_id"], plain["child_frame_id"]
            yield Found(_named(parent), _named(child), _parts(plain), stamp_of(plain))
    except (KeyError, TypeError, AttributeError) as error:
        raise MessageError(f"is no transform: {error!r:.80}") from error


def _named(frame: str) -> str:
    return printable(frame.lstrip("/")[:200])


def _parts(found: Plain) -> tuple[float, ...]:
    move, turn = found.get("translation") or {}, found.get("rotation") or {}
    # protobuf leaves out what is zero, w as well
    return (*(float(move.get(a, 0)) for a in "xyz"), *(float(turn.get(a, 0)) for a in "wxyz"))


def _matrix(parts: tuple[float, ...]) -> Matrix | None:
    if not np.isfinite(parts).all() or not is_rotation(parts[3:]):
        return None
    return matrix_of(parts[3:], parts[:3])


class VehiclePoseTaker:
    """The pose of the vehicle among the transforms of a topic: the first frame that it moves in.

    That is one of the world, or one in which the vehicle was seen to move: a sensor may be the parent of the vehicle as
    well, and where it is mounted is no pose.
    """

    whole = False

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._pair: Pair | None = None
        # of pairs that did not move yet: where they are, and how many messages had them
        self._still: dict[tuple[str, str], tuple[tuple[float, ...], int]] = {}

    @property
    def pair(self) -> Pair | None:
        """The frames of the transform that is the pose; None: none was found."""
        return self._pair

    @property
    def suffix(self) -> str:
        """See Taker."""
        return "" if self._pair is None else f" {self._pair[0]} from {self._pair[1]}"

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        found = list(transforms_of(plain))
        if self._pair is None:
            self._pair = next((pair for one in found if (pair := self._moving(one)) is not None), None)
        mine = self._mine(found)
        return None if mine is None else Size(POSE_LAYOUT.row_bytes, own_stamp=True, stamp=mine.stamp)

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        mine = self._mine(transforms_of(self._type.decode(raw)))
        if mine is None:
            return None
        rows = POSE_LAYOUT.unknown(1)
        for name, value in zip(("x", "y", "z", "qw", "qx", "qy", "qz"), mine.parts, strict=True):
            rows[name] = value
        rows["source"] = PoseSource.UNKNOWN
        return rows.tobytes()

    def outlet(self) -> Outlet:
        """See Taker."""
        note = "the transform of the vehicle among those of the topic"
        if self._pair in self._still:
            note += f"; {self._still[self._pair][1]} before it first moved are in the messages alone"
        return Outlet(
            kind="pose", codec="rows", row_bytes=POSE_LAYOUT.row_bytes, frame=self._pair[0] if self._pair else None,
            description=note,
        )  # fmt: skip

    def _mine(self, found: Iterable[Found]) -> Found | None:
        """The transform of the pair; raises MessageError if it is none."""
        mine = next((one for one in found if (one.parent, one.child) == self._pair), None)
        if mine is not None:
            require_rotation(mine.parts[3:])
        return mine

    def _moving(self, one: Found) -> tuple[str, str] | None:
        """The frames of a transform by which the vehicle moves; None: it is another, or did not move yet."""
        pair = (one.parent, one.child)
        if one.child not in VEHICLE_FRAMES or one.parent in VEHICLE_FRAMES:
            return None
        if one.parent in WORLD_FRAMES:
            return pair
        parts, count = self._still.get(pair, (one.parts, 0))
        if parts != one.parts:
            return pair
        if pair in self._still or len(self._still) < _MOST_FRAMES:
            self._still[pair] = (parts, count + 1)
        return None
