"""The codes of integer columns: who drives, lights, belts, airbags, safety systems, fixes. 0 is always "unknown".

It must not know which columns use them.
"""

from enum import IntEnum


class DrivingMode(IntEnum):
    """Who drives. ASSISTED: the driver drives, with help up to SAE level 2; REMOTE: somebody outside of the vehicle."""

    UNKNOWN = 0
    MANUAL = 1
    ASSISTED = 2
    AUTOMATED = 3
    TRANSITION_DEMAND = 4
    MINIMUM_RISK_MANOEUVRE = 5
    EMERGENCY_MANOEUVRE = 6
    REMOTE = 7


class Issuer(IntEnum):
    """Who issued a command to the actuators."""

    UNKNOWN = 0
    DRIVER = 1
    ASSISTANCE = 2
    PLANNER = 3
    FALLBACK = 4
    EMERGENCY_BRAKING = 5
    REMOTE = 6


class OnOff(IntEnum):
    """A lamp, a switch, a warning."""

    UNKNOWN = 0
    OFF = 1
    ON = 2


class YesNo(IntEnum):
    """A statement that is true or not."""

    UNKNOWN = 0
    NO = 1
    YES = 2


class Gear(IntEnum):
    """Position of the gear selector; MANUAL: the driver chooses the gear."""

    UNKNOWN = 0
    PARK = 1
    REVERSE = 2
    NEUTRAL = 3
    DRIVE = 4
    MANUAL = 5


class Indicator(IntEnum):
    """Direction indicators."""

    UNKNOWN = 0
    OFF = 1
    LEFT = 2
    RIGHT = 3
    HAZARD = 4


class Belt(IntEnum):
    """A safety belt."""

    UNKNOWN = 0
    UNFASTENED = 1
    FASTENED = 2
    NOT_FITTED = 3


class Restraint(IntEnum):
    """An airbag or a belt pretensioner."""

    UNKNOWN = 0
    READY = 1
    SUPPRESSED = 2
    DEPLOYED = 3
    DEPLOYED_SECOND_STAGE = 4
    FAULTED = 5
    NOT_FITTED = 6


class Occupant(IntEnum):
    """What a seat holds, as the vehicle classifies it."""

    UNKNOWN = 0
    NONE = 1
    CHILD = 2
    SMALL_ADULT = 3
    ADULT = 4


class SystemState(IntEnum):
    """A safety or assistance system, or an actuator. INTERVENING: acting on the vehicle at this moment."""

    UNKNOWN = 0
    OFF = 1
    READY = 2
    WARNING = 3
    INTERVENING = 4
    FAULTED = 5
    NOT_FITTED = 6


class FixType(IntEnum):
    """How a satellite receiver found its position."""

    UNKNOWN = 0
    NO_FIX = 1
    DEAD_RECKONING = 2
    FIX_2D = 3
    FIX_3D = 4
    DIFFERENTIAL = 5
    RTK_FLOAT = 6
    RTK_FIXED = 7


class PoseSource(IntEnum):
    """What a pose was reckoned from."""

    UNKNOWN = 0
    ODOMETRY = 1
    INERTIAL = 2
    SATELLITE = 3
    LIDAR_MAP = 4
    CAMERA_MAP = 5
    FUSION = 6
    GROUND_TRUTH = 7


class Motion(IntEnum):
    """What a radar takes a detection for."""

    UNKNOWN = 0
    STATIONARY = 1
    MOVING = 2
    ONCOMING = 3
    CROSSING = 4
    STOPPED = 5
