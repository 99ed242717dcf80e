"""Stored pictures to pixels: JPEG and PNG as they stand, nothing turned, scaled up or made nicer.

It must not know cameras. A payload is hostile even if it is intact: its size is looked at before it is decoded.
JPEG: ISO/IEC 10918-1 annex B; PNG: ISO/IEC 15948 clause 11.2.
"""

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.scene.content import Picture
from app.scene.values import DecodeError

MOST_DECODED_BYTES = 512 << 20
"""A picture that would take more is refused, whatever its channel allows."""
_PNG = b"\x89PNG\r\n\x1a\n"
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_END, _SCAN = b"\xff\xd9", b"\xff\xda"
MOST_SCANS = 100
"""A progressive picture has some ten; each further one is decoded over the whole picture."""


def still(payload: bytes, name: str, entry: Mapping[str, Any], *, draft: bool) -> Picture:
    """The picture in a JPEG or PNG payload; a draft is decoded at half the size where that is quicker.

    Raises:
        DecodeError: it is no such picture, would be too large, or its data cannot be decoded.
    """
    width, height = _size(payload, name)
    allowed = entry.get("max_decoded_bytes")
    most = min(allowed, MOST_DECODED_BYTES) if type(allowed) is int and allowed > 0 else MOST_DECODED_BYTES
    # a recorder reckons with three bytes a pixel
    if width * height * 3 > most:
        raise DecodeError(f"the picture has {width} x {height} pixels; its channel allows {most} bytes")
    if name == "jpeg" and payload.count(_SCAN) > MOST_SCANS:
        raise DecodeError(f"the JPEG has more than {MOST_SCANS} scans: decoding it would take minutes")
    small = draft and name == "jpeg"
    flags = cv2.IMREAD_REDUCED_COLOR_2 if small else cv2.IMREAD_COLOR
    try:
        # the stored rows and columns: what a tag says about turning the picture changes no pixel here
        found = cv2.imdecode(np.frombuffer(payload, dtype=np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise DecodeError(f"the {name.upper()} cannot be decoded: {error.err}") from error
    if found is None:
        raise DecodeError(f"the {name.upper()} cannot be decoded")
    notes = []
    whole = name != "jpeg" or payload.rfind(_END) >= 0
    if not whole:
        notes.append("the JPEG ends early: what is missing is grey")
    if name == "png" and payload[24] > 8:
        notes.append(f"{payload[24]} bits a sample are shown as 8")
    return Picture(pixels=framed(found), width=width, height=height, codec=name, notes=tuple(notes), whole=whole)


def framed(bgr: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Pixels as Qt's RGB32 wants them, read-only, of those that OpenCV gives (height, width, 3)."""
    pixels: npt.NDArray[np.uint8] = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), dtype=np.uint8)
    pixels.flags.writeable = False
    return pixels


def _size(payload: bytes, name: str) -> tuple[int, int]:
    """Columns and rows as the header says them."""
    found = _png_size(payload) if name == "png" else _jpeg_size(payload)
    if found is None:
        raise DecodeError(f"the payload does not begin as a {name.upper()} does")
    if 0 in found:
        raise DecodeError(f"the picture is empty: it has {found[0]} x {found[1]} pixels")
    return found


def _png_size(payload: bytes) -> tuple[int, int] | None:
    if not payload.startswith(_PNG) or payload[12:16] != b"IHDR" or len(payload) < 33:
        return None
    return int.from_bytes(payload[16:20], "big"), int.from_bytes(payload[20:24], "big")


def _jpeg_size(payload: bytes) -> tuple[int, int] | None:
    """Of the first frame header (SOFn)."""
    if not payload.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(payload) and payload[at] == 0xFF:
        marker = payload[at + 1]
        if marker == 0xFF or marker in _NO_LENGTH:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            return int.from_bytes(payload[at + 7 : at + 9], "big"), int.from_bytes(payload[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(payload[at + 2 : at + 4], "big")
    return None
