"""What taking a recording in costs, against copying its file, measured in the same run.

Run as a script: `python tests/benchmarks/convert.py [--megabytes 500] [--folder DIR]`. Prints the speed of `convert` on
HDF5 with JPEG packets, with clouds and with rows of numbers as shares of the speed of copying that file, see
copying.py. It must not be collected by pytest.
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.copying import costs  # noqa: E402 - the script runs from anywhere

PICTURE_BYTES = 300_000
CLOUD_BYTES = 1_200_000
MAPPING = """
[[channel]]
name = "/it"
kind = "{kind}"
codec = "{codec}"
{what}
time = {{ dataset = "t" }}
"""


def main() -> int:
    """Make the files, then measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as work:
        folder = Path(work)
        os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
        for name, make in (("jpeg packets", jpeg), ("clouds as bytes", clouds), ("rows of 8 numbers", rows)):
            mapping = make(folder / "source.h5", asked.megabytes * 1_000_000)
            (folder / "mapping.toml").write_text(mapping)
            print(f"{name:18} {costs(folder / 'source.h5', '--mapping', folder / 'mapping.toml')}")
    return 0


def jpeg(path: Path, size: int) -> str:
    """Pictures as lists of bytes."""
    raw = np.frombuffer(b"\xff\xd8" + random.Random(1).randbytes(PICTURE_BYTES - 2), dtype="u1")
    count = size // PICTURE_BYTES
    with h5py.File(path, "w") as file:
        made = file.create_dataset("x", (count,), dtype=h5py.vlen_dtype(np.dtype("u1")))
        for number in range(count):
            made[number] = raw
        file["t"] = np.arange(count) / 30
    return MAPPING.format(kind="image", codec="jpeg", what='dataset = "x"')


def clouds(path: Path, size: int) -> str:
    """Sweeps of one size, contiguous."""
    count = size // CLOUD_BYTES
    with h5py.File(path, "w") as file:
        file["x"] = np.frombuffer(random.Random(1).randbytes(CLOUD_BYTES) * count, dtype="u1").reshape(count, -1)
        file["t"] = np.arange(count) / 10
    return MAPPING.format(kind="raw", codec="bytes", what='dataset = "x"')


def rows(path: Path, size: int) -> str:
    """A record a row, as a bus gives them: a tenth of the size, for the cost is one of records."""
    count = size // 10 // 72
    with h5py.File(path, "w") as file:
        file["x"] = np.random.default_rng(1).random((count, 8))
        file["t"] = np.arange(count) / 1000
    columns = ", ".join(f'{{ dataset = "x", item = {number}, name = "c{number}" }}' for number in range(8))
    return MAPPING.format(kind="signals", codec="rows", what=f"columns = [{columns}]")


if __name__ == "__main__":
    sys.exit(main())
