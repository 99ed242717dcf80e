"""C-23: the program unpacks no archive of files and fetches nothing, whatever a source names: there is no code for it.

Must not know which module reads what; it judges every Python file of the program by its syntax.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    *("zipfile", "tarfile", "zipimport", "http", "urllib.request", "ftplib", "smtplib", "ssl", "asyncio", "webbrowser"),
    *("requests", "httpx", "aiohttp", "urllib3", "fsspec", "bagit", "PySide6.QtNetwork"),
}

LOCAL = {
    str(Path("app/ui/survival/single.py")): [
        "PySide6.QtNetwork", "PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket",
    ]
}  # fmt: skip
"""Where two processes of one user on one machine meet: a socket in the file system, which no network leads to."""


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nothing_unpacks_archives_or_fetches() -> None:
    files = sorted((ROOT / "app").rglob("*.py"))
    assert files
    found = {
        str(path.relative_to(ROOT)): sorted(
            name
            for name in imported(path.read_text(encoding="utf-8"))
            if any(name == one or name.startswith(f"{one}.") for one in MODULES)
        )
        for path in files
    }
    assert {path: names for path, names in found.items() if names} == LOCAL


def test_the_judge_itself() -> None:
    assert imported("from urllib.request import urlopen") & MODULES
    assert imported("import os, zipfile") & MODULES
    assert not imported("from urllib.parse import quote") & MODULES
