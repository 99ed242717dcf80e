"""The sensors at work: each measures when it is due, and what it measured arrives a little later.

Delays between measurement and arrival are log-normal; their medians stand below. It must not know what perception makes
of anything.
"""

from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.imu import IMU_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.kinds.quantity import decimal
from app.kinds.radar import DETECTIONS
from app.kinds.row_layout import RowLayout, Rows
from app.kinds.span import Span
from app.kinds.state import STATE_LAYOUT
from app.simulate.aboard.aboard import Aboard, Echoes, Picture
from app.simulate.aboard.perceiving import Perceiving
from app.simulate.aboard.schedule import Call
from app.simulate.aboard.state_signals import StateSignals
from app.simulate.sensors.camera import CameraSpec, Eye
from app.simulate.sensors.cloud_rows import cloud_payload
from app.simulate.sensors.inertial import InertialSensor
from app.simulate.sensors.lidar import Lidar, Sweep
from app.simulate.sensors.localisation import Pose
from app.simulate.sensors.radar import Radar
from app.simulate.sensors.rig import LIDAR
from app.simulate.sensors.satellite import Receiver
from app.simulate.world.chance import latency_ns
from app.simulate.world.rays import Caster

_MS = 1_000_000
LIDAR_MS, CAMERA_MS, RADAR_MS, BUS_MS, POSE_MS, GNSS_MS = 5.0, 24.0, 14.0, 1.2, 4.0, 35.0
"""Medians from measurement (cameras: end of the exposure) to arrival."""
_SPREAD = 0.12


class Sensing:
    """All sensors of the vehicle."""

    def __init__(self, aboard: Aboard, caster: Caster, perceiving: Perceiving) -> None:
        self._aboard = aboard
        self._perceiving = perceiving
        chance, rig = aboard.chance, aboard.rig
        self._delays = chance.stream("arrival")
        self._lidar = Lidar(rig.lidar, caster, chance.stream("lidar"))
        self._eye = Eye(rig.cameras[0], caster)
        self._radars = tuple(Radar(spec, caster, chance.stream(spec.name)) for spec in rig.radars)
        self._imu = InertialSensor(chance.stream("imu"))
        scenario = aboard.scenario
        self._gnss = Receiver(
            scenario.place, chance.stream("gnss"), utc_offset_ns=scenario.utc_ns - scenario.boot_ns
        )  # fmt: skip
        self._state = StateSignals(aboard)
        self._arrived: dict[str, int] = {}

    def start(self, t_ns: int) -> None:
        """Let every sensor begin at `t_ns`."""
        every, rig = self._aboard.schedule.every, self._aboard.rig
        every(rig.lidar.period_ns, self._on_sweep, first_ns=t_ns + rig.lidar.period_ns)
        for number, camera in enumerate(rig.cameras):
            every(camera.period_ns, self._shooter(camera, number), first_ns=t_ns + camera.phase_ns)
        for number, radar in enumerate(self._radars):
            every(radar.spec.period_ns, self._radar_cycle(radar), first_ns=t_ns + (12 + 20 * number) * _MS)
        every(10 * _MS, self._on_imu, first_ns=t_ns + 4 * _MS)
        every(100 * _MS, self._on_gnss, first_ns=t_ns + 60 * _MS)
        every(20 * _MS, self._on_pose, first_ns=t_ns)
        every(20 * _MS, self._on_state, first_ns=t_ns + 8 * _MS)

    def _after(self, name: str, t_ns: int, median_ms: float) -> int:
        """When what a sensor measured at `t_ns` arrives: never before what it measured earlier."""
        at = max(t_ns + latency_ns(self._delays, median_ms=median_ms, spread=_SPREAD), self._arrived.get(name, 0))
        self._arrived[name] = at
        return at

    def _deliver(self, name: str, layout: RowLayout, rows: Rows, t_ns: int, median_ms: float) -> None:
        """A row channel: put on the tape on arrival."""
        payload = layout.encode(rows)

        def arrive(now_ns: int) -> None:
            self._aboard.tape.put(name, payload, now_ns, capture_ns=t_ns)

        self._aboard.schedule.at(self._after(name, t_ns, median_ms), arrive)

    def _on_sweep(self, t_ns: int) -> None:
        aboard = self._aboard
        motion = aboard.world.ego.motion
        pose = aboard.localisation.estimate(motion)
        sweep = self._lidar.sweep(aboard.world, speed=pose.speed, yaw_rate=pose.yaw_rate)
        aboard.truth.sweep(sweep.end_ns, sweep.ids, aboard.world.users)
        aboard.schedule.at(self._after(LIDAR, t_ns, LIDAR_MS), lambda now: self._sweep_arrived(sweep, pose, now))

    def _sweep_arrived(self, sweep: Sweep, pose: Pose, now_ns: int) -> None:
        aboard = self._aboard
        link = aboard.tape.begin(f"/{LIDAR}")
        payload = cloud_payload(sweep, aboard.rig)
        reference = aboard.tape.put(f"/{LIDAR}", payload, now_ns, capture_ns=sweep.end_ns, link=link)
        span = Span(
            name="lidar.sweep", start_ns=decimal(sweep.start_ns), end_ns=decimal(now_ns), stage="sensor",
            service=LIDAR, status="ok", records=(reference,),
        )  # fmt: skip
        aboard.tape.span(link, span, now_ns)
        self._perceiving.sweep_arrived(sweep, pose, reference, link, now_ns)

    def _shooter(self, camera: CameraSpec, number: int) -> Call:
        def shoot(t_ns: int) -> None:
            self._shoot(camera, number, t_ns)

        return shoot

    def _shoot(self, camera: CameraSpec, number: int, t_ns: int) -> None:
        aboard = self._aboard
        if not aboard.cameras[camera.name].works(t_ns):
            aboard.dropped[camera.name] = aboard.dropped.get(camera.name, 0) + 1
            return
        seed = int.from_bytes(aboard.chance.identifier(f"{camera.name}/{t_ns}", 4), "little")
        shot = camera.shot(aboard.world, seed=seed)
        glimpses = self._eye.look(aboard.world) if number == 0 else {}
        if number == 0:
            aboard.truth.picture(t_ns, camera.name, glimpses)
        done_ns = self._after(camera.name, t_ns + camera.shutter_ns // 2 + camera.readout_ns, CAMERA_MS)

        def arrive(now_ns: int) -> None:
            if not aboard.cameras[camera.name].works(now_ns):
                aboard.dropped[camera.name] = aboard.dropped.get(camera.name, 0) + 1
                return
            link = aboard.tape.begin(f"/{camera.name}")
            reference = aboard.tape.put(f"/{camera.name}", shot, now_ns, capture_ns=t_ns, link=link)
            span = Span(
                name="camera.exposure", start_ns=decimal(t_ns - camera.shutter_ns // 2), end_ns=decimal(now_ns),
                stage="sensor", service=camera.name, status="ok", records=(reference,),
            )  # fmt: skip
            aboard.tape.span(link, span, now_ns)
            if number == 0:
                aboard.picture = Picture(reference, link, t_ns, glimpses)

        aboard.schedule.at(done_ns, arrive)

    def _radar_cycle(self, radar: Radar) -> Call:
        def cycle(t_ns: int) -> None:
            rows, tape = radar.cycle(self._aboard.world), self._aboard.tape
            name = f"/{radar.spec.name}"

            def arrive(now_ns: int) -> None:
                link = tape.begin(name)
                reference = tape.put(name, DETECTIONS.encode(rows), now_ns, capture_ns=t_ns, link=link)
                self._aboard.radars[radar.spec.name] = Echoes(reference, link, rows, t_ns)

            self._aboard.schedule.at(self._after(name, t_ns, RADAR_MS), arrive)

        return cycle

    def _on_imu(self, t_ns: int) -> None:
        self._deliver("/imu", IMU_LAYOUT, self._imu.measure(self._aboard.world.ego.motion), t_ns, BUS_MS)

    def _on_gnss(self, t_ns: int) -> None:
        self._deliver("/gnss", GNSS_LAYOUT, self._gnss.fix(self._aboard.world.ego.motion), t_ns, GNSS_MS)

    def _on_state(self, t_ns: int) -> None:
        self._deliver("/vehicle/state", STATE_LAYOUT, self._state.row(), t_ns, BUS_MS)

    def _on_pose(self, t_ns: int) -> None:
        aboard, name = self._aboard, "/localisation/pose"
        pose = aboard.localisation.estimate(aboard.world.ego.motion)
        payload = POSE_LAYOUT.encode(pose.rows())

        def arrive(now_ns: int) -> None:
            link = aboard.tape.begin(name)
            reference = aboard.tape.put(name, payload, now_ns, capture_ns=t_ns, link=link)
            aboard.pose = (pose, reference, link)

        aboard.schedule.at(self._after(name, t_ns, POSE_MS), arrive)
