"""The independent verifier as a module, for every test that wants its opinion, and short ways to ask it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.spec import writer

PATH = Path(__file__).parents[2] / "resources" / "spec" / "verify.py"
PUBLISHED = PATH.with_name("published.py")


def load() -> ModuleType:
    """Nothing of it stays: no bytecode in resources/, which is shipped as it is, and no folder to import from."""
    spec = importlib.util.spec_from_file_location("sealed_log_verify", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    written, folders = sys.dont_write_bytecode, sys.path.copy()
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode, sys.path[:] = written, folders
    return module


verify = load()
published = sys.modules["published"]
TRUSTED = [("car/7", writer.text(writer.public("device")))]


def check(folder: Path, image: bytes, trusted: list[tuple[str, str]] | None = None, **options: Any) -> dict[str, Any]:
    """The verdict on a file of these bytes."""
    path = folder / "log.h5"
    path.write_bytes(image)
    verdict: dict[str, Any] = verify.verify(str(path), TRUSTED if trusted is None else trusted, **options)
    return verdict


def found(verdict: dict[str, Any], member: str = "findings") -> list[tuple[str, int | None, int | None, int | None]]:
    """The findings (or warnings) without their text."""
    return [(each["code"], each["index"], each["channel"], each["t_ns"]) for each in verdict[member]]
