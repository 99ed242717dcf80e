"""Starts worker processes: forked off one that has everything imported where the system can do that, else from nothing.

It must not know what a worker does. A fork takes milliseconds, a start a fifth of a second: a drive has sixty files.
Calls that only Linux has are in here; elsewhere every process is started from nothing.
"""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from types import TracebackType
from typing import IO, Protocol, Self

# `::` keeps HDF5 from loading filters from a path that somebody else may have set; one thread needs less memory
_ENVIRONMENT = {"HDF5_PLUGIN_PRELOAD": "::", "OPENBLAS_NUM_THREADS": "1"}
# what else is in the environment, secrets perhaps, is none of its business
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG")
_PR_SET_PDEATHSIG = 1
_PIPE_BYTES = 1 << 20
"""The largest that Linux gives to anybody: with 64 KiB the two processes wait for each other most of the time."""
START_S = 120.0
"""A process that has not imported everything by then never will. It takes a fifth of a second, and much longer where
everything else works too.
"""


class Process(Protocol):
    """A worker: questions go into `stdin`, answers come out of `stdout`."""

    @property
    def stdin(self) -> IO[bytes]:
        """Where questions go."""

    @property
    def stdout(self) -> IO[bytes]:
        """Where answers come from."""

    def kill(self) -> None:
        """Stop it at once; also from another thread, and after it has ended."""

    def close(self) -> None:
        """Stop it and let go of it; closing twice is harmless."""


class Spawned:
    """A process that was started from nothing."""

    def __init__(self, command: str, *, pass_fds: tuple[int, ...] = ()) -> None:
        """Run a line of Python, isolated, with the modules of this program.

        Raises:
            OSError: no process can be started.
        """
        bootstrap = f"import sys; sys.path[:] = sys.argv[1:]; {command}"
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-c", bootstrap, *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ} | _ENVIRONMENT,
            pass_fds=pass_fds,
        )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.stdin: IO[bytes] = self._process.stdin
        self.stdout: IO[bytes] = self._process.stdout

    def kill(self) -> None:
        """Stop it."""
        self._process.kill()

    def close(self) -> None:
        """Stop it and let go of it."""
        self._process.kill()
        self._process.wait()
        _close(self.stdin, self.stdout)


class ForkServer:
    """A process that only forks others off, each with pipes of its own. Used by one thread; close it when done."""

    def __init__(self) -> None:
        """Start it; forking waits until it is ready. Raises OSError."""
        self._control, theirs = socket.socketpair()
        self._control.settimeout(START_S)
        with theirs, contextlib.ExitStack() as undo:
            undo.callback(self._control.close)
            number = theirs.fileno()
            command = f"from app.log.hdf5_child import serve_forks; serve_forks({number})"
            self._server = Spawned(command, pass_fds=(number,))
            undo.pop_all()

    def __enter__(self) -> Self:
        """Use as a context that ends it and all that it forked."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End it."""
        self.close()

    def fork(self) -> "Forked":
        """A worker that was begun. Raises OSError if the server is gone, TimeoutError if it does not answer."""
        with contextlib.ExitStack() as undo:
            their_in, our_in = os.pipe()
            try:
                our_out, their_out = os.pipe()
            except OSError:
                os.close(their_in)
                os.close(our_in)
                raise
            _widen(their_out)
            stdin, stdout = os.fdopen(our_in, "wb"), os.fdopen(our_out, "rb")
            undo.callback(_close, stdin, stdout)
            try:
                socket.send_fds(self._control, [b"f"], [their_in, their_out])
            finally:
                os.close(their_in)
                os.close(their_out)
            try:
                _, fds, _, _ = socket.recv_fds(self._control, 1, 1)
            except OSError:
                self.close()  # an answer that comes late must not be taken for the next one's
                raise
            if not fds:
                raise OSError("the process that forks workers is gone")
            undo.pop_all()
        return Forked(stdin, stdout, fds[0])

    def close(self) -> None:
        """End it and all that it forked."""
        self._control.close()
        self._server.close()


class Forked:
    """A process that a fork server made; it is told by a file descriptor, which nobody else can come to have."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], pidfd: int) -> None:
        self.stdin = stdin
        self.stdout = stdout
        self._pidfd = pidfd
        self._lock = threading.Lock()

    def kill(self) -> None:
        """Stop it."""
        with self._lock:  # a number that is closed may be another's by now
            if self._pidfd >= 0:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def close(self) -> None:
        """Stop it and let go of it."""
        if self._pidfd < 0:
            return
        self.kill()
        ended = select.poll()
        ended.register(self._pidfd, select.POLLIN)
        ended.poll()
        with self._lock:
            os.close(self._pidfd)
            self._pidfd = -1
        _close(self.stdin, self.stdout)


def can_fork() -> bool:
    """Whether this system has what a fork server needs."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def die_with_parent() -> None:
    """Let the kernel end this process when the one that forked it ends."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def take_over(control: socket.socket) -> tuple[IO[bytes], IO[bytes]] | None:
    """The server's side of `fork`: in a new process its pipes, None in the server itself.

    Raises:
        EOFError: nobody asks for forks any more.
    """
    data, fds, _, _ = socket.recv_fds(control, 1, 2)
    if not data:
        raise EOFError
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    server = os.getpid()
    child = os.fork()
    if child == 0:
        control.close()
        die_with_parent()
        if os.getppid() != server:
            os._exit(1)  # it ended before the kernel knew what was asked of it
        return os.fdopen(fds[0], "rb"), os.fdopen(fds[1], "wb")
    for fd in fds:
        os.close(fd)
    pidfd = os.pidfd_open(child)
    socket.send_fds(control, [b"f"], [pidfd])
    os.close(pidfd)
    return None


def _widen(pipe: int) -> None:
    """Let a pipe hold more, if the system can, and if this user has not used up what he is allowed."""
    with contextlib.suppress(ImportError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _close(stdin: IO[bytes], stdout: IO[bytes]) -> None:
    stdout.close()
    with contextlib.suppress(OSError):
        stdin.close()
