"""What is imported when: the command line never needs Qt, and no package hides from the import contracts.

Must not know what the verbs do.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QT = {"PySide6", "shiboken6", "pyqtgraph", "OpenGL"}

IMPORT_ALL_OF_CLI = """
import importlib, pkgutil, sys
import app.__main__, app.cli
for found in pkgutil.walk_packages(app.cli.__path__, "app.cli."):
    importlib.import_module(found.name)
try:
    app.cli.main(["--help"])
except SystemExit:
    pass
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def top_level_modules(script: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "LOADED"
    return set(last[1:])


def test_cli_never_imports_qt() -> None:
    loaded = top_level_modules(IMPORT_ALL_OF_CLI)
    assert "app" in loaded
    assert not loaded & QT


def test_starting_imports_nothing_heavy() -> None:
    loaded = top_level_modules('import sys, app.__main__; print("LOADED", *{n.partition(".")[0] for n in sys.modules})')
    assert not loaded & {*QT, "numpy", "h5py", "cryptography", "msgspec"}


def test_every_folder_of_app_is_a_package() -> None:
    # import-linter does not look into a folder without __init__.py
    folders = {path.parent for path in (ROOT / "app").rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_packaging_is_no_package() -> None:
    # it would shadow the library of that name
    assert not (ROOT / "packaging" / "__init__.py").exists()
