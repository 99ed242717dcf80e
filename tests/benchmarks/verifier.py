"""What checking costs, each figure a ratio against something everybody knows, measured in the same run.

Run as a script: `python tests/benchmarks/verifier.py [--gigabytes 4] [--records 1000000] [--minutes 60]
[--folder DIR]`. Prints

* full verification of the standard workload against `pread` + SHA-256 of the same records on as many threads, and
  beside it what `sha256sum` and `openssl dgst` take for the same bytes,
* the structure of a million thin records, and the time to the first verified record of 1 min and of 60 min,
* checking one frame of 300 KB, and the peak memory for a small and for the whole log.

It must not be collected by pytest.
"""

import argparse
import hashlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.chain.check import check  # noqa: E402 - the script runs from anywhere
from app.chain.opening import Opened, open_drives  # noqa: E402
from app.chain.payload_plan import plan_payloads  # noqa: E402
from app.chain.structure import open_segment  # noqa: E402
from app.chain.trust import TrustStore  # noqa: E402
from app.chain.walk import Walk, walk_payloads  # noqa: E402
from app.kinds.channel_spec import ChannelSpec  # noqa: E402
from app.log.segment import Segment  # noqa: E402
from app.log.source import Source  # noqa: E402
from app.record.clock import ManualClock  # noqa: E402
from app.record.container_source import CONVERSION  # noqa: E402
from app.record.keys import demonstration_key  # noqa: E402
from app.record.plan import Capacity, Plan  # noqa: E402
from app.record.recorder import Options, Recorder  # noqa: E402
from tests.benchmarks.timing import timed  # noqa: E402

# name, sensors, rate in Hz, bytes a record: the standard workload, 66 MB/s
SENSORS = (("camera", 6, 30, 300_000), ("lidar", 1, 10, 1_200_000), ("radar", 5, 20, 4_000), ("state", 1, 200, 256))
SECOND = 10**9
THREADS = os.cpu_count() or 1
ROUNDS = 5


def main() -> int:
    """Make the logs, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=4.0)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as work:
        folder = Path(work)
        heavy = record_standard(folder / "heavy", seconds=asked.gigabytes * 1e9 / 66.4e6)
        full_verification(heavy)
        one_frame(heavy[0])
        memory(heavy)
        shutil.rmtree(folder / "heavy")
        thin_records(folder, asked.records)
        soonest_record(folder, asked.minutes)
    return 0


def record_standard(folder: Path, *, seconds: float) -> list[Path]:
    """The standard workload, written as fast as it goes."""
    chance = random.Random(1)
    channels = [
        (name, number, rate, chance.randbytes(size)) for name, count, rate, size in SENSORS for number in range(count)
    ]
    specs = tuple(
        spec(index + 1, f"{name}{number}", rate=rate, size=len(raw))
        for index, (name, number, rate, raw) in enumerate(channels)
    )
    due = sorted(
        (int((tick + 0.5) * SECOND / rate), index + 1)
        for index, (_, _, rate, _) in enumerate(channels)
        for tick in range(int(seconds * rate))
    )
    with recorder(folder, Plan(provenance="simulated", channels=specs)) as log:
        for number, (t_ns, channel) in enumerate(due):
            raw = channels[channel - 1][3]
            log.append(channel, number.to_bytes(8, "little") + raw[8:], t_capture_ns=t_ns, t_arrival_ns=t_ns)
    return sorted(folder.glob("*.h5"))


def record_thin(folder: Path, *, records: int, segment_records: int) -> list[Path]:
    """Records of 64 bytes, as many to a segment as asked, a checkpoint every 2 000 of them."""
    from msgspec.structs import replace

    from app.record.plan import POLICY

    policy = replace(POLICY, segment_ms=10**7, segment_records=segment_records, interval_ms=2000)
    room = Capacity(checkpoints=256, system_bytes=4 << 20, channels={1: 64 * segment_records + 4096})
    plan = Plan(provenance="simulated", channels=(spec(1, "thin", rate=1000, size=64),), policy=policy, capacity=room)
    with recorder(folder, plan) as log:
        for number in range(records):
            t_ns = number * 1_000_000
            log.append(1, number.to_bytes(64, "little"), t_capture_ns=t_ns, t_arrival_ns=t_ns)
    return sorted(folder.glob("*.h5"))


def spec(number: int, name: str, *, rate: float, size: int) -> ChannelSpec:
    """A channel of opaque bytes."""
    return ChannelSpec(
        id=number, name=name, area=name, kind="raw", codec="bytes", stamp="instant", arrival="measured",
        capture="measured", row_bytes=1, max_bytes=size, rate_hz=rate,
    )  # fmt: skip


def recorder(folder: Path, plan: Plan) -> Recorder:
    """A recorder that writes as fast as it is called."""
    options = Options(synchronous=True, disk=CONVERSION)
    return Recorder.open(folder, plan, device=demonstration_key(), clock=ManualClock(0), options=options)


def full_verification(paths: list[Path]) -> None:
    """Everything there is to check, against plain hashing of the same payloads."""
    size = sum(path.stat().st_blocks * 512 for path in paths)
    print(f"\nstandard workload: {size / 1e9:.2f} GB in {len(paths)} segments, {THREADS} threads")
    extents = [all_extents(path) for path in paths]
    payload = sum(length for of_file in extents for _, length in of_file)
    print(f"{sum(map(len, extents))} records, {payload / 1e9:.2f} GB of payload")
    pairs = []
    for _ in range(ROUNDS + 1):
        plain = timed(lambda: list(map(hash_plainly, paths, extents)))
        ours = timed(lambda: list(map(verify_fully, paths)))
        pairs.append((plain, ours))
    ratios = [plain / ours for plain, ours in pairs[1:]]
    plain_s, ours_s = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
    print(f"pread + sha256 of the payloads  {plain_s:6.2f} s  {payload / plain_s / 1e9:5.2f} GB/s")
    print(f"full verification               {ours_s:6.2f} s  {payload / ours_s / 1e9:5.2f} GB/s")
    print(
        f"speed against it                {statistics.median(ratios):6.2f} x  ({min(ratios):.2f} to {max(ratios):.2f})"
    )
    for command in (["sha256sum"], ["openssl", "dgst", "-sha256"]):
        if shutil.which(command[0]):
            took = timed(partial(subprocess.run, [*command, *paths], stdout=subprocess.DEVNULL, check=True))
            print(f"{' '.join(command):31} {took:6.2f} s  (whole files, one thread: {took / ours_s:.2f} x our time)")


def all_extents(path: Path) -> list[tuple[int, int]]:
    """Where the payloads are, in the order of their records."""
    with Segment(Source(path)) as segment:
        extents = [segment.extent(index) for index in range(len(segment))]
    return [(extent.offset, extent.length) for extent in extents]


def hash_plainly(path: Path, extents: list[tuple[int, int]]) -> None:
    """The baseline: every payload read and hashed, with nothing to compare."""
    fd = os.open(path, os.O_RDONLY)

    def some(first: int) -> None:
        for offset, length in extents[first::THREADS]:
            hashlib.sha256(os.pread(fd, length, offset)).digest()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(some, range(THREADS)))
    os.close(fd)


def verify_fully(path: Path) -> None:
    """Directory, chain, tree, checkpoints, signatures and every payload."""
    segment, structure = open_segment(path)
    assert segment is not None
    assert structure.complete
    with segment:
        assert walk_payloads(segment, plan_payloads(segment, structure), Walk(threads=THREADS)) == []


def one_frame(path: Path) -> None:
    """Read and check a frame, as for each picture that is shown."""
    segment, structure = open_segment(path)
    assert segment is not None
    with segment:
        frames = [index for index in range(len(segment)) if int(segment.leaves["payload_len"][index]) == 300_000][:2000]
        took, plain = [], []
        for index in frames:
            record = segment.read(index)
            began = time.perf_counter_ns()
            checked = check(record, structure=structure, trusted=True)
            took.append(time.perf_counter_ns() - began)
            assert checked.usable
            began = time.perf_counter_ns()
            hashlib.sha256(record.payload).digest()
            plain.append(time.perf_counter_ns() - began)
    took.sort()
    p50, p99 = took[len(took) // 2] / 1e6, took[len(took) * 99 // 100] / 1e6
    ratio = statistics.median(took) / statistics.median(plain)
    print(f"\ncheck of a 300 KB frame: p50 {p50:.3f} ms, p99 {p99:.3f} ms; {ratio:.2f} x a bare sha256 of it")


def memory(paths: list[Path]) -> None:
    """Peak memory of the command line for one segment and for all."""
    script = (
        "import resource, sys; from app.cli import main; main(['verify', '--json', *sys.argv[1:]]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    peaks = []
    for some in (paths[:1], paths):
        command = [sys.executable, "-c", script, *map(str, some)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        peaks.append(int(done.stderr.split()[-1]) / 1024)
    print(f"peak memory: {peaks[0]:.0f} MiB for one segment, {peaks[1]:.0f} MiB for all {len(paths)}")


def thin_records(folder: Path, records: int) -> None:
    """Structure alone."""
    long = record_thin(folder / "long", records=records, segment_records=131_072)
    took = min(timed(lambda: list(map(structure_only, long))) for _ in range(3))
    bare = min(timed(lambda: list(map(hash_leaves, long))) for _ in range(3))
    print(
        f"\nstructure of {records} records in {len(long)} segments: {took:.2f} s; {took / bare:.2f} x hashing each leaf"
    )
    shutil.rmtree(folder / "long")


def soonest_record(folder: Path, minutes: int) -> None:
    """How soon the first record of a drive can be shown: of one segment, and of as many as there are minutes."""
    per_segment = 60_000
    paths = record_thin(folder / "minutes", records=minutes * per_segment, segment_records=per_segment)
    first = [min(timed(partial(first_record, some)) for _ in range(5)) for some in (paths[:1], paths)]
    print(
        f"first verified record of {per_segment} records a minute: {first[0]:.3f} s for 1 min, {first[1]:.3f} s for "
        f"{len(paths)} min: {first[1] / first[0]:.2f} x"
    )


def structure_only(path: Path) -> None:
    """Chain, tree, checkpoints and signatures of one segment."""
    segment, structure = open_segment(path)
    assert segment is not None
    segment.close()
    assert structure.complete


def hash_leaves(path: Path) -> None:
    """The least that any check of a hash chain does."""
    with Segment(Source(path)) as segment:
        raw = memoryview(segment.leaves.tobytes())
    for start in range(0, len(raw), 192):
        hashlib.sha256(raw[start : start + 192]).digest()


def first_record(paths: list[Path]) -> None:
    """From files to the first record that may be shown."""
    (drive,), _ = open_drives(paths, TrustStore())
    opened = drive.open(0)
    assert isinstance(opened, Opened)
    assert check(opened.segment.read(2), structure=opened.structure, trusted=False).usable
    drive.close()


if __name__ == "__main__":
    sys.exit(main())
