"""The planner at work: ten times a second it decides on what has arrived, and publishes a little later.

It must not know truth, nor who carries the decision out.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from app.kinds.candidates import CANDIDATES_LAYOUT
from app.kinds.decision import Decision, Latency
from app.kinds.quantity import decimal
from app.kinds.reference import Input, ModelRef, RecordRef
from app.kinds.span import Span
from app.simulate.aboard.aboard import Aboard, Decided, Outlook, RoadState
from app.simulate.aboard.tape import Link
from app.simulate.driving.lattice import Start
from app.simulate.driving.planner import Choice, Planner, PlannerParameters, Situation
from app.simulate.driving.predictor import PREDICTION_MAX_AGE_NS, TIMES
from app.simulate.driving.weighing import WEIGHTS
from app.simulate.sensors.localisation import Pose
from app.simulate.world.chance import latency_ns

_PERIOD_NS = 100_000_000
_PHASE_NS = 30_000_000
_MEDIAN_MS = 27.0
_LOGGED = [0, 2, 4, 6, 8, 12, 16]
"""Points of a trajectory that are recorded: every half second up to 2 s, then at 3 and 4 s."""


def planner_reference(parameters: PlannerParameters) -> ModelRef:
    """The planner as GENESIS and decisions name it."""
    return ModelRef(name="lattice-planner", version="2.4.1", parameters_sha256=parameters_digest(parameters))


def parameters_text(parameters: PlannerParameters) -> str:
    """The parameter set in force, for an annex."""
    return f"{parameters!r}\nweights {dict(WEIGHTS)!r}\n"


def parameters_digest(parameters: PlannerParameters) -> str:
    """Of that text."""
    return sha256(parameters_text(parameters).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a cycle rests on: the outlook whose trace it goes on with, all records used, and the further traces."""

    outlook: Outlook
    inputs: tuple[Input, ...]
    further: tuple[Link, ...]


class Deciding:
    """One planning process."""

    def __init__(self, aboard: Aboard) -> None:
        self._aboard = aboard
        scenario = aboard.scenario
        self._planner = Planner(scenario.planner, body=aboard.world.ego.body, road=scenario.road)
        self._reference = planner_reference(scenario.planner)
        self._latencies = aboard.chance.stream("planner/latency")
        self._cycle = 0

    def start(self, t_ns: int) -> None:
        """Begin to plan."""
        self._aboard.schedule.every(_PERIOD_NS, self._on_cycle, first_ns=t_ns + _PHASE_NS)

    def _on_cycle(self, t_ns: int) -> None:
        aboard = self._aboard
        road_state = aboard.road_state
        if aboard.pose is None or aboard.outlook is None or road_state is None:
            return
        self._cycle += 1
        (pose, pose_reference, pose_link), outlook, cycle = aboard.pose, aboard.outlook, self._cycle
        choice = self._planner.decide(self._situation(t_ns, pose, outlook, road_state))
        taken_ns = latency_ns(self._latencies, median_ms=_MEDIAN_MS, spread=0.12)
        inputs = (
            Input(record=outlook.objects, role="objects", age_ns=t_ns - outlook.t_ns),
            Input(record=outlook.prediction, role="prediction", age_ns=t_ns - outlook.t_ns),
            Input(record=pose_reference, role="pose", age_ns=t_ns - pose.t_ns),
            Input(record=road_state.reference, role="environment", age_ns=t_ns - road_state.t_ns),
            Input(record=RecordRef(channel=aboard.tape.channel("/map"), sequence="0"), role="map"),
        )
        basis = _Basis(outlook, inputs, (pose_link, road_state.link))
        aboard.schedule.at(t_ns + taken_ns, lambda now: self._publish(choice, cycle, basis, t_ns, now))

    def _situation(self, t_ns: int, pose: Pose, outlook: Outlook, road_state: RoadState) -> Situation:
        aboard = self._aboard
        age_ns = t_ns - pose.t_ns
        start = Start(
            x=pose.x + pose.speed * age_ns * 1e-9,
            y=pose.y,
            yaw=pose.yaw,
            speed=pose.speed,
            acceleration=pose.acceleration,
        )
        fresh = t_ns - outlook.t_ns <= PREDICTION_MAX_AGE_NS
        return Situation(
            t_ns=t_ns,
            start=start,
            forecasts=outlook.forecasts if fresh else (),
            delay_s=(t_ns - outlook.t_ns) * 1e-9,
            speed=aboard.scenario.speed,
            friction=road_state.friction,
            minimum_risk="a contact was felt" if aboard.struck else aboard.stopping,
        )

    def _publish(self, choice: Choice, cycle: int, basis: _Basis, began_ns: int, now_ns: int) -> None:
        aboard, outlook = self._aboard, basis.outlook
        link = aboard.tape.within(outlook.link)
        trajectories = aboard.tape.put(
            "/planner/candidates", _rows(choice, cycle), now_ns, capture_ns=began_ns, link=link
        )  # fmt: skip
        stages = {**outlook.stages_ns, "planning": (began_ns, now_ns - began_ns)}
        decision = Decision(
            cycle=cycle,
            model=self._reference,
            inputs=basis.inputs,
            candidates=choice.candidates(),
            chosen=choice.trajectory.id,
            reason=choice.reason,
            confidence=_confidence(choice),
            mode=aboard.mode.name.lower(),
            cycle_start_ns=decimal(began_ns),
            frame="map",
            fallback=True if choice.fallback else None,
            models=(outlook.model.reference,),
            latencies=tuple(
                Latency(stage=name, duration_ns=duration, start_ns=decimal(start))
                for name, (start, duration) in stages.items()
            ),
            trajectories=trajectories,
            weights=dict(WEIGHTS),
        )
        reference = aboard.put("/planner/decision", decision, now_ns, of=Decision, capture_ns=began_ns, link=link)
        span = Span(
            name="planner.cycle", start_ns=decimal(began_ns), end_ns=decimal(now_ns), stage="planning",
            service="planner", status="ok", parent=outlook.link.span_id.hex(), records=(reference, trajectories),
            links=tuple(one.other for one in basis.further), attributes={"cycle": cycle},
        )  # fmt: skip
        aboard.tape.span(link, span, now_ns)
        aboard.decided = Decided(choice, cycle, began_ns, link, reference)


def _confidence(choice: Choice) -> float:
    """How clearly the chosen one wins: 0.5 for a tie, towards 1 the more the next one costs."""
    others = [one.total for one in choice.weighed if one is not choice.chosen and one.refused is None]
    if not others:
        return 0.5
    lead = max(0.0, min(others) - choice.chosen.total)
    return round(0.5 + 0.5 * lead / (lead + 0.2), 3)


def _rows(choice: Choice, cycle: int) -> bytes:
    """The points of all candidates, by candidate and then by time."""
    times = TIMES[_LOGGED]
    rows = CANDIDATES_LAYOUT.unknown(len(times) * len(choice.weighed))
    for number, one in enumerate(choice.weighed):
        part = rows[number * len(times) : (number + 1) * len(times)]
        trajectory = one.trajectory
        part["cycle"], part["candidate"], part["t"] = cycle, trajectory.id, times.astype(np.float32)
        for name in ("x", "y", "yaw", "v", "a"):
            part[name] = getattr(trajectory, name)[_LOGGED]
    return CANDIDATES_LAYOUT.encode(rows)
