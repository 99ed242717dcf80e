"""Packed rows from the columns of a mapping: which numbers of the source each column holds, and as what type.

It must not know times, nor where in the source the numbers of a row are.
"""

from typing import Any, cast

import msgspec
import numpy as np
import numpy.typing as npt

from app.convert.hdf5.files import Files
from app.convert.hdf5.mapping import ChannelMap, Column
from app.convert.hdf5.points import points
from app.convert.hdf5.prepared import Payloads, Read
from app.convert.recording import ConvertError
from app.kinds.channel_spec import ColumnType, FieldSpec
from app.kinds.declared import declared_layout, field_specs
from app.kinds.field import TYPES
from app.kinds.kind import Codec
from app.kinds.row_layout import RowLayout

_MOST_WORDS = 250
"""So many different texts of a column become codes; more are no names of states."""
_UNSAID_UNIT = "1"


def columns(files: Files, channel: ChannelMap, codec: Codec) -> Payloads:
    """Prepare the packed rows of a channel. Raises ConvertError, AnswerError and WorkerError."""
    if not channel.columns:
        raise ConvertError(f"channel {channel.name!r} of kind {channel.kind} needs columns")
    fixed = codec.layout
    words, taken = _taken(files, channel)
    taken = _leading_first(channel, codec, taken)
    specs = field_specs(fixed) if fixed else tuple(_field(files, column, words, codec) for column in taken)
    known = {spec.name for spec in specs}
    if strange := [column.name for column in taken if column.name not in known]:
        raise ConvertError(f"channel {channel.name!r}: kind {channel.kind} has no column {strange[0]!r}")
    try:
        layout = fixed or declared_layout(msgspec.to_builtins(specs))
    except ValueError as error:
        raise ConvertError(f"channel {channel.name!r}: {error}") from error
    found = points(files, channel, taken, layout.row_bytes)
    _say_what_is_rounded(files, channel, codec, taken)

    def blocks(start: int, stop: int) -> Read:
        block = found.read(start, stop)
        rows = layout.unknown(block.total)
        for column, values in zip(taken, block.values, strict=True):
            name, wanted = column.name, layout.dtype[column.name]
            converted = _converted(values, column, wanted, words.get(name))
            good = _fit(converted, wanted)
            # what does not fit is left unknown, and counted
            rows[name][good] = converted[good].astype(wanted)
            files.losses.add(f"{channel.name}.{name}", "numbers that the column cannot hold", int((~good).sum()))
        return lambda first, behind: rows[block.span(first, behind)].tobytes()

    return Payloads(
        count=found.rows,
        max_bytes=found.most * layout.row_bytes,
        row_bytes=layout.row_bytes,
        fields=() if fixed else specs,
        blocks=blocks,
        sizes=None if found.counts is None else found.counts * layout.row_bytes,
        joinable=found.counts is None,
        lacking=found.lacking,
    )


def _leading_first(channel: ChannelMap, codec: Codec, taken: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns in the order that the codec wants; raises ConvertError if one is missing, or in another unit."""
    by_name = {column.name: column for column in taken}
    for field in codec.leading:
        column = by_name.get(field.name)
        if column is None:
            raise ConvertError(f"channel {channel.name!r}: kind {channel.kind} needs a column {field.name!r}")
        if column.unit not in (field.unit, _UNSAID_UNIT):
            raise ConvertError(
                f"channel {channel.name!r}: {field.name} is in {field.unit}, not {column.unit}; scale it"
            )
    leading = {field.name for field in codec.leading}
    return (*(by_name[field.name] for field in codec.leading), *(one for one in taken if one.name not in leading))


def _say_what_is_rounded(files: Files, channel: ChannelMap, codec: Codec, taken: tuple[Column, ...]) -> None:
    """Say which numbers become others by the type that the codec has for them."""
    rounded = [
        column.name
        for field, column in zip(codec.leading, taken, strict=False)
        if _is_scaled(column) or not np.can_cast(files.dtype(column), field.type)
    ]
    if rounded:
        files.notes.append(f"{channel.name}: {', '.join(rounded)} are rounded to float32, as a {channel.kind} has them")


def _is_scaled(column: Column) -> bool:
    return (column.scale, column.offset) != (1.0, 0.0)


def _taken(files: Files, channel: ChannelMap) -> tuple[dict[str, dict[bytes, int]], tuple[Column, ...]]:
    """The texts of each column of texts, and the columns that can be taken: one with too many texts is lost alone."""
    words: dict[str, dict[bytes, int]] = {}
    columns: list[Column] = []
    for column in channel.columns:
        found = _words(files, column) if files.dtype(column).kind == "S" else {}
        if len(found) > _MOST_WORDS:
            why = f"a column of more than {_MOST_WORDS} different texts, which a column of numbers cannot hold"
            files.losses.add(f"{channel.name}.{column.name}", why, files.require(column).rows)
            continue
        if files.dtype(column).kind == "S":
            words[column.name] = found
        columns.append(column)
    if not columns:
        raise ConvertError(f"channel {channel.name!r} has no column that can be taken")
    return words, tuple(columns)


def _words(files: Files, column: Column) -> dict[bytes, int]:
    """The texts of a column and the code that each becomes, in the order in which their blocks come; up to too many."""
    found: dict[bytes, int] = {}
    for block in files.blocks(column):
        for text in np.unique(block).tolist():
            found.setdefault(text, len(found))
        if len(found) > _MOST_WORDS:
            break
    return found


def _field(files: Files, column: Column, words: dict[str, dict[bytes, int]], codec: Codec) -> FieldSpec:
    if leading := next((field for field in codec.leading if field.name == column.name), None):
        (spec,) = field_specs(RowLayout((leading,)))
        return spec
    described = column.description or None
    if column.name in words:
        codes = {str(code): text.decode("utf-8", "replace")[:256] for text, code in words[column.name].items()}
        return FieldSpec(name=column.name, type="|u1", unit="1", unknown=255, codes=codes, description=described)
    kind: ColumnType = "<f8" if _is_scaled(column) else _column_type(files.dtype(column))
    unknown = "NaN" if kind[1] == "f" else None
    return FieldSpec(name=column.name, type=kind, unit=column.unit, unknown=unknown, description=described)


def _converted(
    values: npt.NDArray[Any], column: Column, wanted: "np.dtype[Any]", words: dict[bytes, int] | None
) -> npt.NDArray[Any]:
    if words is not None:
        return np.array([words[text] for text in values.tolist()], dtype=wanted)
    if _is_scaled(column):
        return np.asarray(values.astype(np.float64) * column.scale + column.offset)
    return values


def _fit(values: npt.NDArray[Any], wanted: "np.dtype[Any]") -> npt.NDArray[np.bool_]:
    """Which values a column of type `wanted` can hold as they are."""
    if values.dtype == wanted:
        return np.ones(len(values), dtype=np.bool_)
    if wanted.kind == "f":
        # too large a number would become infinite
        return np.asarray(~np.isfinite(values) | (np.abs(values) <= np.finfo(wanted).max))
    limits = np.iinfo(wanted)
    if values.dtype.kind == "f":
        fits = np.isfinite(values) & (values >= limits.min) & (values <= limits.max)
        return np.asarray(fits & (values == np.rint(values)))
    # compared with Python's integers, which no type limits
    return np.asarray((values >= limits.min) & (values <= limits.max))


def _column_type(dtype: "np.dtype[Any]") -> ColumnType:
    """The column type that holds every number of the source's type."""
    if dtype.kind == "b":
        return "|u1"
    if dtype.kind == "f" and dtype.itemsize == 2:
        return "<f4"
    text = dtype.newbyteorder("<").str
    if text not in TYPES:
        raise ConvertError(f"numbers of type {dtype} have no column type; leave them out")
    return cast("ColumnType", text)
