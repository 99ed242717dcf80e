"""The vehicle's own signals as its bus carries them: one row of the kind `state`, with the noise of its sensors.

It must not know who decides anything: it reads what is.
"""

import math

from app.kinds.code import (
    Belt,
    DrivingMode,
    Gear,
    Indicator,
    Occupant,
    OnOff,
    Restraint,
    SystemState,
    YesNo,
)
from app.kinds.row_layout import Rows
from app.kinds.state import STATE_LAYOUT
from app.simulate.aboard.aboard import Aboard

_ODOMETER_M = 18_342_611.0
_SHOWN = 1.03
"""A speedometer never shows less than the speed (UN R39)."""
_MOTOR_RATIO = 9.6


class StateSignals:
    """Reads the vehicle's state."""

    def __init__(self, aboard: Aboard) -> None:
        self._aboard = aboard
        self._stream = aboard.chance.stream("state")
        self._last_angle = 0.0
        self._since_contact: tuple[float, float] | None = None

    def row(self) -> Rows:
        """One row of `STATE_LAYOUT`, now."""
        row = STATE_LAYOUT.unknown(1)
        self._motion(row)
        self._controls(row)
        self._lights(row)
        self._restraints(row)
        self._systems(row)
        return row

    def _motion(self, row: Rows) -> None:
        ego, noise = self._aboard.world.ego, self._stream.standard_normal(8)
        motion, body = ego.motion, ego.body
        row["odometer"] = _ODOMETER_M + motion.odometer
        speed = max(0.0, motion.speed + 0.03 * noise[0]) if motion.speed > 0.1 else 0.0
        row["speed"], row["speed_indicated"] = speed, math.ceil(speed * _SHOWN * 3.6) / 3.6
        turn = motion.yaw_rate * body.track / 2
        for number, (place, side) in enumerate(
            (("front_left", -1), ("front_right", 1), ("rear_left", -1), ("rear_right", 1))
        ):
            slip = 1.0 - (0.08 if motion.sliding else 0.0)
            wheel = (motion.speed + side * turn) * slip + 0.02 * noise[1 + number]
            row[f"wheel_speed_{place}"] = wheel if motion.speed > 0.1 else 0.0
        row["acceleration_longitudinal"] = motion.acceleration + 0.04 * noise[5]
        row["acceleration_lateral"] = motion.lateral_acceleration + 0.04 * noise[6]
        row["acceleration_normal"] = 0.06 * noise[7]
        row["yaw_rate"], row["roll_angle"], row["pitch_angle"] = motion.yaw_rate, motion.roll, motion.pitch
        if self._aboard.world.contacts:
            if self._since_contact is None:
                self._since_contact = (self._aboard.world.contacts[0].ego_speed, 0.0)
            row["delta_v_longitudinal"] = motion.speed - self._since_contact[0]
            row["delta_v_lateral"] = 0.0

    def _controls(self, row: Rows) -> None:
        aboard, ego = self._aboard, self._aboard.world.ego
        motion, body, driver = ego.motion, ego.body, aboard.driver
        angle = motion.road_wheel_angle * body.steering_ratio
        row["steering_wheel_angle"] = angle
        row["steering_wheel_rate"] = (angle - self._last_angle) / 0.02
        self._last_angle = angle
        row["road_wheel_angle"] = motion.road_wheel_angle
        row["steering_wheel_torque"] = (2.5 * angle if driver.drives else 0.0) + 0.05 * self._stream.standard_normal()
        throttle = max(0.0, motion.drive_force / body.drive_force_most)
        row["engine_throttle"] = throttle
        row["accelerator_pedal"] = throttle if driver.drives else 0.0
        row["engine_speed"] = motion.speed / body.wheel_radius * _MOTOR_RATIO
        row["brake_pedal"] = driver.pedal if driver.drives else 0.0
        row["brake_pressure"] = motion.brake_pressure
        row["supply_voltage"] = aboard.volts
        row["ignition_cycles"], row["automation_activations"] = 2_114, 3_027
        row["driving_mode"] = aboard.mode
        row["driver_hands_on"] = YesNo.YES if driver.hands_on else YesNo.NO
        row["driver_attentive"] = YesNo.YES if driver.attentive else YesNo.NO
        row["gear"] = Gear.DRIVE
        row["service_brake"] = OnOff.ON if motion.brake_pressure > 1e5 else OnOff.OFF
        row["parking_brake"] = OnOff.OFF

    def _lights(self, row: Rows) -> None:
        lamps, scenario = self._aboard.world.ego_lamps, self._aboard.scenario
        on = OnOff.ON
        indicator = Indicator.OFF
        if "hazard" in lamps:
            indicator = Indicator.HAZARD
        elif "indicator_left" in lamps:
            indicator = Indicator.LEFT
        elif "indicator_right" in lamps:
            indicator = Indicator.RIGHT
        row["indicator"] = indicator
        row["brake_light"] = on if "brake" in lamps else OnOff.OFF
        row["low_beam"] = row["position_light"] = on if "head" in lamps else OnOff.OFF
        row["daytime_light"] = OnOff.OFF if "head" in lamps else on
        row["wiper"] = on if scenario.wipers else OnOff.OFF
        for name in ("high_beam", "front_fog_light", "rear_fog_light", "reversing_light", "horn"):
            row[name] = OnOff.OFF

    def _restraints(self, row: Rows) -> None:
        row["belt_driver"] = Belt.FASTENED
        for name in ("passenger", "rear_left", "rear_middle", "rear_right"):
            row[f"belt_{name}"] = Belt.UNFASTENED
        row["airbag_lamp"] = row["tyre_pressure_lamp"] = OnOff.OFF
        for name in ("driver", "passenger", "side_left", "side_right", "curtain_left", "curtain_right", "knee_driver"):
            row[f"airbag_{name}"] = Restraint.READY
        row["airbag_passenger"] = Restraint.SUPPRESSED
        row["pretensioner_driver"] = row["pretensioner_passenger"] = Restraint.READY
        row["occupant_driver"], row["occupant_passenger"] = Occupant.ADULT, Occupant.NONE
        row["seat_foremost_driver"] = row["seat_foremost_passenger"] = YesNo.NO

    def _systems(self, row: Rows) -> None:
        aboard = self._aboard
        for name, state in safety_states(aboard).items():
            row[name] = state
        row["emergency_steering"] = SystemState.NOT_FITTED
        row["automated_driving"] = {
            DrivingMode.AUTOMATED: SystemState.INTERVENING,
            DrivingMode.TRANSITION_DEMAND: SystemState.WARNING,
            DrivingMode.MANUAL: SystemState.OFF,
        }.get(aboard.mode, SystemState.INTERVENING)


def safety_states(aboard: Aboard) -> dict[str, SystemState]:
    """What the safety and assistance systems do now, by their columns in `STATE_LAYOUT`; `/health` says the same."""
    states = dict.fromkeys(("esc", "traction_control", "blind_spot", "emergency_call"), SystemState.READY)
    states["abs"] = SystemState.INTERVENING if aboard.world.ego.motion.sliding else SystemState.READY
    # while the system drives, its own planner does what these would do for a driver
    automated = aboard.mode not in (DrivingMode.MANUAL, DrivingMode.ASSISTED)
    for name in ("aeb", "lane_keeping", "cruise_control"):
        states[name] = SystemState.OFF if automated else SystemState.READY
    states["pedestrian_protection"] = SystemState.INTERVENING if aboard.bonnet_raised else SystemState.READY
    return states
