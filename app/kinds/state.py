"""Kind `state`: the vehicle's own signals: motion, controls, who drives, lights, restraints, safety systems, supply.

It must not know the bus they came from. The columns follow the lists of 49 CFR 563.7, UN R160, UN R157 and StVG 1g(1);
deployment times and largest delta-v are values of events.
"""

from app.kinds.code import Belt, DrivingMode, Gear, Indicator, Occupant, OnOff, Restraint, SystemState, YesNo
from app.kinds.field import VEHICLE, coded, counted, precise, real
from app.kinds.kind import Kind, rows_codec
from app.kinds.row_layout import RowLayout

_V = VEHICLE

_MOTION = (
    precise("odometer", "m", "distance driven in the life of the vehicle"),
    real("speed", "m/s", "along x of the vehicle, backwards negative", frame=_V),
    real("speed_indicated", "m/s", "as shown to the driver"),
    real("wheel_speed_front_left", "m/s", "speed of the tread"),
    real("wheel_speed_front_right", "m/s", "speed of the tread"),
    real("wheel_speed_rear_left", "m/s", "speed of the tread"),
    real("wheel_speed_rear_right", "m/s", "speed of the tread"),
    real("acceleration_longitudinal", "m/s^2", "along x, without gravity", frame=_V),
    real("acceleration_lateral", "m/s^2", "along y, left positive, without gravity", frame=_V),
    real("acceleration_normal", "m/s^2", "along z, up positive, without gravity", frame=_V),
    real("yaw_rate", "rad/s", "about z, to the left positive", frame=_V),
    real("roll_angle", "rad", "about x, right side down positive", frame=_V),
    real("pitch_angle", "rad", "about y, nose down positive", frame=_V),
    real("delta_v_longitudinal", "m/s", "change of velocity along x since the recorder was triggered", frame=_V),
    real("delta_v_lateral", "m/s", "change of velocity along y since the recorder was triggered", frame=_V),
)

_CONTROLS = (
    real("steering_wheel_angle", "rad", "to the left positive"),
    real("steering_wheel_rate", "rad/s", "to the left positive"),
    real("steering_wheel_torque", "N*m", "applied by the driver, to the left positive"),
    real("road_wheel_angle", "rad", "mean of the front wheels, to the left positive", frame=_V),
    real("accelerator_pedal", "1", "0 released to 1 fully pressed"),
    real("engine_throttle", "1", "0 closed to 1 open; electric drive: share of the largest torque"),
    real("engine_speed", "rad/s", "speed of the engine or motor shaft"),
    real("brake_pedal", "1", "0 released to 1 fully pressed"),
    real("brake_pressure", "Pa", "pressure in the main brake circuit"),
    real("supply_voltage", "V", "supply of the vehicle's electronics"),
    counted("ignition_cycles", "1", "number of ignition or power cycles"),
    counted("automation_activations", "1", "how often the automated driving system was activated"),
    coded("driving_mode", DrivingMode, "who drives"),
    coded("driver_hands_on", YesNo, "whether the driver's hands are on the steering wheel"),
    coded("driver_attentive", YesNo, "whether the driver is found available and attentive"),
    coded("gear", Gear, "position of the gear selector"),
    coded("service_brake", OnOff, "service brake"),
    coded("parking_brake", OnOff, "parking brake"),
)

_LIGHTS = (
    coded("indicator", Indicator, "direction indicators"),
    coded("brake_light", OnOff, "brake lights"),
    coded("low_beam", OnOff, "low beam"),
    coded("high_beam", OnOff, "high beam"),
    coded("daytime_light", OnOff, "daytime running lights"),
    coded("position_light", OnOff, "position lights"),
    coded("front_fog_light", OnOff, "front fog lights"),
    coded("rear_fog_light", OnOff, "rear fog lights"),
    coded("reversing_light", OnOff, "reversing lights"),
    coded("horn", OnOff, "horn"),
    coded("wiper", OnOff, "windscreen wipers"),
)

_RESTRAINTS = (
    coded("belt_driver", Belt, "driver"),
    coded("belt_passenger", Belt, "front passenger"),
    coded("belt_rear_left", Belt, "rear left"),
    coded("belt_rear_middle", Belt, "rear middle"),
    coded("belt_rear_right", Belt, "rear right"),
    coded("airbag_lamp", OnOff, "frontal airbag warning lamp"),
    coded("airbag_driver", Restraint, "frontal airbag, driver"),
    coded("airbag_passenger", Restraint, "frontal airbag, front passenger"),
    coded("airbag_side_left", Restraint, "side airbag, left"),
    coded("airbag_side_right", Restraint, "side airbag, right"),
    coded("airbag_curtain_left", Restraint, "curtain airbag, left"),
    coded("airbag_curtain_right", Restraint, "curtain airbag, right"),
    coded("airbag_knee_driver", Restraint, "knee airbag, driver"),
    coded("pretensioner_driver", Restraint, "belt pretensioner, driver"),
    coded("pretensioner_passenger", Restraint, "belt pretensioner, front passenger"),
    coded("occupant_driver", Occupant, "driver's seat"),
    coded("occupant_passenger", Occupant, "front passenger's seat"),
    coded("seat_foremost_driver", YesNo, "driver's seat in its foremost position"),
    coded("seat_foremost_passenger", YesNo, "front passenger's seat in its foremost position"),
)

_SYSTEMS = (
    coded("abs", SystemState, "anti-lock braking"),
    coded("esc", SystemState, "electronic stability control"),
    coded("traction_control", SystemState, "traction control"),
    coded("aeb", SystemState, "automatic emergency braking"),
    coded("emergency_steering", SystemState, "emergency steering"),
    coded("cruise_control", SystemState, "cruise control, adaptive or not"),
    coded("lane_keeping", SystemState, "lane keeping"),
    coded("blind_spot", SystemState, "blind spot information"),
    coded("automated_driving", SystemState, "automated driving system"),
    coded("pedestrian_protection", SystemState, "active pedestrian protection"),
    coded("emergency_call", SystemState, "accident emergency call"),
    coded("tyre_pressure_lamp", OnOff, "tyre pressure warning lamp"),
)

STATE_LAYOUT = RowLayout((*_MOTION, *_CONTROLS, *_LIGHTS, *_RESTRAINTS, *_SYSTEMS))

STATE = Kind(
    name="state",
    description="The vehicle's own signals at one instant.",
    frames="vehicle: ISO 8855, x forward, y left, z up, origin as GENESIS describes it",
    codecs=rows_codec(STATE_LAYOUT, "Rows of the columns below, one an instant."),
)
