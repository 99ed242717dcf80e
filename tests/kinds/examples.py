"""One well-filled example of every document, for tests that go through all of them.

Must not be used as a model of real driving.
"""

import base64

from app.kinds.annex import annexes
from app.kinds.calibration import Camera, SensorCalibration, Transform
from app.kinds.channel_spec import ChannelSpec
from app.kinds.clock_spec import ClockSpec
from app.kinds.covariance import Covariance
from app.kinds.decision import Candidate, Decision, Latency, Reason
from app.kinds.declared import field_specs
from app.kinds.document import Document
from app.kinds.environment import Environment, Light, Link, MapVersion, RoadSurface, Weather
from app.kinds.event import Event, Measurement
from app.kinds.explanation import Attribution, Explanation
from app.kinds.genesis import Configuration, Device, Endorsement, Genesis, Policy, Previous, Software
from app.kinds.health import Component, Computer, Health, SafetySystem, Storage
from app.kinds.intake import Intake, SourceFile
from app.kinds.objects import ClassProbability, ImageBox, Objects, Size, Track
from app.kinds.prediction import Mode, ObjectPrediction, Path, Prediction
from app.kinds.reference import ExternalInstruction, Input, ModelRef, RecordRef
from app.kinds.road_map import MapElement, RoadMap
from app.kinds.span import Span, SpanEvent, SpanLink
from app.kinds.state import STATE_LAYOUT
from app.kinds.system import Clock, End, Epoch, Fault, Gap, Lost, StorageHealth
from app.kinds.text import Place, TextLine
from app.kinds.vehicle import FrameSpec, GeoPoint, Vehicle

KEY = base64.b64encode(bytes(range(32))).decode()
SIGNATURE = base64.b64encode(bytes(range(64))).decode()
DIGEST = "0123456789abcdef" * 4
SEGMENT = "00112233445566778899aabbccddeeff"
DRIVE = "ffeeddccbbaa99887766554433221100"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN_ID = "00f067aa0ba902b7"

MODEL = ModelRef(
    name="planner", version="2.3.1", weights_sha256=DIGEST, parameters_sha256=DIGEST, training_data="set 7"
)
RECORD = RecordRef(channel=3, sequence="18446744073709551615", segment=SEGMENT)
INPUT = Input(record=RecordRef(channel=1, sequence="0"), role="objects", age_ns=45_000_000)
INSTRUCTION = ExternalInstruction(
    kind="stop", source="technical_supervision", text="stop at once", received_ns="-5", response="accepted", trace=TRACE
)

CHANNELS = (
    ChannelSpec(
        id=1,
        name="/camera/front",
        area="camera_front",
        kind="image",
        codec="jpeg",
        stamp="exposure_middle",
        arrival="measured",
        capture="measured",
        row_bytes=1,
        max_bytes=4_000_000,
        max_decoded_bytes=1920 * 1080 * 3,
        max_age_ns=200_000_000,
        rate_hz=30,
        schema="urn:sealed-log:1:payload:image",
        sensor="camera_front",
        clock="ptp",
    ),
    ChannelSpec(
        id=2**32 - 1,
        name="state",
        area="state",
        kind="state",
        codec="rows",
        stamp="instant",
        arrival="assumed",
        capture="synthesised",
        row_bytes=160,
        max_bytes=160,
        fields=field_specs(STATE_LAYOUT),
        frame="vehicle",
    ),
)

GENESIS = Genesis(
    format="sealed-log/1",
    provenance="intake",
    origin=f"intake/lab-1/{SEGMENT}",
    segment=SEGMENT,
    drive=DRIVE,
    segment_number=1,
    boot="a boot",
    device=Device(
        name="intake/lab-1", key=KEY, endorsements=(Endorsement(name="fleet", key=KEY, signature=SIGNATURE),)
    ),
    epoch_key=KEY,
    delegation=SIGNATURE,
    previous=Previous(segment=DRIVE, size="131072", root=KEY),
    policy=Policy(max_interval=2048, device_every=60, interval_ms=1000, burst_interval_ms=100, burst_ms=10_000),
    channels=CHANNELS,
    clocks=(ClockSpec(name="ptp", role="source", epoch="unix_tai", offset_ns="-37000000000", offset_applied=False),),
    vehicle=Vehicle(id="v1", vin="WVWZZZ1JZXW000001", length=4.5, width=1.8, wheelbase=2.7, rear_to_origin=0.9),
    frames=(FrameSpec(name="map", axes="east_north_up", origin=GeoPoint(latitude_deg=48.1, longitude_deg=11.5)),),
    calibration=(
        SensorCalibration(
            sensor="camera_front",
            vehicle_from_sensor=Transform(translation=(1.5, 0.0, 1.4), rotation=(0.5, -0.5, 0.5, -0.5)),
            camera=Camera(
                width=1920,
                height=1080,
                projection="pinhole",
                focal_x=1000.0,
                focal_y=1000.0,
                centre_x=959.5,
                centre_y=539.5,
                pixel_origin="centre",
                distortion_model="brown_conrady",
                distortion=(-0.1, 0.01, 0.0, 0.0, 0.0),
                readout_ns=0,
            ),
        ),
        SensorCalibration(
            sensor="lidar",
            vehicle_from_sensor=Transform(matrix=((1, 0, 0, 1.0), (0, 1, 0, 0.0), (0, 0, 1, 1.9), (0, 0, 0, 1))),
            sha256=DIGEST,
        ),
    ),
    software=(Software(name="recorder", version="0.1.0", sha256=DIGEST),),
    configuration=(Configuration(name="planner parameters", sha256=DIGEST),),
    models=(MODEL,),
    intake=Intake(
        laboratory="lab-1",
        converter="convert",
        converter_version="0.1.0",
        source_format="mcap",
        sources=(SourceFile(name="drive.mcap", bytes="123456789012", sha256=DIGEST),),
        assumptions=("The log time is taken as the time of arrival.",),
    ),
)

EVENT = Event(
    event=SEGMENT,
    kind="transition_demand",
    severity="warning",
    text="A sensor is blind.",
    cause="sensor_failure",
    phase="begin",
    start_ns="9223372036854775807",
    source=MODEL,
    objects=("17",),
    traces=(TRACE,),
    records=(RECORD,),
    values=(Measurement(name="time_to_collision", value=1.25, unit="s", limit=1.5),),
)

SYSTEM: dict[str, Document] = {
    "GENESIS": GENESIS,
    "EPOCH": Epoch(
        epoch=0,
        next_key=KEY,
        counts={"0": "1", "4294967295": "0"},
        utc_offset_ns="1700000000000000000",
        utc_uncertainty_us=500,
        dropped={},
        storage=StorageHealth(free_bytes=10**12, wear=0.03, errors="0", sync_max_us=900, temperature=41.5),
    ),
    "END": End(epoch=1, next_key=None, counts={"0": "3"}, utc_offset_ns=None, reason="rotation"),
    "GAP": Gap(lost=(Lost(channel=1, records="12", first_ns="5", last_ns="6"),), reason="queue_full"),
    "CLOCK": Clock(clock="boot", reason="synchronised", step_ns="-1500", utc_offset_ns="1700000000000000000"),
    "EVENT": EVENT,
    "FAULT": Fault(component="storage", code="write_failed", text="No space left on device", errno=28, segment=DRIVE),
    "ANNEX": annexes("{}", name="schema/payload/state.json", purpose="schema", media_type="application/schema+json")[0],
}

_CANDIDATES = (
    Candidate(id=0, manoeuvre="stop", costs={"comfort": 2.5, "progress": 4}, total=6.5, feasible=True, end_speed=0),
    Candidate(
        id=2**32 - 1,
        manoeuvre="keep_lane",
        costs={"collision": 1e6},
        total=None,
        feasible=False,
        rejected=Reason(code="collision", text="It would hit the pedestrian.", object="17", distance=12.3, time=1.1),
    ),
)

PAYLOAD: dict[str, Document] = {
    "objects": Objects(
        frame="vehicle",
        tracks=(
            Track(
                id="17",
                centre=(12.3, -1.5, None),
                classes=(ClassProbability(name="pedestrian", probability=0.9), ClassProbability(name="bicycle")),
                confidence=0.97,
                size=Size(length=0.6, width=0.6, height=1.8),
                yaw=1.5,
                velocity=(0.0, 1.4, None),
                acceleration=(None, None, None),
                covariance=Covariance(of=("x", "y"), values=(0.1, 0.0, 0.2)),
                state="confirmed",
                first_seen_ns="-100",
                age_ns=2_000_000_000,
                sensors=(RECORD,),
                boxes=(ImageBox(record=RECORD, left=10, top=20.5, right=30, bottom=90),),
                points=42,
                attributes={"brake_light": "on"},
            ),
        ),
        model=MODEL,
        inputs=(INPUT,),
        origin="perception",
    ),
    "prediction": Prediction(
        frame="map",
        objects=(
            ObjectPrediction(
                id="17",
                modes=(
                    Mode(
                        path=Path(t=(0, 0.5), x=(1.0, 2.0), y=(0, 1), yaw=(0.1, 0.2)),
                        probability=0.6,
                        intention="cross",
                    ),
                ),
            ),
        ),
        cycle=812,
        model=MODEL,
    ),
    "decision": Decision(
        cycle=812,
        model=MODEL,
        inputs=(INPUT,),
        candidates=_CANDIDATES,
        chosen=0,
        reason=Reason(code="yield_to_pedestrian", text="Stopping for the pedestrian.", object="17", distance=12.3),
        confidence=0.8,
        mode="automated",
        cycle_start_ns="123",
        frame="vehicle",
        explanations=(
            Explanation(
                method="SHAP",
                output="cost of 0",
                attributions=(
                    Attribution(feature="distance", contribution=-1.5, value=12.3),
                    Attribution(feature="class", contribution=0.5, value="pedestrian"),
                ),
                base_value=7.5,
                output_value=6.5,
                additive=True,
            ),
        ),
        instructions=(INSTRUCTION,),
        latencies=(Latency(stage="planning", duration_ns=31_000_000, start_ns="7"),),
        trajectories=RecordRef(channel=9, sequence="812"),
        weights={"comfort": 0.5},
    ),
    "environment": Environment(
        weather=Weather(condition="rain", temperature=-3, rain=2.5),
        light=Light(condition="dusk", illuminance=40),
        road=RoadSurface(condition="wet", friction=0.6, speed_limit=13.9),
        map=MapVersion(name="city", version="2025-01", sha256=DIGEST),
        links=(Link(name="mobile", state="degraded", latency=0.12, uplink=1e6, loss=0.02, signal=-95),),
        instructions=(INSTRUCTION,),
        operating_domain={"rain below the limit": True},
    ),
    "map": RoadMap(
        frame="map",
        elements=(MapElement(id="l1", type="lane_centre", points=((0, 0, 0), (10, 0, None)), next=("l2",)),),
    ),
    "event": EVENT,
    "text": TextLine(
        message="prediction made",
        level="info",
        logger="model.serve",
        trace=TRACE,
        span=SPAN_ID,
        source=Place(host="ecu-1", line=12),
        time="2026-01-01T00:00:00.123Z",
        user="u1",
        action="predict",
        model=MODEL,
        confidence=0.5,
        fields={"input": {"a": [1, 2.5, None, True]}},
    ),
    "span": Span(
        name="planner.cycle",
        start_ns="10",
        end_ns=None,
        parent=SPAN_ID,
        stage="planning",
        records=(RECORD,),
        links=(SpanLink(trace=TRACE, span=SPAN_ID),),
        events=(SpanEvent(name="retry", time_ns="11", attributes={"n": 2}),),
    ),
    "health": Health(
        components=(Component(name="lidar", state="degraded", codes=("U0100",), rate=9.5, dropped=3),),
        safety_systems=(SafetySystem(name="AEB", type="active", activated=True, state="ok", triggered=False),),
        computers=(Computer(name="main", cpu=0.7, temperature=81.5, throttled=False),),
        storage=(Storage(name="nvme0", total_bytes=10**12, free_bytes=10**11),),
        temperatures={"cabin": 21.5},
    ),
}
