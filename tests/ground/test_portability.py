"""Investigators sit at Windows: nothing in app may need POSIX to be imported.

Must not know which module has the fallback.
"""

import subprocess
import sys
from pathlib import Path

from tests.ground.without_posix import ALEMBIC_RUNS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("without_posix.py")


def run_without_posix(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100)


def test_every_module_imports_without_posix() -> None:
    done = run_without_posix()
    assert done.returncode == 0, done.stderr
    on_disk = {path.relative_to(ROOT).with_suffix("") for path in (ROOT / "app").rglob("*.py")}
    expected = {".".join(path.parts).removesuffix(".__init__") for path in on_disk} - {"app", ALEMBIC_RUNS}
    assert set(done.stdout.split()) == expected


def test_program_starts_without_posix() -> None:
    done = run_without_posix("--help")
    assert done.returncode == 0, done.stderr
    assert "verify" in done.stdout
