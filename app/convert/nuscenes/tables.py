"""The relational tables of nuScenes, those of one scene: rows by token, and what names a row that is not there.

It must not know payloads. Schema: nutonomy/nuscenes-devkit, docs/schema_nuscenes.md; T4 data sets
(tier4/tier4_perception_dataset) keep the same tables in `annotation` and name the channel in `sample_data` too.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from app.convert.encodings.json_rows import RowsError
from app.convert.encodings.json_rows import rows_of as rows_in
from app.convert.recording import ConvertError
from app.convert.tree import Tree
from app.log.source import Source, SourceError, UnreadableError

Number = int | float
Vector = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]


class _Row(msgspec.Struct, gc=False):
    token: str


class Scene(_Row):
    """A drive of 20 s."""

    name: str
    log_token: str = ""
    description: str = ""
    nbr_samples: int = 0


class Log(_Row):
    """The drive that a scene was cut from."""

    vehicle: str | None = None
    location: str | None = None
    logfile: str | None = None
    date_captured: str | None = None


class Sample(_Row):
    """A moment that was annotated, 2 a second."""

    timestamp: Number
    scene_token: str
    prev: str = ""
    next: str = ""


class SampleData(_Row):
    """What a sensor delivered."""

    sample_token: str
    ego_pose_token: str
    calibrated_sensor_token: str
    timestamp: Number
    filename: str
    fileformat: str = ""
    is_key_frame: bool = False
    height: int | None = None
    width: int | None = None
    prev: str | None = ""
    next: str | None = ""
    channel: str | None = None


class CalibratedSensor(_Row):
    """A sensor as mounted: vehicle_from_sensor, and a camera's matrix."""

    sensor_token: str
    translation: Vector
    rotation: Quaternion
    camera_intrinsic: list[list[float]] | None = None
    camera_distortion: list[float] | None = None


class Sensor(_Row):
    """A sensor: the name of its channel, and camera, lidar or radar."""

    channel: str
    modality: str


class EgoPose(_Row):
    """global_from_vehicle at a moment."""

    timestamp: Number
    rotation: Quaternion
    translation: Vector


class Annotation(_Row):
    """A box in the global frame, `size` is width, length, height."""

    sample_token: str
    instance_token: str
    translation: Vector
    size: Vector
    rotation: Quaternion
    visibility_token: str | None = ""
    attribute_tokens: list[str] = msgspec.field(default_factory=list)
    num_lidar_pts: int | None = None
    num_radar_pts: int | None = None
    category_name: str | None = None
    prev: str | None = ""
    next: str | None = ""


class Instance(_Row):
    """One object over time."""

    category_token: str


class Named(_Row):
    """A row of `category`, `attribute` or `visibility`."""

    name: str | None = None
    level: str | None = None


T = TypeVar("T", bound=_Row)


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """The rows of a table that are wanted, by token in the order of the table, and the tokens of all."""

    rows: dict[str, T]
    tokens: set[str]


@dataclass(slots=True)
class Tables:
    """The tables in a folder of a tree, read row by row."""

    tree: Tree
    folder: str

    def read(
        self, name: str, of: type[T], *, keep: Callable[[T], bool] = lambda _: True, required: bool = False
    ) -> Table[T]:
        """The rows of a table that are to be kept; none if there is no such table.

        Raises:
            ConvertError: it is required and cannot be read.
        """
        at = f"{self.folder}/{name}.json" if self.folder else f"{name}.json"
        table: Table[T] = Table({}, set())
        if not (required or self.tree.has(at)) or not self.tree.size(at):
            self._require(at, required=required)
            return table
        twice = 0
        try:
            with Source(self.tree.root / at) as source:
                for row in rows_in(source, of):
                    if row.token in table.tokens:
                        twice += 1
                        continue
                    table.tokens.add(row.token)
                    if keep(row):
                        table.rows[row.token] = row
        except (RowsError, SourceError, UnreadableError) as error:
            self.tree.refuse(at, f"is no table: {error}")
            self._require(at, required=required)
        self.tree.losses.add(name, "rows of a token that another row has already", twice)
        return table

    def _require(self, at: str, *, required: bool) -> None:
        if required:
            why = next((why for where, why in self.tree.losses.counts if where == at), "is not there")
            raise ConvertError(f"{self.tree.root / at}: {why}")

    def follow(self, table: str, column: str, tokens: Iterable[str | None], there: Container[str]) -> None:
        """Count the tokens of a column that name a row which is not there; none at all is no name."""
        lost = sum(token not in there for token in tokens if token)
        self.tree.losses.add(f"{table}.{column}", "names a row that is not there", lost)


@dataclass(frozen=True, slots=True)
class SceneRows:
    """The rows of one scene, each in the order of its stamps."""

    scene: Scene
    log: Log | None
    samples: list[Sample]
    data: list[SampleData]
    annotations: dict[str, list[Annotation]]
    """By token of the sample."""
    poses: dict[str, EgoPose]
    mounted: dict[str, CalibratedSensor]
    sensors: dict[str, Sensor]
    instances: dict[str, Instance]
    categories: dict[str, Named]
    attributes: dict[str, Named]
    visibilities: dict[str, Named]
    elsewhere: frozenset[str]
    """Files of other scenes, of those that are counted."""


def scenes_of(tables: Tables) -> dict[str, Scene]:
    """The scenes by name. Raises ConvertError if there is no table of them."""
    scenes = tables.read("scene", Scene, required=True).rows.values()
    named = {scene.name: scene for scene in scenes}
    if len(named) != len(scenes):
        raise ConvertError(f"{tables.tree.root}: two scenes have one name")
    return named


def rows_of(tables: Tables, scene: Scene, *, files: Container[str]) -> SceneRows:
    """Everything of a scene; `files`: those that are counted where no scene names them.

    Raises:
        ConvertError: a table is missing without which nothing can be told.
    """
    samples = tables.read("sample", Sample, keep=lambda one: one.scene_token == scene.token, required=True)
    # what no sample knows belongs to this scene only if there is no other
    alone = len(samples.rows) == len(samples.tokens)
    elsewhere: set[str] = set()

    def of_scene(one: SampleData) -> bool:
        its = one.sample_token in samples.rows or (alone and one.sample_token not in samples.tokens)
        if not its and one.filename in files:
            elsewhere.add(one.filename)
        return its

    data = tables.read("sample_data", SampleData, keep=of_scene, required=True)
    posed = {one.ego_pose_token for one in data.rows.values()}
    boxes = tables.read("sample_annotation", Annotation, keep=lambda one: one.sample_token in samples.rows)
    annotations: dict[str, list[Annotation]] = {}
    for box in boxes.rows.values():
        annotations.setdefault(box.sample_token, []).append(box)
    instances = {box.instance_token for box in boxes.rows.values()}
    found = SceneRows(
        scene=scene,
        log=tables.read("log", Log).rows.get(scene.log_token),
        samples=sorted(samples.rows.values(), key=lambda one: one.timestamp),
        data=sorted(data.rows.values(), key=lambda one: one.timestamp),
        annotations=annotations,
        poses=tables.read("ego_pose", EgoPose, keep=lambda one: one.token in posed).rows,
        mounted=tables.read("calibrated_sensor", CalibratedSensor).rows,
        sensors=tables.read("sensor", Sensor).rows,
        instances=tables.read("instance", Instance, keep=lambda one: one.token in instances).rows,
        categories=tables.read("category", Named).rows,
        attributes=tables.read("attribute", Named).rows,
        visibilities=tables.read("visibility", Named).rows,
        elsewhere=frozenset(elsewhere),
    )
    _follow_all(tables, found, samples.tokens, data.tokens, boxes.tokens)
    return found


def _follow_all(tables: Tables, rows: SceneRows, samples: set[str], data: set[str], boxes: set[str]) -> None:
    """Count every key of the scene that names nothing; the sets: tokens of the whole tables."""
    its_boxes = [box for some in rows.annotations.values() for box in some]
    follow = tables.follow
    follow("scene", "log_token", [rows.scene.log_token], [rows.scene.log_token] if rows.log is not None else [])
    for column in ("prev", "next"):
        follow("sample", column, (getattr(one, column) for one in rows.samples), samples)
        follow("sample_data", column, (getattr(one, column) for one in rows.data), data)
        follow("sample_annotation", column, (getattr(one, column) for one in its_boxes), boxes)
    follow("sample_data", "sample_token", (one.sample_token for one in rows.data), samples)
    follow("sample_data", "ego_pose_token", (one.ego_pose_token for one in rows.data), rows.poses)
    mounted = {one.calibrated_sensor_token for one in rows.data}
    follow("sample_data", "calibrated_sensor_token", mounted, rows.mounted)
    sensors = [rows.mounted[token].sensor_token for token in mounted if token in rows.mounted]
    follow("calibrated_sensor", "sensor_token", sensors, rows.sensors)
    follow("sample_annotation", "instance_token", (box.instance_token for box in its_boxes), rows.instances)
    categories = [one.category_token for one in rows.instances.values()]
    follow("instance", "category_token", categories, rows.categories)
    attributes = (token for box in its_boxes for token in box.attribute_tokens)
    follow("sample_annotation", "attribute_tokens", attributes, rows.attributes)
    follow("sample_annotation", "visibility_token", (box.visibility_token for box in its_boxes), rows.visibilities)
