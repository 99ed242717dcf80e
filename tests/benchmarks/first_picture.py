"""How soon the first picture of a long recording can be seen while it is taken in, against reading the whole file.

Run as a script: `python tests/benchmarks/first_picture.py [--gigabytes 1 4] [--folder DIR]`. The file is an MCAP of
compressed pictures, cold on the disk where the system lets it be forgotten. Prints seconds from the start of `convert`
until a checked picture comes out of the log that is being written, and until that is whole, and what reading the file
once took in the same run. It must not be collected by pytest.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mcap.writer import CompressionType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.chain.opening import NoLogError, open_drives  # noqa: E402 - the script runs from anywhere
from app.chain.trust import TrustStore  # noqa: E402
from app.chain.verdict import Fact  # noqa: E402
from app.log.source import SourceError  # noqa: E402
from tests.benchmarks import convert_mcap  # noqa: E402
from tests.benchmarks.copying import cool  # noqa: E402
from tests.benchmarks.timing import timed  # noqa: E402
from tests.convert.ros import Ros  # noqa: E402

_EVERY_S = 0.1
_DIFFERENT = 16


def main() -> int:
    """Make the files, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gigabytes", type=float, nargs="+", default=[1, 4])
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    raws = [convert_mcap.picture(Ros(), number) for number in range(_DIFFERENT)]
    for gigabytes in asked.gigabytes:
        with tempfile.TemporaryDirectory(dir=asked.folder) as work:
            source = Path(work) / "source.mcap"
            convert_mcap.write(
                source, "sensor_msgs/msg/CompressedImage", lambda _, number: raws[number % _DIFFERENT],
                int(gigabytes * 1e9), CompressionType.NONE,
            )  # fmt: skip
            cold = cool(source)
            read_s = timed(lambda source=source: _read(source))  # type: ignore[misc]
            cold = cool(source) and cold
            first_s, whole_s = _watched(source, Path(work))
            print(
                f"{gigabytes:5.1f} GB, {'cold' if cold else 'warm'}  first picture {first_s:5.1f} s"
                f" ({first_s / read_s:.2f} x reading the file)  whole {whole_s:6.1f} s ({whole_s / read_s:.1f} x)"
            )
    return 0


def _read(path: Path) -> None:
    with path.open("rb", buffering=0) as file:
        block = bytearray(1 << 20)
        while file.readinto(block):
            pass


def _watched(source: Path, work: Path) -> tuple[float, float]:
    """Seconds until the first picture, and until all is sealed."""
    out = work / "out"
    began = time.monotonic()
    command = [sys.executable, "-m", "app", "convert", str(source), "-o", str(out)]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(work / "config")}
    first_s: float | None = None
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:  # fmt: skip
        while process.poll() is None:
            if first_s is None and _picture(work):
                first_s = time.monotonic() - began
            time.sleep(_EVERY_S)
    assert process.returncode == 0, f"convert ended with {process.returncode}"
    whole_s = time.monotonic() - began
    return whole_s if first_s is None else first_s, whole_s


def _picture(work: Path) -> bool:
    """Whether a checked picture comes out of what is there so far."""
    segments = [path for path in work.rglob("*.h5") if path.stat().st_size]
    if not segments:
        return False
    try:
        drives, _ = open_drives(segments, TrustStore())
    except (SourceError, NoLogError):
        return False
    try:
        for drive in drives:
            log = drive.log()
            pictures = [channel for channel in log.log.channels.values() if channel.kind == "image"]
            if any(len(one.arrival_ns) and log.read(one, 0).verdict.intact is Fact.YES for one in pictures):
                return True
    except NoLogError:
        return False
    finally:
        for drive in drives:
            drive.close()
    return False


if __name__ == "__main__":
    sys.exit(main())
