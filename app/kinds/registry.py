"""All payload kinds by name.

It must not know what a kind contains, nor decode anything.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.kinds.actuation import ACTUATION
from app.kinds.candidates import CANDIDATES
from app.kinds.cloud import CLOUD
from app.kinds.control import CONTROL
from app.kinds.decision import DECISION
from app.kinds.environment import ENVIRONMENT
from app.kinds.event import EVENT
from app.kinds.gnss import GNSS
from app.kinds.health import HEALTH
from app.kinds.image import IMAGE
from app.kinds.imu import IMU
from app.kinds.kind import Codec, Kind
from app.kinds.objects import OBJECTS
from app.kinds.pose import POSE
from app.kinds.prediction import PREDICTION
from app.kinds.radar import RADAR
from app.kinds.raw import RAW
from app.kinds.road_map import MAP
from app.kinds.signals import SIGNALS
from app.kinds.span import SPAN
from app.kinds.state import STATE
from app.kinds.text import TEXT

_ALL = (
    *(IMAGE, CLOUD, RADAR, IMU, GNSS, POSE, STATE, SIGNALS),
    *(OBJECTS, PREDICTION, DECISION, CANDIDATES, CONTROL, ACTUATION),
    *(ENVIRONMENT, MAP, EVENT, TEXT, SPAN, HEALTH, RAW),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})


def codec(kind: str, name: str) -> Codec:
    """Return how payloads of that kind and codec are written.

    Raises:
        ValueError: the kind or the codec is not known; the text names those that are.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; known are {', '.join(sorted(KINDS))}")
    known = KINDS[kind].codecs
    if name not in known:
        raise ValueError(f"kind {kind} has no codec {name!r}; it has {', '.join(sorted(known))}")
    return known[name]
