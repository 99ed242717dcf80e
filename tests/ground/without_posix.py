"""A script for a fresh interpreter: takes away what Windows does not have, then imports all of app, then runs it.

With arguments it goes on as `python -m app ARGUMENTS` and keeps its exit status.
"""

import contextlib
import importlib
import os
import pkgutil
import signal
import sys
import time
from pathlib import Path

# What these do with POSIX is their own affair, and they have a Windows build of their own: import them whole first.
BEFOREHAND = ("asyncio", "cryptography", "h5py", "hdf5plugin", "logging", "msgspec", "multiprocessing", "numpy", "ssl")
MODULES = ("fcntl", "grp", "pwd", "resource", "syslog", "termios")
ALEMBIC_RUNS = "app.case.migrations.env"
"""A script and no module: without alembic around it, it cannot be imported."""
OS_NAMES = (
    *("pread", "preadv", "pwrite", "pwritev", "posix_fallocate", "posix_fadvise", "fdatasync", "sendfile", "statvfs"),
    *("O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "O_TMPFILE"),
    *("fork", "geteuid", "getuid", "killpg", "sched_getaffinity", "setsid", "sysconf", "uname"),
)
TIME_NAMES = ("clock_gettime", "clock_gettime_ns", "CLOCK_BOOTTIME", "CLOCK_MONOTONIC", "CLOCK_REALTIME")
SIGNAL_NAMES = ("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2")


def main(arguments: list[str]) -> int:
    """Import every module; the exit status of the program if it was asked to run, else 0."""
    for name in BEFOREHAND:
        importlib.import_module(name)
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for module, names in ((os, OS_NAMES), (time, TIME_NAMES), (signal, SIGNAL_NAMES)):
        for name in names:
            with contextlib.suppress(AttributeError):
                delattr(module, name)
    import app

    for found in pkgutil.walk_packages(app.__path__, "app.", onerror=_raise):
        if found.name != ALEMBIC_RUNS:
            importlib.import_module(found.name)
            print(found.name)
    if not arguments:
        return 0
    from app.__main__ import main as run

    sys.argv = ["incident-replay", *arguments]
    return run()


def _raise(name: str) -> None:
    """walk_packages swallows ImportError unless it is told what to do with it."""
    raise ImportError(name)


if __name__ == "__main__":
    # run by path, the interpreter looks beside this script and not in the checkout
    sys.path[0] = str(Path.cwd())
    raise SystemExit(main(sys.argv[1:]))
