"""Freed memory stays at hand, and large pictures leave no holes."""

import platform
import subprocess
import sys

import pytest

_SCRIPT = """
import resource
from app.replay.blocks import APART_BYTES, keep_blocks
assert keep_blocks()
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(50):
        bytearray(APART_BYTES - (1 << 20))
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_what_was_freed_is_used_again_without_the_kernel() -> None:
    said = subprocess.run([sys.executable, "-c", _SCRIPT], check=True, capture_output=True, text=True).stdout
    # 50 times 6 MiB would be 76 800 pages
    assert int(said) < 2_000
