"""Our window beside the viewer of rerun on the same pictures and points: until a log is shown, until a jump is, memory.

Run as a script where a display is (`xvfb-run -a -s "-screen 0 1920x1080x24"` has one) with nothing else running:
`python tests/benchmarks/beside_rerun.py LOG --rerun-python PYTHON`. PYTHON is an interpreter with `rerun-sdk`, whose
`rerun` lies beside it and wants Vulkan, which Mesa has without a graphics card, too; `xdotool` presses the keys. What
either shows is seen from screenshots: a picture is steady when it no longer changes, but for what blinks. Both have
windows of 1600 x 900. It must not be collected by pytest.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - after the path is said
import numpy.typing as npt  # noqa: E402

_MAKE = """
import json, sys
from pathlib import Path
import numpy as np
import rerun as rr
folder = Path(sys.argv[1])
rr.init("beside")
rr.save(sys.argv[2])
for one in json.loads((folder / "index.json").read_text()):
    rr.set_time("log", duration=np.timedelta64(one["t_ns"], "ns"))
    if one["kind"] == "image":
        raw = (folder / one["file"]).read_bytes()
        rr.log(one["channel"], rr.EncodedImage(contents=raw, media_type="image/jpeg"))
    elif one["kind"] == "cloud":
        rr.log(one["channel"], rr.Points3D(np.load(folder / one["file"])))
    else:
        rr.log(one["channel"], rr.Scalars(one["value"]))
"""
_FILLED_S = 20.0
_PLAYING = 0.3
"""This share of the cells may be pictures that change."""
_STEADY_S = 2.0
_LONGEST_S = 120.0
_CELL = 8
_UNLIKE = 6.0
"""Of 255, the mean of a cell of so many pixels."""
_BLINKS = 0.004
"""This share of the cells may differ: a cursor, a frame counter, the progress of the chain in the banner."""
Small = npt.NDArray[np.float32]


def main() -> int:
    """Each viewer in turn, then both columns."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("log", type=Path)
    parser.add_argument("--rerun-python", type=Path, required=True)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--screenshots", type=Path, help="a folder for the last picture of each")
    asked = parser.parse_args()
    if shutil.which("xdotool") is None:
        print("xdotool is missing: it presses the keys")
        return 1
    with tempfile.TemporaryDirectory() as work:
        made = Path(work) / "beside.rrd"
        dump(asked.log, Path(work) / "plain")
        subprocess.run([asked.rerun_python, "-c", _MAKE, Path(work) / "plain", made], check=True)
        viewer = asked.rerun_python.parent / "rerun"
        commands: dict[str, list[str | Path]] = {
            "ours": [sys.executable, "-m", "app", asked.log.absolute()],
            "rerun": [viewer, "--window-size", "1600x900", "--memory-limit", "16GB", "--port", "auto", made],
        }
        home = {"XDG_CONFIG_HOME": work, "XDG_DATA_HOME": work, "HOME": work}
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
        for number in range(asked.times):
            for name, command in commands.items():
                with running(command, os.environ | home) as process:
                    found = watched(Screen(asked.screenshots, name), process)
                # one takes a minute or more
                told = ", ".join(f"{what} {value:.2f}" for what, value in found.items())
                print(f"{name}, {number + 1} of {asked.times}: {told}", file=sys.stderr, flush=True)
                seen[name].append(found)
    print(f"{'':34}{'ours':>10}{'rerun':>10}")
    for what in seen["ours"][0]:
        ours, theirs = (float(np.median([one[what] for one in seen[name]])) for name in commands)
        print(f"{what:34}{ours:10.2f}{theirs:10.2f}")
    return 0


def watched(screen: "Screen", process: "subprocess.Popen[bytes]") -> dict[str, float]:
    """What is measured of one viewer that was just started."""
    shown = screen.until_filled()
    if process.poll() is not None:
        raise SystemExit(f"{screen.name} ended by itself; started by hand it says why")
    window = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "."], check=False, capture_output=True, text=True
    )  # fmt: skip
    for number in window.stdout.split():
        key("windowfocus", number)
    key("mousemove", "800", "6")
    found = {"shown after the start, s": shown}
    for name in ("End", "Home"):
        key("key", name)
        found[f"steady after {name}, s"] = screen.until_steady()
    key("key", "space")
    time.sleep(5)
    key("key", "space")
    time.sleep(1)
    found["memory after playing 5 s, MiB"] = resident_mib(process.pid)
    screen.keep()
    return found


def key(*words: str) -> None:
    """Do what a hand would do."""
    subprocess.run(["xdotool", *words], check=True)


class Screen:
    """The display as pictures of a few cells."""

    def __init__(self, folder: Path | None, name: str) -> None:
        from PySide6.QtGui import QGuiApplication

        self._app = QGuiApplication.instance() or QGuiApplication([])
        self._folder, self.name = folder, name

    def until_filled(self) -> float:
        """Seconds from now until there is as much to be seen as a while later; one of them plays by itself."""
        began = time.perf_counter()
        seen: list[tuple[float, Small]] = []
        while not seen or seen[-1][0] < _FILLED_S:
            seen.append((time.perf_counter() - began, self._cells()))
            time.sleep(0.02)
        # what plays changes its pictures, and nothing of the window around them
        last = seen[-1][1]
        return next((at for at, cells in seen if differing(cells, last) < _PLAYING), float("nan"))

    def until_steady(self) -> float:
        """Seconds from now until the picture was as it then stayed."""
        began = time.perf_counter()
        seen: list[tuple[float, Small]] = []
        while True:
            now = time.perf_counter()
            seen.append((now - began, self._cells()))
            last = seen[-1][1]
            changed = next((at for at in range(len(seen) - 1, -1, -1) if unlike(seen[at][1], last)), -1)
            since = seen[changed + 1][0]
            # an empty screen does not change either
            if float(last.std()) > 4 and seen[-1][0] - since > _STEADY_S:
                return since
            if seen[-1][0] > _LONGEST_S:
                return float("nan")
            time.sleep(max(0.0, 0.04 - (time.perf_counter() - now)))

    def keep(self) -> None:
        """Let somebody look at it."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._grabbed().save(str(self._folder / f"{self.name}.png"))

    def _grabbed(self) -> Any:
        from PySide6.QtGui import QGuiApplication

        self._app.processEvents()
        return QGuiApplication.primaryScreen().grabWindow(0)

    def _cells(self) -> Small:
        from PySide6.QtGui import QImage

        image = self._grabbed().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        height, width = image.height() // _CELL * _CELL, image.width() // _CELL * _CELL
        cells = flat[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL)
        means: Small = cells.mean(axis=(1, 3), dtype=np.float32)
        return means


def unlike(one: Small, other: Small) -> bool:
    """Whether more than what blinks is different."""
    return differing(one, other) > _BLINKS


def differing(one: Small, other: Small) -> float:
    """The share of the cells that are different."""
    return float((np.abs(one - other) > _UNLIKE).mean())


@contextmanager
def running(command: list[str | Path], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A viewer, ended with all that it has started."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 15)
        process.wait()
        time.sleep(1)


def resident_mib(group: int) -> float:
    """Of all processes of a group."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if os.getpgid(int(status.parent.name)) == group:
                total += int((status.parent / "statm").read_text().split()[1])
        except (OSError, ProcessLookupError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 2**20


def dump(log: Path, folder: Path) -> None:
    """Pictures as they are stored, points as single precision, and the speed: what both show."""
    from app.chain.trust import TrustStore
    from app.log.channel import Mode
    from app.replay.cache import Cache
    from app.replay.evidence import open_evidence
    from app.replay.sampler import Sampler
    from app.scene.content import Points, Table

    evidence = open_evidence([log], TrustStore())
    sampler, (first, _) = Sampler(evidence.log, Cache(1)), evidence.timeline.span
    folder.mkdir()
    index: list[dict[str, Any]] = []
    for name, channel in evidence.log.log.channels.items():
        if channel.kind not in ("image", "cloud", "state"):
            continue
        times = channel.time_ns(Mode.CAPTURE)
        for row in range(len(channel)):
            loaded = sampler.load(channel, row, keep=False)
            entry: dict[str, Any] = {"t_ns": int(times[row]) - first, "kind": channel.kind, "channel": name.strip("/")}
            entry["file"] = f"{channel.id}-{row}"
            if channel.kind == "image":
                (folder / entry["file"]).write_bytes(loaded.checked.record.payload)
            elif isinstance(loaded.content, Points):
                entry["file"] += ".npy"
                np.save(folder / entry["file"], loaded.content.xyz)
            elif isinstance(loaded.content, Table) and (speed := loaded.content.value("speed")) is not None:
                entry["value"] = speed
            else:
                continue
            index.append(entry)
    index.sort(key=lambda one: one["t_ns"])
    (folder / "index.json").write_text(json.dumps(index))
    sampler.close()
    evidence.log.close()


if __name__ == "__main__":
    sys.exit(main())
