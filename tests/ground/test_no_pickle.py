"""Evidence is hostile input: nothing in the tree may load Python objects out of bytes.

Must not know which module reads what; it judges every Python file of the project by its syntax.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "packaging", "resources", "tests")
MODULES = {"_pickle", "cloudpickle", "dill", "joblib", "marshal", "pickle", "pickletools", "shelve"}


def objections(source: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [f"imports {alias.name}" for alias in node.names if alias.name.partition(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            found.append(f"imports {node.module}")
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            refused = isinstance(node.value, ast.Constant) and node.value.value is False
            found += [] if refused else ["allow_pickle"]
    return found


def test_nothing_in_the_tree_unpickles() -> None:
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    assert files
    found = {str(path.relative_to(ROOT)): objections(path.read_text(encoding="utf-8")) for path in files}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import pickle", 1),
        ("from pickle import load", 1),
        ("import json, shelve", 1),
        ("numpy.load(path, allow_pickle=True)", 1),
        ("numpy.load(path, allow_pickle=setting)", 1),
        ("numpy.load(path, allow_pickle=False)", 0),
        ("text = 'import pickle'", 0),
    ],
)
def test_the_judge_itself(source: str, count: int) -> None:
    assert len(objections(source)) == count
