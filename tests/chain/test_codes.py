"""The table of finding codes, the table of the format document and the help pages say the same.

Must not know how anything is found.
"""

import re
from collections.abc import Iterator

import pytest

from app.chain.finding import CODES
from app.cli import VERBS
from app.log.foreign_codes import FOREIGN_CODES
from app.resource import resource

EVERY = (*CODES, *FOREIGN_CODES)
LABELS = ("What it means", "What can cause it", "What still holds", "What to do next")
WORDS = range(60, 261)
COLUMNS = 100
CELLS = 3


def page(code: str) -> str:
    return resource("codes", f"{code}.md").read_text(encoding="utf-8")


def document() -> str:
    return resource("spec", "sealed-log.md").read_text(encoding="utf-8")


def section(number: int) -> str:
    """The text of one section of the format document."""
    (found,) = re.findall(rf"^## {number}\. .*?(?=^## |\Z)", document(), flags=re.MULTILINE | re.DOTALL)
    return str(found)


def rows_of_codes() -> Iterator[tuple[str, str, str]]:
    """Code, class and effect of every entry of the table in section 10, which has two entries a row."""
    for line in section(10).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        entries = [cells[start : start + CELLS] for start in range(0, len(cells), CELLS + 1)]
        for entry in entries:
            if len(entry) == CELLS and re.fullmatch(r"`[A-Z0-9_]+`(, `[A-Z0-9_]+`)*", entry[0]):
                for code in re.findall(r"[A-Z0-9_]+", entry[0]):
                    yield code, entry[1], entry[2]


def test_document_lists_exactly_the_codes_with_class_and_effect() -> None:
    rows = list(rows_of_codes())
    assert len(rows) == len({code for code, _, _ in rows}), "a code stands twice"
    assert {code: (kind, effect) for code, kind, effect in rows} == {
        code.name: (code.kind.value, code.effect.value) for code in CODES.values()
    }


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {entry.name for entry in resource("codes").iterdir() if entry.is_file()}
    assert pages == {f"{code}.md" for code in EVERY}


def test_codes_are_entered_under_their_names() -> None:
    assert all(name == code.name and code.title for name, code in CODES.items())


@pytest.mark.parametrize("code", EVERY)
def test_page_has_the_four_parts_in_order(code: str) -> None:
    parts = re.split(r"^\*\*(.+)\*\*$", page(code), flags=re.MULTILINE)
    assert not parts[0].strip()
    assert tuple(parts[1::2]) == LABELS
    assert all(part.strip() for part in parts[2::2])
    # the program prints code, title, class and effect above the page
    assert not re.search(r"^#", page(code), flags=re.MULTILINE)


@pytest.mark.parametrize("code", EVERY)
def test_page_is_short_and_narrow(code: str) -> None:
    text = page(code)
    assert len(text.split()) in WORDS
    assert max(map(len, text.splitlines())) <= COLUMNS
    assert text.endswith("\n")
    assert not re.search(r"[ \t]$|\t", text, flags=re.MULTILINE)


@pytest.mark.parametrize("code", CODES)
def test_page_cites_sections_that_exist(code: str) -> None:
    text = " ".join(page(code).split())
    cited = [number for found in re.findall(r"sections? ([\d.]+(?: and [\d.]+)*)", text) for number in found.split()]
    numbers = {number.rstrip(".") for number in cited} - {"and"}
    assert numbers
    assert numbers <= set(re.findall(r"^#+ (\d+(?:\.\d+)?)\.? ", document(), flags=re.MULTILINE))


@pytest.mark.parametrize("code", EVERY)
def test_page_names_no_code_that_does_not_exist(code: str) -> None:
    # the names of record types stand without backquotes
    named = set(re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`", page(code)))
    assert named <= set(CODES) | {"SEALDIR1"}


@pytest.mark.parametrize("code", EVERY)
def test_page_names_only_commands_that_exist(code: str) -> None:
    text = " ".join(page(code).split())
    assert "`incident-replay " in text or code in FOREIGN_CODES
    assert set(re.findall(r"`incident-replay (\w+)", text)) <= set(VERBS)
    assert set(re.findall(r"`incident-replay keys (\w+)", text)) <= {"list", "trust", "revoke"}
