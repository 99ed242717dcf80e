"""The worker behind its walls: what it may not do, and that whatever becomes of it costs one file and no more."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import io
import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.log import hdf5_child, hdf5_worker, sandbox, worker_process
from app.log.hdf5_worker import AnswerError, Worker, WorkerError
from app.log.sandbox import Walls, allow_cpu, confine
from app.log.worker_process import Forked, ForkServer, Spawned, can_fork, take_over
from tests.log import hostile


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as one:
        yield one


# ---- the walls, really built, in a process that they cannot be taken from again ----

_WALLED = """
import errno, os, resource, socket, sys, threading
from pathlib import Path
from app.log.sandbox import confine
walls = confine([Path(sys.argv[-1])], memory_bytes=64 << 20)
def fate(act):
    try:
        act()
    except MemoryError:
        return "memory"
    except ValueError:
        return "forbidden"
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"
print(walls.landlock, walls.limits, walls.calls)
print(fate(lambda: open(sys.argv[-1], "rb").read()))
print(fate(lambda: open("/etc/passwd", "rb")))
print(fate(lambda: os.listdir("/")))
print(fate(lambda: open(sys.argv[-1] + ".new", "wb")))
print(fate(lambda: open(sys.argv[-1], "r+b")))
print(fate(lambda: os.unlink(sys.argv[-1])))
print(fate(lambda: socket.create_connection(("127.0.0.1", 9))))
print(fate(lambda: bytearray(256 << 20)))
print(fate(lambda: [os.open(sys.argv[-1], os.O_RDONLY) for _ in range(100)]))
print(resource.getrlimit(resource.RLIMIT_NPROC), resource.getrlimit(resource.RLIMIT_CORE))
print(fate(os.fork), fate(lambda: os.execv("/bin/true", ["true"])), fate(lambda: os.kill(os.getppid(), 0)))
print(fate(lambda: socket.socket(socket.AF_UNIX)), fate(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)))
print(fate(lambda: os.chmod(sys.argv[-1], 0)), fate(lambda: os.utime(sys.argv[-1])))
print(fate(lambda: resource.setrlimit(resource.RLIMIT_NPROC, (5, 5))))
print(fate(lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, resource.RLIM_INFINITY))))
thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()
sys.stdout.flush()
os.abort()
"""


def run_walled(script: str, path: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{script}", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode < 0, done.stderr  # it ended by the signal of its own abort
    return done.stdout.splitlines()


def test_the_walls_hold(tmp_path: Path) -> None:
    """Root's too: everything here runs as whoever runs the tests."""
    (tmp_path / "x").write_bytes(b"evidence")
    said = run_walled(_WALLED, tmp_path / "x")
    landlock, limits, calls = said[0].split()
    assert limits == "True"
    assert said[1] == "done"
    if landlock != "0":
        assert said[2:6] == ["EACCES"] * 4
        assert said[6] in ("EACCES", "EPERM")
    if calls == "True":
        assert said[7] in ("EACCES", "EPERM")
        assert said[11:14] == ["EPERM EPERM EPERM", "EPERM EPERM", "EPERM EPERM"]
        assert said[14:] == ["forbidden", "done", "thread"]
    assert said[8] == "memory"
    assert said[9] == "EMFILE"
    assert said[10] == "(0, 0) (0, 0)"
    assert (tmp_path / "x").read_bytes() == b"evidence"


def test_a_loop_ends_by_itself(tmp_path: Path) -> None:
    """Whoever should have watched it may be gone."""
    process = Spawned("from app.log.sandbox import allow_cpu; allow_cpu(1)\nwhile True: pass")
    began = time.monotonic()
    assert process.stdout.read() == b""
    assert time.monotonic() - began < 60
    process.close()


def test_walls_where_the_kernel_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    limited: dict[int, Any] = {}
    monkeypatch.setattr(resource, "setrlimit", limited.__setitem__)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert confine([tmp_path], memory_bytes=1 << 20) == Walls(landlock=0, limits=True, calls=False)
    assert limited[resource.RLIMIT_CORE] == (0, 0)
    mapped = limited[resource.RLIMIT_AS][0]
    monkeypatch.setattr(Path, "read_text", _no_such_file)
    assert confine([tmp_path], memory_bytes=1 << 20) == Walls(landlock=0, limits=True, calls=False)
    assert limited[resource.RLIMIT_AS][0] == (1 << 40) + (1 << 20) > mapped
    monkeypatch.setitem(sys.modules, "resource", None)
    assert confine([tmp_path], memory_bytes=1 << 20) == Walls()
    allow_cpu(1)


def test_limits_that_are_lower_already(monkeypatch: pytest.MonkeyPatch) -> None:
    limited: dict[int, Any] = {}
    monkeypatch.setattr(resource, "setrlimit", limited.__setitem__)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (7, 7))
    sandbox._limit(1 << 20)
    assert limited[resource.RLIMIT_NOFILE] == limited[resource.RLIMIT_AS] == (7, 7)
    allow_cpu(10**6)
    assert limited[resource.RLIMIT_CPU] == (7, 7)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    sandbox._limit(1 << 20)
    assert limited[resource.RLIMIT_NOFILE] == (64, 64)


def _no_such_file(*_: object, **__: object) -> str:
    raise FileNotFoundError


class _Kernel:
    """Answers system calls as told and remembers them."""

    def __init__(self, *, version: int, fails_at: int = 0) -> None:
        self.version, self.fails_at = version, fails_at
        self.calls: list[tuple[Any, ...]] = []

    def syscall(self, number: int, *arguments: Any) -> int:
        self.calls.append((number, *arguments))
        if number == 444 and arguments[0] is None:
            return self.version
        if number == self.fails_at:
            ctypes.set_errno(errno.E2BIG)
            return -1
        return os.open(os.devnull, os.O_RDONLY) if number == 444 else 0

    def prctl(self, *arguments: int) -> int:
        self.calls.append(("prctl", *arguments))
        return 0


@pytest.mark.parametrize(
    ("version", "rights"),
    [
        (1, (2**13 - 1).to_bytes(8, "little")),
        (3, (2**15 - 1).to_bytes(8, "little")),
        (4, (2**15 - 1).to_bytes(8, "little") + b"\3" + bytes(7)),
        (7, (2**16 - 1).to_bytes(8, "little") + (b"\3" + bytes(7)) * 2),
    ],
)
def test_what_each_kernel_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: int, rights: bytes
) -> None:
    kernel = _Kernel(version=version)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: kernel)
    assert sandbox._lock([tmp_path]) == version
    made, rule, privileges, restrict = kernel.calls[1:]
    assert made == (444, rights, len(rights), 0)
    assert (rule[0], rule[2], rule[3][:8]) == (445, 1, (4).to_bytes(8, "little"))
    assert privileges == ("prctl", 38, 1, 0, 0, 0)
    assert restrict[0] == 446


def test_a_kernel_without_landlock_or_that_refuses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: _Kernel(version=-1))
    assert sandbox._lock([tmp_path]) == 0
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: _Kernel(version=1, fails_at=446))
    with pytest.raises(OSError, match="sandbox cannot be built"):
        sandbox._lock([tmp_path])


# ---- what becomes of a worker ----


READY = "input(); print('{}', flush=True)"


def ask(command: str, *, timeout_s: float = 20.0, monkeypatch: pytest.MonkeyPatch, most_bytes: int = 8) -> Any:
    monkeypatch.setattr(hdf5_worker, "_COMMAND", f"{READY}; {command}")
    with Worker(timeout_s=timeout_s) as worker:
        return worker.ask("look", most_bytes=most_bytes)


def answering(text: str) -> str:
    return f"input(); sys.stdout.write({text!r}); sys.stdout.flush(); input()"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("import os; input(); os.abort()", "READER_CRASH"),
        ("sys.exit()", "READER_CRASH"),
        ("import time; input(); time.sleep(60)", "READER_TIMEOUT"),
        (answering('{"datasets": [')[:-9] + "; sys.exit()", "READER_CRASH"),
        (answering("[]\n"), "READER_CRASH"),
        ("input(); sys.stdout.write('[' * 100_000 + '\\n'); sys.stdout.flush(); input()", "READER_CRASH"),
        (answering("no json\n"), "READER_CRASH"),
        (answering('{"bytes": 9}\n'), "READER_CRASH"),
        (answering('{"bytes": -1}\n'), "READER_CRASH"),
        (answering('{"bytes": true}\n'), "READER_CRASH"),
        (answering('{"bytes": 8}\n1234')[:-9] + "; sys.exit()", "READER_CRASH"),
    ],
)
def test_a_worker_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, command: str, code: str) -> None:
    with pytest.raises(WorkerError) as caught:
        ask(command, timeout_s=1.5 if code == "READER_TIMEOUT" else 20.0, monkeypatch=monkeypatch)
    assert caught.value.code == code


def test_a_start_has_time_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A busy machine is nothing that a file did."""
    monkeypatch.setattr(
        hdf5_worker, "_COMMAND", "import time; time.sleep(2); from app.log.hdf5_child import serve; serve()"
    )
    with Worker(timeout_s=1) as worker:
        assert worker.open(hostile.sample(tmp_path / "x.h5"))["limits"]
    monkeypatch.setattr(hdf5_worker, "START_S", 0.2)
    with pytest.raises(WorkerError, match=r"was not ready after 0\.2 s.*the file was not looked at") as caught:
        Worker()
    assert caught.value.code == "READER_TIMEOUT"
    monkeypatch.setattr(hdf5_worker, "_COMMAND", "pass")
    with pytest.raises(WorkerError, match="ended before it was told of a file") as caught:
        Worker()
    assert caught.value.code == "READER_CRASH"


def test_the_file_that_did_it_is_told_by_its_digest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(hdf5_worker, "_COMMAND", f"{READY}; input(); sys.exit()")
    path = tmp_path / "x.h5"
    path.write_bytes(b"evidence")
    with pytest.raises(WorkerError, match=f"SHA-256 {hashlib.sha256(b'evidence').hexdigest()}"), Worker() as worker:
        worker.open(path)
    path.write_bytes(b"other evidence")
    with pytest.raises(WorkerError, match=hashlib.sha256(b"other evidence").hexdigest()), Worker() as worker:
        worker.open(path)
    path.unlink()
    with pytest.raises(WorkerError, match="which cannot be read to its end"), Worker() as worker:
        worker.open(path)


def test_a_worker_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(answering('{"bytes": 4}\n1234'), monkeypatch=monkeypatch) == ({"bytes": 4}, b"1234")
    with pytest.raises(AnswerError, match="cannot"):
        ask(answering('{"error": "cannot"}\n'), monkeypatch=monkeypatch)


def test_a_forked_worker_that_dies_or_hangs(tmp_path: Path, server: ForkServer) -> None:
    path = hostile.sample(tmp_path / "x.h5")
    with Worker(server=server) as worker:
        worker.open(path)
        worker._dialogue._process.kill()
        with pytest.raises(WorkerError) as caught:
            worker.ask("look")
        assert caught.value.code == "READER_CRASH"
        worker._dialogue._process.kill()  # it is gone already
    with Worker(server=server, timeout_s=0.5) as worker:
        os.kill(_child_of(server), signal.SIGSTOP)
        with pytest.raises(WorkerError) as caught:
            worker.ask("what")
        assert caught.value.code == "READER_TIMEOUT"
    with Worker(server=server) as worker:
        assert worker.open(path)["limits"]
        assert len(worker.ask("look")[0]["datasets"]) == 12


def _child_of(server: ForkServer) -> int:
    pid = server._server._process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[-1])


def test_a_server_that_is_gone(tmp_path: Path) -> None:
    with ForkServer() as server:
        with Worker(server=server) as worker:
            server._server.close()
            assert isinstance(worker._dialogue._process, Forked)
            gone = select.poll()
            gone.register(worker._dialogue._process._pidfd, select.POLLIN)
            assert gone.poll(30_000)  # what it forked goes with it
            with pytest.raises(WorkerError):
                worker.ask("look")
        with pytest.raises(OSError, match=r"gone|Broken pipe"):
            server.fork()
        with Worker(server=server) as worker:  # which is started from nothing then
            assert worker.open(hostile.sample(tmp_path / "x.h5"))["limits"]


def test_a_server_that_ends_at_the_wrong_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    with ForkServer() as server:
        monkeypatch.setattr(socket, "recv_fds", lambda *_: (b"", [], 0, None))
        with pytest.raises(OSError, match="is gone"):
            server.fork()


def test_a_server_that_answers_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its answer must not be taken for the next one's."""

    def late(*_: object) -> None:
        raise TimeoutError

    with ForkServer() as server:
        with monkeypatch.context() as patched:
            patched.setattr(socket, "recv_fds", late)
            with pytest.raises(TimeoutError):
                server.fork()
        with pytest.raises(OSError, match="Bad file descriptor"):
            server.fork()


def test_no_more_pipes(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    pipes = [os.pipe()]

    def pipe() -> tuple[int, int]:
        if pipes:
            return pipes.pop()
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(os, "pipe", pipe)
        with pytest.raises(OSError, match="Too many"):
            server.fork()
    server.fork().close()


def test_a_server_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(FileNotFoundError):
        ForkServer()


def test_where_forks_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    assert can_fork() is (sys.platform == "linux")
    monkeypatch.setattr(sys, "platform", "win32")
    assert not can_fork()


# ---- the child's side, without its walls ----


@pytest.fixture
def walls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    asked: list[Any] = []
    monkeypatch.setattr(hdf5_child, "allow_cpu", asked.append)

    def build(paths: list[Path], *, memory_bytes: int) -> Walls:
        asked.append(paths)
        return Walls(7, limits=memory_bytes > 0)

    monkeypatch.setattr(hdf5_child, "confine", build)
    return asked


def test_the_childs_side(tmp_path: Path, walls: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    path = hostile.sample(tmp_path / "x.h5")
    questions = [
        {"do": "open", "path": str(path), "cpu_s": 61},
        {"do": "look"},
        {"do": "inspect"},
        {"do": "read", "path": "/packets", "start": 0, "stop": 3},
        {"do": "read", "path": "/one", "start": 0, "stop": 1},
        {"do": "read", "path": "/nothing", "start": 0, "stop": 1},
        {"do": "what"},
    ]
    answers = io.BytesIO()
    monkeypatch.setattr(
        sys, "stdin", _Buffered(io.BytesIO(b"".join(json.dumps(q).encode() + b"\n" for q in questions)))
    )
    monkeypatch.setattr(sys, "stdout", _Buffered(answers))
    hdf5_child.serve()
    answers.seek(0)
    found = []
    while line := answers.readline():
        document = json.loads(line)
        found.append((document, answers.read(document["bytes"])))
    opened, looked, inspected, packets, one, nothing, what = found
    assert walls == [[path], *[61] * 6]
    assert opened[0]["landlock"] == 7
    assert len(looked[0]["datasets"]) == len(inspected[0]["datasets"]) == 12
    assert packets[1] == b"".join(n.to_bytes(8, "little") for n in (4, 0, 2)) + b"\1\0\2\0\3\0"
    assert one[1] == b"\0\0\x20\x40"
    assert "KeyError" in nothing[0]["error"]
    assert "KeyError" in what[0]["error"]


class _Buffered:
    def __init__(self, buffer: io.BytesIO) -> None:
        self.buffer = buffer


@pytest.mark.parametrize(("parent", "ends"), [(os.getpid(), [0]), (1, [1, 0])], ids=["its parent", "an orphan"])
def test_the_servers_side(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, walls: list[Any], parent: int, ends: list[int]
) -> None:
    """One fork that is the server, one that is the child, and the end; a child whose server is gone ends at once."""
    monkeypatch.setattr(os, "getppid", lambda: parent)
    ours, theirs = socket.socketpair()
    ended: list[int] = []
    children = iter([os.getpid(), 0])
    monkeypatch.setattr(os, "fork", lambda: next(children))
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(worker_process, "die_with_parent", lambda: None)
    answers = tmp_path / "answers"
    with ours:
        for _ in range(2):
            question, answer = (tmp_path / "questions").open("w+b"), answers.open("wb")
            with question, answer:
                question.write(b'{"do": "what"}\n')
                question.seek(0)
                socket.send_fds(ours, [b"f"], [question.fileno(), answer.fileno()])
        number = theirs.detach()
        # the child closes the control socket, as a child should; the server that it would be in truth does not
        with pytest.raises(OSError, match="Bad file descriptor"):
            hdf5_child.serve_forks(number)
        _, fds, _, _ = socket.recv_fds(ours, 1, 1)
        os.close(fds[0])
    assert ended == ends
    assert b"KeyError" in answers.read_bytes()


def test_the_servers_side_when_nobody_asks() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    hdf5_child.serve_forks(theirs.detach())


def test_dead_children_are_buried(monkeypatch: pytest.MonkeyPatch) -> None:
    dead = iter([(5, 0), (0, 0)])
    monkeypatch.setattr(os, "waitpid", lambda *_: next(dead))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.send(b"f")
        monkeypatch.setattr(os, "fork", os.getpid)
        assert take_over(theirs) is None
        _, fds, _, _ = socket.recv_fds(ours, 1, 1)
        for fd in fds:
            os.close(fd)


def test_the_kernel_is_asked_to_end_a_child_with_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = _Kernel(version=0)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: kernel)
    worker_process.die_with_parent()
    assert kernel.calls == [("prctl", 1, 9, 0, 0, 0)]


def test_closing_twice(server: ForkServer) -> None:
    for process in (server.fork(), Spawned("input()")):
        process.close()
        process.close()
        process.kill()
    assert isinstance(process, Spawned | Forked)
