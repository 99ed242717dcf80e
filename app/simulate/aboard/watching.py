"""Watches for what is worth naming while anybody drives: hard braking, near misses, late perception.

All of it by the vehicle's own signals and objects. It must not know who drives, nor truth.
"""

from app.kinds.event import Measurement
from app.kinds.reference import ModelRef
from app.simulate.aboard.aboard import Aboard, Perceived
from app.simulate.aboard.events import Events

_PERIOD_NS = 20_000_000
_PHASE_NS = 6_000_000
_HARD = -4.0
_NEAR_S = 1.0
_SLOW_MS = 200.0
LIMITS = {"hard_braking_m_s2": _HARD, "near_miss_s": _NEAR_S, "perception_ms": _SLOW_MS}
"""Beyond which something is reported."""


class Watching:
    """Reports what crosses a limit."""

    def __init__(self, aboard: Aboard, source: ModelRef) -> None:
        self._aboard = aboard
        self._events = Events(aboard, source)
        self._near: set[str] = set()
        self._newest: Perceived | None = None

    def start(self, t_ns: int) -> None:
        """Begin to watch."""
        self._aboard.schedule.every(_PERIOD_NS, self._on_tick, first_ns=t_ns + _PHASE_NS)

    def _on_tick(self, t_ns: int) -> None:
        self._watch_braking(t_ns)
        self._watch_distance(t_ns)
        self._watch_perception(t_ns)

    def _watch_braking(self, t_ns: int) -> None:
        aboard, motion = self._aboard, self._aboard.world.ego.motion
        if motion.acceleration < _HARD and motion.speed > 1.0:
            values = (
                Measurement(
                    name="acceleration", value=round(motion.acceleration, 2), unit="m/s^2", limit=_HARD
                ),
            )  # fmt: skip
            link, records = aboard.of_decision
            self._events.begin("hard_braking", t_ns, values=values, link=link, records=records)
        elif motion.acceleration > _HARD / 2:
            self._events.end("hard_braking", t_ns)

    def _watch_distance(self, t_ns: int) -> None:
        """The time to collision with what is ahead in the lane, as the vehicle reckons it."""
        aboard = self._aboard
        if aboard.pose is None or aboard.outlook is None:
            return
        pose, body = aboard.pose[0], aboard.world.ego.body
        for one in aboard.outlook.forecasts:
            belief = one.belief
            age_s = (t_ns - belief.t_ns) * 1e-9
            beside = abs(belief.y - pose.y) > (belief.width + body.width) / 2
            gap = belief.x + belief.vx * age_s - belief.length / 2 - pose.x - body.front
            closing = pose.speed - belief.vx
            if not belief.firm or beside or gap < 0 or closing < 1.0 or belief.id in self._near:
                continue
            if gap / closing < _NEAR_S:
                self._near.add(belief.id)
                values = (
                    Measurement(
                        name="time_to_collision", value=round(gap / closing, 3), unit="s", limit=_NEAR_S
                    ),
                    Measurement(name="gap", value=round(gap, 2), unit="m"),
                )  # fmt: skip
                self._events.report(
                    "near_miss", t_ns, objects=(belief.id,), values=values, link=aboard.outlook.link,
                    records=(aboard.outlook.objects,),
                )  # fmt: skip

    def _watch_perception(self, t_ns: int) -> None:
        newest = self._aboard.perceived
        if newest is not None and newest is not self._newest and newest.took_ms > _SLOW_MS:
            values = (
                Measurement(name="perception", value=round(newest.took_ms / 1e3, 3), unit="s", limit=_SLOW_MS / 1e3),
            )
            self._events.report(
                "latency", t_ns, cause="perception", values=values, link=newest.link, records=(newest.reference,)
            )  # fmt: skip
        self._newest = newest
