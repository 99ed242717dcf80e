"""Which clock its user reads, and in which zone local times are: kept as JSON beside the user's keys.

It must not know logs: whether one of them has the clock is another matter.
"""

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from app.case.place import config_folder
from app.replay.face import Face
from app.scene.zone import Zone, ZoneError
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.language.words import tr
from app.ui.own_file import put_in_place

_VERSION = 1


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    clock: Face | None
    zone: str


class ClockChoice(QObject):
    """`face` None: T0 where there is one, else from the start. `problem` says what of the file could not be used."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, *, path: Path | None = None) -> None:
        super().__init__(parent)
        self._path = path or config_folder() / "clock.json"
        self.face: Face | None = None
        self.zone = Zone()
        self.problem = ""
        self._read()

    def choose(self, face: Face) -> None:
        """Read this clock from now on."""
        self._put(face, self.zone)

    def set_zone(self, zone: Zone) -> None:
        """Show local times in this zone from now on."""
        self._put(self.face, zone)

    def _put(self, face: Face | None, zone: Zone) -> None:
        if (face, zone) == (self.face, self.zone):
            return
        self.face, self.zone = face, zone
        raw = msgspec.json.encode(_File(version=_VERSION, clock=face, zone=zone.name))
        try:
            put_in_place(self._path, msgspec.json.format(raw, indent=1))
            self.problem = ""
        except OSError as error:
            said = tr("%1: the choice of the clock cannot be kept: %2")
            self.problem = filled(said, self._path, error.strerror)
        self.changed.emit()

    def _read(self) -> None:
        try:
            stored = msgspec.json.decode(self._path.read_bytes(), type=_File)
            if stored.version != _VERSION:
                raise ZoneError(f"it is of version {stored.version}, this program reads {_VERSION}")
            self.face, self.zone = stored.clock, Zone.of(stored.zone)
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError, RecursionError, ZoneError) as error:
            said = tr("the clock chosen in %1 cannot be used: %2; choose it again in the menu Time")
            self.problem = filled(said, self._path, from_below(str(error)))
