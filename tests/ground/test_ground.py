"""What the scripts of packaging/ and the lock file promise to someone with a bare checkout.

Must not install anything.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ground() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ground", ROOT / "packaging" / "ground.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform == "win32", reason="there is no apt and no root")
def test_without_root_one_line_says_what_to_install(
    ground: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*arguments: object, **options: object) -> NoReturn:
        raise AssertionError(arguments)

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(SystemExit) as stopped:
        ground._install_debian(["libegl1", "xvfb"])
    assert stopped.value.code == 1
    said = [line for line in capsys.readouterr().err.splitlines() if "apt-get" in line]
    assert said == ["sudo apt-get install --yes --no-install-recommends libegl1 xvfb"]


def test_a_renamed_library_counts_as_present(ground: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"installed\t{name}\t" for name in ground.LIBRARIES if name not in {"libglib2.0-0", "xvfb"}]
    rows += ["installed\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.84), libgio2.0-0", "config-files\txvfb\t"]

    def answer(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, stdout="\n".join(rows))

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ground.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", answer)
    assert ground._missing_debian() == ["xvfb"]


def test_the_stamp_follows_the_lock_file(ground: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    monkeypatch.setattr(ground, "LOCK", lock)
    stamps = set()
    for text in ("a==1", "a==2"):
        lock.write_text(text, encoding="utf-8")
        stamps |= {ground._stamp("3.11.2"), ground._stamp("3.12.0"), ground._stamp("3.11.2")}
    assert len(stamps) == 4


def test_the_lock_file_has_hashes_and_names_no_place() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|find-links|trusted-host|\s@\s|file:|(?<!sha256:)/\w", text)
    pins = re.split(r"\n(?=[a-z0-9])", text)
    pins = [pin for pin in pins if not pin.startswith("#")]
    assert len(pins) > 20
    for pin in pins:
        assert re.match(r"[a-z0-9._-]+==\S+", pin), pin
        assert "--hash=sha256:" in pin, pin
