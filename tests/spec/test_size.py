"""The independent verifier is short, and needs nothing but Python and the file beside it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.spec.load import PATH, PUBLISHED


@pytest.mark.parametrize(("path", "lines"), [(PATH, 300), (PUBLISHED, 120)], ids=["verify", "published"])
def test_short_enough_to_read(path: Path, lines: int) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= lines


@pytest.mark.parametrize(("path", "siblings"), [(PATH, {"published"}), (PUBLISHED, set())], ids=["verify", "published"])
def test_standard_library_only(path: Path, siblings: set[str]) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add((node.module or "").partition(".")[0])
    assert names - sys.stdlib_module_names == siblings
