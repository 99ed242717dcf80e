"""Intrinsics of cameras as messages tell them: the first of each, and how often they changed.

It must not know topics. Meanings: sensor_msgs/CameraInfo, foxglove.CameraCalibration: K, D, R, P; pictures are those of
OpenCV, whose pixel (0, 0) is the centre of the first one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from app.convert.messages.carrier import Findings
from app.convert.messages.message_type import Plain, frame_of
from app.kinds.calibration import Camera, Transform

_MODELS = {
    "": "unknown", "plumb_bob": "brown_conrady", "rational_polynomial": "rational", "equidistant": "kannala_brandt",
    "kannala_brandt": "kannala_brandt", "fisheye": "kannala_brandt",
}  # fmt: skip
_MOST_COEFFICIENTS = 14


@dataclass(slots=True)
class _Seen:
    topic: str
    frame: str
    numbers: tuple[object, ...]
    camera: Camera | None
    changes: int = 0


class Cameras:
    """The cameras of a recording, by the topic that describes them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._seen: dict[str, _Seen] = {}

    def see(self, topic: str, plain: Plain) -> None:
        """Remember the first message of a topic, and count those that differ from the one before."""
        numbers = tuple(_plain(plain, name) for name in ("width", "height", "distortion_model", "k", "d", "r", "p"))
        known = self._seen.get(topic)
        if known is None:
            camera = self._camera(topic, numbers, plain)
            self._seen[topic] = _Seen(topic, frame_of(plain) or topic, numbers, camera)
        elif known.numbers != numbers:
            known.numbers = numbers
            known.changes += 1

    def described(self) -> list[tuple[str, str, Camera]]:
        """Name, frame and intrinsics of each: it is called by its frame, or by its topic if that frame has another."""
        found: list[tuple[str, str, Camera]] = []
        frames: dict[str, Camera] = {}
        for seen in self._seen.values():
            if seen.camera is None:
                continue
            name = seen.frame if frames.setdefault(seen.frame, seen.camera) == seen.camera else seen.topic
            found.append((name, seen.frame, seen.camera))
        return found

    def tell_changes(self) -> None:
        """Say how often they changed, when all messages were seen."""
        for seen in self._seen.values():
            if seen.changes:
                self._findings.assume(
                    f"the calibration on {seen.topic!r:.100} changes {seen.changes} times; GENESIS has the first"
                )

    def _camera(self, topic: str, numbers: tuple[object, ...], plain: Plain) -> Camera | None:
        width, height, model, k, d, r, _ = numbers
        if plain.get("binning_x", 0) not in (0, 1) or (plain.get("roi") or {}).get("width", 0):
            self._findings.assume(f"{topic!r:.100} describes the whole picture; the camera gave a part or bins pixels")
        known = _MODELS.get(str(model), "unknown")
        coefficients = tuple(d) if isinstance(d, Sequence) and len(d) <= _MOST_COEFFICIENTS else ()
        if isinstance(d, Sequence) and len(d) > _MOST_COEFFICIENTS:
            known = "unknown"
        try:
            assert isinstance(k, Sequence)
            camera = Camera(
                width=width, height=height,  # type: ignore[arg-type]
                projection="fisheye" if known == "kannala_brandt" else "pinhole",
                focal_x=float(k[0]), focal_y=float(k[4]), centre_x=float(k[2]), centre_y=float(k[5]), skew=float(k[1]),
                pixel_origin="centre", distortion_model=known,  # type: ignore[arg-type]
                distortion=tuple(map(float, coefficients)), rectification=_rectification(r),
            )  # fmt: skip
            return msgspec.convert(msgspec.to_builtins(camera), Camera)
        except (msgspec.ValidationError, ValueError, TypeError, IndexError, AssertionError) as error:
            self._findings.assume(f"the calibration on {topic!r:.100} is none that a picture can have: {error!s:.120}")
            return None


def _plain(plain: Plain, name: str) -> object:
    """A member, whose name ROS 1 and foxglove write with a capital; lists so that they can be compared."""
    value = plain.get(name, plain.get(name.upper()))
    if isinstance(value, np.ndarray | list | memoryview):
        return tuple(value)
    return value


def _rectification(values: object) -> Transform | None:
    """rectified_camera_from_camera; None for the identity, or what is no rotation."""
    if not isinstance(values, tuple) or len(values) != 9:
        return None
    matrix = np.array(values, dtype=np.float64).reshape(3, 3)
    if not np.isfinite(matrix).all() or np.array_equal(matrix, np.eye(3)) or abs(np.linalg.det(matrix) - 1) > 1e-3:
        return None
    rows = tuple((*map(float, row), 0.0) for row in matrix)
    return Transform(matrix=(*rows, (0.0, 0.0, 0.0, 1.0)))  # type: ignore[arg-type]
