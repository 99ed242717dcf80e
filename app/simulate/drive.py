"""A simulated drive from its first instant to its last: puts the vehicle together and lets time run.

It must not know how records are sealed or pictures shaded.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.kinds.code import SystemState
from app.kinds.environment import Environment, Link, RoadSurface, Weather
from app.kinds.environment import Light as LightDocument
from app.kinds.health import Component, Computer, Health, SafetySystem
from app.kinds.quantity import decimal
from app.kinds.road_map import RoadMap
from app.kinds.system import Gap, Lost
from app.simulate.aboard.aboard import Aboard, RoadState
from app.simulate.aboard.acting import Acting
from app.simulate.aboard.crash import Crash
from app.simulate.aboard.deciding import Deciding
from app.simulate.aboard.perceiving import Perceiving
from app.simulate.aboard.schedule import Schedule
from app.simulate.aboard.sensing import Sensing
from app.simulate.aboard.state_signals import safety_states
from app.simulate.aboard.supervising import SUPERVISOR, Supervising
from app.simulate.aboard.supply import Device, Supply, SupplyFault
from app.simulate.aboard.tape import Draft, Tape, UtcStep
from app.simulate.aboard.truth import Truth
from app.simulate.aboard.watching import Watching
from app.simulate.driving.driver import Driver
from app.simulate.scenario import Scenario
from app.simulate.sensors.channel_table import channel_table, ids
from app.simulate.sensors.localisation import Localisation
from app.simulate.sensors.rig import Rig
from app.simulate.world.chance import Chance
from app.simulate.world.ego import Body, Ego, Motion
from app.simulate.world.light import Light
from app.simulate.world.rays import Caster
from app.simulate.world.stage import pieces
from app.simulate.world.world import World

_MS = 1_000_000
_SECOND = 1_000_000_000
_CAMERA_LEAST_V = 10.6
_CAMERA_RESTART_NS = 900 * _MS
_TIME_SERVER_LEAST_V = 9.9
_TIME_SERVER_RESTART_NS = 300 * _MS
RECORDER_LEAST_V = 6.8
_FRICTION_SIGMA = 0.03
_SAFETY_SYSTEMS = {"ABS": "abs", "ESC": "esc", "AEB": "aeb", "pedestrian protection": "pedestrian_protection"}
"""Of `/health`: their columns in `/vehicle/state`."""


@dataclass(slots=True)
class _Told:
    """How many lost records of a channel GAP has told, and since when none waits to be told."""

    since_ns: int
    records: int = 0


class Drive:
    """One drive. `records` may be taken once."""

    def __init__(self, scenario: Scenario, rig: Rig, *, seed: int) -> None:
        self.scenario = scenario
        self.rig = rig
        self.table = channel_table(rig)
        self.truth = Truth(scenario.name, seed)
        self.utc_step_ns = 0
        """By how much UTC has stepped so far."""
        self.power_lost_ns: int | None = None
        """When the recorder lost its supply; None: it did not."""
        chance = Chance(seed)
        body = Body()
        x, y, speed = scenario.start
        ego = Ego(body, Motion(t_ns=scenario.boot_ns, x=x, y=y, speed=speed), friction=scenario.friction)
        world = World(
            ego, scenario.users(), road=scenario.road, light=Light.preset(scenario.light), scenery=scenario.scenery
        )  # fmt: skip
        self.truth.introduce(world.users)
        self._chance = chance
        self.aboard = self._put_together(world, chance)
        self._supervising = Supervising(self.aboard)
        self._crash = Crash(self.aboard)
        self._time_server = Device(_TIME_SERVER_LEAST_V, _TIME_SERVER_RESTART_NS)
        self._gaps: dict[str, _Told] = {}

    def records(self) -> Iterator[Draft]:
        """All records in order of arrival, as they arise."""
        aboard, scenario = self.aboard, self.scenario
        start_ns = scenario.boot_ns
        caster = Caster(pieces(scenario.scenery), aboard.world.users)
        perceiving = Perceiving(aboard)
        self._begin(start_ns)
        self._supervising.start(start_ns)
        Watching(aboard, SUPERVISOR).start(start_ns)
        Sensing(aboard, caster, perceiving).start(start_ns)
        Deciding(aboard).start(start_ns)
        Acting(aboard).start(start_ns)
        end_ns = start_ns + round(scenario.seconds * 1e9)
        while self.power_lost_ns is None and aboard.schedule.next_ns() < end_ns:
            aboard.world.run_to(aboard.schedule.next_ns())
            aboard.schedule.run_next()
            yield from aboard.tape.take()
        if self.power_lost_ns is None:
            t_ns = aboard.world.t_ns
            for name, device in aboard.cameras.items():
                self._watch_losses(name, works=device.works(t_ns), t_ns=t_ns, last=True)
            yield from aboard.tape.take()

    def _put_together(self, world: World, chance: Chance) -> Aboard:
        scenario = self.scenario
        fault = None
        if scenario.converter_fails_s is not None:
            since_ns = scenario.boot_ns + round(scenario.converter_fails_s * 1e9)
            fault = SupplyFault(since_ns=since_ns, growth=scenario.terminal_growth)
        return Aboard(
            scenario=scenario,
            rig=self.rig,
            world=world,
            schedule=Schedule(),
            tape=Tape(ids(self.table), chance),
            chance=chance,
            truth=self.truth,
            driver=Driver(scenario.habits),
            supply=Supply(chance.stream("supply"), fault=fault, wipers=scenario.wipers),
            localisation=Localisation(chance.stream("localisation")),
            model=scenario.models[0],
            cameras={one.name: Device(_CAMERA_LEAST_V, _CAMERA_RESTART_NS) for one in self.rig.cameras},
        )

    def _begin(self, t_ns: int) -> None:
        aboard, scenario = self.aboard, self.scenario
        aboard.put("/map", scenario.road.document(), t_ns, of=RoadMap)
        aboard.say("info", "supervisor", f"automated driving active, {aboard.model.version}", t_ns)
        every = aboard.schedule.every
        every(_SECOND, self._tell_surroundings, first_ns=t_ns + 100 * _MS)
        every(_SECOND, self._tell_health, first_ns=t_ns + 200 * _MS)
        every(50 * _MS, lambda _: self.truth.instant(aboard.world), first_ns=t_ns)
        every(10 * _MS, self._feed, first_ns=t_ns + 2 * _MS)

    def _feed(self, t_ns: int) -> None:
        """What the supply gives to cameras, time server and recorder."""
        aboard = self.aboard
        braking = aboard.world.ego.motion.brake_pressure > 1e6
        aboard.volts = aboard.supply.voltage(t_ns, braking=braking)
        for name, device in aboard.cameras.items():
            restarts = device.restarts
            device.feed(aboard.volts, t_ns)
            if device.restarts > restarts:
                aboard.say("error", name, f"undervoltage reset at {aboard.volts:.1f} V", t_ns)
            self._watch_losses(name, works=device.works(t_ns), t_ns=t_ns, last=False)
        restarts = self._time_server.restarts
        self._time_server.feed(aboard.volts, t_ns)
        if self._time_server.restarts > restarts == 0:
            # from now on it runs on its own quartz, and further restarts change nothing
            self._step_clock(t_ns)
        if aboard.volts < RECORDER_LEAST_V:
            self.power_lost_ns = t_ns

    def _watch_losses(self, name: str, *, works: bool, t_ns: int, last: bool) -> None:
        """GAP for what a camera lost: once it works again, each second while it does not, and in the end."""
        told = self._gaps.setdefault(name, _Told(t_ns))
        lost = self.aboard.dropped.get(name, 0) - told.records
        if not lost:
            told.since_ns = t_ns
        elif works or last or t_ns - told.since_ns >= _SECOND:
            text = "restarted after an undervoltage" if works else "delivers nothing since an undervoltage"
            gap = Gap(
                lost=(Lost(channel=self.aboard.tape.channel(f"/{name}"), records=decimal(lost)),),
                reason="sensor_dropout",
                text=f"{name} {text}",
            )
            self.aboard.tape.note(gap, t_ns)
            told.records, told.since_ns = told.records + lost, t_ns

    def _step_clock(self, t_ns: int) -> None:
        """The time server has restarted without its oscillator's trim and sets UTC by its own quartz."""
        step_ns = round(-(0.6 + 0.5 * float(self._chance.stream(f"clock/{t_ns}").random())) * 1e9)
        self.utc_step_ns += step_ns
        text = "time server restarted after an undervoltage"
        offset_ns = self.scenario.utc_ns - self.scenario.boot_ns + self.utc_step_ns
        self.aboard.tape.note(UtcStep(offset_ns, 1_500_000), t_ns)
        # an EVENT is signed at once, and the recorder says CLOCK with it
        self._supervising.clock_stepped(t_ns, step_ns)
        self.aboard.say("error", "time", f"{text}: UTC stepped by {step_ns / 1e9:.3f} s", t_ns)

    def _tell_surroundings(self, t_ns: int) -> None:
        weather, road = self.scenario.weather, self.scenario.road
        sun = self.scenario.sun(t_ns)
        stream = self._chance.stream(f"network/{t_ns}")
        # as good as friction estimators are known to be while nobody brakes
        error = _FRICTION_SIGMA * float(self._chance.stream("friction").standard_normal())
        friction = round(self.scenario.friction + error, 2)
        document = Environment(
            weather=Weather(condition=weather.condition, temperature=weather.temperature, rain=weather.rain),
            light=LightDocument(
                condition=weather.light,
                illuminance=weather.illuminance,
                sun_elevation=round(math.radians(sun.elevation_deg), 4),
                sun_azimuth=round(math.radians(sun.azimuth_deg), 4),
            ),
            road=RoadSurface(
                condition="wet" if friction < 0.7 else "dry", material="asphalt",
                friction=friction, type=road.kind, speed_limit=road.limit,
            ),
            map=road.version,
            links=(
                Link(
                    name="mobile", state="up", technology="5G",
                    latency=round(0.028 + 0.006 * float(stream.random()), 4), jitter=0.003, uplink=18e6, downlink=96e6,
                    signal=-84.0,
                ),
            ),
            operating_domain={"road_type": True, "weather": weather.rain < 6.0, "light": True},
            source="vehicle sensors",
        )  # fmt: skip
        link = self.aboard.tape.begin("/environment")
        reference = self.aboard.put("/environment", document, t_ns, of=Environment, link=link)
        self.aboard.road_state = RoadState(friction, t_ns, reference, link)

    def _tell_health(self, t_ns: int) -> None:
        aboard = self.aboard
        cameras = tuple(
            Component(
                name=name, state="ok" if device.works(t_ns) else "failed", dropped=aboard.dropped.get(name, 0),
                codes=("U3003-undervoltage",) if device.restarts else (),
            )
            for name, device in aboard.cameras.items()
        )  # fmt: skip
        took_ms = 0.0 if aboard.perceived is None else aboard.perceived.took_ms
        perception = Component(
            name="perception", state="degraded" if took_ms > 200 else "ok", version=aboard.model.version,
            latency=round(took_ms / 1e3, 4), dropped=aboard.dropped.get("perception", 0),
        )  # fmt: skip
        document = Health(
            components=(*cameras, perception, Component(name="lidar/top", state="ok", rate=10.0)),
            safety_systems=(
                *_safety_systems(safety_states(aboard)),
                SafetySystem(name="airbag driver", type="passive", activated=True, state="ok", triggered=False),
            ),
            computers=(Computer(name="domain controller", cpu=0.61, gpu=0.74, memory=0.52, voltage=aboard.volts),),
            voltages={"terminal 30": round(aboard.volts, 2)},
        )
        aboard.put("/health", document, t_ns, of=Health)


def _safety_systems(states: Mapping[str, SystemState]) -> Iterator[SafetySystem]:
    for name, column in _SAFETY_SYSTEMS.items():
        state = states[column]
        yield SafetySystem(
            name=name,
            type="passive" if column == "pedestrian_protection" else "active",
            activated=state is not SystemState.OFF,
            state="off" if state is SystemState.OFF else "ok",
            triggered=state is SystemState.INTERVENING,
        )
