"""The published schemas: one document for each system record and each payload kind, as text.

It must not know where they are kept, nor read one.
"""

from pathlib import Path
from typing import Any

from app.kinds.document import Document
from app.kinds.kind import DIALECT, schema_of, text_of
from app.kinds.registry import KINDS
from app.kinds.system import SYSTEM_RECORDS


def schema_documents() -> dict[str, str]:
    """Return the text of every schema by its path below `resources/schema`, with / between folders."""
    documents = {f"payload/{name}.json": kind.schema_text() for name, kind in KINDS.items()}
    for name, struct in SYSTEM_RECORDS.items():
        documents[f"system/{name.lower()}.json"] = text_of(_system_document(name.lower(), struct))
    return documents


def write_documents(folder: Path) -> None:
    """Make `folder` hold exactly the published schemas."""
    documents = schema_documents()
    for old in folder.rglob("*.json"):
        if old.relative_to(folder).as_posix() not in documents:
            old.unlink()
    for name, text in documents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def _system_document(name: str, struct: type[Document]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"urn:sealed-log:1:system:{name}", "title": name} | schema_of(struct)
