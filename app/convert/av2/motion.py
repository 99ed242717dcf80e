"""Scenarios of Argoverse 2 motion forecasting: everybody's place step by step, the vehicle's pose and state, the map.

It must not know how tables are read. Layout and meaning: argoverse/av2-api, src/av2/datasets/motion_forecasting
(data_schema.py, scenario_serialization.py): x and y of the city in m, headings in rad, velocities in m/s; of steps only
the first and the last have a stamp, the others lie evenly between them.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from app.convert.av2.map import CITY, map_payload
from app.convert.channels import Channels, Stamps
from app.convert.encodings.arrow_tables import Sort, Table, TableError, parquet_table
from app.convert.recording import Choice, ConvertError, Losses, Setting
from app.convert.streams import StreamRecording
from app.convert.tree import Tree
from app.kinds.clock_spec import ClockSpec
from app.kinds.document import encode_document
from app.kinds.objects import ClassProbability, Objects, Track
from app.kinds.pose import POSE_LAYOUT
from app.kinds.state import STATE_LAYOUT
from app.kinds.vehicle import FrameSpec, Vehicle

CLOCK = "source"
OWN = "AV"
"""The id of the vehicle's own track."""
_CATEGORIES = MappingProxyType({0: "track_fragment", 1: "unscored", 2: "scored", 3: "focal"})
_NUMBERS = (
    "timestep", "position_x", "position_y", "heading", "velocity_x", "velocity_y", "start_timestamp", "end_timestamp",
    "num_timestamps",
)  # fmt: skip
_OPTIONAL: Mapping[str, Sort] = {
    "observed": "number", "object_category": "number", "object_type": "text", "scenario_id": "text",
    "focal_track_id": "text", "city": "text",
}  # fmt: skip
_WANTED: Mapping[str, Sort] = {**dict.fromkeys(_NUMBERS, "number"), "track_id": "text", **_OPTIONAL}
_MOST_STEPS = 20_000
_MOST_TRACKS = 4096
_BYTES_PER_TRACK = 4096
"""At most: two texts of 256 bytes, each of which JSON may write with six, and half a dozen numbers."""
_FIXED_BYTES = 256
_LIMIT_NS = 2.0**62


@dataclass(slots=True)
class MotionScenario:
    """One scenario while its channels are found. Used by one thread."""

    name: str
    tree: Tree
    told: list[str] = field(default_factory=list)

    @property
    def losses(self) -> Losses:
        """What could not be taken."""
        return self.tree.losses

    def recording(self, choice: Choice) -> StreamRecording:
        """Everything that was found; raises ConvertError if that is nothing."""
        table = self._table()
        stamps = self._stamps_of_steps(table)
        steps, groups = self._steps(table, len(stamps))
        channels = Channels(choice, self.losses)
        self._objects(channels, table, stamps[steps], groups)
        self._own(channels, table, stamps)
        self._map(channels, int(stamps[0]))
        streams = channels.done()
        self.tree.count_unused()
        self.told += self._assumptions(table)
        city = (table.texts.get("city") or [None])[0] or "that is not named"
        return StreamRecording(
            source_format="Argoverse 2 motion forecasting scenario",
            streams=streams,
            clocks=(ClockSpec(name=CLOCK, role="source", epoch="arbitrary"),),
            sources=self.tree.used,
            root=self.tree.root,
            losses=self.losses,
            assumptions=tuple(self.told),
            setting=Setting(
                vehicle=Vehicle(
                    id=f"Argoverse 2 {self.name}"[:256], origin="centre of the vehicle's box, height unknown"
                ),
                frames=(FrameSpec(name=CITY, axes="other", description=f"metres in the city {city}, z up"),),
            ),
            extra={"scenario": self.name, "focal_track": (table.texts.get("focal_track_id") or [None])[0]},
        )

    def _table(self) -> Table:
        """The table of the scenario; raises ConvertError if it has none with all that is needed."""
        (name, *others) = sorted(one for one in self.tree.files if is_scenario(one))
        self.losses.add("scenario_*.parquet", "another scenario than the first one of the folder", len(others))
        raw = self.tree.read(name)
        try:
            table = parquet_table(raw, _WANTED) if raw is not None else None
        except TableError as error:
            raise ConvertError(f"{self.tree.root / name}: {error}") from error
        if table is None:
            raise ConvertError(f"{self.tree.root / name}: {next(why for _, why in self.losses.counts)}")
        there = table.numbers.keys() | table.texts.keys()
        if missing := [one for one in _WANTED if one not in there and one not in _OPTIONAL]:
            raise ConvertError(f"{self.tree.root / name}: is no scenario: there is no column {missing[0]}")
        if not table.rows:
            raise ConvertError(f"{self.tree.root / name}: has no row; nothing can be taken of it")
        return table

    def _stamps_of_steps(self, table: Table) -> npt.NDArray[np.int64]:
        """The stamp of each step in ns, of which only the first and the last were measured; raises ConvertError if
        they cannot be told.
        """
        start, end, count = (
            float(table.numbers[one][0]) for one in ("start_timestamp", "end_timestamp", "num_timestamps")
        )
        good = 1 <= count <= _MOST_STEPS and count == int(count) and abs(start) < _LIMIT_NS and start <= end < _LIMIT_NS
        if not good:
            raise ConvertError(
                f"{self.tree.root}: start_timestamp {start:g}, end_timestamp {end:g} and num_timestamps {count:g} give "
                f"no stamps; a scenario has 1 to {_MOST_STEPS} steps"
            )
        shares = np.arange(int(count)) / max(1, int(count) - 1)
        return int(start) + np.rint(shares * (int(end) - int(start))).astype(np.int64)

    def _steps(self, table: Table, count: int) -> tuple[npt.NDArray[np.int64], list[npt.NDArray[np.int64]]]:
        """The steps at which somebody is somewhere, and the rows of each."""
        step = table.numbers["timestep"].astype(np.float64)
        good = (step >= 0) & (step < count) & (step == np.rint(step))
        place = np.isfinite(table.numbers["position_x"].astype(np.float64) + table.numbers["position_y"])
        self.losses.add("timestep", "a row of a step that the scenario does not have", int((~good).sum()))
        self.losses.add("position_x", "a row whose place is no number", int((good & ~place).sum()))
        rows = np.flatnonzero(good & place)
        order = rows[np.argsort(step[rows], kind="stable")]
        steps, first = np.unique(step[order].astype(np.int64), return_index=True)
        return steps, np.split(order, first[1:]) if len(steps) else []

    def _objects(
        self, channels: Channels, table: Table, stamps: npt.NDArray[np.int64], groups: list[npt.NDArray[np.int64]]
    ) -> None:
        def payload(place: int) -> bytes:
            tracks = [one for row in groups[place].tolist() if (one := self._track(table, row)) is not None]
            self.losses.add("/objects", f"tracks beyond {_MOST_TRACKS} of a step", len(tracks[_MOST_TRACKS:]))
            objects = Objects(frame=CITY, tracks=tuple(tracks[:_MOST_TRACKS]), origin="annotation")
            return encode_document(objects, of=Objects)

        channels.add_each(
            "/objects", "objects", "json", Stamps(capture_ns=stamps, synthesised=True), payload, frame=CITY,
            sizes=[_FIXED_BYTES + _BYTES_PER_TRACK * len(group) for group in groups],
        )  # fmt: skip

    def _track(self, table: Table, row: int) -> Track | None:
        its_id = table.texts["track_id"][row]
        if its_id == OWN:
            return None
        if not its_id:
            self.losses.add("/objects", "a row without an id")
            return None
        sort = table.texts["object_type"][row] if "object_type" in table.texts else None
        x, y, heading, along_x, along_y = (_number(table, name, row) for name in _NUMBERS[1:6])
        assert x is not None
        assert y is not None
        return Track(
            id=its_id,
            centre=(x, y, None),
            classes=(ClassProbability(name=sort),) if sort else (),
            yaw=heading,
            velocity=None if along_x is None and along_y is None else (along_x, along_y, None),
            attributes=_attributes(table, row) or None,
        )

    def _own(self, channels: Channels, table: Table, stamps: npt.NDArray[np.int64]) -> None:
        """Pose and state of the vehicle itself."""
        step = table.numbers["timestep"].astype(np.float64)
        own = np.array([one == OWN for one in table.texts["track_id"]]) & (step >= 0) & (step < len(stamps))
        x, y, heading, along_x, along_y = (table.numbers[name].astype(np.float64) for name in _NUMBERS[1:6])
        rows = np.flatnonzero(own & (step == np.rint(step)) & np.isfinite(x + y))
        rows = rows[np.argsort(step[rows], kind="stable")]
        if not len(rows):
            self.told.append(f"no track is called {OWN}: the vehicle has neither pose nor state")
            return
        poses, states = POSE_LAYOUT.unknown(len(rows)), STATE_LAYOUT.unknown(len(rows))
        turn = np.where(np.isfinite(heading), heading, np.nan)[rows]
        poses["x"], poses["y"] = x[rows], y[rows]
        poses["qw"], poses["qz"] = np.cos(turn / 2), np.sin(turn / 2)
        poses["qx"] = poses["qy"] = np.where(np.isfinite(turn), 0.0, np.nan)
        poses["velocity_x"] = _finite(along_x[rows] * np.cos(turn) + along_y[rows] * np.sin(turn))
        poses["velocity_y"] = _finite(along_y[rows] * np.cos(turn) - along_x[rows] * np.sin(turn))
        states["speed"] = poses["velocity_x"]
        when = Stamps(capture_ns=stamps[step[rows].astype(np.int64)], synthesised=True)
        said = "city_from_vehicle: centre and heading of its box; the source gives no height"
        channels.add_rows("/pose", "pose", when, poses, frame=CITY, description=said)
        channels.add_rows("/state", "state", when, states, frame="vehicle")

    def _map(self, channels: Channels, start_ns: int) -> None:
        names = sorted(name for name in self.tree.files if name.startswith("log_map_archive_") and "/" not in name)
        self.losses.add("log_map_archive", "another map than the first one", len(names[1:]))
        road, told = map_payload(self.tree, names[0]) if names else (None, [])
        self.told += told
        if road is not None:
            first = Stamps(capture_ns=np.array([start_ns], dtype=np.int64), synthesised=True)
            channels.add_each("/map", "map", "json", first, lambda _: road, sizes=[len(road)], frame=CITY)

    def _assumptions(self, table: Table) -> Iterator[str]:
        yield "stamps count from about 1980 and are no wall clock: when it was recorded is not stated"
        yield "only the first and the last step have a stamp, in a float64 that holds it to 64 ns; others lie evenly"
        yield "tracks were made after the drive, out of all of it: the vehicle did not know them so"
        if "observed" in table.numbers:
            yield "what is marked observed: 0 is what a prediction was to foresee"


def is_scenario(name: str) -> bool:
    """Whether a file in the folder of a scenario is its table."""
    path = PurePosixPath(name)
    return len(path.parts) == 1 and name.startswith("scenario_") and path.suffix == ".parquet"


def _number(table: Table, name: str, row: int) -> float | None:
    value = float(table.numbers[name][row])
    return value if math.isfinite(value) else None


def _finite(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)


def _attributes(table: Table, row: int) -> dict[str, str]:
    """What the source says of a track for predictions."""
    said: dict[str, str] = {}
    if "object_category" in table.numbers:
        code = float(table.numbers["object_category"][row])
        said["category"] = _CATEGORIES.get(int(code), f"{code:g}") if math.isfinite(code) else "?"
    if "observed" in table.numbers:
        said["observed"] = f"{float(table.numbers['observed'][row]):g}"
    return said
