"""What a checked payload says, as JSON values: rows by their columns, JSON as it stands, opaque bytes by their size.

It must not know how values are shown. A payload is hostile even if it is intact: the signer may be the other party.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from app.chain.check import Checked
from app.kinds.declared import channel_layout
from app.kinds.kind import Codec
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout
from app.kinds.strict_json import StrictJsonError, parse_object
from app.log.leaf import RecordType

MAX_JSON_BYTES = 64 << 20


class DecodeError(ValueError):
    """The payload is not what its channel declares; the text says why."""


class DecoderGoneError(DecodeError):
    """What decodes is gone, or was never there: that says nothing of the evidence, and may go better the next time."""


def why_unknown(checked: Checked) -> str:
    """Why nothing can be said of a record that is not usable, in few words."""
    return "withheld" if checked.withheld and checked.finding is None else checked.verdict.reason


def values(checked: Checked, entry: Mapping[str, Any], *, most_rows: int | None = None) -> dict[str, Any]:
    """What a usable record says; `entry` is its channel's entry of the channel table.

    Rows become `{"rows": [{column: number}], "row_count": n}` with null for values that are unknown or not finite, and
    at most `most_rows` of them; JSON payloads become themselves; opaque bytes `{"media_type": ..., "bytes": n}`.

    Raises:
        DecodeError: the payload does not have the form that its channel declares.
    """
    assert checked.usable
    payload = checked.record.payload
    try:
        spoken = codec(str(entry.get("kind")), str(entry.get("codec")))
        layout = channel_layout(spoken, fields=entry.get("fields"), row_bytes=entry.get("row_bytes"))
    except ValueError as error:
        raise DecodeError(str(error)) from error
    if layout is not None:
        return _rows(payload, layout, most_rows)
    return _whole(payload, spoken)


def system_values(checked: Checked) -> dict[str, Any]:
    """What a usable system record says, with its type as `record`. Raises DecodeError."""
    assert checked.usable
    try:
        kind = RecordType(checked.record.fields.type).name
        said = parse_object(checked.record.payload, limit=MAX_JSON_BYTES)
        return {"record": kind} | said | {"record": kind}  # whatever the record says of its own type
    except (StrictJsonError, ValueError) as error:
        raise DecodeError(f"no system record: {error}") from error


def _whole(payload: bytes, spoken: Codec) -> dict[str, Any]:
    if spoken.struct is None:
        return {"media_type": spoken.media_type, "bytes": len(payload)}
    try:
        return parse_object(payload, limit=MAX_JSON_BYTES)
    except StrictJsonError as error:
        raise DecodeError(f"not JSON as the format allows it: {error}") from error


def _rows(payload: bytes, layout: RowLayout, most: int | None) -> dict[str, Any]:
    if len(payload) % layout.row_bytes:
        raise DecodeError(f"{len(payload)} bytes are no whole rows of {layout.row_bytes}")
    rows = np.frombuffer(payload, dtype=layout.dtype)
    shown = rows if most is None else rows[:most]
    columns = {field.name: [_number(v, field.unknown) for v in shown[field.name].tolist()] for field in layout.fields}
    return {
        "rows": [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
        "row_count": len(rows),
    }


def _number(value: float, unknown: float | None) -> float | None:
    return None if not math.isfinite(value) or value == unknown else value
