"""JSON payloads: from a struct to bytes that every reader of JSON understands alike.

It must not know what the documents mean, nor read JSON that comes from a file: decoding needs a checked record.
Rules: sealed-log.md section 7.1 (I-JSON, RFC 7493), which JSON payloads of channels keep as well.
"""

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec

from app.kinds.strict_json import MAX_DEPTH, MAX_INTEGER

T = TypeVar("T", bound="Document")

# msgspec would turn these into strings without being asked
_NOT_JSON = (bytes, bytearray, memoryview, datetime, date, time, timedelta, Decimal, UUID)


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A JSON object of a payload, or a part of one.

    A member with its default is left out, so a default always says "unknown" or "none recorded" and never a fact.
    Members that a reader does not know are ignored.
    """


def encode_document(value: T, *, of: type[T]) -> bytes:
    """Return `value` as UTF-8 JSON, members sorted, without spaces: equal documents give equal bytes.

    Raises:
        TypeError: `value` is no `of`, or has something in it that is not JSON.
        ValueError: it breaks a rule of its schema; a number is NaN or infinite; an integer lies outside +-(2^53-1);
            a text has a lone surrogate; it is nested deeper than 32. The text names the member.
    """
    if type(value) is not of:
        raise TypeError(f"a payload of this kind is a {of.__name__}, not {type(value).__name__}")
    try:
        plain = msgspec.to_builtins(value, builtin_types=_NOT_JSON, order="deterministic")
    except RecursionError:
        raise ValueError(f"{of.__name__} is nested deeper than {MAX_DEPTH}") from None
    _refuse_unrepresentable(plain, where=of.__name__, depth=1)
    try:
        document = msgspec.convert(plain, of)
    except msgspec.ValidationError as error:
        raise ValueError(f"{of.__name__}: {error}") from error
    # the converted one: an integer where the schema has a float is written as a float, whatever the caller gave
    return msgspec.json.encode(document, order="sorted")


def _refuse_unrepresentable(value: object, *, where: str, depth: int) -> None:
    if isinstance(value, dict | list | tuple):
        if depth > MAX_DEPTH:
            raise ValueError(f"{where} is nested deeper than {MAX_DEPTH}")
        for name, member in _members(value, where):
            _refuse_unrepresentable(member, where=f"{where}{name}", depth=depth + 1)
    elif isinstance(value, str):
        _refuse_surrogates(value, where)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{where} is {value}, which JSON cannot say; leave an unknown value out (None)")
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"{where} is {value}, outside +-(2^53-1); 64-bit integers are decimal strings")
    elif value is not None:
        raise TypeError(f"{where} is a {type(value).__name__}, which is not JSON")


def _members(
    value: dict[object, object] | list[object] | tuple[object, ...], where: str
) -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict):
        yield from ((f"[{index}]", member) for index, member in enumerate(value))
        return
    for name, member in value.items():
        if not isinstance(name, str):
            raise TypeError(f"{where} has the member name {name!r}, which is not text")
        _refuse_surrogates(name, where)
        yield f".{name}", member


def _refuse_surrogates(text: str, where: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{where} has a lone surrogate") from error
