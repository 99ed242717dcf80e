"""Takes compressed pieces of foreign files apart, never further than the size that they declare.

It must not know which format they stand in. A declared size is hostile until the bytes were counted.
"""

import bz2
from collections import OrderedDict
from collections.abc import Callable

from app.convert.messages.carrier import Buffer, CarrierError

MOST_BYTES = 512 << 20
"""Of one piece: recorders write pieces of about 1 to 4 MB, or of the largest message."""
CACHE_BYTES = 256 << 20
_FRAME_STEP = 1024
"""So many bytes of a frame of unknown size at a time: a block of it, 4 bytes at least, may become 128 KiB."""


def decompressed(raw: Buffer, how: str, size: int, *, cut: bool = False) -> Buffer:
    """The `size` bytes that `raw` was made of; how: `zstd`, `lz4` (frame), `bz2`, `none` or nothing.

    `cut`: the end is missing; whatever can be had of it.

    Raises:
        CarrierError: it is not known how, `size` is absurd, or other bytes come out.
    """
    if size > MOST_BYTES:
        raise CarrierError(f"a piece of {size} bytes; at most {MOST_BYTES} are held in memory")
    if how not in _WAYS:
        raise CarrierError(f"compression {how!r:.40} is not known; known are zstd, lz4, bz2 and none")
    found = _WAYS[how](raw, size + 1, cut)
    if len(found) > size or (len(found) < size and not cut):
        more = "more" if len(found) > size else len(found)
        raise CarrierError(f"{size} bytes were promised, {more} came out")
    return found


def whole_frame(raw: Buffer) -> bytes:
    """What a zstd frame that does not say its size was made of; its end has to be there.

    Raises:
        CarrierError: it is damaged, cut off, or more than is held in memory comes out.
    """
    import zstandard

    machine = zstandard.ZstdDecompressor().decompressobj()
    found, size = [], 0
    try:
        for at in range(0, len(raw), _FRAME_STEP):
            found.append(machine.decompress(raw[at : at + _FRAME_STEP]))
            size += len(found[-1])
            if size > MOST_BYTES:
                raise CarrierError(f"more than {MOST_BYTES} bytes came out; no more are held in memory")
            if machine.eof:
                break
    except zstandard.ZstdError as error:
        raise CarrierError(f"cannot be decompressed: {error}") from error
    if not machine.eof or machine.unused_data or at + _FRAME_STEP < len(raw):
        raise CarrierError("cannot be decompressed: the frame is cut off, or has bytes behind it")
    return b"".join(found)


def _plain(raw: Buffer, most: int, cut: bool) -> Buffer:  # noqa: FBT001 - called by table
    del cut
    return raw[:most]


def _zstd(raw: Buffer, most: int, cut: bool) -> bytes:  # noqa: FBT001
    import zstandard

    pieces: list[bytes] = []
    with zstandard.ZstdDecompressor().stream_reader(raw) as reader:
        try:
            while most > 0 and (piece := reader.read(min(most, 1 << 26))):
                pieces.append(piece)
                most -= len(piece)
        except zstandard.ZstdError as error:
            if not cut:
                raise CarrierError(f"cannot be decompressed: {error}") from error
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _lz4(raw: Buffer, most: int, cut: bool) -> bytes:  # noqa: FBT001
    from lz4.frame import LZ4FrameDecompressor

    try:
        return bytes(LZ4FrameDecompressor().decompress(raw, max_length=most))
    except RuntimeError as error:
        if cut:
            return b""
        raise CarrierError(f"cannot be decompressed: {error}") from error


def _bz2(raw: Buffer, most: int, cut: bool) -> bytes:  # noqa: FBT001
    try:
        return bz2.BZ2Decompressor().decompress(raw, max_length=most)
    except (OSError, EOFError) as error:
        if cut:
            return b""
        raise CarrierError(f"cannot be decompressed: {error}") from error


_WAYS: dict[str, Callable[[Buffer, int, bool], Buffer]] = {
    "": _plain, "none": _plain, "zstd": _zstd, "lz4": _lz4, "bz2": _bz2,
}  # fmt: skip


class Pieces:
    """The pieces last taken apart: streams in order of arrival come back to the same few again and again."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        self._most = most_bytes
        self._held: OrderedDict[tuple[object, int], Buffer] = OrderedDict()
        self._bytes = 0

    def get(self, owner: object, number: int, make: Callable[[], Buffer]) -> Buffer:
        """Piece `number` of `owner`, made if it is not held; raises what `make` does."""
        key = (owner, number)
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        made = make()
        self._held[key] = made
        self._bytes += len(made)
        while self._bytes > self._most and len(self._held) > 1:
            self._bytes -= len(self._held.popitem(last=False)[1])
        return made

    def clear(self) -> None:
        """Let go of all of them."""
        self._held.clear()
        self._bytes = 0
