"""Pictures of messages: compressed ones stay the bytes they are, plain pixels become PNG without loss.

It must not know topics, nor how a picture is shown. Encodings: ROS sensor_msgs/image_encodings, foxglove.RawImage.
"""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from app.convert.messages.carrier import Buffer, MessageError
from app.convert.messages.message_type import MessageType, Plain, bytes_of
from app.convert.takers.taker import FrameWatch, Outlet, Size

_MOST_SIDE = 65535
_BEGINS = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_START_CODE = re.compile(rb"\x00\x00\x01(.)", re.DOTALL)


class _Pixels:
    """How an encoding lays out its pixels."""

    def __init__(self, channels: int, type_: str, *, rgb: bool = False, mosaic: bool = False) -> None:
        self.channels = channels
        self.dtype = np.dtype(type_)
        self.rgb = rgb
        self.mosaic = mosaic


_ENCODINGS: Mapping[str, _Pixels] = {
    "mono8": _Pixels(1, "u1"), "8UC1": _Pixels(1, "u1"), "mono16": _Pixels(1, "u2"), "16UC1": _Pixels(1, "u2"),
    "bgr8": _Pixels(3, "u1"), "8UC3": _Pixels(3, "u1"), "rgb8": _Pixels(3, "u1", rgb=True),
    "bgra8": _Pixels(4, "u1"), "8UC4": _Pixels(4, "u1"), "rgba8": _Pixels(4, "u1", rgb=True),
    "bgr16": _Pixels(3, "u2"), "rgb16": _Pixels(3, "u2", rgb=True),
    "bgra16": _Pixels(4, "u2"), "rgba16": _Pixels(4, "u2", rgb=True),
    **{f"bayer_{order}8": _Pixels(1, "u1", mosaic=True) for order in ("rggb", "bggr", "gbrg", "grbg")},
    **{f"bayer_{order}16": _Pixels(1, "u2", mosaic=True) for order in ("rggb", "bggr", "gbrg", "grbg")},
}  # fmt: skip


class CompressedTaker:
    """Pictures that were compressed already: jpeg or png, which the first of them decides, and not its label."""

    suffix = ""
    whole = True

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._watch = FrameWatch()
        self._codec = ""
        self._label = ""

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        return Size(len(self._picture(plain)))

    def payload(self, raw: Buffer) -> Buffer | None:
        """See Taker."""
        return self._picture(self._type.decode(raw))

    def outlet(self) -> Outlet:
        """See Taker."""
        called = f"the source calls it {self._label!r}" if self._label else None
        return Outlet(kind="image", codec=self._codec or "jpeg", frame=self._watch.frame, description=called)

    def _picture(self, plain: Plain) -> Buffer:
        data = bytes_of(plain.get("data"))
        codec = next((name for name, begin in _BEGINS.items() if bytes(data[: len(begin)]) == begin), None)
        if codec is None:
            raise MessageError(f"its picture is neither JPEG nor PNG, but called {str(plain.get('format', ''))[:40]!r}")
        self._codec = self._codec or codec
        if codec != self._codec:
            raise MessageError(f"its picture is {codec}, those of the channel are {self._codec}")
        self._label = self._label or str(plain.get("format", ""))[:100]
        self._watch.see(plain)
        return data


class VideoTaker:
    """Access units of H.264 or H.265 as foxglove.CompressedVideo has them: Annex B."""

    suffix = ""
    whole = True

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._watch = FrameWatch()
        self._codec = ""

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        data = self._unit(plain)
        return Size(len(data), key_frame=_begins_decoding(bytes(data), self._codec))

    def payload(self, raw: Buffer) -> Buffer | None:
        """See Taker."""
        return self._unit(self._type.decode(raw))

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="image", codec=self._codec or "h264", frame=self._watch.frame)

    def _unit(self, plain: Plain) -> Buffer:
        codec = str(plain.get("format", "")).lower().replace(".", "")
        codec = {"hevc": "h265", "avc": "h264"}.get(codec, codec)
        if codec not in ("h264", "h265"):
            raise MessageError(f"video in {codec[:40]!r} is not taken as such")
        self._codec = self._codec or codec
        if codec != self._codec:
            raise MessageError(f"its video is {codec}, that of the channel is {self._codec}")
        data = bytes_of(plain.get("data"))
        if bytes(data[:3]) != b"\0\0\1" and bytes(data[:4]) != b"\0\0\0\1":
            raise MessageError("its video is not in the byte stream format of Annex B")
        self._watch.see(plain)
        return data


def _begins_decoding(unit: bytes, codec: str) -> bool:
    """Whether an access unit has its parameter sets and a picture that needs no other (H.264 7.4.1, H.265 7.4.2.2)."""
    heads = [match[1][0] for match in _START_CODE.finditer(unit)]
    if codec == "h264":
        types = {head & 0x1F for head in heads}
        return {5, 7, 8} <= types
    types = {head >> 1 & 0x3F for head in heads}
    return {32, 33, 34} <= types and bool(types & set(range(16, 22)))


class PixelTaker:
    """Plain pixels, of a common encoding."""

    suffix = ""
    whole = True

    def __init__(self, type_: MessageType) -> None:
        self._type = type_
        self._watch = FrameWatch()
        self._encoding = ""

    def look(self, plain: Plain, raw: Buffer) -> Size | None:
        """See Taker."""
        del raw
        pixels, _ = self._pixels(plain)
        # PNG of noise is larger than the noise
        return Size(pixels.nbytes + pixels.nbytes // 100 + 4096)

    def payload(self, raw: Buffer) -> bytes | None:
        """See Taker."""
        import cv2

        pixels, layout = self._pixels(self._type.decode(raw))
        if layout.rgb:
            order = [2, 1, 0] if layout.channels == 3 else [2, 1, 0, 3]
            pixels = pixels[:, :, order]
        native = np.ascontiguousarray(pixels).astype(layout.dtype, copy=False)
        done, png = cv2.imencode(".png", native, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        if not done:
            raise MessageError("its pixels cannot be written as PNG")
        return png.tobytes()

    def outlet(self) -> Outlet:
        """See Taker."""
        note = f"pixels as {self._encoding}"
        if self._encoding in _ENCODINGS and _ENCODINGS[self._encoding].mosaic:
            note += ": the mosaic of the sensor in one channel, colours not interpolated"
        return Outlet(kind="image", codec="png", frame=self._watch.frame, description=note)

    def _pixels(self, plain: Plain) -> tuple[npt.NDArray[np.unsignedinteger], _Pixels]:
        encoding = str(plain.get("encoding", ""))
        layout = _ENCODINGS.get(encoding)
        if layout is None:
            raise MessageError(f"pixels encoded as {encoding[:40]!r} are kept as bytes")
        self._encoding = self._encoding or encoding
        if encoding != self._encoding:
            raise MessageError(f"its pixels are {encoding}, those of the channel {self._encoding}")
        width, height = _side(plain, "width"), _side(plain, "height")
        data = bytes_of(plain.get("data"))
        row = width * layout.channels * layout.dtype.itemsize
        step = plain.get("step", row) or row
        # behind the last row there may be padding or none; anything else would be pixels that nobody declared
        if not isinstance(step, int) or step < row or len(data) not in ((height - 1) * step + row, height * step):
            raise MessageError(f"{width} x {height} pixels in rows of {step} bytes are not its {len(data)} bytes")
        self._watch.see(plain)
        dtype = layout.dtype.newbyteorder(">" if plain.get("is_bigendian") else "<")
        shape = (height, width) if layout.channels == 1 else (height, width, layout.channels)
        inner = (dtype.itemsize,) if layout.channels == 1 else (layout.channels * dtype.itemsize, dtype.itemsize)
        return np.ndarray(shape, dtype, data, strides=(step, *inner)), layout


def _side(plain: Plain, name: str) -> int:
    value = plain.get(name)
    if not isinstance(value, int) or not 1 <= value <= _MOST_SIDE:
        raise MessageError(f"{name} {value!r:.20} is none of a picture: 1 to {_MOST_SIDE}")
    return value
