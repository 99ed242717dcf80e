"""Takes system calls away from a process: those that start others, speak to others, or change a file's modes and times.

It must not know why. Linux, userspace-api/seccomp_filter.rst; the numbers of calls are those of the kernel's tables for
x86-64 and of its generic table, which 64-bit ARM has. Elsewhere nothing is taken away.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_X32 = 0x40000000
_CLONE_THREAD = 0x00010000
_RLIMIT_CPU = 0

_BOTH = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_open": 434, "pidfd_getfd": 438,
}  # fmt: skip
_X86_64 = _BOTH | {
    "shmget": 29, "socket": 41, "connect": 42, "bind": 49, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59,
    "kill": 62, "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94, "ptrace": 101,
    "rt_sigqueueinfo": 129, "utime": 132, "mount": 165, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190,
    "tkill": 200, "utimes": 235, "mq_open": 240, "add_key": 248, "request_key": 249, "keyctl": 250, "fchownat": 260,
    "futimesat": 261, "fchmodat": 268, "unshare": 272, "utimensat": 280, "rt_tgsigqueueinfo": 297,
    "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
    "process_vm_writev": 311, "bpf": 321, "execveat": 322, "userfaultfd": 323, "fchmodat2": 452,
}  # fmt: skip
_GENERIC = _BOTH | {
    "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "mount": 40, "fchmod": 52, "fchmodat": 53, "fchownat": 54,
    "fchown": 55, "utimensat": 88, "unshare": 97, "ptrace": 117, "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138,
    "mq_open": 180, "shmget": 194, "socket": 198, "socketpair": 199, "bind": 200, "connect": 203, "add_key": 217,
    "request_key": 218, "keyctl": 219, "execve": 221, "rt_tgsigqueueinfo": 240, "perf_event_open": 241,
    "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280,
    "execveat": 281, "userfaultfd": 282, "fchmodat2": 452,
}  # fmt: skip


class _Table:
    """The calls of one architecture: those that are forbidden, and those that are looked at more closely."""

    def __init__(self, token: int, forbidden: Mapping[str, int], *, clone: int, tgkill: int, prlimit64: int) -> None:
        self.token = token
        self.forbidden = forbidden
        self.clone = clone
        self.tgkill = tgkill
        self.prlimit64 = prlimit64


_TABLES = MappingProxyType(
    {
        "x86_64": _Table(0xC000003E, _X86_64, clone=56, tgkill=234, prlimit64=302),
        "aarch64": _Table(0xC00000B7, _GENERIC, clone=220, tgkill=131, prlimit64=261),
    }
)
_CLONE3 = 435


def forbid_calls() -> bool:
    """From now on, for good: no other process, no socket, no signal to others, no mode or time of a file, no tracing.

    Threads can still be begun, and this process can still be ended by itself. False where the system cannot do that.
    """
    table = _TABLES.get(platform.machine())
    if not sys.platform.startswith("linux") or table is None:
        return False
    program = b"".join(struct.pack("<HBBI", *one) for one in _program(table, os.getpid()))
    held = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: the number of instructions, six bytes of padding, and where they are
    given = struct.pack("<H6xQ", len(program) // 8, ctypes.addressof(held))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return int(prctl(_PR_SET_SECCOMP, _MODE_FILTER, given, 0, 0)) == 0


_Instruction = tuple[int, int, int, int]
"""Of the classic packet filter: what to do, how many to pass over if it holds and if it does not, and a number."""
_DENY: _Instruction = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
_PASS: _Instruction = (_RETURN, 0, 0, _ALLOW)


def _program(table: _Table, pid: int) -> Iterator[_Instruction]:
    yield (_LOAD, 0, 0, _ARCHITECTURE)
    yield (_EQUAL, 1, 0, table.token)
    yield _DENY
    yield (_LOAD, 0, 0, _NUMBER)
    yield (_AT_LEAST, 0, 1, _X32)
    yield _DENY
    for number in table.forbidden.values():
        yield (_EQUAL, 0, 1, number)
        yield _DENY
    # glibc takes the older call where this one is not there, whose flags can be looked at
    yield (_EQUAL, 0, 1, _CLONE3)
    yield (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)
    yield from _if(table.clone, (_ANY_BIT, _CLONE_THREAD, _low(0)))
    yield from _if(table.tgkill, (_EQUAL, pid, _low(0)))
    yield from _limits(table.prlimit64)
    yield _PASS


def _if(number: int, condition: tuple[int, int, int]) -> Iterator[_Instruction]:
    """Allow a call if a condition holds for a word of its arguments."""
    test, value, at = condition
    yield (_EQUAL, 0, 4, number)
    yield (_LOAD, 0, 0, at)
    yield (test, 0, 1, value)
    yield _PASS
    yield _DENY


def _limits(number: int) -> Iterator[_Instruction]:
    """Limits may be asked for, and the one of the processor set; both of this process alone."""
    yield (_EQUAL, 0, 11, number)
    yield (_LOAD, 0, 0, _low(0))
    yield (_EQUAL, 0, 8, 0)
    yield (_LOAD, 0, 0, _low(2))
    yield (_EQUAL, 0, 3, 0)
    yield (_LOAD, 0, 0, _low(2) + 4)
    yield (_EQUAL, 0, 1, 0)
    yield _PASS
    yield (_LOAD, 0, 0, _low(1))
    yield (_EQUAL, 0, 1, _RLIMIT_CPU)
    yield _PASS
    yield _DENY


def _low(argument: int) -> int:
    """Where the lower half of an argument is, on a little-endian machine."""
    return _ARGUMENTS + 8 * argument
