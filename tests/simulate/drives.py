"""Drives that tests look at: the samples as they are shipped, and a very short one.

Must not know what is expected of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from app.simulate.aboard.tape import Draft
from app.simulate.samples.crossing import crossing
from app.simulate.samples.making import Simulated, run, sealing
from app.simulate.samples.stalled_truck import stalled_truck
from app.simulate.scenario import Scenario
from app.simulate.sensors.rig import compact
from app.simulate.world.stage import Shot


def flat(shot: Shot, quality: int) -> bytes:
    """A picture of the right size that shows nothing."""
    grey = np.full((shot.camera.height, shot.camera.width), shot.seed % 200, np.uint8)
    done, jpeg = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return jpeg.tobytes()


def short_scenario() -> Scenario:
    return crossing(seconds=0.9)


def dying_scenario() -> Scenario:
    """A supply that is gone after half a second."""
    return replace(stalled_truck(seconds=2.0), converter_fails_s=0.0, terminal_growth=0.15)


def short_drive(seed: int = 1) -> Simulated:
    return run(short_scenario(), compact(), seed=seed)


class Told:
    """The records of a drive by channel name, in order of arrival."""

    def __init__(self, simulated: Simulated) -> None:
        self.simulated = simulated
        self.begin_ns = simulated.scenario.boot_ns
        self.channels = {one.id: one for one in sealing(simulated).plan.channels}
        self.records: dict[str, list[Draft]] = {one.name: [] for one in self.channels.values()}
        for draft in simulated.drafts:
            if draft.channel:
                self.records[self.channels[draft.channel].name].append(draft)
        self.truth = simulated.truth.document()

    def documents(self, channel: str) -> Iterator[tuple[Draft, dict[str, Any]]]:
        for draft in self.records[channel]:
            assert isinstance(draft.content, bytes)
            yield draft, json.loads(draft.content)

    def record(self, reference: dict[str, Any]) -> Draft:
        """What a reference in a drive of one segment points to."""
        return self.records[self.channels[reference["channel"]].name][int(reference["sequence"])]

    def document(self, reference: dict[str, Any]) -> dict[str, Any]:
        """Its payload, which is JSON."""
        content = self.record(reference).content
        assert isinstance(content, bytes)
        found: dict[str, Any] = json.loads(content)
        return found

    def seconds(self, t_ns: int) -> float:
        return (t_ns - self.begin_ns) * 1e-9

    def events(self, kind: str) -> list[tuple[float, dict[str, Any]]]:
        return [
            (self.seconds(draft.t_arrival_ns), event)
            for draft, event in self.documents("/events")
            if event["kind"] == kind
        ]
