"""What a ledger entry is about, as JSON: complete enough that the tables of a case can be made again from it.

It must not know where it is stored. The text is that of RFC 8785 for what occurs here, objects, arrays, texts, null and
small whole numbers: members sorted, no spaces, UTF-8; times and sizes are decimal strings, since many readers of JSON
hold no more than 53 bits.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from app.case.bookmark import Bookmark
from app.case.evidence import EvidenceItem
from app.case.t0 import T0
from app.chain.verdict import Verdict
from app.kinds.quantity import decimal

_URI = "file://"


def canonical_json(value: Mapping[str, object] | list[str]) -> str:
    """`value` in its one form."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def path_text(path: Path) -> str:
    """A path as text: as it is, or as a file URI where its bytes are no UTF-8."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _URI + quote_from_bytes(os.fsencode(path))
    return text


def path_of(text: str) -> Path:
    """The path that `path_text` wrote down; one of another system stays as it is."""
    return Path(os.fsdecode(unquote_to_bytes(text.removeprefix(_URI))) if text.startswith(_URI) else text)


def of_evidence(item: EvidenceItem) -> dict[str, object]:
    """All of an evidence item."""
    return {
        "id": item.id,
        "path": path_text(item.path),
        "size": decimal(item.size),
        "sha256": item.sha256,
        "status": None if item.status is None else item.status.name,
        "reason": item.reason,
        "added_utc_ns": decimal(item.added_utc_ns),
        "provenance": item.provenance,
    }


def of_bookmark(bookmark: Bookmark) -> dict[str, object]:
    """All of a bookmark."""
    return {
        "id": bookmark.id,
        "evidence": bookmark.evidence_id,
        "start_ns": decimal(bookmark.start_ns),
        "end_ns": None if bookmark.end_ns is None else decimal(bookmark.end_ns),
        "layout": bookmark.layout,
        "channels": list(bookmark.channels),
        "text": bookmark.text,
    }


def of_t0(t0: T0) -> dict[str, object]:
    """All of T0."""
    return {
        "evidence": t0.evidence_id,
        "t_ns": decimal(t0.t_ns),
        "means": t0.means.value,
        "reference": t0.reference,
    }


def of_verdict(verdict: Verdict) -> dict[str, object]:
    """All of a verdict."""
    return {
        "status": verdict.status.name,
        "reason": verdict.reason,
        "intact": verdict.intact.value,
        "complete": verdict.complete.value,
        "signed": verdict.signed.value,
        "trusted": verdict.trusted.value,
    }
