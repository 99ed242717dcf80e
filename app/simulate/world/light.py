"""The light that falls on the simulated world: sun, sky, street lamps, and what rain does to it.

Radiance is in units of a white wall in noon sun; an irradiance is divided by pi, so that a matt surface sends out its
albedo times it. It must not know what the light falls on.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from app.simulate.world.material import Colour

Preset = Literal["day", "dusk", "low_sun", "overcast", "rain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Sun, sky and weather.

    `sun` is the irradiance of a surface that faces the sun; its azimuth is measured anticlockwise from the map's x.
    `zenith` and `horizon` are radiances of the sky, `glow` that of the sky around the sun, `clouds` the share of the
    sky that they cover. `street_lamps`: whether they are on. `wetness` 0 (dry) to 1 (standing water), `rain` the share
    of the picture that streaks touch, `haze_m` the meteorological range (contrast falls to 2 %; Koschmieder 1924).
    `lamp_strength` is that of lamps against this light: dusk is drawn some hundred times brighter than it is, for a
    sensor of few stops, and lamps with it; by day they would outshine the sun. `exposure` is what the automatic
    exposure of a camera would settle at.
    """

    sun_elevation_deg: float
    sun_azimuth_deg: float
    sun: Colour
    zenith: Colour
    horizon: Colour
    glow: Colour
    clouds: float
    street_lamps: bool
    wetness: float
    rain: float
    haze_m: float
    exposure: float
    lamp_strength: float = 1.0

    @classmethod
    def preset(cls, name: Preset) -> "Light":
        """A light with a name."""
        return _PRESETS[name]

    @property
    def to_sun(self) -> NDArray[np.float64]:
        """Unit vector towards the sun, map frame."""
        elevation, azimuth = np.radians([self.sun_elevation_deg, self.sun_azimuth_deg])
        return np.array(
            [np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)], np.float64
        )

    def document(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Self:
        """What `document` was made of; raises TypeError if it is none."""
        values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in document.items()}
        return cls(**values)


_PRESETS: dict[Preset, Light] = {
    "day": Light(
        sun_elevation_deg=48, sun_azimuth_deg=70, sun=(0.92, 0.87, 0.78), zenith=(0.09, 0.16, 0.33),
        horizon=(0.3, 0.36, 0.42), glow=(0.3, 0.28, 0.24), clouds=0.35, street_lamps=False, wetness=0.0, rain=0.0,
        haze_m=12_000, exposure=2.1, lamp_strength=0.01,
    ),
    "dusk": Light(
        sun_elevation_deg=1.5, sun_azimuth_deg=14, sun=(0.0, 0.0, 0.0), zenith=(0.013, 0.0165, 0.026),
        horizon=(0.034, 0.0255, 0.0185), glow=(0.055, 0.027, 0.009), clouds=0.42, street_lamps=True, wetness=0.0,
        rain=0.0, haze_m=5_000, exposure=19.0,
    ),
    "low_sun": Light(
        sun_elevation_deg=11, sun_azimuth_deg=38, sun=(0.72, 0.5, 0.29), zenith=(0.07, 0.105, 0.19),
        horizon=(0.3, 0.25, 0.19), glow=(0.55, 0.38, 0.2), clouds=0.3, street_lamps=False, wetness=0.0, rain=0.0,
        haze_m=7_000, exposure=2.2, lamp_strength=0.015,
    ),
    "overcast": Light(
        sun_elevation_deg=35, sun_azimuth_deg=60, sun=(0.0, 0.0, 0.0), zenith=(0.2, 0.21, 0.225),
        horizon=(0.13, 0.138, 0.148), glow=(0.02, 0.02, 0.02), clouds=0.95, street_lamps=False, wetness=0.0, rain=0.0,
        haze_m=4_000, exposure=3.8, lamp_strength=0.03,
    ),
    "rain": Light(
        sun_elevation_deg=30, sun_azimuth_deg=60, sun=(0.0, 0.0, 0.0), zenith=(0.1, 0.106, 0.115),
        horizon=(0.085, 0.091, 0.098), glow=(0.01, 0.01, 0.01), clouds=1.0, street_lamps=False, wetness=0.8, rain=0.3,
        haze_m=900, exposure=5.2, lamp_strength=0.15,
    ),
}  # fmt: skip
