"""The values of a case refuse what no log and no database can mean. Must not know the database."""

from pathlib import Path
from typing import Any

import pytest

from app.case.bookmark import Bookmark
from app.case.case import Case
from app.case.entry import Head
from app.case.errors import CaseError
from app.case.evidence import EvidenceItem
from app.case.subject import canonical_json, path_of, path_text
from app.case.t0 import T0, Means
from tests.case.desk import HASH


def bookmark(**more: Any) -> Bookmark:
    return Bookmark(**{"id": 3, "evidence_id": 2, "start_ns": 5, **more})


def item(**more: Any) -> EvidenceItem:
    return EvidenceItem(**{"id": 2, "path": Path("/logs/a.h5"), "size": 3, "added_utc_ns": 0, **more})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"start_ns": 2**63}, "64 bits"),
        ({"start_ns": -(2**63) - 1}, "64 bits"),
        ({"end_ns": 2**63}, "64 bits"),
        ({"end_ns": 5}, "behind its start"),
        ({"end_ns": 4}, "behind its start"),
        ({"text": "half \ud83d"}, "is no text"),
        ({"layout": "a\0b"}, "is no text"),
        ({"channels": ("camera", "\udce9")}, "is no text"),
    ],
)
def test_a_bookmark_that_cannot_be(more: dict[str, Any], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        bookmark(**more)


def test_a_bookmark_at_the_edges() -> None:
    assert bookmark(start_ns=-(2**63), end_ns=2**63 - 1).end_ns == 2**63 - 1
    assert bookmark(start_ns=5, end_ns=6).start_ns == 5
    assert bookmark(text="割れ目 🚗").text == "割れ目 🚗"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"sha256": "ab"}, "no SHA-256"),
        ({"sha256": HASH.upper()}, "no SHA-256"),
        ({"sha256": HASH + "\n"}, "no SHA-256"),
        ({"size": -1}, "not the size"),
        ({"size": 2**63}, "not the size"),
        ({"path": Path("/logs/a\0b")}, "is no path"),
        ({"added_utc_ns": 2**63}, "64 bits"),
        ({"reason": "\0"}, "is no text"),
        ({"provenance": "\ud800"}, "is no text"),
    ],
)
def test_an_evidence_item_that_cannot_be(more: dict[str, Any], said: str) -> None:
    with pytest.raises(CaseError, match=said):
        item(**more)


def test_a_t0_that_cannot_be() -> None:
    with pytest.raises(CaseError, match="64 bits"):
        T0(t_ns=2**63, evidence_id=2, means=Means.KEY)
    with pytest.raises(CaseError, match="is no text"):
        T0(t_ns=0, evidence_id=2, means=Means.EVENT, reference="\0")


def test_evidence_is_found_by_its_hash() -> None:
    first, copy, other = item(sha256=HASH), item(id=3, sha256=HASH), item(id=4)
    case = Case(id="0" * 32, created_utc_ns=0, evidence=(other, first, copy), head=Head(4, HASH))
    assert case.find_by_hash(HASH) == first
    assert case.find_by_hash("cd" * 32) is None


def test_json_has_one_form() -> None:
    assert canonical_json({"b": ["é", None, True], "a": {"z": 1, "y": '"\\\n\x01'}}) == (
        '{"a":{"y":"\\"\\\\\\n\\u0001","z":1},"b":["é",null,true]}'
    )
    assert canonical_json([]) == "[]"


@pytest.mark.parametrize(
    "name", [b"/logs/crossing 50%.h5", "/記録/交差点.h5".encode(), b"/logs/fall\xe9 50%.h5", b"/\xff//x"]
)
def test_any_path_can_be_written_down(name: bytes) -> None:
    path = Path(name.decode("utf-8", "surrogateescape"))
    text = path_text(path)
    assert path_of(text) == path
    assert text.encode()


def test_a_path_that_is_text_stays_as_it_is() -> None:
    assert path_text(Path("/logs/50%.h5")) == "/logs/50%.h5"
    assert path_text(path_of("C:\\logs\\a.h5")) == "C:\\logs\\a.h5"
    assert path_text(Path("/logs/fall\udce9.h5")) == "file:///logs/fall%E9.h5"
