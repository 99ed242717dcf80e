"""The planner: each cycle it samples the lattice, weighs every candidate and chooses the cheapest that can be driven.

Hard braking has to wait until a conflict with a confirmed object has stood for a while, so that one wrong detection
does not stop the car: the planner holds back, and says so. If nothing can be driven it brakes as hard as it may.
It must not know truth, records or channels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kinds.decision import Candidate, Reason
from app.simulate.driving.lattice import Lateral, Start, Task, Trajectory, lattice
from app.simulate.driving.predictor import Forecast
from app.simulate.driving.weighing import Circumstances, Conflict, Weighed, weigh
from app.simulate.world.ego import Body
from app.simulate.world.road import Road

_CHANGE_S = 3.2
_SWERVE_S = 1.3
_NUDGE_S = 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannerParameters:
    """Parameters in force; they stand in the configuration of the log."""

    hold_s: float
    """So long a conflict with a confirmed object has to stand before hard braking."""
    nudge_m: float = 0.45
    swerve_m: float = 1.4
    hardest: float = -8.0
    minimum_risk: float = -2.2
    """Deceleration of minimum-risk manoeuvres in m/s^2; UN R157, 5.5.1 has them ask for at most 4."""
    shoulder_y: float | None = None
    """Where the hard shoulder is, for minimum-risk manoeuvres; None: they stop in the lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a cycle decides on: the vehicle's own estimate, the forecasts and the mode."""

    t_ns: int
    start: Start
    forecasts: Sequence[Forecast]
    delay_s: float
    speed: float
    friction: float
    minimum_risk: str | None = None
    """Why the vehicle is to stop, as a sentence; None: it is not."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a cycle decided: everything weighed, the chosen one, why, and whether it was a last resort."""

    weighed: tuple[Weighed, ...]
    chosen: Weighed
    reason: Reason
    fallback: bool

    @property
    def trajectory(self) -> Trajectory:
        """The chosen one."""
        return self.chosen.trajectory

    def candidates(self) -> tuple[Candidate, ...]:
        """All of them as members of the kind `decision`."""
        return tuple(_candidate(one, self.chosen) for one in self.weighed)


class Planner:
    """Decides, cycle after cycle."""

    def __init__(self, parameters: PlannerParameters, *, body: Body, road: Road) -> None:
        self.parameters = parameters
        self._body = body
        self._road = road
        self._last_target: float | None = None
        self._conflict_since_ns: int | None = None

    def decide(self, situation: Situation) -> Choice:
        """One cycle."""
        lane = self._road.lane_at(situation.start.y) or self._road.lanes[0]
        task = self._task(situation, lane.centre)
        candidates = lattice(situation.start, task)
        given = self._given(situation, lane.centre, hold=None)
        hold = self._hold(weigh(candidates[0], given).conflict, situation)
        if hold is not None:
            given = self._given(situation, lane.centre, hold=hold)
        weighed = tuple(weigh(one, given) for one in candidates)
        drivable = [one for one in weighed if one.refused is None]
        fallback = not drivable
        chosen = min(drivable, key=lambda one: one.total) if drivable else self._last_resort(weighed, hold)
        self._last_target = chosen.trajectory.target
        return Choice(
            weighed, chosen, _reason(chosen, weighed[0], hold, situation.minimum_risk, fallback=fallback), fallback
        )

    def _given(self, situation: Situation, lane_centre: float, *, hold: Reason | None) -> Circumstances:
        return Circumstances(
            body=self._body,
            road=self._road,
            friction=situation.friction,
            forecasts=situation.forecasts,
            delay_s=situation.delay_s,
            lane_centre=lane_centre,
            speed=situation.speed if situation.minimum_risk is None else 0.0,
            last_target=self._last_target,
            hold=hold,
        )

    def _task(self, situation: Situation, centre: float) -> Task:
        own, road = self.parameters, self._road
        laterals = [Lateral(name="keep_lane", offset=centre, within_s=2.5)]
        if situation.minimum_risk is not None:
            if own.shoulder_y is not None:
                laterals.append(Lateral(name="pull_over", offset=own.shoulder_y, within_s=_CHANGE_S))
            return Task(laterals=tuple(laterals), speed=situation.speed, stops=own.minimum_risk, hardest=own.hardest)
        for lane in road.lanes:
            if lane.direction > 0 and 0.5 < abs(lane.centre - centre) < 4.5:
                side = "left" if lane.centre > centre else "right"
                laterals.append(Lateral(name=f"lane_change_{side}", offset=lane.centre, within_s=_CHANGE_S))
        for side, sign in (("left", 1.0), ("right", -1.0)):
            laterals.append(Lateral(name=f"nudge_{side}", offset=centre + sign * own.nudge_m, within_s=_NUDGE_S))
            laterals.append(Lateral(name=f"swerve_{side}", offset=centre + sign * own.swerve_m, within_s=_SWERVE_S))
        return Task(laterals=tuple(laterals), speed=situation.speed, hardest=own.hardest)

    def _hold(self, conflict: Conflict | None, situation: Situation) -> Reason | None:
        """Why hard braking has to wait; None: it need not."""
        if conflict is None:
            self._conflict_since_ns = None
            return Reason(code="no_conflict", text="nothing that would call for hard braking")
        belief = conflict.forecast.belief
        if not belief.firm:
            self._conflict_since_ns = None
            text = f"object {belief.id} ({belief.label} {belief.score:.2f}) is not confirmed"
            return Reason(code="held_back", text=text, object=belief.id, distance=round(conflict.distance, 2))
        if self._conflict_since_ns is None:
            self._conflict_since_ns = situation.t_ns
        stood_s = (situation.t_ns - self._conflict_since_ns) * 1e-9
        if stood_s >= self.parameters.hold_s:
            return None
        text = f"the conflict with object {belief.id} has stood for {stood_s:.1f} of {self.parameters.hold_s:.1f} s"
        return Reason(
            code="held_back", text=text, object=belief.id, distance=round(conflict.distance, 2),
            time=round(conflict.time, 2),
        )  # fmt: skip

    def _last_resort(self, weighed: tuple[Weighed, ...], hold: Reason | None) -> Weighed:
        """Nothing can be driven: the hardest braking in the lane that is not held back."""
        straight = [one for one in weighed if one.trajectory.offset == weighed[0].trajectory.offset]
        allowed = [one for one in straight if hold is None or not one.trajectory.hard]
        return min(allowed or straight, key=lambda one: one.trajectory.target)


_WORDS = {
    "keep_lane": "Keeps the lane", "minimum_risk_stop": "Stops in the lane",
    "ease_off": "Eases off, does not brake", "brake": "Brakes",
    "brake_hard": "Brakes hard", "emergency_brake": "Brakes with all it has", "pull_over": "Pulls over",
    "nudge_left": "Moves a little left", "nudge_right": "Moves a little right", "swerve_left": "Swerves left",
    "swerve_right": "Swerves right", "lane_change_left": "Changes to the left lane",
    "lane_change_right": "Changes to the right lane",
}  # fmt: skip

_WOULD = {"keep_lane": "keeping the lane", "minimum_risk_stop": "stopping in the lane"}
"""How going on as at present is spoken of."""


def _reason(
    chosen: Weighed, keeping: Weighed, hold: Reason | None, stopping: str | None, *, fallback: bool
) -> Reason:  # fmt: skip
    """Why: a sentence with the object that matters most for going on as at present."""
    name = chosen.trajectory.manoeuvre
    words = _WORDS[name]
    conflict = chosen.conflict or keeping.conflict
    if conflict is None:
        if stopping is not None:
            return Reason(code="minimum_risk", text=f"{words}: {stopping}")
        return Reason(code="free_road", text=f"{words}: nothing in the way")
    belief = conflict.forecast.belief
    held = hold is not None and hold.code == "held_back"
    code = "held_back" if held else "no_way_out" if fallback else f"yield_to_{belief.label}"
    meets = "this path meets" if chosen.conflict else f"{_WOULD[keeping.trajectory.manoeuvre]} would meet"
    text = (
        f"{words}: object {belief.id} ({belief.label} {belief.score:.2f}), {conflict.apart}, is predicted to "
        f"{conflict.course.intention.replace('_', ' ')} (p {conflict.course.probability:.2f}); "
        f"{meets} it {conflict.where}"
    )
    if held and hold is not None:
        text += f"; harder braking is held back: {hold.text}"
    return Reason(
        code=code, text=text, object=belief.id, distance=round(conflict.distance, 2), time=round(conflict.time, 2)
    )  # fmt: skip


def _candidate(one: Weighed, chosen: Weighed) -> Candidate:
    refused = one.refused
    if one is not chosen and refused is None:
        refused = Reason(code="higher_cost", text=f"costs {one.total - chosen.total:.2f} more: {_dearest(one, chosen)}")
    return Candidate(
        id=one.trajectory.id,
        manoeuvre=one.trajectory.manoeuvre,
        costs=one.costs,
        total=round(one.total, 4),
        feasible=one.refused is None,
        rejected=None if one is chosen else refused,
        end_speed=round(float(one.trajectory.v[-1]), 2),
    )


def _dearest(one: Weighed, chosen: Weighed) -> str:
    """The term that makes the difference."""
    name = max(one.costs, key=lambda term: one.costs[term] - chosen.costs[term])
    return f"{name} +{one.costs[name] - chosen.costs[name]:.2f}"
