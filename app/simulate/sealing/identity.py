"""What a simulated drive says of itself in GENESIS: vehicle, frames, clocks, software, parameter sets, models.

It must not know records, nor keys.
"""

from app import __version__
from app.kinds.clock_spec import ClockSpec
from app.kinds.genesis import Configuration, Software
from app.kinds.quantity import decimal
from app.kinds.reference import ModelRef
from app.kinds.vehicle import FrameSpec, GeoPoint, Vehicle
from app.record.clock import LOG_CLOCK, UTC_CLOCK
from app.record.plan import Plan
from app.simulate.aboard import acting, crash, deciding, perceiving, sensing, watching
from app.simulate.aboard.crash import CRASH_SENSOR
from app.simulate.aboard.deciding import parameters_text, planner_reference
from app.simulate.aboard.parameters import ParameterSet, stated
from app.simulate.aboard.perceiving import PREDICTOR, PREDICTOR_PARAMETERS
from app.simulate.aboard.supervising import SUPERVISOR, SUPERVISOR_PARAMETERS
from app.simulate.driving import classifier, cluster, lattice, planner, tracker, weighing
from app.simulate.scenario import Scenario
from app.simulate.sensors.channel_table import channel_table
from app.simulate.sensors.rig import Rig
from app.simulate.world.ego import Body


def parameter_sets(scenario: Scenario) -> tuple[ParameterSet, ...]:
    """Everything that decisions rest on besides records."""
    tables = [f"{classifier.CLASSES!r}"]
    tables += [f"poor {kind}: {row!r}" for kind, row in classifier.POOR.items()]
    tables += [f"good {kind}: {row!r}" for kind, row in classifier.GOOD.items()]
    tables += [f"{model.version}: {model!r}" for model in scenario.models]
    return (
        ParameterSet("planner parameters", parameters_text(scenario.planner)),
        ParameterSet("perception stand-in", "\n".join(tables) + "\n"),
        PREDICTOR_PARAMETERS,
        SUPERVISOR_PARAMETERS,
        stated("clusters and tracker", vars(cluster), vars(tracker)),
        stated("planner constants", vars(lattice), vars(planner), vars(weighing), vars(deciding)),
        stated("crash sensor and limits", vars(crash), vars(watching)),
        stated("latencies", vars(sensing), vars(perceiving), vars(acting)),
    )


def plan(scenario: Scenario, rig: Rig) -> Plan:
    """The plan of the drive."""
    body = Body()
    place = scenario.place
    return Plan(
        provenance="simulated",
        channels=channel_table(rig),
        clocks=_clocks(scenario),
        vehicle=Vehicle(
            id="demonstration-7",
            make="none",
            model="simulated compact SUV",
            automation="simulated driving system, SAE 3",
            origin="middle of the rear axle, on the ground",
            length=body.length,
            width=body.width,
            height=body.height,
            wheelbase=body.wheelbase,
            track=body.track,
            rear_to_origin=body.rear_to_origin,
            mass=body.mass,
            steering_ratio=body.steering_ratio,
        ),
        frames=(
            FrameSpec(
                name="map",
                axes="east_north_up" if place.x_bearing_deg == 90 else "other",
                origin=GeoPoint(
                    latitude_deg=place.latitude_deg, longitude_deg=place.longitude_deg, altitude=place.altitude
                ),
                description=(
                    "local tangent plane of the invented place; the road runs along x, which points "
                    f"{place.x_bearing_deg:.0f} degrees clockwise from true north; y points left of it, z up"
                ),
            ),
        ),
        calibration=rig.calibration(),
        software=(
            Software(name="incident-replay simulate", version=__version__),
            *(
                Software(name=one.name, version=one.version or "")
                for one in (_planner(scenario), PREDICTOR, SUPERVISOR, CRASH_SENSOR)
            ),
        ),
        configuration=tuple(Configuration(name=one.name, sha256=one.digest) for one in parameter_sets(scenario)),
        models=tuple(model.reference for model in scenario.models),
    )


def _planner(scenario: Scenario) -> ModelRef:
    return planner_reference(scenario.planner)


def _clocks(scenario: Scenario) -> tuple[ClockSpec, ...]:
    offset = decimal(scenario.utc_ns - scenario.boot_ns)
    log = ClockSpec(
        name=LOG_CLOCK,
        role="log",
        system="CLOCK_BOOTTIME",
        epoch="boot",
        utc_offset_ns=offset,
        utc_uncertainty_us=2_000,
        utc_source="gnss",
        description="all sensors are triggered and stamped on this clock (PTP)",
    )
    utc = ClockSpec(
        name=UTC_CLOCK, role="source", system="time server", epoch="unix_utc", description="UTC by satellite"
    )  # fmt: skip
    return log, utc
