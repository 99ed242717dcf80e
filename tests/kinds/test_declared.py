"""Columns that a channel table declares: every limit holds before numpy sees anything.

Must not know the payloads of such channels.
"""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kinds.channel_spec import ChannelSpec, FieldSpec
from app.kinds.cloud import KNOWN, X, Y, Z
from app.kinds.declared import channel_layout, declared_layout, field_specs
from app.kinds.document import encode_document
from app.kinds.field import TYPES
from app.kinds.registry import KINDS, codec
from app.kinds.row_layout import RowLayout

XYZ = [{"name": axis, "type": "<f4", "unit": "m", "unknown": "NaN"} for axis in "xyz"]


def column(**changes: object) -> dict[str, Any]:
    return {"name": "a", "type": "<u2", "unit": "1"} | changes


def test_a_declared_cloud() -> None:
    extra = [column(name="ring", type="|u1", unknown=255), column(name="time_ns", type="<i4", unit="ns")]
    layout = channel_layout(codec("cloud", "xyz_f32"), fields=[*XYZ, *extra], row_bytes=17)
    assert layout is not None
    assert layout.dtype.descr == [("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("ring", "|u1"), ("time_ns", "<i4")]
    unknown = layout.unknown(1)[0]
    assert math.isnan(unknown["z"])
    assert (unknown["ring"], unknown["time_ns"]) == (255, 0)


@pytest.mark.parametrize(
    ("fields", "row_bytes", "text"),
    [
        (XYZ[:2], 8, "begins with x, y, z"),
        ([XYZ[1], XYZ[0], XYZ[2]], 12, "column 0 is declared as y <f4 in m; .* it is x <f4 in m"),
        ([XYZ[0] | {"unit": "mm"}, *XYZ[1:]], 12, "column 0 is declared as x <f4 in mm"),
        ([XYZ[0] | {"type": "<f8"}, *XYZ[1:]], 16, "column 0 is declared as x <f8"),
        (XYZ, 16, "row_bytes is 16, but the columns have 12 bytes"),
        (XYZ, 12.5, "row_bytes is 12.5"),
        (XYZ, None, "row_bytes is None"),
        (XYZ, True, "row_bytes is True"),
        ([], 12, "a list of 1 to 512 columns"),
        (None, 12, "a list of 1 to 512 columns"),
    ],
)
def test_a_cloud_must_begin_with_coordinates_in_metres(fields: object, row_bytes: object, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        channel_layout(codec("cloud", "xyz_f32"), fields=fields, row_bytes=row_bytes)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "a list of 1 to 512"),
        ("xyz", "a list of 1 to 512"),
        ([column(name=f"c{number}") for number in range(513)], "a list of 1 to 512"),
        ([column(), column()], "named twice: a"),
        ([1], "column 0 is not an object"),
        ([column(), {}], "column 1: the name"),
        ([column(name=1)], "column 0: the name"),
        ([column(name="")], "no name for a column"),
        ([column(name="a\0b")], "no name for a column"),
        ([column(name="\ud800")], "no name for a column"),
        ([column(name="x" * 10_000_000)], "at most 128 characters"),
        ([column(type="O")], "type 'O' is none of"),
        ([column(type="|V1000000000")], "is none of"),
        ([column(type="(99999,)<f8")], "is none of"),
        ([column(type=[["a", "<f4"]])], "is none of"),
        ([column(type=None)], "is none of"),
        ([{"name": "a", "type": "<f4"}], "the unit is missing"),
        ([column(unit=None)], "unit is not a text"),
        ([column(unit="m" * 65)], "unit is not a text of at most 64"),
        ([column(frame=1)], "frame is not a text"),
        ([column(description="d" * 1025)], "description is not a text of at most 1024"),
        ([column(unknown=65536)], "65536 does not fit"),
        ([column(unknown=-1)], "-1 does not fit"),
        ([column(unknown=1.0)], "unknown 1.0 is no value"),
        ([column(unknown=True)], "unknown True is no value"),
        ([column(unknown="NaN")], "unknown 'NaN' is no value"),
        ([column(unknown="1" * 5000)], "is no value"),
        ([column(unknown=10**400)], "is no value"),
        ([column(unknown=[])], "is no value"),
        ([column(type="<f4", unknown="1")], "unknown '1' is no value"),
        ([column(type="<f4", unknown=math.inf)], "unknown inf is no value"),
        ([column(type="<f4", unknown=1e300)], "does not fit"),
        ([column(codes=[])], "codes are an object"),
        ([column(codes={str(number): "" for number in range(4097)})], "codes are an object of at most 4096"),
        ([column(codes={"01": "a"})], "code '01' is not a decimal"),
        ([column(codes={"1\n": "a"})], "is not a decimal"),
        ([column(codes={"٣": "a"})], "is not a decimal"),
        ([column(codes={"65536": "a"})], "65536 does not fit"),
        ([column(codes={"1": 1})], "the meaning of code 1"),
        ([column(type="<f4", codes={"1": "a"})], "codes are integers"),
    ],
)
def test_hostile_columns_are_refused_with_the_reason(fields: object, text: str) -> None:
    with pytest.raises(ValueError, match=text) as caught:
        declared_layout(fields)
    assert len(str(caught.value)) < 500


def test_unknown_values_of_all_forms() -> None:
    fields = [
        column(name="a", type="<f8", unknown=-1),
        column(name="b", type="<f4", unknown="NaN"),
        column(name="c", type="<i8", unknown="-9223372036854775808"),
        column(name="d", type="<u8", unknown="18446744073709551615"),
        column(name="e", type="|i1", unknown=-128, codes={"-1": "left", "1": "right"}),
        column(name="f", type="<f4"),
    ]
    layout = declared_layout(fields)
    row = layout.unknown(1)[0]
    assert (row["a"], row["c"], row["d"], row["e"], row["f"]) == (-1.0, -(2**63), 2**64 - 1, -128, 0)
    assert math.isnan(row["b"])
    codes = layout.fields[4].codes
    assert codes is not None
    assert dict(codes) == {-1: "left", 1: "right"}


def described(layout: RowLayout) -> list[dict[str, Any]]:
    """The declaration as a reader finds it in GENESIS."""
    spec = ChannelSpec(
        id=1,
        name="a",
        area="a",
        kind="signals",
        codec="rows",
        stamp="instant",
        arrival="measured",
        capture="measured",
        row_bytes=layout.row_bytes,
        max_bytes=1000,
        fields=field_specs(layout),
    )
    fields = json.loads(encode_document(spec, of=ChannelSpec))["fields"]
    assert isinstance(fields, list)
    return fields


FIXED = [
    (kind.name, name, entry.layout)
    for kind in KINDS.values()
    for name, entry in kind.codecs.items()
    if entry.layout is not None
]


@pytest.mark.parametrize(("kind", "name", "layout"), FIXED, ids=[f"{kind}-{name}" for kind, name, _ in FIXED])
def test_every_fixed_layout_survives_its_declaration(kind: str, name: str, layout: RowLayout) -> None:
    fields = described(layout)
    assert declared_layout(fields) == layout
    entry = codec(kind, name)
    assert channel_layout(entry, fields=fields, row_bytes=layout.row_bytes) == layout
    assert channel_layout(entry, fields=None, row_bytes=layout.row_bytes) is layout
    with pytest.raises(ValueError, match="row_bytes"):
        channel_layout(entry, fields=fields, row_bytes=layout.row_bytes + 1)
    with pytest.raises(ValueError, match=r"columns, \d+ are declared"):
        channel_layout(entry, fields=fields[:-1], row_bytes=layout.row_bytes)
    with pytest.raises(ValueError, match="column 0 is declared as other"):
        channel_layout(entry, fields=[fields[0] | {"name": "other"}, *fields[1:]], row_bytes=layout.row_bytes)


def test_known_columns_of_a_cloud_can_be_declared() -> None:
    layout = RowLayout((X, Y, Z, *KNOWN))
    assert channel_layout(codec("cloud", "xyz_f32"), fields=described(layout), row_bytes=layout.row_bytes) == layout


@pytest.mark.parametrize(("kind", "name"), [("image", "jpeg"), ("decision", "json"), ("raw", "bytes")])
def test_what_has_no_rows_declares_none(kind: str, name: str) -> None:
    assert channel_layout(codec(kind, name), fields=None, row_bytes=1) is None
    for fields, row_bytes in ((XYZ, 12), (XYZ, 1), (None, 4), (None, True), (None, None)):
        with pytest.raises(ValueError, match="has no rows"):
            channel_layout(codec(kind, name), fields=fields, row_bytes=row_bytes)


def test_column_types_of_the_table_are_those_of_the_layout() -> None:
    assert [FieldSpec(name="a", type=type_, unit="1").type for type_ in TYPES] == list(TYPES)  # type: ignore[arg-type]
    for type_ in TYPES:
        encode_document(FieldSpec(name="a", type=type_, unit="1"), of=FieldSpec)  # type: ignore[arg-type]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([*TYPES, "NaN", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
columns = st.fixed_dictionaries(
    {
        "name": st.text(min_size=1, max_size=3) | anything,
        "type": st.sampled_from(TYPES) | anything,
        "unit": st.just("1") | anything,
    },
    optional=dict.fromkeys(("frame", "description", "unknown", "codes"), anything),
)


@given(st.lists(columns, max_size=4))
def test_any_declaration_is_a_layout_or_a_value_error(fields: list[dict[str, Any]]) -> None:
    try:
        layout = declared_layout(fields)
    except ValueError:
        return
    assert [entry.name for entry in layout.fields] == [entry["name"] for entry in fields]
    assert layout.row_bytes == sum(int(entry["type"][2]) for entry in fields)
    assert layout.encode(layout.unknown(2)) == layout.unknown(2).tobytes()
