"""Who drives: modes, transition demands, take-overs, minimum-risk manoeuvres, and the events that say so.

It must not know truth but what a crash sensor feels, nor how events are recorded.
"""

from app.kinds.code import DrivingMode
from app.kinds.event import Measurement
from app.kinds.reference import ModelRef
from app.simulate.aboard import Aboard
from app.simulate.events import Events
from app.simulate.world import Contact

_PERIOD_NS = 20_000_000
_CRASH_SENSOR_NS = 12_000_000
_HARD = -4.0
_EMERGENCY = -6.0
_NEAR_S = 1.0
ESCALATES_NS = 4_000_000_000
"""A transition demand grows louder after 4 s (UN R157, 5.4.3)."""
_BLIND_NS = 1_300_000_000
_MINIMUM_RISK_NS = 2_600_000_000
"""After a severe failure the system does not wait ten seconds for the driver."""
_SWAP_NS = 1_000_000_000
SUPERVISOR = ModelRef(name="supervisor", version="5.2.0")


class Supervising:
    """Watches over mode and driver."""

    def __init__(self, aboard: Aboard) -> None:
        self._aboard = aboard
        self._events = Events(aboard, SUPERVISOR)
        self._demanded_ns: int | None = None
        self._severe = False
        self._escalated = False
        self._swap_ns: int | None = None
        self._near: set[str] = set()
        self._picture_ns: int | None = None
        self._slow = 0.0
        aboard.world.when_touched = self._felt

    def start(self, t_ns: int) -> None:
        """Begin to watch."""
        aboard = self._aboard
        self._picture_ns = t_ns
        aboard.schedule.every(_PERIOD_NS, self._on_tick, first_ns=t_ns + 6_000_000)
        if aboard.scenario.update_s is not None:
            at_ns = t_ns + round(aboard.scenario.update_s * 1e9)
            aboard.schedule.at(at_ns, self._update_at_hand)

    def clock_stepped(self, t_ns: int, step_ns: int) -> None:
        """UTC stepped."""
        values = (Measurement(name="utc_step", value=round(step_ns / 1e9, 6), unit="s", limit=0.05),)
        self._events.report(
            "limit_crossed", t_ns, cause="time_server", text="the estimate of UTC stepped", values=values
        )

    def _on_tick(self, t_ns: int) -> None:
        self._watch_driver(t_ns)
        self._watch_cameras(t_ns)
        self._watch_demand(t_ns)
        self._watch_braking(t_ns)
        self._watch_distance(t_ns)
        self._watch_perception(t_ns)
        if self._swap_ns is not None and t_ns >= self._swap_ns:
            self._swap(t_ns)

    def _update_at_hand(self, t_ns: int) -> None:
        version = self._aboard.scenario.models[1].version
        self._aboard.say("info", "updater", f"road-user-net {version} staged, driver has to take over", t_ns)
        self._demand(t_ns, "planned", f"road-user-net {version} is to be activated; take over", severe=False)

    def _demand(self, t_ns: int, cause: str, text: str, *, severe: bool) -> None:
        if self._demanded_ns is not None or self._aboard.driver.drives:
            return
        self._demanded_ns, self._severe = t_ns, severe
        if self._aboard.mode is DrivingMode.AUTOMATED:
            self._aboard.mode = DrivingMode.TRANSITION_DEMAND
        self._events.begin("transition_demand", t_ns, cause=cause, text=text)
        self._aboard.driver.demanded(t_ns)

    def _watch_demand(self, t_ns: int) -> None:
        if self._demanded_ns is None or self._aboard.driver.drives:
            return
        waited_ns = t_ns - self._demanded_ns
        stopping = self._events.is_open("minimum_risk_manoeuvre")
        if waited_ns >= ESCALATES_NS and not self._escalated and not stopping:
            self._escalated = True
            self._events.report(
                "transition_demand", t_ns, phase="escalation", text=f"no answer for {waited_ns / 1e9:.1f} s",
                event=self._events.id_of("transition_demand"),
            )  # fmt: skip
        if self._severe and waited_ns >= _MINIMUM_RISK_NS and not stopping:
            self._aboard.mode = DrivingMode.MINIMUM_RISK_MANOEUVRE
            text = "the driver does not answer and the front camera has failed: stops"
            self._events.begin("minimum_risk_manoeuvre", t_ns, cause="sensor_failure", text=text)

    def _watch_driver(self, t_ns: int) -> None:
        driver = self._aboard.driver
        how = driver.intent(t_ns)
        if how is None:
            return
        driver.take()
        was = self._aboard.mode
        self._aboard.mode = DrivingMode.MANUAL
        for name in ("minimum_risk_manoeuvre", "emergency_manoeuvre", "transition_demand"):
            self._events.end(name, t_ns)
        if how == "hands_on":
            waited = 0.0 if self._demanded_ns is None else (t_ns - self._demanded_ns) / 1e9
            values = (Measurement(name="answer_time", value=round(waited, 3), unit="s", limit=ESCALATES_NS / 1e9),)
            self._events.report(
                "deactivation", t_ns, cause="hands_on", text=f"answers after {waited:.1f} s", values=values
            )
            self._swap_ns = t_ns + _SWAP_NS if self._aboard.scenario.update_s is not None else None
        else:
            words = was.name.lower().replace("_", " ")
            self._events.report(
                "override", t_ns, cause=how, text=f"the driver overrides by {how.replace('_', ' ')} ({words})"
            )
            self._events.report("deactivation", t_ns, cause=how)

    def _watch_cameras(self, t_ns: int) -> None:
        aboard = self._aboard
        if aboard.picture is not None:
            self._picture_ns = aboard.picture.capture_ns
        assert self._picture_ns is not None
        blind_ns = t_ns - self._picture_ns
        name = aboard.rig.cameras[0].name
        if blind_ns > 250_000_000:
            if not self._events.is_open("sensor_dropout"):
                self._events.begin("sensor_dropout", t_ns, cause=name, text=f"{name} delivers nothing")
            if blind_ns > _BLIND_NS and not self._severe:
                text = f"{name} has delivered nothing for {blind_ns / 1e9:.1f} s"
                self._events.report("severe_failure", t_ns, cause=name, text=text)
                self._demand(t_ns, "sensor_failure", text, severe=True)
        elif self._events.is_open("sensor_dropout"):
            self._events.end("sensor_dropout", t_ns)

    def _watch_braking(self, t_ns: int) -> None:
        aboard, motion = self._aboard, self._aboard.world.ego.motion
        if motion.acceleration < _HARD and motion.speed > 1.0:
            values = (
                Measurement(
                    name="acceleration", value=round(motion.acceleration, 2), unit="m/s^2", limit=_HARD
                ),
            )  # fmt: skip
            self._events.begin("hard_braking", t_ns, values=values)
        elif motion.acceleration > _HARD / 2:
            self._events.end("hard_braking", t_ns)
        decided = aboard.decided
        automated = aboard.mode in (DrivingMode.AUTOMATED, DrivingMode.TRANSITION_DEMAND)
        if decided is None or aboard.driver.drives:
            return
        emergency = decided.choice.trajectory.target <= _EMERGENCY and motion.speed > 0.5
        if emergency and automated:
            aboard.mode = DrivingMode.EMERGENCY_MANOEUVRE
            reason = decided.choice.reason
            self._events.begin(
                "emergency_manoeuvre", t_ns, cause="planner", text=reason.text, link=decided.link,
                objects=() if reason.object is None else (reason.object,),
            )  # fmt: skip
        elif not emergency and not aboard.struck and aboard.mode is DrivingMode.EMERGENCY_MANOEUVRE:
            self._events.end("emergency_manoeuvre", t_ns)
            demanded = self._demanded_ns is not None
            aboard.mode = DrivingMode.TRANSITION_DEMAND if demanded else DrivingMode.AUTOMATED

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
                    Measurement(name="distance", value=round(gap, 2), unit="m"),
                )  # fmt: skip
                self._events.report("near_miss", t_ns, objects=(belief.id,), values=values, link=aboard.outlook.link)

    def _watch_perception(self, t_ns: int) -> None:
        slow = self._aboard.perception_ms
        if slow > 200.0 and slow != self._slow:
            values = (Measurement(name="perception", value=round(slow / 1e3, 3), unit="s", limit=0.2),)
            self._events.report("latency", t_ns, cause="perception", values=values)
        self._slow = slow

    def _swap(self, t_ns: int) -> None:
        aboard, new = self._aboard, self._aboard.scenario.models[1]
        self._swap_ns = None
        aboard.say("info", "updater", f"road-user-net {aboard.model.version} replaced by {new.version}", t_ns)
        aboard.model = new

    def _felt(self, contact: Contact) -> None:
        """The bumper's sensor and the airbag computer feel a blow."""
        self._aboard.truth.contact(contact)
        self._aboard.driver.felt_contact(contact.t_ns)

        def tell(now_ns: int) -> None:
            aboard = self._aboard
            aboard.struck = True
            speed = aboard.world.ego.motion.speed
            link = None if aboard.decided is None else aboard.decided.link
            values = (
                Measurement(name="speed", value=round(speed, 2), unit="m/s"),
                Measurement(name="impulse", value=round(contact.impulse, 1), unit="N*s"),
                Measurement(name="offset", value=round(contact.offset, 2), unit="m"),
            )
            text = "contact at the front bumper"
            self._events.report(
                "collision", now_ns, cause="bumper_sensor", text=text, values=values, start_ns=contact.t_ns, link=link
            )  # fmt: skip
            delta = (Measurement(name="delta_v_longitudinal_max", value=round(contact.delta_v, 3), unit="m/s"),)
            self._events.report("edr_trigger", now_ns, cause="bumper_sensor", values=delta, start_ns=contact.t_ns)
            if aboard.scenario.road.kind == "urban":
                text = "the bonnet was raised"
                self._events.report("safety_intervention", now_ns, cause="pedestrian_protection", text=text)

        self._aboard.schedule.at(contact.t_ns + _CRASH_SENSOR_NS, tell)
