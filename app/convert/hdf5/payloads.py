"""The payloads of a channel's rows, as a mapping says them: pictures and packets here, packed columns in `columns`.

It must not know times.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from app.convert.hdf5.columns import columns
from app.convert.hdf5.files import Files
from app.convert.hdf5.mapping import ChannelMap, Place
from app.convert.hdf5.prepared import Payloads, Read
from app.convert.recording import ConvertError
from app.kinds.registry import codec
from app.log.foreign_hdf5 import ForeignDataset
from app.record.entry import Payload


def payloads(files: Files, channel: ChannelMap) -> Payloads:
    """Prepare the payloads of a channel.

    Raises:
        ConvertError: the mapping does not fit the files.
        AnswerError, WorkerError: they cannot be read.
    """
    try:
        its_codec = codec(channel.kind, channel.codec)
    except ValueError as error:
        raise ConvertError(f"channel {channel.name!r}: {error}") from error
    if its_codec.layout is not None or its_codec.declared:
        return columns(files, channel, its_codec)
    return _pictures_or_packets(files, channel)


def _pictures_or_packets(files: Files, channel: ChannelMap) -> Payloads:
    if channel.entries is not None:
        return _entries(files, channel, channel.entries)
    if channel.dataset is None:
        raise ConvertError(f"channel {channel.name!r} of kind {channel.kind} needs a dataset")
    file, dataset = files.find(channel.dataset)
    if dataset.lists:
        sizes = file.list_sizes(dataset.path)

        def lists(start: int, stop: int) -> Read:
            packets = file.read_lists(dataset.path, start, stop)
            return lambda row, _: packets[row] if _is(channel.codec, packets[row]) else None

        return Payloads(dataset.rows, int(sizes.max(initial=0)), 1, (), lists, sizes=sizes)
    size = dataset.row_bytes
    encode: Callable[[npt.NDArray[Any]], Payload | None] = _as_they_are
    if channel.kind == "image":
        encode = _png_encoder(channel, dataset)
        # PNG of noise is larger than the noise
        size = size + size // 100 + 4096

    def blocks(start: int, stop: int) -> Read:
        values = file.read(dataset.path, start, stop)
        return lambda row, _: encode(values[row])

    return Payloads(dataset.rows, size, 1, (), blocks)


def entry_names(files: Files, channel: ChannelMap) -> Iterator[str]:
    """The datasets that a channel's entries name, as a mapping would name them."""
    if channel.entries is not None:
        file, colon, _ = channel.entries.dataset.rpartition(":")
        yield from (f"{file}{colon}{number}" for number in files.all(channel.entries).tolist())


def _entries(files: Files, channel: ChannelMap, entries: Place) -> Payloads:
    """A dataset for each record."""
    file, _ = files.find(entries.dataset)
    names = [str(number) for number in files.all(entries).tolist()]
    known = [file.datasets.get(name) for name in names]
    files.losses.add(channel.name, "an entry without its dataset", known.count(None))
    sizes = np.array([0 if one is None else one.rows * one.row_bytes for one in known], dtype=np.int64)

    def blocks(start: int, _: int) -> Read:
        def packet(row: int, _: int) -> Payload | None:
            dataset = file.datasets.get(names[start + row])
            if dataset is None or dataset.lists:
                return None
            return _as_they_are(file.read(dataset.path, 0, dataset.rows))

        return packet

    return Payloads(len(names), int(sizes.max(initial=0)), 1, (), blocks, sizes=sizes)


def _as_they_are(values: npt.NDArray[Any]) -> Payload:
    # a row of a dataset of one dimension is no array
    return np.atleast_1d(values).reshape(-1).view("u1").data if values.size else b""


def _is(codec_name: str, raw: memoryview) -> bool:
    """Whether bytes begin as pictures of that codec do; packets of other codecs are taken as they are."""
    begins = {"jpeg": b"\xff\xd8", "png": b"\x89PNG\r\n\x1a\n"}.get(codec_name, b"")
    return len(raw) > 0 and raw[: len(begins)] == begins


def _png_encoder(channel: ChannelMap, dataset: ForeignDataset) -> Callable[[npt.NDArray[Any]], bytes | None]:
    """Pixels to PNG, without loss."""
    import cv2

    if channel.codec != "png":
        raise ConvertError(f"channel {channel.name!r}: plain pixels become png, not {channel.codec}")
    shape = dataset.shape[1:]
    if channel.axes == "chw" and len(shape) == 3:
        shape = (shape[1], shape[2], shape[0])
    if len(shape) not in (2, 3) or (len(shape) == 3 and shape[2] not in (1, 3, 4)) or dataset.dtype.kind != "u":
        raise ConvertError(f"channel {channel.name!r}: {dataset.dtype} of shape {dataset.shape} are no pictures")
    if dataset.dtype.itemsize > 2:
        raise ConvertError(f"channel {channel.name!r}: pictures have 8 or 16 bits, not {8 * dataset.dtype.itemsize}")

    def encode(picture: npt.NDArray[Any]) -> bytes | None:
        pixels = picture.transpose(1, 2, 0) if channel.axes == "chw" and picture.ndim == 3 else picture
        if pixels.ndim == 3 and pixels.shape[2] == 3 and channel.colours == "rgb":
            pixels = pixels[:, :, ::-1]
        done, raw = cv2.imencode(".png", np.ascontiguousarray(pixels), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        return raw.tobytes() if done else None

    return encode
