"""What one sensor of a nuScenes scene delivered, as a channel: pictures, sweeps, radar, or files kept as they are.

It must not know tables beyond the rows it is given. What a file holds is what the table `sensor` calls its sensor, and
then how the file is named: nutonomy/nuscenes-devkit, docs/schema_nuscenes.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.convert.channels import Channels, Stamps
from app.convert.encodings.cloud_columns import layout_of
from app.convert.encodings.jpeg import BEGIN as JPEG
from app.convert.encodings.pcd import MOST_HEADER, PointCloud, cloud_bytes
from app.convert.encodings.png import BEGIN as PNG
from app.convert.nuscenes.payloads import LIDAR, lidar_bytes, points_in, radar_layout
from app.convert.nuscenes.tables import SampleData
from app.convert.recording import Losses
from app.convert.tree import Tree
from app.kinds.row_layout import RowLayout

_PICTURES = {"jpg": JPEG, "jpeg": JPEG, "png": PNG}


@dataclass(slots=True)
class Delivery:
    """The files of one sensor, a record each. `modality`: camera, lidar, radar; empty where no table says it."""

    tree: Tree
    name: str
    modality: str
    rows: list[SampleData]
    stamps: Stamps
    told: list[str] = field(default_factory=list)

    def add(self, channels: Channels) -> None:
        """Add the channel."""
        suffix = self.rows[0].filename.lower().rpartition(".")[2]
        if suffix in _PICTURES and self.modality in ("camera", ""):
            codec = "png" if suffix == "png" else "jpeg"
            self._add(channels, "image", codec, lambda file: self._picture(file, _PICTURES[suffix]))
        elif suffix == "bin" and self.modality in ("lidar", ""):
            self._add(
                channels, "cloud", "xyz_f32", lambda file: lidar_bytes(self.tree, f"/{self.name}", file),
                layout=LIDAR, frame=self.name, stamp="sweep_end",
            )  # fmt: skip
        elif suffix == "pcd" and self.modality == "lidar":
            self._points(channels, "cloud", "xyz_f32", layout_of, stamp="sweep_end")
        elif suffix == "pcd" and self.modality == "radar":
            said = "all detections; the devkit hides those of invalid_state other than 0"
            self._points(channels, "radar", "rows", radar_layout, description=said)
        else:
            self._add(channels, "raw", "bytes", self.tree.read)
            self.told.append(f"what /{self.name} delivers is not known: its files are kept as they are")

    def _add(
        self, channels: Channels, kind: str, codec: str, made: Callable[[str], bytes | None],
        sizes: list[int] | None = None, **said: object,
    ) -> None:  # fmt: skip
        files = [one.filename for one in self.rows]
        channels.add_each(
            f"/{self.name}", kind, codec, self.stamps, lambda row: made(files[row]),
            sizes=sizes or [self.tree.size(file) for file in files], sensor=self.name, **said,
        )  # fmt: skip

    def _picture(self, file: str, begin: bytes) -> bytes | None:
        raw = self.tree.read(file)
        if raw is not None and not raw.startswith(begin):
            self.tree.losses.add(f"/{self.name}", f"{file}: is no picture of the sort that its name says")
            return None
        return raw

    def _points(
        self, channels: Channels, kind: str, codec: str, layout: Callable[[PointCloud], RowLayout | None],
        **said: object,
    ) -> None:  # fmt: skip
        """A channel of PCD files that have the columns of the first one that can be read."""
        name, files = f"/{self.name}", [one.filename for one in self.rows]
        # what cannot be read is counted when its turn comes
        probed = (points_in(self.tree, name, file, Losses()) for file in files)
        first = next((one for one in probed if one is not None), None)
        columns = None if first is None else layout(first)
        if first is None or columns is None:
            channels.names.append(name)
            for file in files:
                if points_in(self.tree, name, file, self.tree.losses) is not None:
                    self.tree.losses.add(name, f"{file}: does not begin with x, y, z as float32")
            return

        def points(file: str) -> bytes | None:
            cloud = points_in(self.tree, name, file, self.tree.losses)
            if cloud is not None and cloud.columns != first.columns:
                self.tree.losses.add(name, f"{file}: other columns than in the first file")
                return None
            return None if cloud is None else cloud.rows

        sizes = [cloud_bytes(self.tree.size(file), self.tree.head(file, MOST_HEADER)) for file in files]
        self._add(channels, kind, codec, points, sizes, layout=columns, frame=self.name, **said)
