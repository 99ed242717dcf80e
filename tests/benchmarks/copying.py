"""What taking a source in costs, against what copying it costs in the same run. For the benchmarks of `convert`.

It must not know what is in the source.
"""

import hashlib
import os
import shutil
import statistics
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from app.cli import main as verbs
from tests.benchmarks.timing import timed

ROUNDS = 5
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of each round. Warm: the system has the source in its memory; cold: on the disk only, else nothing."""

    size: int
    warm_copy_s: Sequence[float]
    warm_s: Sequence[float]
    checked_copy_s: Sequence[float]
    cold_copy_s: Sequence[float]
    cold_s: Sequence[float]

    def __str__(self) -> str:
        """Speed, and the medians of the shares of the speed of copying.

        Of a checked copy the source is hashed while it is copied, and the copy is read back and hashed, as examiners
        do; what `convert` writes is hashed too, but not read back.
        """
        cold = _share(self.cold_copy_s, self.cold_s) if self.cold_s else "-"
        return (
            f"{self.size / 1e6:6.0f} MB  convert {self.size / statistics.median(self.warm_s) / 1e6:5.0f} MB/s"
            f"  {_share(self.warm_copy_s, self.warm_s):>6} x copying"
            f"  {cold:>6} x copying from the disk"
            f"  {_share(self.checked_copy_s, self.warm_s):>6} x a checked copy"
        )


def _share(copies: Sequence[float], conversions: Sequence[float]) -> str:
    return f"{statistics.median(a / b for a, b in zip(copies, conversions, strict=True)):.2g}"


def costs(source: Path, *options: object) -> Costs:
    """Measure by turns; `options` are given to `convert`. Copies and logs are written beside the source."""
    columns: list[list[float]] = [[], [], [], [], []]
    for _ in range(ROUNDS):
        columns[0].append(timed(lambda: _copy(source)))
        columns[1].append(timed(lambda: _convert(source, *options)))
        columns[2].append(timed(lambda: _checked_copy(source)))
        if cool(source):
            columns[3].append(timed(lambda: _copy(source)))
        if cool(source):
            columns[4].append(timed(lambda: _convert(source, *options)))
    return Costs(source.stat().st_size, *columns)


def cool(path: Path) -> bool:
    """Let the system forget what it has of a file; whether it has."""
    with path.open("rb", buffering=0) as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        try:
            os.preadv(file.fileno(), [bytearray(1)], path.stat().st_size // 2, os.RWF_NOWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False


def _copy(source: Path) -> None:
    copy = source.with_name("copy")
    copy.unlink(missing_ok=True)
    shutil.copyfile(source, copy)
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def _checked_copy(source: Path) -> None:
    copy = source.with_name("copy")
    copy.unlink(missing_ok=True)
    digest = hashlib.sha256()
    block = memoryview(bytearray(_BLOCK))
    with source.open("rb", buffering=0) as read, copy.open("wb", buffering=0) as written:
        while got := read.readinto(block):
            digest.update(block[:got])
            written.write(block[:got])
        os.fsync(written.fileno())
    with copy.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").digest() == digest.digest()


def _convert(source: Path, *options: object) -> None:
    """The same job as on the command line, without its start."""
    out = source.with_name("out")
    shutil.rmtree(out, ignore_errors=True)
    out.with_suffix(".h5").unlink(missing_ok=True)
    arguments = ["convert", str(source), "-o", str(out), "--json", *map(str, options)]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        assert verbs(arguments) == 0
