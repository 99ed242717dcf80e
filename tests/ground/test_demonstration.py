"""The demonstration of packaging/run.py shows what it says: the samples, an altered copy, and the verdicts.

Must not know how logs are made.
"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("demonstration", ROOT / "packaging" / "demonstration.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "RESULTS", tmp_path / "demonstration")
    return module


def test_all_verdicts_are_shown(demonstration: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert demonstration.main() == 0
    said = capsys.readouterr().out
    assert said.count("SEALED: intact yes") == 2
    assert said.count("OPEN_PREFIX: intact yes") == 1
    assert said.count("BROKEN: intact no") == 1
    assert said.count("SIMULATED") == 5  # four verdicts and the head of `cat`
    assert "critical, collision, contact at the front" in said
    assert (demonstration.RESULTS / "front.jpg").read_bytes()[:2] == b"\xff\xd8"
    for name in ("window.png", "window-altered.png"):
        assert (demonstration.RESULTS / name).read_bytes()[:4] == b"\x89PNG"
    assert "All is as it must be" in said


def test_a_wrong_verdict_is_not_glossed_over(
    demonstration: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demonstration, "alter", lambda _: 0)
    assert demonstration.main() == 1
    assert "FAILED" in capsys.readouterr().out
