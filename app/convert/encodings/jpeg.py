"""The size of a JPEG picture, from its headers alone.

It must not decode pictures. Layout: ISO/IEC 10918-1, annex B.
"""

BEGIN = b"\xff\xd8"
_LONE = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(raw: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None: the bytes have no frame header that says so."""
    at = len(BEGIN)
    while raw.startswith(BEGIN) and at + 9 <= len(raw):
        if raw[at] != 0xFF:
            return None
        marker = raw[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _LONE:
            at += 2
        elif marker in _FRAMES:
            height, width = int.from_bytes(raw[at + 5 : at + 7], "big"), int.from_bytes(raw[at + 7 : at + 9], "big")
            return (width, height) if width and height else None
        else:
            at += 2 + max(2, int.from_bytes(raw[at + 2 : at + 4], "big"))
    return None
