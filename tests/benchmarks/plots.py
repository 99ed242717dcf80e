"""How long a frame of plots takes, painted by the view and by pyqtgraph, with millions of samples.

Run as a script under a display: `xvfb-run -a python tests/benchmarks/plots.py [--samples 10000000]`. The same curves,
the same size, the same stretches: pan, zoom, and a hand that moves over plots that stand still. pyqtgraph clips to the
view and downsamples by peaks. Prints milliseconds in one run. It must not be collected by pytest.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.desktop import prepare  # noqa: E402 - the script runs from anywhere
from app.log.channel import Mode  # noqa: E402
from app.replay.signals import Signal  # noqa: E402
from app.replay.trace import Column, Floats, Trace  # noqa: E402
from app.ui.timeline.axis import TimeAxis  # noqa: E402
from app.ui.views.plot_ground import PlotsContent  # noqa: E402
from app.ui.views.plot_rows import Plot  # noqa: E402
from app.ui.views.plot_stack import PlotStack  # noqa: E402
from tests.benchmarks.timing import timed  # noqa: E402

_PLOTS, _SIZE, _STEP_NS, _FRAMES = 3, (1540, 170), 1_000_000, 40


def main() -> int:
    """Paint both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--samples", type=int, default=10_000_000)
    asked = parser.parse_args()
    prepare()
    random = np.random.default_rng(1)
    values = np.cumsum(random.normal(size=asked.samples)) * 0.01 + random.normal(size=asked.samples)
    times = np.arange(asked.samples, dtype=np.int64) * _STEP_NS
    column = Column(
        rows=times, times_ns=times, arrival_ns=times, values=values, standing=np.zeros(len(times), dtype=np.int8),
        max_age_ns=100_000_000,
    )  # fmt: skip
    began = time.perf_counter()
    trace = Trace(column, Mode.CAPTURE)
    print(
        f"{asked.samples} samples, {_PLOTS} plots; made ready in {(time.perf_counter() - began) * 1e3:.0f} ms a signal"
    )
    for name, made in (("view", _own(trace)), ("pyqtgraph", _pyqtgraph(times * 1e-9, values))):
        widget, show, hand = made
        _measure(name, widget, show, hand, float(times[-1]))
    return 0


def _measure(
    name: str, widget: QWidget, show: Callable[[float, float], None], hand: Callable[[float], None], last: float
) -> None:
    def frames(stretch: Callable[[float], tuple[float, float]]) -> float:
        took = []
        for at in range(_FRAMES):
            start, end = stretch(at / _FRAMES)
            took.append(timed(partial(_frame, widget, show, start, end)))
        return float(np.median(took)) * 1e3

    show(0, last)
    widget.grab()
    whole = frames(lambda share: (share * 1e6, last - share * 1e6))
    near = frames(lambda share: (share * last * 0.9, share * last * 0.9 + 2e9))
    show(0, last)
    widget.grab()
    took = [timed(partial(_frame, widget, hand, last * at / _FRAMES)) for at in range(_FRAMES)]
    still = float(np.median(took)) * 1e3
    print(f"{name:10} all of it {whole:7.1f} ms   2 s of it {near:7.1f} ms   hand only {still:7.1f} ms")


def _frame(widget: QWidget, change: Callable[..., None], *to: float) -> None:
    change(*to)
    widget.grab()


def _own(trace: Trace) -> tuple[QWidget, Callable[[float, float], None], Callable[[float], None]]:
    stack = PlotStack()
    signals = [Signal(channel="/a", field=f"s{at}", kind="state", unit="m") for at in range(_PLOTS)]
    stack.set_content(
        PlotsContent(
            plots=tuple(Plot(number=at, subject="", signals=(one,)) for at, one in enumerate(signals)),
            traces=dict.fromkeys(signals, trace),
        )
    )
    stack.set_label_width(288)
    stack.resize(*_SIZE)
    whole = TimeAxis.whole(0, int(trace.times_ns[-1]), left=288, width=_SIZE[0] - 288)
    return stack, lambda a, b: stack.set_axis(whole.over(int(a), int(b))), lambda t: stack.set_time(int(t))


def _pyqtgraph(
    seconds: Floats, values: Floats
) -> tuple[QWidget, Callable[[float, float], None], Callable[[float], None]]:
    import pyqtgraph

    widget = pyqtgraph.GraphicsLayoutWidget()
    widget.resize(*_SIZE)
    plots, hands = [], []
    for at in range(_PLOTS):
        plot = widget.addPlot(row=at, col=0)
        plot.disableAutoRange()
        plot.setYRange(float(values.min()), float(values.max()))
        curve = pyqtgraph.PlotDataItem(pen="c")
        plot.addItem(curve)
        curve.setDownsampling(auto=True, method="peak")
        curve.setClipToView(True)
        curve.setData(seconds, values)
        hands.append(plot.addLine(x=0))
        plots.append(plot)

    def show(start: float, end: float) -> None:
        for plot in plots:
            plot.setXRange(start * 1e-9, end * 1e-9, padding=0)

    def hand(t_ns: float) -> None:
        for line in hands:
            line.setValue(t_ns * 1e-9)

    return widget, show, hand


if __name__ == "__main__":
    sys.exit(main())
