"""The smear of what moves while the shutter is open.

It must not know what moves, nor why.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.simulate.world.camera_model import CameraModel

Floats = NDArray[np.float32]
_TAPS = 9
_LIMIT_PX = 60.0


def smeared(picture: Floats, depth: Floats, velocity: NDArray[np.floating], camera: CameraModel) -> Floats:
    """The picture, float32 (h, w, 3), smeared along the way of each pixel while the shutter is open.

    `depth` (h, w) along the optical axis in m, inf for the sky; `velocity` (h, w, 3) of what a pixel shows, map frame.
    """
    rotation = camera.world_from_camera[:3, :3]
    relative = (velocity - np.array(camera.velocity)) @ rotation * (camera.shutter_ns * 1e-9)
    if not np.abs(relative).max() > 1e-4:
        return picture
    rows, columns = np.mgrid[: camera.height, : camera.width].astype(np.float32)
    nearness = np.where(np.isfinite(depth), 1 / np.maximum(depth, 0.5), 0).astype(np.float32)
    x, y = (columns - camera.centre_x) / camera.focal_x, (rows - camera.centre_y) / camera.focal_y
    right = camera.focal_x * (relative[:, :, 0] - x * relative[:, :, 2]) * nearness
    down = camera.focal_y * (relative[:, :, 1] - y * relative[:, :, 2]) * nearness
    length = np.maximum(np.hypot(right, down), 1e-6)
    shorter = np.minimum(1, _LIMIT_PX / length)
    right, down = (right * shorter).astype(np.float32), (down * shorter).astype(np.float32)
    total = np.zeros_like(picture)
    for share in np.linspace(-0.5, 0.5, _TAPS, dtype=np.float32):
        total += cv2.remap(
            picture, columns + share * right, rows + share * down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    return np.where((length > 0.7)[:, :, None], total / np.float32(_TAPS), picture)
