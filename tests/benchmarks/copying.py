"""What taking a source in costs, against what copying it costs in the same run. For the benchmarks of `convert`.

It must not know what is in the source.
"""

import hashlib
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from app.cli import main as verbs
from tests.benchmarks.timing import timed

ROUNDS = 5
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds that each takes at the least. Warm: the source is in the memory of the system; cold: on the disk only."""

    size: int
    warm_copy_s: float
    warm_s: float
    cold_copy_s: float
    cold_s: float
    checked_copy_s: float

    def __str__(self) -> str:
        """Speed, and the shares of the speed of copying; of a checked copy both sides are hashed, as examiners do."""
        return (
            f"{self.size / 1e6:6.0f} MB  convert {self.size / self.warm_s / 1e6:5.0f} MB/s"
            f"  {self.warm_copy_s / self.warm_s:5.2f} x copying"
            f"  {self.cold_copy_s / self.cold_s:5.2f} x copying from the disk"
            f"  {self.checked_copy_s / self.warm_s:5.2f} x a checked copy"
        )


def costs(source: Path, *options: object) -> Costs:
    """Measure by turns; `options` are given to `convert`. Copies and logs are written beside the source."""
    columns: list[list[float]] = [[], [], [], [], []]
    for _ in range(ROUNDS):
        _cool(source)
        columns[2].append(timed(lambda: _copy(source)))
        _cool(source)
        columns[3].append(timed(lambda: _convert(source, *options)))
        columns[0].append(timed(lambda: _copy(source)))
        columns[1].append(timed(lambda: _convert(source, *options)))
        columns[4].append(timed(lambda: _checked_copy(source)))
    return Costs(source.stat().st_size, *map(min, columns))


def _cool(path: Path) -> None:
    """Let the system forget what it has of a file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _copy(source: Path) -> None:
    copy = source.with_name("copy")
    copy.unlink(missing_ok=True)
    shutil.copyfile(source, copy)
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def _checked_copy(source: Path) -> None:
    _copy(source)
    assert _digest(source) == _digest(source.with_name("copy"))


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    block = memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while got := file.readinto(block):
            digest.update(block[:got])
    return digest.digest()


def _convert(source: Path, *options: object) -> None:
    """The same job as on the command line, without its start."""
    out = source.with_name("out")
    shutil.rmtree(out, ignore_errors=True)
    out.with_suffix(".h5").unlink(missing_ok=True)
    arguments = ["convert", str(source), "-o", str(out), "--json", *map(str, options)]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        assert verbs(arguments) in (0, 3)
