"""One window for all starts of one user: a second start hands over what it was to open, and ends.

It must not know how anything is opened. What comes in is from a process of the same user, and still no more than a list
of absolute paths.
"""

import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 2_000
"""One that does not answer in this time hangs, and must not keep anybody from opening evidence."""
_MOST_BYTES = 1 << 20
_DONE = b"\x06"
"""The answer to a whole request (ASCII ACK)."""
_END = b"\n"


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a second start is to open; nothing: its user wants to see the window."""

    paths: tuple[str, ...] = ()


class SingleInstance(QObject):
    """The place where the starts of one user meet; `folder` is where that user's data are."""

    asked = Signal(object)
    """The paths, a list, that another start was to open."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # in a place of which this user alone is the owner: elsewhere another one could be there first
        self._name = _place(folder)
        self._lock: QLockFile | None = None
        self._folder = folder
        self._server: QLocalServer | None = None

    def hand_over(self, paths: Sequence[Path]) -> bool:
        """Give this to the process that is there already; False: there is none, it does not answer, or a path cannot be
        said.
        """
        try:
            asked = msgspec.json.encode(Request(tuple(str(path.absolute()) for path in paths))) + _END
        except UnicodeEncodeError:
            return False
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        socket.write(asked)
        # an answer may be there before all was written
        answered = socket.waitForReadyRead(_PATIENCE_MS) and bytes(socket.readAll().data()) == _DONE
        socket.abort()
        return answered

    def listen(self) -> bool:
        """Be the one that others find, as far as the system lets one be found; False: another process is it, though it
        may not answer.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            return False
        # whose process is gone is no lock: two starts at one time do not both get it
        self._lock = QLockFile(str(self._folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        if not self._lock.tryLock(0):
            self._lock = None
            return False
        # what a process that was killed has left behind
        QLocalServer.removeServer(self._name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_new_connection)
        if server.listen(self._name):
            self._server = server
        return True

    def close(self) -> None:
        """Be found no longer."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _on_new_connection(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            talk = _Talk(socket)
            talk.asked.connect(self.asked)
            talk.listen()


def _place(folder: Path) -> str:
    """Where the starts meet: among what the user's session has while it lasts, else beside the data. Where there are no
    sockets in folders it is a name, which Windows lets the user alone have (UserAccessOption).
    """
    name = "incident-replay-" + hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:24]
    if sys.platform == "win32":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    try:
        state = os.stat(runtime) if runtime else None  # noqa: PTH116 - a text of the environment
    except OSError:
        state = None
    own = state is not None and state.st_uid == os.getuid() and not state.st_mode & 0o077
    return os.path.join(runtime, name) if own else os.fspath(folder.absolute() / "window.socket")  # noqa: PTH118


class _Talk(QObject):
    """What one other start says. It goes with its socket."""

    asked = Signal(object)

    def __init__(self, socket: QLocalSocket) -> None:
        super().__init__(socket)
        self._socket, self._said = socket, bytearray()
        socket.readyRead.connect(self.listen)
        socket.disconnected.connect(socket.deleteLater)

    def listen(self) -> None:
        """Hear what there is by now."""
        self._said += bytes(self._socket.readAll().data())
        if len(self._said) > _MOST_BYTES:
            self._socket.close()
        elif self._said.endswith(_END):
            self._answer(bytes(self._said))

    def _answer(self, said: bytes) -> None:
        self._said.clear()
        try:
            request = msgspec.json.decode(said, type=Request)
        except msgspec.MsgspecError:
            self._socket.close()
            return
        self._socket.write(_DONE)
        self._socket.flush()
        self.asked.emit([Path(path) for path in request.paths if Path(path).is_absolute()])
