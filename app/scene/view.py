"""From where a scene is looked at: the placement of the eye, its matrices, points to pixels and pixels to rays.

It must not know what is looked at, nor draw. Axes of the eye are those of a camera: x right, y down, z forward. Pixels
are continuous, with (0, 0) at the upper left corner of the picture, as a painter counts them; angles are radians.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from app.scene.rigid import Matrix, moved

Array = npt.NDArray[np.float64]
FOV = math.radians(50.0)
"""Vertical field of view."""
_FAR_M = 2_000.0
_ORTHOGRAPHIC_BACK_M = 1_000.0
"""So far behind the focus the plane lies from which a parallel projection looks: nothing of a scene lies behind it."""
_STEEPEST = math.pi / 2
_NEAREST_M, _FARTHEST_M = 0.5, 1_500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """Looks at a point of the display frame from a distance, in a direction (`yaw`) and downwards (`pitch`)."""

    focus: tuple[float, float, float] = (0.0, 0.0, 0.0)
    yaw: float = 0.0
    """Of the direction of sight, about z, anticlockwise from x; straight down it is the upward direction on screen."""
    pitch: float = 0.35
    """Downwards positive, -pi/2 to pi/2."""
    distance: float = 22.0
    fov: float = FOV
    orthographic: bool = False

    def axes(self) -> Array:
        """Right, down and forward in the display frame (3, 3)."""
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        level, steep = math.cos(self.pitch), math.sin(self.pitch)
        return np.array([[sin, -cos, 0.0], [-steep * cos, -steep * sin, -level], [level * cos, level * sin, -steep]])

    def eye(self) -> Array:
        """Where the eye is (3,); of a parallel projection: a point far behind."""
        back = self.distance + (_ORTHOGRAPHIC_BACK_M if self.orthographic else 0.0)
        return np.asarray(np.array(self.focus) - back * self.axes()[2])

    def eye_from_target(self) -> Matrix:
        """Shape (4, 4)."""
        matrix = np.eye(4)
        matrix[:3, :3] = self.axes()
        matrix[:3, 3] = -(matrix[:3, :3] * self.eye()).sum(axis=1)
        return matrix

    def orbited(self, yaw: float, pitch: float) -> "Viewpoint":
        """Turned about the focus."""
        return replace(
            self,
            yaw=math.remainder(self.yaw + yaw, math.tau),
            pitch=min(max(self.pitch + pitch, -_STEEPEST), _STEEPEST),
        )

    def shifted(self, by: tuple[float, float, float]) -> "Viewpoint":
        """With another focus, the same way of looking."""
        x, y, z = self.focus
        return replace(self, focus=(x + by[0], y + by[1], z + by[2]))

    def zoomed(self, factor: float, towards: tuple[float, float, float] | None = None) -> "Viewpoint":
        """Nearer (below 1) or farther; `towards` stays where it is on the screen."""
        distance = min(max(self.distance * factor, _NEAREST_M), _FARTHEST_M)
        share = 1 - distance / self.distance
        if towards is None:
            return replace(self, distance=distance)
        x, y, z = (at + share * (to - at) for at, to in zip(self.focus, towards, strict=True))
        return replace(self, distance=distance, focus=(x, y, z))

    def moved(self, target_from_source: Matrix) -> "Viewpoint":
        """The same view of the world when the display frame has become another, turned about z and shifted."""
        x, y, z = moved(target_from_source, np.array([self.focus]))[0].tolist()
        turned = math.atan2(float(target_from_source[1, 0]), float(target_from_source[0, 0]))
        return replace(self, focus=(x, y, z), yaw=math.remainder(self.yaw + turned, math.tau))


CHASE = Viewpoint(focus=(11.0, 0.0, 0.5), pitch=math.radians(23.0), distance=25.0)
TOP = Viewpoint(focus=(14.0, 0.0, 0.0), yaw=math.pi / 2, pitch=math.pi / 2, distance=38.0, orthographic=True)
DRIVER = Viewpoint(focus=(1.85, 0.37, 1.2), pitch=math.radians(3.0), distance=0.5, fov=math.radians(60.0))
FREE = Viewpoint(focus=(8.0, 0.0, 0.0), yaw=math.radians(-35.0), pitch=math.radians(32.0), distance=32.0)
PRESETS = {"chase": CHASE, "top": TOP, "driver": DRIVER, "free": FREE}


def driver_view(*, length: float, rear_to_origin: float, height: float) -> Viewpoint:
    """From where the driver's eyes are in a vehicle of that size: about its middle, left, four fifths up."""
    eye = length * 0.55 - rear_to_origin
    return replace(DRIVER, focus=(eye + DRIVER.distance, 0.37, 0.8 * height))


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A viewpoint over a picture of that many pixels."""

    viewpoint: Viewpoint
    width: int
    height: int
    eye_from_target: Matrix = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "eye_from_target", self.viewpoint.eye_from_target())

    @property
    def scale(self) -> float:
        """Pixels: perspective, of a metre at a metre's depth; parallel, of a metre."""
        half = self.height / (2 * math.tan(self.viewpoint.fov / 2))
        return half / self.viewpoint.distance if self.viewpoint.orthographic else half

    @property
    def near(self) -> float:
        """What is nearer is not drawn. The nearer it is, the coarser a depth buffer: it moves with the distance."""
        return 0.1 if self.viewpoint.orthographic else min(max(self.viewpoint.distance / 100, 0.05), 1.0)

    @property
    def far(self) -> float:
        """What is farther is not drawn."""
        return _FAR_M + 2 * self.viewpoint.distance

    def rows(self) -> Array:
        """picture_from_target (3, 4): its first two rows over its third are pixels. The third is the depth, of a
        parallel projection 1.
        """
        eye = self.eye_from_target
        if self.viewpoint.orthographic:
            made = self.scale * eye[:2]
            made[:, 3] += self.width / 2, self.height / 2
            return np.vstack([made, [0.0, 0.0, 0.0, 1.0]])
        return np.vstack(
            [self.scale * eye[0] + self.width / 2 * eye[2], self.scale * eye[1] + self.height / 2 * eye[2], eye[2]]
        )

    def project(self, points: Array) -> tuple[Array, Array]:
        """Pixels (n, 2) and depths in m (n,) of points (n, 3); not meant where the depth is not above `near`."""
        there = moved(self.eye_from_target, np.asarray(points, dtype=np.float64).reshape(-1, 3))
        depth = there[:, 2]
        if self.viewpoint.orthographic:
            flat = there[:, :2] * self.scale
        else:
            flat = there[:, :2] * (self.scale / np.where(np.abs(depth) > 1e-9, depth, 1e-9))[:, None]
        return flat + np.array([self.width / 2, self.height / 2]), depth

    def ray(self, x: float, y: float) -> tuple[Array, Array]:
        """Origin and direction, of length 1, of what a pixel shows."""
        right, down, forward = self.viewpoint.axes()
        across, along = (x - self.width / 2) / self.scale, (y - self.height / 2) / self.scale
        if self.viewpoint.orthographic:
            return self.viewpoint.eye() + across * right + along * down, forward
        direction = across * right + along * down + forward
        return self.viewpoint.eye(), np.asarray(direction / np.sqrt((direction * direction).sum()))

    def at_depth(self, x: float, y: float, depth: float) -> Array:
        """The point (3,) that a pixel shows at a depth."""
        origin, direction = self.ray(x, y)
        forward = self.viewpoint.axes()[2]
        return np.asarray(origin + direction * (depth / float((direction * forward).sum())))

    def on_plane(self, x: float, y: float, z: float = 0.0) -> Array | None:
        """Where the ray of a pixel meets a level plane; None: it does not, or more than 2 km away."""
        origin, direction = self.ray(x, y)
        if abs(direction[2]) < 1e-6:
            return None
        along = (z - origin[2]) / direction[2]
        return np.asarray(origin + along * direction) if 0 < along < _FAR_M + _ORTHOGRAPHIC_BACK_M else None

    def clip_from_target(self) -> Matrix:
        """The matrix (4, 4) for OpenGL: x right, y up, -1 to 1 in all three."""
        near, far = self.near, self.far
        across, up = 2 * self.scale / self.width, 2 * self.scale / self.height
        clip = np.zeros((4, 4))
        clip[0, 0], clip[1, 1] = across, -up
        if self.viewpoint.orthographic:
            far += _ORTHOGRAPHIC_BACK_M
            clip[2, 2], clip[2, 3], clip[3, 3] = 2 / (far - near), -(far + near) / (far - near), 1.0
        else:
            clip[2, 2], clip[2, 3], clip[3, 2] = (far + near) / (far - near), -2 * far * near / (far - near), 1.0
        return np.asarray(clip @ self.eye_from_target)

    def clipped_pairs(self, ends: Array) -> Array:
        """The pixels (2m, 2) of the pairs of ends (2n, 3) that lie before the eye, or of that part of them."""
        depth = moved(self.eye_from_target, ends)[:, 2].reshape(-1, 2)
        ahead = depth > self.near
        seen = ahead.any(axis=1)
        pairs, depth, ahead = ends.reshape(-1, 2, 3)[seen], depth[seen], ahead[seen]
        # an end behind the nearest plane becomes the place where the pair passes it, a hair beyond
        span = depth[:, ::-1] - depth
        share = np.divide(self.near - depth, span, out=np.zeros_like(span), where=~ahead) * (1 + 1e-9)
        kept = np.where(ahead[..., None], pairs, pairs + share[..., None] * (pairs[:, ::-1] - pairs))
        return self.project(kept.reshape(-1, 3))[0]

    def clipped(self, points: Array) -> list[Array]:
        """The pixels (m, 2) of each stretch of a line (n, 3) that lies before the eye."""
        depth = moved(self.eye_from_target, points)[:, 2]
        ahead = depth > self.near
        if ahead.all():
            return [self.project(points)[0]]
        # where it passes the nearest plane it has one point more, a hair beyond
        before = np.flatnonzero(ahead[1:] != ahead[:-1])
        share = (self.near - depth[before]) / (depth[before + 1] - depth[before]) * (1 + 1e-9)
        passing = points[before] + share[:, None] * (points[before + 1] - points[before])
        pixels = self.project(np.insert(points, before + 1, passing, axis=0))[0]
        kept = np.concatenate([[False], np.insert(ahead, before + 1, True), [False]])
        edges = np.flatnonzero(kept[1:] != kept[:-1]).reshape(-1, 2)
        return [pixels[start:end] for start, end in edges.tolist() if end - start > 1]
