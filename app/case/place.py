"""Where the case of a log is kept while nobody has given it a name.

It must not know what is in a case.
"""

import os
import re
from pathlib import Path

from app.case.errors import CaseError

SUFFIX = ".ircase"
# the id comes from a file that anybody may have made: it must not lead elsewhere
_DRIVE_ID = re.compile(r"[0-9a-f]{32}\Z", re.ASCII)


def data_folder(*, windows: bool = os.name == "nt") -> Path:
    """The folder of what the program keeps for its user."""
    if windows:
        root = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        root = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return root / "incident-replay"


def config_folder(*, windows: bool = os.name == "nt") -> Path:
    """The folder of what the user has set."""
    if windows:
        root = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        root = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return root / "incident-replay"


def default_folder(*, windows: bool = os.name == "nt") -> Path:
    """The folder of the user's unnamed cases."""
    return data_folder(windows=windows) / "cases"


def default_path(drive_id: str, *, windows: bool = os.name == "nt") -> Path:
    """The file for logs of the drive with this id, 32 digits as GENESIS has them; raises CaseError."""
    if not _DRIVE_ID.match(drive_id):
        raise CaseError(f"{drive_id[:80]!r} is no id of a drive: 32 digits of 0-9 a-f; name a file for the case")
    return default_folder(windows=windows) / f"{drive_id}{SUFFIX}"
