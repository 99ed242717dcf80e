"""Who works on a case, and with which program: what every ledger entry names.

It must not know cases. The account is that of the operating system and not what an environment variable says.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from app import __version__
from app.record.entry import sayable

FROM_SOURCE = "source"
"""The build of a program that runs from a checkout: nobody has recorded the hashes of its files."""
Now = Callable[[], tuple[int, int]]
"""Gives UTC in ns and the offset of the zone in s, east of Greenwich."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """The account, and version and build of the program."""

    account: str
    version: str
    build: str


def this_examiner() -> Examiner:
    """Who runs this process."""
    return Examiner(account=account(), version=__version__, build=_build())


def account() -> str:
    """The name of the account that runs this process, as the system has it."""
    if sys.platform == "win32":
        return sayable(os.getlogin(), 256)
    import pwd

    try:
        return sayable(pwd.getpwuid(os.getuid()).pw_name, 256)
    except KeyError:  # an account without a name, as in containers
        return f"uid {os.getuid()}"


def wall_clock() -> tuple[int, int]:
    """The `Now` of the system."""
    return time.time_ns(), time.localtime().tm_gmtoff


def _build() -> str:
    """SHA-256 over the names and hashes of the program's files that the installer noted."""
    try:
        installed = distribution("incident-replay")
    except PackageNotFoundError:
        return FROM_SOURCE
    if Path(str(installed.locate_file("app"))).resolve() != Path(__file__).resolve().parents[1]:
        return FROM_SOURCE  # another copy than the one that runs
    noted = (installed.read_text("RECORD") or "").splitlines()
    lines = sorted(line for line in noted if line.startswith("app/") and ",sha256=" in line)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else FROM_SOURCE
