"""Pictures of a stage as a camera of the simulated vehicle takes them, and which thing each of their pixels shows.

Rays are cast for pixels, at edges several; light of the sky and of surroundings is gathered at a quarter of the pixels
and carried to all of them along surfaces. The same stage, camera and seed give the same picture. It must not know
vehicles, records or files.
"""

import numpy as np
from numpy.typing import NDArray

from app.simulate.picture.film import develop
from app.simulate.picture.gather import Gathered
from app.simulate.picture.illumination import DIELECTRIC, Illumination, fresnel
from app.simulate.picture.rain import rained
from app.simulate.picture.ray_caster import NOTHING, Hits, RayCaster
from app.simulate.picture.sky import sky
from app.simulate.picture.smear import smeared
from app.simulate.picture.surface import Surface
from app.simulate.world.camera_model import CameraModel
from app.simulate.world.stage import Stage

Floats = NDArray[np.float32]
# places within a pixel that are looked at besides its middle where it shows an edge, in px
_WITHIN = ((-0.3, -0.22), (0.34, -0.1), (-0.04, 0.35))


def render(stage: Stage, camera: CameraModel, *, exposure: float, seed: int) -> NDArray[np.uint8]:
    """A picture of the stage, uint8 (height, width, 3) RGB.

    `exposure` is the factor from radiance to the full scale of the sensor (`stage.light.exposure` is a good one);
    `seed` decides all noise.
    """
    seen = rained(radiance(stage, camera, seed=seed), stage.light, seed=seed)
    return develop(seen, exposure=exposure, seed=seed)


def identify(stage: Stage, camera: CameraModel) -> tuple[NDArray[np.int32], Floats]:
    """Which thing each pixel shows: ids int32 (height, width), 0 where none; depth along the optical axis in m, or inf.

    Ids are those of `Placed`; pieces of the set have ids from `FIRST_OF_SET` on.
    """
    caster = RayCaster(stage, without=camera.carrier)
    rows, columns = np.mgrid[: camera.height, : camera.width].reshape(2, -1).astype(np.float32)
    hits = caster.cast(camera.world_from_camera[:3, 3], camera.directions(columns, rows))
    known = np.array([one.id for one in caster.placed] + [0], np.int32)
    shape = (camera.height, camera.width)
    return known[hits.placed].reshape(shape), hits.distance.reshape(shape)


def radiance(stage: Stage, camera: CameraModel, *, seed: int) -> Floats:
    """Light that reaches each pixel, float32 (height, width, 3), in the unit of `Light`."""
    world = Illumination(stage, carrier=camera.carrier, seed=seed)
    gathered = Gathered(world, camera)
    rows, columns = np.mgrid[: camera.height, : camera.width].reshape(2, -1).astype(np.float32)
    colour, hits = _sampled(world, gathered, camera, columns, rows)
    edges = np.flatnonzero(_edges(hits, camera))
    total = colour[edges]
    for right, down in _WITHIN:
        # an edge beside the sun or a lamp must not sparkle
        more, _ = _sampled(world, gathered, camera, columns[edges] + np.float32(right), rows[edges] + np.float32(down))
        total = total + np.minimum(more, 8.0)
    colour[edges] = total / (len(_WITHIN) + 1)
    picture = colour.reshape(camera.height, camera.width, 3)
    depth = hits.distance.reshape(camera.height, camera.width)
    still = np.array([(0.0, 0.0, 0.0)] if not world.caster.placed else [one.velocity for one in world.caster.placed])
    moving = np.where(hits.hit[:, None], still[hits.placed], 0.0).reshape(camera.height, camera.width, 3)
    return smeared(picture, depth, moving, camera)


def _edges(hits: Hits, camera: CameraModel) -> NDArray[np.bool_]:
    """Pixels whose neighbour right or below shows another thing, material or slope."""
    shape = (camera.height, camera.width)
    kind = (hits.placed.astype(np.int64) * 256 + hits.material).reshape(shape)
    normal = hits.smooth.reshape(*shape, 3)
    edge = np.zeros(shape, np.bool_)
    for axis in (0, 1):
        other = (kind != np.roll(kind, -1, axis)) | ((normal * np.roll(normal, -1, axis)).sum(axis=2) < 0.75)
        other &= (kind != NOTHING * 256) | (np.roll(kind, -1, axis) != NOTHING * 256)
        edge |= other | np.roll(other, 1, axis)
    return edge.reshape(-1)


def _sampled(
    world: Illumination, gathered: Gathered, camera: CameraModel, columns: Floats, rows: Floats
) -> tuple[Floats, Hits]:
    """Radiance at places of the picture, and what is there."""
    origin = camera.world_from_camera[:3, 3].astype(np.float32)
    along = camera.directions(columns, rows)
    scale = np.linalg.norm(along, axis=1).astype(np.float32)
    unit = along / scale[:, None]
    hits = world.caster.cast(origin, along)
    colour = np.empty_like(unit)
    colour[~hits.hit] = sky(world.light, unit[~hits.hit])
    there = np.flatnonzero(hits.hit)
    seen = hits.at(there)
    away, view = seen.distance * scale[there], unit[there]
    points = origin + along[there] * seen.distance[:, None]
    slant = np.maximum(np.abs(np.einsum("nc,nc->n", seen.normal, view)), 0.06)
    # of the two widths of a pixel's patch the geometric mean: it keeps detail along the road
    footprint = (away / np.float32(camera.focal_x) / np.sqrt(slant)).astype(np.float32)
    surface = world.surfaces.at(seen, points, footprint)
    diffuse, gloss = gathered.at(columns[there], rows[there], seen)
    body = diffuse * surface.albedo * (1 - surface.metal[:, None])
    lit = body + world.direct(points, seen, surface, -view) + surface.emission
    _mirror(world, lit, gloss, points, surface, view)
    colour[there] = world.hazed(lit, away, view)
    return colour, hits


def _mirror(world: Illumination, lit: Floats, gloss: Floats, points: Floats, surface: Surface, view: Floats) -> None:
    """Lay what coats, metal and water mirror over the light of the body; wide gloss is gathered already."""
    cos = np.clip(-np.einsum("nc,nc->n", surface.normal, view), 0, 1)
    base = DIELECTRIC * (1 - surface.metal[:, None]) + surface.albedo * surface.metal[:, None]
    share = fresnel(cos[:, None], base) * np.maximum(surface.coat, surface.metal)[:, None]
    # water on level ground is gathered unless it stands; a clear coat is smooth however rough the paint beneath
    level = (surface.normal[:, 2] > 0.8) & (gloss.max(axis=1) > 0)
    coated = (surface.coat > 0.6) & (surface.metal < 0.1) & ~level
    sharp = np.flatnonzero((share.max(axis=1) > 0.02) & ((surface.roughness < 0.3) | coated))
    around = gloss.copy()
    width = np.where(coated, 0.03, surface.roughness)[sharp].astype(np.float32)
    around[sharp] = world.glossy(points[sharp], surface.normal[sharp], width, view[sharp], 1)
    lit *= 1 - share * (surface.metal < 0.5)[:, None]
    lit += share * around
