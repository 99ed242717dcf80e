"""How long the window is away while 1 000 000 text lines are shown, filtered and scrolled, and how soon they are found.

Run as a script under a display: `xvfb-run -a python tests/benchmarks/text.py [--lines 1000000]`. Prints the longest
time between two turns of the event loop, in ms, and how long it takes until all lines were looked through, as a
multiple of looking for the same word in one string of all lines, taken in the same run. It must not be collected by
pytest.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.desktop import prepare  # noqa: E402 - the script runs from anywhere
from app.kinds.text import TextLine  # noqa: E402
from app.log.channel import Mode  # noqa: E402
from app.replay.line_filter import Hits, LineFilter, hits  # noqa: E402
from app.replay.lines import Lines, LineWriter  # noqa: E402
from app.replay.newest import Newest  # noqa: E402
from app.replay.priority import right_of_way  # noqa: E402
from app.scene.standing import Standing  # noqa: E402
from app.ui.painting import PaintedAtOnce  # noqa: E402
from app.ui.theme.theme import theme  # noqa: E402
from app.ui.views.text import TextView  # noqa: E402
from tests.benchmarks.timing import timed  # noqa: E402

_SIZE, _TURNS = (1200, 700), 12
_LEVELS = ("debug", "info", "info", "info", "warning", "error")
_TYPED = "planner rejected"


def main() -> int:
    """Make the lines, then use them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    asked = parser.parse_args()
    prepare()
    lines = _many(asked.lines)
    text = b"".join(chunk.text for chunk in lines.chunks)
    base = min(timed(lambda: text.lower().count(b"rejected")) for _ in range(3))
    print(f"{len(lines)} lines, {len(text) / 1e6:.0f} MB; looking through one string takes {base * 1e3:.0f} ms")
    view = _View()
    window = PaintedAtOnce()
    window.setCentralWidget(view)
    window.resize(*_SIZE)
    window.show()
    # windows come up when the system has them
    for _ in range(50):
        QApplication.processEvents()
        time.sleep(0.01)
    desk = _Desk(view, lines)
    bar = view.table.verticalScrollBar()
    turns: dict[str, list[Callable[[], object]]] = {
        "showing": [partial(desk.seek, "")],
        "typing, a letter": [partial(desk.seek, _TYPED[:at]) for at in range(1, len(_TYPED) + 1)],
        "a rare word": [partial(desk.seek, "cycle_999999")],
        "without a filter": [partial(desk.seek, "")],
        "scrolling": [
            partial(bar.setValue, round(share / _TURNS * len(lines) * theme.px(24))) for share in range(_TURNS)
        ],
    }
    for name, work in turns.items():
        away, found = zip(*(desk.turn(one) for one in work), strict=True)
        print(f"{name:20} away for {max(away) * 1e3:5.1f} ms at most, done after {max(found) / base:4.1f} x")
    desk.close()
    return 0


class _View(TextView):
    """Of a log that has text."""

    def _channels(self) -> list[str]:
        return ["/log"]


class _Desk:
    """Looks through lines beside the window, as the program does."""

    def __init__(self, view: TextView, lines: Lines) -> None:
        self._view, self._lines = view, lines
        self._found: list[Hits] = []
        self._seeker: Newest[LineFilter] = Newest(self._seek, failed=print, name="sought")
        self._beat = QTimer(interval=0)
        self._beat.timeout.connect(self._on_beat)
        self._beat.start()
        self._done, self._asked = True, LineFilter()
        self._last = self._longest = 0.0

    def seek(self, words: str) -> None:
        self._done, self._asked = False, LineFilter(words=words)
        self._seeker.ask(self._asked)

    def turn(self, work: Callable[[], object]) -> tuple[float, float]:
        """The longest time between two turns of the event loop, and until all was found and painted, in s."""
        began = self._last = time.perf_counter()
        self._longest = 0.0
        work()
        self._view.table.viewport().update()
        turns = 0
        while turns < 3:
            QApplication.processEvents()
            turns += self._done
        return self._longest, time.perf_counter() - began

    def close(self) -> None:
        self._seeker.close()

    def _seek(self, wanted: LineFilter) -> None:
        for found in hits(self._lines, wanted, Mode.CAPTURE):
            if found is not None:
                self._found.append(found)

    def _on_beat(self) -> None:
        while self._found:
            found = self._found.pop(0)
            if found.filter == self._asked:
                with right_of_way.taken():
                    self._view.show_hits(found)
                self._done = found.complete
        now = time.perf_counter()
        self._longest, self._last = max(self._longest, now - self._last), now


def _many(lines: int) -> Lines:
    writer = LineWriter(lines)
    writer.begin("/log")
    for row in range(lines):
        line = TextLine(
            message=f"cycle_{row}: candidate {row % 17} rejected, gap {row % 977 / 10} m",
            level=_LEVELS[row % len(_LEVELS)], logger="planner" if row % 3 else "supervisor",
        )  # fmt: skip
        stamp = row * 1_000_000
        trace = row.to_bytes(16, "big")
        writer.add(row, line, capture_ns=stamp, arrival_ns=stamp, standing=Standing.INTACT, trace=trace)
    return writer.lines(complete=True)


if __name__ == "__main__":
    sys.exit(main())
