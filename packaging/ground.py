"""What `run.py` and `test.py` stand on: a virtual environment with the locked packages, and the system's libraries.

Makes both where they are missing and asks nothing. It must not know what is run afterwards, import anything that is
not in the standard library, or name a machine, a registry or a path outside the checkout.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "ground.stamp"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)

# Debian's names. A wheel of Qt brings everything but these: what PySide6 loads at import, what its X11 platform plugin
# loads when the first window opens, what Open3D loads at import, and a virtual screen with software OpenGL for machines
# that have no screen.
LIBRARIES = (
    *("libegl1", "libgl1", "libglib2.0-0", "libxkbcommon0", "libdbus-1-3", "libfontconfig1"),
    *("libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"),
    *("libusb-1.0-0", "libgomp1"),
    *("xvfb", "xauth", "libgl1-mesa-dri"),
)


def enter() -> None:
    """Make what is missing, then go on inside the virtual environment; returns only there."""
    if sys.version_info < OLDEST:
        _stop(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if not inside or not STAMP.is_file():
        _install_debian(_missing_debian())
    version = _version()
    if not STAMP.is_file() or STAMP.read_text(encoding="utf-8") != _stamp(version):
        _fill(version)
    if not inside:
        go_on_as([str(PYTHON), *sys.argv])


def _fill(version: str | None) -> None:
    """Make the environment if it cannot be used and install the lock file into it; the stamp comes last."""
    STAMP.unlink(missing_ok=True)
    if not _usable(version):
        print(f"Making the virtual environment {VENV.name} ...", flush=True)
        _must([sys.executable, "-m", "venv", "--clear", str(VENV)], why="The virtual environment could not be made.")
    print(f"Installing the packages of {LOCK.name} ...", flush=True)
    # only wheels: a source package would run its own build, with build tools that no hash of the lock file covers
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    pip += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(LOCK)]
    _must(pip, why=f"The packages of {LOCK.name} could not be installed.")
    STAMP.write_text(_stamp(_version()), encoding="utf-8")


def _usable(version: str | None) -> bool:
    """Tell whether packages can be installed into the environment: an interrupted start leaves one without pip."""
    if version is None or tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        return False
    return subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def go_on_as(command: list[str]) -> NoReturn:
    """Become another program; its exit status is ours."""
    if os.name == "nt":
        # exec on Windows starts a second process and ends the first at once: the shell would not wait for it
        raise SystemExit(subprocess.run(command, check=False).returncode)
    sys.stdout.flush()
    os.execv(command[0], command)


def _stamp(version: str | None) -> str:
    """Name what an environment was made from: the Python in it and the lock file."""
    return f"{version} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n"


def _version() -> str | None:
    """Ask the environment's interpreter for its version; None if there is none or it no longer starts."""
    # without pyvenv.cfg it would start as the interpreter it was made from, outside the environment
    if not PYTHON.exists() or not (VENV / "pyvenv.cfg").is_file():
        return None
    ask = [str(PYTHON), "-I", "-S", "-c", "import platform; print(platform.python_version())"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else None


def _missing_debian() -> list[str]:
    """List the Debian packages that are needed and not installed; none on a system that is not a Debian."""
    if not sys.platform.startswith("linux"):
        return []
    if shutil.which("dpkg-query") is None:
        if not STAMP.is_file():
            print(f"Not a Debian system: Qt needs what Debian calls {' '.join(LIBRARIES)}.", flush=True)
        return []
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}\t${Package}\t${Provides}\n"]
    listing = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    present: set[str] = set()
    for line in listing.splitlines():
        status, package, provides = line.split("\t")
        if status == "installed":
            # newer releases rename packages (libglib2.0-0t64) and let them provide the old name
            present.update([package], (entry.split()[0] for entry in provides.split(",") if entry.strip()))
    wanted = list(LIBRARIES)
    if importlib.util.find_spec("ensurepip") is None and not STAMP.is_file():
        # Debian's Python leaves out the half of `venv` that puts pip into an environment
        wanted.insert(0, "python3-venv")
    return [package for package in wanted if package not in present]


def _install_debian(missing: list[str]) -> None:
    """Install Debian packages as root; as anyone else, stop with the one line that does it."""
    if not missing:
        return
    install = ["install", "--yes", "--no-install-recommends", *missing]
    by_hand = f"System packages are missing. This line installs them:\n\nsudo apt-get {' '.join(install)}\n"
    if os.geteuid() != 0:
        _stop(by_hand)
    print(f"Installing system packages: {' '.join(missing)} ...", flush=True)
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # a stale list asks for versions that are gone; a failed update may still leave a list that is good enough
    subprocess.run([*apt, "update"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    _must([*apt, *install], why=by_hand, environment=environment)


def _must(command: list[str], *, why: str, environment: dict[str, str] | None = None) -> None:
    """Run a step of the preparation; if it fails, show what it said and stop with the reason."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout.decode(errors="replace"), file=sys.stderr)
        _stop(why)


def _stop(why: str) -> NoReturn:
    """End the program with one reason and a status that is not zero."""
    print(why, file=sys.stderr, flush=True)
    raise SystemExit(1)
