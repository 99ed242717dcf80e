"""Freed memory stays at hand, and large pictures leave no holes."""

import platform
import subprocess
import sys

import pytest

from app.ui import blocks

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
import sys
from app.ui.blocks import Allowance, give_back, keep_blocks, resident_bytes
keep_blocks()
# sweeps and small pictures of a log, and between them what outlives it
blocks = [bytearray(1 << (20 if number % 2 else 10)) for number in range(400)]
del blocks[1::2]
before = resident_bytes()
if sys.argv[1] == "closed":
    give_back()
else:
    Allowance(before + (1 << 20)).look()
    assert resident_bytes() >= before
    Allowance(before - (1 << 20)).look()
print(before - resident_bytes())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
@pytest.mark.parametrize("when", ["closed", "too much"])
def test_what_was_freed_is_given_back_when_a_log_is_closed_or_too_much_is_held(when: str) -> None:
    done = subprocess.run([sys.executable, "-c", _FREED, when], check=True, capture_output=True, text=True)
    assert int(done.stdout) > 150 << 20


def test_what_is_in_use_is_not_looked_through_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    held, given = [900], list[int]()
    monkeypatch.setattr(blocks, "resident_bytes", lambda: held[0])
    monkeypatch.setattr(blocks, "give_back", lambda: given.append(held[0]))
    allowance = blocks.Allowance(1000)
    much = 1002 + blocks.STEP_BYTES
    for held[0] in (900, 1001, 1002, much - 1, much):
        allowance.look()
    assert given == [1001, much]
    # when that was freed, what is freed next is not kept because of it
    for held[0] in (500, 1001 + blocks.STEP_BYTES):
        allowance.look()
    assert given == [1001, much, 1001 + blocks.STEP_BYTES]
