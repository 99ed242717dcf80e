"""The child's side of video: builds its walls, then decodes groups of access units until nobody asks any more.

It must not know files, channels or the seal: a stream comes in, pixels go out. Whatever a hostile stream does to the
decoder is done to this process.
"""

import contextlib
import io
import json
import sys
from collections import deque
from typing import Any, cast

import cv2
import numpy as np
import numpy.typing as npt

from app.log.dialogue import received, send
from app.log.sandbox import allow_cpu, confine

MEMORY_BYTES = 2 << 30
MOST_ASKED_BYTES = 512 << 20
_B = ord("B")
_ONE_THREAD = [cv2.CAP_PROP_N_THREADS, 1]
Pixels = npt.NDArray[np.uint8]


def serve() -> None:
    """Answer what comes on standard input."""
    # whatever OpenCV loads late is there before the walls are
    with contextlib.suppress(cv2.error):
        decoded(b"\0\0\0\1\x09\x10", 1, 1)
    confine([], memory_bytes=MEMORY_BYTES)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    for line in questions:
        asked = json.loads(line)
        stream = received(questions, min(int(asked["bytes"]), MOST_ASKED_BYTES))
        allow_cpu(int(asked["cpu_s"]))
        send(answers, *_answer(stream, asked))


def decoded(stream: bytes | memoryview, most: int, most_bytes: int) -> tuple[int, list[Pixels], bool]:
    """How many pictures a stream gives, at most `most`; the last of them that fit into so many bytes, each (height,
    width, 3) as blue, green, red, in the order of display; and whether that may differ from the order of decoding.
    """
    # OpenCV reads from whatever has read and seek; its stubs know only a class of its own
    source = cast("cv2.IStreamReader", io.BytesIO(stream))
    capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, _ONE_THREAD)
    try:
        found: deque[Pixels] = deque()
        count = size = 0
        reordered = False
        while count < most:
            came, pixels = capture.read()
            if not came:
                break
            reordered = reordered or int(capture.get(cv2.CAP_PROP_FRAME_TYPE)) == _B
            found.append(np.ascontiguousarray(pixels, dtype=np.uint8))
            count, size = count + 1, size + found[-1].nbytes
            while size > most_bytes and len(found) > 1:
                size -= found.popleft().nbytes
    finally:
        capture.release()
    return count, list(found), reordered


def _answer(stream: memoryview, asked: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    try:
        count, found, reordered = decoded(stream, int(asked["most"]), int(asked["most_bytes"]))
    except (cv2.error, MemoryError) as error:
        return {"error": str(error)[:500]}, []
    sizes = [one.shape[:2] for one in found]
    return {"count": count, "reordered": reordered, "sizes": sizes}, [one.tobytes() for one in found]
