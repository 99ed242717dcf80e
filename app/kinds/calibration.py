"""Calibration in GENESIS: where each sensor sits in the vehicle, and how a camera maps directions to pixels.

It must not know how a point is projected: that stands once, in `app.scene`.
Transforms are named target_from_source; vehicle axes are those of ISO 8855 (x forward, y left, z up).
"""

from typing import Annotated, Literal

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Count, Metres, Name, Nanoseconds, Number, Pixels, Sha256, TimeStamp

Translation = tuple[Metres, Metres, Metres]
Quaternion = tuple[Number, Number, Number, Number]
MatrixRow = tuple[Number, Number, Number, Number]

_UNIT_TOLERANCE = 1e-3


class Transform(Document, frozen=True, kw_only=True):
    """A rigid transform target_from_source: either `translation` with `rotation`, or `matrix`, never both."""

    translation: Annotated[Translation | None, Meta(description="origin of the source in the target, x y z")] = None
    rotation: Annotated[
        Quaternion | None, Meta(description="unit quaternion w x y z that turns source axes into target axes")
    ] = None
    matrix: Annotated[
        tuple[MatrixRow, MatrixRow, MatrixRow, MatrixRow] | None,
        Meta(description="4 rows of the homogeneous matrix, exactly as the source has it; translation in m"),
    ] = None

    def __post_init__(self) -> None:
        parts = (self.translation, self.rotation)
        if (self.matrix is None) == (parts == (None, None)) or (self.matrix is None and None in parts):
            raise ValueError("a transform has either translation and rotation, or a matrix")
        if self.rotation is not None and abs(sum(part * part for part in self.rotation) - 1) > _UNIT_TOLERANCE:
            raise ValueError("the rotation is not a unit quaternion")
        if self.matrix is not None and tuple(self.matrix[3]) != (0, 0, 0, 1):
            raise ValueError("the last row of the matrix is not 0 0 0 1")


class Camera(Document, frozen=True, kw_only=True):
    """Intrinsics: camera axes are x right, y down, z along the optical axis; the stored picture has width x height."""

    width: Annotated[int, Meta(ge=1, le=65535, description="columns of the stored picture, in px")]
    height: Annotated[int, Meta(ge=1, le=65535, description="rows of the stored picture, in px")]
    projection: Annotated[
        Literal["pinhole", "fisheye"],
        Meta(description="pinhole: r = f tan(theta); fisheye: r = f theta, both before distortion"),
    ]
    focal_x: Annotated[Pixels, Meta(gt=0, description="focal length along x")]
    focal_y: Annotated[Pixels, Meta(gt=0, description="focal length along y")]
    centre_x: Annotated[Pixels, Meta(description="principal point along x")]
    centre_y: Annotated[Pixels, Meta(description="principal point along y")]
    pixel_origin: Annotated[
        Literal["centre", "corner", "unknown"],
        Meta(description="what (0, 0) is: the centre of the first pixel (OpenCV) or its outer corner"),
    ] = "unknown"
    skew: Annotated[Number | None, Meta(description="skew, K[0][1]; null: none given")] = None
    distortion_model: Annotated[
        Literal["none", "brown_conrady", "rational", "kannala_brandt", "unknown"],
        Meta(
            description="none: pictures are rectified; brown_conrady: k1 k2 p1 p2 k3; rational: k1 k2 p1 p2 k3 k4 k5 "
            "k6 and on as in OpenCV; kannala_brandt: k1 k2 k3 k4 of OpenCV's fisheye"
        ),
    ] = "unknown"
    distortion: Annotated[
        tuple[Number, ...], Meta(max_length=14, description="coefficients in the order of the model")
    ] = ()
    rectification: Annotated[
        Transform | None, Meta(description="rectified_camera_from_camera, where the source gives one")
    ] = None
    readout_ns: Annotated[
        Nanoseconds | None,
        Meta(description="rolling shutter: from the first row to the last; 0: global; null: unknown"),
    ] = None


class SensorCalibration(Document, frozen=True, kw_only=True):
    """One sensor as mounted. Its frame has the name of the sensor, unless `frame` says otherwise."""

    sensor: Annotated[Name, Meta(description="name of the sensor, as channels give it")]
    vehicle_from_sensor: Annotated[
        Transform | None, Meta(description="from sensor axes to vehicle axes; null: not known")
    ] = None
    frame: Annotated[Name | None, Meta(description="name of the frame of the sensor's numbers")] = None
    type: Annotated[
        Name | None, Meta(description="what it is", examples=["camera", "lidar", "radar", "gnss", "imu"])
    ] = None
    product: Annotated[str | None, Meta(description="maker, product and serial number")] = None
    camera: Annotated[Camera | None, Meta(description="intrinsics of a camera")] = None
    beams: Annotated[Count | None, Meta(description="beams of a LiDAR")] = None
    range_min: Annotated[Metres | None, Meta(description="nearest range it can measure")] = None
    range_max: Annotated[Metres | None, Meta(description="farthest range it can measure")] = None
    calibrated_utc_ns: Annotated[TimeStamp | None, Meta(description="when it was calibrated, ns of UTC since 1970")] = (
        None
    )
    sha256: Annotated[Sha256 | None, Meta(description="digest of the calibration file this was taken from")] = None
