"""Kind `image`: the pictures of one camera, in the bytes that the camera or its encoder made.

It must not know how pictures are decoded, nor the camera's calibration.
"""

from app.kinds.kind import Codec, Kind, codecs

_STILL = "One record is one complete picture that needs no other record. Size as in the calibration."
_VIDEO = (
    "One record is one access unit in the byte stream format of Annex B, in decoding order. A record with the "
    "key-frame flag (bit 0 of the leaf's flags) begins with its parameter sets, and decoding can begin there; "
    "it goes on across segments. A recorder writes no reordered (B) pictures; an intake keeps those it finds."
)

IMAGE = Kind(
    name="image",
    description="A picture of a camera.",
    frames="pixels: x to the right, y down, from the first pixel of the first row",
    codecs=codecs(
        Codec(name="jpeg", media_type="image/jpeg", description=f"JPEG (ISO/IEC 10918-1). {_STILL}"),
        Codec(
            name="png",
            media_type="image/png",
            description=f"PNG (ISO/IEC 15948), 8 or 16 bit, for cameras that deliver plain pixels. {_STILL}",
        ),
        Codec(name="h264", media_type="video/h264", description=f"H.264 (ISO/IEC 14496-10). {_VIDEO}"),
        Codec(name="h265", media_type="video/h265", description=f"H.265 (ISO/IEC 23008-2). {_VIDEO}"),
    ),
)
