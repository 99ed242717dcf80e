"""Freed memory stays at hand, and large pictures leave no holes."""

import platform
import subprocess
import sys

import pytest

_SCRIPT = """
import resource, sys
from app.ui.blocks import APART_BYTES, keep_blocks
if sys.argv[1] == "kept":
    assert keep_blocks()
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(50):
        # what one picture takes: the file, what it is decoded to, and that with a fourth byte
        blocks = [bytearray(APART_BYTES - (2 << 20)) for _ in range(3)]
        del blocks
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_what_was_freed_is_used_again_without_the_kernel() -> None:
    kept, given_back = (
        int(subprocess.run([sys.executable, "-c", _SCRIPT, how], check=True, capture_output=True, text=True).stdout)
        for how in ("kept", "as usual")
    )
    # 150 times 5 MiB are 192 000 pages
    assert kept < 2_000 < 20_000 < given_back


_FREED = """
from pathlib import Path
from app.ui.blocks import give_back, keep_blocks
keep_blocks()
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
# sweeps and small pictures of a log, and between them what outlives it
blocks = [bytearray(1 << (20 if number % 2 else 10)) for number in range(400)]
del blocks[1::2]
before = resident()
give_back()
print(before - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_what_a_closed_log_has_freed_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", _FREED], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 150 << 20
