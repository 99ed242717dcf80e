"""What replaying costs, in decodings of one of the log's own pictures, in a real window.

Run as a script with a display (`xvfb-run -a -s "-screen 0 1920x1080x24"` has one): `python tests/benchmarks/replay.py
[LOG] [--seeks 60] [--unit LOG]`. D is the time that OpenCV takes for one JPEG of the log on one core, again and again
between what is measured by it, when the window has come to rest: a machine that is shared is twice as fast a minute
later. An hour with small pictures is measured by those of another log, `--unit`. It must not be collected by pytest.
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.session import Session

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
# as the program says it, before numpy is imported: a thread that spins takes a core from what is measured
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_BARE = (
    "from PySide6.QtWidgets import QApplication, QMainWindow\n"
    "app = QApplication([])\nwindow = QMainWindow()\nwindow.show()\napp.processEvents()\n"
)
_OURS = (
    "from app.desktop import Desktop, prepare\n"
    "app = prepare()\ndesktop = Desktop()\ndesktop.window.show()\napp.processEvents()\n"
    "import os\nos._exit(0)\n"
)
_DECODER = """
import sys, time
import cv2, numpy
cv2.setNumThreads(1)
asked = sys.stdin.buffer
raw = numpy.frombuffer(asked.read(int.from_bytes(asked.read(8), "little")), dtype=numpy.uint8)
cv2.imdecode(raw, cv2.IMREAD_COLOR)
while times := asked.read(1):
    for _ in range(times[0]):
        began = time.perf_counter()
        cv2.imdecode(raw, cv2.IMREAD_COLOR)
        print(time.perf_counter() - began, flush=True)
"""
_DECODED, _AFTER = 12, 10
"""So often a picture is decoded, after so many jumps."""
_SETTLED_S = 1.0
"""Read ahead is what is near, and the 3D view refines, after that no more."""
_OLDEST_S = 300.0
"""Longer than the chain of an hour is walked."""
_BEAT_MS = 3
"""The event loop is looked at so often: without rest it would take from the threads what is measured."""


def main() -> int:
    """Measure one thing after another."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("log", nargs="?", type=Path, default=ROOT / "sample_logs" / "crossing.h5")
    parser.add_argument("--seeks", type=int, default=60)
    parser.add_argument("--unit", type=Path, help="the log whose pictures give D; default: LOG")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = work
        starts()
        measure(asked.log, asked.seeks, asked.unit or asked.log)
    return 0


def starts() -> None:
    """The start page against a bare window, each a process of its own."""
    bare: list[float] = []
    ours: list[float] = []
    for _ in range(7):
        for script, times in ((_BARE, bare), (_OURS, ours)):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
            times.append(time.perf_counter() - began)
    print(f"start page     {statistics.median(ours) / statistics.median(bare):5.2f} x a bare window")


class Desk:
    """A window that is driven, and watched: how long its event loop is away at most."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        from app.desktop import Desktop, prepare

        self.app = prepare()
        self.desktop = Desktop()
        self.desktop.window.resize(1920, 1080)
        self.desktop.window.show()
        self.app.processEvents()
        self.turns: list[float] = []
        self._last = time.perf_counter()
        self._watch = QTimer(interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._watch.timeout.connect(self._on_beat)
        self._watch.start()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.turns.append(max(0.0, now - self._last - _BEAT_MS / 1e3))
        self._last = now

    def until(self, so: Callable[[], bool]) -> float:
        """Seconds until something is so."""
        from PySide6.QtCore import QEventLoop

        began = time.perf_counter()
        while not so():
            # it sleeps where nothing is to be done, as the program does: the session's clock wakes it
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.perf_counter() - began > _OLDEST_S:
                raise TimeoutError
        # what changed is painted, too
        self.app.processEvents()
        return time.perf_counter() - began

    def run(self, seconds: float) -> None:
        """Let the window work."""
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() >= end)


def measure(log: Path, seeks: int, unit: Path) -> None:
    """Everything in one window."""
    from app.ui.ending import endings

    # before anything runs beside it
    picture = Picture(unit)
    picture.decode()
    desk = Desk()
    window = desk.desktop.window
    desk.desktop.open([ROOT / "sample_logs" / "stalled-truck.h5"])  # imports what is slow
    desk.until(lambda: window.session is not None and window.session.trust.finished)
    before = window.session
    began = time.perf_counter()
    desk.desktop.open([log])
    desk.until(lambda: window.session is not before)
    session = window.session
    assert session is not None
    desk.until(lambda: session.complete)
    opened = time.perf_counter() - began
    desk.until(lambda: session.trust.finished and session.lanes.complete)
    d = rested(desk, picture)
    print(f"open           {opened / d:5.1f} D to the first complete verified moment {said(d)}")
    seek(desk, seeks, picture)
    cold(desk, seeks // 3, picture)
    scrub(desk, picture)
    play(desk, picture)
    print(f"memory         {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:5.0f} MiB at most, "
          f"{session.cache.held_bytes >> 20} MiB of it cache")  # fmt: skip
    window.close()
    picture.close()
    endings.wait(_OLDEST_S)


class Picture:
    """One JPEG of a log, decoded in a process of its own: ours keeps memory that others get anew for each picture."""

    def __init__(self, log: Path) -> None:
        from app.chain.trust import TrustStore
        from app.replay.evidence import open_evidence

        checked = open_evidence([log], TrustStore()).log
        channel = next(one for one in checked.log.channels.values() if one.kind == "image")
        payload = checked.read(channel, len(channel) // 2).record.payload
        checked.close()
        self._times: list[float] = []
        self._child = subprocess.Popen([sys.executable, "-c", _DECODER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._send(len(payload).to_bytes(8, "little") + bytes(payload))

    def decode(self) -> None:
        """Some times, one after another, and nothing beside it; a processor that has rested needs two to get going."""
        assert self._child.stdout is not None
        self._send(bytes([_DECODED]))
        self._times += [float(self._child.stdout.readline()) for _ in range(_DECODED)][2:]

    def unit(self) -> float:
        """D: seconds for one, the median since this was asked last."""
        taken, self._times = self._times, []
        return statistics.median(taken)

    def close(self) -> None:
        """End the process."""
        self._child.communicate()

    def _send(self, what: bytes) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(what)
        self._child.stdin.flush()


def settle(desk: Desk, picture: Picture) -> None:
    """Let the window come to rest, then see how long a picture takes."""
    desk.run(_SETTLED_S)
    picture.decode()


def rested(desk: Desk, picture: Picture) -> float:
    """D, when the window has come to rest."""
    settle(desk, picture)
    return picture.unit()


def said(d: float) -> str:
    """What D was."""
    return f"(D = {d * 1e3:.1f} ms)"


def seek(desk: Desk, seeks: int, picture: Picture) -> None:
    """Random jumps: until all views show something of the instant, and until it is complete."""
    session = desk.desktop.window.session
    assert session is not None
    first, last = session.timeline.span
    times = random.Random(1)
    places = [times.randint(first, last) for _ in range(seeks)]
    for warm in (False, True):
        drafts: list[float] = []
        fulls: list[float] = []
        for number, t_ns in enumerate(places):
            if number % _AFTER == 0:
                settle(desk, picture)
            session.seek(t_ns)
            began = time.perf_counter()
            desk.until(lambda t_ns=t_ns: session.moment is not None and session.moment.t_ns == t_ns)  # type: ignore[misc]
            drafts.append(time.perf_counter() - began)
            desk.until(lambda: session.moment is not None and not session.moment.draft)
            fulls.append(time.perf_counter() - began)
        name, d = "seek again" if warm else "seek", picture.unit()
        shown, whole = p95(drafts) / d, p95(fulls) / d
        print(f"{name:14} {shown:5.1f} D until shown, {whole:5.1f} D until complete (95 of 100) {said(d)}")


def cold(desk: Desk, seeks: int, picture: Picture) -> None:
    """Random jumps to what the system has not read yet, beside reading the same bytes and nothing else."""
    session = desk.desktop.window.session
    assert session is not None
    first, last = session.timeline.span
    times = random.Random(2)
    beyond: list[float] = []
    alone: list[float] = []
    for number in range(seeks):
        if number % _AFTER == 0:
            settle(desk, picture)
        t_ns = times.randint(first, last)
        session.cache.clear()
        forget(session)
        session.seek(t_ns)
        began = time.perf_counter()
        desk.until(lambda t_ns=t_ns: session.moment is not None and session.moment.t_ns == t_ns)  # type: ignore[misc]
        took = time.perf_counter() - began
        desk.until(lambda: session.moment is not None and not session.moment.draft)
        forget(session)
        alone.append(read_alone(session))
        beyond.append(took - 1.5 * alone[-1])
    d = picture.unit()
    print(
        f"seek cold      {p95(beyond) / d:5.1f} D beyond 1.5 x a raw read of the same bytes, which took "
        f"{statistics.median(alone) * 1e3:.1f} ms, {p95(alone) * 1e3:.1f} ms at 95 of 100 {said(d)}"
    )


def forget(session: "Session") -> None:
    """Let the system forget what it has read of the files of a drive."""
    for one in session.evidence.log.opened:
        with one.segment.source.path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_alone(session: "Session") -> float:
    """Seconds for the payloads of what is shown, one after another."""
    assert session.moment is not None
    log, places = session.evidence.log, []
    for name, sample in session.moment.samples.items():
        if sample.lookup.row is not None:
            channel, row = session.timeline.channels[name], sample.lookup.row
            segment = log.opened[int(channel.segment[row])].segment
            places.append((segment.source.path, segment.extent(int(channel.index[row]))))
    began = time.perf_counter()
    for path, extent in places:
        with path.open("rb", buffering=0) as file:
            os.pread(file.fileno(), extent.length, extent.offset)
    return time.perf_counter() - began


@contextmanager
def shown_by(session: "Session") -> Iterator[list[int]]:
    """The times of the moments that are shown meanwhile, and not the moments: each holds its pictures."""
    shown: list[int] = []
    connected = session.moment_shown.connect(lambda moment: shown.append(moment.t_ns))
    yield shown
    session.moment_shown.disconnect(connected)


def scrub(desk: Desk, picture: Picture) -> None:
    """The handle is dragged over the whole log in three seconds."""
    session = desk.desktop.window.session
    assert session is not None
    session.cache.clear()
    first, last = session.timeline.span
    with shown_by(session) as shown:
        began = time.perf_counter()
        while (share := (time.perf_counter() - began) / 3) < 1:
            session.scrub(first + int(share * (last - first)))
            desk.run(1 / 60)
    print(f"scrubbing      {len(shown) / 3:5.1f} moments a second {said(rested(desk, picture))}")


def play(desk: Desk, picture: Picture) -> None:
    """Five seconds at normal speed from the beginning, nothing in the cache."""
    session = desk.desktop.window.session
    assert session is not None
    session.cache.clear()
    session.seek(session.timeline.span[0])
    desk.until(lambda: session.moment is not None and session.moment.t_ns == session.state.asked_ns)
    dropped = session.state.dropped
    desk.turns.clear()
    with shown_by(session) as shown:
        session.player.play(session.now_ns())
        end = time.perf_counter() + 5
        lasted = desk.until(lambda: time.perf_counter() >= end or not session.state.playing)
        session.player.pause(session.now_ns())
        turns = sorted(desk.turns)
    d = rested(desk, picture)
    print(
        f"playing at 1x  {len(shown) / lasted:5.1f} moments a second, {session.state.dropped - dropped} frames dropped "
        f"{said(d)}"
    )
    print(
        f"event loop     {turns[-1] * 1e3:5.0f} ms at most away ({turns[-1] / d:.1f} D), "
        f"{p95(turns) * 1e3:.0f} ms in 95 of 100 turns"
    )


def p95(times: list[float]) -> float:
    """What 95 of 100 do not exceed."""
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


if __name__ == "__main__":
    sys.exit(main())
