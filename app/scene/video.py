"""Pictures of a video stream: the access units of a group, from its key frame on, to one picture each.

It must not know files nor channels. H.264: ISO/IEC 14496-10 annex B; H.265: ISO/IEC 23008-2 annex B.
"""

import io
from collections import deque
from collections.abc import Sequence
from typing import cast

import cv2

from app.scene.content import Picture
from app.scene.picture import framed
from app.scene.values import DecodeError

MOST_KEPT_BYTES = 256 << 20
"""Of the pictures of a group the last ones are kept: a minute of a large camera would not fit into memory."""


_B = ord("B")


def group(
    units: Sequence[bytes], name: str, stamps: Sequence[int], *, most_bytes: int = MOST_KEPT_BYTES
) -> dict[int, Picture]:
    """The pictures of access units from a key frame on, by the positions of their units; the last ones that fit.

    Units stand in decoding order, pictures come in that of display. The two differ only where there are B pictures:
    there, and only there, `stamps` of the captures say which picture is whose.

    Raises:
        DecodeError: the stream cannot be decoded, or has another number of pictures: then none can be told apart.
    """
    # OpenCV reads from whatever has read and seek; its stubs know only a class of its own
    source = cast("cv2.IStreamReader", io.BytesIO(b"".join(units)))
    capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, [])
    try:
        found: deque[Picture] = deque()
        count = size = 0
        reordered = False
        while count < len(units):
            came, pixels = capture.read()
            if not came:
                break
            reordered = reordered or int(capture.get(cv2.CAP_PROP_FRAME_TYPE)) == _B
            height, width = pixels.shape[:2]
            found.append(Picture(pixels=framed(pixels), width=width, height=height, codec=name))
            count, size = count + 1, size + found[-1].size
            while size > most_bytes and len(found) > 1:
                size -= found.popleft().size
    finally:
        capture.release()
    if count != len(units):
        raise DecodeError(f"{len(units)} access units from the key frame on give {count} pictures")
    order = sorted(range(count), key=lambda at: stamps[at]) if reordered else range(count)
    return dict(zip(order[count - len(found) :], found, strict=True))
