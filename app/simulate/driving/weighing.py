"""What a candidate costs and whether it can be driven: named terms, named reasons.

It must not know truth: objects are those that perception reported, where the predictor expects them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.kinds.decision import Reason
from app.simulate.driving.lattice import Trajectory
from app.simulate.driving.predictor import TIMES, Course, Forecast
from app.simulate.world.ego import GRAVITY, Body
from app.simulate.world.road import Road

WEIGHTS = MappingProxyType(
    {"collision": 9.0, "clearance": 0.6, "comfort": 0.9, "progress": 1.1, "lane": 0.8, "rule": 1.0, "consistency": 0.25}
)
"""Of the cost terms, in the order in which they are shown."""
_TENTATIVE = 0.25
"""How far an object counts that is not confirmed."""
_COUNTS_FROM = 0.5
"""Probability from which a course of a confirmed object makes a candidate infeasible."""
_MARGIN_M = 0.3
_SOON_S = 3.0
_REAR_DECELERATION = 3.0
_REAR_GAP_S = 0.6
_LATERAL_SHARE = 0.55
"""Of the friction that lateral acceleration may use."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A candidate and a course meet: the boxes are level along the road, with less than the margin to the side.

    `time` (s) and `distance` (m) are how long and how far along the road the vehicle drives until then; `gap` (m) is
    what is free between the boxes when the cycle begins, 0 where they overlap. `speed` (m/s): how much faster than
    the object it then is, along the road.
    """

    forecast: Forecast
    course: Course
    time: float
    distance: float
    gap: float
    speed: float

    @property
    def firm(self) -> bool:
        """Whether it makes a candidate infeasible."""
        return self.forecast.belief.firm and self.course.probability >= _COUNTS_FROM

    @property
    def where(self) -> str:
        """How near, when and where they meet, in words."""
        when = f"after {self.time:.2f} s and {self.distance:.1f} m along the road" if self.time else "from the start"
        return f"with less than {_MARGIN_M:.1f} m to the side, {when}"

    @property
    def apart(self) -> str:
        """What is free between the boxes when the cycle begins, in words."""
        return f"gap {self.gap:.1f} m" if self.gap else "no gap (the boxes overlap as perceived)"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One candidate with its costs. `refused` None: it can be driven."""

    trajectory: Trajectory
    costs: dict[str, float]
    refused: Reason | None
    conflict: Conflict | None

    @property
    def total(self) -> float:
        """All terms together."""
        return sum(self.costs.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What candidates are weighed against. `delay_s`: how much older than the cycle the forecasts are."""

    body: Body
    road: Road
    friction: float
    forecasts: Sequence[Forecast]
    delay_s: float
    lane_centre: float
    speed: float
    last_target: float | None
    hold: Reason | None
    """Why hard braking has to wait; None: it need not."""


def weigh(trajectory: Trajectory, given: Circumstances) -> Weighed:
    """Costs and feasibility of one candidate."""
    conflicts, nearest = _conflicts(trajectory, given)
    worst = max(conflicts, key=_severity, default=None)
    refused = _refusal(trajectory, given, conflicts)
    costs = {name: round(WEIGHTS[name] * value, 4) for name, value in _terms(trajectory, given, worst, nearest).items()}
    return Weighed(trajectory, costs, refused, worst)


def _severity(conflict: Conflict) -> float:
    """How bad: probable, soon and fast is worst."""
    counted = 1.0 if conflict.forecast.belief.firm else _TENTATIVE
    soon = float(np.exp(-conflict.time / _SOON_S))
    return counted * conflict.course.probability * soon * min(1.5, 0.3 + conflict.speed / 12.0)


def _terms(
    trajectory: Trajectory, given: Circumstances, worst: Conflict | None, nearest: float
) -> dict[str, float]:  # fmt: skip
    change = 0.0 if given.last_target is None else abs(trajectory.target - given.last_target) / 8.0
    over = max(0.0, float(trajectory.v.max()) - given.road.limit) / 3.0
    crossed = any(
        line.kind == "solid" and (trajectory.y[0] - line.y) * (trajectory.y[-1] - line.y) < 0
        for line in given.road.markings
    )
    return {
        "collision": 0.0 if worst is None else _severity(worst),
        "clearance": max(0.0, 1.0 - nearest / 1.2),
        "comfort": float(np.mean(trajectory.a**2)) / 9.0 + max(0.0, trajectory.jerk - 3.0) / 60.0,
        "progress": max(0.0, given.speed - float(trajectory.v[12])) / max(given.speed, 5.0),
        "lane": abs(trajectory.offset - given.lane_centre) / 1.8,
        "rule": over + (0.8 if crossed else 0.0),
        "consistency": change,
    }


def _conflicts(trajectory: Trajectory, given: Circumstances) -> tuple[list[Conflict], float]:
    """Where the vehicle would touch or pass within the margin of a course, and the least gap to confirmed objects."""
    body = given.body
    ahead = body.front - body.length / 2
    x = trajectory.x + ahead * np.cos(trajectory.yaw)
    y = trajectory.y + ahead * np.sin(trajectory.yaw)
    found, nearest = [], np.inf
    for one in given.forecasts:
        for course in one.courses:
            along, across = _gaps(x, y, one, course, given)
            gap = np.hypot(np.maximum(along, 0), np.maximum(across, 0))
            hit = np.flatnonzero((along < 0) & (across < _MARGIN_M))
            # who comes from behind is that driver's concern, but for lane changes, which are judged apart
            behind = one.belief.x + one.belief.length / 2 < trajectory.x[0] - body.rear_to_origin
            if len(hit) and not behind:
                at = int(hit[0])
                speed = max(0.0, float(trajectory.v[at]) - one.belief.vx * (course.intention != "stay"))
                distance = max(0.0, float(x[at] - x[0]))
                found.append(Conflict(one, course, float(TIMES[at]), distance, float(gap[0]), speed))
            elif one.belief.firm and course.probability >= _COUNTS_FROM and not behind:
                nearest = min(nearest, float(gap[: len(TIMES) * 3 // 5].min()))
    return found, nearest


def _gaps(
    x: NDArray[np.float64], y: NDArray[np.float64], one: Forecast, course: Course, given: Circumstances
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Free space along and across the road between the boxes at each time, m; negative where they overlap."""
    belief, body = one.belief, given.body
    t = np.minimum(TIMES + given.delay_s, TIMES[-1])
    cos, sin = np.abs(np.cos(course.yaw)), np.abs(np.sin(course.yaw))
    half_x = (cos * belief.length + sin * belief.width) / 2
    half_y = (sin * belief.length + cos * belief.width) / 2
    other_x = np.interp(t, TIMES, course.places[:, 0])
    other_y = np.interp(t, TIMES, course.places[:, 1])
    return (
        np.abs(other_x - x) - half_x - body.length / 2,
        np.abs(other_y - y) - half_y - body.width / 2,
    )


def _refusal(trajectory: Trajectory, given: Circumstances, conflicts: Sequence[Conflict]) -> Reason | None:
    """Why it cannot be driven: the first check that fails."""
    road, body = given.road, given.body
    limit = _LATERAL_SHARE * given.friction * GRAVITY
    lateral = float(np.max(np.abs(trajectory.curvature) * trajectory.v**2))
    if lateral > limit:
        return Reason(
            code="lateral_acceleration", text=f"needs {lateral:.1f} m/s^2 to the side, of at most {limit:.1f}"
        )
    edge = body.width / 2
    if trajectory.y.min() - edge < road.right or trajectory.y.max() + edge > road.left:
        return Reason(code="off_road", text="leaves the road")
    against = [one for one in road.lanes if one.direction < 0 and one.holds(float(trajectory.y[-1]) + edge)]
    if against:
        return Reason(code="oncoming_lane", text="uses the oncoming lane")
    rear = _rear_conflict(trajectory, given)
    if rear is not None:
        return rear
    if trajectory.hard and given.hold is not None:
        return given.hold
    firm = [one for one in conflicts if one.firm]
    if firm:
        first = min(firm, key=lambda one: one.time)
        belief = first.forecast.belief
        own = float(trajectory.v[int(np.searchsorted(TIMES, first.time))])
        text = f"meets object {belief.id} ({belief.label}) {first.where}, driving {own:.1f} m/s"
        return Reason(
            code="collision", text=text, object=belief.id, distance=round(first.distance, 2), time=round(first.time, 2)
        )
    return None


def _rear_conflict(trajectory: Trajectory, given: Circumstances) -> Reason | None:
    """A change into a lane in which somebody comes from behind too fast to be cut off (UN R79, 5.6.4.7, adapted)."""
    target = given.road.lane_at(trajectory.offset)
    if target is None or target.holds(float(trajectory.y[0])):
        return None
    rear = float(trajectory.x[0]) - given.body.rear_to_origin
    for one in given.forecasts:
        belief = one.belief
        gap = rear - belief.x - belief.length / 2
        beside = gap < 0.5 and belief.x - belief.length / 2 < rear + given.body.length
        closing = belief.vx - float(trajectory.v[4])
        if not target.holds(belief.y) or not belief.firm or (gap < 0 and not beside):
            continue
        if beside:
            text = f"object {belief.id} is beside" if gap < 0 else f"object {belief.id} is {gap:.1f} m behind"
            return Reason(code="lane_occupied", text=text, object=belief.id, distance=round(max(gap, 0.0), 2))
        room = gap - _REAR_GAP_S * belief.vx
        needed = closing**2 / (2 * max(room, 0.1)) if closing > 0 else 0.0
        if needed > _REAR_DECELERATION:
            text = (
                f"object {belief.id} comes from behind: gap {gap:.1f} m to where it was {given.delay_s:.2f} s ago, "
                f"{closing:.1f} m/s faster than this path after {TIMES[4]:.0f} s"
            )
            return Reason(
                code="rear_traffic", text=text, object=belief.id, distance=round(gap, 2),
                time=round(gap / max(closing, 0.1), 2),
            )  # fmt: skip
    return None
