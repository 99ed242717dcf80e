"""An H.264 stream whose every picture is known exactly: macroblocks of raw samples (I_PCM), and skipped ones.

ISO/IEC 14496-10: 7.3.2.1 SPS, 7.3.2.2 PPS, 7.3.3 slice header, 7.3.5 macroblock layer, 7.4.1 emulation prevention.
A key frame sets every macroblock; each later picture sets one column of them, and takes the rest from the one before.
"""

from __future__ import annotations

import numpy as np

SIDE = 16


class _Bits:
    def __init__(self) -> None:
        self._bits: list[int] = []

    def put(self, value: int, width: int) -> _Bits:
        self._bits += [value >> at & 1 for at in reversed(range(width))]
        return self

    def ue(self, value: int) -> _Bits:
        """Exp-Golomb, clause 9.1."""
        width = (value + 1).bit_length()
        return self.put(0, width - 1).put(value + 1, width)

    def aligned(self) -> _Bits:
        """pcm_alignment_zero_bit."""
        return self.put(0, -len(self._bits) % 8)

    def nal(self, header: int) -> bytes:
        """With its trailing bits, and three bytes that look like a start code parted."""
        self.put(1, 1).aligned()
        raw = np.packbits(np.array(self._bits, dtype=np.uint8)).tobytes()
        out, zeros = bytearray(), 0
        for byte in raw:
            if zeros == 2 and byte <= 3:
                out.append(3)
                zeros = 0
            out.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return b"\0\0\0\1" + bytes([header]) + bytes(out)


def _parameters(columns: int, rows: int) -> bytes:
    sps = _Bits().put(77, 8).put(0, 8).put(40, 8).ue(0)
    # frame numbers and places in the order of display of 8 bits, one reference
    sps.ue(4).ue(0).ue(4).ue(1).put(0, 1).ue(columns - 1).ue(rows - 1).put(1, 1).put(1, 1).put(0, 1)
    # the decoder is told how many pictures it has to hold back
    sps.put(1, 1).put(0, 8).put(1, 1).put(1, 1).ue(0).ue(0).ue(10).ue(10).ue(2).ue(4)
    pps = _Bits().ue(0).ue(0).put(0, 1).put(0, 1).ue(0).ue(0).ue(0).put(0, 1).put(0, 2)
    # no delta of the quantiser, deblocking off by the slice
    pps.ue(0).ue(0).ue(0).put(1, 1).put(0, 1).put(0, 1)
    return sps.nal(0x67) + pps.nal(0x68)


def _slice(kind: str, frame: int, shown: int, columns: int, rows: int, lumas: dict[int, int]) -> bytes:
    """`kind`: I of a key frame, P, or B that nothing builds on; `frame`: its frame number; `shown`: its place in the
    order of display; `lumas`: brightness of each macroblock that is set, by its address.
    """
    bits = _Bits().ue(0).ue({"I": 7, "P": 5, "B": 6}[kind]).ue(0).put(frame % 256, 8)
    if kind == "I":
        bits.ue(0)  # idr_pic_id
    bits.put(2 * shown % 256, 8)
    if kind == "B":
        bits.put(1, 1).put(0, 1).put(
            0, 2
        )  # direct prediction in space, one reference each way, their lists as they are
    elif kind == "P":
        bits.put(0, 1).put(0, 1)
    if kind != "B":
        bits.put(0, 2 if kind == "I" else 1)  # dec_ref_pic_marking
    bits.ue(0).ue(1)  # slice_qp_delta, disable_deblocking_filter_idc
    skipped = 0
    for address in range(columns * rows):
        if address not in lumas:
            skipped += 1
            continue
        if kind != "I":
            bits.ue(skipped)
            skipped = 0
        # mb_type I_PCM, behind the five of P, or the 23 of B
        bits.ue({"I": 25, "P": 30, "B": 48}[kind]).aligned()
        for value in [lumas[address]] * 256 + [128] * 128:
            bits.put(value, 8)
    if skipped:
        bits.ue(skipped)
    return bits.nal({"I": 0x65, "P": 0x41, "B": 0x01}[kind])


def stream(
    pictures: int, *, columns: int = 4, rows: int = 3, reordered: bool = False
) -> tuple[list[bytes], list[np.ndarray], list[int]]:
    """The access units of one group, the brightness (rows, columns) of the macroblocks of the picture of each, and its
    place in the order of display: `reordered`, of each three the last is a B picture that is shown before the second.
    """
    now = np.full((rows, columns), 40, dtype=np.int64)
    whole = range(columns * rows)
    units, shown, places = [], [], []
    frame = 0
    for number in range(pictures):
        luma = 50 + number * 7 % 180
        ahead = reordered and number % 3 == 1 and number + 1 < pictures
        if reordered and number % 3 == 2:
            kind, place, lumas = "B", number - 1, dict.fromkeys(whole, luma)
            shown.append(np.full_like(now, luma))
        elif number:
            kind, place = "P", number + ahead
            lumas = {row * columns + number % columns: luma for row in range(rows)}
            now[:, number % columns] = luma
            shown.append(now.copy())
        else:
            kind, place, lumas = "I", 0, dict.fromkeys(whole, 40)
            shown.append(now.copy())
        head = _parameters(columns, rows) if kind == "I" else b""
        units.append(head + _slice(kind, frame, place, columns, rows, lumas))
        places.append(place)
        frame += kind != "B"
    return units, shown, places


def brightness(pixels: np.ndarray) -> np.ndarray:
    """Of the macroblocks of a decoded picture (height, width, 4), as the stream has it: video range to full range."""
    middles = pixels[SIDE // 2 :: SIDE, SIDE // 2 :: SIDE, 1].astype(np.float64)
    return np.round(middles * 219 / 255 + 16).astype(np.int64)
