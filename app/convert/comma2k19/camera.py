"""The pictures of a comma2k19 segment: its video as the encoder made it, and the first picture that lies beside it.

It must not know how video is decoded.
"""

import numpy as np

from app.convert.channels import Channels, Stamps
from app.convert.comma2k19.arrays import CLOCK, Arrays
from app.convert.encodings.annexb import pictures_of
from app.log.source import Source, SourceError, UnreadableError

_PNG = b"\x89PNG\r\n\x1a\n"


def add_preview(channels: Channels, arrays: Arrays) -> None:
    """The first picture of the video, which the source keeps beside it."""
    name = arrays.at("preview.png")
    if name not in arrays.tree.files:
        return
    raw, found = arrays.tree.read(name), arrays.stamps("global_pose/frame_times")
    if raw is None:
        return
    if not raw.startswith(_PNG) or found is None or not len(found[0]):
        arrays.tree.refuse(name, "is no PNG, or no picture has a stamp")
        return
    channels.add_each(
        "/camera/preview", "image", "png", Stamps(capture_ns=found[0][:1], synthesised=True), lambda _: raw,
        sizes=[len(raw)],
    )  # fmt: skip
    arrays.told.append("preview.png is the first picture of the video, by the README; it got the first stamp")


def add_video(channels: Channels, arrays: Arrays) -> None:
    """The pictures of the road camera, as the encoder made them."""
    name = arrays.at("video.hevc")
    if name not in arrays.tree.files or not arrays.tree.size(name):
        return
    found = arrays.stamps("global_pose/frame_times")
    try:
        with Source(arrays.tree.root / name) as source:
            pictures = pictures_of(source)
    except (SourceError, UnreadableError) as error:
        arrays.tree.refuse(name, str(error))
        return
    if not pictures or found is None:
        arrays.tree.refuse(name, "is no H.265, or no picture has a stamp")
        return
    stamps, rows = found
    here = rows < len(pictures)
    arrays.tree.losses.add(name, "a picture without a stamp", len(pictures) - int(here.sum()))
    arrays.tree.losses.add(name, "a stamp without a picture", int((~here).sum()))
    some = [pictures[row] for row in rows[here].tolist()]

    def picture(row: int) -> bytes | None:
        try:
            with Source(arrays.tree.root / name) as source:
                return source.read(some[row].start, some[row].size)
        except (SourceError, UnreadableError) as error:
            arrays.tree.losses.add("/camera/road", str(error))
            return None

    channels.add_each(
        "/camera/road", "image", "h265", Stamps(capture_ns=stamps[here], clock=CLOCK), picture,
        sizes=[one.size for one in some], key_frames=np.array([one.key for one in some]), sensor="camera",
    )  # fmt: skip
