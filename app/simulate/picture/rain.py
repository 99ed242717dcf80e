"""Rain between a camera and what it sees: streaks of drops that fall while the shutter is open.

It must not know what stands behind the rain.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from app.simulate.world.light import Light

Floats = NDArray[np.float32]
# streaks in a picture of 960 px where `Light.rain` is 1; a drop shows the sky behind the camera, faintly
_STREAKS = 2_600
_STRENGTH = 0.16
_WIDTH_PX = 960


def rained(radiance: Floats, light: Light, *, seed: int) -> Floats:
    """The picture, float32 (h, w, 3), with the streaks of its rain; itself where it does not rain."""
    if light.rain <= 0:
        return radiance
    height, width = radiance.shape[:2]
    random = np.random.default_rng(seed + 1)
    count = int(_STREAKS * light.rain)
    # near drops are few, fast and long, far ones many and short: about as the inverse of the distance
    nearness = random.uniform(0.12, 1.0, count) ** 3
    starts = random.uniform((-0.05 * width, -0.1 * height), (1.05 * width, height), (count, 2))
    slant = random.normal(0.06, 0.03, count)
    length = (6 + 70 * nearness) * width / _WIDTH_PX
    layer = np.zeros((height, width), np.float32)
    for (x, y), lean, long, near in zip(starts, slant, length, nearness, strict=True):
        outward = lean + 0.35 * near * (x / width - 0.5)
        end = (round(x + outward * long), round(y + long))
        cv2.line(layer, (round(x), round(y)), end, float(_STRENGTH * (0.35 + near)), 1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(layer, (0, 0), 0.7 * width / _WIDTH_PX)
    drop = np.array(light.zenith, np.float32) * np.float32(1.3)
    share = np.minimum(soft, 0.5)[:, :, None]
    return np.asarray(radiance * (1 - share) + drop * share, np.float32)
