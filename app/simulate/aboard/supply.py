"""The vehicle's low-voltage supply, and what its dips do: devices restart, and at last the recorder loses power.

A source with an internal resistance under changing loads; a fault lets the resistance grow. It must not know what the
devices are for.
"""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyFault:
    """From `since_ns` on the converter is off and the resistance of a loose terminal grows, by `growth` ohm/s."""

    since_ns: int
    growth: float


class Supply:
    """Voltage over time."""

    _CHARGED = 13.9
    _BATTERY = 12.5
    _RESISTANCE = 0.012
    _BASE_A = 42.0
    _WIPER_A = 26.0
    _WIPER_S = 1.3
    _BRAKE_A = 12.0

    def __init__(self, stream: np.random.Generator, *, fault: SupplyFault | None, wipers: bool) -> None:
        self._stream = stream
        self._fault = fault
        self._wipers = wipers

    def voltage(self, t_ns: int, *, braking: bool) -> float:
        """Volts at the terminals of the electronics."""
        phase = t_ns * 1e-9 / self._WIPER_S % 1.0
        current = self._BASE_A + (self._BRAKE_A if braking else 0.0)
        if self._wipers:
            # a wiper motor draws most when it reverses
            current += self._WIPER_A * (0.25 + max(0.0, math.sin(2 * math.pi * phase)) ** 4)
        resistance, source = self._RESISTANCE, self._CHARGED
        if self._fault is not None and t_ns >= self._fault.since_ns:
            source = self._BATTERY
            resistance += self._fault.growth * (t_ns - self._fault.since_ns) * 1e-9
        return max(0.0, source - resistance * current + 0.03 * float(self._stream.standard_normal()))


class Device:
    """A device that stops below `least` volts and needs `restart_ns` once there is enough again."""

    def __init__(self, least: float, restart_ns: int) -> None:
        self.least = least
        self.restart_ns = restart_ns
        self.restarts = 0
        self._down_until_ns: int | None = None

    def feed(self, volts: float, t_ns: int) -> None:
        """Tell it its supply."""
        if volts < self.least:
            if self.works(t_ns):
                self.restarts += 1
            self._down_until_ns = t_ns + self.restart_ns

    def works(self, t_ns: int) -> bool:
        """Whether it delivers at that time."""
        return self._down_until_ns is None or t_ns >= self._down_until_ns
