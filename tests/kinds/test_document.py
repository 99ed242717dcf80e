"""Encoding of JSON payloads: what is written, in which order, and what is refused before it becomes evidence.

Must not know the real kinds.
"""

import json
import math
from decimal import Decimal
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from app.kinds.document import Document, encode_document
from app.kinds.quantity import Fraction, TimeStamp, decimal
from app.kinds.strict_json import parse_object


class Part(Document, frozen=True, kw_only=True):
    value: float
    unit: str | None = None


class Sample(Document, frozen=True, kw_only=True):
    zulu: int = 0
    alpha: str = ""
    must: int | None
    parts: tuple[Part, ...] = ()
    share: Fraction | None = None
    time_ns: TimeStamp | None = None
    fields: dict[str, Any] | None = None


class Other(Document, frozen=True, kw_only=True):
    must: int | None


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def test_members_are_sorted_and_defaults_left_out() -> None:
    sample = Sample(must=None, zulu=1, alpha="ä", parts=(Part(value=2, unit="m"),), fields={"b": 1, "a": [True, None]})
    assert encode_document(sample, of=Sample).decode() == (
        '{"alpha":"ä","fields":{"a":[true,null],"b":1},"must":null,"parts":[{"unit":"m","value":2.0}],"zulu":1}'
    )


def test_required_members_are_written_as_null_and_empty_differs_from_unknown() -> None:
    assert encode_document(Sample(must=None), of=Sample) == b'{"must":null}'
    assert encode_document(Sample(must=None, fields={}), of=Sample) == b'{"fields":{},"must":null}'


def test_sets_are_written_in_order() -> None:
    sample = Sample(must=None, fields={"a": {"c", "a", "b", "e", "d"}})
    assert encode_document(sample, of=Sample) == b'{"fields":{"a":["a","b","c","d","e"]},"must":null}'


def test_equal_documents_give_equal_bytes() -> None:
    whole, fraction = Part(value=5), Part(value=5.0)
    assert whole == fraction
    assert encode_document(whole, of=Part) == encode_document(fraction, of=Part) == b'{"value":5.0}'


@pytest.mark.parametrize("value", [1e17, 2.0**53, 123456789012345678.0, -1e16, 1e300, 5e-324])
def test_large_floats_never_read_as_integers(value: float) -> None:
    raw = encode_document(Part(value=value), of=Part)
    assert parse_object(raw, limit=1000) == {"value": value}
    assert type(parse_object(raw, limit=1000)["value"]) is float


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_cannot_say_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"Sample\.parts\[1\]\.value is -?(nan|inf)"):
        encode_document(Sample(must=1, parts=(Part(value=0), Part(value=value))), of=Sample)


@pytest.mark.parametrize("value", [2**53, -(2**53), 2**63, 2**64])
def test_integers_beyond_2_53_are_refused(value: int) -> None:
    with pytest.raises(ValueError, match=r"Sample\.must is -?\d+, outside|out of range"):
        encode_document(Sample(must=value), of=Sample)
    assert encode_document(Sample(must=2**53 - 1), of=Sample) == b'{"must":9007199254740991}'


@pytest.mark.parametrize(
    ("sample", "where"),
    [
        (Sample(must=1, alpha="a\ud800"), "Sample.alpha"),
        (Sample(must=1, fields={"\udfff": 1}), "Sample.fields"),
        (Sample(must=1, fields={"a": ["\ud83d"]}), r"Sample.fields.a\[0\]"),
    ],
)
def test_lone_surrogates_are_refused(sample: Sample, where: str) -> None:
    with pytest.raises(ValueError, match=f"{where} has a lone surrogate"):
        encode_document(sample, of=Sample)


def test_depth_is_that_of_the_format() -> None:
    # the payload is level 1, fields is level 2
    raw = encode_document(Sample(must=1, fields={"a": nested(30)}), of=Sample)
    assert parse_object(raw, limit=1000)["fields"] == {"a": nested(30)}
    for depth in (31, 100, 100_000):
        with pytest.raises(ValueError, match="nested deeper than 32"):
            encode_document(Sample(must=1, fields={"a": nested(depth)}), of=Sample)


@pytest.mark.parametrize(
    "value", [b"a", bytearray(b"a"), Decimal(1), object(), {1: 2}, np.float32(1), np.zeros(2), np.float64(1), 1j]
)
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        encode_document(Sample(must=1, fields={"a": value}), of=Sample)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"share": 1.5}, r"<= 1.0.*\$\.share"),
        ({"zulu": "1"}, r"Expected `int`, got `str`.*\$\.zulu"),
        ({"zulu": 1.5}, r"Expected `int`, got `float`.*\$\.zulu"),
        ({"zulu": True}, r"Expected `int`, got `bool`.*\$\.zulu"),
        ({"time_ns": "01"}, r"matching regex.*\$\.time_ns"),
        ({"time_ns": "1\n"}, r"matching regex.*\$\.time_ns"),
        ({"time_ns": "-0"}, r"matching regex.*\$\.time_ns"),
    ],
)
def test_rules_of_the_schema_hold_when_writing(change: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        encode_document(Sample(**{"must": 1} | change), of=Sample)


def test_the_type_must_be_exactly_the_one_that_is_meant() -> None:
    with pytest.raises(TypeError, match="a Sample, not Other"):
        encode_document(Other(must=1), of=Sample)  # type: ignore[type-var, arg-type, unused-ignore]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=10,
)  # fmt: skip


@given(st.dictionaries(st.text(), json_values), st.text())
def test_what_is_written_reads_back_alike(fields: dict[str, Any], alpha: str) -> None:
    raw = encode_document(Sample(must=7, alpha=alpha, fields=fields), of=Sample)
    expected: dict[str, Any] = {"must": 7, "fields": fields} | ({"alpha": alpha} if alpha else {})
    assert json.loads(raw) == expected
    assert parse_object(raw, limit=1 << 20) == expected


def test_decimal_strings_hold_64_bits() -> None:
    assert [decimal(value) for value in (0, -(2**63), 2**64 - 1)] == [
        "0",
        "-9223372036854775808",
        "18446744073709551615",
    ]
    for value in (2**64, -(2**63) - 1):
        with pytest.raises(ValueError, match="more than 64 bits"):
            decimal(value)


def test_a_rule_on_a_member_is_part_of_its_type() -> None:
    class Strange(Document, frozen=True, kw_only=True):
        name: Annotated[str, Meta(min_length=2)]

    with pytest.raises(ValueError, match="length >= 2"):
        encode_document(Strange(name="a"), of=Strange)
