"""How bright the sky of a light is in each direction, clouds and all.

It must not know what stands before it.
"""

import numpy as np
from numpy.typing import NDArray

from app.simulate.picture.noise import field
from app.simulate.world.light import Light

Floats = NDArray[np.float32]
CLOUD_HEIGHT_M = 1_600.0
_SUN_RADIUS_COS = np.cos(np.radians(0.6))


def sky(light: Light, directions: NDArray[np.floating], *, disc: bool = True) -> Floats:
    """Radiance of the sky, float32 (n, 3), along unit directions (n, 3); below the horizon that of the horizon.

    With `disc` the sun itself is seen, where it shines.
    """
    towards = np.asarray(directions, np.float32)
    up = np.clip(towards[:, 2], 0.0, 1.0)
    zenith, horizon, glow = (np.array(one, np.float32) for one in (light.zenith, light.horizon, light.glow))
    share = (1 - np.exp(-4.2 * up))[:, None] / (1 - np.exp(-4.2))
    colour = horizon + (zenith - horizon) * share
    to_sun = light.to_sun.astype(np.float32)
    near = np.clip(towards @ to_sun, -1, 1)
    halo = 0.75 * np.clip(near, 0, 1) ** 6 * np.exp(-5.0 * up) + 0.5 * np.clip(near, 0, 1) ** 60
    colour = colour + glow * halo[:, None]
    colour = _clouded(light, colour, towards, up, near)
    if disc and max(light.sun) > 0:
        colour = colour + np.where((near > _SUN_RADIUS_COS)[:, None], np.array(light.sun, np.float32) * 60, 0)
    return colour.astype(np.float32)


def _clouded(light: Light, colour: Floats, towards: Floats, up: Floats, near: Floats) -> Floats:
    """The same behind a layer of clouds, lit from beneath where the sun is low."""
    if light.clouds <= 0:
        return colour
    reach = CLOUD_HEIGHT_M / np.maximum(up, 0.035)
    # layers stretched across the road, as seen towards a horizon
    u, v = (np.asarray(towards[:, k] * reach, np.float32) for k in (0, 1))
    soft = np.full(len(u), 30.0, np.float32)
    density = 0.65 * field(u, np.float32(0.55) * v, soft, period_m=9_000, kind=2) + 0.35 * field(
        u, v, soft, period_m=2_300, kind=4
    )
    edge = 0.72 - 0.75 * light.clouds
    cover = np.clip((density - edge) / 0.2, 0, 1)
    cover = cover * cover * (3 - 2 * cover) * np.clip(up / 0.05, 0.25, 1)
    lit = np.clip(near, 0, 1)[:, None] ** 3 * np.array(light.glow, np.float32) * 0.75
    grey = np.mean(light.zenith) * 0.75 + np.mean(light.horizon) * 0.4
    body = np.array(light.horizon, np.float32) * 0.3 + grey * np.float32(0.45) + lit
    body = body * (1.25 - 0.6 * cover + 0.9 * (density - 0.5))[:, None]
    return np.asarray(colour + (body - colour) * (0.8 * cover)[:, None], np.float32)


def mean_sky(light: Light) -> Floats:
    """Irradiance of a level surface under the open sky, divided by pi; float32 (3,)."""
    random = np.random.default_rng(3)
    turn, height = random.uniform(0, 2 * np.pi, 4_000), np.sqrt(random.uniform(0, 1, 4_000))
    flat = np.sqrt(1 - height**2)
    directions = np.stack([flat * np.cos(turn), flat * np.sin(turn), height], axis=1)
    return np.asarray(sky(light, directions, disc=False).mean(axis=0), np.float32)
