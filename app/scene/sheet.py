"""The part of a map that is seen: which point of the plane is in the middle, how large, and how it is turned.

It must not know what is on the map, nor Qt. Pixels count from the upper left corner, y down.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from app.scene.geodesy import Array
from app.scene.wording import number

FINEST, COARSEST = 0.002, 20_000.0
"""Metres a pixel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A view onto the plane. `up`: which way is up, radians clockwise from the plane's y."""

    x: float = 0.0
    y: float = 0.0
    metres: float = 0.3
    """A pixel."""
    up: float = 0.0
    width: int = 1
    height: int = 1

    def pixels(self, places: Array) -> Array:
        """Pixels (n, 2) of places (n, 2)."""
        sine, cosine = math.sin(self.up), math.cos(self.up)
        east, north = places[:, 0] - self.x, places[:, 1] - self.y
        return np.stack(
            [
                self.width / 2 + (east * cosine - north * sine) / self.metres,
                self.height / 2 - (east * sine + north * cosine) / self.metres,
            ],
            axis=1,
        )

    def place(self, pixel_x: float, pixel_y: float) -> tuple[float, float]:
        """The point of the plane below a pixel."""
        right, ahead = (pixel_x - self.width / 2) * self.metres, (self.height / 2 - pixel_y) * self.metres
        sine, cosine = math.sin(self.up), math.cos(self.up)
        return self.x + right * cosine + ahead * sine, self.y - right * sine + ahead * cosine

    def zoomed(self, factor: float, pixel_x: float, pixel_y: float) -> "Sheet":
        """As near by a factor; what is below that pixel stays there."""
        metres = min(max(self.metres / factor, FINEST), COARSEST)
        held = self.place(pixel_x, pixel_y)
        moved = replace(self, metres=metres).place(pixel_x, pixel_y)
        return replace(self, metres=metres, x=self.x + held[0] - moved[0], y=self.y + held[1] - moved[1])

    def dragged(self, right: float, down: float) -> "Sheet":
        """With the paper drawn along by so many pixels."""
        middle = self.place(self.width / 2 - right, self.height / 2 - down)
        return replace(self, x=middle[0], y=middle[1])

    def onto(self, x: float, y: float) -> "Sheet":
        """With that point in the middle."""
        return replace(self, x=x, y=y)

    def around(self, places: Array) -> "Sheet":
        """With all of these places in view, as large as they fit."""
        there = places[np.isfinite(places).all(axis=1)]
        if not len(there):
            return self
        low, high = there.min(axis=0), there.max(axis=0)
        middle = self.onto(*((low + high) / 2).tolist())
        reach = np.abs(middle.pixels(there) - (self.width / 2, self.height / 2)).max(axis=0) * self.metres
        room = np.maximum(np.array([self.width, self.height]) / 2 * 0.86, 1.0)
        return replace(middle, metres=min(max(float((reach / room).max()), 20 * FINEST), COARSEST))

    def window(self, share: float = 0.0) -> tuple[float, float, float, float]:
        """Least x and y and largest x and y that are seen, and `share` of the width and height more at each side."""
        wide, high = self.width * share, self.height * share
        corners = [
            self.place(x, y)
            for x, y in (
                (-wide, -high), (self.width + wide, -high), (-wide, self.height + high),
                (self.width + wide, self.height + high),
            )
        ]  # fmt: skip
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def step(self, pixels: float) -> float:
        """The round length 1, 2 or 5 times a power of ten, in metres, that is at most so many pixels long."""
        most = max(pixels, 1.0) * self.metres
        power = 10.0 ** math.floor(math.log10(most))
        return next(round_ * power for round_ in (5.0, 2.0, 1.0) if round_ * power <= most * (1 + 1e-9))


def length(metres: float, step: float) -> str:
    """A multiple of a round step in words: `20 m`, `2.5 km`, `50 cm`; all of one scale in one unit."""
    unit, factor = (
        ("km", 1e-3) if step >= 500 else ("m", 1.0) if step >= 0.5 else ("cm", 1e2) if step >= 0.005 else ("mm", 1e3)
    )
    digits = max(0, -math.floor(math.log10(step * factor) + 1e-9))
    return f"{number(metres * factor, digits)} {unit}"
