"""Folders of files: only what lies in them is opened, and everything that cannot be used is told.

Must not know any format.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.convert import tree as module
from app.convert.recording import Losses
from app.convert.tree import Tree, beside
from app.log.source import SourceError

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    for name in ("a/1.bin", "a/2.bin", "a/b/3.bin", "4.json"):
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"[1, 2]")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x.bin").write_bytes(b"secret")
    return Tree(tmp_path / "root", Losses())


def test_what_is_there(tree: Tree) -> None:
    assert tree.files == {"a/1.bin", "a/2.bin", "a/b/3.bin", "4.json"}
    assert (tree.within("a"), tree.folders("a"), tree.folders("")) == (["a/1.bin", "a/2.bin"], ["a/b"], ["a"])
    assert tree.read("a/1.bin") == b"[1, 2]"
    assert tree.tail("a/1.bin", 2) == b"2]"
    assert tree.document("4.json", list[int]) == [1, 2]
    tree.count_unused()
    assert tree.losses.counts == {("a/2.bin", "is in no channel"): 1, ("a/b/3.bin", "is in no channel"): 1}
    assert [path.name for path in tree.used] == ["1.bin", "4.json"]


@pytest.mark.parametrize(
    "name",
    ["", "..", "../secret/x.bin", "a/../../secret/x.bin", "/etc/passwd", "a//1.bin", "a/./1.bin", "a/1.bin\0", "a"],
)
def test_names_that_are_none(tree: Tree, name: str) -> None:
    for listed in (False, True):
        assert bool(tree.files) if listed else not tree.has(name)
        assert not tree.has(name)
        assert tree.read(name) is None
    out = name in ("..", "../secret/x.bin", "a/../../secret/x.bin", "/etc/passwd")
    why = "leads out of the folder, and is not opened" if out else "is named, but not there"
    assert tree.losses.counts == {(name.replace("\0", "?"), why): 2}


@LINKS
def test_links_are_not_followed(tree: Tree) -> None:
    """C-23, C-24."""
    (tree.root / "file.bin").symlink_to(tree.root.parent / "secret" / "x.bin")
    (tree.root / "folder").symlink_to(tree.root.parent / "secret")
    for _ in range(2):
        assert tree.has("file.bin")
        assert not tree.has("folder/x.bin")
        assert tree.read("file.bin") is None
        assert tree.read("folder/x.bin") is None
        assert tree.files
    assert any("link" in why for where, why in tree.losses.counts if where == "file.bin")


def test_a_folder_that_cannot_be_looked_at_is_counted(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    scan, forbidden = os.scandir, {"b"}

    def scandir(path: str) -> object:
        if Path(path).name in forbidden:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert tree.files == {"a/1.bin", "a/2.bin", "4.json"}
    assert tree.losses.counts == {("a/b", "is a folder that cannot be looked at: Permission denied"): 1}
    forbidden.add("root")
    with pytest.raises(SourceError, match="cannot be looked at: Permission denied"):
        assert Tree(tree.root, Losses()).files


def test_one_folder_of_several(tree: Tree) -> None:
    (tree.root / "c").mkdir()
    (tree.root / "c" / "5.bin").write_bytes(b"5")
    assert Tree(tree.root, Losses(), only="c").files == {"c/5.bin", "4.json"}


def test_files_that_hold_nothing(tree: Tree) -> None:
    (tree.root / "empty").write_bytes(b"")
    (tree.root / "pointer").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n")
    assert (tree.size("empty"), tree.size("pointer")) == (0, 0)
    assert tree.read("a/1.bin", limit=3) is None
    said = dict(tree.losses.counts.keys())
    assert said["empty"] == "is empty"
    assert "Git LFS" in said["pointer"]
    assert said["a/1.bin"] == "is larger than 3 bytes"
    assert not tree.used
    tree.count_unused(within="a")
    assert "empty" not in {where for where, why in tree.losses.counts if why == "is in no channel"}


def test_json_of_another_form(tree: Tree) -> None:
    (tree.root / "deep.json").write_text("[" * 100_000)
    (tree.root / "bytes.json").write_bytes(b"\xff\xfe")
    for name in ("deep.json", "bytes.json"):
        assert tree.document(name, list[list[int]]) is None
    assert tree.document("4.json", list[str]) is None
    assert any("Expected `str`, got `int`" in why for where, why in tree.losses.counts if where == "4.json")


def test_a_folder_of_too_many_files(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 3)
    assert tree.has("a/1.bin")
    assert not tree.listable
    with pytest.raises(SourceError, match="more than 3 files"):
        tree.count_unused()


def test_what_lies_beside(tree: Tree) -> None:
    source = tree.root.parent
    assert beside(source, source) == []
    assert beside(source, tree.root) == [f"of {source.name} only root was looked at, and not: secret"]
    assert beside(source, tree.root, [source / "secret" / "x.bin"]) == []
