"""Rows to the values of a case and back.

It must not know transactions nor files. SQLite keeps any type in any column, and other programs write to files: each
value is looked at before it becomes one of ours.
"""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Row

from app.case.bookmark import Bookmark
from app.case.entry import Head, LedgerEntry
from app.case.errors import CaseError, RowError
from app.case.evidence import EvidenceItem
from app.case.subject import canonical_json, path_of, path_text
from app.case.t0 import T0, Means
from app.chain.verdict import Status

_Value = TypeVar("_Value")


def evidence_values(item: EvidenceItem) -> dict[str, object]:
    """The row of an evidence item."""
    return {
        "id": item.id,
        "path": path_text(item.path),
        "size": item.size,
        "sha256": item.sha256,
        "status": None if item.status is None else item.status.name,
        "reason": item.reason,
        "added_utc_ns": item.added_utc_ns,
        "provenance": item.provenance,
    }


def evidence_of(row: Row[Any]) -> EvidenceItem:
    """The evidence item of a row; raises RowError."""
    return _built(
        EvidenceItem,
        id=_whole(row.id),
        path=path_of(_text(row.path)),
        size=_whole(row.size),
        sha256=None if row.sha256 is None else _text(row.sha256),
        status=None if row.status is None else _status(row.status),
        reason=_text(row.reason),
        added_utc_ns=_whole(row.added_utc_ns),
        provenance=_text(row.provenance),
    )


def bookmark_values(bookmark: Bookmark) -> dict[str, object]:
    """The row of a bookmark."""
    return {
        "id": bookmark.id,
        "evidence_id": bookmark.evidence_id,
        "start_ns": bookmark.start_ns,
        "end_ns": bookmark.end_ns,
        "layout": bookmark.layout,
        "channels": canonical_json(list(bookmark.channels)),
        "text": bookmark.text,
    }


def bookmark_of(row: Row[Any]) -> Bookmark:
    """The bookmark of a row; raises RowError."""
    return _built(
        Bookmark,
        id=_whole(row.id),
        evidence_id=_whole(row.evidence_id),
        start_ns=_whole(row.start_ns),
        end_ns=None if row.end_ns is None else _whole(row.end_ns),
        layout=_text(row.layout),
        channels=_texts(_text(row.channels)),
        text=_text(row.text),
    )


def t0_values(t0: T0) -> dict[str, object]:
    """The row of T0."""
    return {
        "slot": 1,
        "t_ns": t0.t_ns,
        "evidence_id": t0.evidence_id,
        "means": t0.means.value,
        "reference": t0.reference,
    }


def t0_of(row: Row[Any]) -> T0:
    """The T0 of a row; raises RowError."""
    try:
        means = Means(_text(row.means))
    except ValueError as error:
        raise RowError(f"{row.means!r:.80} is no way to set T0") from error
    return _built(
        T0, t_ns=_whole(row.t_ns), evidence_id=_whole(row.evidence_id), means=means, reference=_text(row.reference)
    )


def entry_of(row: Row[Any]) -> LedgerEntry:
    """The ledger entry of a row; raises RowError."""
    return LedgerEntry(
        sequence=_whole(row.sequence),
        previous=_text(row.previous),
        hash=_text(row.hash),
        utc_ns=_whole(row.utc_ns),
        zone_offset_s=_whole(row.zone_offset_s),
        actor=_text(row.actor),
        version=_text(row.version),
        build=_text(row.build),
        action=_text(row.action),
        subject=_text(row.subject),
    )


def head_of(row: Row[Any]) -> Head:
    """Number and hash of an entry; raises RowError."""
    return Head(_whole(row.sequence), _text(row.hash))


def case_file_of(row: Row[Any]) -> tuple[str, int]:
    """Id of a case and when it was made; raises RowError."""
    return _text(row.id), _whole(row.created_utc_ns)


def _built(kind: Callable[..., _Value], **values: object) -> _Value:
    try:
        return kind(**values)
    except CaseError as error:
        raise RowError(str(error)) from error


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise RowError(f"{value!r:.80} stands where a whole number belongs")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise RowError(f"{value!r:.80} stands where a text belongs")
    # `database` decodes bytes that are no UTF-8 to halves of characters
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise RowError(f"{value!r:.80} is no UTF-8")
    return value


def _texts(value: str) -> tuple[str, ...]:
    try:
        found = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise RowError(f"{value!r:.80} stands where a list of texts belongs") from error
    if not isinstance(found, list):
        raise RowError(f"{value!r:.80} stands where a list of texts belongs")
    return tuple(_text(one) for one in found)


def _status(value: object) -> Status:
    try:
        return Status[_text(value)]
    except KeyError as error:
        raise RowError(f"{value!r:.80} is no status of a verdict") from error
