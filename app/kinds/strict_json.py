"""JSON as the format allows it: one meaning for every reader, and no input that costs more than its size.

It must not know what the objects mean. Rules: sealed-log.md section 7.1.
"""

import json
import math
import re
from typing import Any

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1
_STRINGS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_OTHERS = bytes(byte for byte in range(256) if byte not in b"[]{}")
"""All that neither opens nor closes anything."""


class StrictJsonError(ValueError):
    """The bytes are not JSON as the format allows it; the text says why."""


def parse_object(raw: bytes, *, limit: int) -> dict[str, Any]:
    """The JSON object in `raw`, at most `limit` bytes.

    Raises:
        StrictJsonError: any rule of the format is violated.
    """
    if len(raw) > limit:
        raise StrictJsonError(f"{len(raw)} bytes; at most {limit} are allowed")
    if _too_deep(raw):
        raise StrictJsonError(f"nested deeper than {MAX_DEPTH}")
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_unique, parse_int=_integer, parse_float=_finite, parse_constant=_no_constant
        )
    except StrictJsonError:
        raise
    except ValueError as error:  # both JSON and UTF-8 errors
        raise StrictJsonError(f"not JSON in UTF-8: {error}") from error
    if not isinstance(value, dict):
        raise StrictJsonError("the top level is not an object")
    if "\\" in text:
        _refuse_lone_surrogates(value)
    return value


def _too_deep(raw: bytes) -> bool:
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _STRINGS.sub(b"", raw).translate(None, _OTHERS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            return True
        if depth < 0:  # the parser stops here too, before it goes any deeper
            return False
    return False


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise StrictJsonError("an object has a member twice")
    return members


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise StrictJsonError("an integer lies outside +-(2^53-1)")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise StrictJsonError("a number is not finite")
    return value


def _no_constant(text: str) -> None:
    raise StrictJsonError(f"{text} is not JSON")


def _refuse_lone_surrogates(value: object) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            _refuse_lone_surrogate(item)
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def _refuse_lone_surrogate(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise StrictJsonError("a string has a lone surrogate") from error
