"""Arrays of foreign files: numbers come out as they are, Python objects never.

Must not know what the numbers mean.
"""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.convert.encodings.npy import MAGIC, NpyError, array_of


def written(array: Any) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=False)
    return stream.getvalue()


def headed(header: str, content: bytes = b"") -> bytes:
    raw = header.encode("latin-1")
    return MAGIC + b"\x01\x00" + struct.pack("<H", len(raw)) + raw + content


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.array([b"ab\0\0", b"", b"\0x"], dtype="S8"),
        np.array([1, 2], dtype=">i4"),
        np.array([True, False]),
        np.zeros((0, 7), dtype="f4"),
        np.array(5.0),
    ],
)
def test_arrays_come_back(array: Any) -> None:
    found = array_of(written(array))
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert (found == array).all()
    assert not found.flags.writeable


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no array"),
        (b"PK\x03\x04", "no array"),
        (MAGIC, "damaged header"),
        (headed("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n", b"\x80\x04N."), "only a pickle can hold"),
        (headed("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,), }\n"), "only a pickle can hold"),
        (headed("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }\n", bytes(8)), "where numbers"),
        (headed("{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }\n", bytes(8)), "where numbers"),
        (headed("{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776,), }\n", bytes(8)), "with 8 bytes"),
        (headed("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n", bytes(8)), "damaged header"),
        (headed("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1, 1), }\n", bytes(8)), "and shape"),
        (headed("__import__('os').system('true')\n"), "damaged header"),
        (headed("(" * 2000 + ")" * 2000 + "\n"), "damaged header"),
        (headed("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }" + " " * 9000 + "\n", bytes(8)), "damaged"),
        (headed("{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999999999999999,), }\n"), "with 0 bytes"),
        (headed("{'descr': '<f8', 'fortran_order': False, 'shape': (1L,), }\n", bytes(7)), "with 7 bytes"),
        (MAGIC + b"\x09\x00\x00\x00", "of a version"),
        (written(np.arange(3.0))[:-1], "with 23 bytes"),
        (written(np.arange(3.0)) + b"x", "with 25 bytes"),
    ],
)
def test_what_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(NpyError, match=said):
        array_of(raw)


@given(st.integers(0, 127), st.integers(0, 255))
def test_a_changed_byte_gives_an_array_or_a_refusal(at: int, byte: int) -> None:
    raw = bytearray(written(np.arange(4.0)))
    raw[at] = byte
    try:
        found = array_of(bytes(raw))
    except NpyError:
        return
    assert found.nbytes == 32
