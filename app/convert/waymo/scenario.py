"""Scenarios of Waymo's motion data: the vehicle's pose and state, everybody else step by step, map and lights.

It must not know files. Meaning: waymo-research/waymo-open-dataset, protos/scenario.proto: centres of boxes in metres of
a local frame, headings anticlockwise from x in rad, velocities in m/s; all tracks have a state for each stamp.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.channels import Channels, Stamps
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.stamps import to_ns
from app.convert.waymo.map import map_payload, signals_payload
from app.convert.waymo.messages import enum_name, text_of, unknown_members
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.pose import POSE_LAYOUT
from app.kinds.row_layout import Rows
from app.kinds.state import STATE_LAYOUT
from app.kinds.vehicle import FrameSpec, Vehicle

FRAME = "map"
CLOCK = "scenario"
_MOST_TRACKS = 4096
_MOST_STEPS = 20_000
"""Real scenarios have 91 to 201 of them. Every step looks at every track."""
_BYTES_PER_TRACK = 768
_BYTES_PER_LIGHT = 320
_FIXED_BYTES = 256
_S = 10**9
Message = Any
"""Classes of messages are made when the program runs."""


class Scenario:
    """One scenario. What cannot be taken is counted in `losses`; used by one thread."""

    def __init__(self, message: Message, losses: Losses) -> None:
        """Look at its stamps and tracks; raises ConvertError if there is no stamp."""
        self._message = message
        self._losses = losses
        self.name = text_of(message, "scenario_id")
        stamps, good = to_ns(np.array(message.timestamps_seconds[:_MOST_STEPS], dtype=np.float64), _S)
        losses.add("timestamps_seconds", "a step whose stamp is no number", int((~good).sum()))
        self._steps = np.flatnonzero(good)
        self._stamps = Stamps(capture_ns=stamps[self._steps], clock=CLOCK)
        if not len(self._steps):
            raise ConvertError(f"scenario {self.name}: has no stamp at all; nothing can be taken of it")
        self._tracks = list(message.tracks[:_MOST_TRACKS])
        self._ids = _ids(self._tracks)
        place = message.sdc_track_index if message.HasField("sdc_track_index") else -1
        self._sdc = place if 0 <= place < len(self._tracks) else None
        self._hints = self._hints_of_tracks()
        self._count_the_rest()

    def add_to(self, choice: Choice) -> Channels:
        """The channels of the scenario."""
        channels = Channels(choice, self._losses)
        if self._sdc is not None:
            self._own_channels(channels, self._tracks[self._sdc])
        steps = self._steps.tolist()
        valid = self._valid_counts()
        channels.add_each(
            "/objects", "objects", "json", self._stamps, lambda row: self._objects(steps[row]),
            sizes=[_FIXED_BYTES + _BYTES_PER_TRACK * valid[step] for step in steps], frame=FRAME,
        )  # fmt: skip
        road = map_payload(self._message.map_features, FRAME, self._losses)
        if road is not None:
            # a map is measured by nobody at that moment
            first = replace(self._stamps.some(np.arange(1)), synthesised=True)
            channels.add_each("/map", "map", "json", first, lambda _: road, sizes=[len(road)], frame=FRAME)
        lights = [step for step in steps if step < len(self._message.dynamic_map_states)]
        if lights:
            states = [self._message.dynamic_map_states[step].lane_states for step in lights]
            channels.add_each(
                "/map/signals", "map", "json", self._stamps.some(np.searchsorted(self._steps, lights)),
                lambda row: signals_payload(states[row], FRAME, self._losses),
                sizes=[_FIXED_BYTES + _BYTES_PER_LIGHT * len(one) for one in states],
                description="traffic lights, each where the lane that it controls has to stop; state in `detail`",
                frame=FRAME,
            )  # fmt: skip
        return channels

    def setting(self) -> Setting:
        """The vehicle, and the frame."""
        described = "local metres of the scenario, right-handed, z up, at an arbitrary origin, as the source"
        vehicle = Vehicle(id=f"Waymo {self.name}"[:256], origin="centre of the vehicle's box, as the source")
        if self._sdc is not None:
            size = next(
                (size for state in self._tracks[self._sdc].states if state.valid and (size := _size(state))), None
            )
            if size is not None:
                vehicle = Vehicle(
                    id=vehicle.id,
                    origin=vehicle.origin,
                    length=size.length,
                    width=size.width,
                    height=size.height,
                    rear_to_origin=size.length / 2,
                )
        return Setting(vehicle=vehicle, frames=(FrameSpec(name=FRAME, axes="other", description=described),))

    def assumptions(self) -> Iterator[str]:
        """What had to be assumed."""
        yield "stamps count from the scenario's first step; when it was recorded is not stated"
        yield "tracks were made after the drive, out of all of it: the vehicle did not know them so"
        yield "the origin of the vehicle is the centre of its box, not the ground below its rear axle"
        if self._message.HasField("current_time_index"):
            now = self._message.current_time_index
            yield f"step {now} of the source is its present: what follows is what a prediction was to foresee"
        if self._sdc is None:
            yield "no track is said to be the vehicle's own: it has neither pose nor state"

    def notes(self) -> dict[str, object]:
        """What else the log shall say."""
        message = self._message
        present = message.current_time_index if message.HasField("current_time_index") else None
        return {"scenario": self.name, "current_time_index": present}

    def _valid_counts(self) -> list[int]:
        """How many tracks have a valid state at each step of the source."""
        counts = [0] * _MOST_STEPS
        for track in self._tracks:
            for step, state in enumerate(track.states[:_MOST_STEPS]):
                counts[step] += state.valid
        return counts

    def _hints_of_tracks(self) -> dict[str, dict[str, str]]:
        """By id of the track, what the scenario says of it beside its states."""
        hints: dict[str, dict[str, str]] = {}
        known = set(self._ids)
        for its_id in (str(one) for one in self._message.objects_of_interest[:_MOST_TRACKS]):
            if its_id in known:
                hints.setdefault(its_id, {})["of_interest"] = "yes"
            else:
                self._losses.add("objects_of_interest", "names a track that is not there")
        for wanted in self._message.tracks_to_predict[:_MOST_TRACKS]:
            if 0 <= wanted.track_index < len(self._ids):
                hints.setdefault(self._ids[wanted.track_index], {})["predict"] = enum_name(wanted, "difficulty")
            else:
                self._losses.add("tracks_to_predict", "names a track that is not there")
        return hints

    def _count_the_rest(self) -> None:
        message, there = self._message, len(self._message.timestamps_seconds)
        self._losses.add("timestamps_seconds", f"steps beyond {_MOST_STEPS}", max(0, there - _MOST_STEPS))
        self._losses.add("tracks", f"tracks beyond {_MOST_TRACKS}", len(message.tracks) - len(self._tracks))
        for track in self._tracks:
            self._losses.add("tracks", "a state without a stamp", max(0, len(track.states) - there))
            self._losses.add("tracks", "a stamp without a state", max(0, there - len(track.states)))
        behind = max(0, len(message.dynamic_map_states) - there)
        self._losses.add("dynamic_map_states", "lights of a step without a stamp", behind)
        hints = max(0, len(message.objects_of_interest) - _MOST_TRACKS)
        self._losses.add("objects_of_interest", f"objects beyond {_MOST_TRACKS}", hints)
        self._losses.add("scenario", "a member that is not published, is in no channel", unknown_members(message))
        lasers = len(message.compressed_frame_laser_data)
        self._losses.add("compressed_frame_laser_data", "points of a step, are in no channel", lasers)
        tokens = len(message.frame_camera_tokens)
        self._losses.add("frame_camera_tokens", "camera tokens of a step, are in no channel", tokens)

    def _own_channels(self, channels: Channels, track: Message) -> None:
        """Pose and state of the vehicle, at the steps at which its state is valid."""
        valid = [place for place, step in enumerate(self._steps.tolist())
                 if step < len(track.states) and track.states[step].valid]  # fmt: skip
        places = [place for place in valid if _centre(track.states[int(self._steps[place])]) is not None]
        self._losses.add("/pose", "a valid state whose place is not stated, or no number", len(valid) - len(places))
        if not places:
            self._losses.add("sdc_track_index", "the vehicle's own track has no valid state")
            return
        states = [track.states[int(self._steps[place])] for place in places]
        poses, speeds = _own_rows(states)
        stamps = self._stamps.some(np.array(places, dtype=np.int64))
        channels.add_rows(
            "/pose", "pose", stamps, poses, frame=FRAME, description="map_from_vehicle: centre and heading of its box"
        )
        channels.add_rows("/state", "state", stamps, speeds, frame="vehicle")

    def _objects(self, step: int) -> bytes:
        """Everybody but the vehicle itself."""
        found = [
            self._track(track, self._ids[place], track.states[step])
            for place, track in enumerate(self._tracks)
            if place != self._sdc and step < len(track.states) and track.states[step].valid
        ]
        tracks = tuple(track for track in found if track is not None)
        return encode_document(Objects(frame=FRAME, tracks=tracks, origin="annotation"), of=Objects)

    def _track(self, track: Message, its_id: str, state: Message) -> Track | None:
        centre, size = _centre(state), _size(state)
        if centre is None:
            self._losses.add("/objects", "a valid state whose place is not stated, or no number")
            return None
        if size is None:
            self._losses.add("/objects", "a state whose size is none")
        moving = math.isfinite(state.velocity_x + state.velocity_y) and state.HasField("velocity_x")
        return Track(
            id=its_id,
            centre=centre,
            classes=(ClassProbability(name=enum_name(track, "object_type").removeprefix("type_")),),
            size=size,
            yaw=state.heading if math.isfinite(state.heading) and state.HasField("heading") else None,
            velocity=(state.velocity_x, state.velocity_y, None) if moving else None,
            attributes=self._hints.get(its_id),
        )


def _ids(tracks: Message) -> list[str]:
    """An id for each track: that of the source, with its place where another has the same."""
    used: set[str] = set()
    ids: list[str] = []
    for place, track in enumerate(tracks):
        name = str(track.id) if str(track.id) not in used else f"{track.id}#{place}"
        used.add(name)
        ids.append(name)
    return ids


def _centre(state: Message) -> tuple[float, float, float] | None:
    """Where it is; None if that is not stated, or is no number. What is not stated reads as 0."""
    if not all(map(state.HasField, ("center_x", "center_y", "center_z"))):
        return None
    centre = (state.center_x, state.center_y, state.center_z)
    return centre if all(map(math.isfinite, centre)) else None


def _size(state: Message) -> Size | None:
    parts = (state.length, state.width, state.height)
    there = all(map(state.HasField, ("length", "width", "height")))
    good = there and all(math.isfinite(part) and part >= 0 for part in parts) and any(parts)
    return Size(length=parts[0], width=parts[1], height=parts[2]) if good else None


def _own_rows(states: list[Message]) -> tuple[Rows, Rows]:
    """Rows of poses and of states (n,); what is no number is unknown."""
    poses, own = POSE_LAYOUT.unknown(len(states)), STATE_LAYOUT.unknown(len(states))
    values = _columns(states, "center_x", "center_y", "center_z", "heading", "velocity_x", "velocity_y")
    x, y, z, heading, along_x, along_y = values
    poses["x"], poses["y"], poses["z"] = x, y, z
    poses["qw"], poses["qz"] = np.cos(heading / 2), np.sin(heading / 2)
    poses["qx"] = poses["qy"] = np.where(np.isfinite(heading), 0.0, np.nan)
    ahead = along_x * np.cos(heading) + along_y * np.sin(heading)
    poses["velocity_x"] = ahead
    poses["velocity_y"] = along_y * np.cos(heading) - along_x * np.sin(heading)
    own["speed"] = ahead
    return poses, own


def _columns(states: list[Message], *names: str) -> npt.NDArray[np.float64]:
    """Members of states (names, n); NaN where there is none."""
    rows = [
        [getattr(state, name) if state.HasField(name) else math.nan for state in states] for name in names
    ]  # fmt: skip
    found = np.array(rows, dtype=np.float64)
    return np.where(np.isfinite(found), found, np.nan)
