"""What a payload kind is: its name, its codecs, and the published description of each.

It must not know which kinds exist, nor turn bytes into anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from app.kinds.document import Document
from app.kinds.field import Field
from app.kinds.row_layout import RowLayout, column_offsets

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DECLARED_COMMENT = (
    "The payload is not JSON: it is 0 or more packed rows, little-endian, without padding. `fields` of the channel "
    "table declares their columns in order: first the x-leading-fields exactly. A column named as one of the "
    "x-known-fields is that quantity; type, unit and unknown are always those of the channel table."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """One way to write a kind as bytes; exactly one of these holds:

    `layout` is given: packed rows of that layout. `declared`: packed rows whose columns the channel table declares;
    they begin with the `leading` ones, and one named as in `known` is that quantity. `struct` is given: JSON of that
    struct. None of them: opaque bytes of `media_type`.
    """

    name: str
    description: str
    media_type: str = "application/octet-stream"
    layout: RowLayout | None = None
    declared: bool = False
    leading: tuple[Field, ...] = ()
    known: tuple[Field, ...] = ()
    struct: type[Document] | None = None

    def __post_init__(self) -> None:
        assert (self.layout is not None) + self.declared + (self.struct is not None) <= 1
        assert self.declared or not (self.leading or self.known)

    def document(self) -> dict[str, Any]:
        """Describe the payload: a JSON Schema for JSON, `x-` members for everything else."""
        described: dict[str, Any] = {"x-codec": self.name, "x-media-type": self.media_type}
        described["description"] = self.description
        if self.layout is not None:
            described |= self.layout.document()
        elif self.struct is not None:
            described |= schema_of(self.struct)
        elif self.declared:
            described |= self._declared_document()
        return described

    def _declared_document(self) -> dict[str, Any]:
        described: dict[str, Any] = {"$comment": DECLARED_COMMENT, "x-declared": True}
        if self.leading:
            offsets = column_offsets(RowLayout(self.leading).dtype)
            described["x-leading-fields"] = [column.document(offsets[column.name]) for column in self.leading]
        if self.known:
            described["x-known-fields"] = [column.document(None) for column in self.known]
        return described


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of payload: what it is in a line, in which frames and units its numbers are, and its codecs by name."""

    name: str
    description: str
    frames: str
    codecs: Mapping[str, Codec]

    def __post_init__(self) -> None:
        # the references inside of a JSON Schema count from the top of its document
        assert len(self.codecs) == 1 or all(codec.struct is None for codec in self.codecs.values())

    def document(self) -> dict[str, Any]:
        """Return the published description: a JSON Schema document (draft 2020-12), with members of our own as `x-`.

        The document of a kind with one codec describes its payload; with several, `x-codecs` has one for each.
        """
        described: dict[str, Any] = {
            "$schema": DIALECT,
            "$id": f"urn:sealed-log:1:payload:{self.name}",
            "title": self.name,
            "description": self.description,
            "x-frames": self.frames,
        }
        if len(self.codecs) == 1:
            (codec,) = self.codecs.values()
            only = codec.document()
            only.pop("description")
            return described | only
        return described | {"x-codecs": {name: codec.document() for name, codec in self.codecs.items()}}

    def schema_text(self) -> str:
        """Return the published description as text, with which equal documents are equal."""
        return text_of(self.document())


def schema_of(struct: type[Document]) -> dict[str, Any]:
    """Return the JSON Schema of a struct."""
    # through JSON: defaults come as Python tuples
    schema: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(struct)))
    return schema


def text_of(document: dict[str, Any]) -> str:
    """Return a published document as text; equal documents give equal texts."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def json_codec(struct: type[Document], description: str) -> Mapping[str, Codec]:
    """Make the only codec of a kind that is JSON."""
    return codecs(Codec(name="json", description=description, media_type="application/json", struct=struct))


def rows_codec(layout: RowLayout, description: str) -> Mapping[str, Codec]:
    """Make the only codec of a kind that is packed rows of one layout."""
    return codecs(Codec(name="rows", description=description, layout=layout))


def codecs(*those: Codec) -> Mapping[str, Codec]:
    """Index codecs by name."""
    return {codec.name: codec for codec in those}
