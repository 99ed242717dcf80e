"""What the surfaces of the simulated world are made of: one table for pictures and LiDAR alike.

It must not know shapes, lights, nor how a pattern is drawn.

Colours are linear RGB albedos of common surfaces (asphalt 0.05 to 0.12, concrete 0.3, grass 0.1, white paint 0.75).
Reflectances at 905 nm are diffuse, at normal incidence: leaves and grass reflect near infrared strongly, water and
wet or dark surfaces hardly (ECOSTRESS spectral library; Velodyne's and Ouster's manuals for retro-reflectors).
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Colour = tuple[float, float, float]
Lamp = Literal["head", "tail", "brake", "indicator_left", "indicator_right", "street"]
Pattern = Literal[
    "plain", "asphalt", "marking", "plaster", "brick", "paving", "concrete", "grass", "leaf", "bark", "cloth",
    "tiles", "planks", "clapboard", "window", "curtain", "shelves",
]  # fmt: skip
DARK: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One surface.

    `coat` is the share of a clear layer or of glass in front that mirrors like a dielectric (0 none, 1 whole), `metal`
    the share that mirrors in its own colour. `emission` is radiance in the unit of `Light` (a white wall in noon sun
    is about 1); with `lamp` it shines only while that lamp of the thing is on. `tinted`: the colour is the tint of the
    thing, where it has one. `retro` is how many times brighter than a white wall it shines back where light came from.
    `passes` is the share of a LiDAR's light that goes through (panes).
    """

    colour: Colour
    pattern: Pattern = "plain"
    roughness: float = 0.8
    coat: float = 0.0
    metal: float = 0.0
    emission: Colour = DARK
    lamp: Lamp | None = None
    tinted: bool = False
    retro: float = 0.0
    reflectance: float = 0.3
    passes: float = 0.0


def _lens(lamp: Lamp, colour: Colour, emission: Colour) -> Material:
    return Material(
        colour=colour, roughness=0.1, coat=1.0, emission=emission, lamp=lamp, retro=8.0, reflectance=0.5, passes=0.2
    )


_TABLE = {
    # vehicles
    "paint": Material(colour=(0.35, 0.36, 0.37), roughness=0.35, coat=1.0, tinted=True, reflectance=0.35),
    "paint_white": Material(colour=(0.7, 0.7, 0.69), roughness=0.35, coat=1.0, reflectance=0.7),
    "enamel": Material(colour=(0.025, 0.055, 0.085), roughness=0.35, coat=0.8, reflectance=0.2),
    "glass": Material(colour=(0.012, 0.014, 0.015), roughness=0.02, coat=1.0, reflectance=0.04, passes=0.75),
    "tyre": Material(colour=(0.022, 0.022, 0.023), roughness=0.85, reflectance=0.05),
    "rim": Material(colour=(0.52, 0.53, 0.55), roughness=0.35, metal=0.8, reflectance=0.45),
    "chrome": Material(colour=(0.7, 0.7, 0.72), roughness=0.12, metal=1.0, reflectance=0.5),
    "trim": Material(colour=(0.025, 0.025, 0.027), roughness=0.55, coat=0.3, reflectance=0.06),
    "underbody": Material(colour=(0.015, 0.015, 0.015), roughness=0.9, reflectance=0.05),
    "plate": Material(colour=(0.72, 0.72, 0.66), roughness=0.4, retro=20.0, reflectance=0.7),
    "tarpaulin": Material(colour=(0.55, 0.57, 0.58), roughness=0.5, coat=0.15, tinted=True, reflectance=0.55),
    "steel": Material(colour=(0.3, 0.31, 0.32), roughness=0.45, metal=0.6, reflectance=0.35),
    "stripe_red": Material(colour=(0.55, 0.02, 0.02), roughness=0.4, retro=80.0, reflectance=0.7),
    "stripe_yellow": Material(colour=(0.75, 0.5, 0.03), roughness=0.4, retro=80.0, reflectance=0.8),
    "lens_clear": Material(colour=(0.55, 0.56, 0.58), roughness=0.08, coat=1.0, reflectance=0.3, passes=0.4),
    "lens_red": Material(colour=(0.16, 0.006, 0.006), roughness=0.12, coat=1.0, retro=30.0, reflectance=0.4),
    "lamp_head": _lens("head", (0.75, 0.76, 0.78), (6.0, 5.6, 4.9)),
    "lamp_tail": _lens("tail", (0.3, 0.012, 0.01), (0.16, 0.005, 0.003)),
    "lamp_brake": _lens("brake", (0.3, 0.012, 0.01), (0.9, 0.025, 0.012)),
    "lamp_left": _lens("indicator_left", (0.5, 0.2, 0.02), (0.9, 0.32, 0.015)),
    "lamp_right": _lens("indicator_right", (0.5, 0.2, 0.02), (0.9, 0.32, 0.015)),
    # people
    "skin": Material(colour=(0.42, 0.25, 0.18), roughness=0.6, reflectance=0.5),
    "hair": Material(colour=(0.035, 0.022, 0.015), roughness=0.6, reflectance=0.2),
    "coat": Material(colour=(0.05, 0.055, 0.075), pattern="cloth", roughness=0.95, tinted=True, reflectance=0.25),
    "trousers": Material(colour=(0.03, 0.035, 0.05), pattern="cloth", roughness=0.95, reflectance=0.3),
    "shoe": Material(colour=(0.03, 0.025, 0.022), roughness=0.6, reflectance=0.1),
    "bag": Material(colour=(0.1, 0.045, 0.025), roughness=0.6, reflectance=0.3),
    # ways
    "asphalt": Material(colour=(0.075, 0.074, 0.073), pattern="asphalt", roughness=0.85, reflectance=0.17),
    "asphalt_pale": Material(colour=(0.12, 0.118, 0.113), pattern="asphalt", roughness=0.85, reflectance=0.22),
    "marking": Material(colour=(0.62, 0.62, 0.59), pattern="marking", roughness=0.6, retro=3.0, reflectance=0.65),
    "kerb": Material(colour=(0.24, 0.235, 0.225), pattern="concrete", roughness=0.8, reflectance=0.35),
    "paving": Material(colour=(0.21, 0.2, 0.19), pattern="paving", roughness=0.8, reflectance=0.3),
    "concrete": Material(colour=(0.28, 0.275, 0.265), pattern="concrete", roughness=0.85, reflectance=0.4),
    "grass": Material(colour=(0.065, 0.1, 0.03), pattern="grass", roughness=0.95, reflectance=0.5),
    "iron": Material(colour=(0.035, 0.036, 0.038), roughness=0.6, metal=0.3, reflectance=0.12),
    # plants
    "leaf": Material(colour=(0.045, 0.085, 0.018), pattern="leaf", roughness=0.55, tinted=True, reflectance=0.5),
    "bark": Material(colour=(0.075, 0.058, 0.043), pattern="bark", roughness=0.95, reflectance=0.3),
    # houses
    "plaster": Material(colour=(0.42, 0.37, 0.3), pattern="plaster", roughness=0.9, tinted=True, reflectance=0.5),
    "brick": Material(colour=(0.24, 0.085, 0.05), pattern="brick", roughness=0.9, tinted=True, reflectance=0.4),
    "stone": Material(colour=(0.36, 0.335, 0.29), pattern="concrete", roughness=0.85, reflectance=0.45),
    "frame": Material(colour=(0.58, 0.57, 0.54), roughness=0.5, coat=0.2, reflectance=0.55),
    "door": Material(colour=(0.06, 0.035, 0.02), pattern="planks", roughness=0.5, coat=0.3, reflectance=0.25),
    "roof": Material(colour=(0.12, 0.05, 0.035), pattern="tiles", roughness=0.85, reflectance=0.3),
    "slate": Material(colour=(0.06, 0.062, 0.068), pattern="tiles", roughness=0.7, reflectance=0.15),
    "pane": Material(colour=(0.02, 0.023, 0.026), pattern="window", roughness=0.02, coat=1.0, reflectance=0.05,
                     passes=0.7),
    "pane_lit": Material(colour=(0.05, 0.045, 0.04), pattern="curtain", roughness=0.02, coat=1.0,
                         emission=(0.055, 0.031, 0.013), reflectance=0.05, passes=0.7),
    "room": Material(colour=(0.5, 0.42, 0.33), emission=(0.02, 0.0125, 0.006), reflectance=0.5),
    "room_lit": Material(colour=(0.55, 0.48, 0.4), emission=(0.085, 0.058, 0.03), reflectance=0.5),
    "ware": Material(colour=(0.3, 0.22, 0.12), emission=(0.012, 0.01, 0.008), reflectance=0.4),
    "shop_lit": Material(colour=(0.05, 0.05, 0.05), pattern="shelves", roughness=0.02, coat=1.0,
                         emission=(0.075, 0.056, 0.035), reflectance=0.05, passes=0.7),
    "fascia": Material(colour=(0.05, 0.09, 0.07), roughness=0.5, coat=0.3, tinted=True, reflectance=0.3),
    "awning": Material(colour=(0.3, 0.06, 0.045), pattern="cloth", roughness=0.9, reflectance=0.4),
    "gravel": Material(colour=(0.2, 0.19, 0.17), pattern="concrete", roughness=0.95, reflectance=0.3),
    # furniture of roads
    "galvanised": Material(colour=(0.4, 0.41, 0.42), roughness=0.5, metal=0.5, reflectance=0.45),
    "lamp_street": Material(colour=(0.7, 0.68, 0.6), roughness=0.2, emission=(2.6, 1.75, 0.9), lamp="street",
                            reflectance=0.4),
    "post_white": Material(colour=(0.68, 0.68, 0.66), roughness=0.5, reflectance=0.65),
    "sign_blue": Material(colour=(0.01, 0.055, 0.3), roughness=0.4, retro=60.0, reflectance=0.55),
    "sign_white": Material(colour=(0.72, 0.72, 0.72), roughness=0.4, retro=90.0, reflectance=0.8),
    "sign_red": Material(colour=(0.48, 0.015, 0.02), roughness=0.4, retro=60.0, reflectance=0.7),
    "sign_yellow": Material(colour=(0.72, 0.45, 0.02), roughness=0.4, retro=60.0, reflectance=0.75),
    "sign_black": Material(colour=(0.02, 0.02, 0.02), roughness=0.5, reflectance=0.06),
    "bin": Material(colour=(0.03, 0.06, 0.035), roughness=0.55, coat=0.2, tinted=True, reflectance=0.15),
    "reflector_red": Material(colour=(0.5, 0.01, 0.01), roughness=0.3, retro=120.0, reflectance=0.8),
    "barrier": Material(colour=(0.2, 0.22, 0.19), pattern="clapboard", roughness=0.8, reflectance=0.35),
}  # fmt: skip

MATERIALS = MappingProxyType(_TABLE)
"""All materials by name."""
NAMES = tuple(_TABLE)
"""The names in the order of `INDEX`."""
INDEX = MappingProxyType({name: number for number, name in enumerate(NAMES)})
"""The number of each material, as `Shape.material` has it; it may change from one version to the next."""
