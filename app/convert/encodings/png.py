"""The size of a PNG picture, from its header alone.

It must not decode pictures. Layout: ISO/IEC 15948, 11.2.2 (IHDR comes first).
"""

BEGIN = b"\x89PNG\r\n\x1a\n"
_HEADER = slice(12, 16)


def size_of(raw: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None: the bytes do not begin as a PNG does."""
    if not raw.startswith(BEGIN) or raw[_HEADER] != b"IHDR" or len(raw) < 24:
        return None
    width, height = int.from_bytes(raw[16:20], "big"), int.from_bytes(raw[20:24], "big")
    return (width, height) if width and height else None
