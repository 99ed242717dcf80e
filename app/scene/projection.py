"""Where points appear in a camera's picture: the one place in which that is reckoned, for views and figures alike.

It must not know where points come from, nor draw any. Camera axes: x right, y down, z along the optical axis. Formulas:
OpenCV, calib3d, "Detailed description" (pinhole, Brown-Conrady and rational) and "Fisheye camera model" (Kannala and
Brandt, 2006).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from app.kinds.calibration import Camera
from app.scene.rigid import Matrix, moved

Array = npt.NDArray[np.float64]
NEAREST = 1e-6
"""Metres in front of the lens: what is nearer, or behind, has no place in the picture."""
_ANGLES = np.linspace(0.0, np.radians(89.9), 4096)
"""Angles off the optical axis at which a lens model is looked at, in rad."""
_MANY = 2_000
"""Fewer points are reckoned exactly at once."""
_SLACK_M = 0.05
"""Single precision errs by less, within 100 km."""
_NEARLY = 1e-3
"""Pixels."""
_COUNTS = {"none": (0,), "brown_conrady": (4, 5), "rational": (8, 12), "kannala_brandt": (4,)}


class ProjectionError(ValueError):
    """The calibration does not say how to project; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Projected:
    """The points that lie in the picture: `rows` of those given (m,), `pixels` x, y (m, 2), `depth` along z in m (m,),
    `range_m` from the lens (m,).

    Pixels are counted as OpenCV does: (0, 0) is the centre of the first one. Arrays are read-only.
    """

    rows: npt.NDArray[np.int64]
    pixels: Array
    depth: Array
    range_m: Array


def projected(camera: Camera, camera_from_points: Matrix, points: npt.NDArray[np.floating]) -> Projected:
    """Project points (n, 3) of any frame, in either precision; those that are not in the picture are left out.

    Raises:
        ProjectionError: the model of the lens is not known, or has other coefficients than it takes.
    """
    rows = _maybe_seen(camera, camera_from_points, points)
    near = points.take(rows, axis=0).astype(np.float64)
    if not np.isfinite(near).all():
        finite = np.isfinite(near).all(axis=1)
        rows, near = rows[finite], near[finite]
    there = moved(camera_from_points, near)
    ahead = there[:, 2] > NEAREST
    if not ahead.all():
        rows, there = rows[ahead], there[ahead]
    pixels, plausible = pixels_of(camera, there)
    x, y = pixels[:, 0], pixels[:, 1]
    inside = np.flatnonzero(
        plausible & (x >= -0.5) & (x < camera.width - 0.5) & (y >= -0.5) & (y < camera.height - 0.5)
    )
    x, y, z = there.take(inside, axis=0).T
    found = Projected(rows.take(inside), pixels.take(inside, axis=0), z, np.sqrt(x * x + y * y + z * z))
    for array in (found.rows, found.pixels, found.depth, found.range_m):
        array.flags.writeable = False
    return found


def _maybe_seen(camera: Camera, camera_from_points: Matrix, points: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """Rows of the points that may be in the picture, found in the precision that they have: of a sweep a quarter."""
    if len(points) < _MANY:
        return np.arange(len(points))
    x_row, y_row, z_row = camera_from_points[:3].astype(points.dtype)
    # what is not finite is in no picture, and says so where it is reckoned exactly
    with np.errstate(invalid="ignore", over="ignore"):
        z = points @ z_row[:3] + (z_row[3] + _SLACK_M)
        rows = np.flatnonzero(z > 0)
        widest = _widest(camera)
        if widest is None:
            return rows
        near, z = points.take(rows, axis=0), z.take(rows)
        aside = np.hypot(near @ x_row[:3] + x_row[3], near @ y_row[:3] + y_row[3])
        kept: npt.NDArray[np.int64] = rows[aside <= points.dtype.type(widest) * z + points.dtype.type(_SLACK_M)]
        return kept


@lru_cache(maxsize=64)
def _widest(camera: Camera) -> float | None:
    """The tangent of an angle off the optical axis beyond which nothing is in the picture; None: none is known.

    The lens along x alone, and a quarter more for what is otherwise in other directions (skew, tangential distortion).
    Raises as `projected`.
    """
    along, holds = pixels_of(camera, np.stack([np.sin(_ANGLES), np.zeros_like(_ANGLES), np.cos(_ANGLES)], axis=1))
    corners = np.array([(x, y) for x in (-0.5, camera.width - 0.5) for y in (-0.5, camera.height - 0.5)])
    off = (corners - along[0]) * (1.0, camera.focal_x / camera.focal_y)
    beyond = np.hypot(*(along - along[0]).T) > 1.25 * np.hypot(*off.T).max() + 10
    # a lens model that turns back is not asked any further
    ends = np.flatnonzero(beyond | ~holds)
    return float(np.tan(_ANGLES[ends[0]])) if len(ends) and beyond[ends[0]] else None


def pixels_of(camera: Camera, points: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Pixels x, y (n, 2) of points in camera axes (n, 3) with z > 0, and for which of them the lens model holds (n,).

    Polynomials of a distortion turn back far outside of the picture, and would bring points from there into it: the
    model holds up to the angle where that happens.

    Raises:
        ProjectionError: as `projected`.
    """
    model, coefficients = _model(camera)
    plane = points[:, :2] / points[:, 2:]
    if camera.projection == "fisheye":
        bent, holds = _fisheye(plane, coefficients)
    else:
        bent, holds = _pinhole(plane, coefficients, model)
    # a corner as origin lies half a pixel before the centre of the first pixel
    shift = 0.5 if camera.pixel_origin == "corner" else 0.0
    pixels = bent * (camera.focal_x, camera.focal_y) + (camera.centre_x - shift, camera.centre_y - shift)
    if camera.skew:
        pixels[:, 0] += camera.skew * bent[:, 1]
    return pixels, holds


def direction_of(camera: Camera, pixel: tuple[float, float]) -> Array | None:
    """The direction (3,), of length 1 in camera axes, of what a pixel shows: the inverse of `pixels_of`.

    There is no closed form: from a start on the radial part alone Newton's steps go to less than a thousandth of a
    pixel. None: the model does not hold there.

    Raises:
        ProjectionError: as `projected`.
    """
    wanted = np.array(pixel, dtype=np.float64)
    angles = _ANGLES[:-1]
    around = np.stack([np.sin(angles), np.zeros_like(angles), np.cos(angles)], axis=1)
    along, holds = pixels_of(camera, around)
    middle = pixels_of(camera, np.array([[0.0, 0.0, 1.0]]))[0][0]
    # along x only; where the focal lengths differ, as if y had that of x
    off = (wanted - middle) * (1.0, camera.focal_x / camera.focal_y)
    reach = np.hypot(*(along[holds] - middle).T)
    if not len(reach):
        return None
    start = float(np.interp(np.hypot(*off), reach, angles[holds]))
    turned = np.arctan2(off[1], off[0])
    plane = np.tan(start) * np.array([np.cos(turned), np.sin(turned)])
    for _ in range(30):
        step = 1e-6 * (1 + float(np.hypot(*plane)))
        tried = plane + step * np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        pixels, held = pixels_of(camera, np.column_stack([tried, np.ones(3)]))
        error = wanted - pixels[0]
        if held.all() and float(np.abs(error).max()) < _NEARLY:
            found = np.append(plane, 1.0)
            return np.asarray(found / np.sqrt((found * found).sum()))
        slope = (pixels[1:] - pixels[0]).T / step
        if not (held.all() and np.isfinite(slope).all()) or abs(float(np.linalg.det(slope))) < 1e-12:
            return None
        plane = plane + np.linalg.solve(slope, error)
    return None


def _model(camera: Camera) -> tuple[str, Array]:
    model, given = camera.distortion_model, camera.distortion
    if model not in _COUNTS:
        raise ProjectionError(f"the distortion of the lens is {model}: nothing can be placed in its picture")
    if len(given) not in _COUNTS[model]:
        raise ProjectionError(f"{model} takes {' or '.join(map(str, _COUNTS[model]))} coefficients, not {len(given)}")
    fisheye = camera.projection == "fisheye"
    if model != "none" and fisheye != (model == "kannala_brandt"):
        raise ProjectionError(f"{model} is no distortion of a {camera.projection} lens")
    return model, np.array(given, dtype=np.float64)


def _pinhole(plane: Array, given: Array, model: str) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Brown-Conrady k1 k2 p1 p2 k3, rational k1 k2 p1 p2 k3 k4 k5 k6 s1 s2 s3 s4."""
    if model == "none":
        return plane, np.ones(len(plane), dtype=np.bool_)
    k1, k2, p1, p2, k3, k4, k5, k6, s1, s2, s3, s4 = np.concatenate([given, np.zeros(12 - len(given))])

    def radial(squared: Array) -> Array:
        above = 1 + squared * (k1 + squared * (k2 + squared * k3))
        return np.asarray(above / (1 + squared * (k4 + squared * (k5 + squared * k6))))

    x, y = plane.T
    squared = x * x + y * y
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        bent_x = x * radial(squared) + 2 * p1 * x * y + p2 * (squared + 2 * x * x) + s1 * squared + s2 * squared**2
        bent_y = y * radial(squared) + p1 * (squared + 2 * y * y) + 2 * p2 * x * y + s3 * squared + s4 * squared**2
        radii = np.tan(_ANGLES)
        holds = np.sqrt(squared) < _turn(radii, radii * radial(radii**2))
    return np.stack([bent_x, bent_y], axis=1), holds


def _fisheye(plane: Array, given: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Kannala-Brandt: r = theta (1 + k1 theta^2 + k2 theta^4 + k3 theta^6 + k4 theta^8)."""
    k1, k2, k3, k4 = given if len(given) else np.zeros(4)

    def bent(theta: Array) -> Array:
        squared = theta * theta
        return np.asarray(theta * (1 + squared * (k1 + squared * (k2 + squared * (k3 + squared * k4)))))

    radius = np.hypot(*plane.T)
    theta = np.arctan(radius)
    # straight ahead the scale is 1
    scale = np.divide(bent(theta), radius, out=np.ones_like(radius), where=radius > 0)
    return plane * scale[:, None], theta < _turn(_ANGLES, bent(_ANGLES))


def _turn(undistorted: Array, distorted: Array) -> float:
    """The undistorted radius from which on the distorted one does not grow any more; inf: it always grows."""
    falls = np.flatnonzero(~(np.diff(distorted) > 0))
    return float(undistorted[falls[0]]) if len(falls) else np.inf
