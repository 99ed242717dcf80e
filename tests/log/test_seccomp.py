"""The filter of system calls, run by an interpreter of its own, and where there is none.

Must not know the walls it stands among.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Any

import pytest

from app.log import seccomp
from app.log.seccomp import forbid_calls

ALLOWED, EPERM, ENOSYS = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
PID = 4711


def verdict(machine: str, number: int, *arguments: int, token: int | None = None) -> int:
    """What the filter of a machine says to a call (Linux, Documentation/networking/filter.rst)."""
    table = seccomp._TABLES[machine]
    given = (*arguments, *[0] * 6)[:6]
    data = struct.pack("<iIQ6Q", number, table.token if token is None else token, 0, *given)
    program = list(seccomp._program(table, PID))
    assert len(program) < 4096
    at, word = 0, 0
    while True:
        code, holds, fails, value = program[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (word,) = struct.unpack_from("<I", data, value)
            continue
        test = {0x15: word == value, 0x35: word >= value, 0x45: bool(word & value)}[code]
        at += holds if test else fails


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_what_is_forbidden(machine: str) -> None:
    table = seccomp._TABLES[machine]
    assert {"socket", "execve", "kill", "ptrace", "utimensat", "fchmodat"} <= table.forbidden.keys()
    assert all(verdict(machine, number) == EPERM for number in table.forbidden.values())
    # as the kernel's tables have them: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h
    known = {"x86_64": (41, 59, 62, 101, 280, 268), "aarch64": (198, 221, 129, 117, 88, 53)}[machine]
    named = ("socket", "execve", "kill", "ptrace", "utimensat", "fchmodat")
    assert tuple(table.forbidden[name] for name in named) == known
    assert verdict(machine, 435) == ENOSYS
    assert verdict(machine, 0, token=0x1234) == EPERM


@pytest.mark.parametrize(("machine", "read", "clone", "tgkill", "prlimit"), [
    ("x86_64", 0, 56, 234, 302), ("aarch64", 63, 220, 131, 261),
])  # fmt: skip
def test_what_is_looked_at(machine: str, read: int, clone: int, tgkill: int, prlimit: int) -> None:
    assert verdict(machine, read, 3, 4, 5) == ALLOWED
    assert verdict(machine, clone, 0x003D0F00) == ALLOWED  # as a thread is begun
    assert verdict(machine, clone, 17) == EPERM  # as a process is forked
    assert (verdict(machine, tgkill, PID), verdict(machine, tgkill, PID + 1)) == (ALLOWED, EPERM)
    assert verdict(machine, prlimit, 0, 6, 0, 99) == ALLOWED  # asks
    assert verdict(machine, prlimit, 0, 0, 1 << 40, 0) == ALLOWED  # sets that of the processor
    assert verdict(machine, prlimit, 0, 6, 1 << 40, 0) == EPERM
    assert verdict(machine, prlimit, 0, 6, 4096, 0) == EPERM
    assert verdict(machine, prlimit, PID + 1, 0, 1 << 40, 0) == EPERM  # of another process
    assert verdict(machine, prlimit, PID + 1, 6, 0, 99) == EPERM


def test_calls_of_another_table_are_forbidden() -> None:
    assert verdict("x86_64", 0x40000000) == EPERM


@pytest.mark.parametrize(("system", "machine"), [("darwin", "arm64"), ("linux", "riscv64"), ("darwin", "x86_64")])
def test_where_there_is_no_table(monkeypatch: pytest.MonkeyPatch, system: str, machine: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert forbid_calls() is False


@pytest.mark.parametrize(("answers", "done"), [([-1], False), ([0, -1], False), ([0, 0], True)])
def test_a_kernel_that_refuses(monkeypatch: pytest.MonkeyPatch, answers: list[int], done: bool) -> None:
    asked: list[Any] = []

    class _Kernel:
        def __init__(self, *_: object, **__: object) -> None:
            """As ctypes has it."""

        def prctl(self, *given: object) -> int:
            """Answer."""
            asked.append(given)
            return answers[len(asked) - 1]

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(ctypes, "CDLL", _Kernel)
    assert forbid_calls() is done
    assert asked[0] == (38, 1, 0, 0, 0)
    assert len(asked) == len(answers)
