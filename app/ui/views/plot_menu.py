"""The menu of the plots: what can be done with a curve, a plot, and all of them.

It must not know how it is done.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.replay.signals import Plotted
from app.ui.filling import filled
from app.ui.language.words import tr
from app.ui.views import plot_rows as rows
from app.ui.views.plot_board import PlotBoard
from app.ui.views.plot_words import curve_name, plot_title

Entry = tuple[str, Callable[[], object]]


class PlotCommands(Protocol):
    """What the view of the plots does when it is told."""

    def pick(self) -> None:
        """Choose a signal."""

    def undo_zoom(self) -> None:
        """Take the last zoom back."""

    def show_statistics(self) -> None:
        """Show the table."""

    def export(self, plotted: Plotted) -> None:
        """Write a signal as CSV."""


def fill_menu(
    menu: QMenu, view: PlotCommands, board: PlotBoard, plot: rows.Plot | None, plotted: Plotted | None
) -> None:
    """What can be done at a place."""
    entries: list[Entry | None] = [(tr("Add signal…"), view.pick)]
    if plot is not None:
        entries += [None, *_of_plot(board, plot, plotted)]
    entries += [
        None,
        (tr("Take the last zoom back"), view.undo_zoom),
        (tr("Statistics of the visible range"), view.show_statistics),
    ]
    put(menu, entries)
    fill_export(menu.addMenu(tr("Export the visible range as CSV")), view, board)
    menu.addSeparator()
    _add(menu, tr("Clear cursors A and B"), lambda: board.set_cursors((None, None))).setEnabled(
        board.cursors != (None, None)
    )
    behind = menu.addAction(tr("Show values behind a break"))
    behind.setCheckable(True)
    behind.setChecked(board.unproven)
    behind.toggled.connect(board.set_unproven)
    _add(menu, tr("Back to the usual plots"), lambda: board.set_plots(None))


def fill_export(menu: QMenu, view: PlotCommands, board: PlotBoard) -> None:
    """The curves that can be exported."""
    for name, one, _ in board.curves():
        _add(menu, name, partial(view.export, one))


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


def _of_plot(board: PlotBoard, plot: rows.Plot, plotted: Plotted | None) -> list[Entry | None]:
    found: list[Entry | None] = []
    told = plot.signals if plotted is None else (plotted,)
    for one in told if len(plot.signals) > 1 else ():
        found += _of_curve(board, plot, one)
    found += [
        (filled(tr("Remove plot %1"), plot_title(plot)), _put(board, lambda: rows.removed(board.plots, plot.number))),
        (tr("Move up"), _put(board, lambda: rows.moved(board.plots, plot.number, -1))),
        (tr("Move down"), _put(board, lambda: rows.moved(board.plots, plot.number, 1))),
        (tr("Show all values"), _put(board, lambda: rows.ranged(board.plots, plot.number, None))),
    ]
    return found


def _of_curve(board: PlotBoard, plot: rows.Plot, one: Plotted) -> list[Entry | None]:
    name = curve_name(plot, one)
    return [
        (filled(tr("Remove %1"), name), _put(board, lambda: rows.removed(board.plots, plot.number, one))),
        (filled(tr("Give %1 its own plot"), name), _put(board, lambda: rows.split(board.plots, plot.number, one))),
    ]


def _put(board: PlotBoard, made: Callable[[], rows.Plots]) -> Callable[[], None]:
    return lambda: board.set_plots(made())
