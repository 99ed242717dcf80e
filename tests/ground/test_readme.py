"""The Python in README.md does what stands beside it, and costs nobody anything who does not use it.

Must not know how the names come to be where they are.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES = 10


def code() -> str:
    """The block of Python in the section on it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^## In Python\n+```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return str(block)


def run(script: str, *options: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *options, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_lines_open_verify_and_walk(tmp_path: Path) -> None:
    assert code().startswith("from app.log import Log\n")
    assert len(code().splitlines()) == LINES
    verdict, *emergencies = run(code(), "-W", "error", XDG_CONFIG_HOME=str(tmp_path)).splitlines()
    assert verdict == "UNTRUSTED"
    assert len(emergencies) == 6
    assert emergencies[0].startswith("6.86 s, as recorded: Brakes with all it has: object 36")
    assert all(" s, as recorded: " in line for line in emergencies)


@pytest.mark.parametrize("package", ["app.log", "app.chain", "app.scene"])
def test_a_package_imports_what_it_offers_when_it_is_asked_for(package: str) -> None:
    script = f"""
import sys, {package} as package
heavy = {{"numpy", "msgspec", "h5py", "cryptography", "cv2"}} & set(sys.modules)
missing = [name for name in package.__all__ if not hasattr(package, name)]
wrong = set(package.__all__) ^ set(package._WHERE)
print(sorted(heavy), missing, sorted(wrong), hasattr(package, "no_such_name"))
"""
    assert run(script) == "[] [] [] False\n"
