"""What a sample is made of: where, when, who is on the road, how the vehicle and its driver are.

A scenario sets the stage and nothing more: what is seen, believed and decided follows. It must not know sensors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from app.kinds.reference import ModelRef
from app.simulate.driving.classifier import Sharpness
from app.simulate.driving.driver import Habits
from app.simulate.driving.planner import PlannerParameters
from app.simulate.sensors.satellite import Place
from app.simulate.world.almanac import Sun, sun_at
from app.simulate.world.light import Preset
from app.simulate.world.road import Road
from app.simulate.world.road_user import RoadUser
from app.simulate.world.stage import SetName


@dataclass(frozen=True, slots=True, kw_only=True)
class PerceptionModel:
    """A version of the perception model: what it is called, how sharp it sees, how long it takes."""

    version: str
    sharpness: Sharpness
    median_ms: float = 62.0
    spread: float = 0.13

    @property
    def reference(self) -> ModelRef:
        """As GENESIS and records name it. The digest is that of the tables and parameters that stand for weights."""
        text = repr((self.version, self.sharpness, self.median_ms, self.spread))
        return ModelRef(
            name="road-user-net", version=self.version, weights_sha256=sha256(text.encode()).hexdigest(),
            training_data="urban-mix-2025.4",
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """The surroundings as the vehicle's sensors and services tell them."""

    condition: str
    light: str
    illuminance: float
    temperature: float
    rain: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One sample. Times in s from its start, lengths in m, speeds in m/s.

    `seed` is the one whose story the samples' README tells; another one is another drive.
    `daylight` 0 (night) to 1 (day) is what the pictures are worth to the classifier. `users` makes the road users anew
    for each run. `update_s`: when a new model is at hand, for which the driver has to take over.
    `converter_fails_s`: when the supply begins to fail, `terminal_growth` in ohm/s.
    """

    name: str
    seed: int
    seconds: float
    boot_ns: int
    utc_ns: int
    place: Place
    road: Road
    scenery: SetName
    light: Preset
    daylight: float
    friction: float
    start: tuple[float, float, float]
    """x, y and speed of the vehicle."""
    speed: float
    """Asked for."""
    users: Callable[[], tuple[RoadUser, ...]]
    habits: Habits
    planner: PlannerParameters
    models: tuple[PerceptionModel, ...]
    weather: Weather
    update_s: float | None = None
    wipers: bool = False
    converter_fails_s: float | None = None
    terminal_growth: float = 0.0

    def sun(self, t_ns: int) -> Sun:
        """Where it stands at a log time. The sky of the pictures (`light`) agrees within 4 degrees."""
        place = self.place
        utc_ns = self.utc_ns + t_ns - self.boot_ns
        return sun_at(utc_ns, latitude_deg=place.latitude_deg, longitude_deg=place.longitude_deg)
