"""What plots call their signals and values: names, roles, and words where there is no number.

It must not know painters.
"""

from app.replay.signals import Derived, Plotted, Signal
from app.replay.trace import Reading
from app.scene.standing import Standing
from app.scene.wording import MINUS, milliseconds, named, number
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.views.plot_rows import Plot, same_field


def plot_title(plot: Plot) -> str:
    """What a plot is of."""
    subjects = {
        "speed": tr("Speed"), "acceleration": tr("Longitudinal acceleration"), "brake": tr("Brake pressure"),
        "steering": tr("Steering wheel angle"), "velocity": tr("Velocity ahead"),
        "specific force": tr("Specific force ahead"),
    }  # fmt: skip
    if plot.subject in subjects:
        return subjects[plot.subject]
    first = plot.signals[0]
    return first.name if isinstance(first, Derived) else named(first.field)


def curve_name(plot: Plot, plotted: Plotted) -> str:
    """What a curve is among those of its plot."""
    if isinstance(plotted, Derived):
        return plotted.name if len(plot.signals) > 1 else plotted.text
    if plot.subject in ("speed", "acceleration", "brake", "steering") or same_field(plot):
        return _role(plotted)
    return named(plotted.field) if len(plot.signals) > 1 else plotted.channel.strip("/")


def _role(signal: Signal) -> str:
    if signal.kind == "control":
        return tr("set speed") if signal.field == "speed" else tr("commanded")
    roles = {"state": tr("measured"), "actuation": tr("carried out"), "pose": tr("reckoned")}
    return roles.get(signal.kind, signal.channel.strip("/"))


def source_text(plotted: Plotted) -> str:
    """Where it comes from, in a line."""
    if isinstance(plotted, Derived):
        return f"{plotted.name} = {plotted.text}"
    about = f", {plotted.description}" if plotted.description else ""
    return f"{plotted.channel} {plotted.field}{about}"


def value_text(plotted: Plotted, value: float | None) -> str:
    """A known value as people read it."""
    shown = plotted.shown
    codes = plotted.codes if isinstance(plotted, Signal) else None
    if value is not None and codes is not None:
        return named(codes.get(int(value), number(value)))
    said = from_below(number(None if value is None else value * shown.factor, shown.digits))
    return f"{said} {shown.unit}" if shown.unit and value is not None else said


def reading_text(plotted: Plotted, reading: Reading | None) -> str:
    """A value at an instant, or why there is none."""
    if reading is None:
        return tr("reading")
    if reading.absent:
        return tr("absent")
    return value_text(plotted, reading.value) if reading.value is not None else no_value_text(reading.standing)


def no_value_text(standing: Standing) -> str:
    """Why a record of that standing says no value."""
    match standing:
        case Standing.BROKEN:
            return tr("fails its check")
        case Standing.AFTER_BREAK:
            return tr("behind a break")
        case Standing.MISSING:
            return tr("not in this file")
        case Standing.UNCHECKED:
            return tr("not checked")
        case _:
            return tr("not recorded")


def reading_about(reading: Reading | None) -> str:
    """The age of what is shown."""
    if reading is None or reading.age_ns is None:
        return ""
    return milliseconds(reading.age_ns)


def delta_text(plotted: Plotted, first: Reading | None, second: Reading | None) -> str:
    """From cursor A to B, with its sign; nothing where one of them is not known."""
    if first is None or second is None or first.value is None or second.value is None:
        return ""
    if isinstance(plotted, Signal) and plotted.codes is not None:
        return ""
    by = second.value - first.value
    said = value_text(plotted, by)
    return said if said.startswith(MINUS) or by == 0 else f"+{said}"
