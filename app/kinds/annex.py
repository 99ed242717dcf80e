"""ANNEX: a text that belongs to the log and is named by its digest, cut into as many records as it needs.

It must not know what the text means.
"""

from hashlib import sha256
from typing import Annotated

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import Name, Sha256

CHARACTERS = 131_072
"""Of the text in one record: a character needs at most 6 bytes in JSON, so a record stays below 1 MiB."""


class Annex(Document, frozen=True, kw_only=True):
    """The ANNEX record. The texts of all parts of one digest, in order of `part`, are the whole text."""

    name: Annotated[Name, Meta(description="name of the text", examples=["schema/payload/state.json", "rejected"])]
    purpose: Annotated[
        Name,
        Meta(
            description="what it is for",
            examples=["schema", "configuration", "provenance", "reject_list", "clock_audit", "map", "licence"],
        ),
    ]
    media_type: Annotated[Name, Meta(description="media type", examples=["application/schema+json", "text/plain"])]
    sha256: Annotated[Sha256, Meta(description="digest of the whole text in UTF-8")]
    part: Annotated[int, Meta(ge=0, le=65535, description="number of this part, from 0")]
    parts: Annotated[int, Meta(ge=1, le=65536, description="how many parts there are")]
    text: Annotated[str, Meta(max_length=CHARACTERS, description="this part of the text")]


def annexes(text: str, *, name: str, purpose: str, media_type: str) -> tuple[Annex, ...]:
    """Return the records for `text`, at least one.

    Raises:
        ValueError: the text has a lone surrogate or needs more than 65 536 parts.
    """
    digest = sha256(text.encode()).hexdigest()
    pieces = [text[start : start + CHARACTERS] for start in range(0, len(text), CHARACTERS)] or [""]
    if len(pieces) > 65_536:
        raise ValueError(f"a text of {len(text)} characters is too long for annexes")
    return tuple(
        Annex(
            name=name,
            purpose=purpose,
            media_type=media_type,
            sha256=digest,
            part=part,
            parts=len(pieces),
            text=piece,
        )
        for part, piece in enumerate(pieces)
    )
