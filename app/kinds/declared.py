"""The layout of packed rows as a channel table declares it, and the declaration of a layout.

It must not know payload bytes. A channel table that was read is hostile: every limit is checked before numpy sees it.
"""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from app.kinds.channel_spec import ColumnType, FieldSpec
from app.kinds.field import TYPES, Field, unknown_in_json
from app.kinds.kind import Codec
from app.kinds.row_layout import MAX_FIELDS, RowLayout

MAX_CODES = 4096
_INTEGER = re.compile(r"(0|-?[1-9][0-9]{0,19})\Z", re.ASCII)
_LIMITS = {"unit": 64, "frame": 256, "description": 1024}


def field_specs(layout: RowLayout) -> tuple[FieldSpec, ...]:
    """Return the declaration of `layout` for a channel table."""
    return tuple(_spec(column) for column in layout.fields)


def channel_layout(codec: Codec, *, fields: object, row_bytes: object) -> RowLayout | None:
    """Return the layout of a channel's rows from `fields` and `row_bytes` of its entry; None: JSON or opaque bytes.

    Where the codec fixes the layout, `fields` may be absent (None or empty), else it must agree.

    Raises:
        ValueError: a member is missing, too large, not of its type, or disagrees with the codec; the text says which.
    """
    if codec.layout is None and not codec.declared:
        if row_bytes != 1 or isinstance(row_bytes, bool) or fields not in (None, [], ()):
            raise ValueError(f"codec {codec.name} has no rows, so row_bytes is 1 and no fields are declared")
        return None
    layout = codec.layout
    if fields not in (None, [], ()) or layout is None:
        declared = declared_layout(fields)
        if layout is not None:
            _agree(declared.fields, layout.fields, codec)
        elif len(declared.fields) < len(codec.leading):
            raise ValueError(f"codec {codec.name} begins with {', '.join(column.name for column in codec.leading)}")
        else:
            _agree(declared.fields[: len(codec.leading)], codec.leading, codec)
        layout = layout or declared
    if isinstance(row_bytes, bool) or row_bytes != layout.row_bytes:
        raise ValueError(f"row_bytes is {row_bytes!r:.40}, but the columns have {layout.row_bytes} bytes")
    return layout


def declared_layout(fields: object) -> RowLayout:
    """Return the layout that `fields` of a channel table, as parsed from JSON, declares.

    Raises:
        ValueError: it is not 1 to 512 columns of the published form; the text says which column and why.
    """
    if not isinstance(fields, list | tuple) or not 1 <= len(fields) <= MAX_FIELDS:
        raise ValueError(f"fields are a list of 1 to {MAX_FIELDS} columns")
    return RowLayout(tuple(_field(described, number) for number, described in enumerate(fields)))


def _spec(column: Field) -> FieldSpec:
    return FieldSpec(
        name=column.name,
        type=cast("ColumnType", column.type),
        unit=column.unit,
        frame=column.frame or None,
        description=column.description or None,
        unknown=unknown_in_json(column.unknown),
        codes=None if column.codes is None else {str(value): text for value, text in column.codes.items()},
    )


def _agree(found: tuple[Field, ...], wanted: tuple[Field, ...], codec: Codec) -> None:
    if len(found) != len(wanted):
        raise ValueError(f"codec {codec.name} has {len(wanted)} columns, {len(found)} are declared")
    for number, (one, other) in enumerate(zip(found, wanted, strict=True)):
        if (one.name, one.type, one.unit) != (other.name, other.type, other.unit):
            raise ValueError(
                f"column {number} is declared as {one.name} {one.type} in {one.unit}; in codec {codec.name} "
                f"it is {other.name} {other.type} in {other.unit}"
            )


def _field(described: object, number: int) -> Field:
    where = f"column {number}"
    if not isinstance(described, Mapping):
        raise ValueError(f"{where} is not an object")
    name, type_ = described.get("name"), described.get("type")
    if not isinstance(name, str) or len(name) > 128:
        raise ValueError(f"{where}: the name is not a text of at most 128 characters")
    if not isinstance(type_, str) or type_ not in TYPES:
        raise ValueError(f"{where}: type {type_!r:.40} is none of {', '.join(TYPES)}")
    if "unit" not in described:
        raise ValueError(f"{where}: the unit is missing")
    texts = {member: _text(described, member, where) for member in _LIMITS}
    return Field(
        name=name,
        type=type_,
        unknown=_unknown(described.get("unknown"), type_, where),
        codes=_codes(described.get("codes"), where),
        **texts,
    )


def _text(described: Mapping[Any, Any], member: str, where: str) -> str:
    value = described.get(member)
    if value is None and member != "unit":
        return ""
    if not isinstance(value, str) or len(value) > _LIMITS[member]:
        raise ValueError(f"{where}: {member} is not a text of at most {_LIMITS[member]} characters")
    return value


def _unknown(value: object, type_: str, where: str) -> float | int | None:
    if value is None:
        return None
    floating = type_[1] == "f"
    if value == "NaN" and floating:
        return math.nan
    if isinstance(value, str) and not floating and _INTEGER.match(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 64:
        return float(value) if floating else value
    if isinstance(value, float) and floating and math.isfinite(value):
        return value
    raise ValueError(f"{where}: unknown {value!r:.40} is no value of type {type_}")


def _codes(value: object, where: str) -> Mapping[int, str] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or len(value) > MAX_CODES:
        raise ValueError(f"{where}: codes are an object of at most {MAX_CODES} members")
    codes: dict[int, str] = {}
    for number, meaning in value.items():
        if not isinstance(number, str) or not _INTEGER.match(number):
            raise ValueError(f"{where}: code {number!r:.40} is not a decimal number")
        if not isinstance(meaning, str) or len(meaning) > 256:
            raise ValueError(f"{where}: the meaning of code {number} is not a text of at most 256 characters")
        codes[int(number)] = meaning
    return MappingProxyType(codes)
