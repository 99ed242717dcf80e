"""What recording costs: a vehicle's sensors in real time, once sealed and once as plain writes.

Run as a script: `python tests/benchmarks/recorder.py [seconds] [folder]`. Prints the CPU share of the recorder (its
process time less that of the same generation with a plain pwrite), what the seal adds in bytes, and how long `append`
takes. It must not be collected by pytest.
"""

import os
import random
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.kinds.channel_spec import ChannelSpec  # noqa: E402 - the script runs from anywhere
from app.log.segment import Segment  # noqa: E402
from app.log.source import Source  # noqa: E402
from app.record.keys import demonstration_key  # noqa: E402
from app.record.plan import POLICY, Plan  # noqa: E402
from app.record.recorder import Options, Recorder  # noqa: E402

# name, sensors, rate in Hz, bytes a record
SENSORS = (
    ("camera", 6, 30, 300_000),
    ("lidar", 1, 10, 1_200_000),
    ("radar", 5, 20, 4_000),
    ("state", 1, 200, 256),
)
Write = Callable[[int, bytes], object]
_POOL = 8


class Sensor(threading.Thread):
    """Calls `write` at its rate; keeps how long each call took, in ns."""

    def __init__(self, channel: int, rate: float, size: int, write: Write, *, until: float) -> None:
        super().__init__(name=f"sensor {channel}")
        chance = random.Random(channel)
        self._payloads = [chance.randbytes(size) for _ in range(_POOL)]
        self._channel, self._period, self._write, self._until = channel, 1 / rate, write, until
        self.took_ns: list[int] = []
        self.bytes = 0

    def run(self) -> None:
        due = time.monotonic() + random.random() * self._period
        while due < self._until:
            time.sleep(max(0.0, due - time.monotonic()))
            payload = self._payloads[len(self.took_ns) % _POOL]
            begin = time.perf_counter_ns()
            self._write(self._channel, payload)
            self.took_ns.append(time.perf_counter_ns() - begin)
            self.bytes += len(payload)
            due += self._period


def sensors() -> list[tuple[int, str, float, int]]:
    listed = [(f"{name}_{number}", rate, size) for name, count, rate, size in SENSORS for number in range(count)]
    return [(channel, name, float(rate), size) for channel, (name, rate, size) in enumerate(listed, 1)]


def drive(write: Write, seconds: float) -> tuple[list[Sensor], float, float]:
    """Run all sensors; returns them, the CPU seconds of the process, and the seconds that passed."""
    until = time.monotonic() + seconds
    running = [Sensor(channel, rate, size, write, until=until) for channel, _, rate, size in sensors()]
    begin, cpu = time.monotonic(), time.process_time()
    for sensor in running:
        sensor.start()
    for sensor in running:
        sensor.join()
    return running, time.process_time() - cpu, time.monotonic() - begin


def plain(folder: Path, seconds: float) -> tuple[list[Sensor], float, float]:
    """The same data, each channel to a preallocated file, synced once a second."""
    files = {channel: os.open(folder / name, os.O_CREAT | os.O_WRONLY, 0o600) for channel, name, _, _ in sensors()}
    at = dict.fromkeys(files, 0)
    for channel, _, rate, size in sensors():
        os.posix_fallocate(files[channel], 0, int(rate * seconds + 2) * size)
    done = threading.Event()

    def sync() -> None:
        while not done.wait(1):
            for fd in files.values():
                os.fdatasync(fd)

    def write(channel: int, payload: bytes) -> None:
        os.pwrite(files[channel], payload, at[channel])
        at[channel] += len(payload)

    syncing = threading.Thread(target=sync)
    syncing.start()
    found = drive(write, seconds)
    done.set()
    syncing.join()
    for fd in files.values():
        os.close(fd)
    return found


def plan() -> Plan:
    channels = tuple(
        ChannelSpec(
            id=channel,
            name=name,
            area=name,
            kind="raw",
            codec="bytes",
            stamp="instant",
            arrival="measured",
            capture="measured",
            row_bytes=1,
            max_bytes=size,
            rate_hz=rate,
        )
        for channel, name, rate, size in sensors()
    )
    return Plan(provenance="simulated", channels=channels, policy=POLICY)


def sealed(folder: Path, seconds: float) -> tuple[list[Sensor], float, float, int]:
    """The same data, recorded; the last number is how many records were lost."""
    recorder = Recorder.open(folder / "drive", plan(), device=demonstration_key(), options=Options())
    begin = time.monotonic()
    while not any((folder / "drive").glob(".*.partial")) and time.monotonic() < begin + 10:
        time.sleep(0.01)  # the first container ahead is no cost of these seconds
    found = drive(lambda channel, payload: recorder.append(channel, payload, t_capture_ns=None), seconds)
    recorder.close()
    return *found, recorder.lost


def overhead(folder: Path) -> tuple[int, int]:
    """Bytes of payload of the channels, and everything else that was written for them."""
    payload = extra = 0
    for path in sorted((folder / "drive").glob("*.h5")):
        with Segment(Source(path)) as segment:
            own = segment.leaves["channel"] != 0
            lengths = segment.leaves["payload_len"].astype(int)
            slots = sum(len(run.raw.rstrip(b"\0")) // 4096 + 1 for run in segment.slots())
            payload += int(lengths[own].sum())
            extra += 200 * len(segment) + int(lengths[~own].sum()) + 4096 * slots
    return payload, extra


def main(arguments: list[str]) -> None:
    seconds = float(arguments[0]) if arguments else 10.0
    folder = Path(tempfile.mkdtemp(dir=arguments[1] if len(arguments) > 1 else None))
    try:
        plain_sensors, plain_cpu, plain_s = plain(folder, seconds)
        running, cpu, passed, lost = sealed(folder, seconds)
        payload, extra = overhead(folder)
    finally:
        shutil.rmtree(folder)
    took = sorted(ns for sensor in running for ns in sensor.took_ns)
    plain_took = sorted(ns for sensor in plain_sensors for ns in sensor.took_ns)
    data = sum(sensor.bytes for sensor in running)
    print(f"{len(took)} records, {data / passed / 1e6:.1f} MB/s for {passed:.1f} s, {lost} lost")
    print(f"CPU: {cpu / passed:.3f} of a core sealed, {plain_cpu / plain_s:.3f} plain")
    print(f"CPU of the recorder: {cpu / passed - plain_cpu / plain_s:.3f} of a core")
    print(f"extra bytes: {100 * extra / payload:.3f} %")
    for name, times in (("append", took), ("plain pwrite", plain_took)):
        at = [times[int(len(times) * share)] / 1e6 for share in (0.5, 0.99, 0.999)]
        print(f"{name}: p50 {at[0]:.3f} ms, p99 {at[1]:.3f} ms, p99.9 {at[2]:.3f} ms, max {times[-1] / 1e6:.3f} ms")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
