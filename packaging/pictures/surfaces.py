"""The materials of the samples as Blender's path tracer takes them: the same table, patterns drawn by shader nodes.

It must not know where things stand.
"""

from collections.abc import Callable
from typing import Any

import bpy  # type: ignore[import-not-found]
from pictures.nodes import Graph, Socket

from app.simulate.world.light import Light
from app.simulate.world.material import MATERIALS, Material

Pattern = Callable[[Graph, Socket, Socket], tuple[Socket, Socket | None]]
RETRO_INTENSITY = 1.1
"""Radiant intensity over pi that the vehicle's own lamps have towards signs, above the cut of the beam."""


def material(name: str, light: Light, *, on: bool, own_lamps: bool) -> Any:  # noqa: ANN401 - Blender has no types
    """The Blender material of that name; `on`: its lamp burns; `own_lamps`: the camera's vehicle lights signs."""
    key = f"{name}{' on' if on else ''}"
    known = bpy.data.materials.get(key)
    if known is not None:
        return known
    made = bpy.data.materials.new(key)
    made.use_nodes = True
    graph = Graph(made.node_tree)
    table = MATERIALS[name]
    # windows and lenses shine into the picture and by chance, lamps that light the street are lights of their own
    made.cycles.emission_sampling = "NONE"
    burns = on or table.lamp is None
    shader = _hazed(graph, _shader(graph, table, light, on=burns, own_lamps=own_lamps), light)
    # light that has bounced sees no pattern: Cycles leaves out the branch that is not taken, most of the work
    path = graph.add("LightPath")
    out = graph.add("OutputMaterial")
    graph.put(out.inputs["Surface"], graph.blend(path.outputs["Is Camera Ray"], _plain(graph, table, on=burns), shader))
    return made


def _plain(graph: Graph, table: Material, *, on: bool) -> Socket:
    """The surface without pattern, coat and haze."""
    colour: Socket = table.colour
    if table.tinted:
        info = graph.add("ObjectInfo")
        colour = graph.mix(info.outputs["Alpha"], table.colour, info.outputs["Color"])
    body = graph.add("BsdfDiffuse")
    graph.put(body.inputs["Color"], colour)
    if not (on and max(table.emission) > 0):
        return body.outputs[0]
    both, light = graph.add("AddShader"), graph.add("Emission")
    graph.put(light.inputs["Color"], table.emission)
    graph.put(both.inputs[0], body.outputs[0])
    graph.put(both.inputs[1], light.outputs[0])
    return both.outputs[0]


def _shader(graph: Graph, table: Material, light: Light, *, on: bool, own_lamps: bool) -> Socket:
    places = graph.add("TexCoord")
    at, flat = places.outputs["Object"], _unrolled(graph, places)
    colour: Socket = table.colour
    if table.tinted:
        info = graph.add("ObjectInfo")
        colour = graph.mix(info.outputs["Alpha"], table.colour, info.outputs["Color"])
    glow, bump = table.emission if on else (0.0, 0.0, 0.0), None
    if table.pattern in PATTERNS:
        factor, bump = PATTERNS[table.pattern](graph, at, flat)
        if table.pattern in ("curtain", "shelves"):
            glow = graph.shade(glow, factor)
        else:
            colour = graph.shade(colour, factor)
    if table.pattern == "leaf":
        return _leaf(graph, colour)
    shader = graph.add("BsdfPrincipled")
    graph.put(shader.inputs["Roughness"], table.roughness)
    graph.put(shader.inputs["Metallic"], table.metal)
    if table.coat > 0.6 and table.roughness > 0.3:
        graph.put(shader.inputs["Coat Weight"], table.coat)
        graph.put(shader.inputs["Coat Roughness"], 0.03)
    if light.wetness > 0 and table.pattern in ("asphalt", "marking", "paving", "concrete"):
        colour = _wet(graph, shader, colour, at, light.wetness)
    graph.put(shader.inputs["Base Color"], colour)
    if max(table.emission) > 0 and on:
        graph.put(shader.inputs["Emission Color"], glow)
        graph.put(shader.inputs["Emission Strength"], 1.0)
    elif table.retro > 0 and own_lamps and light.street_lamps:
        _retro(graph, shader, colour, table.retro)
    if bump is not None:
        node = graph.add("Bump")
        graph.put(node.inputs["Strength"], 0.35)
        graph.put(node.inputs["Distance"], 0.01)
        graph.put(node.inputs["Height"], bump)
        graph.put(shader.inputs["Normal"], node.outputs[0])
    return shader.outputs[0]


def _retro(graph: Graph, shader: Any, colour: Socket, retro: float) -> None:  # noqa: ANN401
    """What throws light back to the lamp beside the camera, falling with the square of the distance."""
    path = graph.add("LightPath")
    square = graph.math("POWER", graph.math("MAXIMUM", path.outputs["Ray Length"], 3.0), 2.0)
    strength = graph.math("MINIMUM", graph.math("DIVIDE", retro * RETRO_INTENSITY, square), 0.12)
    graph.put(shader.inputs["Emission Color"], colour)
    graph.put(shader.inputs["Emission Strength"], graph.times(strength, path.outputs["Is Camera Ray"]))


def _leaf(graph: Graph, colour: Socket) -> Socket:
    """A leaf lets some of the light through, yellower."""
    front, through, gloss = graph.add("BsdfDiffuse"), graph.add("BsdfTranslucent"), graph.add("BsdfGlossy")
    graph.put(front.inputs["Color"], colour)
    graph.put(through.inputs["Color"], graph.shade(colour, (1.7, 1.5, 0.7)))
    graph.put(gloss.inputs["Roughness"], 0.45)
    body = graph.blend(0.38, front.outputs[0], through.outputs[0])
    return graph.blend(0.05, body, gloss.outputs[0])


def _wet(graph: Graph, shader: Any, colour: Socket, at: Socket, wetness: float) -> Socket:  # noqa: ANN401
    """A film of water over dark pores, and puddles."""
    pools = graph.ramp(graph.noise(at, 0.16, detail=4.0, stretch=(0.5, 1.0, 1.0)), 0.5, 0.58)
    graph.put(shader.inputs["Roughness"], 0.6)
    graph.put(shader.inputs["Coat Weight"], graph.plus(0.55 * wetness, graph.times(pools, 0.45 * wetness)))
    film = graph.plus(0.2, graph.times(graph.noise(at, 40.0), 0.12))
    graph.put(shader.inputs["Coat Roughness"], graph.plus(graph.times(graph.minus(1.0, pools), film), 0.03))
    graph.put(shader.inputs["Coat IOR"], 1.33)
    return graph.shade(colour, graph.plus(1 - 0.45 * wetness, graph.times(pools, -0.15 * wetness)))


def _hazed(graph: Graph, shader: Socket, light: Light) -> Socket:
    """The surface seen through haze (Koschmieder 1924), by the length of the camera's ray."""
    path, view = graph.add("LightPath"), graph.add("NewGeometry")
    kept = graph.math("EXPONENT", graph.times(path.outputs["Ray Length"], -3.912 / light.haze_m))
    share = graph.times(graph.minus(1.0, kept), path.outputs["Is Camera Ray"])
    sunward = graph.math("MAXIMUM", graph.dot(view.outputs["Incoming"], tuple(-light.to_sun)), 0.0)
    air = graph.add("Emission")
    glow = graph.shade(tuple(0.4 * one for one in light.glow), graph.math("POWER", sunward, 4.0))
    node = graph.add("Mix", data_type="RGBA", blend_type="ADD")
    graph.put(node.inputs[0], 1.0)
    graph.put(node.inputs[6], tuple(0.85 * one for one in light.horizon))
    graph.put(node.inputs[7], glow)
    graph.put(air.inputs["Color"], node.outputs[2])
    return graph.blend(share, shader, air.outputs[0])


def _unrolled(graph: Graph, places: Any) -> Socket:  # noqa: ANN401
    """Coordinates along the surface in m: x, y on level ground; on walls the way along them and the height."""
    x, y, z = graph.parts(places.outputs["Object"])
    across, aside, up = (graph.math("ABSOLUTE", part) for part in graph.parts(places.outputs["Normal"]))
    level = graph.math("GREATER_THAN", up, 0.7)
    front = graph.math("GREATER_THAN", across, aside)

    def choose(share: Socket, first: Socket, second: Socket) -> Socket:
        return graph.plus(graph.times(share, second), graph.times(graph.minus(1.0, share), first))

    return graph.vector(choose(level, choose(front, x, y), x), choose(level, z, y), 0.0)


def _about_one(graph: Graph, *parts: tuple[Socket, float]) -> Socket:
    """1 plus noises about their means, each by its strength."""
    return graph.plus(1.0, *(graph.times(graph.minus(noise, 0.5), strength) for noise, strength in parts))


def _asphalt(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    grain, broad = graph.noise(at, 55.0, detail=2.0), graph.noise(at, 0.11)
    along = graph.noise(at, 0.9, stretch=(0.03, 1.0, 1.0))
    shade = _about_one(graph, (grain, 0.9), (broad, 0.8), (along, 0.7), (graph.noise(at, 1.6), 0.35))
    chance, edge = graph.bricks(flat, 7.3, 1.9, 0.012, shift=0.0)
    chance = graph.parts(chance)[0]
    patch = graph.math("GREATER_THAN", chance, 0.93)
    shade = graph.times(shade, graph.minus(1.0, graph.times(patch, 0.34)))
    beside = graph.math("GREATER_THAN", graph.noise(at, 0.08), 0.56)
    shade = graph.times(shade, graph.minus(1.0, graph.times(edge, beside, 0.4)))
    cells = graph.add("TexVoronoi", feature="DISTANCE_TO_EDGE")
    bent = graph.add("VectorMath", operation="MULTIPLY_ADD")
    wander = graph.add("TexNoise")
    graph.put(wander.inputs["Scale"], 1.3)
    graph.put(wander.inputs["Vector"], at)
    for socket, value in zip(bent.inputs, (wander.outputs["Color"], (1.6, 1.6, 0.0), at), strict=False):
        graph.put(socket, value)
    graph.put(cells.inputs["Vector"], bent.outputs[0])
    graph.put(cells.inputs["Scale"], 0.28)
    crack = graph.times(graph.ramp(cells.outputs["Distance"], 0.006, 0.002), graph.ramp(broad, 0.54, 0.6))
    return graph.times(shade, graph.minus(1.0, graph.times(crack, 0.65))), grain


def _marking(graph: Graph, at: Socket, _flat: Socket) -> tuple[Socket, Socket | None]:
    worn = graph.plus(graph.noise(at, 1.4, detail=5.0), graph.times(graph.noise(at, 70.0, detail=2.0), 0.55))
    gone = graph.ramp(worn, 0.86, 0.98)
    dirt = _about_one(graph, (graph.noise(at, 0.8, stretch=(0.05, 1.0, 1.0)), 0.8), (graph.noise(at, 30.0), 0.3))
    return graph.times(dirt, graph.minus(1.0, graph.times(gone, 0.75))), None


def _plaster(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    streaks = graph.noise(flat, 0.9, stretch=(1.0, 0.1, 1.0))
    height = graph.parts(at)[2]
    foot = graph.minus(1.0, graph.times(graph.ramp(height, 1.4, 0.0), 0.3))
    grain = graph.noise(at, 45.0, detail=2.0)
    shade = _about_one(graph, (graph.noise(at, 0.25), 0.5), (streaks, 0.5), (grain, 0.25))
    return graph.times(shade, foot), grain


def _brick(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    tone, joint = graph.bricks(flat, 0.25, 0.083, 0.009)
    tone = graph.parts(tone)[0]
    shade = _about_one(graph, (tone, 0.6), (graph.noise(at, 0.35), 0.6), (graph.noise(at, 30.0), 0.3))
    colour = graph.mix(graph.times(joint, 0.8), (1.0, 1.0, 1.0), (1.35, 2.6, 3.6))
    return graph.shade(colour, shade), graph.minus(1.0, joint)


def _paving(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    tone, joint = graph.bricks(flat, 0.5, 0.5, 0.008)
    tone = graph.parts(tone)[0]
    shade = _about_one(graph, (tone, 0.35), (graph.noise(at, 0.3), 0.8), (graph.noise(at, 40.0), 0.35))
    return graph.times(shade, graph.minus(1.0, graph.times(joint, 0.6))), graph.minus(1.0, joint)


def _concrete(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    streaks = graph.noise(flat, 1.2, stretch=(1.0, 0.15, 1.0))
    grain = graph.noise(at, 35.0)
    return _about_one(graph, (graph.noise(at, 0.4), 0.7), (streaks, 0.6), (grain, 0.35)), grain


def _grass(graph: Graph, at: Socket, _flat: Socket) -> tuple[Socket, Socket | None]:
    tufts = graph.noise(at, 2.2, detail=6.0)
    dry = graph.ramp(graph.noise(at, 0.06, detail=5.0), 0.42, 0.68)
    colour = graph.mix(dry, (1.0, 1.0, 1.0), (2.0, 1.25, 1.2))
    return graph.shade(colour, _about_one(graph, (tufts, 1.7), (graph.noise(at, 24.0), 1.1))), tufts


def _leaf_pattern(graph: Graph, at: Socket, _flat: Socket) -> tuple[Socket, Socket | None]:
    info = graph.add("ObjectInfo")
    tone = graph.mix(info.outputs["Random"], (0.75, 0.95, 0.9), (1.35, 1.05, 1.1))
    clump = graph.mix(graph.noise(at, 1.3), (0.5, 0.75, 0.8), (1.6, 1.25, 1.1))
    return graph.shade(graph.shade(tone, clump), _about_one(graph, (graph.noise(at, 9.0), 1.6))), None


def _bark(graph: Graph, at: Socket, _flat: Socket) -> tuple[Socket, Socket | None]:
    ridges = graph.noise(at, 26.0, stretch=(1.0, 1.0, 0.16))
    return _about_one(graph, (ridges, 1.8)), ridges


def _cloth(graph: Graph, at: Socket, _flat: Socket) -> tuple[Socket, Socket | None]:
    folds = graph.noise(at, 7.0, stretch=(1.0, 1.0, 0.4))
    return _about_one(graph, (folds, 0.9), (graph.noise(at, 260.0), 0.4)), folds


def _tiles(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    tone, joint = graph.bricks(flat, 0.3, 0.32, 0.02)
    tone = graph.parts(tone)[0]
    return graph.times(_about_one(graph, (tone, 0.6), (graph.noise(at, 0.4), 0.7)),
                       graph.minus(1.0, graph.times(joint, 0.5))), None  # fmt: skip


def _planks(graph: Graph, _at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    tone, joint = graph.bricks(flat, 0.14, 4.0, 0.006, shift=0.0)
    tone = graph.parts(tone)[0]
    grain = graph.noise(flat, 9.0, stretch=(3.0, 0.2, 1.0))
    return graph.times(_about_one(graph, (tone, 0.3), (grain, 0.6)), graph.minus(1.0, graph.times(joint, 0.5))), None


def _clapboard(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    return _about_one(graph, (graph.noise(flat, 0.9, stretch=(1.0, 0.1, 1.0)), 0.7), (graph.noise(at, 12.0), 0.3)), None


def _window(graph: Graph, _at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    tone = graph.parts(graph.bricks(flat, 1.7, 2.6, 0.0, shift=0.0)[0])[0]
    return graph.plus(1.0, graph.times(graph.math("GREATER_THAN", tone, 0.7), 4.0)), None


def _curtain(graph: Graph, at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    info = graph.add("ObjectInfo")
    tone = graph.parts(graph.bricks(flat, 1.7, 2.6, 0.0, shift=0.0)[0])[0]
    warmth = graph.mix(
        graph.math("FRACT", graph.plus(tone, info.outputs["Random"])), (1.0, 0.82, 0.6), (1.0, 1.15, 1.4)
    )
    return graph.shade(warmth, graph.plus(0.35, tone, graph.times(graph.noise(at, 1.1), 0.4))), None


def _shelves(graph: Graph, _at: Socket, flat: Socket) -> tuple[Socket, Socket | None]:
    node = graph.add("TexWhiteNoise", noise_dimensions="2D")
    x, y, _ = graph.parts(flat)
    column, row = graph.math("FLOOR", graph.times(x, 1 / 0.13)), graph.math("FLOOR", graph.times(y, 1 / 0.42))
    graph.put(node.inputs["Vector"], graph.vector(column, row, 0.0))
    board = graph.math("LESS_THAN", graph.math("FRACT", graph.times(y, 1 / 0.42)), 0.1)
    tone, hue, blue = graph.parts(node.outputs["Color"])
    colour = graph.vector(1.0, graph.plus(0.62, graph.times(hue, 0.38)), graph.plus(0.4, graph.times(blue, 0.45)))
    lit = graph.times(graph.plus(0.25, graph.times(tone, 0.85)), graph.minus(1.0, graph.times(board, 0.6)))
    return graph.shade(colour, lit), None


PATTERNS: dict[str, Pattern] = {
    "asphalt": _asphalt, "marking": _marking, "plaster": _plaster, "brick": _brick, "paving": _paving,
    "concrete": _concrete, "grass": _grass, "leaf": _leaf_pattern, "bark": _bark, "cloth": _cloth, "tiles": _tiles,
    "planks": _planks, "clapboard": _clapboard, "window": _window, "curtain": _curtain, "shelves": _shelves,
}  # fmt: skip
