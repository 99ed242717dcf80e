"""Range images of the Waymo Open Dataset as points: unpacked within bounds, placed as the published code places them.

It must not know frames or records. Layout: waymo-research/waymo-open-dataset, dataset.proto, RangeImage, MatrixFloat;
geometry: utils/range_image_utils.py and frame_utils.py there. Rows are beams from the highest down, columns go round
once clockwise from behind; vehicle axes are x forward, y left, z up.
"""

import math
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.encodings.protobuf_wire import FIXED_32, SIZED, WireError, members
from app.convert.waymo.messages import MessageError, parsed
from app.kinds.cloud import KNOWN, X, Y, Z
from app.kinds.field import Field, real
from app.kinds.row_layout import RowLayout, Rows
from app.scene.rigid import Matrix, inverse, moved

MOST_BYTES = 64 << 20
"""Of an unpacked matrix; the poses of the pixels of a real one have 4 MB."""
_MOST_SIDE = 65_535
_MOST_MEMBERS = 10_000
_MOST_DIMENSIONS = 8
_DATA, _SHAPE = 1, 2
"""Numbers of the members of a MatrixFloat."""
_UNKNOWN_ZONE = -128
_COLUMNS = {one.name: one for one in KNOWN}
CLOUD_LAYOUT = RowLayout(
    (
        X, Y, Z, _COLUMNS["intensity"], real("elongation", "1", "length of the pulse, on the scale of the sensor"),
        _COLUMNS["range"], _COLUMNS["ring"], _COLUMNS["column"], _COLUMNS["return"],
        Field(name="no_label_zone", type="|i1", unknown=_UNKNOWN_ZONE,
              description="channel 3 of the source: above 0 where nobody labelled objects"),
    )
)  # fmt: skip
"""`ring` and `column`: row and column of the range image, from 0."""
Array = npt.NDArray[np.float64]
Image = npt.NDArray[np.float32]
Message = Any
"""Classes of messages are made when the program runs."""


class RangeImageError(ValueError):
    """A range image that is none; the text says why."""


def beams(calibration: Message, height: int) -> Array:
    """Elevations (height,) in rad of the rows of an image, the first row highest; raises RangeImageError."""
    given = np.array(calibration.beam_inclinations, dtype=np.float64)
    if not len(given):
        low, high = calibration.beam_inclination_min, calibration.beam_inclination_max
        given = low + (np.arange(height) + 0.5) / height * (high - low)
    if len(given) != height or not np.isfinite(given).all():
        raise RangeImageError(f"has {height} rows, but the calibration tells the elevation of {len(given)}")
    return given[::-1]


def matrix(packed: bytes, depth: int) -> Image:
    """A matrix (height, width, depth or more) as a range image has it, unpacked; raises RangeImageError."""
    raw = _unpacked(packed)
    shape, values = _wire(raw)
    fits = len(shape) == 3 and all(0 < side <= _MOST_SIDE for side in shape) and shape[2] >= depth
    if not fits or math.prod(shape) != len(values):
        raise RangeImageError(
            f"has {len(values)} numbers where its shape says {' x '.join(map(str, shape[:4])) or '?'}"
        )
    return values.reshape(shape)


def echoes(image: Image) -> npt.NDArray[np.bool_]:
    """Where in an image (height, width, ...) something was measured, (height, width)."""
    return np.asarray((image[..., 0] > 0) & np.isfinite(image[..., 0]))


def rows_of(
    image: Image, number: int, *, elevations: Array, vehicle_from_laser: Matrix, global_from_pixels: Image | None,
    global_from_vehicle: Matrix | None,
) -> Rows:  # fmt: skip
    """The points of a return, `number` 1 or 2, in the vehicle's axes.

    `global_from_pixels` (height, width, 6): roll, pitch, yaw and x, y, z of the vehicle at each pixel; the points are
    then where the vehicle at `global_from_vehicle` saw them.
    """
    ring, column = np.nonzero(echoes(image))
    values = image[ring, column].astype(np.float64)
    made = CLOUD_LAYOUT.unknown(len(ring))
    points = moved(
        vehicle_from_laser, _polar(values[:, 0], ring, column, image.shape[1], elevations, vehicle_from_laser)
    )
    if global_from_pixels is not None and global_from_vehicle is not None:
        points = moved(
            inverse(global_from_vehicle), _posed(points, global_from_pixels[ring, column].astype(np.float64))
        )
    for axis, name in enumerate("xyz"):
        made[name] = points[:, axis]
    for channel, name in enumerate(("range", "intensity", "elongation")):
        made[name] = np.where(np.isfinite(values[:, channel]), values[:, channel], np.nan)
    made["ring"], made["column"], made["return"] = ring, column, number
    if image.shape[2] > 3:
        zone = values[:, 3]
        held = (np.abs(zone) < -_UNKNOWN_ZONE) & (zone == np.rint(zone))
        made["no_label_zone"][held] = zone[held]
    return made


def _polar(
    ranges: Array, ring: npt.NDArray[np.int64], column: npt.NDArray[np.int64], width: int, elevations: Array,
    vehicle_from_laser: Matrix,
) -> Array:  # fmt: skip
    """Points (n, 3) in the axes of the sensor."""
    # column 0 looks backwards in the vehicle, not in the sensor, which is turned against it
    turned = math.atan2(vehicle_from_laser[1, 0], vehicle_from_laser[0, 0])
    azimuth = (2 * (width - column - 0.5) / width - 1) * math.pi - turned
    elevation = elevations[ring]
    ahead = np.cos(elevation) * ranges
    return np.stack([np.cos(azimuth) * ahead, np.sin(azimuth) * ahead, np.sin(elevation) * ranges], axis=1)


def _posed(points: Array, poses: Array) -> Array:
    """Points (n, 3), each moved by its own pose (n, 6): turned about x, y and z in that order, then shifted."""
    (cr, cp, cy), (sr, sp, sy) = np.cos(poses[:, :3]).T, np.sin(poses[:, :3]).T
    x, y, z = points.T
    y, z = cr * y - sr * z, sr * y + cr * z
    x, z = cp * x + sp * z, cp * z - sp * x
    x, y = cy * x - sy * y, sy * x + cy * y
    return np.stack([x, y, z], axis=1) + poses[:, 3:6]


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(packed, MOST_BYTES + 1)
    except zlib.error as error:
        raise RangeImageError(f"cannot be unpacked: {error}") from error
    if len(raw) > MOST_BYTES:
        raise RangeImageError(f"unpacks to more than {MOST_BYTES} bytes")
    if not unpacker.eof:
        raise RangeImageError("is cut off")
    return raw


def _wire(raw: bytes) -> tuple[list[int], Image]:
    """Shape and numbers of a MatrixFloat: by hand, for the library makes an object of each of a million numbers."""
    shape, pieces = list[int](), list[memoryview]()
    try:
        for number, wire, piece in members(raw, most=_MOST_MEMBERS):
            if number == _DATA and wire in (SIZED, FIXED_32):
                pieces.append(piece)
            elif number == _SHAPE and wire == SIZED:
                shape += parsed("MatrixShape", bytes(piece)).dims[:_MOST_DIMENSIONS]
    except (WireError, MessageError) as error:
        raise RangeImageError(f"is no matrix: it {error}") from error
    values = b"".join(pieces)
    if len(values) % 4:
        raise RangeImageError("has a number that is cut off")
    return shape, np.frombuffer(values, dtype="<f4")
