"""The signals that OpenXC publishes, with their units, and what they are in the vehicle's state.

It must not know traces. Source: openxc/openxc-message-format, README.md, "Official Signals".
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.kinds.code import Gear, OnOff

Number = float | int
Put = tuple[str, Callable[[object], Number | None]]
"""The column of the state, and what its value is for one of the signal; None: none that is known."""

PUBLISHED: Mapping[str, str] = MappingProxyType(
    {
        "steering_wheel_angle": "°", "torque_at_transmission": "N*m", "engine_speed": "rpm", "vehicle_speed": "km/h",
        "accelerator_pedal_position": "%", "parking_brake_status": "1", "brake_pedal_status": "1",
        "transmission_gear_position": "1", "gear_lever_position": "1", "odometer": "km", "ignition_status": "1",
        "fuel_level": "%", "fuel_consumed_since_restart": "L", "door_status": "1", "headlamp_status": "1",
        "high_beam_status": "1", "windshield_wiper_status": "1", "latitude": "°", "longitude": "°",
        "button_event": "1",
    }
)  # fmt: skip
"""Units as the source has them."""

_LEVER = {"park": Gear.PARK, "reverse": Gear.REVERSE, "neutral": Gear.NEUTRAL, "drive": Gear.DRIVE, "sport": Gear.DRIVE}
_BY_HAND = ("low", "first", "second", "third", "fourth", "fifth", "sixth")


def _times(factor: float) -> Callable[[object], Number | None]:
    def scaled(value: object) -> Number | None:
        if isinstance(value, bool) or not isinstance(value, float | int) or not math.isfinite(value):
            return None
        return value * factor

    return scaled


def _on_off(value: object) -> Number | None:
    return (OnOff.ON if value else OnOff.OFF) if isinstance(value, bool) else None


def _lever(value: object) -> Number | None:
    if not isinstance(value, str):
        return None
    return Gear.MANUAL if value in _BY_HAND else _LEVER.get(value)


STATE: Mapping[str, Put] = MappingProxyType(
    {
        "vehicle_speed": ("speed", _times(1 / 3.6)),
        "engine_speed": ("engine_speed", _times(2 * math.pi / 60)),
        "accelerator_pedal_position": ("accelerator_pedal", _times(0.01)),
        "odometer": ("odometer", _times(1000.0)),
        "brake_pedal_status": ("service_brake", _on_off),
        "parking_brake_status": ("parking_brake", _on_off),
        "gear_lever_position": ("gear", _lever),
        "headlamp_status": ("low_beam", _on_off),
        "high_beam_status": ("high_beam", _on_off),
        "windshield_wiper_status": ("wiper", _on_off),
    }
)
"""What of them is a column of the state. The angle of the steering wheel is not: its positive side is not published."""
