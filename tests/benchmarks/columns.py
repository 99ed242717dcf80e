"""How fast whole columns are read, checked and decoded, in bulk against one by one, and what a window feels.

Run as a script: `python tests/benchmarks/columns.py LOG [--channel /vehicle/state] [--most N]`; make a log for it by
`python -m app simulate crossing --repeat 60 --thin -o FOLDER`. Prints records a second of both ways over the same
records in one run, and how late a main thread wakes that sleeps for a millisecond again and again meanwhile. It must
not be collected by pytest.
"""

import argparse
import sys
import threading
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.chain.trust import TrustStore  # noqa: E402 - the script runs from anywhere
from app.replay.cache import Cache  # noqa: E402
from app.replay.evidence import open_evidence  # noqa: E402
from app.replay.first_rows import FirstRows  # noqa: E402
from app.replay.sampler import Loaded, Sampler  # noqa: E402
from tests.benchmarks.timing import timed  # noqa: E402


def main() -> int:
    """Read the channel both ways."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("log", type=Path)
    parser.add_argument("--channel", default="/vehicle/state")
    parser.add_argument("--most", type=int, default=20_000, help="records read one by one")
    asked = parser.parse_args()
    evidence = open_evidence([asked.log], TrustStore())
    channel = evidence.log.log.channels[asked.channel]
    cache: Cache[Loaded] = Cache(1 << 28)
    sampler = Sampler(evidence.log, cache)
    most = min(asked.most, len(channel))
    _bulk(sampler, asked.channel)  # the file is in memory from now on
    alone = most / timed(lambda: [sampler.load(channel, row) for row in range(most)])
    bulk = len(channel) / timed(lambda: _bulk(sampler, asked.channel))
    print(f"{asked.channel}, {len(channel)} records")
    print(f"one by one {alone:9.0f} records/s")
    print(f"in bulk    {bulk:9.0f} records/s   {bulk / alone:.1f} x")
    for name, late in (("idle", _late(None)), ("in bulk", _late(lambda: _bulk(sampler, asked.channel)))):
        p50, p99 = np.percentile(late, [50, 99])
        print(f"woken late, {name:8}  median {p50:.2f} ms   p99 {p99:.2f} ms   most {late.max():.2f} ms")
    evidence.log.close()
    return 0


def _bulk(sampler: Sampler, name: str) -> None:
    reader = FirstRows(sampler, sampler.log.log.channels[name])
    for _ in reader.blocks():
        pass
    assert reader.series() is not None


def _late(work: object) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """How much later than asked this thread wakes, in ms, while the other one works."""
    thread = threading.Thread(target=work) if callable(work) else None
    if thread is not None:
        thread.start()
    found, until = [], time.perf_counter() + 0.5
    while thread.is_alive() if thread is not None else time.perf_counter() < until:
        began = time.perf_counter()
        time.sleep(0.001)
        found.append((time.perf_counter() - began - 0.001) * 1e3)
    return np.array(found)


if __name__ == "__main__":
    sys.exit(main())
