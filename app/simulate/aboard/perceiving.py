"""Perception at work: takes a sweep when it is free, waits for a picture if it must, and publishes objects and paths.

While it is busy, newer sweeps replace the one that waits; those that were never looked at are counted. Clusters come
from the returns, visibility from the pixels of the newest picture, speeds from the radars; class and latency are drawn
from stated tables. It must not know the planner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from app.kinds.objects import Objects
from app.kinds.prediction import Prediction
from app.kinds.quantity import decimal
from app.kinds.reference import Input, ModelRef, RecordRef
from app.kinds.span import Span
from app.simulate.aboard.aboard import Aboard, Echoes, Outlook, Perceived, Picture
from app.simulate.aboard.parameters import stated
from app.simulate.aboard.tape import Link
from app.simulate.driving import predictor
from app.simulate.driving.belief import belief_of, document_of
from app.simulate.driving.classifier import Look, classify
from app.simulate.driving.cluster import Cluster, clusters
from app.simulate.driving.predictor import forecast
from app.simulate.driving.tracker import Detection, Tracked, Tracker
from app.simulate.sensors.lidar import Sweep
from app.simulate.sensors.localisation import Pose
from app.simulate.sensors.radar import over_ground
from app.simulate.world.chance import latency_ns

_FRESH_NS = 170_000_000
_TIMEOUT_NS = 110_000_000
"""So long it waits for a picture that does not come."""
_WARM_UP_NS = 620_000_000
"""Once pictures come again after a gap, the network is loaded anew."""
_GAP_NS = 450_000_000
_TRACKING_NS = 7_000_000
_PREDICTION_MS = 9.0
_SLOW_NS = 200_000_000
_RADAR_REACH_M = 1.2
PREDICTOR_PARAMETERS = stated("predictor parameters", vars(predictor))
PREDICTOR = ModelRef(name="path-rules", version="3.1.0", parameters_sha256=PREDICTOR_PARAMETERS.digest)


@dataclass(frozen=True, slots=True)
class _Job:
    """One sweep on its way through perception. `radars`: what each had delivered when work on it began, by name."""

    sweep: Sweep
    pose: Pose
    reference: RecordRef
    link: Link
    arrived_ns: int
    radars: Mapping[str, Echoes] = field(default_factory=dict)

    @property
    def echoes(self) -> tuple[Echoes, ...]:
        """Of all radars, in the order of their names."""
        return tuple(self.radars[name] for name in sorted(self.radars))


class Perceiving:
    """One perception process."""

    def __init__(self, aboard: Aboard) -> None:
        self._aboard = aboard
        self._tracker = Tracker()
        self._kinds = {user.id: user.kind for user in aboard.world.users}
        self._latencies = aboard.chance.stream("perception/latency")
        self._draws = aboard.chance.stream("perception/class")
        self._busy = False
        self._waiting: _Job | None = None
        self._last_picture_ns: int | None = None

    def sweep_arrived(self, sweep: Sweep, pose: Pose, reference: RecordRef, link: Link, now_ns: int) -> None:
        """A sweep is there."""
        if self._waiting is not None:
            self._aboard.dropped["perception"] = self._aboard.dropped.get("perception", 0) + 1
        self._waiting = _Job(sweep, pose, reference, link, now_ns)
        if not self._busy:
            self._begin(now_ns)

    def _begin(self, now_ns: int) -> None:
        job, self._waiting = self._waiting, None
        if job is None:
            return
        self._busy = True
        job = replace(job, radars=dict(self._aboard.radars))
        model = self._aboard.model
        taken_ns = latency_ns(self._latencies, median_ms=model.median_ms, spread=model.spread)
        picture = self._fresh(job)
        if picture is None:
            taken_ns += _TIMEOUT_NS
        elif self._last_picture_ns is not None and picture.capture_ns - self._last_picture_ns > _GAP_NS:
            taken_ns += _WARM_UP_NS
            self._aboard.say("warning", "perception", "pictures come again: network loaded anew", now_ns, link=job.link)
        if picture is not None:
            self._last_picture_ns = picture.capture_ns
        self._aboard.schedule.at(now_ns + taken_ns, lambda done: self._detected(job, picture, now_ns, done))

    def _fresh(self, job: _Job) -> Picture | None:
        picture = self._aboard.picture
        if picture is None or job.sweep.end_ns - picture.capture_ns > _FRESH_NS:
            return None
        return picture

    def _detected(self, job: _Job, picture: Picture | None, began_ns: int, now_ns: int) -> None:
        aboard = self._aboard
        found = clusters(
            job.sweep.deskewed, job.sweep.ids, pose=job.pose,
            vehicle_from_sensor=aboard.rig.lidar.vehicle_from_sensor, road=aboard.world.road,
        )  # fmt: skip
        detections = [self._detection(one, job, picture) for one in found]
        own = aboard.tape.within(job.link)
        others = (*(() if picture is None else (picture.link,)), *(one.link for one in job.echoes))
        span = Span(
            name="perception.detect", start_ns=decimal(began_ns), end_ns=decimal(now_ns), stage="perception",
            service="perception", status="ok", parent=job.link.span_id.hex(), links=tuple(one.other for one in others),
            records=(job.reference,),
            attributes={"clusters": len(found), "picture": picture is not None},
        )  # fmt: skip
        aboard.tape.span(own, span, now_ns)
        tracks = self._tracker.update(
            detections, t_ns=job.sweep.end_ns, seen_from=(job.pose.x, job.pose.y)
        )  # fmt: skip
        aboard.schedule.at(
            now_ns + _TRACKING_NS,
            lambda done: self._tracked(job, picture, tracks, own, began_ns, now_ns, done),
        )

    def _detection(self, cluster: Cluster, job: _Job, picture: Picture | None) -> Detection:
        glimpse = None if picture is None else picture.glimpses.get(cluster.of)
        look = Look(
            self._kinds.get(cluster.of, "obstacle"), cluster.distance, cluster.points, self._aboard.scenario.daylight,
            glimpse,
        )  # fmt: skip
        label, score = classify(look, self._aboard.model.sharpness, self._draws)
        return Detection(
            low=cluster.low,
            high=cluster.high,
            label=label,
            score=score,
            points=cluster.points,
            of=cluster.of,
            hidden=None if glimpse is None else 1.0 - glimpse.share,
            box=None if glimpse is None or not glimpse.pixels else glimpse.box,
            radial=self._radial(cluster, job),
        )

    def _radial(self, cluster: Cluster, job: _Job) -> tuple[float, float, float] | None:
        """The strongest reflection that lies in the box, and its speed over ground along the line of sight."""
        best: tuple[float, tuple[float, float, float]] | None = None
        for spec in self._aboard.rig.radars:
            if spec.name not in job.radars:
                continue
            rows, age_ns = job.radars[spec.name].rows, job.sweep.end_ns - job.radars[spec.name].t_ns
            places, sights, speeds = over_ground(rows, spec, job.pose, age_s=age_ns * 1e-9)
            inside = (
                (places[:, 0] > cluster.low[0] - _RADAR_REACH_M) & (places[:, 0] < cluster.high[0] + _RADAR_REACH_M)
                & (places[:, 1] > cluster.low[1] - _RADAR_REACH_M) & (places[:, 1] < cluster.high[1] + _RADAR_REACH_M)
            )  # fmt: skip
            for number in np.flatnonzero(inside):
                strength = float(rows["snr"][number])
                if best is None or strength > best[0]:
                    sight = sights[number]
                    best = (strength, (float(sight[0]), float(sight[1]), float(speeds[number])))
        return None if best is None else best[1]

    def _tracked(
        self, job: _Job, picture: Picture | None, tracks: list[Tracked], parent: Link, began_ns: int, detected_ns: int,
        now_ns: int,
    ) -> None:  # fmt: skip
        """Publish the objects, predict what they will do, and be free for the next sweep."""
        aboard, t_ns = self._aboard, job.sweep.end_ns
        own = aboard.tape.within(job.link)
        reported = [track for track in tracks if track.state != "lost" or track.firm]
        objects = self._publish(job, picture, reported, own, now_ns)
        span = Span(
            name="perception.track", start_ns=decimal(detected_ns), end_ns=decimal(now_ns), stage="tracking",
            service="perception", status="ok", parent=parent.span_id.hex(), records=(objects,),
        )  # fmt: skip
        aboard.tape.span(own, span, now_ns)
        aboard.perceived = Perceived((now_ns - began_ns) * 1e-6, objects, own)
        if now_ns - began_ns > _SLOW_NS:
            text = f"perception took {aboard.perceived.took_ms:.0f} ms, limit {_SLOW_NS / 1e6:.0f} ms"
            aboard.say("warning", "perception", text, now_ns, link=own)
        believed = (belief_of(track, t_ns) for track in reported if track.state != "lost")
        stages = {
            "sensor": (job.sweep.start_ns, job.arrived_ns - job.sweep.start_ns),
            "perception": (began_ns, detected_ns - began_ns),
            "tracking": (detected_ns, now_ns - detected_ns),
        }
        forecasts = tuple(forecast(one, aboard.world.road) for one in believed)
        outlook = Outlook(forecasts, t_ns, objects, objects, own, stages, aboard.model)
        after_ns = latency_ns(self._latencies, median_ms=_PREDICTION_MS, spread=0.15)
        aboard.schedule.at(now_ns + after_ns, lambda done: self._predicted(outlook, now_ns, done))
        self._busy = False
        self._begin(now_ns)

    def _publish(
        self, job: _Job, picture: Picture | None, reported: list[Tracked], own: Link, now_ns: int
    ) -> RecordRef:  # fmt: skip
        aboard, t_ns = self._aboard, job.sweep.end_ns
        inputs = [Input(record=job.reference, role="cloud", age_ns=now_ns - t_ns)]
        if picture is not None:
            inputs.append(Input(record=picture.reference, role="image", age_ns=now_ns - picture.capture_ns))
        inputs += [Input(record=one.reference, role="radar", age_ns=now_ns - one.t_ns) for one in job.echoes]
        shown = None if picture is None else picture.reference
        document = Objects(
            frame="map",
            tracks=tuple(document_of(track, t_ns, picture=shown) for track in reported),
            model=aboard.model.reference,
            inputs=tuple(inputs),
            origin="perception",
        )
        aboard.truth.belief(t_ns, {str(track.number): track.detection.of for track in reported})
        return aboard.put("/perception/objects", document, now_ns, of=Objects, capture_ns=t_ns, link=own)

    def _predicted(self, outlook: Outlook, began_ns: int, now_ns: int) -> None:
        """Publish the paths; from now on the planner sees them."""
        aboard = self._aboard
        link = aboard.tape.within(outlook.link)
        prediction = Prediction(
            frame="map",
            objects=tuple(one.document() for one in outlook.forecasts),
            model=PREDICTOR,
            inputs=(Input(record=outlook.objects, role="objects", age_ns=now_ns - outlook.t_ns),),
        )
        reference = aboard.put("/prediction", prediction, now_ns, of=Prediction, capture_ns=outlook.t_ns, link=link)
        span = Span(
            name="prediction", start_ns=decimal(began_ns), end_ns=decimal(now_ns), stage="prediction",
            service="prediction", status="ok", parent=outlook.link.span_id.hex(), records=(reference,),
        )  # fmt: skip
        aboard.tape.span(link, span, now_ns)
        stages = {**outlook.stages_ns, "prediction": (began_ns, now_ns - began_ns)}
        aboard.outlook = replace(outlook, prediction=reference, link=link, stages_ns=stages)
