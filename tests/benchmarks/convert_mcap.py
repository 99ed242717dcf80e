"""What taking MCAP in costs, against copying its file, measured in the same run.

Run as a script: `python tests/benchmarks/convert_mcap.py [--megabytes 300] [--folder DIR]`. Prints the speed of
`convert` on compressed pictures, on clouds and on inertial measurements as shares of the speed of copying that file,
see copying.py, and the most memory that the process had. It must not be collected by pytest.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from mcap.writer import CompressionType, Writer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.copying import costs  # noqa: E402 - the script runs from anywhere
from tests.convert.ros import NS, T0, Ros, cloud, header  # noqa: E402

PICTURE_BYTES = 300_000
POINTS = 75_000
Make = Callable[[Ros, int], bytes]


def main() -> int:
    """Make the files, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    cases: list[tuple[str, str, Make, int, CompressionType]] = [
        ("pictures", "sensor_msgs/msg/CompressedImage", picture, asked.megabytes, CompressionType.NONE),
        ("pictures, zstd", "sensor_msgs/msg/CompressedImage", picture, asked.megabytes, CompressionType.ZSTD),
        ("clouds", "sensor_msgs/msg/PointCloud2", points, asked.megabytes, CompressionType.NONE),
        ("clouds, lz4", "sensor_msgs/msg/PointCloud2", points, asked.megabytes, CompressionType.LZ4),
        ("inertial, zstd", "sensor_msgs/msg/Imu", inertial, asked.megabytes // 10, CompressionType.ZSTD),
    ]
    with tempfile.TemporaryDirectory(dir=asked.folder) as work:
        folder = Path(work)
        os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
        for name, type_, make, megabytes, compression in cases:
            count = write(folder / "source.mcap", type_, make, megabytes * 1_000_000, compression)
            found = costs(folder / "source.mcap")
            each = min(found.warm_s) / count * 1e6
            print(f"{name:16} {count:6} messages {found}  {each:5.0f} us each")
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory of all this, making the files included: {most:.0f} MiB at most")
    return 0


def write(path: Path, type_: str, make: Make, size: int, compression: CompressionType) -> int:
    """A file of so many bytes of messages of one type; how many there are."""
    types = Ros()
    with path.open("wb") as file:
        writer = Writer(file, compression=compression)
        writer.start("ros2", "benchmark")
        schema = writer.register_schema(type_, "ros2msg", types.definition(type_).encode())
        channel = writer.register_channel("/it", "cdr", schema)
        count, done = 0, 0
        while done < size:
            raw = make(types, count)
            writer.add_message(channel, T0 + count * NS // 100, raw, T0 + count * NS // 100)
            count, done = count + 1, done + len(raw)
        writer.finish()  # type: ignore[no-untyped-call]
    return count


def picture(types: Ros, number: int) -> bytes:
    """Bytes that begin as JPEG does and cannot be compressed."""
    raw = b"\xff\xd8\xff" + random.Random(number % 16).randbytes(PICTURE_BYTES)
    values = {"header": header(T0 + number, "camera"), "format": "jpeg", "data": raw}
    return types.bytes("sensor_msgs/msg/CompressedImage", values)


def points(types: Ros, number: int) -> bytes:
    """A sweep of 16 bytes a point."""
    found = np.zeros(POINTS, dtype=[(name, "<f4") for name in ("x", "y", "z", "intensity")])
    for axis in "xyz":
        found[axis] = np.random.default_rng(number % 16).normal(size=POINTS)
    return types.bytes("sensor_msgs/msg/PointCloud2", cloud(found, T0 + number))


def inertial(types: Ros, number: int) -> bytes:
    """A measurement."""
    return types.bytes("sensor_msgs/msg/Imu", {"header": header(T0 + number, "imu"), "angular_velocity": {"x": 1.0}})


if __name__ == "__main__":
    sys.exit(main())
