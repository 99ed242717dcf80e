"""The wheel is a whole program: installed away from the checkout it has its verbs and the files it carries.

Must not know what the verbs do beyond what they print and return.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False, timeout=110
    )


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the executables of an environment that has the wheel, the dependencies and not the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    # hatchling is in the lock file: nothing is fetched
    build = (
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "-w",
        folder,
        ROOT,
    )
    built = run(*build, folder=folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")

    clean = folder / "clean"
    made = run(sys.executable, "-m", "venv", "--without-pip", clean, folder=folder)
    assert made.returncode == 0, made.stderr
    paths = sysconfig.get_paths("venv", vars={"base": str(clean), "platbase": str(clean)})
    (Path(paths["purelib"]) / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    python = Path(paths["scripts"]) / Path(sys.executable).name
    installed = run(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel), folder=folder
    )
    assert installed.returncode == 0, installed.stderr
    return Path(paths["scripts"])


def python_says(scripts: Path, code: str, folder: Path) -> str:
    done = run(scripts / Path(sys.executable).name, "-c", code, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_program_comes_from_the_wheel(scripts: Path, tmp_path: Path) -> None:
    where = Path(python_says(scripts, "import app; print(app.__file__)", tmp_path).strip())
    assert scripts.parent in where.parents
    assert ROOT not in where.parents


def test_the_verbs_are_there(scripts: Path, tmp_path: Path) -> None:
    done = run(scripts / "incident-replay", "--help", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "verify" in done.stdout


@pytest.mark.parametrize("name", ["sealed-log.md", "verify.py", "published.py"])
def test_the_specification_is_carried(scripts: Path, tmp_path: Path, name: str) -> None:
    code = f"from app.resource import resource; print(resource('spec', {name!r}).read_text(encoding='utf-8'), end='')"
    assert python_says(scripts, code, tmp_path) == (ROOT / "resources" / "spec" / name).read_text(encoding="utf-8")


def test_the_translations_are_carried(scripts: Path, tmp_path: Path) -> None:
    name = "incident_replay_ja.ts"
    code = f"from app.resource import resource; print(resource('translations', {name!r}).read_text(encoding='utf-8'))"
    assert python_says(scripts, code, tmp_path).startswith("<?xml")
