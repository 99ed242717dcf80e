"""Numpy arrays out of the tree of a pickle, by stand-ins of ours: plain numbers, and lists of plain cells.

It must not know tables, nor call what a pickle names. The layout of a pickled array is that of numpy's own
`ndarray.__reduce__` (numpy/_core/src/multiarray/methods.c): shape, type, order and bytes, or a list of cells.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.encodings.pickle_tree import Made, Name, PickleError

NAMES = frozenset(
    {
        *((f"numpy.{core}.multiarray", "_reconstruct") for core in ("core", "_core")),
        *((f"numpy.{core}.numeric", "_frombuffer") for core in ("core", "_core")),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("_codecs", "encode"),
        *((module, "slice") for module in ("builtins", "__builtin__")),
    }
)
"""What pickles of arrays name. `_codecs.encode`: how protocol 2 says bytes."""
SCALARS = frozenset((f"numpy.{core}.multiarray", "scalar") for core in ("core", "_core"))
"""What pickles of single numbers name besides."""

Array = npt.NDArray[Any]
Cell = str | float | bool | None
Cells = list[Cell]
_TYPES = frozenset({"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"})
_OBJECTS = "O8"
_MOST_AXES = 2
_MOST_DEPTH = 32
_MOST_PARTS = 4_000_000


def array_of(value: object) -> Array | tuple[Cells, tuple[int, ...]]:
    """A pickled array: numbers, read-only, shape as pickled, or the cells of an array of objects in C order.

    Truth values become uint8 of 0 and 1. No more is allocated than the pickle has bytes for.

    Raises:
        PickleError: it is none, of more than two axes, of another type, or its bytes do not fill its shape.
    """
    shape, kind, order, data = _parts(value)
    if kind == _OBJECTS:
        if type(data) is not list:
            raise PickleError("an array of objects that is no list of cells")
        return [_cell(one) for one in _counted(data, shape)], shape
    dtype = np.dtype(kind)
    raw = bytes_of(data)
    if len(raw) != math.prod(shape) * dtype.itemsize:
        raise PickleError(f"an array of shape {shape} and type {kind} with {len(raw)} bytes")
    numbers = np.frombuffer(raw, dtype="u1" if dtype.kind == "b" else dtype)
    shaped = (numbers != 0).astype("u1") if dtype.kind == "b" else numbers
    return shaped.reshape(shape, order=order)


def numbers_of(value: object) -> Array:
    """As `array_of`, where numbers are wanted."""
    found = array_of(value)
    if isinstance(found, tuple):
        raise PickleError("texts where numbers belong")
    return found


def bytes_of(value: object) -> bytes:
    """The bytes of a pickle, or what protocol 2 says in their place: a text to be encoded as Latin-1."""
    if type(value) is bytes:
        return value
    if isinstance(value, Made) and value.maker == Name("_codecs", "encode") and value.state is None:
        text, coding = value.arguments if len(value.arguments) == 2 else (None, None)
        if isinstance(text, str) and coding == "latin1":
            try:
                return text.encode("latin-1")
            except UnicodeEncodeError as error:
                raise PickleError("bytes that are no Latin-1") from error
        raise PickleError("_codecs.encode of something else than text in latin1")
    raise PickleError(f"a {_said(value)} where bytes belong")


def slice_of(value: object) -> slice | None:
    """A pickled slice; None: it is something else."""
    if not isinstance(value, Made) or value.maker.name != "slice":
        return None
    parts = value.arguments
    if len(parts) != 3 or any(one is not None and type(one) is not int for one in parts) or parts[2] == 0:
        raise PickleError("a slice of something else than numbers")
    return slice(*parts)


def scalar_of(value: Made) -> float | int:
    """A pickled numpy scalar as Python's number: its type, and the bytes of it.

    Raises:
        PickleError: it is none, or of something else than plain numbers.
    """
    if len(value.arguments) != 2 or value.state is not None:
        raise PickleError("a scalar that numpy would not write")
    kind = _kind(value.arguments[0])
    raw = bytes_of(value.arguments[1])
    if kind == _OBJECTS or len(raw) != np.dtype(kind).itemsize:
        raise PickleError(f"a scalar of type {kind} with {len(raw)} bytes")
    found: float | int = np.frombuffer(raw, dtype=kind)[0].item()
    return found


def plain(value: object) -> object:
    """A tree of a pickle as dict, list, str, numbers and None alone: arrays as lists, scalars as numbers.

    Raises:
        PickleError: it holds something else, is nested deeper than 32, or has more than 4 000 000 parts.
    """
    return _Plain().of(value, 0)


@dataclass(slots=True)
class _Plain:
    """What is left of the parts that a tree may have; one that is shared counts each time."""

    left: int = _MOST_PARTS

    def of(self, value: object, depth: int) -> object:
        """One part, and all in it."""
        self.left -= 1
        if self.left < 0 or depth > _MOST_DEPTH:
            raise PickleError(f"nested deeper than {_MOST_DEPTH}, or more than {_MOST_PARTS} parts")
        if isinstance(value, dict):
            return {name: self.of(inner, depth + 1) for name, inner in value.items()}
        if isinstance(value, list) or type(value) is tuple:
            return [self.of(inner, depth + 1) for inner in value]
        if isinstance(value, Made) and value.maker.name == "scalar":
            return scalar_of(value)
        if isinstance(value, Made):
            found = array_of(value)
            self.left -= len(found[0]) if isinstance(found, tuple) else found.size
            return found[0] if isinstance(found, tuple) else found.tolist()
        return _cell(value)


def _parts(value: object) -> tuple[tuple[int, ...], str, Any, object]:
    """Shape, type, order and content of a pickled array."""
    if not isinstance(value, Made):
        raise PickleError(f"a {_said(value)} where an array belongs")
    if value.maker.name == "_frombuffer" and value.state is None and len(value.arguments) == 4:
        data, dtype, shape, order = value.arguments
        if order not in ("C", "F"):
            raise PickleError("an array in an order that is neither C nor F")
        kind = _kind(dtype)
        if kind == _OBJECTS:
            raise PickleError("an array of objects in bytes: those would be addresses")
        return _shape(shape), kind, order, data
    if value.maker.name == "_reconstruct":
        if not value.arguments or value.arguments[0] != Name("numpy", "ndarray"):
            raise PickleError("an array of another class than numpy.ndarray")
        if type(value.state) is tuple and len(value.state) == 5 and value.state[0] == 1:
            _, shape, dtype, fortran, data = value.state
            return _shape(shape), _kind(dtype), "F" if fortran is True else "C", data
        raise PickleError("an array without a state that numpy would write")
    raise PickleError(f"{value.maker} where an array belongs")


def _shape(value: object) -> tuple[int, ...]:
    if type(value) is not tuple or len(value) > _MOST_AXES:
        raise PickleError(f"an array whose shape is no tuple of at most {_MOST_AXES} numbers")
    if any(type(one) is not int or one < 0 for one in value):
        raise PickleError("an array whose shape is no count")
    return value


def _kind(value: object) -> str:
    """The type of an array as numpy spells it, with its byte order, or `O8`."""
    if not isinstance(value, Made) or value.maker != Name("numpy", "dtype") or not value.arguments:
        raise PickleError(f"a {_said(value)} where the type of an array belongs")
    kind, state = value.arguments[0], value.state
    if kind == _OBJECTS:
        return _OBJECTS
    if not isinstance(kind, str) or kind not in _TYPES:
        raise PickleError(f"an array of type {_said(kind)}; only plain numbers, truth values and texts are read")
    if type(state) is not tuple or len(state) < 5 or state[1] not in ("<", ">", "|") or state[2:5] != (None,) * 3:
        raise PickleError(f"an array of type {kind} with parts")
    return f"{state[1]}{kind}"


def _counted(data: list[Any], shape: tuple[int, ...]) -> list[Any]:
    if len(data) != math.prod(shape):
        raise PickleError(f"an array of shape {shape} with {len(data)} cells")
    return data


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise PickleError(f"a cell that is a {_said(value)}; only texts, numbers and None are read")


def _said(value: object) -> str:
    return str(value.maker) if isinstance(value, Made) else repr(value)[:40] if isinstance(value, str) else _type(value)


def _type(value: object) -> str:
    return type(value).__name__
