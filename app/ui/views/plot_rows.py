"""Which plots there are and which signals each has: values, and what adding, moving and taking away makes of them.

It must not know Qt, nor samples. Words for people are given by whoever shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.replay.signals import PlotPlan, Plotted, Signal
from app.replay.trace import Statistics

MOST_CURVES = 6
"""In one plot; so many line styles can be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One plot of the stack. `range`: least and largest value that it shows, in units of people; None: as fits."""

    number: int
    """Which it is, whatever is done to it."""
    subject: str
    signals: tuple[Plotted, ...]
    range: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRow:
    """One curve in the table; `cursors` are its values at A, at B and between them, in words."""

    name: str
    about: str
    plotted: Plotted
    found: Statistics
    cursors: tuple[str, str, str]


Plots = tuple[Plot, ...]


def planned(plans: Sequence[PlotPlan]) -> Plots:
    """Plots as they are planned."""
    return tuple(Plot(number=at, subject=plan.subject, signals=plan.signals) for at, plan in enumerate(plans))


def added(plots: Plots, signal: Plotted, onto: int | None = None) -> Plots:
    """With a signal on the plot of that number, or on one of its own; a plot that has it, or is full, stays."""
    if onto is None or all(plot.number != onto for plot in plots):
        number = 1 + max((plot.number for plot in plots), default=-1)
        return (*plots, Plot(number=number, subject="", signals=(signal,)))
    return tuple(
        replace(plot, signals=(*plot.signals, signal), range=None)
        if plot.number == onto and signal not in plot.signals and len(plot.signals) < MOST_CURVES
        else plot
        for plot in plots
    )


def removed(plots: Plots, number: int, signal: Plotted | None = None) -> Plots:
    """Without a signal of a plot, or without the plot; one without signals goes."""
    found: list[Plot] = []
    for plot in plots:
        left = tuple(one for one in plot.signals if signal is not None and one != signal)
        if plot.number != number:
            found.append(plot)
        elif left:
            found.append(replace(plot, signals=left))
    return tuple(found)


def split(plots: Plots, number: int, signal: Plotted) -> Plots:
    """With a signal of a plot on one of its own right below it."""
    new = 1 + max((plot.number for plot in plots), default=-1)
    found: list[Plot] = []
    for plot in plots:
        left = tuple(one for one in plot.signals if one != signal)
        if plot.number != number or not left or len(left) == len(plot.signals):
            found.append(plot)
            continue
        found += [replace(plot, signals=left, range=None), Plot(number=new, subject=plot.subject, signals=(signal,))]
    return tuple(found)


def moved(plots: Plots, number: int, by: int) -> Plots:
    """With a plot that much further down."""
    at = next((at for at, plot in enumerate(plots) if plot.number == number), None)
    if at is None or not 0 <= at + by < len(plots):
        return plots
    rest = [plot for plot in plots if plot.number != number]
    rest.insert(at + by, plots[at])
    return tuple(rest)


def ranged(plots: Plots, number: int, shown: tuple[float, float] | None) -> Plots:
    """With a plot that shows these values, or all."""
    return tuple(replace(plot, range=shown) if plot.number == number else plot for plot in plots)


def fitted(ranges: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """What shows all of these values with a little air; 0 to 1 where there are none."""
    if not ranges:
        return 0.0, 1.0
    low, high = min(one[0] for one in ranges), max(one[1] for one in ranges)
    # noise around a constant is no signal
    least = max(abs(low), abs(high)) * 1e-3 or 1.0
    if high - low < least:
        middle = (high + low) / 2
        low, high = middle - least, middle + least
    air = (high - low) * 0.08
    return low - air, high + air


def same_field(plot: Plot) -> bool:
    """Whether its signals are one quantity as several channels have it."""
    return all(isinstance(one, Signal) for one in plot.signals) and len(plot.signals) > 1
