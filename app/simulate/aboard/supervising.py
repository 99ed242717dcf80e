"""Who drives: modes, transition demands, take-overs, minimum-risk manoeuvres, and the events that say so.

It must not know truth, nor how events are recorded.
"""

from app.kinds.code import DrivingMode
from app.kinds.event import Measurement
from app.kinds.reference import ModelRef
from app.simulate.aboard.aboard import Aboard
from app.simulate.aboard.events import Events
from app.simulate.aboard.parameters import stated
from app.simulate.aboard.tape import Link

_PERIOD_NS = 20_000_000
ESCALATES_NS = 4_000_000_000
"""A transition demand grows louder after 4 s (UN R157, 5.4.3)."""
_BLIND_NS = 1_300_000_000
_MINIMUM_RISK_NS = 2_600_000_000
"""After a severe failure the system does not wait ten seconds for the driver."""
_SWAP_NS = 1_000_000_000
SUPERVISOR_PARAMETERS = stated("supervisor parameters", globals())
SUPERVISOR = ModelRef(name="supervisor", version="5.2.0", parameters_sha256=SUPERVISOR_PARAMETERS.digest)


class Supervising:
    """Watches over mode and driver."""

    def __init__(self, aboard: Aboard) -> None:
        self._aboard = aboard
        self._events = Events(aboard, SUPERVISOR)
        self._demanded_ns: int | None = None
        self._severe_ns: int | None = None
        self._failed = False
        self._escalated = False
        self._swap_ns: int | None = None
        self._picture_ns: int | None = None

    def start(self, t_ns: int) -> None:
        """Begin to watch."""
        aboard = self._aboard
        self._picture_ns = t_ns
        self._events.report("activation", t_ns, cause="button", text="automated driving was switched on")
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
        self._watch_emergency(t_ns)
        if self._swap_ns is not None and t_ns >= self._swap_ns:
            self._swap(t_ns)

    def _update_at_hand(self, t_ns: int) -> None:
        version = self._aboard.scenario.models[1].version
        self._aboard.say("info", "updater", f"road-user-net {version} staged, driver has to take over", t_ns)
        self.demand(t_ns, "planned", f"road-user-net {version} is to be activated; take over")

    def demand(self, t_ns: int, cause: str, text: str, *, link: Link | None = None) -> None:
        """Ask the driver to take over, unless he was asked or drives. `link`: the trace of what calls for it."""
        if self._demanded_ns is not None or self._aboard.driver.drives:
            return
        self._demanded_ns = t_ns
        if self._aboard.mode is DrivingMode.AUTOMATED:
            self._aboard.mode = DrivingMode.TRANSITION_DEMAND
        self._events.begin("transition_demand", t_ns, cause=cause, text=text, link=link)
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
        if self._severe_ns is not None and t_ns - self._severe_ns >= _MINIMUM_RISK_NS and not stopping:
            self._aboard.mode = DrivingMode.MINIMUM_RISK_MANOEUVRE
            self._aboard.stopping = "the driver does not answer and the front camera has failed"
            text = f"{self._aboard.stopping}: stops"
            link = self._events.link_of(self._events.id_of("transition_demand"))
            self._events.begin("minimum_risk_manoeuvre", t_ns, cause="sensor_failure", text=text, link=link)

    def _fail(self, t_ns: int, name: str, text: str) -> None:
        """A severe failure: reported once; whoever was asked to take over, or is now, has less time to answer."""
        link, records = self._aboard.of_picture
        failure = self._events.report("severe_failure", t_ns, cause=name, text=text, link=link, records=records)
        if self._aboard.driver.drives:
            return
        self._severe_ns = t_ns
        if self._demanded_ns is None:
            self.demand(t_ns, "sensor_failure", text, link=self._events.link_of(failure))
        else:
            self._events.report(
                "transition_demand", t_ns, phase="escalation", cause="sensor_failure", text=text,
                event=self._events.id_of("transition_demand"),
            )  # fmt: skip

    def _watch_driver(self, t_ns: int) -> None:
        driver = self._aboard.driver
        how = driver.intent(t_ns)
        if how is None:
            return
        link, records = self._aboard.of_decision
        driver.take()
        self._aboard.stopping = None
        was = self._aboard.mode
        self._aboard.mode = DrivingMode.MANUAL
        for name in ("minimum_risk_manoeuvre", "emergency_manoeuvre", "transition_demand"):
            self._events.end(name, t_ns)
        if how == "hands_on":
            waited = 0.0 if self._demanded_ns is None else (t_ns - self._demanded_ns) / 1e9
            values = (Measurement(name="answer_time", value=round(waited, 3), unit="s", limit=ESCALATES_NS / 1e9),)
            self._events.report(
                "deactivation",
                t_ns,
                cause="hands_on",
                text=f"answers after {waited:.1f} s",
                values=values,
                link=link,
                records=records,
            )
            self._swap_ns = t_ns + _SWAP_NS if self._aboard.scenario.update_s is not None else None
        else:
            words = was.name.lower().replace("_", " ")
            self._events.report(
                "override",
                t_ns,
                cause=how,
                text=f"the driver overrides by {how.replace('_', ' ')} ({words})",
                link=link,
                records=records,
            )
            self._events.report("deactivation", t_ns, cause=how, link=link, records=records)

    def _watch_cameras(self, t_ns: int) -> None:
        aboard = self._aboard
        if aboard.picture is not None:
            self._picture_ns = aboard.picture.capture_ns
        assert self._picture_ns is not None
        blind_ns = t_ns - self._picture_ns
        name = aboard.rig.cameras[0].name
        if blind_ns > 250_000_000:
            link, records = self._aboard.of_picture
            text = f"{name} delivers nothing"
            self._events.begin("sensor_dropout", t_ns, cause=name, text=text, link=link, records=records)
            if blind_ns > _BLIND_NS and not self._failed:
                self._failed = True
                self._fail(t_ns, name, f"{name} has delivered nothing for {blind_ns / 1e9:.1f} s")
        else:
            self._failed = False
            self._events.end("sensor_dropout", t_ns)

    def _watch_emergency(self, t_ns: int) -> None:
        aboard, motion = self._aboard, self._aboard.world.ego.motion
        decided = aboard.decided
        automated = aboard.mode in (DrivingMode.AUTOMATED, DrivingMode.TRANSITION_DEMAND)
        if decided is None or aboard.driver.drives:
            return
        emergency = decided.choice.trajectory.target <= aboard.scenario.planner.hardest and motion.speed > 0.5
        if emergency and automated:
            aboard.mode = DrivingMode.EMERGENCY_MANOEUVRE
            reason = decided.choice.reason
            self._events.begin(
                "emergency_manoeuvre", t_ns, cause="planner", text=reason.text, link=decided.link,
                objects=() if reason.object is None else (reason.object,), records=(decided.reference,),
            )  # fmt: skip
        elif not emergency and not aboard.struck and aboard.mode is DrivingMode.EMERGENCY_MANOEUVRE:
            self._events.end("emergency_manoeuvre", t_ns)
            demanded = self._demanded_ns is not None
            aboard.mode = DrivingMode.TRANSITION_DEMAND if demanded else DrivingMode.AUTOMATED

    def _swap(self, t_ns: int) -> None:
        aboard, new = self._aboard, self._aboard.scenario.models[1]
        self._swap_ns = None
        aboard.say("info", "updater", f"road-user-net {aboard.model.version} replaced by {new.version}", t_ns)
        aboard.model = new
