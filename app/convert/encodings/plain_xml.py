"""Foreign XML without what makes it dangerous: no document type, so no entities that grow or name other files.

It must not know what the elements mean.
"""

from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from app.convert.recording import ConvertError
from app.log.source import Source, SourceError, UnreadableError

_MOST_BYTES = 256 << 20
_BLOCK = 1 << 20
_DEEPEST = 64


class _Builder(TreeBuilder):
    """Builds a tree that is not too deep for recursion."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Open an element."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ConvertError(f"elements lie more than {_DEEPEST} deep in each other")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        """Close an element."""
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, *_: object) -> None:
        """Refuse what could define entities."""
        raise ConvertError(f"has a document type ({name[:40]}), which could name other files; remove it")


def parsed(path: Path) -> Element:
    """The root of a file.

    Raises:
        ConvertError: it is no XML, has a document type, is too large or too deep.
        SourceError: it cannot be read.
    """
    try:
        with Source(path) as source:
            if source.size > _MOST_BYTES:
                raise ConvertError(f"has {source.size} bytes; at most {_MOST_BYTES} are read")
            return root_of(source.read(offset, _BLOCK) for offset in range(0, source.size, _BLOCK))
    except ConvertError as error:
        raise ConvertError(f"{path}: {error}") from error
    except UnreadableError as error:
        raise SourceError(f"{path}: {error}") from error


def root_of(blocks: Iterable[bytes]) -> Element:
    """The root of a text in blocks; raises ConvertError if it is no XML, has a document type, or is too deep."""
    parser = XMLParser(target=_Builder())  # noqa: S314 - without a document type there are no entities to expand
    try:
        for block in blocks:
            parser.feed(block)
        root: Element = parser.close()
    except ParseError as error:
        raise ConvertError(f"is no whole XML: {error}") from error
    return root
