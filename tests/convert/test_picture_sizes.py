"""Sizes of pictures from their headers: as encoders write them, and what has none.

Must not know how pictures are decoded.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.convert.encodings import jpeg, png

PIXELS = np.zeros((37, 53, 3), dtype="u1")


def encoded(suffix: str, *options: int) -> bytes:
    return bytes(cv2.imencode(suffix, PIXELS, options)[1].tobytes())


@pytest.mark.parametrize("raw", [encoded(".jpg"), encoded(".jpg", cv2.IMWRITE_JPEG_PROGRESSIVE, 1)])
def test_jpeg(raw: bytes) -> None:
    assert jpeg.size_of(raw) == (53, 37)
    # fill bytes, a marker without a length, and a comment that looks like a frame header
    odd = b"\xff\xd8\xff\xff\xff\x01" + b"\xff\xfe\x00\x0b\xff\xc0\0\x11\x08\0\1\0\1" + raw[2:]
    assert jpeg.size_of(odd) == (53, 37)


def test_png() -> None:
    assert png.size_of(encoded(".png")) == (53, 37)


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xe0\x00", b"GIF89a", b"\xff\xd8\0\0\0\0\0\0\0\0\0"]
)
def test_none(raw: bytes) -> None:
    assert jpeg.size_of(raw) is None
    assert png.size_of(raw) is None


@given(st.binary(max_size=64))
def test_noise(noise: bytes) -> None:
    for size_of, begin in ((jpeg.size_of, jpeg.BEGIN), (png.size_of, png.BEGIN)):
        found = size_of(begin + noise)
        assert found is None or min(found) > 0
