"""Arrays in numpy's file format, whatever their names end in: read without ever unpickling, nor evaluating anything.

It must not know what the numbers mean. Format: numpy, `numpy.lib.format` (NEP 1), versions 1 to 3.
"""

import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"\x93NUMPY"
_LENGTHS = {1: 2, 2: 4, 3: 4}
"""Bytes that say how long the header is, by version."""
_MOST_HEADER = 4096
_MOST_AXES = 3
_MOST_ITEM = 4096
# as numpy writes it: three members in this order; Python 2 wrote an L behind long numbers
_HEADER = re.compile(
    r"\{'descr': (?P<type>'[^']{0,32}'|\[.{0,4096}\]), 'fortran_order': (?P<order>True|False), "
    r"'shape': \((?P<shape>[0-9L, ]{0,80})\),? ?\} *\n?\Z"
)
_PLAIN = re.compile(r"'(?P<dtype>[<>|=]?(b1|[iu][1248]|f[248]|S[0-9]{1,4}))'\Z")


class NpyError(ValueError):
    """The bytes are no array that is read here; the text says why."""


def array_of(raw: bytes) -> npt.NDArray[Any]:
    """The array in a file: numbers, truth values or byte strings, read-only; nothing more is allocated than there is.

    Raises:
        NpyError: it is none, of Python objects or of records, of more than three axes, or not as long as it says.
    """
    if not raw.startswith(MAGIC):
        raise NpyError("is no array in numpy's format")
    text, start = _header(raw)
    found = _HEADER.match(text)
    if found is None:
        raise NpyError(f"is an array with a damaged header: {text[:80]!r}")
    plain = _PLAIN.match(found["type"])
    if "O" in found["type"]:
        raise NpyError("is an array of Python objects, which only a pickle can hold: that is never loaded")
    if plain is None:
        raise NpyError(f"is an array of {found['type'][:40]}, where numbers or byte strings belong")
    dtype = np.dtype(plain["dtype"])
    axes = [part.strip().removesuffix("L") for part in found["shape"].split(",") if part.strip()]
    if len(axes) > _MOST_AXES or any(not part.isdecimal() for part in axes) or not 0 < dtype.itemsize <= _MOST_ITEM:
        raise NpyError(f"is an array of {dtype} and shape ({found['shape'][:40]})")
    shape = tuple(map(int, axes))
    content = raw[start:]
    if len(content) != math.prod(shape) * dtype.itemsize:
        raise NpyError(f"is an array of {dtype}, shape {shape}, with {len(content)} bytes: it was cut or changed")
    return _numbers(content, dtype).reshape(shape, order="F" if found["order"] == "True" else "C")


def _header(raw: bytes) -> tuple[str, int]:
    """The header as text, and where the numbers begin."""
    size = _LENGTHS.get(raw[len(MAGIC)]) if len(raw) > len(MAGIC) + 1 else None
    if size is None:
        raise NpyError("is an array with a damaged header: of a version that is not known")
    begin = len(MAGIC) + 2 + size
    length = int.from_bytes(raw[len(MAGIC) + 2 : begin], "little")
    if length > _MOST_HEADER or begin + length > len(raw):
        raise NpyError(f"is an array with a damaged header: of {length} bytes")
    return raw[begin : begin + length].decode("latin-1"), begin + length


def _numbers(content: bytes, dtype: "np.dtype[Any]") -> npt.NDArray[Any]:
    if dtype.kind != "b":
        return np.frombuffer(content, dtype=dtype)
    # a byte that is neither 0 nor 1 is no truth value to numpy
    truths = np.asarray(np.frombuffer(content, dtype=np.uint8) != 0)
    truths.flags.writeable = False
    return truths
