"""A stage of the samples as a scene of Blender: things, lights, sky, camera; kept from one picture to the next.

It must not know where stages come from, nor what becomes of the light.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy  # type: ignore[import-not-found]
import numpy as np
from mathutils import Matrix  # type: ignore[import-not-found]
from numpy.typing import NDArray
from pictures.nodes import Graph
from pictures.surfaces import material

from app.simulate.picture.lamp import BurningLamp, burning
from app.simulate.picture.sky import sky
from app.simulate.world.camera_model import CameraModel
from app.simulate.world.light import Light
from app.simulate.world.material import MATERIALS, NAMES
from app.simulate.world.placed import Placed
from app.simulate.world.shape import Shape
from app.simulate.world.stage import Shot, Stage, pieces

SKY_WIDTH = 4096
BEAM = (512, 512)
# motion is given over one frame, of which the shutter is open half
SHUTTER_FRAMES = 0.5
LAMPS_M = 110.0


class Theatre:
    """Renders shots of one light and one set."""

    def __init__(self, light: Light, *, samples: int, threads: int) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._light = light
        self._things: dict[int, Any] = {}
        self._lamps: list[Any] = []
        self._scene = bpy.context.scene
        self._settle(samples, threads)
        self._hang_sky()
        self._hang_sun()
        self._camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
        self._scene.collection.objects.link(self._camera)
        self._scene.camera = self._camera

    def _settle(self, samples: int, threads: int) -> None:
        scene, cycles = self._scene, self._scene.cycles
        scene.render.engine = "CYCLES"
        cycles.device, cycles.samples, cycles.use_adaptive_sampling = "CPU", samples, False
        cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
        cycles.denoising_prefilter, cycles.denoising_input_passes = "FAST", "RGB_ALBEDO_NORMAL"
        cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 2, 1, 2
        cycles.transmission_bounces, cycles.transparent_max_bounces = 2, 2
        cycles.sample_clamp_indirect, cycles.caustics_reflective, cycles.caustics_refractive = 0.6, False, False
        # the few lamps near the camera do not repay the tree: 17 s of one core a picture with it, 12 s without
        cycles.use_light_tree = False
        scene.render.use_persistent_data = True
        scene.render.threads_mode, scene.render.threads = "FIXED", threads
        scene.render.image_settings.file_format, scene.render.image_settings.color_depth = "OPEN_EXR", "32"
        scene.render.use_motion_blur, scene.render.motion_blur_shutter = True, SHUTTER_FRAMES
        scene.view_settings.view_transform = "Raw"

    def _hang_sky(self) -> None:
        width, height = SKY_WIDTH, SKY_WIDTH // 2
        turn = -((np.arange(width) + 0.5) / width - 0.5) * 2 * np.pi
        up = ((np.arange(height) + 0.5) / height - 0.5) * np.pi
        flat = np.cos(up)[:, None]
        directions = np.stack(
            [flat * np.cos(turn), flat * np.sin(turn), np.broadcast_to(np.sin(up)[:, None], (height, width))], axis=-1
        )
        colour = sky(self._light, directions.reshape(-1, 3), disc=False)
        image = bpy.data.images.new("sky", width, height, float_buffer=True)
        image.colorspace_settings.name = "Non-Color"
        image.pixels.foreach_set(np.concatenate([colour, np.ones((len(colour), 1))], axis=1).astype(np.float32).ravel())
        image.pack()
        world = bpy.data.worlds.new("sky")
        self._scene.world = world
        world.use_nodes = True
        world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 512
        graph = Graph(world.node_tree)
        texture, shader, out = (
            graph.add("TexEnvironment", image=image),
            graph.add("Background"),
            graph.add("OutputWorld"),
        )
        graph.put(shader.inputs["Color"], texture.outputs["Color"])
        graph.put(out.inputs["Surface"], shader.outputs[0])

    def _hang_sun(self) -> None:
        if max(self._light.sun) <= 0:
            return
        data = bpy.data.lights.new("sun", "SUN")
        strength = max(self._light.sun)
        data.color, data.energy, data.angle = [one / strength for one in self._light.sun], strength * np.pi, 0.012
        sun = bpy.data.objects.new("sun", data)
        sun.rotation_mode = "QUATERNION"
        sun.rotation_quaternion = Matrix(_frame_towards(self._light.to_sun)).to_quaternion()
        self._scene.collection.objects.link(sun)

    def render(self, shot: Shot, scratch: Path) -> NDArray[np.float32]:
        """Radiance of a shot, float32 (height, width, 3)."""
        stage, camera = shot.stage, shot.camera
        own = any(one.id == camera.carrier and "head" in one.lamps for one in stage.placed)
        everything = [one for one in stage.placed if not (one.id == camera.carrier and camera.carrier)]
        if -1 not in self._things:
            self._things[-1] = None
            for one in pieces(stage.set):
                self._place(one, own_lamps=own)
        shown = {one.id for one in everything}
        for number in [key for key in self._things if 0 < key < 1_000_000 and key not in shown]:
            bpy.data.objects.remove(self._things.pop(number), do_unlink=True)
        for one in everything:
            self._place(one, own_lamps=own, shutter_ns=camera.shutter_ns)
        self._hang_lamps(stage, camera)
        self._aim(camera)
        self._scene.frame_set(1)
        self._scene.cycles.seed = shot.seed % 2**31
        self._scene.render.filepath = str(scratch)
        bpy.ops.render.render(write_still=True)
        return _pixels(scratch, camera)

    def _place(self, one: Placed, *, own_lamps: bool, shutter_ns: int = 0) -> None:
        thing = self._things.get(one.id)
        lamps = set(one.lamps) | ({"indicator_left", "indicator_right"} if "hazard" in one.lamps else set())
        burn = lamps | ({"street"} if self._light.street_lamps else set())
        key = f"{one.shape.name} {' '.join(sorted(burn))}"
        if thing is None:
            thing = bpy.data.objects.new(str(one.id), self._mesh(one.shape, burn, key, own_lamps=own_lamps))
            thing.rotation_mode = "QUATERNION"
            self._scene.collection.objects.link(thing)
            self._things[one.id] = thing
        elif thing.data.name != key:
            thing.data = self._mesh(one.shape, burn, key, own_lamps=own_lamps)
        thing.color = (*one.tint, 1.0) if one.tint is not None else (0.0, 0.0, 0.0, 0.0)
        _move(thing, one.world_from_shape, one.velocity, shutter_ns)

    def _mesh(self, shape: Shape, burn: set[str], key: str, *, own_lamps: bool) -> Any:  # noqa: ANN401
        known = bpy.data.meshes.get(key)
        if known is not None:
            return known
        data = bpy.data.meshes.new(key)
        data.from_pydata(shape.vertices.tolist(), [], shape.triangles.tolist())
        numbers = np.unique(shape.material)
        for number in numbers:
            name = NAMES[number]
            on = MATERIALS[name].lamp in burn
            data.materials.append(material(name, self._light, on=on, own_lamps=own_lamps))
        data.polygons.foreach_set("material_index", np.searchsorted(numbers, shape.material).astype(np.int32))
        data.polygons.foreach_set("use_smooth", np.ones(len(shape.triangles), np.bool_))
        data.normals_split_custom_set(shape.normals.reshape(-1, 3).tolist())
        return data

    def _hang_lamps(self, stage: Stage, camera: CameraModel) -> None:
        for lamp in self._lamps:
            bpy.data.objects.remove(lamp, do_unlink=True)
        eye = camera.world_from_camera[:3, 3]
        found = burning(stage.everything, stage.light)
        self._lamps = [self._lamp(one, camera) for one in found if np.linalg.norm(one.position - eye) < LAMPS_M]

    def _lamp(self, one: BurningLamp, camera: CameraModel) -> Any:  # noqa: ANN401
        data = bpy.data.lights.get(one.kind) or _beam(one)
        thing = bpy.data.objects.new(one.kind, data)
        self._scene.collection.objects.link(thing)
        thing.rotation_mode = "QUATERNION"
        frame = _frame_along(one.axis) if one.kind == "head" else np.eye(3)
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = frame, one.position
        moving = camera.velocity if one.placed == camera.carrier else (0.0, 0.0, 0.0)
        _move(thing, matrix, moving, camera.shutter_ns)
        return thing

    def _aim(self, camera: CameraModel) -> None:
        data, render = self._camera.data, self._scene.render
        render.resolution_x, render.resolution_y, render.resolution_percentage = camera.width, camera.height, 100
        data.sensor_fit, data.sensor_width = "HORIZONTAL", 36.0
        data.lens = camera.focal_x / camera.width * 36.0
        render.pixel_aspect_y = camera.focal_x / camera.focal_y
        # the middle of the picture lies half a pixel beyond that of the middle pixel
        data.shift_x = -(camera.centre_x - (camera.width - 1) / 2) / camera.width
        data.shift_y = (camera.centre_y - (camera.height - 1) / 2) / camera.width
        data.clip_start, data.clip_end = 0.05, 6_000.0
        self._camera.rotation_mode = "QUATERNION"
        matrix = camera.world_from_camera.copy()
        matrix[:3, 1:3] *= -1  # Blender's cameras look along -z with y up
        _move(self._camera, matrix, camera.velocity, camera.shutter_ns)


def _move(thing: Any, matrix: NDArray[np.float64], velocity: Sequence[float], shutter_ns: int) -> None:  # noqa: ANN401
    """Put a thing in its place in the middle of the exposure, moving by so much while the shutter is open."""
    thing.animation_data_clear()
    thing.rotation_quaternion = Matrix(matrix[:3, :3].tolist()).to_quaternion()
    thing.location = matrix[:3, 3].tolist()
    way = np.array(velocity) * shutter_ns * 1e-9 / SHUTTER_FRAMES
    if np.abs(way).max() < 1e-4:
        return
    for frame in (0, 1, 2):
        thing.location = (matrix[:3, 3] + way * (frame - 1)).tolist()
        thing.keyframe_insert("location", frame=frame)
    for line in _curves(thing):
        for key in line.keyframe_points:
            key.interpolation = "LINEAR"


def _curves(thing: Any) -> Any:  # noqa: ANN401
    return thing.animation_data.action.fcurves


def _frame_towards(direction: NDArray[np.float64]) -> list[list[float]]:
    """A rotation whose z axis is that direction: suns and cameras of Blender shine and look along -z."""
    z = direction / np.linalg.norm(direction)
    x = np.cross((0.0, 0.0, 1.0), z)
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z], axis=1).tolist()  # type: ignore[no-any-return]


def _frame_along(axis: NDArray[np.float64]) -> NDArray[np.float64]:
    """A rotation whose x axis is that direction, y level to the left."""
    x = axis / np.linalg.norm(axis)
    y = np.cross((0.0, 0.0, 1.0), x)
    y /= np.linalg.norm(y)
    return np.stack([x, y, np.cross(x, y)], axis=1)


def _beam(one: BurningLamp) -> Any:  # noqa: ANN401
    """A point light whose strength by direction is that of the lamp, from a map of azimuth and elevation."""
    width, height = BEAM
    reach = (1.3, 0.9) if one.kind == "head" else (np.pi, np.pi / 2)
    turn = ((np.arange(width) + 0.5) / width - 0.5) * 2 * reach[0]
    up = ((np.arange(height) + 0.5) / height - 0.5) * 2 * reach[1]
    flat = np.cos(up)[:, None]
    local = np.stack(
        [flat * np.cos(turn), flat * np.sin(turn), np.broadcast_to(np.sin(up)[:, None], (height, width))], axis=-1
    ).reshape(-1, 3)
    frame = _frame_along(one.axis) if one.kind == "head" else np.eye(3)
    strength = one.intensity((local @ frame.T).astype(np.float32))
    image = bpy.data.images.new(f"beam {one.kind}", width, height, float_buffer=True)
    image.colorspace_settings.name = "Non-Color"
    image.pixels.foreach_set(np.concatenate([strength, np.ones((len(strength), 1))], axis=1).astype(np.float32).ravel())
    image.pack()
    data = bpy.data.lights.new(one.kind, "POINT")
    # an irradiance over pi of 1 at 1 m, and a point light of power P has P / (4 pi) to every side
    data.energy, data.shadow_soft_size = 4 * np.pi**2, 0.06 if one.kind == "head" else 0.2
    data.use_nodes = True
    graph = Graph(data.node_tree)
    place = graph.add("TexCoord")
    x, y, z = graph.parts(place.outputs["Normal"])
    u = graph.plus(graph.times(graph.math("ARCTAN2", y, x), 0.5 / reach[0]), 0.5)
    v = graph.plus(graph.times(graph.math("ARCSINE", z), 0.5 / reach[1]), 0.5)
    texture = graph.add("TexImage", image=image, extension="CLIP", interpolation="Linear")
    graph.put(texture.inputs["Vector"], graph.vector(u, v, 0.0))
    shader, out = graph.add("Emission"), graph.add("OutputLight")
    graph.put(shader.inputs["Color"], texture.outputs["Color"])
    graph.put(out.inputs["Surface"], shader.outputs[0])
    return data


def _pixels(path: Path, camera: CameraModel) -> NDArray[np.float32]:
    image = bpy.data.images.load(str(path))
    image.colorspace_settings.name = "Non-Color"
    values = np.empty(camera.width * camera.height * 4, np.float32)
    image.pixels.foreach_get(values)
    bpy.data.images.remove(image)
    return values.reshape(camera.height, camera.width, 4)[::-1, :, :3].copy()
