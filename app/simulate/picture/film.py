"""What a camera makes of light: glare, vignetting, noise, tone curve, eight bits.

It must not know where the light came from.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_CORNER_LOSS = 0.32
_GLARE = ((0.0035, 0.05), (0.012, 0.028), (0.045, 0.012))
_GLARE_LIMIT = 60.0


def develop(radiance: Floats, *, exposure: float, seed: int) -> NDArray[np.uint8]:
    """The picture, uint8 (h, w, 3) RGB in sRGB, of radiance float32 (h, w, 3).

    `exposure` is the factor from radiance to the full scale of the sensor: a grey card of 0.18 lit by 1 then comes out
    in the middle. Noise is that of photons and of reading out, more of it the less light there is to amplify.
    """
    height, width = radiance.shape[:2]
    signal = np.maximum(radiance * np.float32(exposure), 0)
    signal = signal + _glare(signal)
    y, x = np.ogrid[:height, :width]
    off = ((x - width / 2) / (width / 2)) ** 2 * 0.75 + ((y - height / 2) / (width / 2)) ** 2 * 0.75
    signal = signal * (1 - _CORNER_LOSS * off).astype(np.float32)[:, :, None]
    signal = _noisy(signal, exposure, seed)
    return np.asarray(np.clip(_encoded(_curve(signal)) * 255 + 0.5, 0, 255), np.uint8)


def _glare(signal: Floats) -> Floats:
    """Light that the lens scatters around what is brighter than the sensor can tell."""
    over = np.clip(signal - 1.5, 0, _GLARE_LIMIT)
    if not over.any():
        return np.zeros_like(signal)
    width = signal.shape[1]
    total = np.zeros_like(signal)
    for size, share in _GLARE:
        # wide blurs are made of a smaller picture
        step = max(1, int(size * width / 3))
        small = cv2.resize(over, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), size * width / step)
        total += np.float32(share) * cv2.resize(
            soft, (signal.shape[1], signal.shape[0]), interpolation=cv2.INTER_LINEAR
        )
    return total


def _noisy(signal: Floats, exposure: float, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    gain = np.float32(min(exposure, 40.0))
    spread = np.sqrt(6e-6 * gain * np.minimum(signal, 4) + 1.2e-7 * gain + 1e-6)
    grain = random.standard_normal(signal.shape, np.float32)
    # demosaicing and the denoiser of the camera leave coarse grain, half of it the same in all colours
    shared = grain.mean(axis=2, keepdims=True) * np.float32(1.2)
    grain = cv2.GaussianBlur(0.5 * grain + shared, (0, 0), 0.6) * np.float32(1.5)
    return np.asarray(np.maximum(signal + grain * spread, 0), np.float32)


def _curve(signal: Floats) -> Floats:
    """A filmic curve with a soft shoulder (the rational fit of Narkowicz, 2016, to the ACES reference)."""
    x = signal * np.float32(0.72)
    return np.clip(np.asarray(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), np.float32), 0, 1)


def _encoded(linear: Floats) -> Floats:
    """IEC 61966-2-1."""
    low = linear <= 0.0031308
    high = 1.055 * np.maximum(linear, 1e-6) ** (1 / 2.4) - 0.055
    return np.asarray(np.where(low, 12.92 * linear, high), np.float32)
