"""What nuScenes' files and tables become: sweeps and radar as their bytes stand, annotated boxes as objects.

It must not know how tables hang together beyond the rows it is given. Sources: nutonomy/nuscenes-devkit,
docs/schema_nuscenes.md, and the classes of clouds and boxes in python-sdk/nuscenes/utils/data_classes.py.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.convert.encodings.pcd import PcdError, PointCloud, cloud_of
from app.convert.nuscenes.tables import Annotation, Named, Sample, SceneRows
from app.convert.recording import Losses
from app.convert.tree import Tree
from app.kinds.cloud import KNOWN, X, Y, Z
from app.kinds.document import encode_document
from app.kinds.field import Field, real
from app.kinds.objects import ClassProbability, Objects, Size, Track
from app.kinds.radar import DETECTIONS
from app.kinds.radar import KNOWN as RADAR_KNOWN
from app.kinds.row_layout import RowLayout
from app.kinds.strict_json import MAX_INTEGER
from app.scene.rigid import yaw_of

GLOBAL = "global"
_UNIT_TOLERANCE = 1e-3
_LEVEL = 1e-3
"""rad; a box leaning by more is said to."""
_MOST_TRACKS = 4096
_BOX_BYTES = 2048
_MOST_OF_A_TEXT = 256

LIDAR = RowLayout(
    (
        X, Y, Z,
        *(column for column in KNOWN if column.name == "intensity"),
        real("ring", "1", "number of the beam, as the source has it"),
    )
)  # fmt: skip
"""A `.pcd.bin` file: five float32 a point and no header, whatever its name says."""

_DYNAMIC = MappingProxyType(
    {
        0: "moving", 1: "stationary", 2: "oncoming", 3: "stationary candidate", 4: "unknown", 5: "crossing stationary",
        6: "crossing moving", 7: "stopped",
    }
)  # fmt: skip
_RADAR: Mapping[str, tuple[str, str]] = {
    "vx_comp": ("m/s", "velocity along x, compensated for the vehicle's own motion"),
    "vy_comp": ("m/s", "velocity along y, compensated for the vehicle's own motion"),
    "dyn_prop": ("1", "what the sensor takes it for"),
    "id": ("1", "number of the detection"),
    "is_quality_valid": ("1", "whether the quality is valid"),
    "ambig_state": ("1", "state of the ambiguity of the radial velocity: 3 unambiguous"),
    "invalid_state": ("1", "state of the cluster: 0 valid"),
    "pdh0": ("1", "probability of a false alarm, class"),
}


def lidar_bytes(tree: Tree, channel: str, name: str) -> bytes | None:
    """A sweep as it stands in its file; None if it is none, which is counted."""
    raw = tree.read(name)
    if raw is not None and len(raw) % LIDAR.row_bytes:
        tree.losses.add(channel, f"{name}: {len(raw)} bytes are no whole points of {LIDAR.row_bytes}")
        return None
    return raw


def points_in(tree: Tree, channel: str, name: str, losses: Losses) -> PointCloud | None:
    """The points or detections in a PCD file; None if they cannot be read, which is counted."""
    raw = tree.read(name)
    if raw is None:
        return None
    try:
        return cloud_of(raw)
    except PcdError as error:
        losses.add(channel, f"{name}: {error}")
        return None


def radar_layout(cloud: PointCloud) -> RowLayout:
    """The columns of detections as a channel declares them. Raises ValueError if a name is none."""
    known = {column.name: column for column in (*DETECTIONS.fields, *RADAR_KNOWN)}
    columns: list[Field] = []
    for name, kind in cloud.columns:
        one = known.get(name)
        if one is not None and kind[1] == "f":
            columns.append(Field(name=name, type=kind, unit=one.unit, frame=one.frame, description=one.description,
                                 unknown=math.nan))  # fmt: skip
            continue
        unit, said = _RADAR.get(name, ("1", "as the source has it"))
        codes = _DYNAMIC if name == "dyn_prop" and kind[1] != "f" else None
        unknown = math.nan if kind[1] == "f" else None
        columns.append(Field(name=name, type=kind, unit=unit, description=said, unknown=unknown, codes=codes))
    return RowLayout(tuple(columns))


@dataclass(frozen=True, slots=True)
class Boxes:
    """Annotated boxes, a sample a record."""

    tree: Tree
    channel: str
    rows: SceneRows

    def most_bytes(self, sample: Sample) -> int:
        """Bytes of a record, at most."""
        return _BOX_BYTES * (1 + len(self.rows.annotations.get(sample.token, ())))

    def payload(self, sample: Sample) -> bytes:
        """The boxes of a sample."""
        found = [self._track(box) for box in self.rows.annotations.get(sample.token, ())]
        tracks = [track for track in found if track is not None]
        self.tree.losses.add(self.channel, f"more than {_MOST_TRACKS} boxes in a sample", len(tracks[_MOST_TRACKS:]))
        objects = Objects(frame=GLOBAL, tracks=tuple(tracks[:_MOST_TRACKS]), origin="annotation")
        return encode_document(objects, of=Objects)

    def _track(self, box: Annotation) -> Track | None:
        width, length, height = box.size
        w, x, y, z = box.rotation
        if min(box.size) < 0 or abs(w * w + x * x + y * y + z * z - 1) > _UNIT_TOLERANCE:
            self.tree.losses.add(self.channel, "a box with a size or an orientation that is none")
            return None
        if not 0 < len(box.instance_token) <= _MOST_OF_A_TEXT:
            self.tree.losses.add(self.channel, "a box without an id")
            return None
        name = self._class(box)
        return Track(
            id=box.instance_token,
            centre=box.translation,
            classes=(ClassProbability(name=name),) if name else (),
            size=Size(length=length, width=width, height=height),
            yaw=yaw_of(w, x, y, z),
            points=self._points(box),
            attributes=self._attributes(box) or None,
        )

    def _points(self, box: Annotation) -> int | None:
        count = box.num_lidar_pts
        if count is not None and not 0 <= count <= MAX_INTEGER:
            self.tree.losses.add(self.channel, "a number of points that is none")
            return None
        return count

    def _class(self, box: Annotation) -> str | None:
        instance = self.rows.instances.get(box.instance_token)
        category = self.rows.categories.get(instance.category_token) if instance is not None else None
        name = (category.name if category is not None else None) or box.category_name
        return name[:_MOST_OF_A_TEXT] if name else None

    def _attributes(self, box: Annotation) -> dict[str, str]:
        said: dict[str, str] = {}
        named = [one for token in box.attribute_tokens[:16] if (one := self.rows.attributes.get(token)) is not None]
        if named:
            said["attributes"] = ", ".join(one.name or one.token for one in named)[:_MOST_OF_A_TEXT]
        seen: Named | None = self.rows.visibilities.get(box.visibility_token or "")
        if seen is not None:
            said["visibility"] = (seen.level or seen.token)[:_MOST_OF_A_TEXT]
        if box.num_radar_pts is not None:
            said["num_radar_pts"] = str(box.num_radar_pts)
        _, x, y, _ = box.rotation
        if math.hypot(x, y) > _LEVEL:
            said["rotation"] = " ".join(map(repr, box.rotation))
        return said
