"""The lamps of a stage that light things: head lamps of vehicles and street lamps.

A lamp sits where the material of its lens is. Intensities are radiant intensity over pi, in the unit of `Light` times
m2. It must not know what the lamps light.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.simulate.world.light import Light
from app.simulate.world.placed import Placed

Floats = NDArray[np.float32]
HEAD_COLOUR = (1.0, 0.94, 0.82)
STREET_COLOUR = (1.0, 0.66, 0.34)
HEAD_INTENSITY = 26.0
STREET_INTENSITY = 2.1
HEAD_REACH_M = 75.0
STREET_REACH_M = 24.0
# so that a lens does not shade its lamp, m
_BEFORE_LENS = np.array([0.12, 0.0, 0.0])
_BELOW_LENS = np.array([0.0, 0.0, -0.08])


@dataclass(frozen=True, slots=True, eq=False)
class BurningLamp:
    """A lamp that is on: where it is, its axis (unit, map frame) and what it is; `placed` is the id of its thing.

    `strength` is `Light.lamp_strength`.
    """

    kind: Literal["head", "street"]
    position: NDArray[np.float64]
    axis: NDArray[np.float64]
    placed: int
    strength: float

    @property
    def reach_m(self) -> float:
        """Beyond it the lamp lights nothing that a camera would see."""
        return HEAD_REACH_M if self.kind == "head" else STREET_REACH_M

    def intensity(self, away: Floats) -> Floats:
        """Towards unit directions (n, 3) away from the lamp: float32 (n, 3)."""
        if self.kind == "head":
            return _low_beam(self.axis, away)[:, None] * (
                self.strength * HEAD_INTENSITY * np.array(HEAD_COLOUR, np.float32)
            )
        # a street lamp spreads along the road: brightest 50 to 60 degrees off the vertical, nothing above the level
        down = np.clip(-away[:, 2], 0, 1)
        spread = np.clip(down / 0.25, 0, 1) * (0.55 + 0.45 * (1 - down))
        return np.asarray(spread[:, None] * (self.strength * STREET_INTENSITY * np.array(STREET_COLOUR)), np.float32)


def _low_beam(axis: NDArray[np.float64], away: Floats) -> Floats:
    """Relative intensity of a dipped beam for right-hand traffic, after the zones of UN R149.

    Sharp cut 0.6 degrees below the level on the left, rising by 15 degrees to the right; hot spot just below it.
    """
    forward = (axis / np.linalg.norm(axis)).astype(np.float32)
    left = np.array([-forward[1], forward[0], 0], np.float32)
    left /= np.linalg.norm(left)
    upward = np.cross(forward, left)
    ahead = away @ forward
    aside, height = np.arctan2(away @ left, ahead), np.arctan2(away @ upward, np.maximum(ahead, 1e-3))
    cut = np.where(aside > 0, -0.0105, -0.0105 + 0.2 * np.clip(-aside, 0, 0.11))
    below = np.clip((cut - height) / 0.012 + 0.5, 0, 1)
    under = np.clip(cut - height, 0, None)
    spot = np.exp(-((aside / 0.13) ** 2) - under / 0.045)
    spread = np.exp(-((aside / 0.42) ** 2) - under / 0.17)
    shaped = below * (0.72 * spot + 0.28 * spread) + 0.012 * np.exp(-((aside / 0.5) ** 2) - (height / 0.35) ** 2)
    return np.where(ahead > 0, shaped, 0).astype(np.float32)


def burning(placed: Sequence[Placed], light: Light) -> tuple[BurningLamp, ...]:
    """The lamps that are on among things in their places, in that light."""
    found: list[BurningLamp] = []
    for one in placed:
        rotation, origin = one.world_from_shape[:3, :3], one.world_from_shape[:3, 3]
        if "head" in one.lamps:
            found.extend(
                BurningLamp(
                    "head", rotation @ (middle + _BEFORE_LENS) + origin, rotation[:, 0], one.id, light.lamp_strength
                )
                for middle in one.shape.centres("lamp_head")
            )
        if light.street_lamps and one.shape.name.startswith("street_lamp"):
            found.extend(
                BurningLamp(
                    "street", rotation @ (middle + _BELOW_LENS) + origin, -rotation[:, 2], one.id, light.lamp_strength
                )
                for middle in one.shape.centres("lamp_street")
            )
    return tuple(found)
