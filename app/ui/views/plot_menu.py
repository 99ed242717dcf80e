"""The menu of the plots: what can be done with a curve, a plot, and all of them.

It must not know how it is done.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.replay.signals import Plotted
from app.ui.filling import filled
from app.ui.views import plot_rows as rows
from app.ui.views.plot_words import curve_name, plot_title, tr

Entry = tuple[str, Callable[[], object]]


class PlotCommands(Protocol):
    """What the view of the plots does when it is told."""

    @property
    def plots(self) -> rows.Plots:
        """Which plots there are."""

    @property
    def cursors(self) -> tuple[int | None, int | None]:
        """Where A and B stand."""

    @property
    def usual(self) -> rows.Plots:
        """The plots that a log begins with."""

    def set_plots(self, plots: rows.Plots) -> None:
        """Show these."""

    def pick(self) -> None:
        """Choose a signal."""

    def undo_zoom(self) -> None:
        """Take the last zoom back."""

    def show_statistics(self) -> None:
        """Show the table."""

    def clear_cursors(self) -> None:
        """Neither A nor B."""

    def set_unproven(self, unproven: bool) -> None:  # noqa: FBT001 - a state, not an option
        """Draw what stands behind a break."""

    def export(self, plotted: Plotted) -> None:
        """Write a signal as CSV."""


def fill_menu(
    menu: QMenu, view: PlotCommands, plot: rows.Plot | None, plotted: Plotted | None, *, unproven: bool
) -> None:
    """What can be done at a place."""
    entries: list[Entry | None] = [(tr("Add signal…"), view.pick)]
    if plot is not None:
        entries += [None, *_of_plot(view, plot, plotted)]
    entries += [
        None,
        (tr("Take the last zoom back"), view.undo_zoom),
        (tr("Statistics of the visible range"), view.show_statistics),
    ]
    put(menu, entries)
    export = menu.addMenu(tr("Export the visible range as CSV"))
    for one, name in _curves(view):
        export.addAction(name).triggered.connect(lambda _=False, one=one: view.export(one))
    menu.addSeparator()
    _add(menu, tr("Clear cursors A and B"), view.clear_cursors).setEnabled(view.cursors != (None, None))
    behind = menu.addAction(tr("Show values behind a break"))
    behind.setCheckable(True)
    behind.setChecked(unproven)
    behind.toggled.connect(view.set_unproven)
    _add(menu, tr("Back to the usual plots"), lambda: view.set_plots(view.usual))


def menu_of(parent: QWidget) -> QMenu:
    """A menu that goes when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def put(menu: QMenu, entries: Iterable[Entry | None]) -> None:
    """Put these at its end; None is a line."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        else:
            _add(menu, *entry)


def _add(menu: QMenu, text: str, does: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _=False: does())
    return action


def _of_plot(view: PlotCommands, plot: rows.Plot, plotted: Plotted | None) -> list[Entry | None]:
    found: list[Entry | None] = []
    told = plot.signals if plotted is None else (plotted,)
    for one in told if len(plot.signals) > 1 else ():
        found += _of_curve(view, plot, one)
    found += [
        (filled(tr("Remove plot %1"), plot_title(plot)), _put(view, lambda: rows.removed(view.plots, plot.number))),
        (tr("Move up"), _put(view, lambda: rows.moved(view.plots, plot.number, -1))),
        (tr("Move down"), _put(view, lambda: rows.moved(view.plots, plot.number, 1))),
        (tr("Show all values"), _put(view, lambda: rows.ranged(view.plots, plot.number, None))),
    ]
    return found


def _of_curve(view: PlotCommands, plot: rows.Plot, one: Plotted) -> list[Entry | None]:
    name = curve_name(plot, one)
    return [
        (filled(tr("Remove %1"), name), _put(view, lambda: rows.removed(view.plots, plot.number, one))),
        (filled(tr("Give %1 its own plot"), name), _put(view, lambda: rows.split(view.plots, plot.number, one))),
    ]


def _put(view: PlotCommands, made: Callable[[], rows.Plots]) -> Callable[[], None]:
    return lambda: view.set_plots(made())


def _curves(view: PlotCommands) -> list[tuple[Plotted, str]]:
    return [(one, f"{plot_title(plot)}, {curve_name(plot, one)}") for plot in view.plots for one in plot.signals]
