"""Kind `raw`: bytes that are kept as evidence without being understood.

It must not know what they are: they are shown as bytes or text and never decoded further.
"""

from app.kinds.kind import Codec, Kind, codecs

RAW = Kind(
    name="raw",
    description="Bytes as the source had them, for messages without a kind of their own.",
    frames="none",
    codecs=codecs(
        Codec(name="bytes", description="One message of the source, unchanged."),
        Codec(name="text", media_type="text/plain", description="One message of the source, text in UTF-8."),
    ),
)
