"""The crash sensor and the airbag computer: what they feel of a blow, when, and what they set off.

A blow is noticed 12 ms after it began, by its place and by what it has come to so far; its whole impulse and change of
speed are known when it is over, and complete the events that were reported first. It must not know who drives, nor
whom the vehicle really touched: who was there is what perception says.
"""

import math

from app.kinds.event import Measurement
from app.kinds.reference import ModelRef, RecordRef
from app.simulate.aboard.aboard import Aboard
from app.simulate.aboard.events import Events
from app.simulate.aboard.tape import Link
from app.simulate.world.world import PULSE_NS, Contact

_NOTICED_NS = 12_000_000
_RECKONED_NS = PULSE_NS + _NOTICED_NS
_BONNET_IMPULSE = (25.0, 450.0)
"""N*s within the first 12 ms at the front that stand for a person: less is a bird or a cone, more is a vehicle."""
_BONNET_SPEED = (20 / 3.6, 60 / 3.6)
"""m/s between which a raised bonnet helps."""
_THERE_M = 1.5
"""A tracked object so near to the place of the blow is taken for what was struck."""
CRASH_SENSOR = ModelRef(name="airbag-control", version="1.8.0")


class Crash:
    """Feels blows and reports them."""

    def __init__(self, aboard: Aboard) -> None:
        self._aboard = aboard
        self._events = Events(aboard, CRASH_SENSOR)
        aboard.world.when_touched = self._felt

    def _felt(self, contact: Contact) -> None:
        self._aboard.truth.contact(contact)
        self._aboard.driver.felt_contact(contact.t_ns)
        self._aboard.schedule.at(contact.t_ns + _NOTICED_NS, lambda now: self._notice(contact, now))

    def _notice(self, contact: Contact, now_ns: int) -> None:
        """Report the contact and trigger what a blow triggers."""
        aboard = self._aboard
        aboard.struck = True
        speed = aboard.world.ego.motion.speed
        place = tuple(
            Measurement(name=f"contact_{axis}", value=round(value, 2), unit="m")
            for axis, value in zip("xy", contact.place, strict=True)
        )
        link, records = self._grouped()
        objects = self._objects_at(contact, now_ns)
        collision = self._events.report(
            "collision", now_ns, cause="bumper_sensor" if contact.face == "front" else "acceleration_sensor",
            text=f"contact at the {contact.face}", start_ns=contact.t_ns, link=link, objects=objects, records=records,
            values=(Measurement(name="speed", value=round(speed, 2), unit="m/s"), *place),
        )  # fmt: skip
        trigger = self._events.report(
            "edr_trigger", now_ns, cause="acceleration_sensor", text="the event data recorder was triggered",
            start_ns=contact.t_ns, link=link, objects=objects, records=records,
        )  # fmt: skip
        if self._strikes_person(contact, now_ns):
            aboard.bonnet_raised = True
            self._events.report(
                "safety_intervention", now_ns, cause="pedestrian_protection", text="the bonnet was raised", link=link,
                objects=objects, records=records,
            )  # fmt: skip
        aboard.schedule.at(
            contact.t_ns + _RECKONED_NS, lambda done: self._reckon(contact, collision, trigger, link, done)
        )  # fmt: skip

    def _reckon(self, contact: Contact, collision: str, trigger: str, link: Link | None, now_ns: int) -> None:
        """The blow is over: complete what was reported of it."""
        ends_ns = contact.t_ns + PULSE_NS
        for kind, event, value in (
            ("collision", collision, Measurement(name="impulse", value=round(contact.impulse, 1), unit="N*s")),
            (
                "edr_trigger", trigger,
                Measurement(name="delta_v_longitudinal_max", value=round(contact.delta_v, 3), unit="m/s"),
            ),
        ):  # fmt: skip
            self._events.report(
                kind, now_ns, phase="end", event=event, start_ns=contact.t_ns, end_ns=ends_ns, values=(value,),
                link=link, text="the blow is over",
            )  # fmt: skip

    def _strikes_person(self, contact: Contact, now_ns: int) -> bool:
        so_far = abs(contact.impulse) * min(1.0, (now_ns - contact.t_ns) / PULSE_NS)
        speed = self._aboard.world.ego.motion.speed
        low, high = _BONNET_IMPULSE
        slow, fast = _BONNET_SPEED
        return contact.face == "front" and low <= so_far <= high and slow <= speed <= fast

    def _grouped(self) -> tuple[Link | None, tuple[RecordRef, ...]]:
        """The trace of the decision in force, and the records of it and of the objects that it had last."""
        aboard = self._aboard
        records = () if aboard.outlook is None else (aboard.outlook.objects,)
        if aboard.decided is None:
            return None, records
        return aboard.decided.link, (*records, aboard.decided.reference)

    def _objects_at(self, contact: Contact, t_ns: int) -> tuple[str, ...]:
        """The objects that perception last had where the blow was felt, carried on with their velocities."""
        aboard = self._aboard
        if aboard.outlook is None or aboard.pose is None:
            return ()
        pose = aboard.pose[0]
        cos, sin = math.cos(pose.yaw), math.sin(pose.yaw)
        ahead = contact.place[0] + pose.speed * (contact.t_ns - pose.t_ns) * 1e-9
        x = pose.x + ahead * cos - contact.place[1] * sin
        y = pose.y + ahead * sin + contact.place[1] * cos
        found = []
        for one in aboard.outlook.forecasts:
            belief = one.belief
            age_s = (t_ns - belief.t_ns) * 1e-9
            east, north = x - belief.x - belief.vx * age_s, y - belief.y - belief.vy * age_s
            turn, rise = math.cos(belief.yaw), math.sin(belief.yaw)
            along = max(abs(east * turn + north * rise) - belief.length / 2, 0.0)
            across = max(abs(north * turn - east * rise) - belief.width / 2, 0.0)
            if math.hypot(along, across) < _THERE_M:
                found.append(belief.id)
        return tuple(found)
