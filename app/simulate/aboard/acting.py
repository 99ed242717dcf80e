"""Control and actuators at work, fifty times a second: the command in force, and what the actuators report of it.

It must not know why a trajectory was chosen, nor when who drives.
"""

import math
from dataclasses import dataclass

from app.kinds.actuation import ACTUATION_LAYOUT
from app.kinds.code import DrivingMode, Gear, Indicator, Issuer, OnOff, SystemState
from app.kinds.control import CONTROL_LAYOUT
from app.kinds.quantity import decimal
from app.kinds.reference import RecordRef
from app.kinds.span import Span
from app.simulate.aboard.aboard import Aboard, Decided
from app.simulate.aboard.tape import Link
from app.simulate.driving.controller import Command, effort, follow
from app.simulate.world.placed import VehicleLamp

_PERIOD_NS = 20_000_000
_PHASE_NS = 14_000_000
_CONTROL_NS = 2_400_000
_ACTUATION_NS = 4_200_000
_STALE_NS = 1_200_000_000


@dataclass(frozen=True, slots=True)
class _Order:
    """A command, who issued it, the decision that it carries out, and the trace of the pose that it starts from.

    `decided` None: it follows no decision.
    """

    command: Command
    issuer: Issuer
    decided: Decided | None
    pose: Link


@dataclass(frozen=True, slots=True)
class _Spans:
    """The spans of control and actuators that carry out a cycle; all its commands belong to them.

    `cycle` None: those of a single command that carries out none.
    """

    cycle: int | None
    control: Link
    actuation: Link


class Acting:
    """The controller and the actuators."""

    def __init__(self, aboard: Aboard) -> None:
        self._aboard = aboard
        self._spans: _Spans | None = None

    def start(self, t_ns: int) -> None:
        """Begin to act."""
        self._aboard.schedule.every(_PERIOD_NS, self._on_control, first_ns=t_ns + _PHASE_NS)

    def _on_control(self, t_ns: int) -> None:
        aboard = self._aboard
        if aboard.pose is None:
            return
        order = self._order(t_ns)
        self._lamps(order)

        def publish(now_ns: int) -> None:
            aboard.world.ego.ask(order.command.effort)
            spans, first = self._spans_of(order)
            row = self._control_row(order)
            reference = aboard.tape.put("/control", row, now_ns, capture_ns=t_ns, link=spans.control)
            if first and order.decided is not None:
                parent = order.decided.link
                _span(aboard, spans.control, "control", parent, (t_ns, now_ns), reference, further=(order.pose,))
            aboard.schedule.at(
                now_ns + _ACTUATION_NS,
                lambda done: self._report(reference, order, spans, now_ns, done, first=first),
            )

        aboard.schedule.at(t_ns + _CONTROL_NS, publish)

    def _spans_of(self, order: _Order) -> tuple[_Spans, bool]:
        """The spans of the decision that is carried out, and whether this is its first command."""
        tape, decided = self._aboard.tape, order.decided
        if decided is None:
            control = tape.begin("/control") if order.issuer is Issuer.DRIVER else tape.within(order.pose)
            return _Spans(None, control, tape.within(control)), False
        first = self._spans is None or self._spans.cycle != decided.cycle
        if first or self._spans is None:
            control = tape.within(decided.link)
            self._spans = _Spans(decided.cycle, control, tape.within(control))
        return self._spans, first

    def _order(self, t_ns: int) -> _Order:
        aboard, decided = self._aboard, self._aboard.decided
        assert aboard.pose is not None
        (pose, _, link), body = aboard.pose, aboard.world.ego.body
        lane = aboard.scenario.road.lane_at(pose.y) or aboard.scenario.road.lanes[0]
        if aboard.driver.drives:
            speed = aboard.scenario.speed
            leader = aboard.world.leader()
            command = aboard.driver.command(pose, body, lane_centre=lane.centre, speed=speed, leader=leader)
            return _Order(command, Issuer.DRIVER, None, link)
        if decided is None or t_ns - decided.began_ns > _STALE_NS:
            command = Command(
                acceleration=0.0, speed=pose.speed, curvature=0.0, effort=effort(0.0, 0.0, pose.speed, body)
            )
            return _Order(command, Issuer.FALLBACK, None, link)
        since_s = (t_ns - decided.began_ns) * 1e-9
        command = follow(decided.choice.trajectory, since_s=since_s, pose=pose, body=body)
        return _Order(command, Issuer.FALLBACK if decided.choice.fallback else Issuer.PLANNER, decided, link)

    def _lamps(self, order: _Order) -> None:
        aboard = self._aboard
        lamps: set[VehicleLamp] = {"head", "tail"}
        if order.command.acceleration < -1.0:
            lamps.add("brake")
        name = "" if order.decided is None else order.decided.choice.trajectory.manoeuvre
        if aboard.mode is DrivingMode.MINIMUM_RISK_MANOEUVRE or aboard.struck:
            lamps.add("hazard")
        elif name == "lane_change_left":
            lamps.add("indicator_left")
        elif name == "lane_change_right":
            lamps.add("indicator_right")
        aboard.world.ego_lamps = frozenset(lamps)

    def _control_row(self, order: _Order) -> bytes:
        row, lamps = CONTROL_LAYOUT.unknown(1), self._aboard.world.ego_lamps
        command = order.command
        if order.decided is not None:
            row["cycle"], row["candidate"] = order.decided.cycle, order.decided.choice.trajectory.id
            row["error_lateral"], row["error_heading"] = command.error_lateral, command.error_heading
            row["error_speed"] = command.error_speed
        body = self._aboard.world.ego.body
        row["acceleration"], row["speed"], row["curvature"] = command.acceleration, command.speed, command.curvature
        row["road_wheel_angle"] = command.effort.road_wheel_angle
        row["steering_wheel_angle"] = command.effort.road_wheel_angle * body.steering_ratio
        row["drive_torque"] = command.effort.drive_force * body.wheel_radius
        row["brake_pressure"] = command.effort.brake_pressure
        row["issuer"], row["gear"] = order.issuer, Gear.DRIVE
        row["indicator"] = (
            Indicator.HAZARD if "hazard" in lamps
            else Indicator.LEFT if "indicator_left" in lamps
            else Indicator.RIGHT if "indicator_right" in lamps
            else Indicator.OFF
        )  # fmt: skip
        row["brake_light"] = OnOff.ON if "brake" in lamps else OnOff.OFF
        row["horn"] = OnOff.OFF
        return CONTROL_LAYOUT.encode(row)

    def _report(
        self, control: RecordRef, order: _Order, spans: _Spans, began_ns: int, now_ns: int, *, first: bool
    ) -> None:  # fmt: skip
        """What the actuators say of that command."""
        aboard = self._aboard
        motion, body = aboard.world.ego.motion, aboard.world.ego.body
        row = ACTUATION_LAYOUT.unknown(1)
        row["command_sequence"] = int(control.sequence)
        row["road_wheel_angle"] = motion.road_wheel_angle
        row["steering_wheel_angle"] = motion.road_wheel_angle * body.steering_ratio
        row["steering_torque"] = 0.9 * math.copysign(abs(motion.lateral_acceleration) ** 0.5, motion.road_wheel_angle)
        row["drive_torque"] = motion.drive_force * body.wheel_radius
        row["brake_torque"] = motion.brake_force * body.wheel_radius
        row["brake_pressure"], row["acceleration"] = motion.brake_pressure, motion.acceleration
        if order.decided is not None:
            row["cycle"] = order.decided.cycle
        row["issuer"] = order.issuer
        row["steering"] = row["drive"] = SystemState.READY
        row["brake"] = SystemState.INTERVENING if motion.brake_pressure > 1e5 else SystemState.READY
        payload = ACTUATION_LAYOUT.encode(row)
        reference = aboard.tape.put("/actuation", payload, now_ns, capture_ns=now_ns, link=spans.actuation)
        if first:
            _span(aboard, spans.actuation, "actuation", spans.control, (began_ns, now_ns), reference)


def _span(
    aboard: Aboard, own: Link, stage: str, parent: Link, during_ns: tuple[int, int], record: RecordRef, *,
    further: tuple[Link, ...] = (),
) -> None:  # fmt: skip
    span = Span(
        name=f"{stage}.command", start_ns=decimal(during_ns[0]), end_ns=decimal(during_ns[1]), stage=stage,
        service=stage, status="ok", parent=parent.span_id.hex(), records=(record,),
        links=tuple(one.other for one in further),
    )  # fmt: skip
    aboard.tape.span(own, span, during_ns[1])
