"""Which numbers of a log can be plotted, in which units people read them, and which are plotted first.

It must not read records: what there is stands in the channel table.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as slot

from app.kinds.declared import channel_layout
from app.kinds.registry import codec
from app.log.channel import Channel

KINDS = ("state", "control", "actuation", "imu", "pose", "gnss", "signals")
"""Kinds with one row an instant, the most telling first."""
_TURNED = 180.0 / math.pi
_SHOWN = {
    "rad": ("°", _TURNED, 1),
    "rad/s": ("°/s", _TURNED, 1),
    "rad/s^2": ("°/s²", _TURNED, 1),
    "Pa": ("bar", 1e-5, 1),
    "m/s^2": ("m/s²", 1.0, 2),
    "m/s": ("m/s", 1.0, 2),
    "m": ("m", 1.0, 2),
    "1": ("", 1.0, 3),
    "N*m": ("N·m", 1.0, 1),
    "V": ("V", 1.0, 2),
    "°C": ("°C", 1.0, 1),
}
_SHARES = ("pedal", "throttle")


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number is read by people: the logged one times `factor` is in `unit`, with so many digits."""

    unit: str
    factor: float
    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One number of a channel over time; `unit` is that of the log."""

    channel: str
    field: str
    kind: str
    unit: str
    description: str = ""
    codes: Mapping[int, str] | None = slot(default=None, compare=False)
    whole: bool = slot(default=False, compare=False)
    """Whether it counts: it has no digits behind the point."""

    @property
    def stepped(self) -> bool:
        """Whether it holds its value until the next sample: codes and counts do."""
        return self.codes is not None or self.whole

    @property
    def shown(self) -> Shown:
        """How people read it."""
        if self.codes is not None or self.whole:
            return Shown("" if self.unit == "1" else self.unit, 1.0, 0)
        if self.unit == "m/s" and "speed" in self.field:
            return Shown("km/h", 3.6, 1)
        if self.unit == "1" and any(word in self.field for word in _SHARES):
            return Shown("%", 100.0, 0)
        unit, factor, digits = _SHOWN.get(self.unit, (self.unit, 1.0, 3))
        return Shown(unit, factor, digits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A signal that somebody reckons from others: `text` is the expression, in the units of the log."""

    name: str
    text: str
    unit: str = ""

    @property
    def stepped(self) -> bool:
        """Whether it holds its value until the next sample."""
        return False

    @property
    def shown(self) -> Shown:
        """As it was reckoned."""
        return Shown(self.unit, 1.0, 3)


Plotted = Signal | Derived


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotPlan:
    """One plot: what it is of, and its signals; the first is what was measured."""

    subject: str
    signals: tuple[Plotted, ...]


def signals_of(channels: Iterable[Channel]) -> tuple[Signal, ...]:
    """Every signal of a log that can be plotted, by kind and channel, in the order of their rows."""
    found: list[Signal] = []
    for channel in sorted(channels, key=lambda one: KINDS.index(one.kind) if one.kind in KINDS else -1):
        if channel.kind in KINDS and len(channel):
            found += _signals(channel)
    return tuple(found)


def _signals(channel: Channel) -> list[Signal]:
    try:
        spoken = codec(channel.kind, channel.codec)
        layout = channel_layout(
            spoken, fields=channel.document.get("fields"), row_bytes=channel.document.get("row_bytes")
        )
    except ValueError:
        return []  # its records say so themselves when they are decoded
    return [
        Signal(
            channel=channel.name, field=one.name, kind=channel.kind, unit=one.unit, description=one.description,
            codes=one.codes, whole=one.type[1] != "f",
        )
        for one in (() if layout is None else layout.fields)
    ]  # fmt: skip


_FIRST: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("speed", (("state", "speed"), ("control", "speed"))),
    ("acceleration", (("state", "acceleration_longitudinal"), ("control", "acceleration"))),
    ("brake", (("state", "brake_pressure"), ("control", "brake_pressure"))),
    ("steering", (("state", "steering_wheel_angle"), ("control", "steering_wheel_angle"))),
    ("velocity", (("pose", "velocity_x"),)),
    ("specific force", (("imu", "acceleration_x"),)),
)


def default_plots(signals: Sequence[Signal], *, most: int = 3) -> tuple[PlotPlan, ...]:
    """What is plotted as long as nobody has said otherwise; of a log without the usual signals, its first ones."""
    by_name: dict[tuple[str, str], Signal] = {}
    for one in signals:
        by_name.setdefault((one.kind, one.field), one)
    plans = [
        PlotPlan(subject=subject, signals=tuple(by_name[name] for name in names if name in by_name))
        for subject, names in _FIRST
        if names[0] in by_name
    ]
    plans += [PlotPlan(subject="", signals=(one,)) for one in signals if one.kind == "signals"]
    return tuple(plans[:most])


def names_of(signals: Sequence[Signal]) -> dict[str, Signal]:
    """What signals are called in expressions: `vehicle.state.speed`, `state.speed`, and `speed` for the first of that.

    Signs that an identifier cannot have are underscores.
    """
    found: dict[str, Signal] = {}
    for one in signals:
        parts = [_identifier(part) for part in (*one.channel.strip("/").split("/"), one.field)]
        for start in range(len(parts)):
            found.setdefault(".".join(parts[start:]), one)
    return found


def full_name(signal: Signal) -> str:
    """The longest of those names: it is no other's, unless two channels differ only in signs."""
    return ".".join(_identifier(part) for part in (*signal.channel.strip("/").split("/"), signal.field))


def _identifier(part: str) -> str:
    made = "".join(sign if sign.isalnum() or sign == "_" else "_" for sign in part)
    return made if made[:1].isidentifier() else f"_{made}"
