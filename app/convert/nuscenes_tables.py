"""The relational tables of nuScenes, those of one scene: rows by token, and what names a row that is not there.

It must not know payloads. Schema: nutonomy/nuscenes-devkit, docs/schema_nuscenes.md; T4 data sets
(tier4/tier4_perception_dataset) keep the same tables in `annotation` and name the channel in `sample_data` too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import GenericAlias
from typing import TypeVar, cast

import msgspec

from app.convert.recording import ConvertError
from app.convert.tree import Tree

Number = int | float
Vector = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]
TABLE_BYTES = 1 << 30
"""The largest table of all 850 scenes, `sample_data`, has 0.8 GB."""


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


@dataclass(slots=True)
class Tables:
    """The tables in a folder of a tree."""

    tree: Tree
    folder: str

    def rows(self, name: str, of: type[T], *, required: bool = False) -> dict[str, T]:
        """A table by token, in its order; empty if there is none. Raises ConvertError if it is required."""
        at = f"{self.folder}/{name}.json" if self.folder else f"{name}.json"
        wanted = cast("type[list[T]]", GenericAlias(list, (of,)))
        found: list[T] | None = None
        if required:
            found = self.tree.require(at, wanted, limit=TABLE_BYTES)
        elif self.tree.has(at):
            found = self.tree.document(at, wanted, limit=TABLE_BYTES)
        by_token = {row.token: row for row in found or ()}
        self.tree.losses.add(name, "rows of a token that another row has already", len(found or ()) - len(by_token))
        return by_token

    def follow(self, table: str, column: str, tokens: Iterable[str | None], there: Callable[[str], bool]) -> None:
        """Count the tokens of a column that name a row which is not there; none at all is no name."""
        lost = sum(bool(token) and not there(token) for token in tokens if token is not None)
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
    """Files of other scenes."""


def scenes_of(tables: Tables) -> dict[str, Scene]:
    """The scenes by name. Raises ConvertError if there is no table of them."""
    scenes = tables.rows("scene", Scene, required=True).values()
    named = {scene.name: scene for scene in scenes}
    if len(named) != len(scenes):
        raise ConvertError(f"{tables.tree.root}: two scenes have one name")
    return named


def rows_of(tables: Tables, scene: Scene) -> SceneRows:
    """Everything of a scene. Raises ConvertError if a table is missing without which nothing can be told."""
    every_sample = tables.rows("sample", Sample, required=True)
    every_data = tables.rows("sample_data", SampleData, required=True)
    samples = {token: one for token, one in every_sample.items() if one.scene_token == scene.token}
    # what no sample knows belongs to this scene only if there is no other
    alone = {one.scene_token for one in every_sample.values()} <= {scene.token}
    data = [one for one in every_data.values() if one.sample_token in samples
            or (alone and one.sample_token not in every_sample)]  # fmt: skip
    its = {one.ego_pose_token for one in data}
    boxes = tables.rows("sample_annotation", Annotation)
    annotations: dict[str, list[Annotation]] = {}
    for box in boxes.values():
        if box.sample_token in samples:
            annotations.setdefault(box.sample_token, []).append(box)
    found = SceneRows(
        scene=scene,
        log=tables.rows("log", Log).get(scene.log_token),
        samples=sorted(samples.values(), key=lambda one: one.timestamp),
        data=sorted(data, key=lambda one: one.timestamp),
        annotations=annotations,
        poses={token: one for token, one in tables.rows("ego_pose", EgoPose).items() if token in its},
        mounted=tables.rows("calibrated_sensor", CalibratedSensor),
        sensors=tables.rows("sensor", Sensor),
        instances=tables.rows("instance", Instance),
        categories=tables.rows("category", Named),
        attributes=tables.rows("attribute", Named),
        visibilities=tables.rows("visibility", Named),
        elsewhere=frozenset(one.filename for one in every_data.values()) - {one.filename for one in data},
    )
    _follow_all(tables, found, every_sample, every_data, boxes)
    return found


def _follow_all(
    tables: Tables, rows: SceneRows, samples: dict[str, Sample], data: dict[str, SampleData],
    boxes: dict[str, Annotation],
) -> None:  # fmt: skip
    """Count every key of the scene that names nothing."""
    its_boxes = [box for some in rows.annotations.values() for box in some]
    follow = tables.follow
    follow("scene", "log_token", [rows.scene.log_token], lambda _: rows.log is not None)
    for column in ("prev", "next"):
        follow("sample", column, (getattr(one, column) for one in rows.samples), samples.__contains__)
        follow("sample_data", column, (getattr(one, column) for one in rows.data), data.__contains__)
        follow("sample_annotation", column, (getattr(one, column) for one in its_boxes), boxes.__contains__)
    follow("sample_data", "sample_token", (one.sample_token for one in rows.data), samples.__contains__)
    follow("sample_data", "ego_pose_token", (one.ego_pose_token for one in rows.data), rows.poses.__contains__)
    mounted = {one.calibrated_sensor_token for one in rows.data}
    follow("sample_data", "calibrated_sensor_token", mounted, rows.mounted.__contains__)
    sensors = [rows.mounted[token].sensor_token for token in mounted if token in rows.mounted]
    follow("calibrated_sensor", "sensor_token", sensors, rows.sensors.__contains__)
    follow(
        "sample_annotation", "instance_token", (box.instance_token for box in its_boxes), rows.instances.__contains__
    )
    instances = {box.instance_token for box in its_boxes} & rows.instances.keys()
    categories = [rows.instances[token].category_token for token in instances]
    follow("instance", "category_token", categories, rows.categories.__contains__)
    attributes = (token for box in its_boxes for token in box.attribute_tokens)
    follow("sample_annotation", "attribute_tokens", attributes, rows.attributes.__contains__)
    follow("sample_annotation", "visibility_token", (box.visibility_token for box in its_boxes),
           rows.visibilities.__contains__)  # fmt: skip
