"""Strict JSON: every rule of sealed-log.md section 7.1, and no input that costs more than its size.

Must not know what the objects mean.
"""

import json
import math
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.kinds.strict_json import MAX_DEPTH, MAX_INTEGER, StrictJsonError, parse_object

LIMIT = 1 << 20

REFUSED = {
    "empty": b"",
    "not an object": b"[]",
    "a number": b"1",
    "null": b"null",
    "two values": b"{}{}",
    "comment": b"{/**/}",
    "single quotes": b"{'a':1}",
    "trailing comma": b'{"a":1,}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "utf-16": '{"a":1}'.encode("utf-16"),
    "overlong utf-8": b'{"a":"\xc0\xaf"}',
    "surrogate in utf-8": b'{"a":"\xed\xa0\x80"}',
    "lone high surrogate": b'{"a":"\\ud800"}',
    "lone low surrogate": b'{"a":"\\udc00"}',
    "surrogates the wrong way round": b'{"a":"\\udc00\\ud800"}',
    "lone surrogate in a name": b'{"\\ud800":1}',
    "lone surrogate deep inside": b'{"a":[{"b":["\\udfff"]}]}',
    "control character in a string": b'{"a":"\n"}',
    "member twice": b'{"a":1,"a":1}',
    "member twice, escaped": b'{"a":1,"\\u0061":1}',
    "member twice deep inside": b'{"x":[{"a":1,"a":2}]}',
    "nan": b'{"a":NaN}',
    "infinity": b'{"a":Infinity}',
    "minus infinity": b'{"a":-Infinity}',
    "too large a number": b'{"a":1e999}',
    "too large a negative number": b'{"a":-1E+309}',
    "2^53": b'{"a":9007199254740992}',
    "-2^53": b'{"a":-9007199254740992}',
    "huge integer": b'{"a":1' + b"0" * 5000 + b"}",
    "leading zero": b'{"a":01}',
    "plus sign": b'{"a":+1}',
    "bare fraction": b'{"a":.5}',
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_refused(raw: bytes) -> None:
    with pytest.raises(StrictJsonError):
        parse_object(raw, limit=LIMIT)


ACCEPTED: dict[bytes, dict[str, Any]] = {
    b"{}": {},
    b' \t\r\n{"a" : [ ] } \n': {"a": []},
    b'{"a":9007199254740991,"b":-9007199254740991}': {"a": 2**53 - 1, "b": -(2**53) + 1},
    b'{"a":1e308,"b":-0.5,"c":1E-400}': {"a": 1e308, "b": -0.5, "c": 0.0},
    b'{"a":1e17}': {"a": 1e17},
    b'{"a":"\\ud83d\\ude00"}': {"a": "\U0001f600"},
    b'{"a":"\\\\ud800"}': {"a": "\\ud800"},
    '{"ä":"日本語"}'.encode(): {"ä": "日本語"},
    b'{"a":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}': {"a": "[" * 40},
    b'{"a":"\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}': {"a": '"' + "[" * 37},
}


@pytest.mark.parametrize("raw", ACCEPTED)
def test_accepted(raw: bytes) -> None:
    assert parse_object(raw, limit=LIMIT) == ACCEPTED[raw]


def nested(depth: int) -> bytes:
    """An object in which arrays and objects nest `depth` deep, between siblings that do not."""
    return b'{"flat":[{},{},[]],"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def test_depth_ends_at_the_limit() -> None:
    assert list(parse_object(nested(MAX_DEPTH), limit=LIMIT)) == ["flat", "a"]
    with pytest.raises(StrictJsonError, match="deeper than 32"):
        parse_object(nested(MAX_DEPTH + 1), limit=LIMIT)


def test_size_ends_at_the_limit() -> None:
    raw = b'{"a":"' + b"x" * 92 + b'"}'
    assert parse_object(raw, limit=100) == {"a": "x" * 92}
    with pytest.raises(StrictJsonError, match="100 bytes; at most 99"):
        parse_object(raw, limit=99)


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * LIMIT,
        b'{"a":' * (LIMIT // 5),
        b'{"a":"' + b"[" * (LIMIT - 6),
        b'{"a":"' + b"\\" * (LIMIT - 6),
        b'"[' * (LIMIT // 2),
        b"]" * (LIMIT // 2) + b"[" * (LIMIT // 2),
        b'{"a":' + b"9" * (LIMIT - 6) + b"}",
        b'{"a":"' + b"\\ud800" * (LIMIT // 6 - 2) + b'"}',
    ],
)
def test_a_megabyte_is_refused_quickly(raw: bytes) -> None:
    before = time.process_time()
    with pytest.raises(StrictJsonError):
        parse_object(raw, limit=LIMIT)
    assert time.process_time() - before < 2


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\ud800", "a\udfff", "\U0001f600"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def allowed(value: object, depth: int = 1) -> bool:
    """The rules of section 7.1 for a value of `json.loads`, written once more in another way."""
    if isinstance(value, dict):
        inside = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        inside = value
    elif isinstance(value, str):
        return not any(0xD800 <= ord(character) <= 0xDFFF for character in value)
    elif isinstance(value, float):
        return math.isfinite(value)
    else:
        return value is None or isinstance(value, bool) or (isinstance(value, int) and -(2**53) < value < 2**53)
    return depth <= 32 and all(allowed(item, depth + 1) for item in inside)


@given(st.dictionaries(st.text(), json_values), st.booleans())
def test_agrees_with_the_rules_on_whatever_json_can_write(value: dict[str, Any], ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    if allowed(json.loads(json.dumps(value))):
        assert parse_object(raw, limit=LIMIT) == json.loads(raw)
    else:
        with pytest.raises(StrictJsonError):
            parse_object(raw, limit=LIMIT)


tokens = st.sampled_from(
    [
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b"\\",
        b",",
        b":",
        b"1",
        b"-",
        b"e9",
        b".5",
        b"null",
        b"NaN",
        b'"a"',
        b"\\ud800",
        b" ",
    ]
)


@given(st.binary(max_size=200) | st.lists(tokens, max_size=80).map(b"".join))
@example(b'{"a":' + b"[" * 40 + b'"]')
def test_any_bytes_give_an_object_or_the_one_error(raw: bytes) -> None:
    try:
        value = parse_object(raw, limit=LIMIT)
    except StrictJsonError:
        return
    assert allowed(value)
    assert value == json.loads(raw)


@given(st.integers())
def test_integers_end_at_the_limit(number: int) -> None:
    raw = b'{"a":%d}' % number
    if abs(number) <= MAX_INTEGER:
        assert parse_object(raw, limit=LIMIT) == {"a": number}
    else:
        with pytest.raises(StrictJsonError, match="2\\^53"):
            parse_object(raw, limit=LIMIT)
