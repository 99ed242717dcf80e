"""What a laboratory states when it seals a foreign recording: the files, the converter, and what it had to assume.

It must not know any foreign format.
"""

from typing import Annotated

from msgspec import Meta

from app.kinds.document import Document
from app.kinds.quantity import DeviceName, Name, Sha256, TimeStamp, Unsigned64


class SourceFile(Document, frozen=True, kw_only=True):
    """A file that was taken in, as it lay before the converter."""

    name: Annotated[str, Meta(min_length=1, max_length=4096, description="name or relative path, / between folders")]
    bytes: Annotated[Unsigned64, Meta(description="its size")]
    sha256: Annotated[
        Sha256 | None,
        Meta(description="digest of all its bytes; null: in the ANNEX `sources`, as it was reckoned while converting"),
    ]


class Intake(Document, frozen=True, kw_only=True):
    """An intake: authentic since then, never since recording."""

    laboratory: Annotated[DeviceName, Meta(description="who took it in; the device name is intake/<laboratory>")]
    converter: Annotated[Name, Meta(description="program that converted it")]
    converter_version: Annotated[Name, Meta(description="its version")]
    source_format: Annotated[Name, Meta(description="format of the source", examples=["mcap", "ros1 bag", "asam mf4"])]
    sources: Annotated[tuple[SourceFile, ...], Meta(max_length=4096, description="the files; more stand in an ANNEX")]
    assumptions: Annotated[
        tuple[str, ...], Meta(max_length=256, description="what had to be assumed, a sentence each, shown with the log")
    ] = ()
    taken_utc_ns: Annotated[TimeStamp | None, Meta(description="when it was taken in, ns of UTC since 1970")] = None
    settings: Annotated[
        dict[str, str] | None, Meta(description="settings of the converter that change what is written, by name")
    ] = None
