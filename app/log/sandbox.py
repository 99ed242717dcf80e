"""Takes rights away from a process before it reads a hostile file: no other file, and no more than so much memory.

It must not know what is read. Calls that only Unix has are in here; elsewhere fewer walls stand: see `Walls`.
Landlock: Linux userspace-api/landlock.rst; limits: POSIX setrlimit.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.log.seccomp import forbid_calls

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38
_READ_FILE = 1 << 2
# rights by the first version of Landlock that knows them: what is handled is forbidden but for what a rule allows
_FILE_RIGHTS = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
_NET_RIGHTS = ((4, 0b11),)  # binding and connecting TCP
_SCOPES = ((6, 0b11),)  # abstract sockets and signals to others
_OPEN_FILES = 64


@dataclass(frozen=True, slots=True)
class Walls:
    """What stands around this process. `landlock`: the version of it that the kernel has, 0 for none. `calls`: whether
    system calls are forbidden that start or speak to others.
    """

    landlock: int = 0
    limits: bool = False
    calls: bool = False


def confine(readable: Iterable[Path], *, memory_bytes: int) -> Walls:
    """From now on, for good: open nothing but the files `readable`, take no more than `memory_bytes` on top of what is
    in use, make no file longer, start no process, open no socket, change no mode or time of a file, leave no core.
    What is imported already stays.

    Raises:
        OSError: one of the files cannot be opened.
    """
    limits = _limit(memory_bytes)
    landlock = _lock(list(readable))
    return Walls(landlock=landlock, limits=limits, calls=forbid_calls())


def allow_cpu(seconds: int) -> None:
    """Let the kernel end this process after so much more work, whoever is still there to watch it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = spent + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _limit(memory_bytes: int) -> bool:
    try:
        import resource
    except ImportError:  # Windows
        return False
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, _address_space() + memory_bytes),
    ):
        _, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)  # noqa: PLW2901
        resource.setrlimit(limit, (most, most))
    return True


def _address_space() -> int:
    """What the process has mapped already."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:  # no /proc: macOS
        return 1 << 40
    return pages * os.sysconf("SC_PAGE_SIZE")


def _lock(readable: list[Path]) -> int:
    """Forbid every access to files but reading these; the version of Landlock that does it, 0 if there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = int(call(_CREATE_RULESET, None, 0, _VERSION_FLAG))
    if version < 1:
        return 0
    rights = (_known(_FILE_RIGHTS, version), _known(_NET_RIGHTS, version), _known(_SCOPES, version))
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("<QQQ", *rights)[:size]
    ruleset = _done(call, _CREATE_RULESET, attributes, size, 0)
    try:
        for path in readable:
            # the rule is of the file and not of its name: another one put there later is forbidden
            file = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                _done(call, _ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("<Qi", _READ_FILE, file), 0)
            finally:
                os.close(file)
        _done(ctypes.CDLL(None, use_errno=True).prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _done(call, _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _known(rights: Iterable[tuple[int, int]], version: int) -> int:
    return sum(bits for since, bits in rights if since <= version)


def _done(call: Callable[..., int], *arguments: object) -> int:
    result = call(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"the sandbox cannot be built: {os.strerror(number)}")
    return result
