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
