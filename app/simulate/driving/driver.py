"""The person behind the wheel: when he looks, when he answers a demand, and what he then does with pedals and wheel.

His delays belong to the story of a sample; what he does is reckoned from what he sees. It must not know records.
"""

from dataclasses import dataclass

from app.simulate.driving.controller import Command, effort, pursue
from app.simulate.sensors.localisation import Pose
from app.simulate.world.ego import Body

_HEADWAY_S = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Delays in s; None: never.

    `answers_s` after a transition demand he takes over by his hands on the wheel. `brakes_after_contact_s`: after a
    contact he brakes. `takes_over_ns`: a time at which he takes over unasked, steering to `steers_to` and braking with
    `brakes`, m/s^2.
    """

    attentive: bool = False
    answers_s: float | None = None
    brakes_after_contact_s: float | None = 0.55
    takes_over_ns: int | None = None
    steers_to: float | None = None
    brakes: float = 0.0


class Driver:
    """One driver. `drives`: he has the controls."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.attentive = habits.attentive
        self.hands_on = False
        self.drives = False
        self.pedal = 0.0
        """Brake pedal, 0 to 1."""
        self._brakes = 0.0
        self._demanded_ns: int | None = None
        self._contact_ns: int | None = None

    def demanded(self, t_ns: int) -> None:
        """He is asked to take over."""
        if self._demanded_ns is None:
            self._demanded_ns = t_ns

    def felt_contact(self, t_ns: int) -> None:
        """He felt a blow."""
        if self._contact_ns is None:
            self._contact_ns = t_ns

    def intent(self, t_ns: int) -> str | None:
        """By which control he takes over now, as `cause` of an event says it; None: he does not."""
        if self.drives:
            return None
        habits = self.habits
        if _passed(self._contact_ns, habits.brakes_after_contact_s, t_ns):
            self._brakes = 7.0
            return "brake_pedal"
        if habits.takes_over_ns is not None and t_ns >= habits.takes_over_ns:
            self._brakes = habits.brakes
            return "steering"
        if _passed(self._demanded_ns, habits.answers_s, t_ns):
            return "hands_on"
        return None

    def take(self) -> None:
        """He has the controls from now on."""
        self.drives = self.attentive = self.hands_on = True

    def command(
        self, pose: Pose, body: Body, *, lane_centre: float, speed: float, leader: tuple[float, float] | None
    ) -> Command:
        """What he asks of the vehicle: to hold the lane (or steer to where he wants), his speed, and his distance.

        `leader`: gap in m and speed in m/s of who is ahead; None: nobody is.
        """
        aim = lane_centre if self.habits.steers_to is None else self.habits.steers_to
        ahead = max(7.0, 0.9 * pose.speed)
        wanted = -self._brakes if self._brakes else max(-1.5, min(1.0, 0.4 * (speed - pose.speed)))
        if leader is not None and not self._brakes:
            gap, ahead_speed = leader
            wanted = max(
                -7.0, min(wanted, 0.25 * (gap - 4.0 - _HEADWAY_S * pose.speed) + 0.9 * (ahead_speed - pose.speed))
            )
        if pose.speed < 0.1 and self._brakes:
            wanted = -2.0
        self.pedal = min(1.0, max(0.0, -wanted / 9.0)) if wanted < -0.3 else 0.0
        curvature = pursue(pose, ahead, aim)
        return Command(
            acceleration=wanted, speed=speed, curvature=curvature, effort=effort(wanted, curvature, pose.speed, body)
        )  # fmt: skip


def _passed(since_ns: int | None, delay_s: float | None, t_ns: int) -> bool:
    return since_ns is not None and delay_s is not None and t_ns >= since_ns + round(delay_s * 1e9)
