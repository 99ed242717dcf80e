"""Pictures of a video stream: the access units of a group, from its key frame on, to one picture each.

It must not know files nor channels. H.264: ISO/IEC 14496-10 annex B; H.265: ISO/IEC 23008-2 annex B.
"""

import io
from collections.abc import Sequence
from typing import cast

import cv2

from app.scene.content import Picture
from app.scene.picture import MOST_DECODED_BYTES, framed
from app.scene.values import DecodeError

MOST_OF_A_GROUP = 600
"""Access units from a key frame to the picture that is wanted; with more, a moment would take too long."""


def group(units: Sequence[bytes], name: str) -> list[Picture]:
    """The pictures of access units in decoding order, the first of them a key frame; as many as there are units.

    Raises:
        DecodeError: the stream cannot be decoded, or has another number of pictures: then none can be told apart.
    """
    # OpenCV reads from whatever has read and seek; its stubs know only a class of its own
    source = cast("cv2.IStreamReader", io.BytesIO(b"".join(units)))
    capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, [])
    try:
        found: list[Picture] = []
        size = 0
        while len(found) < len(units):
            came, pixels = capture.read()
            if not came:
                break
            height, width = pixels.shape[:2]
            found.append(Picture(pixels=framed(pixels), width=width, height=height, codec=name))
            size += found[-1].size
            if size > MOST_DECODED_BYTES:
                raise DecodeError(f"a group of pictures takes more than {MOST_DECODED_BYTES} bytes")
    finally:
        capture.release()
    if len(found) != len(units):
        raise DecodeError(f"{len(units)} access units from the key frame on give {len(found)} pictures")
    return found
