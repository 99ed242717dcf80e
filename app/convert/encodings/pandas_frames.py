"""Pickled tables of pandas as columns, without pandas: from the block layouts that its versions 0.2x to 3 write.

It must not know what a column means, nor run anything that a pickle names. Layouts: `BlockManager.__getstate__` of
pandas before 1.3 (key `0.14.1`), `pandas/_libs/internals.pyx` since then, `StringArray` since 3.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.convert.encodings.pickle_tree import Made, PickleError, tree_of
from app.convert.encodings.pickled_arrays import NAMES as NUMPY_NAMES
from app.convert.encodings.pickled_arrays import Array, Cells, array_of, numbers_of, slice_of

NAMES = NUMPY_NAMES | {
    ("pandas", "DataFrame"),
    ("pandas", "Index"),
    ("pandas", "RangeIndex"),
    ("pandas", "StringDtype"),
    ("pandas.arrays", "StringArray"),
    ("pandas.core.frame", "DataFrame"),
    ("pandas.core.indexes.base", "Index"),
    ("pandas.core.indexes.base", "_new_Index"),
    ("pandas.core.indexes.numeric", "Int64Index"),
    ("pandas.core.indexes.range", "RangeIndex"),
    ("pandas.core.internals", "BlockManager"),
    ("pandas.core.internals.managers", "BlockManager"),
    ("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked"),
    ("pandas._libs.internals", "_unpickle_block"),
}
MAX_BYTES = 256 << 20
"""Of a table, unpacked: 30 times a sweep of two LiDARs."""
MAX_ROWS = 8_000_000
_MAX_COLUMNS = 512
_BEFORE_1_3 = "0.14.1"
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Frame:
    """A table: `rows`, and by name columns of numbers, shape (rows,), and columns of cells, `rows` of them."""

    rows: int
    numbers: dict[str, Array]
    cells: dict[str, Cells]

    def texts(self, name: str) -> list[str | None]:
        """A column as texts; whatever is none is None."""
        return [one if isinstance(one, str) else None for one in self.cells.get(name, [None] * self.rows)]


def unpacked(raw: bytes, *, limit: int = MAX_BYTES) -> bytes:
    """What is in a file of gzip (RFC 1952), at most `limit` bytes.

    Raises:
        PickleError: it is damaged, or holds more.
    """
    inflater = zlib.decompressobj(_GZIP)
    try:
        found = inflater.decompress(raw, limit + 1)
    except zlib.error as error:
        raise PickleError(f"is no gzip, or is damaged: {error}") from error
    if len(found) > limit:
        raise PickleError(f"holds more than {limit} bytes, which no table of a recording has")
    if not inflater.eof:
        raise PickleError("was cut off: its gzip has no end")
    if inflater.unused_data:
        raise PickleError(f"{len(inflater.unused_data)} bytes stand behind the end of its gzip")
    return found


def frame_of(raw: bytes) -> Frame:
    """The table in a pickle.

    Raises:
        PickleError: it is no table of pandas, or has anything else in it; the text says what.
    """
    top = tree_of(raw, names=NAMES)
    if not isinstance(top, Made) or top.maker.name != "DataFrame" or type(top.state) is not dict:
        raise PickleError("is no table of pandas (DataFrame)")
    manager = top.state.get("_mgr", top.state.get("_data"))
    if not isinstance(manager, Made) or manager.maker.name != "BlockManager":
        raise PickleError("is a table without the blocks that pandas would write")
    axes, blocks = _old(manager) if manager.state is not None else _new(manager)
    if type(axes) is not list or len(axes) != 2:
        raise PickleError("is a table without two axes")
    names = _names(axes[0])
    frame = Frame(_length(axes[1]), {}, {})
    # each cell has a byte or more of the pickle, unless one content stands in several places
    left = len(raw)
    for values, places in blocks:
        left -= _place(frame, names, values, places)
        if left < 0:
            raise PickleError("is a table with more cells than its pickle has bytes for")
    if missing := [name for name in names if name not in frame.numbers and name not in frame.cells]:
        raise PickleError(f"is a table whose column {missing[0][:40]!r} has no values")
    return frame


def _old(manager: Made) -> tuple[object, Iterator[tuple[object, object]]]:
    """Axes and blocks as pandas wrote them before 1.3: a state of four parts of which the last says all."""
    state = manager.state
    said = state[3] if type(state) is tuple and len(state) == 4 else None
    said = said.get(_BEFORE_1_3) if type(said) is dict else None
    if type(said) is not dict or type(said.get("blocks")) is not list:
        raise PickleError("is a table in a layout that is not known")
    return said.get("axes"), ((_member(one, "values"), _member(one, "mgr_locs")) for one in said["blocks"])


def _new(manager: Made) -> tuple[object, Iterator[tuple[object, object]]]:
    """Axes and blocks as pandas writes them since 1.3."""
    if len(manager.arguments) != 2 or type(manager.arguments[0]) is not tuple:
        raise PickleError("is a table in a layout that is not known")
    blocks, axes = manager.arguments
    return axes, (_block(one) for one in blocks)


def _block(block: object) -> tuple[object, object]:
    if not isinstance(block, Made) or block.maker.name != "_unpickle_block" or len(block.arguments) < 2:
        raise PickleError("is a table with a block that is none")
    return block.arguments[0], block.arguments[1]


def _member(value: object, name: str) -> object:
    if type(value) is not dict or name not in value:
        raise PickleError(f"is a table with a block without {name}")
    return value[name]


def _place(frame: Frame, names: list[str], values: object, places: object) -> int:
    """Put the rows of a block, shape (columns, rows) or (rows,), where they belong; how many bytes its pickle needs."""
    found = array_of(_backing(values))
    cells, shape = found if isinstance(found, tuple) else (None, found.shape)
    columns = 1 if len(shape) == 1 else shape[0]
    where = _places(places, len(names))
    if len(where) != columns or not shape or shape[-1] != frame.rows:
        raise PickleError(f"is a table of {frame.rows} rows with a block of shape {shape} for {len(where)} columns")
    for number, place in enumerate(where):
        name = names[place]
        if name in frame.numbers or name in frame.cells:
            raise PickleError(f"is a table that fills column {name[:40]!r} twice")
        if isinstance(found, tuple):
            assert cells is not None
            frame.cells[name] = cells[number * frame.rows : (number + 1) * frame.rows]
        else:
            frame.numbers[name] = found if found.ndim == 1 else found[number]
    return len(found[0]) if isinstance(found, tuple) else found.nbytes


def _places(value: object, columns: int) -> list[int]:
    part = slice_of(value)
    if part is not None:
        return list(range(*part.indices(columns)))
    found = numbers_of(value)
    if found.ndim != 1 or found.dtype.kind != "i" or len(found) > columns:
        raise PickleError("is a table with a block that is in no place")
    places: list[int] = found.tolist()
    if any(not 0 <= place < columns for place in places):
        raise PickleError("is a table with a block beside its columns")
    return places


def _names(axis: object) -> list[str]:
    found = array_of(_backing(_index(axis).get("data")))
    if not isinstance(found, tuple) or len(found[1]) != 1:
        raise PickleError("is a table whose columns have no names")
    names = [one for one in found[0] if isinstance(one, str)]
    if len(names) != len(found[0]) or len(set(names)) != len(names) or len(names) > _MAX_COLUMNS:
        raise PickleError(f"is a table whose columns are not named once each, at most {_MAX_COLUMNS} of them")
    return names


def _length(axis: object) -> int:
    """How many rows an index has."""
    said = _index(axis)
    if "data" in said:
        found = array_of(_backing(said["data"]))
        count = len(found[0]) if isinstance(found, tuple) else found.size
    else:
        bounds = [said.get(name) for name in ("start", "stop", "step")]
        part = [one for one in bounds if type(one) is int]
        if len(part) != 3 or part[2] == 0:
            raise PickleError("is a table whose rows have no index that is known")
        count = len(range(*part)) if abs(part[1] - part[0]) <= 2**62 else MAX_ROWS + 1
    if count > MAX_ROWS:
        raise PickleError(f"is a table of more than {MAX_ROWS} rows")
    return count


def _index(axis: object) -> dict[str, object]:
    if isinstance(axis, Made) and axis.maker.name == "_new_Index" and len(axis.arguments) == 2:
        said = axis.arguments[1]
        if type(said) is dict:
            return said
    raise PickleError("is a table with an axis that is none")


def _backing(value: object) -> object:
    """The array behind an array of texts, as pandas 3 keeps them; everything else as it is."""
    if isinstance(value, Made) and value.maker.name == "__pyx_unpickle_NDArrayBacked":
        state = value.state
        if type(state) is tuple and len(state) == 2 and isinstance(state[0], Made):
            return state[1]
        raise PickleError("is a table with texts in a layout that is not known")
    return value
