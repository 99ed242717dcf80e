"""How long the window is away while a ledger of 100 000 planning cycles is shown, filtered, sorted and scrolled.

Run as a script under a display: `xvfb-run -a python tests/benchmarks/ledger.py [--cycles 100000]`. The cycles are those
of the sample `cut-in`, again and again. Prints the longest of some turns, in ms and as a multiple of painting the same
table with the cycles of the sample alone, taken in the same run: a table that reads only what is in sight costs the
same. It must not be collected by pytest.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.chain.opening import open_drives  # noqa: E402 - the script runs from anywhere
from app.chain.trust import TrustStore  # noqa: E402
from app.desktop import prepare  # noqa: E402
from app.replay.cache import Cache  # noqa: E402
from app.replay.lanes import lanes_of  # noqa: E402
from app.replay.ledger import Ledger  # noqa: E402
from app.replay.sampler import Sampler  # noqa: E402
from app.ui.views.ledger import LedgerView  # noqa: E402
from tests.benchmarks.timing import timed  # noqa: E402

_SIZE, _STEP_NS, _TURNS = (780, 900), 100_000_000, 12
_TYPED = "rejected = lane_change and distance < 20"


def main() -> int:
    """Show both, then use the large one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cycles", type=int, default=100_000)
    asked = parser.parse_args()
    prepare()
    one = _sample()
    small, large = LedgerView(), LedgerView()
    for view in (small, large):
        view.resize(*_SIZE)
        view.show_body()
        view.show()
    small.show_ledger(one, complete=True)
    _settled()
    base = _longest([partial(_painted, small)] * _TURNS)
    print(f"{asked.cycles} cycles; painting {len(one)} of them takes {base * 1e3:.0f} ms at most")
    many = _many(one, asked.cycles)
    bar = large.table.verticalScrollBar()
    turns: dict[str, list[Callable[[], object]]] = {
        "showing": [partial(_turn, large, partial(large.show_ledger, many, complete=True))],
        "growing": [
            partial(_turn, large, partial(large.show_ledger, replace(many, cells=many.cells[:-at]), complete=False))
            for at in range(1, _TURNS)
        ],
        "typing a filter, a letter": [
            partial(_turn, large, partial(large.filter.setText, _TYPED[:at])) for at in range(1, len(_TYPED) + 1)
        ],
        "without a filter": [partial(_turn, large, large.filter.clear)],
        "sorting by a column": [
            partial(_turn, large, partial(large.table.sortByColumn, column, order))
            for column in range(10)
            for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder)
        ],
        "scrolling": [
            partial(_turn, large, partial(bar.setValue, round(share / _TURNS * bar.maximum())))
            for share in range(_TURNS)
        ],
        "painting": [partial(_painted, large)] * _TURNS,
    }
    for name, work in turns.items():
        took = _longest(work)
        print(f"{name:26} {took * 1e3:6.1f} ms at most ({took / base:.1f} x)")
    return 0


def _sample() -> Ledger:
    drives, _ = open_drives([ROOT / "sample_logs" / "cut-in.h5"], TrustStore())
    log = drives[0].log()
    try:
        *_, lanes = lanes_of(Sampler(log, Cache()))
    finally:
        log.close()
    return lanes.ledger


def _many(one: Ledger, cycles: int) -> Ledger:
    cells = np.resize(one.cells, cycles)
    cells["row"] = cells["cycle"] = np.arange(cycles)
    for name in ("capture_ns", "arrival_ns"):
        cells[name] = one.cells[name][0] + np.arange(cycles) * _STEP_NS
    return replace(one, cells=cells)


def _settled() -> None:
    """Windows come up when the system has them."""
    for _ in range(50):
        QApplication.processEvents()
        time.sleep(0.01)


def _turn(view: LedgerView, change: Callable[[], object]) -> None:
    change()
    QApplication.processEvents()
    _painted(view)


def _painted(view: LedgerView) -> None:
    view.table.viewport().repaint()


def _longest(turns: list[Callable[[], object]]) -> float:
    return max(timed(turn) for turn in turns)


if __name__ == "__main__":
    sys.exit(main())
