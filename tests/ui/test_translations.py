"""Every text that people read in the window is marked, and said in every language there is."""

from __future__ import annotations

import ast
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from app.chain.finding import CODES
from app.scene.colour import COLOUR_MAPS
from app.ui.keys.action_table import ACTIONS
from app.ui.language.pages import help_page
from app.ui.language.sentences import SENTENCES
from app.ui.language.tongue import CODES as LANGUAGES
from app.ui.language.tongue import tongue
from app.ui.layouts.shipped import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "packaging"))

from translate import TRANSLATIONS, update  # noqa: E402

FILES = sorted(TRANSLATIONS.glob("*.ts"))
PLACE = re.compile("%[1-9n]")


class Message(NamedTuple):
    context: str
    source: str
    comment: str
    translation: str
    kind: str


def messages(path: Path) -> list[Message]:
    return [
        Message(
            context.findtext("name") or "", one.findtext("source") or "", one.findtext("comment") or "",
            one.findtext("translation") or "", (one.find("translation") or one[-1]).get("type", ""),
        )
        for context in ET.parse(path).iter("context")
        for one in context.iter("message")
    ]  # fmt: skip


def test_there_are_translations() -> None:
    assert [one.name for one in FILES] == ["incident_replay_ja.ts"]


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.stem)
def test_the_file_has_what_the_source_says_and_nothing_else(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    update(copy)
    there, found = set(messages(path)), set(messages(copy))
    assert not found - there, "run python packaging/translate.py, and translate what is unfinished"
    assert not there - found, "run python packaging/translate.py"


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.stem)
def test_nothing_is_left_to_translate(path: Path) -> None:
    assert not [one for one in messages(path) if one.kind or not one.translation.strip()]


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.stem)
def test_the_places_for_values_are_the_same(path: Path) -> None:
    wrong = [
        one for one in messages(path) if set(PLACE.findall(one.source)) != set(PLACE.findall(one.translation))
    ]  # fmt: skip
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.stem)
def test_filters_of_file_dialogs_keep_their_patterns(path: Path) -> None:
    wrong = [
        one
        for one in messages(path)
        if re.findall(r"\*\.?\w*", one.source.partition(";;")[2])
        and re.findall(r"\([^)]*\)", one.source) != re.findall(r"\([^)]*\)", one.translation)
    ]
    assert not wrong


def test_actions_of_one_menu_can_be_told_apart() -> None:
    for path in FILES:
        said = {one.source: one.translation for one in messages(path) if one.context == "Action"}
        texts = [(row.menu, said.get(row.text, row.text), row.number) for row in ACTIONS]
        assert len(set(texts)) == len(texts)


class Call(NamedTuple):
    where: str
    name: str
    text: ast.expr
    inside_f_string: bool


def calls() -> Iterator[Call]:
    """Every call that marks a text."""
    for path in [*sorted((ROOT / "app" / "ui").rglob("*.py")), ROOT / "app" / "desktop.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        within = {
            id(node) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for node in ast.walk(text)
        }  # fmt: skip
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            if name == "tr":
                yield Call(where, ast.unparse(node.func), node.args[0], id(node) in within)
            elif name == "translate" and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield Call(where, name, node.args[1], id(node) in within)


def test_what_is_marked_is_found() -> None:
    """An f-string would be taken for its letters, and what stands in one is not seen at all."""
    # these two hand on what is marked elsewhere
    free = ("app/ui/keys/actions.py", "app/ui/language/")
    every = [one for one in calls() if not one.where.replace("\\", "/").startswith(free[:1])]
    loose = [one for one in every if not (isinstance(one.text, ast.Constant) and isinstance(one.text.value, str))]
    assert not [one for one in loose if not one.where.replace("\\", "/").startswith(free)]
    assert not [one for one in every if one.inside_f_string]
    sources = {one.source for path in FILES for one in messages(path)}
    said = {one.text.value for one in every if isinstance(one.text, ast.Constant)}
    assert said <= sources


def test_there_is_one_tr_outside_of_classes() -> None:
    """Its texts are looked for without a context: another one would look elsewhere."""
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in (ROOT / "app").rglob("*.py"))
    made = [
        path.name
        for path, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"tr", "_tr"}
    ]
    assert made == ["words.py"]
    assert {one.name for one in calls()} <= {"tr", "self.tr", "translate"}


def test_fixed_words_of_packages_below_are_listed() -> None:
    assert {code.title for code in CODES.values()} <= set(SENTENCES)
    assert {one.title for one in COLOUR_MAPS.values()} <= set(SENTENCES)
    assert set(SHIPPED) <= set(SENTENCES)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_finding_has_a_page_that_names_the_same_things(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbs, companions and places in the log are named in both alike."""
    for code in CODES:
        english = named_in(help_page(code))
        with monkeypatch.context() as there:
            there.setattr(tongue, "code", language)
            page = help_page(code)
        assert not page.isascii()
        assert named_in(page) == english, code


def named_in(page: str) -> set[str]:
    return {" ".join(one.split()) for one in re.findall("`([^`]+)`", page)}


def test_a_page_that_nobody_has_translated_is_there_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    english = help_page("HDF5_TYPE")
    monkeypatch.setattr(tongue, "code", "ja")
    assert help_page("HDF5_TYPE") == english


def test_what_is_listed_is_still_said_below() -> None:
    """A sentence that was changed there would be said in English from then on."""
    said = []
    for path in (ROOT / "app").rglob("*.py"):
        if "language" not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            said += [
                one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
    every = "\n".join(said).casefold()
    gone = [one for one in SENTENCES if not any(words in every for words in telling(one))]
    # two words of one place, and two of another
    assert gone == ["%1 m, uncertainty not stated"]


def telling(sentence: str) -> list[str]:
    """Three words in a row, or what there is, of the longest part: some sentences are put together from two places."""
    words = max(re.split("%[1-9]|[:;(),.·]", sentence), key=len).casefold().split()
    return [" ".join(words[at : at + 3]) for at in range(max(len(words) - 2, 1))]
