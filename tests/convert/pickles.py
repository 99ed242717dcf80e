"""Pickles written opcode by opcode (protocol 3): tables as pandas wrote them before 1.3, and whatever a test needs.

Must not unpickle, nor know what reads them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

BEGIN, END = b"\x80\x03", b"."
Cell = str | float | bool | None


def name(module: str, called: str) -> bytes:
    return b"c" + f"{module}\n{called}\n".encode()


def value(one: object) -> bytes:
    """Any plain value."""
    if one is None or isinstance(one, bool):
        return {None: b"N", True: b"\x88", False: b"\x89"}[one]
    if isinstance(one, int):
        return b"\x8a\x08" + one.to_bytes(8, "little", signed=True)
    if isinstance(one, float):
        return b"G" + struct.pack(">d", one)
    if isinstance(one, str):
        raw = one.encode()
        return b"X" + struct.pack("<I", len(raw)) + raw
    if isinstance(one, bytes):
        return b"B" + struct.pack("<I", len(one)) + one
    if isinstance(one, tuple):
        return b"(" + b"".join(map(value, one)) + b"t"
    if isinstance(one, list):
        return b"](" + b"".join(map(value, one)) + b"e"
    if isinstance(one, dict):
        return b"}(" + b"".join(value(key) + value(its) for key, its in one.items()) + b"u"
    assert isinstance(one, Raw)
    return one.code


class Raw:
    """Opcodes that stand for a value."""

    def __init__(self, code: bytes) -> None:
        self.code = code


def called(maker: bytes, *arguments: object, state: object = None) -> Raw:
    """What a pickle makes by a call."""
    made = maker + value(tuple(arguments)) + b"R"
    return Raw(made if state is None else made + value(state) + b"b")


def dtype(kind: str) -> Raw:
    order = "|" if kind in ("O8", "b1", "u1", "i1") else "<"
    return called(name("numpy", "dtype"), kind, 0, 1, state=(3, order, None, None, None, -1, -1, 0))


def array(values: npt.NDArray[np.generic] | Sequence[Cell], shape: tuple[int, ...] | None = None) -> Raw:
    maker = name("numpy.core.multiarray", "_reconstruct")
    if isinstance(values, np.ndarray):
        kind = values.dtype.str[1:]
        state = (1, values.shape, dtype(kind), False, values.tobytes())
    else:
        state = (1, shape or (len(values),), dtype("O8"), False, list(values))  # type: ignore[assignment]
    return called(maker, Raw(name("numpy", "ndarray")), (0,), b"b", state=state)


def index(names: Sequence[str]) -> Raw:
    return called(
        name("pandas.core.indexes.base", "_new_Index"), Raw(name("pandas.core.indexes.base", "Index")),
        {"data": array(list(names)), "name": None},
    )  # fmt: skip


def rows_index(count: int) -> Raw:
    return called(
        name("pandas.core.indexes.base", "_new_Index"), Raw(name("pandas.core.indexes.range", "RangeIndex")),
        {"name": None, "start": 0, "stop": count, "step": 1},
    )  # fmt: skip


def frame(columns: Mapping[str, npt.NDArray[np.generic] | Sequence[Cell]], rows: int | None = None) -> bytes:
    """A table as pandas 0.2x pickled it: blocks of columns under the key 0.14.1."""
    count = len(next(iter(columns.values()))) if rows is None else rows
    blocks = []
    for place, column in enumerate(columns.values()):
        if isinstance(column, np.ndarray):
            values = array(column.reshape(1, -1))
        else:
            values = array(list(column), (1, len(column)))
        blocks.append({"values": values, "mgr_locs": called(name("builtins", "slice"), place, place + 1, 1)})
    axes = [index(list(columns)), rows_index(count)]
    return BEGIN + table(axes, blocks) + END


def table(axes: list[Raw], blocks: list[dict[str, Raw]]) -> bytes:
    new = b")\x81"
    manager = Raw(
        name("pandas.core.internals.managers", "BlockManager") + new
        + value((axes, [], [], {"0.14.1": {"axes": axes, "blocks": blocks}})) + b"b"
    )  # fmt: skip
    state = {"_data": manager, "_typ": "dataframe", "_metadata": [], "attrs": {}}
    return name("pandas.core.frame", "DataFrame") + new + value(state) + b"b"
