"""Pictures of a video stream: the access units of a group, from its key frame on, to one picture each.

It must not know files nor channels. A stream is decoded in a process of its own, which a hostile one may crash or hang.
H.264: ISO/IEC 14496-10 annex B; H.265: ISO/IEC 23008-2 annex B.
"""

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Annotated, Any, Self

import msgspec
import numpy as np

from app.log.dialogue import Dialogue, DialogueError
from app.log.worker_process import Spawned
from app.scene.content import Picture
from app.scene.picture import framed
from app.scene.values import DecodeError, DecoderGoneError

MOST_KEPT_BYTES = 256 << 20
"""Of the pictures of a group the last ones are kept: a minute of a large camera would not fit into memory."""
TIMEOUT_S = 60.0
"""For one group; a decoder that takes longer hangs."""
_Side = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
_MOST_OF_A_TEXT = 500
_COMMAND = "from app.scene.video_child import serve; serve()"


class VideoDecoder:
    """Decodes groups in a process that begins with the first one. Safe from several threads, one group at a time; close
    it when done.
    """

    def __init__(self, *, timeout_s: float = TIMEOUT_S) -> None:
        """`timeout_s` holds for each group."""
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._dialogue: Dialogue | None = None
        self._closed = False

    def __enter__(self) -> Self:
        """Use as a context that ends the process."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process; closing twice is harmless. A group that is being decoded fails."""
        self._closed = True
        held = self._dialogue
        if held is not None:
            held.kill()
        with self._lock:
            self._end()

    def group(
        self, units: Sequence[bytes], name: str, stamps: Sequence[int], *, most_bytes: int = MOST_KEPT_BYTES
    ) -> dict[int, Picture]:
        """The pictures of access units from a key frame on, by the positions of their units; the last ones that fit.

        Units stand in decoding order, pictures come in that of display. The two differ only where there are B pictures:
        there, and only there, `stamps` of the captures say which picture is whose.

        Raises:
            DecodeError: the stream cannot be decoded, or has another number of pictures: then none can be told apart.
        """
        with self._lock:
            answer, raw = self._ask(units, most_bytes)
            try:
                told = _told(answer, raw)
            except DecoderGoneError:
                # whoever lies once is not asked again
                self._end()
                raise
        if told.count != len(units):
            raise DecodeError(f"{len(units)} access units from the key frame on give {told.count} pictures")
        order = sorted(range(told.count), key=lambda at: stamps[at]) if told.reordered else range(told.count)
        pictures = _pictures(told.sizes, raw, name)
        return dict(zip(order[told.count - len(pictures) :], pictures, strict=True))

    def _ask(self, units: Sequence[bytes], most_bytes: int) -> tuple[dict[str, Any], memoryview]:
        asked = {"most": len(units), "most_bytes": most_bytes * 3 // 4, "cpu_s": int(2 * self._timeout_s) + 1}
        # of one picture alone as much as a channel may have
        most = max(most_bytes, MOST_KEPT_BYTES)
        try:
            return self._begun().ask(asked, units, most_bytes=most)
        except DialogueError as error:
            self._end()
            if error.late:
                raise DecodeError(f"the decoder took over {self._timeout_s:g} s for this group") from error
            raise DecoderGoneError("the decoder did not survive this group") from error
        except OSError as error:
            raise DecoderGoneError(f"no process can be started to decode it: {error}") from error

    def _begun(self) -> Dialogue:
        if self._dialogue is None and not self._closed:
            self._dialogue = Dialogue(Spawned(_COMMAND), timeout_s=self._timeout_s)
        # looked at behind it: whoever closes either sees the process or is seen here
        if self._closed or self._dialogue is None:
            raise DecoderGoneError("the log was closed")
        return self._dialogue

    def _end(self) -> None:
        if self._dialogue is not None:
            self._dialogue.close()
            self._dialogue = None


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """An answer. Who sends it has read a hostile stream: nothing of it is believed unseen."""

    error: str = ""
    count: Annotated[int, msgspec.Meta(ge=0)] = 0
    reordered: bool = False
    sizes: tuple[tuple[_Side, _Side], ...] = ()
    """Height and width of each picture."""


def _told(answer: dict[str, Any], raw: memoryview) -> _Told:
    try:
        told = msgspec.convert(answer, _Told)
    except msgspec.ValidationError as error:
        raise DecoderGoneError(f"the decoder answered what nobody asked: {str(error)[:_MOST_OF_A_TEXT]}") from error
    if told.error:
        raise DecodeError(f"the stream cannot be decoded: {told.error[:_MOST_OF_A_TEXT]}")
    if len(told.sizes) > told.count or sum(height * width * 3 for height, width in told.sizes) != len(raw):
        raise DecoderGoneError("the decoder gave other pictures than it said")
    return told


def _pictures(sizes: Sequence[tuple[int, int]], raw: memoryview, name: str) -> list[Picture]:
    """The pictures that lie behind each other."""
    found, at = [], 0
    for height, width in sizes:
        pixels = np.frombuffer(raw, dtype=np.uint8, count=height * width * 3, offset=at).reshape(height, width, 3)
        found.append(Picture(pixels=framed(pixels), width=width, height=height, codec=name))
        at += pixels.nbytes
    return found
